"""Numbers, times and lengths as words to be spoken. Pure."""

from assistant.api import datetime

_SMALL = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_RANKS = {
    "one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth",
    "twelve": "twelfth",
}  # fmt: skip
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def number(value: int) -> str:
    """0 to 99 in words; larger ones in figures, as voices read them well."""
    if not 0 <= value < 100:
        return str(value)
    if value < 20:
        return _SMALL[value]
    return f"{_TENS[value // 10]} {_SMALL[value % 10]}" if value % 10 else _TENS[value // 10]


def rank(value: int) -> str:
    """1 to 31 as "first", "twenty third"."""
    head, _, last = number(value).rpartition(" ")
    ordinal = _RANKS.get(last) or (last[:-1] + "ieth" if last.endswith("y") else last + "th")
    return f"{head} {ordinal}".strip()


def clock(moment: datetime) -> str:
    """ "five forty p m", "nine oh five a m", "noon"."""
    hour = number((moment.hour - 1) % 12 + 1)
    if moment.minute == 0 and moment.hour in (0, 12):
        return "noon" if moment.hour else "midnight"
    half = "a m" if moment.hour < 12 else "p m"
    if moment.minute == 0:
        return f"{hour} {half}"
    minute = f"oh {number(moment.minute)}" if moment.minute < 10 else number(moment.minute)
    return f"{hour} {minute} {half}"


def day(moment: datetime) -> str:
    """ "Monday, November twenty third"."""
    return f"{_DAYS[moment.weekday()]}, {_MONTHS[moment.month - 1]} {rank(moment.day)}"


def length(seconds: float) -> str:
    """ "ten minutes", "one hour and twenty minutes", "an hour and a half" as "one hour and thirty minutes"."""
    total = max(0, round(seconds))
    parts = []
    for name, size in (("day", 86400), ("hour", 3600), ("minute", 60), ("second", 1)):
        count, total = divmod(total, size)
        if count:
            parts.append(f"{number(count)} {name}" + ("s" if count > 1 else ""))
    return in_turn(parts[:2]) or "less than a second"


def in_turn(parts: list[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)
