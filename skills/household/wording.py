"""Times and lengths as words to be spoken. Pure."""

from assistant.api import datetime, saying


def clock(moment: datetime) -> str:
    """ "five forty p m", "nine oh five a m", "noon"."""
    hour = saying.number((moment.hour - 1) % 12 + 1)
    if moment.minute == 0 and moment.hour in (0, 12):
        return "noon" if moment.hour else "midnight"
    half = "a m" if moment.hour < 12 else "p m"
    if moment.minute == 0:
        return f"{hour} {half}"
    minute = f"oh {saying.number(moment.minute)}" if moment.minute < 10 else saying.number(moment.minute)
    return f"{hour} {minute} {half}"


def length(seconds: float) -> str:
    """ "ten minutes", "one hour and twenty minutes", "an hour and a half" as "one hour and thirty minutes"."""
    total = max(0, round(seconds))
    parts = []
    for name, size in (("day", 86400), ("hour", 3600), ("minute", 60), ("second", 1)):
        count, total = divmod(total, size)
        if count:
            parts.append(f"{saying.number(count)} {name}" + ("s" if count > 1 else ""))
    return saying.in_turn(parts[:2]) or "less than a second"
