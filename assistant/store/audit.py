"""The audit: what was read, spoken, exported, sent out, approved, deleted, and every unlock that failed. Ids only.

Each entry's ``chain`` is the BLAKE2b digest of the entry before it and of its own fields, so that none can be changed
or taken out in the middle without every later one telling. What a chain cannot show is a tail that was cut off
together with the whole database around it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from nacl.encoding import RawEncoder
from nacl.hash import blake2b

from assistant.errors import AssistantError, AuditBroken
from assistant.store import moments
from assistant.store.database import Database, Row

_START = bytes(32)
_FIELDS = "seq, at, event, item, detail, chain"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the audit."""

    seq: int
    at: datetime
    event: str
    item: str
    detail: str


class VaultAudit:
    """The audit in the vault."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def record(self, event: str, item: str = "", detail: str = "") -> None:
        """Write one entry; see `assistant.ports.Audit`. Raises `AuditBroken`."""
        try:
            with self._database.transaction():
                last = self._database.row("SELECT seq, chain FROM audit ORDER BY seq DESC LIMIT 1")
                seq, before = (last[0] + 1, bytes(last[1])) if last else (1, _START)
                fields = (moments.system_now(), event, item, detail)
                self._database.run(
                    "INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?)", seq, *fields, _link(before, seq, *fields)
                )
        except AssistantError as error:
            raise AuditBroken(
                "I can't write down who sees what, so private things stay closed.", fix=error.spoken
            ) from None

    def entries(self, last: int | None = None) -> Sequence[Entry]:
        """Oldest first; only the `last` so many where that is given."""
        rows = self._database.rows(
            f"SELECT * FROM (SELECT {_FIELDS} FROM audit ORDER BY seq DESC LIMIT ?) ORDER BY seq",  # noqa: S608 - ours
            -1 if last is None else last,
        )
        return [_entry(row) for row in rows]

    def verify(self) -> int:
        """Follow the whole chain; gives the number of entries. Raises `AuditBroken` with the first that is wrong."""
        before, expected = _START, 1
        for seq, *fields, chain in self._database.rows(f"SELECT {_FIELDS} FROM audit ORDER BY seq"):  # noqa: S608
            if seq != expected or bytes(chain) != _link(before, seq, *fields):
                raise AuditBroken("The audit does not hold together; private things stay closed.", fix=f"entry {seq}")
            before, expected = bytes(chain), seq + 1
        return expected - 1


def _link(before: bytes, seq: int, *fields: str) -> bytes:
    parts = [str(seq), *fields]
    text = "".join(f"{len(part.encode())}:{part}" for part in parts).encode()
    return bytes(blake2b(before + text, 32, encoder=RawEncoder))


def _entry(row: Row) -> Entry:
    seq, at, event, item, detail, _ = row
    return Entry(seq, moments.read(at), event, item, detail)
