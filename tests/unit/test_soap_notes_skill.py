"""The dictation skill over a real vault: whole dictations, word for word, and everything that can break in."""

import asyncio
import re
from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast
from zoneinfo import ZoneInfo

import pytest

from assistant.api import (
    Appointment,
    Cancelled,
    Client,
    Cue,
    Intent,
    Note,
    NoteState,
    NotFound,
    Reply,
    Span,
    SpeechLevel,
    Transcript,
    Unanswered,
    Unfinished,
)
from assistant.errors import CalendarUnreachable, Corrupt, DiskFull, InputOutput, UsageError
from assistant.records import Supported
from assistant.recovery import VaultRecovery
from assistant.settings import Listening
from assistant.store import keys
from assistant.store.vault import Vault
from skills.soap_notes import wording
from skills.soap_notes.skill import SoapNotes
from skills.soap_notes.vocabulary import Command, phrases

ZONE = ZoneInfo("America/Chicago")
NOW = datetime(2026, 11, 3, 14, 55, tzinfo=ZONE)
CUT = "<cut>"
"""In a script: the turn is cancelled here."""


@dataclass
class Calendar:
    """A day of appointments."""

    day: Sequence[Appointment] = ()
    trouble: str = ""

    async def between(self, span: Span) -> Sequence[Appointment]:
        return [one for one in self.day if one.start < span.end and one.end > span.start]

    async def next_after(self, moment: datetime, client: Client | None = None) -> Appointment | None:
        return next((one for one in self.day if one.start > moment), None)


Draft = tuple[Mapping[str, str], str, Mapping[str, tuple[Supported, ...]]]


class AsDictated:
    """A drafter that takes out again the stops that end unpunctuated utterances."""

    async def note(self, client: Client, sections: Mapping[str, str], *, item: str) -> Draft:
        stop = re.compile(r"(?<=[a-z])\.(?=\s|$)")
        return (
            {name: text if text[:1].isupper() else stop.sub("", text) for name, text in sections.items()},
            "dictated",
            {},
        )


class Drafted:
    """A drafter that begins every section with a capital."""

    async def note(self, client: Client, sections: Mapping[str, str], *, item: str) -> Draft:
        return {section: text.capitalize() for section, text in sections.items()}, "drafted", {}


class Flagging:
    """A drafter that adds a sentence to what was said first, which is flagged."""

    async def note(self, client: Client, sections: Mapping[str, str], *, item: str) -> Draft:
        said = sections["subjective"]
        support = (Supported(said, (said,)), Supported("She ate.", (said,), 'holds words that you did not say: "ate"'))
        return {**sections, "subjective": f"{said} She ate."}, "drafted", {"subjective": support}


class Interrupted:
    """A drafter in whose time she breaks in."""

    async def note(self, client: Client, sections: Mapping[str, str], *, item: str) -> Draft:
        raise asyncio.CancelledError


@dataclass
class Spoken:
    """A turn in which she says the lines of a script."""

    lines: list[str]
    level: SpeechLevel = SpeechLevel.PRIVATE
    answers: list[str | bool | BaseException] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    public: list[str] = field(default_factory=list)
    cues: list[Cue] = field(default_factory=list)
    done: list[str] = field(default_factory=list)
    tape: list[str] = field(default_factory=list)
    intent: Intent = field(default_factory=lambda: Intent("soap_notes.start"))
    now: datetime = NOW

    async def say(self, reply: Reply) -> None:
        self.said.append(reply.at(self.level))
        self.public.append(reply.public)

    async def cue(self, cue: Cue) -> None:
        self.cues.append(cue)

    async def did(self, command: str) -> None:
        self.done.append(command)

    async def ask(self, question: Reply) -> Transcript:
        await self.say(question)
        return Transcript(str(self._answer()), "test")

    async def confirm(self, question: Reply) -> bool:
        await self.say(question)
        return bool(self._answer())

    def _answer(self) -> str | bool:
        answer = self.answers.pop(0)
        if isinstance(answer, BaseException):
            raise answer
        return answer

    @asynccontextmanager
    async def dictate(self, note_id: str) -> AsyncIterator["Spoken"]:
        self.tape.append(f"begin {note_id}".strip())
        try:
            yield self
        finally:
            self.tape.append("end")

    async def __aiter__(self) -> AsyncIterator[Transcript]:
        for place, line in enumerate(self.lines):
            if line == CUT:
                raise asyncio.CancelledError
            yield Transcript(line, "test", start=place * 5.0, end=place * 5.0 + 3.0, confidence=0.9, capture="tape")

    def pause(self) -> None:
        self.tape.append("pause")

    async def go_on(self) -> None:
        self.tape.append("go on")

    async def erase(self) -> None:
        self.tape.append("erase")


@dataclass
class Desk:
    """The skill, and the vault that it writes to."""

    skill: SoapNotes
    vault: Vault
    jd: Client
    mk: Client
    calendar: Calendar

    @property
    def note(self) -> Note:
        """The only note there is, with its transcript."""
        [note] = self.vault.notes.list()
        return self.vault.notes.get(note.id)

    async def dictate(self, *lines: str, **turn: Any) -> tuple[Spoken, str]:
        spoken = Spoken(list(lines), **turn)
        reply = await self.skill.start(spoken, self.jd)
        return spoken, reply.at(spoken.level)


def session(client: Client | None, hour: int, minute: int = 0, *, day: int = 3, counts: bool = True) -> Appointment:
    start = datetime(2026, 11, day, hour, minute, tzinfo=ZONE)
    return Appointment(
        f"{day}-{hour}", start, start + timedelta(minutes=50), "a title", "work", session=counts, client=client
    )


def no_engine() -> Any:
    """Nothing that was recorded is to be heard here."""
    raise AssertionError


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with Vault.create(tmp_path / "vault", "correct horse", cost=keys.Cost(1, 8192)) as vault:
        jd = vault.roster.add("JD", "Jordan Doe")
        mk = vault.roster.add("MK", "Mary King", aliases=("Molly",))
        calendar = Calendar([session(mk, 9), session(jd, 11), session(jd, 14), session(mk, 16), session(jd, 18)])
        house: Any = SimpleNamespace(
            agenda=calendar,
            roster=vault.roster,
            notes=vault.notes,
            drafter=AsDictated(),
            recovery=VaultRecovery(vault.notes, vault.captures, no_engine, lambda text: False, Listening()),
            clock=SimpleNamespace(now=lambda: NOW),
            sealed=False,
        )
        yield Desk(SoapNotes(house), vault, jd, mk, calendar)


