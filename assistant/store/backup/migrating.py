"""A verified backup before the database is brought to a newer shape, in its old one."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from assistant.errors import AssistantError, ConfigurationError
from assistant.store import generation
from assistant.store.backup import making
from assistant.store.backup.making import Origin
from assistant.store.backup.plan import Plan
from assistant.store.keys import purpose_key


def backup_first(plan: Plan) -> Callable[[Path, bytes], None]:
    """What `assistant.store.vault.Vault.open` calls before it migrates; see its `Preparation`.

    It raises `ConfigurationError` where no backup can be made, so that nothing is migrated.
    """

    def prepare(folder: Path, root: bytes) -> None:
        held = generation.read(folder)
        origin = Origin(folder / held.files, held, lambda purpose: purpose_key(root, purpose))
        try:
            plan.make_folder()
            making.sweep(plan.folder)
            making.make(origin, plan.folder, datetime.now(UTC))
        except AssistantError as error:
            raise ConfigurationError(
                "The vault is of an older version and could not be backed up first, so I have changed nothing.",
                fix="\n".join(filter(None, (error.spoken, error.fix))),
            ) from None

    return prepare


def default_plan(folder: Path) -> Plan:
    """Where backups go when nobody said so: beside the vault."""
    return Plan(folder.parent / "backups", ours=True)
