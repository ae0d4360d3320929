"""What can go wrong with a backup, said as the house says it. Nothing here ever touches the vault itself."""

import errno
import os
from pathlib import Path

from assistant.errors import AssistantError, ConfigurationError, Corrupt, DiskFull, InputOutput, Unavailable

_REFUSED = {errno.EACCES, errno.EPERM, errno.EROFS, errno.ELOOP, errno.ENOTDIR}


def broken() -> Corrupt:
    """A file of a backup is not what was written."""
    return Corrupt(
        "That backup is damaged; nothing was changed.", fix="assistant vault backups says which ones are sound"
    )


def newer() -> ConfigurationError:
    """It was made by a later version."""
    return ConfigurationError(
        "That backup was made by a newer version of me; nothing was changed.", fix="install the newer version again"
    )


def no_backup(folder: Path) -> ConfigurationError:
    """Somebody named another folder."""
    return ConfigurationError("That folder is not a backup; nothing was changed.", fix=str(folder))


def no_folder(folder: Path) -> Unavailable:
    """The disk is not plugged in, or was never there."""
    return Unavailable(
        "The folder for backups is not there; the vault is as it was.", fix=f"plug its disk in, or make {folder}"
    )


def from_system(error: OSError, path: Path) -> AssistantError:
    """What a system error on a file of a backup means."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return DiskFull("The disk for backups is full; the vault is as it was.", fix=f"make room for {path.parent}")
    reason = os.strerror(error.errno) if error.errno else type(error).__name__
    if error.errno in _REFUSED:
        return ConfigurationError(
            "I may not use the folder for backups; the vault is as it was.", fix=f"{path}: {reason}"
        )
    return InputOutput("The disk for backups gave an error; the vault is as it was.", fix=f"{path}: {reason}")