# ── whole dictations ─────────────────────────────────────────────────────────────────────────────────────────

SCRIPTS: Mapping[str, tuple[str, dict[str, str], str]] = {
    "all four sections": (
        """subjective | client reported feeling anxious | objective | affect was flat | assessment
        | symptoms are improving | plan | continue weekly sessions | end note""",
        {
            "subjective": "client reported feeling anxious",
            "objective": "affect was flat",
            "assessment": "symptoms are improving",
            "plan": "continue weekly sessions",
        },
        "Filed for review: J D. Every section has something in it.",
    ),
    "one section missing": (
        "she slept well | objective | calm | assessment | stable | that's all for the note",
        {"subjective": "she slept well", "objective": "calm", "assessment": "stable"},
        "Filed for review: J D. Plan is empty.",
    ),
    "two missing": (
        "she slept well | go to plan | weekly sessions | end dictation",
        {"subjective": "she slept well", "plan": "weekly sessions"},
        "Filed for review: J D. Objective and assessment are empty.",
    ),
    "the recogniser's n note": (
        "she slept well | n note",
        {"subjective": "she slept well"},
        "Filed for review: J D. Objective, assessment, and plan are empty.",
    ),
    "written with capitals and stops": (
        "She slept well. | Go to plan. | Weekly sessions. | End note.",
        {"subjective": "She slept well.", "plan": "Weekly sessions."},
        "Filed for review: J D. Objective and assessment are empty.",
    ),
    "a correction": (
        "she has two sons | scratch that | she has three sons | end note",
        {"subjective": "she has three sons"},
        "",
    ),
    "a correction taken back": (
        "she has two sons | scratch that | undo that | they are well | end note",
        {"subjective": "she has two sons they are well"},
        "",
    ),
    "undo and redo": ("one | two | undo that | redo that | end note", {"subjective": "one two"}, ""),
    "lines": ("one | new line | two | new paragraph | three | end note", {"subjective": "one\ntwo\n\nthree"}, ""),
    "noises are nothing": ("one |  | ... | um | two | end note", {"subjective": "one two"}, ""),
    "commands in prose are prose": (
        "we agreed on a plan | a period of calm | she wants to scratch that idea | end note",
        {"subjective": "we agreed on a plan a period of calm she wants to scratch that idea"},
        "",
    ),
    "literal": ("literal end note | end note", {"subjective": "end note"}, ""),
    "a pause is no part of the note": (
        "one | pause | somebody is at the door | resume | two | end note",
        {"subjective": "one two"},
        "",
    ),
    "stop does not throw away": ("one | stop | end note", {"subjective": "one"}, ""),
    "next and previous section": (
        "one | next section | two | previous section | three | end note",
        {"subjective": "one three", "objective": "two"},
        "",
    ),
    "questions on the way": (
        "one | read that back | what's missing | two | end note",
        {"subjective": "one two"},
        "",
    ),
}


@pytest.mark.parametrize("name", SCRIPTS)
async def test_a_whole_dictation_is_filed_word_for_word(desk: Desk, name: str) -> None:
    script, expected, answer = SCRIPTS[name]
    _, reply = await desk.dictate(*(line.strip() for line in script.split("|")))
    note = desk.note
    assert {section: text for section, text in note.sections.items() if text} == expected
    assert note.state is NoteState.REVIEW
    assert (note.version, note.source) == (1, "dictated")
    assert reply == answer or not answer


async def test_everything_she_said_is_kept_beside_the_note_commands_named(desk: Desk) -> None:
    await desk.dictate("one", "scratch that", "  ", "two", "go to plan", "n note")
    note = desk.note
    assert [(spoken.seq, spoken.text, spoken.command) for spoken in note.transcript] == [
        (0, "one", ""),
        (1, "scratch that", "scratch_that"),
        (2, "two", ""),
        (3, "go to plan", "plan"),
        (4, "n note", "end_note"),
    ]
    first = note.transcript[0]
    assert (first.start, first.end, first.confidence, first.engine) == (0.0, 3.0, 0.9, "test")


async def test_an_utterance_is_in_the_store_before_the_next_one_is_heard(desk: Desk) -> None:
    class Watching(Spoken):
        async def __aiter__(self) -> AsyncIterator[Transcript]:
            for count in range(3):
                note = desk.note
                assert len(note.transcript) == count
                yield Transcript(f"utterance {count}", "test")

    await desk.skill.start(Watching([]), desk.jd)
    note = desk.note
    assert len(note.transcript) == 3


async def test_a_draft_becomes_a_further_version_and_her_words_stay(desk: Desk) -> None:
    house: Any = desk.skill.house
    house.drafter = Drafted()
    await desk.dictate("she slept well", "end note")
    note = desk.note
    assert (note.version, note.source, note.sections["subjective"]) == (2, "drafted", "She slept well.")
    assert note.transcript[0].text == "she slept well"


async def test_the_note_is_filed_even_when_she_breaks_in_on_the_drafting(desk: Desk) -> None:
    house: Any = desk.skill.house
    house.drafter = Interrupted()
    with pytest.raises(asyncio.CancelledError):
        await desk.dictate("she slept well", "end note")
    note = desk.note
    assert (note.state, note.sections["subjective"]) == (NoteState.REVIEW, "she slept well")


# ── which client, which session ──────────────────────────────────────────────────────────────────────────────


async def test_the_note_is_bound_to_the_clients_latest_session_and_says_so(desk: Desk) -> None:
    spoken, _ = await desk.dictate("one", "end note")
    assert spoken.said[0] == "Note for J D, two o'clock session. Go ahead."
    assert spoken.public[0] == "Note for the two o'clock session. Go ahead."
    assert desk.note.appointment == datetime(2026, 11, 3, 14, 0, tzinfo=ZONE)


