"""Everything that waits for her, in the order in which it should be looked at."""

# ruff: noqa: S608 - statements are put together from constants of ours; values are always bound

from collections.abc import Sequence

from assistant.records import QueueItem
from assistant.store import clients, moments
from assistant.store.database import Database
from assistant.store.items import Items
from assistant.store.mail import UNANSWERED

_WAITING = f"""
    SELECT {clients.COLUMNS}, w.id, w.kind, w.state, w.created, w.urgent
    FROM (
        SELECT n.id, 'note' AS kind, n.client, n.state, n.created, 0 AS urgent
        FROM notes n WHERE n.state IN ('dictating', 'review')
        UNION ALL
        SELECT r.id, 'reply', r.client, r.state, r.created, coalesce(m.urgent, 0)
        FROM replies r LEFT JOIN messages m ON m.id = r.message WHERE r.state = 'review'
        UNION ALL
        SELECT m.id, 'message', m.client, 'unanswered', m.created, m.urgent
        FROM messages m WHERE {UNANSWERED}
    ) w JOIN clients c ON c.id = w.client
    ORDER BY w.urgent DESC, w.created, w.id
"""


class VaultQueue:
    """What waits, without its content."""

    def __init__(self, database: Database, items: Items) -> None:
        self._database = database
        self._items = items

    def waiting(self) -> Sequence[QueueItem]:
        """Notes and replies in review, unfinished dictations, unanswered messages; urgent first, then oldest."""
        waiting = []
        for row in self._database.rows(_WAITING):
            identity, kind, state, created, urgent = row[clients.WIDTH :]
            client = clients.client_of(self._items, row)
            waiting.append(QueueItem(identity, kind, client, state, moments.read(created), urgent=bool(urgent)))
        return waiting
