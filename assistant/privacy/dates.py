"""Dates in a text, and how far away they are: coarse enough not to give the day away. Pure.

Everything reads folded text (`assistant.privacy.folding`). Weekdays, bare months and bare years name no day and are
no dates here.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from assistant.numerals import cardinal, ordinal, year

_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
           "december")  # fmt: skip
_MONTH = (
    r"(?:jan(?:uary)?|febr?(?:uary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
_NO_VERB = r"(?!mar(?:ch)?\b|may\b)"
"""Before a month that is no other word."""

_ORDINALS = {ordinal(day): day for day in range(1, 32)}
_CARDINALS = {cardinal(day): day for day in range(1, 32)}
_YEARS = {year(number): number for number in range(1900, 2100)} | {
    f"two thousand {cardinal(number)}": 2000 + number for number in range(1, 100)
}
_SPACE = r"[\s,-]{1,3}"


def _any(words: dict[str, int]) -> str:
    longest_first = sorted(words, key=len, reverse=True)
    return f"(?:{'|'.join(word.replace(' ', _SPACE) for word in longest_first)})"


_DAY = r"\d{1,2}(?:st|nd|rd|th)?(?![\w:/%]|[.,]\d)"
_NTH = rf"(?:\d{{1,2}}(?:st|nd|rd|th)|{_any(_ORDINALS)})"
_NUMBER_WORD = _any(_CARDINALS)
_YEAR = rf"(?:(?:19|20)\d{{2}}(?![\d%])|'\d{{2}}(?!\d)|{_any(_YEARS)}(?!\w))"
_NO_AMOUNT = (
    r"(?!\s*(?:times|x|mg|mcg|ml|milli\w+|days?|weeks?|months?|years?|hours?|minutes?|percent|%|more|of|or|to|and a half"
    r"|sessions?|people|pounds|points|tablets?|pills?|drinks?|steps?|miles?)\b)"
)
_TIME = r"(?:[t ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:z|[+-]\d{2}:?\d{2})?(?!\d))?"

_FORMS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?<![\w/.-])(?P<y>(?:19|20)\d{{2}})(?P<s>[-/.])(?P<m>\d{{1,2}})(?P=s)(?P<d>\d{{1,2}})(?![\d/-]){_TIME}",
        rf"(?<![\w/.-])(?P<a>\d{{1,2}})(?P<s>[/.-])(?P<b>\d{{1,2}})(?P=s)(?P<y>\d{{4}}|\d{{2}})(?![\w/-]|\.\d){_TIME}",
        r"(?<=\bon )(?<![\w/.-])(?P<a>\d{1,2})/(?P<b>\d{1,2})(?![\w/-]|\.\d)",
        rf"(?<!\w)(?P<m>{_MONTH})(?:\.|(?=\W))[\s-]{{0,2}}(?:the )?(?P<d>{_DAY}|{_NTH}|{_NUMBER_WORD})(?:\s?,\s?|[\s-]|\s?of\s)(?P<y>{_YEAR})",
        rf"(?<!\w)(?P<m>{_MONTH})(?:\.|(?=\W))[\s-]{{0,2}}(?:the )?(?P<d>{_DAY}|{_NTH}(?!\w)){_NO_AMOUNT}",
        rf"(?<!\w)(?P<m>{_NO_VERB}{_MONTH})\s(?P<d>(?!one\b){_NUMBER_WORD})(?!\w){_NO_AMOUNT}",
        rf"(?<!\w)(?P<d>\d{{1,2}}|{_NTH}|{_NUMBER_WORD})(?:\sday)?(?:\sof\s|\s?-\s?|\s)(?P<m>{_MONTH})(?:\.|(?=\W))(?:\s?,\s?|[\s-]{{0,2}}|\s?of\s)(?P<y>{_YEAR})",
        rf"(?<!\w)(?P<d>\d{{1,2}}|{_NTH})(?:\sday)?\sof\s(?P<m>{_MONTH})(?!\w)",
        rf"(?<!\w)(?P<d>\d{{1,2}}(?:st|nd|rd|th)?|{_NTH})[\s-](?P<m>{_NO_VERB}{_MONTH})(?!\w)",
        rf"(?<!\w)(?P<m>{_MONTH})(?:\.|(?=\W))\s?,?\s?(?:of\s)?(?P<y>{_YEAR})",
        rf"(?<!\w)(?P<a>{_NUMBER_WORD}){_SPACE}(?P<b>{_NTH}|{_NUMBER_WORD}){_SPACE}(?P<y>{_any(_YEARS)})(?!\w)",
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Found:
    """A date in a folded text."""

    start: int
    end: int
    away: str
    """How far from today, "12 days ago"; empty where it is no day of the calendar or today is not known."""
    key: str
    """The same for the same day in another form; empty where it is no day of the calendar."""


def find(folded: str, today: date | None) -> Iterator[Found]:
    """Every date; some may overlap. Without `today` none says how far away it is."""
    for form in _FORMS:
        for match in form.finditer(folded):
            day, whole = _day(match.groupdict(), today)
            away = relative(day, today, whole=whole) if day and today else ""
            yield Found(*match.span(), away, f"{day:%Y-%m-%d}"[: 10 if whole else 7] if day else "")


def relative(day: date, today: date, *, whole: bool = True) -> str:
    """Days within two weeks, weeks within two months, months within two years, then years; no number from ten on.

    `whole` is whether the day of the month is meant, and not the month alone.
    """
    days = (day - today).days
    if not whole:
        return _months((day.year - today.year) * 12 + day.month - today.month)
    if abs(days) <= 1:
        return ("yesterday", "today", "tomorrow")[days + 1]
    if abs(days) < 14:
        return _apart(days, f"{abs(days)} days")
    if abs(days) < 60:
        weeks, over = divmod(abs(days), 7)
        return _apart(days, f"{'about ' if over else ''}{weeks + (over > 3)} weeks")
    months = round(abs(days) / 30.44)
    return _months(months if days > 0 else -months)


def _months(months: int) -> str:
    if abs(months) <= 1:
        return ("last month", "this month", "next month")[months + 1]
    if abs(months) < 24:
        return _apart(months, f"about {abs(months)} months")
    if abs(months) < 120:
        return _apart(months, f"about {round(abs(months) / 12)} years")
    return "years ago" if months < 0 else "years from now"


def _apart(sign: int, amount: str) -> str:
    return f"{amount} ago" if sign < 0 else f"in {amount}"


def _day(parts: dict[str, str | None], today: date | None) -> tuple[date | None, bool]:
    """The day that is meant, or the first of a month; and whether it is a whole day."""
    number = _number(parts.get("y"), _YEARS)
    short = number is not None and number < 100
    if number is not None and short:
        number += 2000 if today is None or number <= today.year % 100 + 10 else 1900
    if parts.get("a"):
        first, second = _number(parts["a"], _CARDINALS), _number(parts["b"], _ORDINALS | _CARDINALS)
        month, day = (second, first) if first is not None and first > 12 else (first, second)
    else:
        month, day = _month(parts["m"] or ""), _number(parts.get("d"), _ORDINALS | _CARDINALS)
    whole = bool(parts.get("a") or parts.get("d"))
    if month is None or (whole and day is None):
        return None, whole
    if number is not None:
        return _date(number, month, day or 1), whole
    if today is None:
        return None, whole
    near = (_date(today.year + step, month, day or 1) for step in (-1, 0, 1))
    return min((one for one in near if one), key=lambda one: abs((one - today).days), default=None), whole


def _date(number: int, month: int, day: int) -> date | None:
    try:
        return date(number, month, day)
    except ValueError:
        return None


def _month(word: str) -> int | None:
    if word.isdigit():
        return int(word)
    return next((at for at, name in enumerate(_MONTHS, 1) if name.startswith(word[:3])), None)


def _number(words: str | None, table: dict[str, int]) -> int | None:
    """Of digits or of words."""
    if words is None:
        return None
    figures = re.match(r"'?(\d+)", words)
    return int(figures[1]) if figures else table.get(re.sub(r"[\s,-]+", " ", words))