async def test_the_hour_is_said_in_the_homes_zone(desk: Desk) -> None:
    elsewhere = [one.start.astimezone(ZoneInfo("UTC")) for one in desk.calendar.day]
    desk.calendar.day = [replace(one, start=start) for one, start in zip(desk.calendar.day, elsewhere, strict=True)]
    spoken, _ = await desk.dictate("one", "end note")
    assert spoken.said[0] == "Note for J D, two o'clock session. Go ahead."


@pytest.mark.parametrize(
    ("hour", "minute", "said"),
    [
        (12, 0, "noon"),
        (18, 0, "six o'clock"),
        (19, 30, "seven thirty p m"),
        (9, 5, "nine oh five"),
        (11, 15, "eleven fifteen"),
        (14, 30, "two thirty"),
        (16, 45, "four forty five"),
    ],
)
def test_hours_are_said_as_people_say_them(hour: int, minute: int, said: str) -> None:
    assert wording.session_hour(datetime(2026, 11, 3, hour, minute, tzinfo=ZONE)) == said


async def test_without_a_session_so_far_the_note_is_begun_all_the_same(desk: Desk) -> None:
    desk.calendar.day = [session(desk.jd, 18), session(desk.mk, 9)]
    desk.calendar.trouble = "I can't reach your work calendar."
    spoken, _ = await desk.dictate("one", "end note")
    assert spoken.said[0] == (
        "I can't reach your work calendar. Note for J D, without a session so far today. Go ahead."
    )
    assert desk.note.appointment is None


async def test_a_calendar_that_fails_outright_does_not_keep_her_from_dictating(desk: Desk) -> None:
    async def between(span: Span) -> Sequence[Appointment]:
        raise CalendarUnreachable("I can't reach your calendar.")

    house: Any = desk.skill.house
    house.agenda = SimpleNamespace(between=between, trouble="")
    await desk.dictate("one", "end note")
    assert desk.note.state is NoteState.REVIEW


async def test_my_two_oclock_names_client_and_session(desk: Desk) -> None:
    spoken = Spoken(["one", "end note"])
    await desk.skill.start(spoken, time=NOW.replace(hour=9, minute=0))
    note = desk.note
    assert (note.client.initials, note.appointment) == ("MK", datetime(2026, 11, 3, 9, 0, tzinfo=ZONE))


async def test_my_six_oclock_is_found_in_the_evening(desk: Desk) -> None:
    await desk.skill.start(Spoken(["one", "end note"]), time=NOW.replace(hour=6, minute=0))
    assert desk.note.appointment == NOW.replace(hour=18, minute=0)


async def test_a_time_without_a_session_asks_for_the_client(desk: Desk) -> None:
    spoken = Spoken(["one", "end note"], answers=["it's for M K please"])
    await desk.skill.start(spoken, time=NOW.replace(hour=13, minute=0))
    note = desk.note
    assert note.client.initials == "MK"


async def test_my_last_session_is_the_latest_that_began(desk: Desk) -> None:
    await desk.skill.start_last(Spoken(["one", "end note"], now=NOW.replace(hour=16, minute=50)))
    note = desk.note
    assert (note.client.initials, note.appointment) == ("MK", datetime(2026, 11, 3, 16, 0, tzinfo=ZONE))


@pytest.mark.parametrize("answer", ["J D", "j. d.", "JD", "it's for j d", "Jordan Doe", "jordan doe's"])
async def test_without_a_client_it_asks_and_understands(desk: Desk, answer: str) -> None:
    spoken = Spoken(["one", "end note"], answers=[answer])
    await desk.skill.start(spoken)
    assert spoken.said[0] == "Which client is the note for? Say the initials."
    assert desk.note.client.initials == "JD"


async def test_an_unknown_client_is_asked_for_once_more_and_then_nothing_is_begun(desk: Desk) -> None:
    spoken = Spoken([], answers=["q q", "j d or m k"])
    with pytest.raises(NotFound, match="no note was begun"):
        await desk.skill.start(spoken)
    assert len(spoken.said) == 2
    assert desk.vault.notes.list() == []


async def test_cancel_at_the_question_begins_nothing(desk: Desk) -> None:
    with pytest.raises(Cancelled):
        await desk.skill.start(Spoken([], answers=[Cancelled("Okay.")]))
    assert desk.vault.notes.list() == []


# ── what breaks in ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("cut", [1, 2, 3, 4, 5])
async def test_a_turn_that_is_cut_off_anywhere_keeps_every_word_and_stays_open(desk: Desk, cut: int) -> None:
    lines = ["one", "two", "plan", "three", "four"]
    with pytest.raises(asyncio.CancelledError):
        await desk.dictate(*lines[:cut], CUT)
    note = desk.note
    assert [spoken.text for spoken in note.transcript] == lines[:cut]
    assert note.state is NoteState.DICTATING
    words = [word for text in note.sections.values() for word in text.split()]
    assert words == [line for line in lines[:cut] if line != "plan"]


async def test_a_source_that_ends_leaves_the_note_unfinished_and_says_so(desk: Desk) -> None:
    _, reply = await desk.dictate("one", "plan", "two")
    note = desk.note
    assert (note.state, note.sections["plan"]) == (NoteState.DICTATING, "two")
    assert reply == "I hear nothing more; the note is kept and not filed yet. Say continue my note."


async def test_a_note_in_which_nothing_was_said_does_not_clutter_the_queue(desk: Desk) -> None:
    with pytest.raises(asyncio.CancelledError):
        await desk.dictate(CUT)
    _, reply = await desk.dictate("end note")
    assert reply == "Nothing was dictated, so I put the empty note away."
    assert desk.vault.notes.list() == []


