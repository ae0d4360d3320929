"""Spoken time as a table: what she says, and what it means on Monday, 23 November 2026, at 17:40 in Chicago."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.intents.times import duration, moment, number, span

CHICAGO = ZoneInfo("America/Chicago")
NOW = datetime(2026, 11, 23, 17, 40, tzinfo=CHICAGO)

SPANS = [
    # words | first moment | first moment after it | as it is said back
    ("today", "11-23 00:00", "11-24 00:00", "today"),
    ("Today.", "11-23 00:00", "11-24 00:00", "today"),
    ("tomorrow", "11-24 00:00", "11-25 00:00", "tomorrow"),
    ("for tomorrow", "11-24 00:00", "11-25 00:00", "tomorrow"),
    ("yesterday", "11-22 00:00", "11-23 00:00", "yesterday"),
    ("the day after tomorrow", "11-25 00:00", "11-26 00:00", "the day after tomorrow"),
    ("day before yesterday", "11-21 00:00", "11-22 00:00", "the day before yesterday"),
    ("monday", "11-23 00:00", "11-24 00:00", "today"),
    ("tuesday", "11-24 00:00", "11-25 00:00", "tomorrow"),
    ("on Thursday", "11-26 00:00", "11-27 00:00", "on Thursday"),
    ("On Thursday?", "11-26 00:00", "11-27 00:00", "on Thursday"),
    ("this thursday", "11-26 00:00", "11-27 00:00", "on Thursday"),
    ("this coming thursday", "11-26 00:00", "11-27 00:00", "on Thursday"),
    ("thurs", "11-26 00:00", "11-27 00:00", "on Thursday"),
    ("sunday", "11-29 00:00", "11-30 00:00", "on Sunday"),
    ("next thursday", "12-03 00:00", "12-04 00:00", "on Thursday, December third"),
    ("next monday", "11-30 00:00", "12-01 00:00", "on Monday, November thirtieth"),
    ("last thursday", "11-19 00:00", "11-20 00:00", "on Thursday, November nineteenth"),
    ("last monday", "11-16 00:00", "11-17 00:00", "on Monday, November sixteenth"),
    ("a week from thursday", "12-03 00:00", "12-04 00:00", "on Thursday, December third"),
    ("two weeks from today", "12-07 00:00", "12-08 00:00", "on Monday, December seventh"),
    ("in three days", "11-26 00:00", "11-27 00:00", "on Thursday"),
    ("in 3 days", "11-26 00:00", "11-27 00:00", "on Thursday"),
    ("in a week", "11-30 00:00", "12-01 00:00", "on Monday, November thirtieth"),
    ("two days ago", "11-21 00:00", "11-22 00:00", "on Saturday, November twenty first"),
    ("a week ago", "11-16 00:00", "11-17 00:00", "on Monday, November sixteenth"),
    ("three days from now", "11-26 00:00", "11-27 00:00", "on Thursday"),
    ("this week", "11-23 00:00", "11-30 00:00", "this week"),
    ("the week", "11-23 00:00", "11-30 00:00", "this week"),
    ("next week", "11-30 00:00", "12-07 00:00", "next week"),
    ("last week", "11-16 00:00", "11-23 00:00", "last week"),
    ("the week after next", "12-07 00:00", "12-14 00:00", "the week after next"),
    ("this weekend", "11-28 00:00", "11-30 00:00", "this weekend"),
    ("over the weekend", "11-28 00:00", "11-30 00:00", "this weekend"),
    ("next weekend", "12-05 00:00", "12-07 00:00", "next weekend"),
    ("last weekend", "11-21 00:00", "11-23 00:00", "last weekend"),
    ("this month", "11-01 00:00", "12-01 00:00", "this month"),
    ("next month", "12-01 00:00", "2027-01-01 00:00", "next month"),
    ("last month", "10-01 00:00", "11-01 00:00", "last month"),
    ("in december", "12-01 00:00", "2027-01-01 00:00", "in December"),
    ("in march", "2027-03-01 00:00", "2027-04-01 00:00", "in March"),
    ("the next three days", "11-23 00:00", "11-26 00:00", "in the next three days"),
    ("the next two weeks", "11-23 00:00", "12-07 00:00", "in the next two weeks"),
    ("the past 5 days", "11-18 00:00", "11-23 00:00", "in the last 5 days"),
    ("the week of december third", "11-30 00:00", "12-07 00:00", "in the week of Monday, November thirtieth"),
    ("the rest of the week", "11-23 00:00", "11-30 00:00", "for the rest of the week"),
    ("the rest of the day", "11-23 17:40", "11-24 00:00", "for the rest of the day"),
    ("later today", "11-23 17:40", "11-24 00:00", "for the rest of the day"),
    ("this morning", "11-23 05:00", "11-23 12:00", "this morning"),
    ("this afternoon", "11-23 12:00", "11-23 18:00", "this afternoon"),
    ("this evening", "11-23 17:00", "11-24 00:00", "this evening"),
    ("tonight", "11-23 17:00", "11-24 00:00", "tonight"),
    ("last night", "11-22 17:00", "11-23 00:00", "last night"),
    ("tomorrow morning", "11-24 05:00", "11-24 12:00", "tomorrow morning"),
    ("tomorrow in the afternoon", "11-24 12:00", "11-24 18:00", "tomorrow afternoon"),
    ("tomorrow night", "11-24 17:00", "11-25 00:00", "tomorrow night"),
    ("tomorrow first thing", "11-24 05:00", "11-24 12:00", "tomorrow morning"),
    ("first thing tomorrow", "11-24 05:00", "11-24 12:00", "tomorrow morning"),
    ("yesterday afternoon", "11-22 12:00", "11-22 18:00", "yesterday afternoon"),
    ("on friday morning", "11-27 05:00", "11-27 12:00", "on Friday morning"),
    ("the afternoon of december third", "12-03 12:00", "12-03 18:00", "on Thursday, December third, in the afternoon"),
    ("may fifth", "2027-05-05 00:00", "2027-05-06 00:00", "on Wednesday, May fifth"),
    ("May 5th.", "2027-05-05 00:00", "2027-05-06 00:00", "on Wednesday, May fifth"),
    ("May 5", "2027-05-05 00:00", "2027-05-06 00:00", "on Wednesday, May fifth"),
    ("may the fifth", "2027-05-05 00:00", "2027-05-06 00:00", "on Wednesday, May fifth"),
    ("the 3rd of may", "2027-05-03 00:00", "2027-05-04 00:00", "on Monday, May third"),
    ("December 3rd", "12-03 00:00", "12-04 00:00", "on Thursday, December third"),
    ("december twenty third", "12-23 00:00", "12-24 00:00", "on Wednesday, December twenty third"),
    ("december twenty-third", "12-23 00:00", "12-24 00:00", "on Wednesday, December twenty third"),
    ("november twenty third", "11-23 00:00", "11-24 00:00", "today"),
    ("may fifth 2028", "2028-05-05 00:00", "2028-05-06 00:00", "on Friday, May fifth, 2028"),
    ("may fifth twenty twenty eight", "2028-05-05 00:00", "2028-05-06 00:00", "on Friday, May fifth, 2028"),
    ("the third", "12-03 00:00", "12-04 00:00", "on Thursday, December third"),
    ("on the 30th", "11-30 00:00", "12-01 00:00", "on Monday, November thirtieth"),
    ("the thirty first", "12-31 00:00", "2027-01-01 00:00", "on Thursday, December thirty first"),
    ("Thursday the 26th", "11-26 00:00", "11-27 00:00", "on Thursday, November twenty sixth"),
    ("Thursday, December 3rd", "12-03 00:00", "12-04 00:00", "on Thursday, December third"),
    ("february twenty ninth", "2028-02-29 00:00", "2028-03-01 00:00", "on Tuesday, February twenty ninth, 2028"),
    ("12/3", "12-03 00:00", "12-04 00:00", "on Thursday, December third"),
    ("2026-12-03", "12-03 00:00", "12-04 00:00", "on Thursday, December third"),
    ("between nine and noon", "11-23 09:00", "11-23 12:00", "between 9 and noon today"),
    ("tomorrow between nine and noon", "11-24 09:00", "11-24 12:00", "between 9 and noon tomorrow"),
    ("between nine and noon tomorrow", "11-24 09:00", "11-24 12:00", "between 9 and noon tomorrow"),
    ("from two to four on thursday", "11-26 14:00", "11-26 16:00", "between 2 and 4 on Thursday"),
    ("after three", "11-23 15:00", "11-24 00:00", "after 3 today"),
    ("tomorrow after 3:30 p.m.", "11-24 15:30", "11-25 00:00", "after 3:30 tomorrow"),
    ("before noon tomorrow", "11-24 00:00", "11-24 12:00", "before noon tomorrow"),
]  # fmt: skip

MOMENTS = [
    ("at nine", "11-23 09:00"),
    ("nine", "11-23 09:00"),
    ("9", "11-23 09:00"),
    ("nine o'clock", "11-23 09:00"),
    ("9 o’clock", "11-23 09:00"),
    ("nine a m", "11-23 09:00"),
    ("9 a.m.", "11-23 09:00"),
    ("9AM", "11-23 09:00"),
    ("nine p m", "11-23 21:00"),
    ("one", "11-23 13:00"),
    ("three", "11-23 15:00"),
    ("seven", "11-23 19:00"),
    ("eight", "11-23 08:00"),
    ("twelve", "11-23 12:00"),
    ("twelve a m", "11-23 00:00"),
    ("three p m", "11-23 15:00"),
    ("3 P.M.", "11-23 15:00"),
    ("3pm", "11-23 15:00"),
    ("three in the morning", "11-23 03:00"),
    ("seven in the evening", "11-23 19:00"),
    ("eight at night", "11-23 20:00"),
    ("two thirty", "11-23 14:30"),
    ("2:30", "11-23 14:30"),
    ("2:30 PM.", "11-23 14:30"),
    ("2.30 p.m.", "11-23 14:30"),
    ("14:30", "11-23 14:30"),
    ("09:00", "11-23 09:00"),
    ("nine oh five", "11-23 09:05"),
    ("two forty five", "11-23 14:45"),
    ("two forty-five", "11-23 14:45"),
    ("half past two", "11-23 14:30"),
    ("half past two p m", "11-23 14:30"),
    ("quarter past nine", "11-23 09:15"),
    ("a quarter to five", "11-23 16:45"),
    ("quarter to five", "11-23 16:45"),
    ("quarter to one", "11-23 12:45"),
    ("ten to eight", "11-23 07:50"),
    ("twenty five past three", "11-23 15:25"),
    ("five minutes past noon", "11-23 12:05"),
    ("noon", "11-23 12:00"),
    ("at noon", "11-23 12:00"),
    ("12 noon", "11-23 12:00"),
    ("midnight", "11-24 00:00"),
    ("tomorrow at three", "11-24 15:00"),
    ("three tomorrow", "11-24 15:00"),
    ("at three tomorrow", "11-24 15:00"),
    ("tomorrow at noon", "11-24 12:00"),
    ("thursday at three", "11-26 15:00"),
    ("on Thursday at 3:30.", "11-26 15:30"),
    ("thursday at half past two", "11-26 14:30"),
    ("half past two on thursday", "11-26 14:30"),
    ("next thursday at ten", "12-03 10:00"),
    ("tomorrow morning at seven", "11-24 07:00"),
    ("seven tomorrow morning", "11-24 07:00"),
    ("tomorrow evening at eight", "11-24 20:00"),
    ("at nine tonight", "11-23 21:00"),
    ("tonight at nine", "11-23 21:00"),
    ("this evening at eight", "11-23 20:00"),
    ("may fifth at ten a.m.", "2027-05-05 10:00"),
    ("the third at two", "12-03 14:00"),
    ("now", "11-23 17:40"),
    ("in ten minutes", "11-23 17:50"),
    ("in an hour and a half", "11-23 19:10"),
    ("half an hour from now", "11-23 18:10"),
]  # fmt: skip

DURATIONS = [
    ("ten minutes", 600),
    ("10 minutes.", 600),
    ("5 min", 300),
    ("a minute", 60),
    ("one minute", 60),
    ("ninety seconds", 90),
    ("90-second", 90),
    ("ten-minute", 600),
    ("twenty five minutes", 1500),
    ("twenty-five minutes", 1500),
    ("an hour", 3600),
    ("1 hr", 3600),
    ("half an hour", 1800),
    ("a half hour", 1800),
    ("half a minute", 30),
    ("a quarter of an hour", 900),
    ("three quarters of an hour", 2700),
    ("an hour and a half", 5400),
    ("an hour and a quarter", 4500),
    ("one and a half hours", 5400),
    ("two and a half minutes", 150),
    ("1.5 hours", 5400),
    ("one hour twenty", 4800),
    ("one hour and twenty minutes", 4800),
    ("an hour and 20", 4800),
    ("2 hours 30 minutes", 9000),
    ("2 hours, 30 minutes, and 5 seconds", 9005),
    ("two minutes thirty", 150),
    ("a couple of minutes", 120),
    ("two days", 172800),
    ("three weeks", 1814400),
    ("one hundred and five minutes", 6300),
]  # fmt: skip

NOT_WHOLE = [
    "", " ", "j d", "tomorrow please", "my calendar", "the", "on", "at", "nine ten eleven twelve thirteen", "25:00",
    "2:75", "13 am", "half past", "quarter to", "a quarter", "february thirtieth", "the thirty second", "next", "this",
    "in", "monday the", "between nine", "between five and two", "tomorrow tomorrow", "the fifth of", "week",
    "thirteen o'clock", "zero minutes", "minutes", "an hour and", "ten minutes ago", "99/99", "2026-13-45",
    "0", "hour", "tuesday november twenty third", "in nine hundred thousand weeks", "99999999999 minutes",
]  # fmt: skip


def at(text: str) -> datetime:
    return datetime.fromisoformat(text if text.startswith("20") else f"2026-{text}").replace(tzinfo=CHICAGO)


@pytest.mark.parametrize(("text", "start", "end", "said"), SPANS)
def test_a_stretch_of_time_is_understood(text: str, start: str, end: str, said: str) -> None:
    found = span(text, NOW)
    assert found is not None
    assert (found.start, found.end, found.said) == (at(start), at(end), said)
    assert found.start.tzinfo is CHICAGO


@pytest.mark.parametrize(("text", "when"), MOMENTS)
def test_a_moment_is_understood(text: str, when: str) -> None:
    assert moment(text, NOW) == at(when)


@pytest.mark.parametrize(("text", "seconds"), DURATIONS)
def test_a_length_is_understood(text: str, seconds: float) -> None:
    assert duration(text) == timedelta(seconds=seconds)


@pytest.mark.parametrize("text", NOT_WHOLE)
def test_words_that_are_left_over_or_impossible_are_not_understood(text: str) -> None:
    assert span(text, NOW) is None
    assert moment(text, NOW) is None
    assert duration(text) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("five", 5), ("50", 50), ("twenty five", 25), ("Twenty-five.", 25), ("a hundred", 100), ("zero", 0),
        ("one hundred and five", 105), ("two thousand twenty six", 2026), ("1,000", 1000),
        ("five six", None), ("third", None), ("", None), ("loud", None), ("five percent", None), ("-5", None),
    ],
)  # fmt: skip
def test_a_number_is_understood(text: str, value: int | None) -> None:
    assert number(text) == value


# ── the days on which the clocks change: 8 March and 1 November 2026 ─────────────────────────────────────────


def test_the_day_on_which_clocks_go_forward_has_twenty_three_hours() -> None:
    day = span("tomorrow", datetime(2026, 3, 7, 12, tzinfo=CHICAGO))
    assert day is not None
    assert day.end.astimezone(UTC) - day.start.astimezone(UTC) == timedelta(hours=23)
    assert day.one_day is not None


def test_the_day_on_which_clocks_go_back_has_twenty_five_hours() -> None:
    day = span("tomorrow", datetime(2026, 10, 31, 12, tzinfo=CHICAGO))
    assert day is not None
    assert day.end.astimezone(UTC) - day.start.astimezone(UTC) == timedelta(hours=25)


def test_a_time_that_is_skipped_moves_forward_and_one_that_is_repeated_is_the_first() -> None:
    skipped = moment("two thirty a m", datetime(2026, 3, 8, 0, 30, tzinfo=CHICAGO))
    assert skipped is not None
    assert skipped.isoformat() == "2026-03-08T03:30:00-05:00"
    repeated = moment("one thirty a m", datetime(2026, 11, 1, 0, 30, tzinfo=CHICAGO))
    assert repeated is not None
    assert repeated.isoformat() == "2026-11-01T01:30:00-05:00"


def test_in_three_hours_is_three_hours_later_also_over_the_change() -> None:
    before = datetime(2026, 3, 8, 0, 30, tzinfo=CHICAGO)
    later = moment("in three hours", before)
    assert later is not None
    assert later.astimezone(UTC) - before.astimezone(UTC) == timedelta(hours=3)
    assert later.isoformat() == "2026-03-08T04:30:00-05:00"


def test_three_o_clock_is_three_o_clock_after_the_change_too() -> None:
    found = moment("tomorrow at three", datetime(2026, 10, 31, 12, tzinfo=CHICAGO))
    assert found is not None
    assert found.isoformat() == "2026-11-01T15:00:00-06:00"


# ── anything at all ──────────────────────────────────────────────────────────────────────────────────────────

_TIME_WORDS = sorted({word for table in (SPANS, MOMENTS, DURATIONS) for row in table for word in str(row[0]).split()})
_TEXTS = st.one_of(
    st.text(max_size=40),
    st.lists(st.sampled_from(_TIME_WORDS), max_size=8).map(" ".join),
    st.from_regex(r"[0-9:/.-]{1,12}"),
)
_MOMENTS = st.datetimes(datetime(1970, 1, 2), datetime(9998, 12, 30), timezones=st.sampled_from([CHICAGO, UTC]))  # type: ignore[list-item]


@given(_TEXTS, _MOMENTS)
def test_nothing_that_is_said_raises(text: str, now: datetime) -> None:
    found, point, length = span(text, now), moment(text, now), duration(text)
    number(text)
    assert found is None or found.start.tzinfo is not None
    assert point is None or point.tzinfo is not None
    assert length is None or length > timedelta(0)
