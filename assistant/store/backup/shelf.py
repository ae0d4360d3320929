"""All backups of a vault: made, looked through, renewed and thinned out.

They lie in the folder of the plan and wherever else one was made. The vault remembers each with its key (in its table
of settings, a row for each), so that what is deleted can be destroyed in all of them: at once in those that are
within reach, and in the others when they are seen again, which is looked after at every backup.
"""

import contextlib
import fcntl
import json
import os
import time
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from assistant.errors import AssistantError, TryLater
from assistant.store import generation, seats, trouble
from assistant.store.backup import box, making, manifest
from assistant.store.backup.checking import box_key, box_path, check, holds
from assistant.store.backup.making import PREFIX, Made, Origin
from assistant.store.backup.manifest import Manifest, Print
from assistant.store.backup.plan import Plan, outdated
from assistant.store.backup.trouble import broken, from_system
from assistant.store.database import Database
from assistant.store.generation import CAPTURES
from assistant.store.parts import PARTS, VAULT
from assistant.store.vault import Vault

PATIENCE = 60.0
"""How long to wait for a backup that another process makes, s."""
_TURN = "backup.seat"
_ROW = "backup "
_KEYED = 2
"""The shape of the database since which every item has a key."""


@dataclass(frozen=True, slots=True)
class Found:
    """A backup that was seen."""

    stamp: str
    folder: Path
    manifest: Manifest | None
    """None where it could not be read."""
    key: bytes
    """Its own; empty where it is not this vault's, or could not be read."""
    trouble: AssistantError | None = None

    @property
    def ours(self) -> bool:
        """Whether it is this vault's, and readable so far."""
        return bool(self.key)


@dataclass(frozen=True, slots=True)
class Reach:
    """In which backups something was done."""

    reached: tuple[str, ...]
    """Their stamps, oldest first."""
    beyond: tuple[str, ...]
    """Of those that are unplugged, damaged or not to be written to."""


