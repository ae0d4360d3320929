"""A corpus of calendar files, each with one thing wrong or rare in it and named for that."""

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from assistant.calendars.event import Reading, read
from assistant.errors import BadCalendar
from assistant.records import Appointment

CORPUS = Path(__file__).parents[1] / "data" / "ics"
HOME = ZoneInfo("America/Chicago")
READING = Reading(HOME, "work", sessions=True)

EXPECTED: dict[str, tuple[int, list[str]]] = {
    # file: (entries skipped, [what is on from January to March 2026, home time])
    "across_midnight": (
        0,
        [
            "03-02 23:00 to 03-03 01:00 On call",
        ],
    ),
    "all_day_and_multi_day": (
        0,
        [
            "03-04 00:00 to 03-05 00:00 Holiday (all day)",
            "03-05 00:00 to 03-06 00:00 Birthday (all day)",
            "03-06 00:00 to 03-09 00:00 Conference (all day)",
            "03-10 09:00 to 03-12 17:00 Retreat (no session)",
        ],
    ),
    "bare_line_feeds_and_small_letters": (
        0,
        [
            "03-02 09:00 to 09:50 JD",
        ],
    ),
    "broken_alarm_inside": (
        0,
        [
            "03-02 09:00 to 09:50 JD",
        ],
    ),
    "broken_zone": (
        0,
        [
            "03-02 10:00 to 11:00 JD",
        ],
    ),
    "cancelled_instance": (
        0,
        [
            "03-03 11:00 to 11:50 MK",
            "03-17 11:00 to 11:50 MK",
        ],
    ),
    "cut_off_at_the_end": (
        1,
        [
            "03-02 09:00 to 09:50 JD",
        ],
    ),
    "empty": (0, []),
    "exception_named_by_day": (
        0,
        [
            "03-02 09:00 to 09:50 JD",
            "03-09 13:00 to 13:50 JD",
        ],
    ),
    "fall_back": (
        0,
        [
            "10-30 09:00 to 09:50 JD",
            "10-31 09:00 to 09:50 JD",
            "11-01 01:30 to 01:30 Hour that comes twice",
            "11-01 01:30 to 02:00 Second time round",
            "11-01 09:00 to 09:50 JD",
            "11-02 09:00 to 09:50 JD",
        ],
    ),
    "floating_times": (
        0,
        [
            "03-02 09:00 to 09:50 JD",
            "03-05 10:00 to 10:50 MK",
            "03-12 10:00 to 10:50 MK",
        ],
    ),
    "folded_and_escaped": (
        0,
        [
            "03-02 09:00 to 09:50 JD, first session; bring the form please 😀",
        ],
    ),
    "garbage_in_the_middle": (
        3,
        [
            "03-02 09:00 to 09:50 JD",
            "03-02 11:00 to 11:50 MK",
            "03-02 13:00 to 13:50 Odd neighbours",
        ],
    ),
    "impossible_rules": (
        3,
        [
            "03-02 09:00 to 09:00 No such day",
            "03-02 11:00 to 11:50 Fine",
            "03-03 09:00 to 09:50 Two ends",
            "03-04 09:00 to 09:50 Two ends",
        ],
    ),
    "its_own_zone": (
        0,
        [
            "03-02 09:00 to 10:00 JD",
            "03-09 09:00 to 10:00 JD",
        ],
    ),
    "its_own_zone_of_the_same_name": (
        0,
        [
            "03-02 12:00 to 13:00 JD",
        ],
    ),
    "last_weekday_by_setpos": (
        0,
        [
            "01-30 16:00 to 17:00 Supervision",
            "02-27 16:00 to 17:00 Supervision",
            "03-31 16:00 to 17:00 Supervision",
        ],
    ),
    "moved_instance": (
        0,
        [
            "03-03 11:00 to 11:50 MK",
            "03-12 15:00 to 15:50 MK moved",
            "03-17 11:00 to 11:50 MK",
            "03-24 11:00 to 11:50 MK",
            "03-31 11:00 to 11:50 MK",
        ],
    ),
    "one_uid_for_all": (
        0,
        [
            "03-02 09:00 to 09:50 JD",
            "03-02 11:00 to 11:50 MK",
            "03-03 09:00 to 09:50 No uid",
            "03-03 09:00 to 09:50 No uid either",
        ],
    ),
    "orphaned_exception": (
        0,
        [
            "03-02 11:00 to 11:50 JD",
        ],
    ),
    "rdate_with_period": (
        0,
        [
            "03-02 17:00 to 18:00 Group",
            "03-05 17:00 to 18:00 Group",
            "03-07 10:00 to 12:00 Group",
        ],
    ),
    "saved_by_an_old_program": (
        0,
        [
            "03-02 09:00 to 09:50 José",
        ],
    ),
    "spring_forward": (
        0,
        [
            "03-06 09:00 to 09:50 In UTC",
            "03-06 09:00 to 09:50 JD",
            "03-07 09:00 to 09:50 In UTC",
            "03-07 09:00 to 09:50 JD",
            "03-08 03:30 to 03:30 Hour that is not there",
            "03-08 09:00 to 09:50 JD",
            "03-08 10:00 to 10:50 In UTC",
            "03-09 09:00 to 09:50 JD",
            "03-09 10:00 to 10:50 In UTC",
        ],
    ),
    "tentative_and_declined": (
        0,
        [
            "03-02 09:00 to 09:50 Maybe (tentative)",
            "03-02 13:00 to 13:50 Somebody else declined",
        ],
    ),
    "this_and_future": (
        0,
        [
            "03-02 09:00 to 09:50 JD",
            "03-09 09:00 to 09:50 JD",
            "03-16 10:00 to 10:50 JD later",
            "03-23 10:00 to 10:50 JD later",
        ],
    ),
    "two_calendars_in_one_file": (
        0,
        [
            "03-02 09:00 to 09:50 JD",
            "03-02 11:00 to 11:50 MK",
        ],
    ),
    "two_versions_of_one": (
        0,
        [
            "03-02 11:00 to 11:50 New",
            "03-03 09:00 to 09:50 Twice",
        ],
    ),
    "until_without_zone": (
        0,
        [
            "03-02 21:00 to 21:50 JD",
            "03-02 22:00 to 22:50 MK",
            "03-03 21:00 to 21:50 JD",
            "03-03 22:00 to 22:50 MK",
            "03-04 21:00 to 21:50 JD",
        ],
    ),
    "weekly_with_exdate": (
        0,
        [
            "03-02 09:00 to 09:50 JD",
            "03-09 09:00 to 09:50 JD",
            "03-23 09:00 to 09:50 JD",
        ],
    ),
    "zero_and_negative_durations": (
        0,
        [
            "03-02 00:00 to 03-03 00:00 Empty day (all day)",
            "03-02 00:00 to 03-03 00:00 Mixed (all day)",
            "03-02 09:00 to 09:00 No end",
            "03-02 10:00 to 10:00 Ends before it begins",
            "03-02 11:00 to 11:00 Negative",
            "03-02 12:00 to 12:00 Weekly backwards",
            "03-09 13:00 to 13:00 Weekly backwards",
        ],
    ),
    "zones_of_odd_vendors": (
        0,
        [
            "03-02 07:00 to 08:00 Offset",
            "03-02 09:00 to 09:50 Windows",
            "03-02 10:00 to 11:00 Nobody knows",
            "03-02 11:00 to 12:00 Mozilla",
            "03-02 12:00 to 13:00 Display",
            "03-02 16:00 to 17:00 Unquoted",
        ],
    ),
}