async def test_a_disk_that_is_full_ends_the_dictation_with_its_own_error(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = desk.vault.notes.hear

    def hear(note_id: str, spoken: Any) -> None:
        if spoken.seq == 1:
            raise DiskFull("The disk is full; what you said so far is kept.")
        real(note_id, spoken)

    monkeypatch.setattr(desk.vault.notes, "hear", hear)
    with pytest.raises(DiskFull):
        await desk.dictate("one", "two", "three", "end note")
    note = desk.note
    assert (note.state, note.sections["subjective"]) == (NoteState.DICTATING, "one")


async def test_continue_my_note_goes_on_where_it_stopped_with_undo_and_all(desk: Desk) -> None:
    with pytest.raises(asyncio.CancelledError):
        await desk.dictate("one", "plan", "two", "scratch that", CUT)
    spoken = Spoken(["undo that", "three", "end note"])
    reply = await desk.skill.resume(spoken)
    assert spoken.said[0] == "Going on with the note for J D, in plan. Go ahead."
    assert spoken.public[0] == "Going on with the note, in plan. Go ahead."
    note = desk.note
    assert (note.sections["subjective"], note.sections["plan"]) == ("one", "two three")
    assert [one.seq for one in note.transcript] == list(range(7))
    assert note.state is NoteState.REVIEW
    assert reply.private == "Filed for review: J D. Objective and assessment are empty."


async def test_continue_takes_the_newest_unfinished_note_of_that_client(desk: Desk) -> None:
    for client in (desk.jd, desk.mk):
        await desk.skill.start(Spoken([f"about {client.initials}"]), client)
    await desk.skill.resume(Spoken(["more", "end note"]), desk.jd)
    assert {note.client.initials: note.state for note in desk.vault.notes.list()} == {
        "JD": NoteState.REVIEW,
        "MK": NoteState.DICTATING,
    }
    assert (await desk.skill.resume(Spoken([]), desk.jd)).public == "That client has no unfinished note."
    await desk.skill.resume(Spoken(["end note"]))
    assert (await desk.skill.resume(Spoken([]))).public == "There is no unfinished note."


# ── manners ──────────────────────────────────────────────────────────────────────────────────────────────────


async def test_an_edit_is_answered_by_a_tone_and_text_by_nothing(desk: Desk) -> None:
    spoken, _ = await desk.dictate("one", "plan", "two", "scratch that", "undo that", "new line", "end note")
    assert spoken.done == ["plan", "scratch_that", "undo_that", "new_line", "end_note"]
    assert (spoken.cues, len(spoken.said)) == ([], 1)


async def test_scratch_undo_and_redo_say_when_nothing_is_left(desk: Desk) -> None:
    spoken, _ = await desk.dictate("undo that", "redo that", "scratch that", "previous section", "one", "end note")
    assert spoken.said[1:] == [
        "There is nothing to undo.",
        "There is nothing to redo.",
        "There is nothing left to scratch in this section.",
        "This is the first section.",
    ]
    assert (spoken.cues, spoken.done) == ([], ["end_note"])


@pytest.mark.parametrize("word", ["stop", "cancel", "Never mind."])
async def test_stop_pauses_and_says_that_the_note_is_kept(desk: Desk, word: str) -> None:
    spoken, _ = await desk.dictate("one", word, "a call", "scratch that", "resume", "two", "end note")
    assert spoken.said[1] == "Paused; the note is kept. Say resume, or end note."
    assert (spoken.cues, spoken.done) == ([Cue.FAILED, Cue.FAILED], ["stop", "resume", "end_note"])
    note = desk.note
    assert [one.text for one in note.transcript] == ["one", word, "resume", "two", "end note"]
    assert note.sections["subjective"] == "one two"


@pytest.mark.parametrize(
    ("level", "answer"),
    [
        (SpeechLevel.FULL, "two"),
        (SpeechLevel.PRIVATE, "The room is locked, so I keep that to myself; it is in the note."),
        (SpeechLevel.PUBLIC, "The room is locked, so I keep that to myself; it is in the note."),
    ],
)
async def test_read_that_back_needs_an_unlocked_room(desk: Desk, level: SpeechLevel, answer: str) -> None:
    spoken, _ = await desk.dictate("one", "two", "read that back", "end note", level=level)
    assert spoken.said[1] == answer
    assert all("two" not in said.replace("two o'clock", "") for said in spoken.public)


async def test_whats_missing_names_the_empty_sections(desk: Desk) -> None:
    spoken, _ = await desk.dictate("one", "objective", "two", "what's missing", "end note")
    assert spoken.said[1] == "Assessment and plan are empty."


@pytest.mark.parametrize("answer", [False, Cancelled("Okay."), Unanswered("I heard nothing.")])
async def test_discard_needs_a_yes(desk: Desk, answer: bool | Exception) -> None:
    spoken, _ = await desk.dictate("one", "discard note", "two", "end note", answers=[answer])
    assert spoken.said[2] == "I kept the note. Go on."
    assert desk.note.sections["subjective"] == "one two"


async def test_discard_with_a_yes_takes_the_note_out_of_the_queue(desk: Desk) -> None:
    _, reply = await desk.dictate("one", "discard the note", answers=[True])
    assert reply == "The note is discarded."
    assert desk.vault.notes.list() == []


async def test_a_public_room_hears_no_initials(desk: Desk) -> None:
    spoken, reply = await desk.dictate("one", "pause", "resume", "end note", level=SpeechLevel.PUBLIC)
    counted = await desk.skill.unsigned(Spoken([], level=SpeechLevel.PUBLIC))
    again = await desk.skill.read(Spoken([], level=SpeechLevel.PUBLIC), desk.jd)
    everything = [*spoken.said, reply, counted.public, again.public]
    assert not [said for said in everything if "J D" in said or "one" in said.split()]


async def test_a_note_is_read_in_an_unlocked_room_only(desk: Desk) -> None:
    await desk.dictate("she slept well", "plan", "Weekly sessions.", "end note")
    locked = await desk.skill.read(Spoken([], level=SpeechLevel.PRIVATE), desk.jd)
    assert (locked.full, locked.private) == (None, None)
    assert locked.public == "I read notes aloud only in an unlocked room."
    unlocked = await desk.skill.read(Spoken([], level=SpeechLevel.FULL), desk.jd)
    later = await desk.skill.read(Spoken([], level=SpeechLevel.FULL, now=NOW + timedelta(days=1)))
    assert later.full is not None
    assert later.full.startswith("Note for J D, yesterday, two o'clock session.")
    assert unlocked.full == (
        "Note for J D, today, two o'clock session. Subjective. She slept well. Plan. Weekly sessions."
    )
    nothing = await desk.skill.read(Spoken([], level=SpeechLevel.FULL), desk.mk)
    assert nothing.public == "There is no note for that client yet."


async def test_waiting_notes_are_counted_and_named_by_initials(desk: Desk) -> None:
    assert (await desk.skill.unsigned(Spoken([]))).public == "No note is waiting."
    await desk.dictate("one", "end note")
    await desk.dictate("two", "end note")
    await desk.skill.start(Spoken(["three"]), desk.mk)
    reply = await desk.skill.unsigned(Spoken([]))
    assert reply.public == "Two notes wait for review. One note is not finished."
    assert reply.private == "Two notes wait for review: J D. One note is not finished: M K."


# ── corrections, questions, the record ───────────────────────────────────────────────────────────────────────

MANY = ("mother called", "she slept", "mother wrote", "she ate", "correct mother to father")


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        ("the first", "father called she slept mother wrote she ate"),
        ("Two.", "mother called she slept father wrote she ate"),
        ("the last one", "mother called she slept father wrote she ate"),
        ("three", "mother called she slept mother wrote she ate"),
        ("what", "mother called she slept mother wrote she ate"),
    ],
)
async def test_among_several_places_she_says_which(desk: Desk, answer: str, text: str) -> None:
    said = [*MANY[:3], "she wept", *MANY[3:]]
    spoken, _ = await desk.dictate(*said, "end note", answers=[answer])
    assert spoken.said[1] == "It is here two times. Which one: the first or the second?"
    assert desk.note.sections["subjective"] == text.replace("wrote", "wrote she wept")
    assert (spoken.said[2:] == ["Nothing is changed. Go on."]) == ("father" not in text)
    assert [(one.text, one.command) for one in desk.note.transcript[-3:-1]] == [
        ("correct mother to father", "correct"),
        (answer, "answer"),
    ]


