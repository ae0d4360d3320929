"""A note heard again: better words under the same commands, and nothing lost on the way."""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from dataclasses import replace
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from assistant.api import Corrupt, Locked, Note, NotFound, Reply, SpeechLevel, Transcript
from assistant.ports import Transcriber
from assistant.records import NoteState
from assistant.recovery import VaultRecovery
from assistant.settings import Listening
from assistant.store.vault import Vault
from tests.desk import CUT, Desk, Drafted, Flagging, cut_off, no_engine

LINES = ("he slapped badly", "go to plan", "rust more", "scratch that", "weekly walk", "end note")


class Engine:
    """Named, and never asked: what it hears is written down."""

    name = "whisper base.en"
    note = ""


class HeardAgain(VaultRecovery):
    """The real recovery, but what the sound says to the other engine is written down, by place."""

    def __init__(self, vault: Vault, said: Mapping[int, str], trouble: BaseException | None = None) -> None:
        super().__init__(vault.notes, vault.captures, no_engine, lambda text: False, Listening())
        self.said = said
        self.trouble = trouble

    async def again(self, note_id: str, engine: Transcriber) -> AsyncGenerator[tuple[int, Transcript], None]:
        for seq, text in self.said.items():
            if text == CUT:
                raise asyncio.CancelledError
            yield seq, Transcript(text, "whisper:base.en", 70.0, 71.0, 0.95, unsure=(0,))
        if self.trouble is not None:
            raise self.trouble


async def rehear(
    desk: Desk, said: Mapping[int, str], *, force: bool = False, trouble: BaseException | None = None
) -> Reply:
    house: Any = desk.skill.house
    house.recovery = HeardAgain(desk.vault, said, trouble)
    engine: Any = Engine()
    return await desk.skill.rehear(_only(desk), engine, force=force)


def _only(desk: Desk) -> str:
    [note] = [*desk.vault.notes.list(), *desk.vault.notes.discarded()]
    return note.id


def sources(desk: Desk) -> list[str]:
    return [each.source for each in desk.vault.notes.versions(_only(desk))]


async def test_the_note_is_made_anew_of_better_words_and_the_same_commands(desk: Desk) -> None:
    await desk.dictate(*LINES)
    before, first = desk.note, desk.vault.notes.first_heard(_only(desk))
    reply = await rehear(desk, {0: "He slept badly.", 2: "rest more", 4: "weekly walk"})
    assert reply.public == "Heard 3 of 3 utterances again with whisper base.en: 2 changed."
    note = desk.note
    assert note.sections["subjective"] == "He slept badly."
    assert note.sections["plan"] == "weekly walk", "what she scratched stays scratched"
    assert note.state is NoteState.REVIEW
    assert [(one.text, one.command) for one in note.transcript] == [
        ("He slept badly.", ""),
        ("go to plan", before.transcript[1].command),
        ("rest more", ""),
        ("scratch that", "scratch_that"),
        ("weekly walk", ""),
        ("end note", "end_note"),
    ]
    one, was = note.transcript[0], before.transcript[0]
    assert (one.engine, one.confidence, one.unsure) == ("whisper:base.en", 0.95, (0,))
    assert (one.start, one.end, one.capture) == (was.start, was.end, was.capture)
    assert desk.vault.notes.first_heard(note.id) == first == before.transcript
    assert desk.vault.notes.get(note.id, before.version).sections == before.sections, "every version stays"


async def test_it_is_drafted_again_from_the_new_words(desk: Desk) -> None:
    house: Any = desk.skill.house
    house.drafter = Flagging()
    await desk.dictate("he slapped badly", "end note")
    count = len(sources(desk))
    await rehear(desk, {0: "he slept badly"})
    assert sources(desk)[count:] == ["dictated", "drafted"]
    assert "slept badly" in desk.note.sections["subjective"]
    assert "slapped" not in str(desk.note.sections)
    assert len(desk.note.flags) == 1


async def test_where_nothing_changed_the_note_stays_as_it_is(desk: Desk) -> None:
    house: Any = desk.skill.house
    house.drafter = Drafted()
    await desk.dictate(*LINES)
    before = desk.note
    reply = await rehear(desk, {0: "he slapped badly", 2: "rust more", 4: "weekly walk"})
    assert reply.public == (
        "Heard 3 of 3 utterances again with whisper base.en: none changed. The note stays as it is."
    )
    assert replace(desk.note, transcript=()) == replace(before, transcript=())
    assert [one.text for one in desk.note.transcript] == [one.text for one in before.transcript]
    assert desk.note.transcript[0].unsure == (0,), "how sure the better engine is of them counts"


