"""The replies skill over a real vault: drafting, reading, counting, in a locked room and an open one."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast
from zoneinfo import ZoneInfo

import pytest

from assistant.api import (
    Cancelled,
    Client,
    Cue,
    Dictating,
    Form,
    House,
    Intent,
    Message,
    Reply,
    SpeechLevel,
    Transcript,
    Unanswered,
)
from assistant.store.keys import Cost
from assistant.store.vault import Vault
from skills.replies import wording
from skills.replies.skill import Replies

NOW = datetime(2026, 11, 3, 17, 40, tzinfo=ZoneInfo("America/Chicago"))
WORDS = ("SECRET", "Mira", "Jordan")


@dataclass
class Spoken:
    """A turn in which she gives these answers."""

    answers: list[str | bool | Exception] = field(default_factory=list)
    room: SpeechLevel = SpeechLevel.FULL
    said: list[Reply] = field(default_factory=list)
    intent: Intent = field(default_factory=lambda: Intent("replies.draft"))
    on_say: Callable[["Spoken"], None] = lambda _turn: None
    now: datetime = NOW

    @property
    def level(self) -> SpeechLevel:
        return self.room

    async def say(self, reply: Reply) -> None:
        self.said.append(reply)
        self.on_say(self)

    async def ask(self, question: Reply) -> Transcript:
        await self.say(question)
        return Transcript(cast("str", self._answer()), "script")

    async def confirm(self, question: Reply) -> bool:
        await self.say(question)
        return cast("bool", self._answer())

    def _answer(self) -> str | bool:
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def dictate(self, note_id: str, form: Form | None = None) -> AbstractAsyncContextManager[Dictating]:
        raise AssertionError("a reply is not dictated")

    async def cue(self, cue: Cue) -> None:
        raise AssertionError("no tone of its own")

    async def did(self, command: str) -> None:
        raise AssertionError("no command of its own")


@dataclass
class Drafter:
    """Drafts by capital letters, or is interrupted."""

    why: str = ""
    interrupted: bool = False
    asked: list[tuple[str, Message | None]] = field(default_factory=list)

    async def reply(self, client: Client, points: str, message: Message | None, *, item: str) -> tuple[str, str, str]:
        assert item == (message.id if message else client.id)
        self.asked.append((points, message))
        if self.interrupted:
            raise asyncio.CancelledError
        return points.upper(), "offline" if self.why else "a-model", self.why


@dataclass
class Desk:
    vault: Vault
    drafter: Drafter
    skill: Replies
    jd: Client
    mk: Client

    def message(self, client: Client, text: str = "SECRET words", hours: float = 1, **more: Any) -> Message:
        return self.vault.mail.add_message(client, text, NOW - timedelta(hours=hours), **more)

    def draft(self, client: Client, text: str) -> str:
        at = NOW + timedelta(seconds=len(self.vault.mail.replies()))
        return self.vault.mail.queue_reply(client, text, text, at, message=None, source="offline").id


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with Vault.create(tmp_path / "vault", "correct horse", cost=Cost(1, 8 * 2**10)) as vault:
        clients = [vault.roster.add("JD", "Jordan Davis"), vault.roster.add("MK", "Mira Kovač")]
        drafter = Drafter()
        house = cast("House", SimpleNamespace(mail=vault.mail, queue=vault.queue, drafter=drafter))
        yield Desk(vault, drafter, Replies(house), *clients)


async def test_it_asks_once_drafts_and_queues_beside_the_message(desk: Desk) -> None:
    old, new = desk.message(desk.mk, hours=9), desk.message(desk.mk, hours=1)
    turn = Spoken(["thursday works"])
    reply = await desk.skill.draft(turn, desk.mk)
    assert [said.private for said in turn.said] == ["What would you like to say to M K?"]
    assert reply == Reply("A reply is waiting for your review.", "A reply to M K is waiting for your review.")
    (draft,) = desk.vault.mail.replies()
    assert (draft.points, draft.text, draft.source) == ("thursday works", "THURSDAY WORKS", "a-model")
    assert draft.message == new
    assert draft.message != old


async def test_what_she_said_at_once_is_not_asked_for(desk: Desk) -> None:
    turn = Spoken()
    await desk.skill.draft(turn, desk.mk, "thursday works")
    assert turn.said == []
    assert desk.vault.mail.replies()[0].points == "thursday works"
    assert desk.drafter.asked == [("thursday works", None)]


async def test_why_no_model_wrote_it_is_said(desk: Desk) -> None:
    desk.drafter.why = "Drafting by a model is switched off, so your own words stand."
    reply = await desk.skill.draft(Spoken(), desk.mk, "yes")
    assert reply.public.endswith(
        "waiting for your review. Drafting by a model is switched off, so your own words stand."
    )
    assert desk.vault.mail.replies()[0].source == "offline"


async def test_cancelled_queues_nothing(desk: Desk) -> None:
    with pytest.raises(Cancelled):
        await desk.skill.draft(Spoken([Cancelled("Okay.")]), desk.mk)
    assert list(desk.vault.mail.replies()) == []


@pytest.mark.parametrize("answer", ["", "  ", Unanswered("nothing")])
async def test_silence_is_said_so_and_the_message_still_waits(desk: Desk, answer: str | Exception) -> None:
    message = desk.message(desk.mk)
    reply = await desk.skill.draft(Spoken([answer]), desk.mk)
    assert reply.public == "I heard nothing, so there is no draft. The message still waits for you."
    assert list(desk.vault.mail.replies()) == []
    assert desk.vault.mail.unanswered(desk.mk) == message


async def test_an_interruption_while_it_drafts_loses_no_word(desk: Desk) -> None:
    desk.drafter.interrupted = True
    message = desk.message(desk.mk)
    with pytest.raises(asyncio.CancelledError):
        await desk.skill.draft(Spoken(["tell her yes"]), desk.mk)
    (draft,) = desk.vault.mail.replies()
    assert (draft.text, draft.source, draft.message) == ("tell her yes", "offline", message)


async def test_drafts_are_read_one_at_a_time(desk: Desk) -> None:
    desk.draft(desk.jd, "first SECRET")
    desk.draft(desk.mk, "second SECRET")
    turn = Spoken([True])
    assert await desk.skill.read(turn) is None
    assert [said.at(SpeechLevel.FULL) for said in turn.said] == [
        "To J D: first SECRET", "Shall I read the next one?", "To M K: second SECRET",
    ]  # fmt: skip


async def test_no_ends_the_reading(desk: Desk) -> None:
    desk.draft(desk.jd, "first")
    desk.draft(desk.mk, "second")
    turn = Spoken([False])
    assert await desk.skill.read(turn) == Reply("Okay.")
    assert len(turn.said) == 2


async def test_one_clients_draft_alone_is_read(desk: Desk) -> None:
    desk.draft(desk.jd, "first")
    desk.draft(desk.mk, "second")
    turn = Spoken()
    await desk.skill.read(turn, desk.mk)
    assert [said.full for said in turn.said] == ["To M K: second"]


async def test_discarded_drafts_are_not_read(desk: Desk) -> None:
    desk.vault.mail.discard_reply(desk.draft(desk.jd, "first"))
    assert await desk.skill.read(Spoken()) == Reply("There is no draft reply.")
    assert (await desk.skill.read(Spoken(), desk.mk)).private == "There is no draft reply for M K."  # type: ignore[union-attr]


async def test_a_room_that_locks_while_it_reads_hears_no_more(desk: Desk) -> None:
    def lock(turn: Spoken) -> None:
        turn.room = SpeechLevel.PUBLIC

    desk.draft(desk.jd, "first")
    desk.draft(desk.mk, "second")
    turn = Spoken(on_say=lock)
    assert await desk.skill.read(turn) is None
    assert len(turn.said) == 1


@pytest.mark.parametrize("room", [SpeechLevel.PUBLIC, SpeechLevel.PRIVATE])
async def test_a_locked_room_hears_counts_and_no_content(desk: Desk, room: SpeechLevel) -> None:
    desk.draft(desk.jd, "SECRET draft")
    desk.draft(desk.mk, "SECRET draft")
    desk.message(desk.mk)
    turn = Spoken(room=room)
    replies = [await desk.skill.read(turn), await desk.skill.message(turn), await desk.skill.message(turn, desk.mk)]
    assert turn.said == []
    assert [reply.at(room) for reply in replies if reply] == [
        "You have two draft replies to review. The room is locked, so I won't read aloud.",
        "You have one message to answer. The room is locked, so I won't read aloud.",
        "You have one message to answer. The room is locked, so I won't read aloud.",
    ]


async def test_a_locked_room_is_not_told_which_client_has_written(desk: Desk) -> None:
    desk.message(desk.mk)
    desk.draft(desk.mk, "SECRET draft")
    turn = Spoken(room=SpeechLevel.PUBLIC)
    assert await desk.skill.message(turn, desk.jd) == await desk.skill.message(turn, desk.mk)
    assert await desk.skill.read(turn, desk.jd) == await desk.skill.read(turn, desk.mk)


async def test_messages_are_read_urgent_first_and_answered_ones_only_on_request(desk: Desk) -> None:
    desk.message(desk.jd, "an old one", hours=9)
    desk.message(desk.mk, "an urgent one", hours=1, urgent=True)
    turn = Spoken([True])
    await desk.skill.message(turn)
    assert [said.full for said in turn.said if said.full] == ["M K wrote: an urgent one", "J D wrote: an old one"]
    await desk.skill.draft(Spoken(), desk.jd, "thanks")
    turn = Spoken()
    await desk.skill.message(turn)
    await desk.skill.message(turn, desk.jd)
    assert [said.full for said in turn.said] == ["M K wrote: an urgent one", "J D wrote: an old one"]


async def test_without_messages_it_says_so(desk: Desk) -> None:
    assert (await desk.skill.message(Spoken(), desk.jd)) == Reply(
        "There is no message.", "There is no message for J D."
    )


async def test_what_waits_is_counted_by_kind_urgent_first(desk: Desk) -> None:
    assert await desk.skill.waiting(Spoken()) == Reply("Nothing is waiting for you.")
    desk.vault.notes.begin(desk.jd, NOW)
    desk.vault.notes.file(desk.vault.notes.begin(desk.mk, NOW).id)
    desk.draft(desk.jd, "one")
    desk.draft(desk.mk, "two")
    desk.message(desk.jd, urgent=True)
    desk.message(desk.mk)
    reply = await desk.skill.waiting(Spoken())
    assert reply.public == (
        "One urgent item needs you first. Besides, you have one note to review, one dictation unfinished, "
        "two draft replies to review, and one message to answer."
    )
    assert reply.private == (
        "One urgent item for J D needs you first. Besides, you have one note to review for M K, one dictation "
        "unfinished for J D, two draft replies to review for J D and M K, and one message to answer for M K."
    )


async def test_no_wording_for_a_locked_room_holds_a_name_initials_or_a_clients_words(desk: Desk) -> None:
    message, client = desk.message(desk.mk), desk.mk
    desk.draft(client, "SECRET")
    (draft,) = desk.vault.mail.replies()
    replies = [
        wording.question(client), wording.queued(client, ""), wording.unsaid(client, message=True), wording.none("x", client),
        wording.draft_aloud(draft), wording.message_aloud(message), wording.waiting(desk.vault.queue.waiting()),
    ]  # fmt: skip
    for reply in replies:
        assert not [word for word in (*WORDS, "M K", "MK") if word in reply.public]
        assert not [word for word in WORDS if word in reply.at(SpeechLevel.PRIVATE)]
