"""Calendar questions, answered in the words that are spoken in each kind of room."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from assistant import saying
from assistant.api import Client, House, NotFound, QueueItem, Reply, SpeechLevel
from assistant.calendars.agenda import HouseAgenda
from assistant.calendars.memory import MemorySource
from assistant.errors import CalendarUnreachable
from assistant.events import Intent, Span
from assistant.intents import times
from assistant.records import Appointment
from skills.agenda.skill import Agenda
from skills.briefing.skill import Briefing
from skills.briefing.wording import BUDGET, compose

HOME = ZoneInfo("America/Chicago")
TUESDAY = datetime(2026, 3, 3, 7, 30, tzinfo=HOME)
JD, MK, AB = Client("c1", "JD", "Jordan Diaz"), Client("c2", "MK", "Mae King"), Client("c3", "AB", "Ann Bell")
CLIENTS = (JD, MK, AB)
PUBLIC, PRIVATE, FULL = SpeechLevel


class Roster:
    def all(self) -> Sequence[Client]:
        return CLIENTS

    def by_initials(self, initials: str) -> Client:
        raise NotFound("No such client.")


@dataclass
class Waiting:
    items: tuple[QueueItem, ...] = ()

    def waiting(self) -> Sequence[QueueItem]:
        return self.items


@dataclass
class Bringing:
    """So many things for supervision."""

    things: int

    def count(self) -> int:
        return self.things


@dataclass
class PlainTurn:
    """A turn at a moment; these skills ask nothing and say nothing on the way."""

    now: datetime = TUESDAY
    intent: Intent = Intent("agenda.day")  # noqa: RUF009
    level: SpeechLevel = PRIVATE


class Broken(MemorySource):
    def between(self, start: datetime, end: datetime) -> Sequence[Appointment]:
        raise CalendarUnreachable(f"I can't reach your {self.name} calendar.")


def at(
    day: int, hour: int, minute: int = 0, title: str = "", *, minutes: int = 50, session: bool = True, **more: bool
) -> Appointment:
    start = datetime(2026, 3, day, hour, minute, tzinfo=HOME)
    return Appointment(
        f"{day}-{hour}", start, start + timedelta(minutes=minutes), title, "work", session=session, **more
    )  # type: ignore[arg-type]


THREE = (at(3, 9, title="JD"), at(3, 11, title="MK"), at(3, 14, 30, "Intake call"))
DENTIST = at(3, 16, title="Dentist", session=False)
ALL_DAY = replace(at(3, 0, title="Conference", session=False, minutes=1440), all_day=True)


def house(
    *appointments: Appointment, broken: bool = False, waiting: tuple[QueueItem, ...] = (), bring: int = 0
) -> House:
    sources = [MemorySource("work", appointments), *([Broken("family")] if broken else [])]
    agenda = HouseAgenda(sources, Roster(), HOME)
    parts = {part.name: None for part in fields(House)}
    given = {"agenda": agenda, "roster": Roster(), "queue": Waiting(waiting), "supervision": Bringing(bring)}
    return House(**{**parts, **given})  # type: ignore[arg-type]


def span(words: str, now: datetime = TUESDAY) -> Span:
    found = times.span(words, now)
    assert found is not None
    return found


async def asked(
    *appointments: Appointment, when: str = "", now: datetime = TUESDAY, broken: bool = False, count: bool = False
) -> list[str]:
    """The reply in a public, a private and an unlocked room."""
    skill, turn = Agenda(house(*appointments, broken=broken)), PlainTurn(now)
    handler = skill.count if count else skill.day
    reply = await handler(turn, span(when, now)) if when else await handler(turn)  # type: ignore[arg-type]
    return [reply.at(level) for level in SpeechLevel]


# ── what do I have ───────────────────────────────────────────────────────────────────────────────────────────


async def test_a_day_is_counted_in_public_and_told_with_initials_in_private_and_names_when_unlocked() -> None:
    assert await asked(*THREE) == [
        "You have three sessions today, the first at nine.",
        "Three sessions today: nine with J D, eleven with M K, and two thirty.",
        "Three sessions today: nine with Jordan Diaz, eleven with Mae King, and Intake call at two thirty.",
    ]


async def test_one_session_is_one() -> None:
    assert await asked(THREE[0]) == [
        "You have one session today, at nine.",
        "One session today: nine with J D.",
        "One session today: nine with Jordan Diaz.",
    ]


async def test_in_the_afternoon_only_what_is_left_is_told() -> None:
    noon = TUESDAY.replace(hour=12)
    assert await asked(*THREE, at(3, 17, title="JD"), now=noon) == [
        "You have two more sessions today, the next at two thirty.",
        "Two more sessions today: two thirty and five with J D.",
        "Two more sessions today: Intake call at two thirty and five with Jordan Diaz.",
    ]


async def test_what_is_under_way_is_told_by_its_end() -> None:
    during = TUESDAY.replace(hour=9, minute=10)
    assert (await asked(*THREE, now=during))[:2] == [
        "You have three sessions today, the next at eleven.",
        "Three sessions today: J D until nine fifty, eleven with M K, and two thirty.",
    ]
    assert (await asked(THREE[0], now=during))[0] == "You have one session today, until nine fifty."


async def test_when_the_day_is_done_it_says_so() -> None:
    said = await asked(*THREE, now=TUESDAY.replace(hour=20))
    assert set(said) == {"Nothing more on your calendar today; you've had three sessions."}


async def test_a_day_that_is_past_is_told_as_past() -> None:
    said = await asked(*THREE, when="yesterday", now=TUESDAY + timedelta(days=1))
    assert said[0] == "You had three sessions yesterday, the first at nine."
    assert said[1] == "Three sessions yesterday: nine with J D, eleven with M K, and two thirty."


@pytest.mark.parametrize(
    ("when", "said"),
    [
        ("", "Nothing on your calendar today."),
        ("tomorrow", "Nothing on your calendar tomorrow."),
        ("on thursday", "Nothing on your calendar on Thursday."),
        ("tomorrow morning", "Nothing on your calendar tomorrow morning."),
        ("next week", "Nothing on your calendar next week."),
    ],
)
async def test_an_empty_time_is_said_to_be_empty(when: str, said: str) -> None:
    assert set(await asked(when=when)) == {said}


async def test_other_appointments_are_not_called_sessions() -> None:
    assert await asked(*THREE[:2], DENTIST) == [
        "You have two sessions and one other appointment today, the first at nine.",
        "Two sessions and one other appointment today: nine with J D, eleven with M K, and something else at four.",
        "Two sessions and one other appointment today: "
        "nine with Jordan Diaz, eleven with Mae King, and Dentist at four.",
    ]
    assert (await asked(DENTIST))[1:] == ["One appointment today: four.", "One appointment today: Dentist at four."]


async def test_an_all_day_entry_is_named_in_an_unlocked_room_only() -> None:
    assert await asked(ALL_DAY) == [
        "Nothing at a set time today, but one all-day entry.",
        "Nothing at a set time today, but one all-day entry.",
        "Nothing at a set time today. All day: Conference.",
    ]
    assert await asked(THREE[0], ALL_DAY) == [
        "You have one session today, at nine, and one all-day entry.",
        "One session today: nine with J D, and one all-day entry.",
        "One session today: nine with Jordan Diaz. All day: Conference.",
    ]


async def test_what_lasts_over_the_whole_day_is_an_all_day_entry_and_what_ends_in_it_is_told_by_its_end() -> None:
    retreat = at(2, 9, title="Retreat", session=False, minutes=3 * 1440)
    assert (await asked(retreat))[2] == "Nothing at a set time today. All day: Retreat."
    night = at(2, 20, title="Night train", session=False, minutes=13 * 60)
    assert (await asked(night))[2] == "One appointment today: Night train until nine."


async def test_a_tentative_appointment_is_told_as_such() -> None:
    assert (await asked(replace(THREE[0], tentative=True)))[1] == "One session today: perhaps nine with J D."


async def test_six_are_told_and_the_others_counted() -> None:
    said = await asked(*(at(3, 8 + number, title="JD") for number in range(9)))
    assert said[0] == "You have nine sessions today, the first at eight."
    assert said[1].startswith("Nine sessions today: eight with J D, nine with J D,")
    assert said[1].endswith("one with J D, and three more.")


async def test_a_week_is_told_by_its_days() -> None:
    week = [at(day, hour, title="JD") for day in (2, 3, 5, 6) for hour in (9, 11)]
    assert set(await asked(*week, when="this week")) == {
        "Six more sessions this week: two today, two on Thursday, and two on Friday."
    }
    assert (await asked(*week[-2:], when="this week"))[:2] == [
        "Two sessions this week: Friday at nine and Friday at eleven.",
        "Two sessions this week: Friday at nine with J D and Friday at eleven with J D.",
    ]


async def test_a_month_is_counted() -> None:
    month = [at(day, 9, title="JD") for day in range(9, 20)]
    assert set(await asked(*month, when="this month")) == {"Eleven sessions this month, the first on Monday at nine."}


async def test_trouble_is_said_after_what_is_known() -> None:
    assert (await asked(THREE[0], broken=True))[1] == (
        "One session today: nine with J D. I can't reach your family calendar."
    )
    assert (await asked(broken=True))[0] == (
        "Nothing on your calendar today, as far as I can tell. I can't reach your family calendar."
    )


async def test_the_day_the_clocks_change_is_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    sunday = datetime(2026, 3, 8, 1, 0, tzinfo=HOME)
    said = await asked(at(8, 9, title="JD"), at(8, 23, 30, "MK", minutes=20), at(9, 0, 15, "AB"), now=sunday)
    assert said[1] == "Two sessions today: nine with J D and eleven thirty p m with M K."


# ── next, when, how many ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (
            TUESDAY,
            [f"Your next session is at nine{who}." for who in ("", " with J D", " with Jordan Diaz")],
        ),
        (
            TUESDAY.replace(hour=14, minute=5),
            ["Your next session is at two thirty, in twenty five minutes."] * 2
            + ["Your next session is at two thirty, in twenty five minutes: Intake call."],
        ),
        (TUESDAY - timedelta(days=1), ["Your next session is tomorrow at nine."]),
        (TUESDAY - timedelta(days=4), ["Your next session is on Tuesday at nine."]),
        (TUESDAY - timedelta(days=20), ["Your next session is on Tuesday, March third at nine."]),
        (TUESDAY.replace(hour=15), ["Nothing is coming up on your calendar."]),
    ],
)
async def test_the_next_session(now: datetime, said: list[str]) -> None:
    reply = await Agenda(house(*THREE)).next(PlainTurn(now))  # type: ignore[arg-type]
    assert [reply.at(level) for level in SpeechLevel][: len(said)] == said


async def test_when_she_sees_a_client() -> None:
    skill = Agenda(house(at(3, 9, title="JD"), at(5, 10, title="JD")))
    reply = await skill.when(PlainTurn(TUESDAY.replace(hour=12)), JD)  # type: ignore[arg-type]
    assert [reply.at(level) for level in SpeechLevel] == [
        "The next one is on Thursday at ten.",
        "You see J D on Thursday at ten.",
        "You see Jordan Diaz on Thursday at ten.",
    ]
    reply = await skill.when(PlainTurn(), AB)  # type: ignore[arg-type]
    assert [reply.at(level) for level in SpeechLevel] == [
        "Nothing with that client is on your calendar.",
        "Nothing with A B is on your calendar.",
        "Nothing with Ann Bell is on your calendar.",
    ]


async def test_sessions_are_counted() -> None:
    assert set(await asked(*THREE, DENTIST, count=True)) == {"Three sessions today."}
    noon = TUESDAY.replace(hour=12)
    assert set(await asked(*THREE, count=True, now=noon)) == {"Three sessions today, one still to come."}
    assert set(await asked(*THREE, count=True, now=noon.replace(hour=20))) == {"Three sessions today, all over."}
    assert set(await asked(DENTIST, count=True)) == {"No sessions today, but one other appointment."}
    assert set(await asked(count=True, when="tomorrow")) == {"No sessions tomorrow."}


async def test_without_a_calendar_the_question_ends_in_how_to_get_one() -> None:
    bare = replace(house(), agenda=HouseAgenda((), Roster(), HOME))
    with pytest.raises(NotFound, match="No calendar is set up yet"):
        await Agenda(bare).day(PlainTurn())  # type: ignore[arg-type]


# ── the briefing ─────────────────────────────────────────────────────────────────────────────────────────────


def item(kind: str, client: Client, state: str = "review", *, urgent: bool = False) -> QueueItem:
    return QueueItem(f"{kind}{client.id}", kind, client, state, TUESDAY, urgent)


QUEUE = (
    item("message", MK, "received", urgent=True),
    item("note", JD),
    item("note", MK),
    item("note", AB, "dictating"),
    item("reply", MK),
    item("message", JD, "received"),
)


async def briefed(*appointments: Appointment, now: datetime = TUESDAY, **more: object) -> Reply:
    return await Briefing(house(*appointments, **more)).morning(PlainTurn(now))  # type: ignore[arg-type]


async def test_the_briefing_tells_the_day_and_what_waits() -> None:
    reply = await briefed(*THREE, DENTIST, ALL_DAY, waiting=QUEUE)
    assert reply.at(PUBLIC) == (
        "Good morning. You have three sessions today, the first at nine. Also one other appointment, at four. "
        "Also one all-day entry. One urgent item needs you first. Also waiting for you: two notes to review, "
        "one dictation unfinished, one draft reply to review, and one message to answer."
    )
    assert reply.at(PRIVATE) == (
        "Good morning. You have three sessions today: nine with J D, eleven with M K, and two thirty. "
        "Also one other appointment, at four. Also one all-day entry. One urgent item for M K needs you first. "
        "Also waiting for you: two notes to review for J D and M K, one dictation unfinished for A B, "
        "one draft reply to review for M K, and one message to answer for J D."
    )
    assert "nine with Jordan Diaz" in reply.at(FULL)
    assert "all day: Conference" in reply.at(FULL)


async def test_a_quiet_morning_is_short() -> None:
    assert (await briefed()).at(FULL) == "Good morning. You have no sessions today. Nothing waits for you."


@pytest.mark.parametrize(
    ("things", "said"), [(1, " One thing for supervision."), (2, " Two things for supervision."), (0, "")]
)
async def test_what_she_wants_to_bring_to_supervision_is_counted_for_every_room(things: int, said: str) -> None:
    for level in SpeechLevel:
        assert (await briefed(bring=things)).at(level) == (
            f"Good morning. You have no sessions today. Nothing waits for you.{said}"
        )


@pytest.mark.parametrize(
    ("hour", "begin"),
    [
        (12, "Good afternoon. You have one more session today, at two thirty."),
        (15, "Good afternoon. You have one more session today, until three twenty."),
        (18, "Good evening. Your sessions for today are over."),
    ],
)
async def test_the_greeting_and_the_sessions_follow_the_hour(hour: int, begin: str) -> None:
    assert (await briefed(*THREE, now=TUESDAY.replace(hour=hour, minute=0))).at(PUBLIC).startswith(begin)


async def test_a_calendar_that_cannot_be_reached_does_not_hide_what_waits() -> None:
    bare = replace(house(waiting=QUEUE[1:2]), agenda=HouseAgenda([Broken("work")], Roster(), HOME))
    reply = await Briefing(bare).morning(PlainTurn())  # type: ignore[arg-type]
    assert reply.at(PUBLIC) == ("Good morning. I can't reach your work calendar. Waiting for you: one note to review.")


def test_the_fullest_morning_keeps_to_a_minute() -> None:
    sessions = [replace(at(3, 8 + number, 15), client=CLIENTS[number % 3]) for number in range(12)]
    waiting = [item(kind, client) for kind in ("note", "reply", "message") for client in CLIENTS] * 5
    urgent = [item("message", client, urgent=True) for client in CLIENTS]
    entries = [replace(ALL_DAY, title="Word " * 30) for _ in range(9)]
    reply = compose([*sessions, *entries], [*urgent, *waiting], TUESDAY, "I can't reach your family calendar.", 12)
    for level in SpeechLevel:
        assert len(reply.at(level).split()) <= BUDGET


# ── every room ───────────────────────────────────────────────────────────────────────────────────────────────


async def test_no_name_initials_or_title_is_ever_in_the_public_words_nor_a_name_or_title_in_the_private() -> None:
    whole = house(*THREE, DENTIST, ALL_DAY, at(5, 9, title="AB"), broken=True, waiting=QUEUE)
    replies = []
    for hour in range(24):
        turn = PlainTurn(TUESDAY.replace(hour=hour, minute=10))
        for when in ("today", "tomorrow", "this week", "this month", "on thursday", "yesterday", "this afternoon"):
            replies.append(await Agenda(whole).day(turn, span(when, turn.now)))  # type: ignore[arg-type]
            replies.append(await Agenda(whole).count(turn, span(when, turn.now)))  # type: ignore[arg-type]
        replies.append(await Agenda(whole).next(turn))  # type: ignore[arg-type]
        replies += [await Agenda(whole).when(turn, client) for client in CLIENTS]  # type: ignore[arg-type]
        replies.append(await Briefing(whole).morning(turn))  # type: ignore[arg-type]
    names = r"Jordan|Diaz|Mae|King|Ann|Bell|Intake|Dentist|Conference"
    for reply in replies:
        assert not re.search(rf"\b({names}|J D|M K|A B|JD|MK|AB)\b", reply.at(PUBLIC))
        assert not re.search(rf"\b({names})\b", reply.at(PRIVATE))
        for level in SpeechLevel:
            assert re.fullmatch(r"[A-Z][^\d\[\]]*[.]", reply.at(level))


# ── words ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("clock", "said"),
    [
        ((9, 0), "nine"), ((14, 30), "two thirty"), ((16, 5), "four oh five"), ((12, 0), "noon"), ((0, 0), "midnight"),
        ((12, 45), "twelve forty five"), ((6, 30), "six thirty a m"), ((7, 0), "seven"), ((18, 59), "six fifty nine"),
        ((19, 0), "seven p m"), ((0, 15), "twelve fifteen a m"), ((23, 40), "eleven forty p m"),
    ],
)  # fmt: skip
def test_times_are_said_as_people_say_them(clock: tuple[int, int], said: str) -> None:
    assert saying.hour(datetime(2026, 3, 3, *clock, tzinfo=HOME)) == said


@pytest.mark.parametrize(
    ("away", "said"),
    [
        (0, "today"), (1, "tomorrow"), (-1, "yesterday"), (2, "on Thursday"), (6, "on Monday"),
        (7, "on Tuesday, March tenth"), (-2, "on Sunday, March first"), (18, "on Saturday, March twenty first"),
        (28, "on Tuesday, March thirty first"), (9, "on Thursday, March twelfth"),
    ],
)  # fmt: skip
def test_days_are_said_as_people_say_them(away: int, said: str) -> None:
    today = date(2026, 3, 3)
    assert saying.on_day(today + timedelta(days=away), today) == said


def test_counts_and_lists_are_said_as_people_say_them() -> None:
    assert [saying.counted(count, "reply") for count in (0, 1, 2, 21)] == [
        "no replies", "one reply", "two replies", "twenty one replies",
    ]  # fmt: skip
    assert saying.counted(2, "day") == "two days"
    assert saying.number(120) == "120"
    assert [saying.in_turn(list("abc")[:size]) for size in range(4)] == ["", "a", "a and b", "a, b, and c"]
    assert [saying.sentence(text) for text in ("", " ok", "done!", "a.")] == ["", "Ok.", "Done!", "A."]
