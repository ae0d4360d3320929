"""What is to be looked at again: marks, words that were not surely heard, and where a draft rests."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

from assistant.api import Client, Transcript
from assistant.records import Marked, Supported
from tests.desk import CUT, Desk, Draft, Spoken, cut_off


async def test_a_mark_points_at_its_place_in_the_transcript(desk: Desk) -> None:
    _, reply = await desk.dictate("go to plan", "one", "new line", "two", "mark that", "three", "end note")
    [marked] = desk.note.marked
    assert desk.note.transcript[marked.seq].text == "two"
    assert marked.why
    assert reply.endswith("; one place to check.")


async def test_marks_are_kept_with_every_version(desk: Desk) -> None:
    class Louder:
        async def note(self, client: Client, sections: Mapping[str, str], **more: Any) -> Draft:
            return {name: text.upper() for name, text in sections.items()}, "drafted", {}, ""

    house: Any = desk.skill.house
    house.drafter = Louder()
    await desk.dictate("one", "mark that", "end note")
    note = desk.note
    assert (note.version, [each.seq for each in note.marked]) == (2, [0])
    assert [each.seq for each in desk.vault.notes.get(note.id, 1).marked] == [0]


async def test_what_is_undone_is_marked_no_more(desk: Desk) -> None:
    await cut_off(desk, "one", "mark that")
    assert [each.seq for each in desk.note.marked] == [0]
    await desk.skill.resume(Spoken(["undo that", "two", "end note"]))
    assert desk.note.marked == ()


async def test_a_command_that_was_nearly_said_is_text_and_marked(desk: Desk) -> None:
    await desk.dictate("one", "go to objectives", "end note")
    [marked] = desk.note.marked
    assert desk.note.transcript[marked.seq] == desk.note.transcript[1]
    assert "objectives" in desk.note.sections["subjective"]


async def test_words_that_were_not_surely_heard_are_kept_as_such(desk: Desk) -> None:
    class Doubting(Spoken):
        async def __aiter__(self) -> AsyncIterator[Transcript]:
            yield Transcript("she takes sertraline", "test", capture="tape", unsure=(2,))
            yield Transcript("end note", "test", capture="tape")

    await desk.skill.start(Doubting([]), desk.jd)
    assert [one.unsure for one in desk.note.transcript] == [(2,), ()]


async def test_the_drafter_is_told_whose_words_they_are_by_their_places(desk: Desk) -> None:
    told: dict[str, Any] = {}

    class Tracing:
        async def note(self, client: Client, sections: Mapping[str, str], **more: Any) -> Draft:
            told.update(more)
            support = (Supported("One two.", (sections["plan"],), heard=(3,)),)
            return {**sections, "plan": "One two."}, "drafted", {"plan": support}, ""

    house: Any = desk.skill.house
    house.drafter = Tracing()
    await desk.dictate("subjective", "zero", "plan", "one two", "not assessed risk", "end note")
    seqs = {one.text: one.seq for one in desk.note.transcript}
    assert list(told["whose"]["subjective"]) == [("zero", seqs["zero"])]
    assert list(told["whose"]["plan"]) == [("one", seqs["one two"]), ("two", seqs["one two"])]
    assert [seq for _, seq in told["whose"]["risk"]] == [-1, -1]
    assert (told["form"].name, told["item"]) == ("soap", desk.note.id)
    assert desk.note.support["plan"][0].heard == (seqs["one two"],)


async def test_what_stands_word_for_word_goes_to_the_drafter_as_she_said_it(desk: Desk) -> None:
    given: dict[str, str] = {}

    class Taking:
        async def note(self, client: Client, sections: Mapping[str, str], **more: Any) -> Draft:
            given.update(sections)
            return sections, "dictated", {}, ""

    house: Any = desk.skill.house
    house.drafter = Taking()
    await desk.dictate("he slept", "risk", "he has no plan", "end note")
    assert (given["subjective"], given["risk"]) == ("he slept.", "he has no plan")


async def test_marks_survive_a_cut_before_anything_was_written(desk: Desk) -> None:
    capture = await cut_off(desk, "one", "unsure", "two")
    assert capture
    await desk.skill.resume(Spoken(["mark that", "end note"]))
    assert [desk.note.transcript[each.seq].text for each in desk.note.marked] == ["one", "two"]
    assert all(isinstance(each, Marked) for each in desk.note.marked)
    assert CUT not in [one.text for one in desk.note.transcript]