async def test_the_places_are_read_out_in_an_unlocked_room_only(desk: Desk) -> None:
    said = [*MANY[:3], "she wept", *MANY[3:]]
    spoken, _ = await desk.dictate(*said, "end note", answers=["one"], level=SpeechLevel.FULL)
    assert spoken.said[1] == "Which one? One: mother called she, two: she slept mother wrote she."
    assert not [one for one in spoken.public if "mother" in one or "slept" in one]


@pytest.mark.parametrize("answer", [Cancelled("Okay."), Unanswered("I heard nothing.")])
async def test_a_question_without_an_answer_changes_nothing(desk: Desk, answer: Exception) -> None:
    said = [*MANY[:3], "she wept", *MANY[3:]]
    spoken, _ = await desk.dictate(*said, "scratch section", "end note", answers=[answer, answer])
    assert "father" not in desk.note.sections["subjective"]
    assert spoken.said[2] == spoken.said[4] == "Nothing is changed. Go on."


async def test_a_section_is_scratched_with_a_yes_and_comes_back_with_undo(desk: Desk) -> None:
    spoken, _ = await desk.dictate(
        "one", "scratch section", "two", "scratch section", "undo that", "end note", answers=["no", "Yes, scratch."]
    )
    assert spoken.said[1] == "Shall I scratch this whole section? Say yes, scratch."
    assert desk.note.sections["subjective"] == "one two"
    assert [one.command for one in desk.note.transcript if one.command] == [
        "scratch_section",
        "answer",
        "scratch_section",
        "answer",
        "undo_that",
        "end_note",
    ]


async def test_a_correction_that_was_answered_is_there_when_the_note_is_continued(desk: Desk) -> None:
    said = [*MANY[:3], "she wept", *MANY[3:]]
    with pytest.raises(asyncio.CancelledError):
        await desk.dictate(*said, "spell that A T E S", CUT, answers=["two"])
    await desk.skill.resume(Spoken(["undo that", "end note"]))
    assert desk.note.sections["subjective"] == "mother called she slept father wrote she wept she ate"


async def test_an_answer_in_the_sound_is_an_answer(desk: Desk) -> None:
    await cut_off(desk, "one", "scratch section", answers=[asyncio.CancelledError()])
    listen_to(desk, "yes, scratch", "two")
    await desk.skill.resume(Spoken(["end note"]))
    assert desk.note.sections["subjective"] == "two"


async def test_everywhere_says_the_count_first(desk: Desk) -> None:
    spoken, _ = await desk.dictate("mother", "plan", "mother", "change mother to father everywhere", "end note")
    assert spoken.said[1] == "In two places."
    assert (desk.note.sections["subjective"], desk.note.sections["plan"]) == ("father", "father")


async def test_what_is_not_there_is_said_and_changes_nothing(desk: Desk) -> None:
    spoken, _ = await desk.dictate(
        "one two",
        "correct apples to pears",
        "correct apples to pears everywhere",
        "strike from one through pears",
        "insert after pears",
        "plan",
        "scratch sentence",
        "scratch section",
        "spell that A B",
        "mark that",
        "end note",
    )
    assert spoken.said[1:] == [
        "I don't find those words here, so nothing is changed.",
        "I don't find those words here, so nothing is changed.",
        "I don't find both ends here, so nothing is struck.",
        "I don't find those words here, so I stay where I am.",
        "There is no sentence to scratch here.",
        "There is nothing left to scratch in this section.",
        "There is no word to spell here.",
        "There is nothing new to mark in this section.",
    ]
    assert desk.note.sections["subjective"] == "one two"


async def test_marked_places_are_counted_when_the_note_is_filed(desk: Desk) -> None:
    _, reply = await desk.dictate("one", "unsure", "mark that", "plan", "two", "mark that", "end note")
    assert reply == "Filed for review: J D. Objective and assessment are empty. Two places marked unsure."


async def test_what_is_marked_and_scratched_is_not_counted(desk: Desk) -> None:
    _, reply = await desk.dictate("one", "two", "unsure", "scratch that", "end note")
    assert "unsure" not in reply


async def test_off_the_record_nothing_is_kept_but_that_there_was_a_gap(desk: Desk) -> None:
    spoken, _ = await desk.dictate(
        "one", "off the record", "a secret", "scratch that", "resume", "on the record", "two", "end note"
    )
    assert spoken.tape[1:] == ["pause", "go on", "end"]
    assert [(one.text, one.capture) for one in desk.note.transcript] == [
        ("one", "tape"),
        ("off the record", "tape"),
        ("on the record", "tape"),
        ("two", "tape"),
        ("end note", "tape"),
    ]
    assert desk.note.sections["subjective"] == "one two"
    assert spoken.said[1:] == ["Off the record; I keep nothing until you say on the record."]


