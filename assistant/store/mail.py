"""Messages from clients, and the replies that wait. Nothing here can send."""

# ruff: noqa: S608 - statements are put together from constants of ours; values are always bound

from collections.abc import Sequence
from datetime import datetime

from assistant.errors import Locked, NotFound, UsageError
from assistant.records import Client, Message, ReplyDraft, ReplyState
from assistant.store import clients, moments
from assistant.store.audit import VaultAudit
from assistant.store.database import Database, Row
from assistant.store.items import Items

UNANSWERED = "NOT EXISTS (SELECT 1 FROM replies r WHERE r.message = m.id AND r.state <> 'discarded')"
"""Of a row of ``messages`` as ``m``: no reply that still stands answers it."""

_MESSAGES = f"SELECT {clients.COLUMNS}, m.id, m.created, m.text FROM messages m JOIN clients c ON c.id = m.client"
_REPLIES = f"""
    SELECT {clients.COLUMNS}, r.id, r.state, r.created, r.points, v.text, v.source, v.version,
        m.id, m.created, m.text
    FROM replies r JOIN clients c ON c.id = r.client
    JOIN reply_versions v ON v.reply = r.id
        AND v.version = (SELECT max(version) FROM reply_versions WHERE reply = r.id)
    LEFT JOIN messages m ON m.id = r.message
"""


