"""The databases of a generation: whoever rotates, verifies, backs up or restores a vault goes through all of them."""

from dataclasses import dataclass

from assistant.store import migrations, process_schema
from assistant.store.database import Database
from assistant.store.migrations import Steps


@dataclass(frozen=True, slots=True)
class Sealed:
    """A column whose values are words under the key of the item that `owner` names."""

    table: str
    owner: str
    column: str


@dataclass(frozen=True, slots=True)
class Part:
    """One database; each has a table ``item_keys``."""

    file: str
    """Its name in the generation's folder."""
    purpose: str
    """Of the key that it is encrypted under; see `assistant.store.keys.purpose_key`."""
    steps: Steps
    always: bool
    """Whether every generation has it; else it is made when it is first used."""
    sealed: tuple[Sealed, ...]
    """Every column of words; one that is not named here would keep its old key in a rotation."""

    def check(self, database: Database) -> None:
        """Refuse a database that is empty (`Corrupt`) or newer (`ConfigurationError`)."""
        migrations.check(database, self.steps)

    def migrate(self, database: Database) -> None:
        """Take every step that is missing; safe when another process does the same."""
        migrations.migrate(database, self.steps)


VAULT = Part(
    "vault.db",
    "database",
    migrations.STEPS,
    always=True,
    sealed=(
        Sealed("clients", "id", "person"),
        Sealed("utterances", "note", "text"),
        Sealed("hearings", "note", "text"),
        Sealed("note_versions", "note", "sections"),
        Sealed("signed_notes", "note", "salt"),
        Sealed("amendments", "note", "words"),
        Sealed("messages", "id", "text"),
        Sealed("replies", "id", "points"),
        Sealed("reply_versions", "reply", "text"),
        Sealed("lexicon", "id", "word"),
        Sealed("supervision", "owner", "text"),
    ),
)
PROCESS = Part(
    "process.db",
    "process",
    process_schema.STEPS,
    always=False,
    sealed=(Sealed("process_notes", "id", "text"), Sealed("process_utterances", "note", "text")),
)
PARTS = (VAULT, PROCESS)

INDEX_FILE = "search.db"
"""What is made again from the vault's notes, under a key among its items': in no backup, and left behind by a rotation."""
