"""What is yielded of a dictation, what is answered on the way, and what is neither."""

import asyncio
from collections.abc import Sequence
from contextlib import nullcontext
from datetime import UTC, datetime
from typing import Any

import pytest

from assistant.api import Cancelled, Cue, Form, Intent, Reply, SpeechLevel, Transcript
from assistant.app import skill_classes
from assistant.conversation.deck import Deck
from assistant.conversation.dictating import CALLED_S, NoteGoesOn
from assistant.conversation.ears import SourceEnded
from assistant.conversation.turn import ChannelTurn
from assistant.errors import DiskFull
from assistant.events import Expecting
from assistant.intents.router import Router
from assistant.intents.sentences import load_all
from tests.unit.test_deck import MemoryTape

NOW = datetime(2026, 5, 4, 17, 5, tzinfo=UTC)


class Nobody:
    """An empty roster."""

    def all(self) -> Sequence[Any]:
        return ()


class Clock:
    """It is now."""

    def now(self) -> datetime:
        return NOW


class Room:
    """A channel that hears these transcripts and remembers what it did."""

    def __init__(self, *heard: Transcript) -> None:
        self.deck = Deck(MemoryTape(), lambda: NOW)
        self.coming = list(heard)
        self.cut_in = self.secret = False
        self.did_this: list[str] = []
        self.expected: list[Form | None] = []

    async def listen(self, expecting: Expecting) -> Transcript | None:
        assert expecting is Expecting.DICTATION
        heard = self.coming.pop(0) if self.coming else None
        self.cut_in = heard is not None and heard.engine == "over its voice"
        return heard

    async def beckon(self) -> None:
        self.did_this.append("beckon")

    async def speak(self, reply: Reply) -> None:
        self.did_this.append(reply.public)

    async def aside(self, intent: Intent) -> None:
        self.did_this.append(intent.name)

    async def cue(self, cue: Cue) -> None:
        self.did_this.append(cue.value)

    async def did(self, command: str) -> None:
        self.did_this.append(command)

    def expect(self, form: Form | None) -> None:
        self.expected.append(form)

    def level(self) -> SpeechLevel:
        return SpeechLevel.PUBLIC


def said(text: str, start: float = 0.0, *, called: bool = False, over: bool = False) -> Transcript:
    return Transcript(text, "over its voice" if over else "test", start, start + 2.0, called=called)


def turn(room: Room, router: Router) -> ChannelTurn:
    channel: Any = room
    return ChannelTurn(Intent("soap_notes.start"), channel, router, Clock())


@pytest.fixture(scope="module")
def router() -> Router:
    roster: Any = Nobody()
    return Router(load_all(skill_classes()), roster, Clock(), wakes=("hey jarvis",))


FORM = Form("birp", ("behavior", "response"))


class FullTape(MemoryTape):
    """There is no room for a recording."""

    def begin(self, note_id: str, at: datetime) -> "MemoryTape":
        raise DiskFull("The disk is full.")


@pytest.mark.parametrize("ends", [None, asyncio.CancelledError(), Cancelled("Okay."), SourceEnded("")], ids=repr)
async def test_its_own_format_is_heard_until_it_ends_however_that_is(
    router: Router, ends: BaseException | None
) -> None:
    room = Room()
    with nullcontext() if ends is None else pytest.raises(type(ends)):
        async with turn(room, router).dictate("note-1", FORM):
            assert room.expected == [FORM]
            if ends is not None:
                raise ends
    assert room.expected == [FORM, None]


async def test_one_that_cannot_be_recorded_is_not_heard_and_a_second_one_changes_nothing(router: Router) -> None:
    room = Room()
    async with turn(room, router).dictate("note-1", FORM):
        with pytest.raises(NoteGoesOn):
            async with turn(room, router).dictate("note-2", Form("soap", ("plan",))):
                pass
        assert room.expected == [FORM]
    room = Room()
    room.deck = Deck(FullTape(), lambda: NOW)
    with pytest.raises(DiskFull):
        async with turn(room, router).dictate("note-1", FORM):
            pass
    assert room.expected == []


async def yielded(room: Room, router: Router) -> list[str]:
    async with turn(room, router).dictate("note-1") as speech:
        return [heard.text async for heard in speech]


async def test_the_phrase_alone_is_answered_by_a_tone_and_no_text(router: Router) -> None:
    room = Room(said("one"), said("", called=True), said("two", 20.0))
    assert await yielded(room, router) == ["one", "two"]
    assert room.did_this == ["beckon"]


async def test_a_request_after_the_phrase_is_answered_at_once_or_after_the_tone(router: Router) -> None:
    room = Room(said("what do i have today", called=True), said("", 10.0, called=True), said("what's next", 14.0))
    assert await yielded(room, router) == []
    assert room.did_this == ["agenda.day", "beckon", "agenda.next"]


async def test_without_the_phrase_only_what_is_always_understood_is_a_request(router: Router) -> None:
    room = Room(said("what do i have today"), said("what time is it"), said("", called=True), said("what's next", 60.0))
    assert await yielded(room, router) == ["what do i have today", "what's next"]
    assert room.did_this == ["household.time", "beckon"], "she called it a minute ago"
    assert CALLED_S < 58


@pytest.mark.parametrize("text", ["help", "Once more.", "repeat", "Excuse me?", "what was that"])
async def test_what_may_end_a_sentence_is_a_request_only_after_the_phrase(router: Router, text: str) -> None:
    room = Room(said("she asked for"), said(text, 4.0), said(text, 9.0, called=True), said("repeat that", 60.0))
    assert await yielded(room, router) == ["she asked for", text]
    assert len(room.did_this) == 2


async def test_what_is_no_request_is_hers_also_after_the_phrase(router: Router) -> None:
    room = Room(said("client reports poor sleep", called=True), said("", called=True), said("since may", 3.0))
    assert await yielded(room, router) == ["client reports poor sleep", "since may"]


@pytest.mark.parametrize("order", ["scratch that", "end note", "pause", "stop", "read the note", "resume the note"])
async def test_what_steers_the_dictation_steers_it_after_the_phrase_too(router: Router, order: str) -> None:
    room = Room(said(order, called=True))
    assert await yielded(room, router) == [order]
    assert room.did_this == []


async def test_another_note_cannot_be_begun_inside_one(router: Router) -> None:
    room = Room(said("start a soap note", called=True), said("two"))
    assert await yielded(room, router) == ["two"]
    assert room.did_this == ["I'm taking down a note. Say end note first."]
    async with turn(room, router).dictate("note-1"):
        with pytest.raises(NoteGoesOn):
            async with turn(room, router).dictate("note-2"):
                pass
        assert room.deck.going_on
    assert not room.deck.going_on


async def test_what_was_begun_over_its_own_voice_counts_only_where_it_asks_for_something(router: Router) -> None:
    room = Room(
        said("poor sleep this week client", called=True, over=True),
        said("scratch that", 5.0, called=True, over=True),
        said("what time is it", 9.0, called=True, over=True),
        said("", 12.0, called=True, over=True),
        said("what's next", 15.0),
    )
    assert await yielded(room, router) == ["scratch that"], "the echo of an answer is no part of a note"
    assert room.did_this == ["beckon", "household.time", "beckon", "agenda.next"]


async def test_a_noise_is_nothing(router: Router) -> None:
    room = Room(said(""), said("one"))
    assert await yielded(room, router) == ["one"]
    assert room.did_this == []
