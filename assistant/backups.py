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


def age(passed: timedelta) -> str:
    """``5 minutes``, ``3 hours``, ``12 days``."""
    minutes = max(0, int(passed.total_seconds() // 60))
    for unit, length in (("day", 24 * 60), ("hour", 60), ("minute", 1)):
        if minutes >= 2 * length or unit == "minute":
            count = minutes // length
            return f"{count} {unit}{'' if count == 1 else 's'}"
    raise AssertionError