async def test_a_note_can_be_ended_off_the_record(desk: Desk) -> None:
    await desk.dictate("one", "pause", "off the record", "a secret", "end note")
    assert (desk.note.state, desk.note.transcript[-1].capture) == (NoteState.REVIEW, "")
    assert "a secret" not in [one.text for one in desk.note.transcript]


async def test_what_was_recorded_before_off_the_record_was_understood_is_left_out(desk: Desk) -> None:
    with pytest.raises(asyncio.CancelledError):
        await desk.dictate("one", "off the record", CUT)
    listen_to(desk, "a secret")
    await desk.skill.recover(Unfinished(desk.note.id, "tape", NOW), None)
    assert [one.text for one in desk.note.transcript] == ["one", "off the record"]


async def test_what_the_sound_has_off_the_record_is_left_out_until_she_is_on_it_again(desk: Desk) -> None:
    await cut_off(desk, "one")
    listen_to(desk, "two", "off the record", "a secret", "scratch that", "on the record", "three", "end note")
    await desk.skill.resume(Spoken([]))
    assert desk.note.sections["subjective"] == "one two three"
    assert "a secret" not in [one.text for one in desk.note.transcript]


async def test_the_note_so_far_is_read_in_an_unlocked_room_only(desk: Desk) -> None:
    said = ("she slept", "plan", "weekly sessions", "read the plan", "read the note", "read the objective", "end note")
    locked, _ = await desk.dictate(*said)
    assert locked.said[1:] == [
        "I read notes aloud only in an unlocked room.",
        "I read notes aloud only in an unlocked room.",
        "There is nothing there yet.",
    ]
    unlocked, _ = await desk.dictate(*said, level=SpeechLevel.FULL)
    assert unlocked.said[1:3] == ["Plan. Weekly sessions.", "Subjective. She slept. Plan. Weekly sessions."]


async def test_a_note_of_nothing_but_not_assessed_is_filed(desk: Desk) -> None:
    await desk.dictate("not assessed plan", "end note")
    assert (desk.note.state, desk.note.sections["plan"]) == (NoteState.REVIEW, "Not assessed.")


async def test_no_command_word_is_left_in_the_note(desk: Desk) -> None:
    leaving = (Command.END_NOTE, Command.DISCARD_NOTE, Command.NOT_ASSESSED)
    lines = [wording for wording, command in phrases() if command not in leaving]
    lines = [line for wording in lines for line in ("resume", "on the record", wording)]
    await desk.dictate("77", *lines, "on the record", "end note", answers=["no"] * 9)
    assert not any(re.search(r"[a-z]", text) for text in desk.note.sections.values())


# ── the sound of it ──────────────────────────────────────────────────────────────────────────────────────────


class Unheard(VaultRecovery):
    """The real recovery, but what its sound says is written down."""

    def __init__(self, vault: Vault, said: Sequence[str] = (), *, seconds: float = 9.0) -> None:
        super().__init__(vault.notes, vault.captures, no_engine, lambda text: False, Listening())
        self.said = list(said)
        self.left = seconds
        self.trouble: Exception | None = None

    def seconds(self, which: Unfinished) -> float:
        if self.trouble is not None:
            raise self.trouble
        return self.left

    async def unheard(self, which: Unfinished) -> AsyncGenerator[Transcript, None]:
        while self.said:
            text = self.said.pop(0)
            if text == CUT:
                raise asyncio.CancelledError
            yield Transcript(text, "test", start=1.0, end=2.0, capture=which.capture)
        if self.trouble is not None:
            raise self.trouble


def listen_to(desk: Desk, *said: str, **more: Any) -> Unheard:
    house: Any = desk.skill.house
    house.recovery = Unheard(desk.vault, said, **more)
    return cast(Unheard, house.recovery)


async def record(desk: Desk, note_id: str = "", *, minutes: int = 0) -> str:
    recording = desk.vault.captures.begin(note_id, NOW - timedelta(minutes=minutes))
    await recording.close()
    return recording.id


async def test_the_recording_is_over_before_the_note_is_drafted(desk: Desk) -> None:
    house: Any = desk.skill.house
    spoken = Spoken(["one", "end note"])

    class Watching:
        async def note(self, client: Client, sections: Mapping[str, str], *, item: str) -> Draft:
            assert spoken.tape[-1] == "end"
            return sections, "dictated", {}

    house.drafter = Watching()
    await desk.skill.start(spoken, desk.jd)
    assert spoken.tape == [f"begin {desk.note.id}", "end"]
    assert [one.capture for one in desk.note.transcript] == ["tape", "tape"]


async def test_nothing_is_recorded_in_a_pause_and_what_is_said_in_it_is_in_no_recording(desk: Desk) -> None:
    spoken, _ = await desk.dictate("one", "pause", "a call", "what's missing", "resume", "two", "end note")
    assert spoken.tape[1:] == ["pause", "go on", "end"]
    assert [(one.text, one.capture) for one in desk.note.transcript] == [
        ("one", "tape"),
        ("pause", "tape"),
        ("what's missing", ""),
        ("resume", "tape"),
        ("two", "tape"),
        ("end note", "tape"),
    ]


async def test_resume_is_in_the_store_before_the_recording_goes_on(desk: Desk) -> None:
    class Watching(Spoken):
        async def go_on(self) -> None:
            assert desk.note.transcript[-1].command == "resume"

    await desk.skill.start(Watching(["one", "pause", "resume", "end note"]), desk.jd)


async def test_a_note_without_a_word_stays_where_its_sound_was_recorded(desk: Desk) -> None:
    class Recorded(Spoken):
        @asynccontextmanager
        async def dictate(self, note_id: str) -> AsyncIterator["Spoken"]:
            await record(desk, note_id)
            yield self

    with pytest.raises(asyncio.CancelledError):
        await desk.skill.start(Recorded([CUT]), desk.jd)
    assert desk.note.state is NoteState.DICTATING
    await desk.skill.resume(Spoken(["end note"]))
    assert desk.vault.notes.list() == []


