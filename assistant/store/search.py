"""Finding notes by client, time and words: an index of its own beside the vault's database.

The index holds words, so its key is one of the items' keys: when a note is destroyed that key is destroyed with the
note's, and the file goes. No backup has it, and a rotation leaves it behind. It is made again, from the notes, by the
next search; what changed since the last one is taken in at the start of each. `docs/adr/008` says why.
"""

import re
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from assistant.errors import Corrupt, NotFound, UsageError
from assistant.records import Client, Found, NoteState
from assistant.store import moments
from assistant.store.audit import VaultAudit
from assistant.store.database import Database, Row
from assistant.store.items import INDEX, Items
from assistant.store.notes import VaultNotes
from assistant.store.packing import unpack
from assistant.store.parts import INDEX_FILE
from assistant.store.signed import amendments_of
from assistant.store.trouble import from_system

MOST_WORDS = 32
"""In one question."""

_TOKENS = "tokenize = 'porter unicode61 remove_diacritics 2'"
_BATCH = 500
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TOUCHED = """
    SELECT t.seq, t.note, n.client, coalesce(n.appointment, n.created), n.state, v.sections
    FROM touched t JOIN notes n ON n.id = t.note LEFT JOIN note_versions v ON v.note = n.id
        AND v.version = (SELECT max(version) FROM note_versions WHERE note = n.id)
    WHERE t.seq > ? ORDER BY t.seq LIMIT ?
"""


