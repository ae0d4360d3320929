"""Whether a vault is what was written into it: every page, every word, every recording, every line of the audit."""

# ruff: noqa: S608 - statements are put together from constants of ours; values are always bound

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import Corrupt, NotFound
from assistant.store import generation
from assistant.store.audit import VaultAudit
from assistant.store.capture import VaultCaptures
from assistant.store.database import Database
from assistant.store.items import Items
from assistant.store.parts import VAULT, Part
from assistant.store.trouble import damaged


@dataclass(frozen=True, slots=True)
class Soundness:
    """What was found whole."""

    databases: int
    words: int
    """Texts that open under the key of their item."""
    recordings: int
    entries: int
    """Of the audit."""
    signed: int
    """Signatures and amendments, each of which covers what it covered."""


def check(
    files: Path,
    vault: Database,
    captures: VaultCaptures,
    audit: VaultAudit,
    opening: Callable[[Part], Database],
    signed: int,
) -> Soundness:
    """Read everything of an open vault. `files`: its generation; `opening` opens the databases beside the vault's own.

    `signed`: what `Signatures.verify` has found before, for it can name the note that is damaged, and this cannot.

    Raises `Corrupt` with the part that is damaged, `AuditBroken`.
    """
    words = 0
    present = generation.parts_in(files)
    for part in present:
        if part is VAULT:
            words += _read(vault, part)
        else:
            with closing(opening(part)) as database:
                part.check(database)
                words += _read(database, part)
    return Soundness(len(present), words, _listen(captures), audit.verify().entries, signed)


def _read(database: Database, part: Part) -> int:
    """Every page and every word of a database; gives how many words."""
    if database.faults():
        raise damaged("database")
    items, words = Items(database), 0
    for each in part.sealed:
        for (item,) in database.rows(f"SELECT DISTINCT {each.owner} FROM {each.table}"):
            try:
                for (text,) in database.rows(f"SELECT {each.column} FROM {each.table} WHERE {each.owner} = ?", item):
                    items.open(item, text)
                    words += 1
            except NotFound:
                if database.row(f"SELECT 1 FROM {each.table} WHERE {each.owner} = ?", item):
                    raise damaged("database") from None  # else she deleted it meanwhile
    return words


def _listen(captures: VaultCaptures) -> int:
    """Every record of every recording; gives how many recordings."""
    if captures.adopt():
        raise Corrupt(
            "A file among the recordings is none of this vault; I have changed nothing.",
            fix="look into the folder captures below the vault",
        )
    heard = 0
    for each in captures.all():
        try:
            captures.check(each.id)
            heard += 1
        except (NotFound, Corrupt):
            if any(one.id == each.id for one in captures.all()):  # else its key was destroyed meanwhile
                raise damaged("recording") from None
    return heard