async def test_what_would_become_silence_or_a_command_keeps_its_first_hearing(desk: Desk) -> None:
    await desk.dictate(*LINES)
    before = desk.note
    reply = await rehear(desk, {0: " ", 2: "scratch that", 4: "weekly walk"})
    assert "none changed. 2 would have become silence or a command, and stay as they were heard first." in reply.public
    assert replace(desk.note, transcript=()) == replace(before, transcript=())
    assert desk.note.transcript[:4] == before.transcript[:4]


async def test_what_has_no_sound_is_counted_and_stays(desk: Desk) -> None:
    await desk.dictate(*LINES)
    reply = await rehear(desk, {4: "weekly walks"})
    assert reply.public == "Heard 1 of 3 utterances again with whisper base.en: 1 changed."
    assert desk.note.sections["subjective"].lower().startswith("he slapped badly")
    assert desk.note.sections["plan"].lower().startswith("weekly walks")


async def test_a_command_that_finds_its_words_no_more_is_told(desk: Desk) -> None:
    await desk.dictate("the rat ran the hat home today", "strike from rat through home", "end note")
    assert "rat" not in desk.note.sections["subjective"]
    reply = await rehear(desk, {0: "the client ran down to the beach today"})
    assert "1 command finds the words no more that it was about; look at the note." in reply.public
    assert "rat through home" not in reply.public
    assert "“strike from rat through home”" in reply.at(SpeechLevel.FULL)
    assert "the client ran down to the beach today" in desk.note.sections["subjective"].lower()


async def test_a_question_that_need_not_be_asked_any_more_is_no_loss(desk: Desk) -> None:
    """With the new words there is one place only, and the command does what the answer did."""
    await desk.dictate(
        "he walks home", "she walks home", "they sat and rested", "the weather was fine", "correct walks to talks",
        "end note", answers=["the second one"],
    )  # fmt: skip
    assert [one.command for one in desk.note.transcript].count("answer") == 1
    assert "talks" in desk.note.sections["subjective"].lower()
    reply = await rehear(desk, {0: "he went home", 1: "she walks home"})
    assert "look at the note" not in reply.public
    assert "she talks home" in desk.note.sections["subjective"].lower()


SAYS = st.sampled_from(["he slept badly", "rust more", "the dog walked home", "weekly walks", "no harm", "forty two"])
ORDERS = st.sampled_from(
    ["scratch that", "undo that", "redo that", "go to plan", "go to subjective", "new paragraph", "mark that",
     "strike from dog through home", "scratch sentence", "flag for supervision"]
)  # fmt: skip


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.one_of(st.tuples(SAYS, SAYS), ORDERS), min_size=1, max_size=12), st.integers(0, 12))
def test_heard_again_a_note_is_as_if_it_had_been_heard_so_at_first(
    desk: Desk, lines: list[tuple[str, str] | str], cut: int
) -> None:
    """Whatever is said, and wherever the first attempt to hear it again is cut off."""
    first = [line if isinstance(line, str) else line[0] for line in lines]
    second = [line if isinstance(line, str) else line[1] for line in lines]
    better = {place: line[1] for place, line in enumerate(lines) if not isinstance(line, str)}
    assume(better)
    engine, house = cast(Any, Engine()), cast(Any, desk.skill.house)

    async def dictated(said: list[str]) -> Note:
        before = {note.id for note in desk.vault.notes.list()}
        await desk.dictate("he came", *said, "end note")
        (made,) = {note.id for note in desk.vault.notes.list()} - before
        return desk.vault.notes.get(made)

    async def both() -> tuple[Note, Note, Note]:
        heard, wanted = await dictated(first), await dictated(second)
        said = {0: "he came"} | {place + 1: text for place, text in better.items()}
        house.recovery = HeardAgain(desk.vault, {**dict(list(said.items())[:cut]), 99: CUT})
        with pytest.raises(asyncio.CancelledError):
            await desk.skill.rehear(heard.id, engine, force=False)
        house.recovery = HeardAgain(desk.vault, said)
        await desk.skill.rehear(heard.id, engine, force=False)
        return heard, wanted, desk.vault.notes.get(heard.id)

    heard, wanted, note = asyncio.run(both())
    assert (dict(note.sections), dict(note.fields), note.marked) == (
        dict(wanted.sections), dict(wanted.fields), wanted.marked,
    )  # fmt: skip
    assert [(one.text, one.command) for one in note.transcript] == [
        (one.text, one.command) for one in wanted.transcript
    ]
    assert desk.vault.notes.first_heard(note.id) == heard.transcript