class Backups:
    """The backups of an open vault."""

    def __init__(self, vault: Vault, plan: Plan) -> None:
        self._vault = vault
        self._plan = plan
        self._database = vault._database

    def make(self, now: datetime, to: Path | None = None) -> tuple[Made, tuple[str, ...]]:
        """A verified backup, in the folder `to` or in the plan's; gives it, and the stamps of those that then went.

        Raises as `assistant.store.backup.making.make` does, and `TryLater` where another one is being made.
        """
        place = (to or self._plan.folder).absolute()
        with self._turn():
            if to is None:
                self._plan.make_folder()
            making.sweep(place)
            if not seats.at_home(self._vault.folder):  # else a recording may be going on, and the house does it
                self._vault.captures.adopt()
            made = making.make(self._origin(), place, now)
            remember(self._database, made.manifest.stamp, place, made.key)
            self._vault.audit.record("backup", detail=made.manifest.stamp)
            self._settle(self._deleted())
            return made, self._thin_out(place, made.manifest.made)

    def found(self) -> list[Found]:
        """Every backup within reach, oldest first; those of other vaults too, and those that cannot be read."""
        known = self._known()
        places = dict.fromkeys([self._plan.folder, *(place for place, _ in known.values())])
        keys = {stamp: key for stamp, (_, key) in known.items()}
        seen = [self._look(folder, keys) for place in places for folder in _folders(place)]
        return sorted(seen, key=lambda each: (each.stamp, each.folder))

    def check(self, which: Found, seen: dict[tuple[int, int], Print] | None = None) -> None:
        """Read every byte of it. Raises what is wrong with it."""
        if which.trouble is not None:
            raise which.trouble
        if which.manifest is None or not which.ours:
            raise broken()
        check(which.folder, which.manifest, which.key, seen)

    def beyond(self) -> tuple[str, ...]:
        """The stamps of those that the vault remembers and that are not within reach."""
        there = {each.stamp for each in self.found() if each.ours}
        return tuple(sorted(self._known().keys() - there))

    def destroy(self, items: Iterable[str]) -> Reach:
        """Take the keys of these items out of every backup, and of all that was deleted before. Harmless twice."""
        try:
            with self._turn():
                return self._settle({*items, *self._deleted()})
        except TryLater:
            return Reach((), tuple(sorted({*self._known(), *(each.stamp for each in self.found() if each.ours)})))

    def learn(self) -> None:
        """Remember every backup within reach with its key; before the root key changes."""
        for each in self.found():
            if each.ours:
                remember(self._database, each.stamp, each.folder.parent, each.key)

    def renew_locks(self) -> Reach:
        """What opens the vault now opens its backups, and nothing else does."""
        with self._turn():
            return self._settle(self._deleted())

    def _settle(self, deleted: frozenset[str] | set[str]) -> Reach:
        """Bring every backup within reach to the present: without what was deleted, under the present locks."""
        reached = set()
        ours = [each for each in self.found() if each.manifest and each.ours]
        for each in ours:
            assert each.manifest is not None
            with contextlib.suppress(AssistantError):
                remember(self._database, each.stamp, each.folder.parent, each.key)
                if _keyless(each.manifest) and holds(each.folder, each.key, deleted):
                    if not any(other.stamp > each.stamp and not _keyless(other.manifest) for other in ours):
                        continue
                    self._take_away(each)
                else:
                    self._destroy_in(each.folder, each.manifest, each.key, deleted)
                    self._renew(each.folder, each.manifest, each.key)
                reached.add(each.stamp)
        return Reach(tuple(sorted(reached)), tuple(sorted(self._known().keys() - reached)))

    def _destroy_in(self, folder: Path, held: Manifest, key: bytes, deleted: Iterable[str]) -> None:
        gone = frozenset[str]()
        for part in PARTS:
            if part.file in held.schemas:
                gone |= box.destroy(box_path(folder, part), box_key(key, part), deleted)
        try:
            for item in {each for each in deleted if f"{CAPTURES}/{each}" in held.files}:
                (folder / CAPTURES / item).unlink(missing_ok=True)
        except OSError as error:
            raise from_system(error, folder) from None

    def _renew(self, folder: Path, held: Manifest, key: bytes) -> None:
        present = generation.read(self._vault.folder)
        wrapping = self._vault.key(manifest.PURPOSE)
        if held.keys.locks == present.locks and held.key(wrapping):
            return
        keys = replace(held.keys, locks=present.locks, public=present.public)
        fresh = replace(held, keys=keys, wrapped=manifest.wrap(key, wrapping)).sealed(key)
        manifest.write(folder, fresh)

    def _thin_out(self, place: Path, newest: datetime) -> tuple[str, ...]:
        """Let those of the vault's own go that have had their time; never the one that was just made."""
        here = [each for each in self.found() if each.manifest and each.ours and each.folder.parent == place]
        moments = {each.manifest.made: each for each in here if each.manifest}
        gone = [moments[moment] for moment in sorted(outdated(moments, self._plan.keep) - {newest})]
        for each in gone:
            self._take_away(each)
        return tuple(each.stamp for each in gone)

    def _take_away(self, which: Found) -> None:
        making.remove(which.folder)
        self._database.run("DELETE FROM settings WHERE key = ?", _ROW + which.stamp)

    def _look(self, folder: Path, known: dict[str, bytes]) -> Found:
        stamp = folder.name.removeprefix(PREFIX)
        try:
            held = manifest.read(folder)
            stamp = held.stamp
            if key := known.get(stamp, b""):
                held.prove(key)
            else:
                key = held.key(self._vault.key(manifest.PURPOSE))
        except AssistantError as error:
            return Found(stamp, folder, None, b"", error)
        return Found(stamp, folder, held, key)

    def _origin(self) -> Origin:
        return Origin(self._vault.files, generation.read(self._vault.folder), self._vault.key)

    def _deleted(self) -> frozenset[str]:
        return frozenset(each[0] for each in self._database.rows("SELECT item FROM audit WHERE event = 'deleted'"))

    def _known(self) -> dict[str, tuple[Path, bytes]]:
        rows = self._database.rows("SELECT key, value FROM settings WHERE key GLOB ?", f"{_ROW}*")
        known = {}
        for name, text in rows:
            tree = json.loads(text)
            known[str(name).removeprefix(_ROW)] = (Path(tree["folder"]), b64decode(tree["key"]))
        return known

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """One process at a time changes backups. Raises `TryLater`."""
        path = self._vault.folder / _TURN
        try:
            handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        except OSError as error:
            raise trouble.from_system(error, path) from None
        try:
            until = time.monotonic() + PATIENCE
            while True:
                try:
                    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    if time.monotonic() > until:
                        raise TryLater("A backup is being made just now; please try again.") from None
                    time.sleep(0.05)
            yield
        finally:
            os.close(handle)


def backup_if_due(vault: Vault, plan: Plan, now: datetime) -> Made | None:
    """The house's daily backup: made where the newest in the plan's folder is older than the plan says.

    Told by the folders' names alone, so it may be asked often. Raises as `Backups.make` does.
    """
    if plan.every is None:
        return None
    newest = newest_in(plan.folder, now)
    if newest is not None and now - newest < plan.every:
        return None
    return Backups(vault, plan).make(now)[0]


def newest_in(place: Path, now: datetime) -> datetime | None:
    """When the newest backup in a folder was made, told by the names alone; None where there is none.

    One that claims to be of later than `now` was made while the clock was wrong, and does not count.
    """
    moments = []
    for folder in _folders(place):
        with contextlib.suppress(ValueError):
            moments.append(manifest.moment_of(folder.name.removeprefix(PREFIX)))
    return max((each for each in moments if each <= now), default=None)


def _folders(place: Path) -> list[Path]:
    try:
        return sorted(each for each in place.glob(f"{PREFIX}*") if (each / manifest.NAME).exists())
    except OSError:
        return []


def _keyless(held: Manifest | None) -> bool:
    """Whether its words are from before each item had a key: then a part of it cannot be destroyed, only the whole."""
    return held is None or held.schemas[VAULT.file] < _KEYED


def remember(database: Database, stamp: str, place: Path, key: bytes) -> None:
    """Keep in the vault where a backup is and what opens it."""
    value = json.dumps({"folder": str(place.absolute()), "key": b64encode(key).decode()})
    database.run(
        "INSERT INTO settings VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = ?2 WHERE value <> ?2",
        _ROW + stamp,
        value,
    )
