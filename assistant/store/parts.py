"""The databases of a generation: whoever rotates, verifies, backs up or restores a vault goes through all of them."""

from dataclasses import dataclass

from assistant.store import migrations, process_schema
from assistant.store.database import Database
from assistant.store.migrations import Steps


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

    def check(self, database: Database) -> None:
        """Refuse a database that is empty (`Corrupt`) or newer (`ConfigurationError`)."""
        migrations.check(database, self.steps)

    def migrate(self, database: Database) -> None:
        """Take every step that is missing; safe when another process does the same."""
        migrations.migrate(database, self.steps)


VAULT = Part("vault.db", "database", migrations.STEPS, always=True)
PROCESS = Part("process.db", "process", process_schema.STEPS, always=False)
PARTS = (VAULT, PROCESS)
