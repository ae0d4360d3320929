"""A key for each item: what she deletes is gone with its key, wherever copies of its words are.

An *item* is a client, note, message, reply, recording or process note, a word of the lexicon, or what she wants to
bring to supervision where it is of no note; all its words are sealed under the one key that `item_keys` holds for it.
Ids, initials, states and moments are not sealed here: they lie in the encrypted database in clear, so that they can be
looked for. Backups keep the keys apart from the words for the same reason (`assistant.store.backup`).
"""

import nacl.exceptions
import nacl.secret
import nacl.utils

from assistant.errors import NotFound
from assistant.store.database import Database
from assistant.store.trouble import damaged, not_text

KEY_BYTES = 32
INDEX = "index"
"""The item whose key is that of the search index: words of all notes, so it goes with each note that is destroyed."""


class Items:
    """The keys of one database's items."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def new(self, item: str) -> bytes:
        """A fresh key, kept; call it in the transaction that makes the item."""
        return self.take(item, nacl.utils.random(KEY_BYTES))

    def take(self, item: str, key: bytes) -> bytes:
        """Keep a key that was made elsewhere."""
        self._database.run("INSERT INTO item_keys VALUES (?, ?)", item, key)
        return key

    def key(self, item: str) -> bytes:
        """Its key. Raises `NotFound` where it was destroyed."""
        row = self._database.row("SELECT key FROM item_keys WHERE item = ?", item)
        if row is None:
            raise NotFound("That has been deleted; its key is destroyed.")
        return bytes(row[0])

    def seal(self, item: str, text: str) -> bytes:
        """Its words as they are kept. Raises `NotFound`, `UsageError` where they are no text."""
        return seal(self.key(item), text)

    def open(self, item: str, sealed: bytes) -> str:
        """The words again. Raises `NotFound`, `Corrupt`."""
        return unseal(self.key(item), sealed)

    def destroy(self, item: str) -> None:
        """Overwrite its key; harmless twice. Call `Database.forget` when the transaction is over."""
        self._database.run("DELETE FROM item_keys WHERE item = ?", item)


def seal(key: bytes, text: str) -> bytes:
    """Words under a 32-byte key. Raises `UsageError` where they cannot be written as UTF-8."""
    try:
        return bytes(nacl.secret.SecretBox(key).encrypt(text.encode()))
    except UnicodeEncodeError:
        pass
    raise not_text()  # outside the except clause: that error carries the text along


def unseal(key: bytes, sealed: bytes) -> str:
    """The words again. Raises `Corrupt`."""
    try:
        return nacl.secret.SecretBox(key).decrypt(sealed).decode()
    except (nacl.exceptions.CryptoError, TypeError, ValueError):
        pass
    raise damaged("database")  # outside the except clause: a decoding error carries the words along
