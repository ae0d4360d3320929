"""Words that she has spelt, which a recogniser would get wrong: names of medicines, of places, of people."""

import re
from collections.abc import Sequence

from assistant.errors import NotFound, UsageError
from assistant.store.database import Database
from assistant.store.items import Items

LONGEST = 40
"""Characters."""
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*['’]?")


class VaultLexicon:
    """The lexicon in the vault, in the order in which it grew; each word has a key of its own."""

    def __init__(self, database: Database, items: Items) -> None:
        self._database = database
        self._items = items

    def words(self) -> Sequence[str]:
        """As she spelt them, in order."""
        return [word for _, word in self._entries()]

    def add(self, word: str) -> None:
        """Keep one; one that is there but for its capitals is written as it is now.

        Raises `UsageError` where it is no word, `DiskFull`.
        """
        word = normal_word(word)
        with self._database.transaction():
            identity = self._find(word)
            if identity is None:
                identity = self._database.fresh_id("word", "lexicon")
                self._items.new(identity)
                self._database.run(
                    "INSERT INTO lexicon (id, word) VALUES (?, ?)", identity, self._items.seal(identity, word)
                )
            elif word not in self.words():
                self._database.run(
                    "UPDATE lexicon SET word = ? WHERE id = ?", self._items.seal(identity, word), identity
                )

    def find(self, word: str) -> str:
        """The id of a word, whatever its capitals, for whoever destroys it. Raises `NotFound`."""
        identity = self._find(word.strip())
        if identity is None:
            raise NotFound("That word is not in the lexicon.", fix="assistant lexicon list")
        return identity

    def _find(self, word: str) -> str | None:
        return next((identity for identity, known in self._entries() if known.casefold() == word.casefold()), None)

    def _entries(self) -> list[tuple[str, str]]:
        with self._database.snapshot():
            rows = self._database.rows("SELECT id, word FROM lexicon ORDER BY rowid")
            return [(identity, self._items.open(identity, sealed)) for identity, sealed in rows]


def normal_word(word: str) -> str:
    """One word of letters, hyphens and apostrophes inside it. Raises `UsageError`."""
    word = word.strip()
    if len(word) > LONGEST or not _WORD.fullmatch(word):
        raise UsageError(
            "That is not a word I can learn; nothing was changed.",
            fix=f"one word of letters, hyphens and apostrophes, at most {LONGEST} characters",
        )
    return word
