"""What she signed, held as she signed it: the signature, the amendments after it, and the chain through all of them.

A signature covers everything of a note: whose it is, when it was made, its format, every version with its fields and
marks, every utterance and what was heard there later. An amendment covers its own words. Each is a digest (BLAKE2b,
keyed with a salt that is sealed under the note's key), and each link of the chain is the digest of the link before it,
of the moment and of that digest. The last link stands in the audit too, so that a tail that was cut off shows. When a
client is deleted the note's salt goes with the note's key: the links stay, the chain holds, and nobody can try out what
the note may have said.

What this cannot show: a chain that somebody who holds the key wrote anew together with the audit, and, in a vault that
was restored from a backup, a signed note that was taken away whole.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime

import nacl.utils

from assistant.errors import AssistantError, Corrupt, Locked, NotFound, TryLater, UsageError
from assistant.records import Amendment, Note, NoteState
from assistant.store import moments
from assistant.store.audit import VaultAudit
from assistant.store.database import Database, Row
from assistant.store.items import Items
from assistant.store.note_rows import unknown
from assistant.store.notes import VaultNotes
from assistant.store.signed import amendments_of

LONGEST_REASON = 200
"""Characters."""

_SALT_BYTES = 32
_START = (0, bytes(32))
_PLAIN: list[object] = ["soap", [], []]
"""What stands beside a note of the first years; see `Signatures._beside`."""


class Signatures:
    """Signing and amending, for the terminal; no face that a skill sees leads here."""

    def __init__(self, database: Database, items: Items, audit: VaultAudit, notes: VaultNotes) -> None:
        self._database = database
        self._items = items
        self._audit = audit
        self._notes = notes

    def sign(self, seen: Note, at: datetime, *, accepted: bool = False) -> None:
        """Review → signed: the note as it was `seen` by her, as `VaultNotes.get` gave it; it is in the audit.

        `accepted`: she has read the sentences that her words do not carry, and they are hers. Raises `NotFound`,
        `Locked` where it does not wait for review or has such sentences, `TryLater` where it has changed meanwhile.
        """
        with self._database.transaction():
            self.ready(seen, accepted=accepted)
            if self._notes.look(seen.id) != seen:
                raise TryLater("The note has changed since it was shown, so nothing was signed; look at it again.")
            salt = nacl.utils.random(_SALT_BYTES)
            self._database.run("INSERT INTO signed_notes VALUES (?, ?)", seen.id, self._items.seal(seen.id, salt.hex()))
            self._add("signed", seen.id, 0, at, self._signature(seen.id))
            self._database.run("UPDATE notes SET state = ? WHERE id = ?", NoteState.SIGNED, seen.id)

    def ready(self, seen: Note, *, accepted: bool) -> None:
        """Whether it can be signed now. Raises `NotFound`, `Locked`; see `sign`."""
        row = self._database.row("SELECT state FROM notes WHERE id = ?", seen.id)
        if row is None:
            raise unknown()
        if (refusal := _REFUSALS.get(NoteState(row[0]))) is not None:
            raise Locked(refusal, fix="assistant notes list")
        if seen.flags and not accepted:
            raise Locked(
                "The note has sentences that your words don't carry, so it was not signed.",
                fix="assistant notes edit changes them; assistant notes sign --accept takes them as they are",
            )

    def amend(self, note_id: str, text: str, reason: str, at: datetime) -> Amendment:
        """Append to a signed note; it is in the audit. Raises `NotFound`, `Locked`, `UsageError`."""
        why = " ".join(reason.split())
        if not why or len(why) > LONGEST_REASON or not why.isprintable() or not text.strip():
            raise UsageError(
                "An amendment needs a text and a reason; nothing was added.",
                fix=f"--reason, one line of {LONGEST_REASON}",
            )
        with self._database.transaction():
            row = self._database.row("SELECT state FROM notes WHERE id = ?", note_id)
            if row is None:
                raise unknown()
            if row[0] != NoteState.SIGNED:
                raise Locked("Only a signed note is amended; nothing was added.", fix="assistant notes edit changes it")
            number = 1 + len(amendments_of(self._database, self._items, note_id))
            written = moments.write(at)
            words = json.dumps({"reason": why, "text": text}, ensure_ascii=False)
            sealed = self._items.seal(note_id, words)
            self._database.run("INSERT INTO amendments VALUES (?, ?, ?, ?)", note_id, number, sealed, written)
            self._add("amended", note_id, number, at, self._amendment(note_id, number))
        return Amendment(number, moments.read(written), why, text)

    def verify(self) -> int:
        """Follow the chain, and hold every signed note against it; gives how many links it has.

        Raises `Corrupt` with the id of the note that is not as it was signed.
        """
        with self._database.snapshot():
            states: Mapping[str, str] = dict(self._database.rows("SELECT id, state FROM notes"))
            deleted = {row[0] for row in self._database.rows("SELECT item FROM audit WHERE event = 'deleted'")}
            # What was deleted after a backup was made is taken out of it when it is restored; its audit is older.
            restored = self._database.row("SELECT 1 FROM audit WHERE event = 'restore'") is not None
            last, before = _START
            known = set()
            for seq, note, number, at, digest, chain in self._database.rows(
                "SELECT seq, note, number, at, digest, chain FROM signings ORDER BY seq"
            ):
                if seq != last + 1 or bytes(chain) != _link(before, seq, note, number, at, bytes(digest)):
                    raise _altered(note)
                if note not in states:
                    if not (restored or note in deleted):
                        raise _altered(note)
                elif states[note] != NoteState.SIGNED or self._now(note, number) != bytes(digest):
                    raise _altered(note)
                known.add((note, number))
                last, before = seq, bytes(chain)
            present = self._database.rows(
                "SELECT id, 0 FROM notes WHERE state = ? UNION ALL SELECT note, number FROM amendments",
                NoteState.SIGNED,
            )
            for note, number in present:
                if (note, number) not in known:
                    raise _altered(note)
            self._end(last, before)
        return last

    def _end(self, last: int, chain: bytes) -> None:
        """Whether the chain ends where the audit says that it ends. Raises `Corrupt`."""
        row = self._database.row(
            "SELECT item, detail FROM audit WHERE event IN ('signed', 'amended') ORDER BY seq DESC LIMIT 1"
        )
        if (row[1] if row else _detail(*_START)) != _detail(last, chain):
            raise _altered(row[0] if row else "the first")

    def _add(self, event: str, note_id: str, number: int, at: datetime, digest: bytes) -> None:
        row = self._database.row("SELECT seq, chain FROM signings ORDER BY seq DESC LIMIT 1")
        last, before = (row[0], bytes(row[1])) if row else _START
        moment = moments.write(at)
        chain = _link(before, last + 1, note_id, number, moment, digest)
        self._database.run(
            "INSERT INTO signings VALUES (?, ?, ?, ?, ?, ?)", last + 1, note_id, number, moment, digest, chain
        )
        detail = _detail(last + 1, chain)
        self._audit.record(event, note_id, detail)

    def _now(self, note_id: str, number: int) -> bytes:
        """The digest as it would be today; empty where what it covers cannot be read."""
        try:
            return self._amendment(note_id, number) if number else self._signature(note_id)
        except (Corrupt, NotFound, ValueError):
            return b""

    def _signature(self, note_id: str) -> bytes:
        """The digest of a note: everything but its amendments."""
        head = self._database.row("SELECT id, client, created, appointment FROM notes WHERE id = ?", note_id)
        written = self._database.rows(
            "SELECT sections, version, source, written FROM note_versions WHERE note = ? ORDER BY version", note_id
        )
        said = self._database.rows(
            "SELECT text, seq, start, end, confidence, engine, command, capture FROM utterances"
            " WHERE note = ? ORDER BY seq",
            note_id,
        )
        covered = [head, self._opened(note_id, written), self._opened(note_id, said)]
        beside = self._beside(note_id)
        return self._digest(note_id, covered if beside == _PLAIN else [*covered, beside])

    def _beside(self, note_id: str) -> list[object]:
        """What a note could not have when the first ones were signed.

        It is covered where there is any: so those signatures hold, and none can be added to or taken away from any.
        """
        form = self._database.rows("SELECT form FROM notes WHERE id = ?", note_id)[0][0]
        unsure = self._database.rows(
            "SELECT seq, unsure FROM utterances WHERE note = ? AND unsure <> '' ORDER BY seq", note_id
        )
        heard = self._database.rows(
            "SELECT text, seq, number, confidence, engine, unsure FROM hearings WHERE note = ? ORDER BY seq, number",
            note_id,
        )
        return [form, unsure, self._opened(note_id, heard)]

    def _amendment(self, note_id: str, number: int) -> bytes:
        """The digest of an amendment."""
        rows = self._database.rows(
            "SELECT words, note, number, written FROM amendments WHERE note = ? AND number = ?", note_id, number
        )
        return self._digest(note_id, self._opened(note_id, rows))

    def _opened(self, note_id: str, rows: list[Row]) -> list[Row]:
        """Rows with their first column opened."""
        return [(self._items.open(note_id, sealed), *rest) for sealed, *rest in rows]

    def _digest(self, note_id: str, covered: object) -> bytes:
        row = self._database.row("SELECT salt FROM signed_notes WHERE note = ?", note_id)
        if row is None:
            raise NotFound("That note is not signed.")
        salt = bytes.fromhex(self._items.open(note_id, row[0]))
        return hashlib.blake2b(json.dumps(covered).encode(), digest_size=32, key=salt).digest()


_REFUSALS = {
    NoteState.DICTATING: "That note is still being dictated; finish it first, then sign it.",
    NoteState.SIGNED: "That note is signed already.",
    NoteState.DISCARDED: "That note was discarded.",
}


def _link(before: bytes, *fields: str | int | bytes) -> bytes:
    encoded = [each if isinstance(each, bytes) else str(each).encode() for each in fields]
    text = b"".join(b"%d:%b" % (len(each), each) for each in encoded)
    return hashlib.blake2b(before + text, digest_size=32).digest()


def _detail(seq: int, chain: bytes) -> str:
    """The end of the chain, as the audit has it."""
    return f"{seq} {chain.hex()}"


def _altered(note_id: str) -> AssistantError:
    return Corrupt(
        "A signed note is not as it was signed; I have changed nothing, and a backup may still have it.",
        fix=f"{note_id}; assistant vault restore brings back a backup",
    )
