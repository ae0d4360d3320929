"""The dictation skill over a real vault: whole dictations, word for word, and everything that can break in."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
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
)
from assistant.errors import CalendarUnreachable, DiskFull
from assistant.recovery import VaultRecovery
from assistant.settings import Listening
from assistant.store import keys
from assistant.store.vault import Vault
from skills.soap_notes import wording
from skills.soap_notes.skill import SoapNotes

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


class AsDictated:
    """A drafter that takes out again the stops that end unpunctuated utterances."""

    async def note(
        self, client: Client, sections: Mapping[str, str], *, item: str
    ) -> tuple[Mapping[str, str], str]:
        stop = re.compile(r"(?<=[a-z])\.(?=\s|$)")
        return {name: text if text[:1].isupper() else stop.sub("", text) for name, text in sections.items()}, "dictated"


class Drafted:
    """A drafter that begins every section with a capital."""

    async def note(
        self, client: Client, sections: Mapping[str, str], *, item: str
    ) -> tuple[Mapping[str, str], str]:
        return {section: text.capitalize() for section, text in sections.items()}, "drafted"


class Interrupted:
    """A drafter in whose time she breaks in."""

    async def note(
        self, client: Client, sections: Mapping[str, str], *, item: str
    ) -> tuple[Mapping[str, str], str]:
        raise asyncio.CancelledError


@dataclass
class Spoken:
    """A turn in which she says the lines of a script."""

    lines: list[str]
    level: SpeechLevel = SpeechLevel.PRIVATE
    answers: list[str | bool | Exception] = field(default_factory=list)
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
        if isinstance(answer, Exception):
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