async def test_a_note_whose_opening_she_interrupts_goes_again(desk: Desk) -> None:
    class Interrupting(Spoken):
        @asynccontextmanager
        async def dictate(self, note_id: str) -> AsyncIterator["Spoken"]:
            await record(desk, note_id)
            yield self

        async def say(self, reply: Reply) -> None:
            raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await desk.skill.start(Interrupting([]), desk.jd)
    assert desk.vault.notes.list() == []


async def test_what_put_a_dictation_away_is_told_and_not_what_failed_after_it(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Full(Spoken):
        async def __aiter__(self) -> AsyncIterator[Transcript]:
            yield Transcript("one", "test", capture="tape")
            raise DiskFull("The disk is full, so I could not keep that.")

    def write(*_: object) -> None:
        raise InputOutput("Another sentence.")

    monkeypatch.setattr(desk.vault.notes, "write", write)
    with pytest.raises(DiskFull):
        await desk.skill.start(Full([]), desk.jd)
    assert (desk.note.state, desk.note.transcript[0].text) == (NoteState.DICTATING, "one")


async def cut_off(desk: Desk, *lines: str, **turn: Any) -> str:
    with pytest.raises(asyncio.CancelledError):
        await desk.dictate(*lines, CUT, **turn)
    return await record(desk, desk.note.id)


async def test_continue_hears_what_only_the_sound_has_and_goes_on_after_it(desk: Desk) -> None:
    capture = await cut_off(desk, "one")
    listen_to(desk, "plan", "two", "scratch that", "read that back", "", "three")
    spoken = Spoken(["four", "end note"])
    await desk.skill.resume(spoken)
    assert spoken.said[:2] == ["One moment.", "Going on with the note for J D, in plan. Go ahead."]
    assert spoken.done == ["end_note"], "nothing of the past is answered now"
    note = desk.note
    assert (note.sections["subjective"], note.sections["plan"]) == ("one", "three four")
    assert [one.text for one in note.transcript if one.capture == capture] == [
        "plan",
        "two",
        "scratch that",
        "read that back",
        "three",
    ]


async def test_a_little_sound_is_heard_without_a_word_about_it(desk: Desk) -> None:
    await cut_off(desk, "one")
    listen_to(desk, "two", seconds=2.0)
    spoken = Spoken(["end note"])
    await desk.skill.resume(spoken)
    assert spoken.said == ["Going on with the note for J D, in subjective. Go ahead."]


async def test_a_note_that_was_ended_in_the_sound_is_filed_at_once(desk: Desk) -> None:
    await cut_off(desk, "one")
    listen_to(desk, "two", "end note")
    spoken = Spoken(["never heard"])
    reply = await desk.skill.resume(spoken)
    assert reply.public.startswith("Filed for review.")
    assert (spoken.tape, desk.note.state) == ([], NoteState.REVIEW)
    assert desk.note.sections["subjective"] == "one two"


async def test_an_answer_to_discard_note_is_no_text_and_discards_nothing(desk: Desk) -> None:
    await cut_off(desk, "one")
    listen_to(desk, "discard note", "Yes.", "two")
    await desk.skill.resume(Spoken(["end note"]))
    assert desk.note.sections["subjective"] == "one two"


async def test_what_was_recorded_before_a_pause_was_understood_is_left_out(desk: Desk) -> None:
    with pytest.raises(asyncio.CancelledError):
        await desk.dictate("one", "pause", CUT)
    listen_to(desk, "somebody is at the door")
    house: Any = desk.skill.house
    await desk.skill.recover(Unfinished(desk.note.id, "tape", NOW), None)
    assert desk.note.sections["subjective"] == "one"
    assert house.recovery.said == []


async def test_each_word_from_the_sound_is_kept_as_it_comes(desk: Desk) -> None:
    await cut_off(desk, "one")
    listen_to(desk, "two", CUT)
    with pytest.raises(asyncio.CancelledError):
        await desk.skill.resume(Spoken([]))
    note = desk.note
    assert (note.state, note.sections["subjective"]) == (NoteState.DICTATING, "one two")


async def test_sound_that_is_damaged_is_said_and_the_note_goes_on(desk: Desk) -> None:
    await cut_off(desk, "one")
    listen_to(desk).trouble = Corrupt("The vault's recording is damaged; I have changed nothing.")
    spoken = Spoken(["two", "end note"])
    await desk.skill.resume(spoken)
    assert spoken.said[0] == "The vault's recording is damaged; I have changed nothing."
    assert desk.note.sections["subjective"] == "one two"


async def test_a_recording_without_a_note_becomes_one_when_she_says_for_whom(desk: Desk) -> None:
    capture = await record(desk, minutes=53)
    recovery = listen_to(desk, "one", "plan", "two", "end note")
    spoken = Spoken([], answers=["J D"], level=SpeechLevel.PUBLIC)
    reply = await desk.skill.resume(spoken)
    assert spoken.said == [
        "There is a recording from two oh two.",
        "Which client is the note for? Say the initials.",
        "One moment.",
    ]
    assert reply.public == "Filed for review. Objective and assessment are empty."
    note = desk.note
    assert (note.client, note.created) == (desk.jd, NOW - timedelta(minutes=53))
    assert note.appointment == datetime(2026, 11, 3, 14, 0, tzinfo=ZONE), "the session before she began to speak"
    assert [one.id for one in desk.vault.captures.of(note.id)] == [capture]
    assert recovery.unfinished() == []


async def test_a_recording_is_taken_for_a_client_she_names_only_where_she_says_so(desk: Desk) -> None:
    await record(desk, minutes=53)
    listen_to(desk, "one")
    spoken = Spoken([], answers=[False])
    reply = await desk.skill.resume(spoken, desk.mk)
    assert spoken.said == ["There is a recording from two oh two, without a note. Is it for M K?"]
    assert spoken.public == ["There is a recording from two oh two, without a note. Is it for that client?"]
    assert reply.public == "That client has no unfinished note."
    assert desk.vault.notes.list() == []
    await desk.skill.resume(Spoken(["end note"], answers=[True]), desk.mk)
    assert (desk.note.client, desk.note.sections["subjective"]) == (desk.mk, "one")


async def test_a_note_of_the_client_comes_before_a_newer_recording_without_one(desk: Desk) -> None:
    await cut_off(desk, "one")
    await record(desk, minutes=-5)
    listen_to(desk)
    await desk.skill.resume(Spoken(["end note"]), desk.jd)
    assert desk.note.state is NoteState.REVIEW


async def test_a_recording_of_which_nothing_can_be_read_becomes_no_note_and_hides_no_other(desk: Desk) -> None:
    with pytest.raises(asyncio.CancelledError):
        await desk.dictate("one", CUT)
    capture = await record(desk, minutes=-5)
    desk.vault.captures.path(capture).write_bytes(b"")
    spoken = Spoken(["end note"])
    reply = await desk.skill.resume(spoken)
    assert spoken.said[0] == "The vault's recording is damaged; I have changed nothing."
    assert reply.public.startswith("Filed for review.")
    with pytest.raises(Corrupt):
        await desk.skill.recover(Unfinished("", capture, NOW), desk.jd)
    assert len(desk.vault.notes.list()) == 1


async def test_recovering_without_her_needs_the_client_of_a_recording(desk: Desk) -> None:
    which = Unfinished("", await record(desk), NOW)
    listen_to(desk, "one", "pause", "two")
    with pytest.raises(UsageError):
        await desk.skill.recover(which, None)
    assert desk.vault.notes.list() == []
    reply = await desk.skill.recover(which, desk.mk)
    assert reply.private == "Filed for review: M K. Objective, assessment, and plan are empty."
    assert desk.note.sections["subjective"] == "one two"


# ── what it says before anybody asks ─────────────────────────────────────────────────────────────────────────


async def test_nothing_unfinished_nothing_said(desk: Desk) -> None:
    assert await desk.skill.at_start() is None


async def test_one_that_is_unfinished_is_offered_with_its_hour(desk: Desk) -> None:
    await desk.skill.start(Spoken(["one"]), desk.jd)
    offer = await desk.skill.at_start()
    assert offer is not None
    assert offer.public == "You have an unfinished note from two fifty five. Say continue my note."
    assert offer.private == "You have an unfinished note for J D from two fifty five. Say continue my note."


async def test_several_are_counted_and_the_one_that_goes_on_is_told(desk: Desk) -> None:
    await desk.skill.start(Spoken(["one"]), desk.jd)
    await record(desk, minutes=24 * 60)
    offer = await desk.skill.at_start()
    assert offer is not None
    assert offer.private is None
    assert offer.public == ("You have two unfinished notes, the last from two fifty five. Say continue my note.")


# ── while the vault is sealed ────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def sealed() -> SoapNotes:
    """The skill in a house of which nothing can be read."""
    house: Any = SimpleNamespace(sealed=True)
    return SoapNotes(house)


async def test_a_sealed_vault_takes_a_dictation_as_sound_alone(sealed: SoapNotes) -> None:
    spoken = Spoken(["subjective", "she slept well", "scratch that", "read that back", "end note", "never heard"])
    reply = await sealed.start(spoken)
    assert spoken.said == [
        "The vault is sealed. I keep the sound, sealed. Go ahead.",
        "The vault is sealed, so I keep only the sound.",
    ]
    assert reply.public == "Kept. Open the vault and say continue my note."
    assert spoken.tape == ["begin", "end"]
    assert spoken.done == ["subjective", "scratch_that", "read_back", "end_note"]


@pytest.mark.parametrize("start", ["start", "start_last"])
async def test_every_wording_begins_it_for_nobody_can_be_looked_up(sealed: SoapNotes, start: str) -> None:
    spoken = Spoken(["one"])
    reply = await getattr(sealed, start)(spoken)
    assert reply.public == "I hear nothing more; the sound is kept. Open the vault and say continue my note."
    assert (await sealed.start(Spoken(["end note"]), Client("", "", ""), NOW)).public.startswith("Kept.")


async def test_a_sealed_dictation_can_be_paused(sealed: SoapNotes) -> None:
    spoken = Spoken(["one", "stop", "a call", "resume", "two", "end note"])
    await sealed.start(spoken)
    assert spoken.tape == ["begin", "pause", "go on", "end"]
    assert spoken.said[1] == "Paused; the sound so far is kept. Say resume, or end note."
    assert spoken.cues == [Cue.FAILED]


async def test_a_sealed_dictation_can_go_off_the_record(sealed: SoapNotes) -> None:
    spoken = Spoken(
        ["one", "off the record", "a secret", "read the note", "on the record", "read the note", "end note"]
    )
    await sealed.start(spoken)
    assert spoken.tape == ["begin", "pause", "go on", "end"]
    assert spoken.done == ["off_the_record", "on_the_record", "read_note", "end_note"]
    assert spoken.said[1:] == [
        "Off the record; I keep nothing until you say on the record.",
        "The vault is sealed, so I keep only the sound.",
    ]


@pytest.mark.parametrize("answer", [False, Cancelled("Okay."), Unanswered("I heard nothing.")])
async def test_a_sealed_dictation_is_discarded_only_with_a_yes(sealed: SoapNotes, answer: bool | Exception) -> None:
    spoken = Spoken(["one", "discard note", "two", "end note"], answers=[answer])
    reply = await sealed.start(spoken)
    assert reply.public.startswith("Kept.")
    assert spoken.said[-1] == "I kept the recording. Go on."
    discarded = Spoken(["one", "discard note"], answers=[True])
    assert (await sealed.start(discarded)).public == "The recording is discarded."
    assert discarded.tape == ["begin", "erase", "end"]


async def test_a_sealed_house_offers_nothing_it_cannot_read(sealed: SoapNotes) -> None:
    assert await sealed.at_start() is None


async def test_a_drafted_sentence_that_she_must_look_at_is_kept_flagged_and_said(desk: Desk) -> None:
    house: Any = desk.skill.house
    house.drafter = Flagging()
    _, said = await desk.dictate("subjective", "one", "end note")
    assert said.startswith("Filed for review")
    assert said.endswith(" One sentence needs your look.")
    assert [each.flag for each in desk.note.flags] == ['holds words that you did not say: "ate"']
    assert desk.note.version == 2
