"""Where this installation's backups go, how often they are made and how long they stay."""

from datetime import timedelta

from assistant.paths import Paths
from assistant.settings import VaultSection
from assistant.store.backup.plan import Keep, Plan


def backup_plan(section: VaultSection, where: Paths) -> Plan:
    """What the configuration wants."""
    return Plan(
        section.backup_folder or where.backups,
        ours=section.backup_folder is None,
        keep=Keep(section.backup_keep_days, section.backup_keep_weeks, section.backup_keep_months),
        every=timedelta(hours=section.backup_every_hours) if section.backup_every_hours else None,
    )
