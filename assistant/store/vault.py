"""The encrypted store as a whole: a folder with a key file and its generation's files, and the faces that the house sees.

`Vault.create` makes the folder complete beside its place and moves it there in one step, so there is never half a
vault and never two. Several processes may have it open at once (`notes list` while `run` is listening); which, the
seats say (`assistant.store.seats`). The root key is in memory from `open` to `close` and is then overwritten, as far
as Python lets go of its copies.

What authentication cannot show: somebody who holds the disk can put back an older copy of the whole folder, and
cutting the write-ahead log after a crash loses what was not yet in the database.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Self

from assistant.errors import ConfigurationError, VaultSealed, WrongPassphrase
from assistant.store import founding, generation, key_file, keys, migrations, parts, seats, soundness, spool
from assistant.store.audit import VaultAudit
from assistant.store.backup.migrating import backup_first, default_plan
from assistant.store.capture import SealedTape, VaultCaptures
from assistant.store.clients import VaultRoster
from assistant.store.database import Database
from assistant.store.items import Items
from assistant.store.keys import KeyFile, Kind, Lock
from assistant.store.lexicon import VaultLexicon
from assistant.store.mail import VaultMail
from assistant.store.notes import VaultNotes
from assistant.store.parts import Part
from assistant.store.preferences import VaultTries, VaultVolume
from assistant.store.process_drawer import Drawer
from assistant.store.queue import VaultQueue
from assistant.store.search import VaultSearch
from assistant.store.seats import Chair, Seat
from assistant.store.signing import Signatures
from assistant.store.soundness import Soundness
from assistant.store.spend import VaultSpend
from assistant.store.supervision import VaultSupervision
from assistant.store.timers import Clock, VaultTimers
from assistant.store.trouble import damaged, from_system, newer

KEY_FILE, DATABASE = generation.KEY_FILE, generation.DATABASE
Preparation = Callable[[Path, bytes], None]
"""Given the vault's folder and its root key, before a newer version of the house changes the shape of the database."""


@dataclass(frozen=True, slots=True)
class VaultStatus:
    """What can be told without the passphrase."""

    exists: bool
    path: Path
    schema: int
    """0 where there is no vault."""
    size: int
    """Bytes."""
    generation: str = ""
    """The sub-folder of the present files; a new one after each rotation."""
    recovery: bool = False
    """Whether there is a recovery key."""
    at_home: bool = False
    """Whether the house runs on it."""


