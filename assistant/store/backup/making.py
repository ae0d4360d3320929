"""Making one backup: beside its place, read back from the disk, then moved into it in one step."""

import contextlib
import fcntl
import os
import secrets
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from assistant.errors import Corrupt
from assistant.store import migrations, sound
from assistant.store.backup import box, manifest
from assistant.store.backup.box import Box
from assistant.store.backup.checking import box_key, box_path, check, print_of, read_through
from assistant.store.backup.copying import copy_database, copy_file
from assistant.store.backup.manifest import Manifest
from assistant.store.backup.trouble import from_system, no_folder
from assistant.store.database import Database
from assistant.store.generation import CAPTURES
from assistant.store.keys import KeyFile, purpose_key
from assistant.store.parts import PARTS, VAULT
from assistant.store.recording import BLANK, MAGIC
from assistant.store.whole_file import sync_folder

PREFIX = "backup-"
_HALF_MADE = ".backup-"


@dataclass(frozen=True, slots=True)
class Origin:
    """What a backup is made of."""

    files: Path
    """The folder of the vault's databases and recordings."""
    keys: KeyFile
    key: Callable[[str], bytes]
    """The root's key for a purpose."""


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that is in its place, verified."""

    folder: Path
    manifest: Manifest
    key: bytes
    """Its own."""
    size: int
    """Bytes that it takes on the disk; recordings that it shares with the vault are not counted."""


def make(origin: Origin, place: Path, at: datetime) -> Made:
    """A new backup below `place`, which is there already. The vault may be in use, and of an older shape.

    Raises `Unavailable` where the place is not there, `DiskFull`, `ConfigurationError` where it may not be used,
    `Corrupt` where the vault itself is damaged; then nothing new is there, and the vault is as it was.
    """
    if not place.is_dir():
        raise no_folder(place)
    made, folder = _free(place, at)
    try:
        with _beside(place) as fresh:
            found, key = _fill(fresh, origin, made)
            size = sum(_own_size(file) for file in fresh.rglob("*"))
            fresh.rename(folder)
            sync_folder(place)
    except OSError as error:
        raise from_system(error, place / PREFIX) from None
    return Made(folder, found, key, size)


def sweep(place: Path) -> None:
    """Take away what was being made, or taken away, when the power failed."""
    for half in place.glob(f"{_HALF_MADE}*"):
        with contextlib.suppress(OSError), _held(half):
            shutil.rmtree(half, ignore_errors=True)


def remove(folder: Path) -> None:
    """Take a backup away: at once no backup any more, then file by file. Raises what the disk raises."""
    half = folder.with_name(f"{_HALF_MADE}{secrets.token_hex(4)}")
    try:
        folder.rename(half)
        shutil.rmtree(half)
    except OSError as error:
        raise from_system(error, folder) from None


def _fill(fresh: Path, origin: Origin, made: datetime) -> tuple[Manifest, bytes]:
    key = secrets.token_bytes(manifest.KEY_BYTES)
    schemas: dict[str, int] = {}
    unsound: set[str] = set()
    for part in PARTS:
        if not (part.always or (origin.files / part.file).exists()):
            continue
        copy = fresh / part.file
        own = purpose_key(key, part.purpose)
        keys = copy_database(origin.files / part.file, origin.key(part.purpose), copy, own)
        box.write(box_path(fresh, part), Box(keys), box_key(key, part))
        with closing(Database(copy, own)) as database:
            unsound |= read_through(database, part, keys)
            schemas[part.file] = migrations.version(database)
            if part is VAULT and keys:
                unsound |= _captures(fresh / CAPTURES, database, origin.files / CAPTURES, keys)
    names = sorted([*schemas, *(f"{CAPTURES}/{file.name}" for file in (fresh / CAPTURES).glob("*"))])
    files = {name: print_of(fresh / name) for name in names}
    wrapped = manifest.wrap(key, origin.key(manifest.PURPOSE))
    written = Manifest(made, schemas, origin.keys, wrapped, files, tuple(sorted(unsound))).sealed(key)
    manifest.write(fresh, written)
    found = manifest.read(fresh)
    check(fresh, found, found.key(origin.key(manifest.PURPOSE)))
    sync_folder(fresh)
    return found, key


def _captures(target: Path, database: Database, source: Path, keys: Mapping[str, bytes]) -> set[str]:
    """The recordings that the copied database names; gives the ids of those that cannot be read."""
    target.mkdir(mode=0o700)
    names = [row[0] for row in database.rows("SELECT id FROM captures")]
    unsound = {name for name in names if name not in keys or not _capture(source / name, target / name, keys[name])}
    sync_folder(target)
    return unsound


def _capture(source: Path, target: Path, key: bytes) -> bool:
    """A recording that was ended never changes, so it is shared where the file system can; others are copied."""
    try:
        if sound.check(source, key):
            with contextlib.suppress(OSError):
                target.hardlink_to(source)
                return True
    except Corrupt:
        pass
    try:
        copy_file(source, target, MAGIC + BLANK)
        sound.check(target, key)
    except (FileNotFoundError, Corrupt):
        return False
    return True


def _free(place: Path, at: datetime) -> tuple[datetime, Path]:
    """A moment that no backup here has yet, and the folder that is named for it."""
    moment = at.astimezone(UTC).replace(microsecond=0)
    while (folder := place / f"{PREFIX}{manifest.stamp_of(moment)}").exists():
        moment += timedelta(seconds=1)
    return moment, folder


@contextmanager
def _beside(place: Path) -> Iterator[Path]:
    """A folder for what is not yet a backup; gone when it has not become one."""
    fresh = place / f"{_HALF_MADE}{secrets.token_hex(4)}"
    fresh.mkdir(mode=0o700)
    try:
        with _held(fresh):
            yield fresh
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    """Ours while this lasts. Raises `OSError` where somebody else is at work in it."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(handle)


def _own_size(file: Path) -> int:
    status = file.stat()
    return status.st_size if file.is_file() and status.st_nlink == 1 else 0
