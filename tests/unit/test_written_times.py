"""When the next session is, as she says it and as it stands in the note."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.intents.written import SpokenTimes
from assistant.ports import Times

HOME = ZoneInfo("America/Chicago")
MONDAY = datetime(2026, 11, 23, 17, 40, tzinfo=HOME)
TIMES: Times = SpokenTimes()


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("Thursday at three", "Thursday, November 26, 3:00 PM"),
        ("on Thursday at 3.", "Thursday, November 26, 3:00 PM"),
        ("thursday", "Thursday, November 26"),
        ("next Tuesday", "Tuesday, December 1"),
        ("next Tuesday at nine", "Tuesday, December 1, 9:00 AM"),
        ("December third at two thirty", "Thursday, December 3, 2:30 PM"),
        ("December third", "Thursday, December 3"),
        ("the third of December at half past two", "Thursday, December 3, 2:30 PM"),
        ("2:30 p.m. on December 3rd", "Thursday, December 3, 2:30 PM"),
        ("Wednesday at seven", "Wednesday, November 25, 7:00 PM"),
        ("Wednesday at seven in the morning", "Wednesday, November 25, 7:00 AM"),
        ("Wednesday at noon", "Wednesday, November 25, 12:00 PM"),
        ("tomorrow at one", "Tuesday, November 24, 1:00 PM"),
        ("tomorrow morning at eight", "Tuesday, November 24, 8:00 AM"),
        ("in two weeks", "Monday, December 7"),
        ("in two weeks at four", "Monday, December 7, 4:00 PM"),
        ("a week from Thursday at ten", "Thursday, December 3, 10:00 AM"),
        ("January fifth at two", "Tuesday, January 5, 2:00 PM"),
        ("January fifth 2028", "Wednesday, January 5, 2028"),
        # A weekday's own name, on that day: what is over by now is a week from now.
        ("Monday", "Monday, November 30"),
        ("Monday at three", "Monday, November 30, 3:00 PM"),
        ("Monday at six", "Monday, November 23, 6:00 PM"),
        ("today", "Monday, November 23"),
        ("today at six", "Monday, November 23, 6:00 PM"),
    ],
)
def test_a_day_ahead_is_written_out(said: str, written: str) -> None:
    assert TIMES.read(said, MONDAY) == written


@pytest.mark.parametrize(
    "said",
    [
        "",
        "three",
        "at half past two",
        "in ten minutes",
        "now",
        "an hour from now",
        "fifty minutes",
        "next week",
        "this weekend",
        "December",
        "Thursday morning",
        "tonight",
        "before noon on Thursday",
        "yesterday",
        "last Thursday at three",
        "today at three",
        "November third 2026",
        "Monday November twenty third at three",
        "Thursday at three if she can",
        "she comes Thursday at three",
        "Thursday and Friday",
        "the thirtieth of February",
        "Thursday at thirty",
        "sat with it",
    ],
)
def test_what_is_not_wholly_a_day_ahead_is_not_read(said: str) -> None:
    assert TIMES.read(said, MONDAY) == ""


@given(
    days=st.integers(0, 800),
    minutes=st.integers(0, 24 * 60 - 1),
    said=st.sampled_from(
        ["thursday at three", "monday", "tomorrow at two", "december third at two thirty", "the fifth", "today at six"]
    ),
)
def test_what_is_written_lies_ahead_on_any_day(days: int, minutes: int, said: str) -> None:
    now = datetime(2026, 1, 1, tzinfo=HOME) + timedelta(days=days, minutes=minutes)
    written = TIMES.read(said, now)
    if not written:
        assert said in ("today at six", "december third at two thirty"), "only these can be over"
        return
    _, day, *rest = written.split(", ")
    clock = rest[-1] if rest and rest[-1].endswith("M") else ""
    year = int(rest[0]) if rest and rest[0].isdecimal() else 0
    texts = [f"{day} {year or now.year + on} {clock or '11:59 PM'}" for on in (0, 1)]
    meant = [datetime.strptime(text, "%B %d %Y %I:%M %p").replace(tzinfo=HOME) for text in texts]
    assert any(
        timedelta(0) < moment - now <= timedelta(370) and f"{moment:%A}" == written.split(",")[0] for moment in meant
    )
