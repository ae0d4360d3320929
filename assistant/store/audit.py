"""The audit: what was read, spoken, exported, sent out, approved, deleted, and every unlock that failed. Ids only.

Each entry's ``chain`` is the BLAKE2b digest of the entry before it and of its own fields, and the last number and
digest are kept a second time among the settings, written in the same transaction. So an entry that was changed, taken
out, put in or moved shows, and so does a tail that was cut off. What this cannot show: a chain that somebody who holds
the key wrote anew together with what is among the settings, and a whole vault that was put back as it was earlier.

Nothing here takes entries away, and no setting does: they are kept as long as the vault is, past the six years that
45 CFR 164.316 asks for.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from nacl.encoding import RawEncoder
from nacl.hash import blake2b

from assistant.errors import AssistantError, AuditBroken
from assistant.store import moments
from assistant.store.database import Database, Row

_START = (0, bytes(32))
_FIELDS = "seq, at, event, item, detail, chain"
_END = "audit"
"""The row of ``settings`` with the number and digest of the last entry."""
_BATCH = 1000


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the audit."""

    seq: int
    at: datetime
    event: str
    item: str
    detail: str


@dataclass(frozen=True, slots=True)
class Extent:
    """What a verified audit spans."""

    entries: int
    first: datetime | None
    """When the first entry was written; None where there is none."""
    last: datetime | None


class VaultAudit:
    """The audit in the vault."""

    reader = "terminal"
    """Where what is read through this open vault is shown: ``terminal``, ``voice`` or ``page``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def record(self, event: str, item: str = "", detail: str = "", *, at: datetime | None = None) -> None:
        """Write one entry; see `assistant.ports.Audit`. `at`: when it was, where that is not now.

        Raises `AuditBroken`.
        """
        try:
            with self._database.transaction():
                last, before = self._end()
                fields = (moments.write(at) if at else moments.system_now(), event, item, detail)
                chain = _link(before, last + 1, *fields)
                self._database.run("INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?)", last + 1, *fields, chain)
                self._database.run(
                    "INSERT INTO settings VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = ?2",
                    _END,
                    f"{last + 1} {chain.hex()}",
                )
        except AuditBroken:
            raise
        except AssistantError as error:
            raise AuditBroken(
                "I can't write down who sees what, so private things stay closed.",
                fix="\n".join(filter(None, (error.spoken, error.fix))),
            ) from None

    def read(self, item: str) -> None:
        """The words of this item are about to be handed out. Raises `AuditBroken`: then they must not be."""
        self.record("read", item, self.reader)

    def read_list(self, kind: str, count: int, of: str = "") -> None:
        """So many items of a kind are about to be handed out, words and all; `of`: the id of the one client."""
        if count:
            self.record("read-list", kind, f"{self.reader} {count}{f' {of}' if of else ''}")

    def entries(self, last: int | None = None, *, item: str = "", event: str = "") -> Sequence[Entry]:
        """Oldest first; the `last` so many, of one item, of one event, where that is given.

        Raises `AuditBroken` where an entry is no longer one.
        """
        rows = self._database.rows(
            f"SELECT {_FIELDS} FROM audit WHERE ?1 IN ('', item) AND ?2 IN ('', event)"  # noqa: S608 - constants of ours
            " ORDER BY seq DESC LIMIT ?3",
            item,
            event,
            -1 if last is None else last,
        )
        return [_entry(row) for row in reversed(rows)]

    def verify(self) -> Extent:
        """Follow the whole chain. Raises `AuditBroken` with the first entry that is wrong."""
        first = last = None
        with self._database.snapshot():
            number, chain = _START
            for row in self._all():
                if row[0] != number + 1 or bytes(row[5]) != _link(chain, *row[:5]):
                    raise _torn(min(row[0], number + 1))
                entry = _entry(row)
                first, last = first or entry.at, entry.at
                number, chain = row[0], bytes(row[5])
            self._end()
        return Extent(number, first, last)

    def _all(self) -> Iterator[Row]:
        """In order; a thousand at a time, for six years of them would fill the memory."""
        rows = self._database.rows(f"SELECT {_FIELDS} FROM audit ORDER BY seq LIMIT {_BATCH}")  # noqa: S608
        while rows:
            yield from rows
            rows = self._database.rows(
                f"SELECT {_FIELDS} FROM audit WHERE seq > ? ORDER BY seq LIMIT {_BATCH}",  # noqa: S608
                rows[-1][0],
            )

    def _end(self) -> tuple[int, bytes]:
        """The number and digest of the last entry. Raises `AuditBroken` where it is not the one that was written last."""
        row = self._database.row("SELECT seq, chain FROM audit ORDER BY seq DESC LIMIT 1")
        end = (row[0], bytes(row[1])) if row else _START
        kept = self._database.row("SELECT value FROM settings WHERE key = ?", _END)
        if (kept[0] if kept else None) != (f"{end[0]} {end[1].hex()}" if row else None):
            number = kept[0].partition(" ")[0] if kept else "0"
            written = int(number) if number.isdecimal() and len(number) < 19 else 0
            # Named is the first that is missing, or the first that nobody wrote, or the last where it is another one.
            raise _torn(end[0] if written == end[0] else min(written, end[0]) + 1)
        return end


def _link(before: bytes, seq: int, *fields: str) -> bytes:
    parts = [str(seq), *fields]
    # Half a character is not kept by the database, which says so better than a codec.
    encoded = [part.encode("utf-8", "surrogatepass") for part in parts]
    text = b"".join(b"%d:%b" % (len(part), part) for part in encoded)
    return bytes(blake2b(before + text, 32, encoder=RawEncoder))


def _entry(row: Row) -> Entry:
    seq, at, event, item, detail, _ = row
    try:
        return Entry(seq, moments.read(at), event, item, detail)
    except ValueError:
        raise _torn(seq) from None


def _torn(seq: int) -> AuditBroken:
    return AuditBroken(
        "The audit does not hold together, so private things stay closed.",
        fix=f"entry {seq} is not as it was written; assistant vault restore brings back a backup",
    )
