"""A list of clients as a spreadsheet saves it: what is accepted, and where it is wrong.

The header is ``initials,name`` and, in any order, ``aliases``, ``kin``, ``places``; a cell of those holds several
entries separated by semicolons. Errors name the line and never what is on it.
"""

import csv
import unicodedata
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from assistant.errors import InputOutput, UsageError

LARGEST = 4 * 2**20
"""Bytes in a file, at most."""
_LONGEST_LINE = 32 * 2**10
_LONGEST_NAME = 200
_REQUIRED = ("initials", "name")
_LISTS = ("aliases", "kin", "places")
_FIX = "the first line is initials,name or initials,name,aliases,kin,places; save it as CSV UTF-8 with commas"


class Entry(NamedTuple):
    """One client on the list."""

    line: int
    """Where the row ends, from 1; 0 for none."""
    initials: str
    name: str
    aliases: tuple[str, ...] = ()
    kin: tuple[str, ...] = ()
    places: tuple[str, ...] = ()


def normal_initials(text: str) -> str:
    """Upper case, without dots and spaces. Raises `UsageError` unless one to four letters or digits are left."""
    initials = unicodedata.normalize("NFC", text.replace(".", "").replace(" ", "")).upper()
    if not 1 <= len(initials) <= 4 or not all(each.isalpha() or each.isdecimal() for each in initials):
        raise UsageError("Initials are one to four letters or digits; nothing was changed.", fix="JD, or JD2")
    return initials


def normal_name(text: str) -> str:
    """Single spaces, composed letters. Raises `UsageError` where it is empty, too long, or not words."""
    name = " ".join(unicodedata.normalize("NFC", text).split())
    if not name:
        raise UsageError("A name is missing; nothing was changed.")
    if len(name) > _LONGEST_NAME or any(unicodedata.category(each) in {"Cc", "Cs", "Cn"} for each in name):
        raise UsageError("A name is too long, or not text; nothing was changed.")
    return name


def normal_list(texts: Iterable[str]) -> tuple[str, ...]:
    """Each as a name, without the empty ones and without repetition."""
    return tuple(dict.fromkeys(normal_name(text) for text in texts if text.strip()))


def parse(data: bytes) -> list[Entry]:
    """Everybody on the list. Raises `InputOutput` that names the first line that is wrong."""
    entries: list[Entry] = []
    seen: set[str] = set()
    for line, cells in _rows(_text(data)):
        try:
            entry = Entry(
                line,
                normal_initials(cells["initials"]),
                normal_name(cells["name"]),
                *(normal_list(cells.get(column, "").split(";")) for column in _LISTS),
            )
        except UsageError as error:
            raise _wrong(line, error.spoken.partition(";")[0].lower()) from None
        if entry.initials in seen:
            raise _wrong(line, "these initials stand on an earlier line too")
        seen.add(entry.initials)
        entries.append(entry)
    if not entries:
        raise InputOutput("There is nobody on the list, so nobody was added.", fix=_FIX)
    return entries


def _text(data: bytes) -> str:
    if len(data) > LARGEST:
        raise InputOutput("The list is too long to be a list of clients, so nobody was added.", fix=_FIX)
    for number, line in enumerate(data.split(b"\n"), start=1):
        if len(line) > _LONGEST_LINE:
            raise _wrong(number, "it is too long")
        if b"\0" in line:
            raise _wrong(number, "it is not text in UTF-8")
        try:
            line.decode()
        except UnicodeDecodeError:
            raise _wrong(number, "it is not text in UTF-8") from None
    return data.decode("utf-8-sig")


def _rows(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """(line, cells by column), without blank rows."""
    reader = csv.reader(text.splitlines(keepends=True), strict=True)
    header: list[str] | None = None
    try:
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if header is None:
                header = [cell.strip().casefold() for cell in cells]
                _check_header(header, reader.line_num)
                continue
            if len(cells) > len(header) and any(cell.strip() for cell in cells[len(header) :]):
                raise _wrong(reader.line_num, "it has more cells than the first line")
            if len(cells) < len(_REQUIRED):
                raise _wrong(reader.line_num, "it has too few cells")
            yield reader.line_num, dict(zip(header, cells, strict=False))
    except csv.Error:
        raise _wrong(reader.line_num, "a quotation mark is out of place") from None


def _check_header(header: list[str], line: int) -> None:
    if not set(_REQUIRED) <= set(header):
        raise _wrong(line, "it should name the columns initials and name")
    if len(header) != len(set(header)) or not set(header) <= {*_REQUIRED, *_LISTS}:
        raise _wrong(line, "it names a column that I do not know, or one twice")


def _wrong(line: int, what: str) -> InputOutput:
    return InputOutput(f"Line {line} of the list is wrong, so nobody was added: {what}.", fix=_FIX)