class VaultMail:
    """The messages and replies in the vault. What hands out words that its caller did not bring is in the audit first."""

    def __init__(self, database: Database, items: Items, audit: VaultAudit) -> None:
        self._database = database
        self._items = items
        self._audit = audit

    def messages(self, client: Client | None = None) -> Sequence[Message]:
        """Newest first; of one client, or all. Raises `AuditBroken`."""
        found = [self._message(row) for row in self._messages(client)]
        self._audit.read_list("messages", len(found), client.id if client else "")
        return found

    def message_heads(self, client: Client | None = None) -> Sequence[Message]:
        """Newest first, without their text."""
        return [self._message(row, words=False) for row in self._messages(client)]

    def message(self, message_id: str) -> Message:
        """One message. Raises `NotFound`, `AuditBroken`."""
        message = self._get_message(message_id)
        self._audit.read(message_id)
        return message

    def unanswered(self, client: Client) -> Message | None:
        """The newest message of the client that no reply answers yet. Raises `AuditBroken`."""
        row = self._database.row(
            f"{_MESSAGES} WHERE m.client = ? AND {UNANSWERED} ORDER BY m.created DESC, m.rowid DESC LIMIT 1", client.id
        )
        if row is None:
            return None
        message = self._message(row)
        self._audit.read(message.id)
        return message

    def waiting(self) -> frozenset[str]:
        """The ids of all messages that no reply answers yet."""
        return frozenset(row[0] for row in self._database.rows(f"SELECT m.id FROM messages m WHERE {UNANSWERED}"))

    def add_message(self, client: Client, text: str, at: datetime, *, urgent: bool = False) -> Message:
        """Keep a message; an urgent one stands at the top of the queue."""
        if not text.strip():
            raise UsageError("The message is empty; nothing was added.")
        with self._database.transaction():
            self._known(client)
            identity = self._database.fresh_id("message", "messages")
            self._items.new(identity)
            self._database.run(
                "INSERT INTO messages (id, client, created, text, urgent) VALUES (?, ?, ?, ?, ?)",
                identity,
                client.id,
                moments.write(at),
                self._items.seal(identity, text),
                int(urgent),
            )
            return self._get_message(identity)

    def queue_reply(
        self, client: Client, points: str, text: str, at: datetime, *, message: Message | None, source: str
    ) -> ReplyDraft:
        """A new draft, in state *review*. Raises `UsageError` where the message is another client's."""
        if message is not None and message.client.id != client.id:
            raise UsageError("That message is another client's; no draft was kept.")
        with self._database.transaction():
            self._known(client)
            identity = self._database.fresh_id("reply", "replies")
            self._items.new(identity)
            self._database.run(
                "INSERT INTO replies (id, client, created, points, message, state) VALUES (?, ?, ?, ?, ?, ?)",
                identity,
                client.id,
                moments.write(at),
                self._items.seal(identity, points),
                self._get_message(message.id).id if message else None,
                ReplyState.REVIEW,
            )
            self._add_version(identity, text, source)
            return self._get_reply(identity)

    def revise_reply(self, reply_id: str, text: str, source: str) -> ReplyDraft:
        """A new version of a draft; earlier versions stay. Raises `NotFound`, `Locked` where it does not wait."""
        with self._database.transaction():
            self._in_review(reply_id)
            self._add_version(reply_id, text, source)
            return self._get_reply(reply_id)

    def discard_reply(self, reply_id: str) -> None:
        """Out of the queue; what it answered is unanswered again. Raises `NotFound`, `Locked` where it does not wait."""
        with self._database.transaction():
            self._in_review(reply_id)
            self._database.run("UPDATE replies SET state = ? WHERE id = ?", ReplyState.DISCARDED, reply_id)

    def replies(self) -> Sequence[ReplyDraft]:
        """All that are not discarded, oldest first. Raises `AuditBroken`."""
        found = [self._reply(row) for row in self._replies()]
        self._audit.read_list("replies", len(found))
        return found

    def reply_heads(self) -> Sequence[ReplyDraft]:
        """All that are not discarded, oldest first, without their words and those of their messages."""
        return [self._reply(row, words=False) for row in self._replies()]

    def discarded_replies(self) -> Sequence[ReplyDraft]:
        """Those that wait to be purged, oldest first, without their words and those of their messages."""
        return [self._reply(row, words=False) for row in self._replies("=")]

    def reply(self, reply_id: str) -> ReplyDraft:
        """One draft, its newest version. Raises `NotFound`, `AuditBroken`."""
        reply = self._get_reply(reply_id)
        self._audit.read(reply_id)
        return reply

    def _messages(self, client: Client | None) -> list[Row]:
        return self._database.rows(
            f"{_MESSAGES} WHERE ?1 IS NULL OR m.client = ?1 ORDER BY m.created DESC, m.rowid DESC",
            client.id if client else None,
        )

    def _replies(self, relation: str = "<>") -> list[Row]:
        """All whose state stands in this relation to *discarded*."""
        return self._database.rows(
            f"{_REPLIES} WHERE r.state {relation} ? ORDER BY r.created, r.rowid", ReplyState.DISCARDED
        )

    def _get_message(self, message_id: str) -> Message:
        row = self._database.row(f"{_MESSAGES} WHERE m.id = ?", message_id)
        if row is None:
            raise NotFound("There is no such message.", fix="assistant messages list")
        return self._message(row)

    def _get_reply(self, reply_id: str) -> ReplyDraft:
        row = self._database.row(f"{_REPLIES} WHERE r.id = ?", reply_id)
        if row is None:
            raise NotFound("There is no such reply.", fix="assistant replies list")
        return self._reply(row)

    def _known(self, client: Client) -> None:
        if self._database.row("SELECT 1 FROM clients WHERE id = ?", client.id) is None:
            raise NotFound("That client is not in the roster.", fix="assistant clients list")

    def _in_review(self, reply_id: str) -> None:
        if self._get_reply(reply_id).state is not ReplyState.REVIEW:
            raise Locked("That reply no longer waits for review; nothing was changed.")

    def _add_version(self, reply_id: str, text: str, source: str) -> None:
        self._database.run(
            "INSERT INTO reply_versions (reply, version, text, source, written)"
            " SELECT ?, 1 + coalesce(max(version), 0), ?, ?, ? FROM reply_versions WHERE reply = ?",
            reply_id,
            self._items.seal(reply_id, text),
            source,
            moments.system_now(),
            reply_id,
        )

    def _message(self, row: Row, *, words: bool = True) -> Message:
        identity, created, text = row[clients.WIDTH :]
        client = clients.client_of(self._items, row)
        return Message(identity, client, moments.read(created), self._items.open(identity, text) if words else "")

    def _reply(self, row: Row, *, words: bool = True) -> ReplyDraft:
        identity, state, created, points, text, source, version, *answered = row[clients.WIDTH :]
        client = clients.client_of(self._items, row)

        def opened(item: str, sealed: bytes) -> str:
            return self._items.open(item, sealed) if words else ""

        message = None
        if answered[0]:
            message = Message(answered[0], client, moments.read(answered[1]), opened(answered[0], answered[2]))
        return ReplyDraft(
            identity,
            client,
            ReplyState(state),
            moments.read(created),
            opened(identity, points),
            opened(identity, text),
            message,
            source,
            version,
        )