# ── cut off ──────────────────────────────────────────────────────────────────────────────────────────────────


async def test_cut_off_at_any_place_the_note_reads_and_the_next_time_finishes_it(desk: Desk) -> None:
    await desk.dictate(*LINES)
    before = desk.note
    better = {0: "he slept badly", 2: "rest more", 4: "weekly walks"}
    for kept in range(3):
        with pytest.raises(asyncio.CancelledError):
            await rehear(desk, {**dict(list(better.items())[:kept]), 9: CUT})
        note = desk.note
        assert (note.sections, note.state, note.version) == (before.sections, NoteState.REVIEW, before.version)
        texts = [one.text for one in note.transcript if not one.command]
        assert texts == [
            *list(better.values())[:kept],
            *[one.text for one in before.transcript if not one.command][kept:],
        ]
        assert desk.vault.notes.first_heard(note.id) == before.transcript
        desk.vault.verify()
    reply = await rehear(desk, better)
    assert reply.public == "Heard 3 of 3 utterances again with whisper base.en: 1 changed."
    assert desk.note.sections["plan"].lower().startswith("weekly walks")


async def test_cut_off_between_hearing_and_writing_the_next_time_writes(desk: Desk) -> None:
    await desk.dictate(*LINES)
    before, better = desk.note, {0: "he slept badly", 2: "rest more", 4: "weekly walks"}
    with pytest.raises(asyncio.CancelledError):
        await rehear(desk, {**better, 9: CUT})
    assert desk.note.sections == before.sections
    reply = await rehear(desk, better)
    assert reply.public == "Heard 3 of 3 utterances again with whisper base.en: none changed."
    assert desk.note.sections["subjective"].lower().startswith("he slept badly")
    assert desk.note.version > before.version


async def test_a_dictation_that_was_cut_off_stays_unfinished(desk: Desk) -> None:
    await cut_off(desk, "he slapped badly", "go to plan")
    reply = await rehear(desk, {0: "he slept badly"})
    assert reply.public.endswith("1 changed. Its dictation is not finished yet.")
    note = desk.note
    assert (note.state, note.source) == (NoteState.DICTATING, "dictated")
    assert note.sections["subjective"] == "he slept badly"


# ── refused ──────────────────────────────────────────────────────────────────────────────────────────────────


async def test_what_she_edited_by_hand_is_not_replaced_unless_she_says_so(desk: Desk) -> None:
    house: Any = desk.skill.house
    house.drafter = Drafted()
    await desk.dictate(*LINES)
    note_id = _only(desk)
    desk.vault.notes.edit(note_id, "plan", "Walk.")
    desk.vault.notes.redraft(note_id, "subjective", ())  # the newest is drafted, and her edit still stands in it
    before = desk.note
    with pytest.raises(Locked) as refused:
        await rehear(desk, {0: "he slept badly"})
    assert "--force" in refused.value.fix
    assert desk.note == before
    await rehear(desk, {0: "he slept badly"}, force=True)
    assert desk.note.sections["plan"] == "Weekly walk."
    assert desk.vault.notes.get(note_id, before.version - 1).sections["plan"] == "Walk."
    await rehear(desk, {0: "he sleeps badly"})  # nothing is edited since
    assert "sleeps" in desk.note.sections["subjective"]


async def test_a_note_that_is_signed_discarded_empty_or_without_sound_is_refused_and_stays(desk: Desk) -> None:
    await desk.dictate(*LINES)
    note_id, before = _only(desk), desk.note
    with pytest.raises(NotFound, match="no sound"):
        await rehear(desk, {})
    with pytest.raises(Corrupt):
        await rehear(desk, {}, trouble=Corrupt("The recording is damaged."))
    assert desk.note == before
    desk.vault.notes.discard(note_id)
    with pytest.raises(Locked, match="discarded"):
        await rehear(desk, {0: "he slept badly"})
    assert desk.vault.notes.restore(note_id) == before
    desk.vault.signatures.sign(desk.vault.notes.get(note_id), before.created)
    with pytest.raises(Locked, match="signed"):
        await rehear(desk, {0: "he slept badly"}, force=True)
    assert desk.note.transcript == before.transcript
    assert desk.vault.verify().signed == 1


async def test_a_note_in_which_nothing_was_dictated_has_nothing_to_hear(desk: Desk) -> None:
    desk.vault.notes.begin(desk.jd, desk.skill.house.clock.now())
    with pytest.raises(NotFound, match="Nothing was dictated"):
        await rehear(desk, {0: "he slept badly"})
    assert desk.note.state is NoteState.DICTATING
