"""Taking a text in: from a file, or from what is typed or piped in."""

import sys
from pathlib import Path

from assistant.errors import InputOutput

LARGEST = 256 * 1024
"""Bytes in a text, at most."""


def read_text(file: str, what: str) -> str:
    """The text in `file`, or on standard input for ``-``; `what` it is to be is told where it is none.

    Raises `InputOutput` where it cannot be read, is too long, no text in UTF-8, or empty.
    """
    try:
        if file == "-":
            raw = sys.stdin.buffer.read(LARGEST + 1)
        else:
            with Path(file).open("rb") as stream:
                raw = stream.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or "not a file name"
        raise InputOutput(f"The {what} cannot be read; nothing was added.", fix=reason) from None
    if len(raw) > LARGEST:
        raise InputOutput(f"The {what} is too long; nothing was added.", fix="at most 256 KB")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        raise InputOutput(f"The {what} is not text; nothing was added.", fix="save it as plain text in UTF-8")
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not text:
        raise InputOutput(f"The {what} is empty; nothing was added.")
    return text