def shown(one: Appointment) -> str:
    end = f"{one.end:%H:%M}" if one.end.date() == one.start.date() else f"{one.end:%m-%d %H:%M}"
    flags = " (all day)" * one.all_day + " (tentative)" * one.tentative
    flags += " (no session)" * (not one.session and not one.all_day)
    return f"{one.start:%m-%d %H:%M} to {end} {one.title}{flags}"


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("name", EXPECTED)
def test_each_pathology_is_read_as_a_person_would(name: str) -> None:
    first = datetime(2026, 10, 1, tzinfo=HOME) if name == "fall_back" else datetime(2026, 1, 1, tzinfo=HOME)
    book = read((CORPUS / f"{name}.ics").read_bytes(), READING)
    found = book.between(first, first.replace(month=first.month + 3) if first.month < 10 else first + timedelta(61))
    assert [shown(one) for one in found] == EXPECTED[name][1]
    assert book.skipped == EXPECTED[name][0]
    assert all(one.start.tzinfo is HOME and one.end >= one.start and one.calendar == "work" for one in found)


def test_every_file_of_the_corpus_has_an_expected_answer() -> None:
    assert {path.stem for path in CORPUS.glob("*.ics")} == {*EXPECTED, "not_a_calendar", "a_business_card"}


@pytest.mark.parametrize("name", ["not_a_calendar", "a_business_card"])
def test_what_is_not_a_calendar_is_refused(name: str) -> None:
    with pytest.raises(BadCalendar):
        read((CORPUS / f"{name}.ics").read_bytes(), READING)