class Vault:
    """An open vault."""

    def __init__(self, folder: Path, held: KeyFile, root: bytes, database: Database, chair: Chair | None) -> None:
        """`chair`: the seat to leave at the end; None where whoever opened the vault keeps the seat."""
        self.folder = folder
        self.files = folder / held.files
        self._root = bytearray(root)
        self._database = database
        self._chair = chair
        items = Items(database)
        self.audit = VaultAudit(database)
        self.roster = VaultRoster(database, items)
        self.notes = VaultNotes(database, items, self.audit)
        self.signatures = Signatures(database, items, self.audit, self.notes)
        self.search = VaultSearch(database, items, self.audit, self.notes, self.files)
        self.mail = VaultMail(database, items, self.audit)
        self.queue = VaultQueue(database, items)
        self.lexicon = VaultLexicon(database, items)
        self.supervision = VaultSupervision(database, items, self.audit)
        self.drawer = Drawer(self.files, lambda: self.key(parts.PROCESS.purpose), self.audit)
        self.spend = VaultSpend(database)
        self.tries = VaultTries(database)
        self.tape = SealedTape(self.files, keys.public_key(root))
        self.captures = VaultCaptures(database, items, self.tape, bytes(keys.private_key(root)))

    @staticmethod
    def exists(folder: Path) -> bool:
        """Whether any part of a vault is there."""
        try:
            return generation.there(folder)
        except OSError as error:
            raise from_system(error, folder) from None

    @classmethod
    def create(
        cls,
        folder: Path,
        passphrase: str,
        *,
        recovery: str | None = None,
        cost: keys.Cost = keys.MODERATE,
        seat: Seat = Seat.GUEST,
    ) -> Self:
        """A new, open vault; `recovery` is a recovery key that shall open it too.

        Raises `ConfigurationError` where there is one, `UsageError` for a short passphrase.
        """
        if cls.exists(folder):
            raise founding.already()
        place, root = founding.found(folder, passphrase, recovery, cost)
        chair = seats.take(place, seat)
        try:
            return cls._seated(place, root, chair, own=True)
        except BaseException:
            chair.leave()
            raise

    @classmethod
    def open(
        cls, folder: Path, secret: str, seat: Seat | Chair = Seat.GUEST, *, prepare: Preparation | None = None
    ) -> Self:
        """The vault in `folder`, by its passphrase or its recovery key.

        Given a `Chair` that was taken before, as the house does while the vault is sealed, it is kept after `close`.
        `prepare` is called before the database is brought to a newer shape; unless given, it is a verified backup in
        the folder ``backups`` beside the vault.

        Raises `WrongPassphrase`, `Locked` where somebody is in the way, `Corrupt`, and `ConfigurationError` where
        there is none or it is newer; then nothing was changed, but that the audit will hear of a wrong passphrase.
        """
        if not cls.exists(folder):
            raise no_vault()
        place = folder.resolve()
        generation.read(place)  # what is damaged is not even sat down at
        chair = seats.take(place, seat) if isinstance(seat, Seat) else seat
        own = chair is not seat
        try:
            root = _unlock(place, secret)
            vault = cls._seated(place, root, chair, own=own, prepare=prepare)
        except BaseException:
            if own:
                chair.leave()
            raise
        spool.take_in(place, keys.private_key(root), vault.audit)
        return vault

    @classmethod
    def _seated(cls, place: Path, root: bytes, chair: Chair, *, own: bool, prepare: Preparation | None = None) -> Self:
        """The vault by its root key, from a seat that is taken."""
        held = generation.read(place)
        if held.schema > migrations.SCHEMA:
            raise newer()
        if held.public and held.public != keys.public_key(root):
            raise damaged("key file")
        database = generation.open_part(place / held.files, parts.VAULT, root)
        try:
            migrations.check(database)
            if migrations.version(database) < migrations.SCHEMA:
                with seats.alone(place, chair):
                    (prepare or backup_first(default_plan(place)))(place, root)
                    migrations.migrate(database)
                    database.forget()
            held = _brought_up(place, root)
            if chair.seat is not Seat.GUEST:
                with seats.turn(place):  # a guest may be writing the key file just now
                    generation.sweep(place, held)
        except BaseException:
            database.close()
            raise
        return cls(place, held, root, database, chair if own else None)

    @staticmethod
    def try_out(folder: Path, secret: str, *kinds: Kind) -> None:
        """Whether it opens a lock of these kinds; nothing is opened. Raises as `open` does."""
        _known(folder)
        _unlock(folder.resolve(), secret, *kinds)

    @staticmethod
    def public(folder: Path) -> bytes:
        """The key to which is sealed what comes in while the vault is sealed: 32 bytes, X25519.

        Raises `Corrupt`, `ConfigurationError`; `VaultSealed` where the vault is of an age that had none yet.
        """
        held = _known(folder)
        if not held.public:
            raise VaultSealed(
                "The vault must be opened once before I can listen while it is sealed.", fix="assistant vault status"
            )
        return held.public

    @staticmethod
    def place(folder: Path) -> Path:
        """The folder of the present generation's files. Raises `Corrupt`, `ConfigurationError`."""
        return folder.resolve() / _known(folder).files

    @classmethod
    def status(cls, folder: Path) -> VaultStatus:
        """What can be told without the passphrase. Raises `Corrupt` where the key file is damaged."""
        if not cls.exists(folder):
            return VaultStatus(exists=False, path=folder, schema=0, size=0)
        held = generation.read(folder)
        return VaultStatus(
            exists=True,
            path=folder,
            schema=held.schema,
            size=generation.size(folder, held),
            generation=held.files,
            recovery=bool(held.of(Kind.RECOVERY)),
            at_home=seats.at_home(folder),
        )

    def key(self, purpose: str) -> bytes:
        """The 32-byte key for one purpose. Raises `VaultSealed` after `close`."""
        return keys.purpose_key(self._root_key(), purpose)

    def relock(self, *locks: Callable[[bytes], Lock]) -> KeyFile:
        """Put new locks in place of all those of their kinds; gives the key file as it stands now.

        Each of `locks` makes one from the root key.
        """
        root = self._root_key()
        made = [each(root) for each in locks]
        with seats.turn(self.folder):
            held = generation.read(self.folder)
            kinds = {each.kind for each in made}
            held = replace(held, locks=(*(each for each in held.locks if each.kind not in kinds), *made))
            key_file.write(self.folder / KEY_FILE, held)
        return held

    def timers(self, clock: Clock) -> VaultTimers:
        """The timers, by this clock."""
        return VaultTimers(self._database, clock)

    def volume(self, default: int) -> VaultVolume:
        """How loud the answers are, `default` until she has said."""
        return VaultVolume(self._database, default)

    def verify(self) -> Soundness:
        """Read everything: signed notes, pages, words, recordings, audit. Raises `Corrupt`, `AuditBroken`."""
        signed = self.signatures.verify()
        return soundness.check(self.files, self._database, self.captures, self.audit, self.part, signed)

    def part(self, part: Part) -> Database:
        """A database beside the vault's own in its present shape, for whoever goes through all of them; close it.

        Raises `Corrupt`, `ConfigurationError` where it is newer.
        """
        return generation.open_present(self.files, part, self.key(part.purpose))

    def close(self) -> None:
        """Seal it; harmless twice."""
        try:
            try:
                self.drawer.close()
            finally:
                self._database.close()
        finally:
            self._root[:] = bytes(len(self._root))
            self._root.clear()
            if self._chair is not None:
                self._chair.leave()

    def _root_key(self) -> bytes:
        if not self._root:
            raise VaultSealed("The vault is closed.", fix="open it again")
        return bytes(self._root)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def no_vault() -> ConfigurationError:
    """Nothing has been set up here."""
    return ConfigurationError("There is no vault yet.", fix="assistant vault init")


def _known(folder: Path) -> KeyFile:
    if not Vault.exists(folder):
        raise no_vault()
    return generation.read(folder)


def _unlock(place: Path, secret: str, *kinds: Kind) -> bytes:
    """The root key; the audit will hear of it where it does not open. Raises `WrongPassphrase`, `Corrupt`."""
    held = generation.read(place)
    try:
        return keys.unlock(held, secret, kinds or (Kind.RECOVERY, Kind.PASSPHRASE))
    except WrongPassphrase:
        if held.public:
            spool.add(place, held.public, "unlock-failed")
        raise


def _brought_up(place: Path, root: bytes) -> KeyFile:
    """The key file, rewritten where it does not say yet what this version wants to find there."""
    with seats.turn(place):
        held = generation.read(place)
        present = replace(held, schema=migrations.SCHEMA, public=keys.public_key(root))
        if present != held:
            key_file.write(place / KEY_FILE, present)
    return present
