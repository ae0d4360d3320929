"""A backup becomes a vault again, where there is none.

Everything is built beside its place and moved there in one step; what was destroyed in the backup stays destroyed.
The restored vault has the same root key, so the passphrase and the recovery key of the backup open it, and the same
audit, with one entry more.
"""

import errno
from collections.abc import Mapping
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from assistant.errors import ConfigurationError
from assistant.store import erasing, founding, generation, key_file, keys, migrations, seats
from assistant.store.audit import VaultAudit
from assistant.store.backup import manifest, shelf
from assistant.store.backup.box import Box
from assistant.store.backup.checking import check, print_of, read_through
from assistant.store.backup.copying import copy_database, copy_file
from assistant.store.backup.manifest import Manifest
from assistant.store.backup.trouble import broken, newer
from assistant.store.database import Database
from assistant.store.items import Items
from assistant.store.keys import purpose_key
from assistant.store.parts import PARTS, VAULT, Part
from assistant.store.trouble import from_system
from assistant.store.whole_file import sync_folder


def restore(backup: Path, folder: Path, secret: str) -> Manifest:
    """The vault of a backup, in `folder`, where none is; `secret` is its passphrase or its recovery key.

    Raises `ConfigurationError` where there is a vault already, where the backup is none, or newer; `WrongPassphrase`;
    `Corrupt` where any byte of it is not what was written; `DiskFull`. Then nothing is there that was not before.
    """
    place = folder.resolve()
    held = examine(backup, place)
    root = keys.unlock(held.keys, secret)
    key = held.key(purpose_key(root, manifest.PURPOSE))
    if not key:
        raise broken()
    boxes = check(backup, held, key)
    try:
        with founding.beside(place) as fresh:
            _fill(fresh, backup, held, key, root, boxes)
            fresh.rename(place)  # onto nothing, or onto an empty folder
            sync_folder(place.parent)
    except OSError as error:
        if error.errno in {errno.ENOTEMPTY, errno.EEXIST}:
            raise _taken() from None
        raise from_system(error, place) from None
    return held


def examine(backup: Path, folder: Path) -> Manifest:
    """What can be told without a secret. Raises as `restore` does."""
    if generation.there(folder):
        raise _taken()
    held = manifest.read(backup)
    for part in PARTS:
        if held.schemas.get(part.file, 0) > len(part.steps):
            raise newer()
    if VAULT.file not in held.schemas:
        raise broken()
    return held


def _fill(fresh: Path, backup: Path, held: Manifest, key: bytes, root: bytes, boxes: Mapping[str, Box]) -> None:
    """Everything that makes a vault."""
    files = fresh / generation.FIRST
    files.mkdir(mode=0o700)
    for part in PARTS:
        if part.file in held.schemas:
            _part(backup, files, part, held, key, root, boxes[part.file])
    _captures(backup, files, held, boxes[VAULT.file])
    _sit(files, root, held, backup, key)
    for name in seats.FILES:
        (fresh / name).touch(0o600)
    kept = replace(held.keys, schema=migrations.SCHEMA, files=generation.FIRST, public=keys.public_key(root))
    key_file.write(fresh / generation.KEY_FILE, kept)
    sync_folder(files)


def _part(backup: Path, files: Path, part: Part, held: Manifest, key: bytes, root: bytes, box: Box) -> None:
    """One database: under the root's key, with its items' keys, without what was destroyed, in the present shape."""
    path, own = files / part.file, purpose_key(root, part.purpose)
    copy_database(backup / part.file, purpose_key(key, part.purpose), path, own, still=True)
    with closing(Database(path, own)) as database:
        database.run("PRAGMA journal_mode = WAL")
        with database.transaction():
            for item, one in box.keys.items():
                Items(database).take(item, one)
            erasing.erase(database, box.destroyed)
        if read_through(database, part, box.keys) - set(held.unsound):
            raise broken()
        part.migrate(database)
        database.forget()


def _captures(backup: Path, files: Path, held: Manifest, box: Box) -> None:
    """The recordings whose keys still are."""
    names = [Path(name) for name in held.files if Path(name).parts[0] == generation.CAPTURES]
    if names:
        (files / generation.CAPTURES).mkdir(mode=0o700)
    for name in names:
        if name.name in box.keys:
            copy_file(backup / name, files / name)
            if print_of(files / name) != held.files[str(name)]:
                raise broken()


def _sit(files: Path, root: bytes, held: Manifest, backup: Path, key: bytes) -> None:
    """The audit says what happened, and the vault remembers the backup that it comes from."""
    with closing(Database(files / VAULT.file, purpose_key(root, VAULT.purpose))) as database:
        shelf.remember(database, held.stamp, backup.parent, key)
        VaultAudit(database).record("restore", detail=held.stamp)
        database.forget()


def _taken() -> ConfigurationError:
    return ConfigurationError(
        "There is already a vault, or its folder is not empty; nothing was changed.",
        fix="restore into an empty home, or move the old vault's folder away first",
    )
