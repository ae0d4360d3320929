"""Whether a backup is what was made: every byte of every file, and once, when it is made, every word in it."""

# ruff: noqa: S608 - statements are put together from constants of ours; values are always bound

import hashlib
import os
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path

from assistant.errors import Corrupt
from assistant.store import items, migrations
from assistant.store.backup import box
from assistant.store.backup.box import Box
from assistant.store.backup.manifest import Manifest, Print
from assistant.store.backup.trouble import broken, from_system
from assistant.store.database import Database
from assistant.store.keys import purpose_key
from assistant.store.parts import PARTS, VAULT, Part

_PIECE = 2**20


def box_path(folder: Path, part: Part) -> Path:
    """Where the item keys of a part are."""
    return (folder / part.file).with_suffix(".box")


def box_key(key: bytes, part: Part) -> bytes:
    """What they are sealed under, by the backup's own key."""
    return purpose_key(key, f"items {part.purpose}")


def print_of(path: Path, seen: dict[tuple[int, int], Print] | None = None) -> Print:
    """A file's print, read from the disk. `seen`: those known already, by device and inode.

    Raises `Corrupt` where it is missing, and what the disk raises.
    """
    try:
        with path.open("rb", buffering=0) as file:
            status = os.fstat(file.fileno())
            inode = (status.st_dev, status.st_ino)
            if seen is not None and inode in seen:
                return seen[inode]
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)  # what is in memory proves nothing
            digest, size = hashlib.blake2b(digest_size=32), 0
            while piece := file.read(_PIECE):
                digest.update(piece)
                size += len(piece)
    except FileNotFoundError:
        raise broken() from None
    except OSError as error:
        raise from_system(error, path) from None
    made = Print(size, digest.hexdigest())
    if seen is not None:
        seen[inode] = made
    return made


def check(
    folder: Path, manifest: Manifest, key: bytes, seen: dict[tuple[int, int], Print] | None = None
) -> Mapping[str, Box]:
    """Read every byte of a backup; gives the item keys of each part, by its file.

    Raises `Corrupt` where anything is not as it was written, and what the disk raises.
    """
    manifest.prove(key)
    boxes = {
        part.file: box.read(box_path(folder, part), box_key(key, part))
        for part in PARTS
        if part.file in manifest.schemas
    }
    destroyed = frozenset[str]().union(*(each.destroyed for each in boxes.values()))
    for name, expected in manifest.files.items():
        gone = Path(name).name in destroyed
        if not gone and print_of(folder / name, seen) != expected:
            raise broken()
    return boxes


def read_through(database: Database, part: Part, keys: Mapping[str, bytes]) -> frozenset[str]:
    """Read every page and every word; gives the ids of the items whose words do not open with these keys.

    Raises `Corrupt` where a page or the structure is damaged. A database of an older shape is not read word by word.
    """
    if database.faults():
        raise broken()
    closed = set()
    if migrations.version(database) == len(part.steps):
        for each in part.sealed:
            for (item,) in database.rows(f"SELECT DISTINCT {each.owner} FROM {each.table}"):
                for (words,) in database.rows(f"SELECT {each.column} FROM {each.table} WHERE {each.owner} = ?", item):
                    try:
                        items.unseal(keys[item], words)
                    except (KeyError, Corrupt):
                        closed.add(item)
    return frozenset(closed)


def holds(folder: Path, key: bytes, items: Iterable[str]) -> bool:
    """Whether a backup's database has any of these items, in whichever shape. Raises what the database raises."""
    with closing(Database(folder / VAULT.file, purpose_key(key, VAULT.purpose))) as database:
        tables = ("clients", "notes", "messages", "replies")
        return any(database.row(f"SELECT 1 FROM {table} WHERE id = ?", item) for table in tables for item in items)