def test_two_calendars_may_mean_different_zones_by_one_name() -> None:
    books = [
        read((CORPUS / f"{name}.ics").read_bytes(), READING)
        for name in ("its_own_zone", "its_own_zone_of_the_same_name")
    ]
    day = datetime(2026, 3, 2, tzinfo=HOME)
    assert [book.between(day, day + timedelta(days=1))[0].start.hour for book in books] == [9, 12]


def test_the_end_of_the_stretch_is_not_in_it_and_its_start_is() -> None:
    book = read((CORPUS / "weekly_with_exdate.ics").read_bytes(), READING)
    nine = datetime(2026, 3, 2, 9, tzinfo=HOME)
    assert book.between(nine - timedelta(hours=1), nine) == ()
    assert len(book.between(nine, nine + timedelta(minutes=1))) == 1
    assert len(book.between(nine + timedelta(minutes=49), nine + timedelta(hours=1))) == 1
    assert book.between(nine + timedelta(minutes=50), nine + timedelta(hours=1)) == ()


def test_ten_thousand_entries_stay_usable() -> None:
    entries = []
    for number in range(10_000):
        start = datetime(2020, 1, 1, 8) + timedelta(hours=6 * number)
        rule = "RRULE:FREQ=WEEKLY;COUNT=5\n" if number % 10 == 0 else ""
        entries.append(
            f"BEGIN:VEVENT\nUID:n{number}\nSUMMARY:Entry {number}\nDTSTART;TZID=America/Chicago:{start:%Y%m%dT%H%M%S}\n"
            f"DURATION:PT50M\n{rule}END:VEVENT\n"
        )
    book = read("BEGIN:VCALENDAR\n" + "".join(entries) + "END:VCALENDAR\n", READING)
    assert book.skipped == 0
    day = datetime(2024, 5, 1, tzinfo=HOME)
    found = book.between(day, day + timedelta(days=1))
    # four entries that begin that day, and the fifths, fourths … of the series begun in the four weeks before
    expected = sum(
        datetime(2020, 1, 1, 8) + timedelta(hours=6 * number, weeks=week) >= datetime(2024, 5, 1)
        and datetime(2020, 1, 1, 8) + timedelta(hours=6 * number, weeks=week) < datetime(2024, 5, 2)
        for number in range(10_000)
        for week in (range(5) if number % 10 == 0 else range(1))
    )
    assert len(found) == expected > 4


PIECES = st.sampled_from(
    [
        "BEGIN:VCALENDAR", "END:VCALENDAR", "BEGIN:VEVENT", "END:VEVENT", "BEGIN:VTIMEZONE", "END:VTIMEZONE", "TZID:X",
        "DTSTART:20260302T150000Z", "DTSTART;TZID=X:20260302T150000", "DTSTART;VALUE=DATE:20260302", "DTSTART:99999999",
        "DTEND:20260302", "DURATION:-P1D", "DURATION:P99999999D", "RRULE:FREQ=DAILY;COUNT=3", "RRULE:FREQ=YEARLY;UNTIL=x",
        "RRULE:FREQ=WEEKLY;BYDAY=XX", "RRULE:FREQ=MONTHLY;BYSETPOS=400", "EXDATE:20260303T150000Z,20260304", "UID:1",
        "RDATE:20260302,x", "RDATE;VALUE=PERIOD:20260302T150000Z/P1D", "RECURRENCE-ID:20260303T150000Z", "SEQUENCE:-",
        "RECURRENCE-ID;RANGE=THISANDFUTURE:20260303", "SUMMARY:a", "STATUS:CANCELLED", "ATTENDEE;PARTSTAT=:x", " folded",
        "X-WR-CALNAME:a@b", "DTSTART:00010101T000000", "DTSTART:99991231T235959Z", "BEGIN:STANDARD", "END:STANDARD",
        "TZOFFSETTO:-0500", "TZOFFSETFROM:x", "BEGIN:VALARM", "END:VALARM",
    ]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(PIECES, st.text(max_size=30)), max_size=30).map("\n".join) | st.binary(max_size=200))
@example(b"BEGIN:VCALENDAR")
@example("\ufeffBEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:99991231T235959Z\nDURATION:P2D\nEND:VEVENT\n")
@pytest.mark.filterwarnings("ignore")
def test_garbage_raises_nothing_but_bad_calendar(text: str | bytes) -> None:
    for prefix in ("", "BEGIN:VCALENDAR\nBEGIN:VEVENT\n"):
        garbage = prefix.encode() + text if isinstance(text, bytes) else prefix + text
        try:
            book = read(garbage, READING)
        except BadCalendar:
            continue
        start = datetime(2026, 3, 1, tzinfo=HOME)
        for one in book.between(start, start + timedelta(days=7)):
            assert one.end >= one.start
            assert one.start.tzinfo is HOME
