"""The note editor loses nothing, and what it undoes it can do again."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import formats
from assistant.records import Spoken
from skills.soap_notes import commands
from skills.soap_notes.answering import is_answer
from skills.soap_notes.commands import Order
from skills.soap_notes.draft import ANSWERED, Dictation
from skills.soap_notes.vocabulary import Command, phrases

FORMS = formats.load(Path(__file__).parents[2] / "config/note_formats.toml").forms
SOAP = FORMS["soap"]
SECTIONS = SOAP.sections
TO_SECTION = [Order(Command.SECTION, section) for section in SECTIONS]
PLAN = TO_SECTION[3]
EDITS = [
    *TO_SECTION,
    Command.NEXT_SECTION,
    Command.PREVIOUS_SECTION,
    Command.SCRATCH_THAT,
    Command.UNDO_THAT,
    Command.REDO_THAT,
    Command.NEW_LINE,
    Command.NEW_PARAGRAPH,
]
texts = st.lists(
    st.sampled_from(["client", "slept", "better", "and", "cried", "less", "today"]), min_size=1, max_size=4
).map(" ".join)
OPENING = [*EDITS[:7], Command.NEW_LINE, Command.NEW_PARAGRAPH]
steps = st.lists(st.one_of(texts, texts, st.sampled_from([*Command, *TO_SECTION])), max_size=40)
plain_steps = st.lists(st.one_of(texts, texts, st.sampled_from(EDITS)), max_size=40)

ORDERS = [
    *(wording for wording, _ in phrases(SOAP)),
    "correct client to the person",
    "change better to much better everywhere",
    "replace slept with was awake",
    "correct and to or everywhere",
    "strike from client through better",
    "insert after slept",
    "insert after and",
    "spell that B O B",
    "literal scratch that",
    "the second one",
    "number one",
    "yes, scratch",
    "no",
]
heard = st.lists(st.one_of(texts, texts, st.sampled_from(ORDERS)), max_size=40)


def is_text(step: Order | Command | str) -> bool:
    return not isinstance(step, Order | Command)


def understand(text: str) -> Order | None:
    return commands.understand(text, SOAP)


def listen(said: list[str]) -> tuple[Dictation, list[Spoken]]:
    """Everything as it is heard, with the transcript that is kept of it."""
    dictation, rows = Dictation(SOAP), []
    for seq, text in enumerate(said):
        order = understand(text)
        answers = order is None and dictation.question is not None and is_answer(text)
        rows.append(Spoken(seq, text, 0.0, 1.0, 1.0, "test", ANSWERED if answers else order.name if order else ""))
        dictation = dictation.answer(text) if answers else dictation.apply(order or text)
    return dictation, rows


def dictate(*steps: Order | Command | str) -> Dictation:
    dictation = Dictation(SOAP)
    for step in steps:
        dictation = dictation.apply(step)
    return dictation


def said(script: str) -> Dictation:
    """A script with one utterance a line, commands and all."""
    lines = [line.strip() for line in script.strip().splitlines()]
    return dictate(*(understand(line) or line for line in lines))


SCRIPTS = {
    "words before any section are subjective": (
        """client slept badly
        woke at four""",
        {"subjective": "client slept badly woke at four"},
    ),
    "each section gets its own words": (
        """subjective
        client felt calm
        objective
        affect was bright
        assessment
        symptoms improved
        plan
        weekly sessions""",
        {
            "subjective": "client felt calm",
            "objective": "affect was bright",
            "assessment": "symptoms improved",
            "plan": "weekly sessions",
        },
    ),
    "a section is gone back to at its end": (
        """client felt calm
        plan section
        weekly sessions
        go to subjective
        and slept well
        go to the plan
        homework reviewed""",
        {"subjective": "client felt calm and slept well", "plan": "weekly sessions homework reviewed"},
    ),
    "next and previous stop at the ends": (
        """previous section
        one
        next section
        two
        next section
        next section
        four
        next section
        five
        next section
        still five
        previous section
        four""",
        {"subjective": "one", "objective": "two", "plan": "four four", "risk": "five still five"},
    ),
    "scratch takes out exactly the last utterance": (
        """client was tired
        client was angry
        scratch that
        client was sad""",
        {"subjective": "client was tired client was sad"},
    ),
    "scratch is repeatable and stops where nothing is left": (
        """one
        two
        scratch that
        delete that
        scratch that
        three""",
        {"subjective": "three"},
    ),
    "scratch stays in its section": (
        """one
        plan
        scratch that
        two
        scratch that
        scratch that""",
        {"subjective": "one"},
    ),
    "undo brings a scratched utterance back": (
        """one
        two
        scratch that
        undo that
        three""",
        {"subjective": "one two three"},
    ),
    "undo goes back through section moves": (
        """one
        plan
        two
        undo that
        undo that
        three""",
        {"subjective": "one three"},
    ),
    "redo does again what was undone, until something new is said": (
        """one
        two
        undo
        redo
        undo
        three
        redo""",
        {"subjective": "one three"},
    ),
    "lines and paragraphs": (
        """one
        new line
        two
        new paragraph
        three
        new line""",
        {"subjective": "one\ntwo\n\nthree"},
    ),
    "scratch takes the breaks after the utterance with it": (
        """one
        new line
        two
        new paragraph
        scratch that
        three""",
        {"subjective": "one\nthree"},
    ),
    "command words inside prose stay": (
        """we agreed on a plan
        a period of calm
        she wants to scratch that idea
        plan
        plan to continue""",
        {
            "subjective": "we agreed on a plan a period of calm she wants to scratch that idea",
            "plan": "plan to continue",
        },
    ),
    "literal forces text and note forces a command": (
        """literal scratch that
        note, plan
        note that she is better""",
        {"subjective": "scratch that", "plan": "note that she is better"},
    ),
    "bullets and marks said alone": (
        """two goals
        colon
        bullet
        sleep
        next item
        work
        period
        is she safe
        question mark
        dash
        yes
        bullet""",
        {"subjective": "two goals:\n- sleep\n- work. is she safe? — yes"},
    ),
    "marks inside an utterance": (
        """he slept comma woke full stop was he tired question mark
        he came to a full stop
        a period of calm
        the colon was clear""",
        {"subjective": "he slept, woke. was he tired? he came to a full stop a period of calm the colon was clear"},
    ),
    "a mark takes the place of the recogniser's": (
        """He slept.
        comma
        badly.""",
        {"subjective": "He slept, badly."},
    ),
    "quotations are hers alone": (
        """she said quote I am fine end quote and left
        She said, "I am fine."
        quote
        I am here
        end quote
        he gave a quote for the roof""",
        {"subjective": "she said “I am fine” and left She said, I am fine. “I am here” he gave a quote for the roof"},
    ),
    "a correction by the letter": (
        """She has two sons.
        correct two to three""",
        {"subjective": "She has three sons."},
    ),
    "the longest part that is found is corrected": (
        """went to school on monday
        correct went to school to drove to work""",
        {"subjective": "drove to work on monday"},
    ),
    "figures are numbers": ("She has 2 sons.\ncorrect two to three.", {"subjective": "She has three sons."}),
    "a correction by the sound alone waits for a yes": (
        """she takes certraline daily
        change sertraline to fluoxetine""",
        {"subjective": "she takes certraline daily"},
    ),
    "what is not there is not changed": ("he is bad\ncorrect but to and", {"subjective": "he is bad"}),
    "of several the one said lately is meant": (
        """mother called
        she slept
        she ate
        mother left
        replace mother with father""",
        {"subjective": "mother called she slept she ate father left"},
    ),
    "a correction keeps the capital and the mark": (
        """Mother called. Then she slept.
        correct mother to father
        correct slept to ate""",
        {"subjective": "Father called. Then she ate."},
    ),
    "everywhere is the whole note": (
        """mother called
        plan
        call mother
        change mother to father everywhere""",
        {"subjective": "father called", "plan": "call father"},
    ),
    "a correction stays in its section": (
        "mother called\nplan\ncorrect mother to father",
        {"subjective": "mother called"},
    ),
    "a range is struck": (
        """she slept well and ate and worked
        strike from slept through ate""",
        {"subjective": "she and worked"},
    ),
    "both ends must be there": (
        """she slept well
        strike from slept through nothing
        strike from well through slept""",
        {"subjective": "she slept well"},
    ),
    "words are put in and the end is gone back to": (
        """she slept and left
        insert after slept
        for nine hours
        comma
        go to the end
        early""",
        {"subjective": "she slept for nine hours, and left early"},
    ),
    "the section's own name goes to its end too": (
        """one two
        insert after one
        and
        subjective
        three""",
        {"subjective": "one and two three"},
    ),
    "a sentence is scratched": (
        """He came. He wept. He left.
        scratch sentence
        scratch the last sentence""",
        {"subjective": "He came."},
    ),
    "without marks a sentence is an utterance": ("one two\nthree four\nscratch sentence", {"subjective": "one two"}),
    "the last word is spelt": (
        """he met Jon
        spell that J O A N
        and took zolof
        spell that zulu oscar lima oscar foxtrot tango""",
        {"subjective": "he met Joan and took zoloft"},
    ),
    "spell that is text without letters": ("spell that out for her", {"subjective": "spell that out for her"}),
    "not assessed is written": (
        """calm
        not assessed plan
        objective
        not assessed""",
        {"subjective": "calm", "objective": "Not assessed.", "plan": "Not assessed."},
    ),
    "what is no edit changes nothing": (
        """one
        read that back
        what's missing
        pause
        resume
        two""",
        {"subjective": "one two"},
    ),
}


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_dictation_comes_to_these_sections_word_for_word(name: str) -> None:
    script, expected = SCRIPTS[name]
    sections = said(script).sections()
    assert list(sections) == list(SECTIONS)
    assert {section: text for section, text in sections.items() if text} == expected


def test_missing_names_the_empty_sections_in_order() -> None:
    assert dictate("one", PLAN, "two").missing() == ("objective", "assessment", "risk")


def test_last_is_what_scratch_would_take() -> None:
    dictation = dictate("one", PLAN, "literal plan", Command.NEW_LINE)
    assert dictation.last == "plan"
    assert dictation.apply(Command.SCRATCH_THAT).last == ""


@given(steps)
def test_undo_and_redo_are_each_others_inverse_at_any_depth(steps: list[Command | str]) -> None:
    end = dictate(*steps)
    there, depth = end, 0
    while there.operations:
        before = there
        there, depth = there.undo(), depth + 1
        assert there.redo() == before
    assert there.sections() == dict.fromkeys(SECTIONS, "")
    for _ in range(depth):
        there = there.redo()
    assert there == end


@given(steps)
def test_the_transcript_only_grows_and_keeps_every_word(steps: list[Command | str]) -> None:
    dictation = Dictation(SOAP)
    spoken: list[str] = []
    for step in steps:
        before = dictation
        dictation = dictation.apply(step)
        assert dictation.utterances[: len(before.utterances)] == before.utterances
        spoken += [step] if is_text(step) else []
    assert list(dictation.utterances) == spoken


@given(steps)
def test_without_scratch_and_undo_every_word_stands_in_the_note_in_order(steps: list[Command | str]) -> None:
    kept = [step for step in steps if is_text(step) or step in OPENING]
    words = sorted(" ".join(step for step in kept if is_text(step)).split())
    assert sorted(" ".join(dictate(*kept).sections().values()).split()) == words


@given(plain_steps)
def test_scratch_takes_out_one_utterance_and_touches_no_other_section(steps: list[Command | str]) -> None:
    before = dictate(*steps)
    after = before.apply(Command.SCRATCH_THAT)
    here = before.section
    assert {s: t for s, t in after.sections().items() if s != here} == {
        s: t for s, t in before.sections().items() if s != here
    }
    if before.last:
        assert before.sections()[here].rstrip().startswith(after.sections()[here].rstrip())
        gone = before.sections()[here].split()[len(after.sections()[here].split()) :]
        assert " ".join(gone) == before.last
        assert after.undo() == Dictation(SOAP, before.utterances, before.operations, (after.operations[-1],))
    else:
        assert after is before


@given(steps)
def test_a_kept_transcript_replays_to_the_same_note(steps: list[Command | str]) -> None:
    transcript = [
        Spoken(
            seq,
            step if is_text(step) else "",
            0.0,
            1.0,
            1.0,
            "test",
            "" if is_text(step) else step.name if isinstance(step, Order) else step.value,
        )
        for seq, step in enumerate(steps)
    ]
    assert Dictation.replay(transcript, SOAP) == dictate(*steps)


def test_a_command_of_a_newer_version_in_a_transcript_is_passed_over() -> None:
    transcript = [Spoken(0, "one", 0, 1, 1, "test"), Spoken(1, "sing that", 1, 2, 1, "test", "sing_that")]
    assert Dictation.replay(transcript, SOAP) == dictate("one")


def test_what_goes_into_a_draft_ends_each_utterance_with_a_mark() -> None:
    dictation = Dictation(SOAP)
    for said in ("client slept badly", "twice, she said,", "No nightmares."):
        dictation = dictation.apply(said)
    assert dictation.sentences()["subjective"] == "client slept badly. twice, she said, No nightmares."


@given(heard)
def test_whatever_is_ordered_no_word_is_lost_across_undo_and_redo(said: list[str]) -> None:
    end, rows = listen(said)
    assert list(end.utterances) == [row.text for row in rows if not row.command]
    there, states = end, [end.sections()]
    while there.operations:
        there = there.undo()
        states.append(there.sections())
    assert states[-1] == dict.fromkeys(SECTIONS, "")
    for state in reversed(states[:-1]):
        there = there.redo()
        assert there.sections() == state
    assert there == end


@given(heard)
def test_a_transcript_with_questions_and_answers_replays_to_the_same_note(said: list[str]) -> None:
    end, rows = listen(said)
    again = Dictation.replay(rows, SOAP)
    assert again == end
    assert again.question == end.question
    assert again.flagged == end.flagged


@given(heard)
def test_what_was_said_can_be_filed_whatever_it_was(said: list[str]) -> None:
    end, _ = listen(said)
    for section, text in end.sections().items():
        assert end.sentences()[section].replace(".", "").split() == text.replace(".", "").split()
        assert text == text.strip()
