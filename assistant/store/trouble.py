"""What can go wrong below the store, said as the house says it: the one place where foreign errors are translated.

A database's own message may quote a column's text, a system error names a path: neither is passed on.
"""

import errno
import os
from collections.abc import Callable
from pathlib import Path

from sqlcipher3 import dbapi2

from assistant.errors import AssistantError, ConfigurationError, Corrupt, DiskFull, InputOutput, TryLater, UsageError

RESTORE = "put back a copy of the vault's folder from before the damage"


def disk_full() -> DiskFull:
    """No room is left for the vault."""
    return DiskFull(
        "The disk is full, so I could not keep that; everything kept before is safe.", fix="make room on the disk"
    )


def damaged(part: str) -> Corrupt:
    """A file of the vault is not what was written; `part` names it."""
    return Corrupt(f"The vault's {part} is damaged; I have changed nothing.", fix=RESTORE)


def newer() -> ConfigurationError:
    """The vault was written by a later version."""
    return ConfigurationError(
        "The vault was made by a newer version of me; I have changed nothing.", fix="install the newer version again"
    )


def not_text() -> UsageError:
    """Half a character, as a broken file has it."""
    return UsageError("That text holds characters that cannot be kept.", fix="save it as UTF-8 and try again")


def from_database(error: Exception, path: Path) -> AssistantError:
    """What a database error means; `path` is the database, to tell a full disk from a broken one."""
    if isinstance(error, UnicodeError):
        return not_text()
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in {dbapi2.SQLITE_IOERR, dbapi2.SQLITE_CANTOPEN} and _no_room(path):
        code = dbapi2.SQLITE_FULL
    trouble = _MEANING.get(code)
    if trouble is None:
        return AssistantError(
            "Something went wrong in the vault; everything kept before is safe.",
            fix=f"a bug: {getattr(error, 'sqlite_errorname', type(error).__name__)}",
        )
    return trouble(path)


def _busy(_: Path) -> TryLater:
    return TryLater("The vault is busy with something else; please try again.")


def _no_memory(_: Path) -> TryLater:
    return TryLater("There is not enough memory free for that; everything kept before is safe.")


def _forbidden(path: Path) -> ConfigurationError:
    return ConfigurationError(
        "I may not write in the vault's folder; I have changed nothing.",
        fix=f"let this user read and write {path.parent}",
    )


def _not_kept(_: Path) -> InputOutput:
    return InputOutput("The disk did not keep that; everything kept before is safe.", fix="check the disk")


_MEANING: dict[int, Callable[[Path], AssistantError]] = {
    dbapi2.SQLITE_FULL: lambda _: disk_full(),
    dbapi2.SQLITE_CORRUPT: lambda _: damaged("database"),
    dbapi2.SQLITE_NOTADB: lambda _: damaged("database"),
    dbapi2.SQLITE_FORMAT: lambda _: damaged("database"),
    dbapi2.SQLITE_BUSY: _busy,
    dbapi2.SQLITE_LOCKED: _busy,
    dbapi2.SQLITE_PROTOCOL: _busy,
    dbapi2.SQLITE_NOMEM: _no_memory,
    dbapi2.SQLITE_READONLY: _forbidden,
    dbapi2.SQLITE_PERM: _forbidden,
    dbapi2.SQLITE_CANTOPEN: _forbidden,
    dbapi2.SQLITE_AUTH: _forbidden,
    dbapi2.SQLITE_IOERR: _not_kept,
    dbapi2.SQLITE_TOOBIG: _not_kept,
}


def from_system(error: OSError, path: Path) -> AssistantError:
    """What a system error on a file of the vault means."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return disk_full()
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.ELOOP, errno.EBUSY, errno.EXDEV}:
        return ConfigurationError(
            "I may not use the vault's folder; I have changed nothing.", fix=f"{path}: {os.strerror(error.errno)}"
        )
    reason = os.strerror(error.errno) if error.errno else type(error).__name__
    return InputOutput("The disk gave an error; everything kept before is safe.", fix=f"{path}: {reason}")


def _no_room(path: Path) -> bool:
    try:
        space = os.statvfs(path.parent)
    except OSError:
        return False
    return space.f_bavail * space.f_frsize < 64 * 1024 or (space.f_files > 0 and space.f_favail == 0)