class VaultSearch:
    """Search over all notes but the discarded: their newest sections and their amendments."""

    def __init__(self, database: Database, items: Items, audit: VaultAudit, notes: VaultNotes, files: Path) -> None:
        """`files`: the folder of the generation."""
        self._database = database
        self._items = items
        self._audit = audit
        self._notes = notes
        self._path = files / INDEX_FILE

    def find(
        self,
        words: str,
        *,
        client: Client | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        limit: int = 20,
    ) -> Sequence[Found]:
        """Notes with all these words, whatever their endings, newest session first; it is in the audit.

        Words in double quotes must follow one another. `since` and `until` hold the time of the session, or of the
        dictation where no session is known; `until` is not included. Raises `UsageError` where there is no word.
        """
        question = _question(words)
        try:
            found = self._find(question, client, since, until, limit)
        except Corrupt:  # it can be made again from the notes; where those are damaged, that says so
            destroy(self._database, self._items, self._path)
            found = self._find(question, client, since, until, limit)
        self._audit.read_list("note", len(found), client.id if client else "")
        return found

    def _find(
        self, question: str, client: Client | None, since: datetime | None, until: datetime | None, limit: int
    ) -> Sequence[Found]:
        with closing(self._opened()) as index:
            self._take_in(index)
            whole = f"text : ({question})" + (f' AND client : "{client.id}"' if client else "")
            rows = index.rows(
                "SELECT i.note FROM words JOIN indexed i ON i.place = words.rowid"
                " WHERE words MATCH ? AND words.rowid BETWEEN ? AND ? ORDER BY words.rowid DESC LIMIT ?",
                whole,
                _place(since) if since else 0,
                _place(until) - 1 if until else 2**62,
                limit,
            )
            return self._excerpts(index, question, [row[0] for row in rows])

    def _excerpts(self, index: Database, question: str, ids: Sequence[str]) -> Sequence[Found]:
        """The words around what was found; in memory only."""
        with index.snapshot():
            index.run(f"CREATE VIRTUAL TABLE temp.shown USING fts5(text, {_TOKENS})")
            for number, note_id in enumerate(ids):
                index.run("INSERT INTO temp.shown (rowid, text) VALUES (?, ?)", number, self._text_of(note_id))
            excerpts: dict[int, str] = dict(
                index.rows("SELECT rowid, snippet(shown, 0, '', '', '…', 24) FROM shown WHERE shown MATCH ?", question)
            )
        heads = self._notes.heads(ids)
        return [
            Found(heads[note_id], " ".join(excerpts[number].split()))
            for number, note_id in enumerate(ids)
            if number in excerpts and note_id in heads
        ]

    def _opened(self) -> Database:
        """The index, with its key; both are made where there is no key."""
        try:
            key = self._items.key(INDEX)
        except NotFound:
            key = self._new_key()
        index = Database(self._path, key, create=True, alone=True)
        try:
            self._path.chmod(0o600)
        except OSError as error:
            index.close()
            raise from_system(error, self._path) from None
        return index

    def _new_key(self) -> bytes:
        with self._database.transaction():
            try:
                return self._items.key(INDEX)  # another process was first
            except NotFound:
                remove(self._path)  # it is under a key that was destroyed
                return self._items.new(INDEX)

    def _take_in(self, index: Database) -> None:
        """What has changed since it was last asked."""
        with index.transaction():
            index.run("CREATE TABLE IF NOT EXISTS reached (seq INTEGER NOT NULL) STRICT")
            index.run(
                "CREATE TABLE IF NOT EXISTS indexed (place INTEGER PRIMARY KEY, note TEXT NOT NULL UNIQUE) STRICT"
            )
            index.run(
                "CREATE VIRTUAL TABLE IF NOT EXISTS words"
                f" USING fts5(text, client, content = '', contentless_delete = 1, {_TOKENS})"
            )
            row = index.row("SELECT seq FROM reached")
            reached = row[0] if row else 0
            while batch := self._database.rows(_TOUCHED, reached, _BATCH):
                for each in batch:
                    self._put(index, each)
                reached = batch[-1][0]
                index.run("DELETE FROM reached")
                index.run("INSERT INTO reached VALUES (?)", reached)

    def _put(self, index: Database, row: Row) -> None:
        """One note as it is now, in place of what is known of it."""
        _, note_id, client, about, state, sealed = row
        known = index.row("SELECT place FROM indexed WHERE note = ?", note_id)
        if known is not None:
            index.run("DELETE FROM words WHERE rowid = ?", known[0])
            index.run("DELETE FROM indexed WHERE note = ?", note_id)
        text = "" if state == NoteState.DISCARDED else self._text(note_id, state, sealed)
        if not text:
            return
        place = _place(moments.read(about))
        while index.row("SELECT 1 FROM indexed WHERE place = ?", place) is not None:
            place += 1
        index.run("INSERT INTO indexed VALUES (?, ?)", place, note_id)
        index.run("INSERT INTO words (rowid, text, client) VALUES (?, ?, ?)", place, text, client)

    def _text_of(self, note_id: str) -> str:
        row = self._database.row(
            "SELECT n.state, v.sections FROM notes n JOIN note_versions v ON v.note = n.id WHERE n.id = ?"
            " ORDER BY v.version DESC LIMIT 1",
            note_id,
        )
        return self._text(note_id, *row) if row else ""

    def _text(self, note_id: str, state: str, sealed: bytes | None) -> str:
        """What can be found of a note; empty where it was destroyed meanwhile."""
        try:
            parts = list(unpack(self._items.open(note_id, sealed)).sections.values()) if sealed else []
            if state == NoteState.SIGNED:
                parts += [f"{each.reason}\n{each.text}" for each in amendments_of(self._database, self._items, note_id)]
        except NotFound:
            return ""
        return "\n".join(part for part in parts if part)


def destroy(database: Database, items: Items, path: Path) -> None:
    """The key of the index and its file; the next search makes it again. Harmless twice."""
    with database.transaction():
        items.destroy(INDEX)
    database.forget()
    remove(path)


def remove(path: Path) -> None:
    """The file of the index, after its key."""
    try:
        for ending in ("", "-journal", "-wal", "-shm"):
            Path(f"{path}{ending}").unlink(missing_ok=True)
    except OSError as error:
        raise from_system(error, path) from None


def _question(words: str) -> str:
    """In the index's own language, every word quoted, so that none is taken as an operator. Raises `UsageError`."""
    parts = [phrase or word.strip('"') for phrase, word in re.findall(r'"([^"]*)"|(\S+)', words)]
    asked = [part.replace('"', " ") for part in parts if any(each.isalnum() for each in part)]
    if not asked or len(asked) > MOST_WORDS or "\0" in words:
        raise UsageError("Tell me one word at least, and thirty-two at most.", fix="assistant notes search sleep")
    return " AND ".join(f'"{part}"' for part in asked)


def _place(moment: datetime) -> int:
    """Where in the index a note of this moment stands: µs since 1970; the next free place where it is taken."""
    return (moment - _EPOCH) // timedelta(microseconds=1)
