"""The files of a vault: the key file and the seats in its folder, and everything else in a sub-folder of its own.

    vault.json          the keys, wrapped; which generation is the present one
    guests.seat …       see `assistant.store.seats`
    unheard             see `assistant.store.spool`
    1/                  the present generation: ``vault.db``, ``process.db``, ``captures/``

Rotation makes the next generation beside the present one and then replaces the key file: that is the moment at which
the vault becomes the other one. Whatever the key file does not name is left over from something that was cut off.
"""

import re
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

from assistant.store import key_file, keys, parts
from assistant.store.database import Database
from assistant.store.keys import KeyFile
from assistant.store.parts import Part
from assistant.store.trouble import damaged, from_system

KEY_FILE = "vault.json"
DATABASE = parts.VAULT.file
CAPTURES = "captures"
FIRST = "1"
_PAGE = 4096
_NUMBER = re.compile(r"[1-9][0-9]*")
_FRESH = re.compile(rf"\.{re.escape(KEY_FILE)}\.[0-9a-f]+")


def there(folder: Path) -> bool:
    """Whether any part of a vault is there. Raises `OSError`."""
    if not folder.is_dir():
        return folder.exists()
    return any(each.name in {KEY_FILE, DATABASE} or _NUMBER.fullmatch(each.name) for each in folder.iterdir())


def after(files: str) -> str:
    """The generation that comes next."""
    return str(int(files or "0") + 1)


def read(folder: Path) -> KeyFile:
    """The key file of a vault. Raises `Corrupt`, `ConfigurationError` where it is newer."""
    return key_file.read(folder / KEY_FILE)


def open_part(files: Path, part: Part, root: bytes) -> Database:
    """A database of the generation in `files`. Raises `Corrupt` where it is missing or not under this root key."""
    return open_under(files, part, keys.purpose_key(root, part.purpose))


def open_under(files: Path, part: Part, key: bytes) -> Database:
    """The same for whoever has the part's own key and no other."""
    path = files / part.file
    try:
        status = path.stat()
    except FileNotFoundError:
        raise damaged("database") from None
    except OSError as error:
        raise from_system(error, path) from None
    # SQLite takes an empty file for a new database
    if not stat.S_ISREG(status.st_mode) or status.st_size < _PAGE or status.st_size % _PAGE:
        raise damaged("database")
    return Database(path, key)


def open_present(files: Path, part: Part, key: bytes) -> Database:
    """The same, brought to its present shape. Raises `Corrupt`, `ConfigurationError` where it is newer."""
    database = open_under(files, part, key)
    try:
        part.check(database)
        part.migrate(database)
    except BaseException:
        database.close()
        raise
    return database


def make_part(files: Path, part: Part, root: bytes) -> Database:
    """A new database there, in its present shape."""
    return make_under(files, part, keys.purpose_key(root, part.purpose))


def make_under(files: Path, part: Part, key: bytes) -> Database:
    """The same for whoever has the part's own key and no other."""
    database = Database(files / part.file, key, create=True)
    try:
        part.migrate(database)
        database.path.chmod(0o600)
    except OSError as error:
        database.close()
        raise from_system(error, files) from None
    except BaseException:
        database.close()
        raise
    return database


def parts_in(files: Path) -> list[Part]:
    """The databases that this generation has, or must have."""
    return [each for each in parts.PARTS if each.always or (files / each.file).exists()]


def size(folder: Path, held: KeyFile) -> int:
    """Bytes of the key file and the present generation."""
    total = _size(folder / KEY_FILE)
    return total + sum(_size(each) for each in _of(folder, held.files))


def sweep(folder: Path, held: KeyFile) -> None:
    """Take away what something that was cut off left behind; only for whoever has the house's seat or sits alone."""
    try:
        for each in folder.iterdir():
            if _FRESH.fullmatch(each.name):
                each.unlink()
            elif held.files and _NUMBER.fullmatch(each.name) and each.name != held.files:
                shutil.rmtree(each)
        if held.files:
            for each in _of(folder, ""):
                each.unlink()
            if (folder / CAPTURES).is_dir():
                (folder / CAPTURES).rmdir()
    except OSError as error:
        raise from_system(error, folder) from None


def _of(folder: Path, files: str) -> Iterator[Path]:
    """Every file of a generation that may be there."""
    place = folder / files
    for name in (*(part.file for part in parts.PARTS), parts.INDEX_FILE):
        yield from (each for ending in ("", "-wal", "-shm", "-journal") if (each := place / f"{name}{ending}").exists())
    if (place / CAPTURES).is_dir():
        yield from (place / CAPTURES).iterdir()


def _size(file: Path) -> int:
    """Bytes; 0 where it is not there, for the log comes and goes."""
    try:
        return file.stat().st_size
    except FileNotFoundError:
        return 0
    except OSError as error:
        raise from_system(error, file) from None
