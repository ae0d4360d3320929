"""A file of hers outside the vault: whole or not there, and readable by her only."""

import os
import secrets
from pathlib import Path

from assistant.errors import DiskFull, InputOutput, UsageError


def write_private(path: Path, data: bytes, *, force: bool) -> None:
    """All of it or nothing, mode 0600. Raises `UsageError` where there is one already and not `force`, `InputOutput`."""
    target = path.with_name(f".{path.name}.{secrets.token_hex(4)}") if force else path
    try:
        handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    except FileExistsError:
        raise UsageError("There is already a file of that name; nothing was written.", fix="--force") from None
    except (OSError, ValueError) as error:
        raise _unwritten(error) from None
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if force:
            target.replace(path)
    except BaseException as error:
        target.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise _unwritten(error) from None
        raise


def _unwritten(error: OSError | ValueError) -> InputOutput:
    if isinstance(error, OSError) and error.errno in {28, 122}:
        return DiskFull("The disk is full; the note was not written there, and is safe in the vault.")
    reason = (error.strerror if isinstance(error, OSError) else None) or "not a file name"
    return InputOutput("The note could not be written there; it is safe in the vault.", fix=reason)
