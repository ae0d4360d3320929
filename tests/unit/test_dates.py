"""Dates are found in the forms in which they are said and written, and told only as a distance."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.privacy.dates import find, relative
from assistant.privacy.folding import fold

TODAY = date(2026, 11, 23)


def seen(text: str, today: date | None = TODAY) -> dict[str, str]:
    """The widest dates of a text, and how far away they are."""
    folded = fold(text).text
    widest: dict[str, str] = {}
    end = 0
    for day in sorted(find(folded, today), key=lambda one: (one.start, -one.end)):
        if day.start >= end:
            widest[folded[day.start : day.end]] = day.away
            end = day.end
    return widest


@pytest.mark.parametrize(
    ("text", "away"),
    [
        ("11/11/2026", "12 days ago"),
        ("11.11.26", "12 days ago"),
        ("2026-11-11", "12 days ago"),
        ("2026-11-11 07:04:41", "12 days ago"),
        ("2026-11-11T07:04Z", "12 days ago"),
        ("November 11, 2026", "12 days ago"),
        ("nov. 11th", "12 days ago"),
        ("november eleventh", "12 days ago"),
        ("november the eleventh twenty twenty six", "12 days ago"),
        ("11th november", "12 days ago"),
        ("eleventh of november", "12 days ago"),
        ("eleven eleven twenty twenty six", "12 days ago"),
        ("11-nov-2026", "12 days ago"),
        ("november 23", "today"),
        ("november 22 , '26", "yesterday"),
        ("24.11.2026", "tomorrow"),
        ("december 7", "in 2 weeks"),
        ("3rd of may", "in about 5 months"),
        ("august 20th", "about 3 months ago"),
        ("october 2019", "about 7 years ago"),
        ("october of 2026", "last month"),
        ("january 13 , 1982", "years ago"),
        ("march fourth nineteen eighty seven", "years ago"),
        ("march 4 two thousand and five", "years ago"),
        ("3/4/87", "years ago"),
        ("1/2/2040", "years from now"),
    ],
)
def test_a_date_is_found_whole(text: str, away: str) -> None:
    assert seen(f"it was on {text}, she said") == {fold(text).text: away}
    assert seen(text, None) == {fold(text).text: ""}


@pytest.mark.parametrize("text", ["13/45/2020", "february 30th 2020", "2026-00-00"])
def test_what_is_no_day_of_the_calendar_is_hidden_without_a_distance(text: str) -> None:
    assert seen(text) == {text: ""}


@pytest.mark.parametrize(
    "text",
    [
        "she may one day come, in may, on a march in june",
        "may 3 times a day, march 20 mg, she may two",
        "pain 5/10, 3/4 of the time, 120/80, at 3:30, ratio 1/2/3/4",
        "the first may have helped, in 2019, on Monday, 1.2.3.4",
        "PHQ-9 12 of 27",
    ],
)
def test_what_is_no_date_stays(text: str) -> None:
    assert seen(text) == {}


def test_a_day_without_a_year_is_the_nearest() -> None:
    assert seen("on january 2") == {"january 2": "in about 6 weeks"}
    assert seen("on february 29th") == {"february 29th": ""}
    assert seen("on february 29th", date(2028, 3, 1)) == {"february 29th": "yesterday"}


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)), st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_nothing_farther_than_two_weeks_is_told_to_the_day(day: date, today: date) -> None:
    away = relative(day, today)
    near = {relative(day + timedelta(step), today) for step in (-2, -1, 1, 2)}
    if abs((day - today).days) > 15:
        assert away in near
        assert "day" not in away
    if abs((day - today).days) > 3700:
        assert away in {"years ago", "years from now"}
