"""The note editor loses nothing, and what it undoes it can do again."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import formats
from assistant.records import FIELDS, Form, Spoken
from skills.soap_notes import commands
from skills.soap_notes.answering import is_answer
from skills.soap_notes.commands import Order
from skills.soap_notes.draft import ANSWERED, Dictation
from skills.soap_notes.layout import MARKED
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
    "session fifty minutes",
    "session 45 minutes",
    "link goal two",
    "link to goal three",
    "next session thursday",
    "this note is for J D",
    "skratch dat",
    "go to data",
    "literal telehealth",
    "the second one",
    "number one",
    "yes, scratch",
    "no",
]
heard = st.lists(st.one_of(texts, texts, st.sampled_from(ORDERS)), max_size=40)


def day(words: str) -> str:
    """A reader of days that knows one."""
    return "Thursday, December 3" if words == "thursday" else ""


def all_of(dictation: Dictation) -> tuple[object, ...]:
    """What a note says and keeps beside its operations."""
    told = (dictation.sections(), dictation.fields(), dictation.marked(), dictation.supervision(), dictation.whose())
    return (*told, dictation.missing(), dictation.utterances)


def is_text(step: Order | Command | str) -> bool:
    return not isinstance(step, Order | Command)


def understand(text: str) -> Order | None:
    return commands.understand(text, SOAP, day)


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
    there, states = end, [all_of(end)]
    while there.operations:
        there = there.undo()
        states.append(all_of(there))
    nothing = Dictation(SOAP, there.utterances)
    assert states[-1] == all_of(nothing)
    for state in reversed(states[:-1]):
        there = there.redo()
        assert all_of(there) == state
    assert there == end


@given(heard)
def test_a_transcript_with_questions_and_answers_replays_to_the_same_note(said: list[str]) -> None:
    end, rows = listen(said)
    again = Dictation.replay(rows, SOAP, day)
    assert again == end
    assert again.question == end.question
    assert all_of(again) == all_of(end)


@given(heard)
def test_what_was_said_can_be_filed_whatever_it_was(said: list[str]) -> None:
    end, _ = listen(said)
    for section, text in end.sections().items():
        assert end.sentences()[section].replace(".", "").split() == text.replace(".", "").split()
        assert text == text.strip()
    assert set(end.fields()) <= set(FIELDS)
    assert all(value for value in end.fields().values())
    assert all(text.strip() == text != "" for text in end.supervision())
    assert {each for each, _ in end.marked()} <= set(range(len(end.utterances)))


@given(heard)
def test_each_word_of_a_section_is_of_the_utterance_that_it_is_said_to_be_of(said: list[str]) -> None:
    """But for what she put right or spelt, and the house's own "Not assessed."."""
    said = [text for text in said if not text.startswith(("correct", "change", "replace", "spell"))]
    end, rows = listen(said)
    texts = [row.text for row in rows if not row.command]
    for section, words in end.whose().items():
        for word, utterance in words:
            assert word in (texts[utterance].split() if utterance >= 0 else ["Not", "assessed."])
        bare = [each.strip(".,?:“”—-") for each in end.sections()[section].split()]
        assert [word.strip(".,?:“”—-") for word, _ in words] == [each for each in bare if each]


@given(heard)
def test_no_command_leaves_a_word_in_the_note(said: list[str]) -> None:
    end, rows = listen(said)
    allowed = Counter(word for row in rows if not row.command for word in row.text.split())
    given_away = {"the", "person", "much", "was", "awake", "or", "Not", "assessed.", "bob", "Bob"}
    placed = Counter(word for words in end.whose().values() for word, _ in words)
    assert [word for word in placed - allowed if word not in given_away and word != "better"] == []


# ── fields, marks, supervision ───────────────────────────────────────────────────────────────────────────────


def test_a_field_said_again_replaces_and_interventions_and_goals_add() -> None:
    dictation = said(
        """session fifty minutes
        session forty five minutes
        telehealth
        by phone
        intervention grounding
        intervention mindfulness
        intervention grounding
        link goal two
        link goal one
        link to goal two
        risk level low
        risk level moderate
        next session thursday"""
    )
    assert dictation.fields() == {
        "duration": "45 minutes",
        "modality": "phone",
        "interventions": "grounding, mindfulness",
        "goals": "2, 1",
        "next": "Thursday, December 3",
        "risk level": "moderate",
    }
    assert list(dictation.fields()) == list(FIELDS)
    assert dictation.utterances == ()
    assert not any(dictation.sections().values())


def test_a_field_is_undone_like_anything_else_and_twice_is_once() -> None:
    once = said("session fifty minutes\nlink goal two")
    assert once.apply(understand("link to goal two") or "") is once
    assert once.apply(understand("session 50 minutes") or "") is once
    assert once.undo().fields() == {"duration": "50 minutes"}
    longer = once.apply(understand("session an hour") or "")
    assert longer.fields()["duration"] == "60 minutes"
    assert longer.undo().fields() == once.fields()
    assert longer.undo().redo().fields() == longer.fields()


def test_what_is_missing_are_the_sections_and_fields_that_the_format_asks_for() -> None:
    form = replace(FORMS["dap"], required=("data", "plan", "risk", "duration", "risk level"))
    dictation = Dictation(form).apply("she slept").apply(Order(Command.FIELD, field="risk level", value="low"))
    assert dictation.missing() == ("plan", "risk", "duration")
    assert Dictation(Form("private", ("private",))).missing() == ()


def test_supervision_has_the_utterance_as_it_stands_in_the_note() -> None:
    dictation = said(
        """she slept badly
        he shouted at her
        flag that for supervision
        correct shouted to screamed
        plan
        call the school
        bring that to supervision
        bring that to supervision"""
    )
    assert dictation.supervision() == ("he screamed at her", "call the school")
    assert dictation.undo().supervision() == ("he screamed at her",)
    assert dictation.apply(Command.SCRATCH_THAT).supervision() == ("he screamed at her",)
    assert dictation.apply(Command.SCRATCH_THAT).undo().supervision() == dictation.supervision()
    assert said("flag for supervision").operations == ()


def test_her_own_mark_is_told_with_its_utterance_until_that_is_scratched() -> None:
    dictation = said("one two\nthree four\nmark that\nplan\nfive six\nunsure\nunsure")
    assert dictation.marked() == ((1, MARKED), (2, MARKED))
    assert dictation.flagged == 2
    assert dictation.apply(Command.SCRATCH_THAT).marked() == ((1, MARKED),)
    assert dictation.undo().marked() == ((1, MARKED),)
    assert said("one two\nmark that\nstrike from one through two").marked() == ()


def test_whose_words_they_are_goes_with_them() -> None:
    dictation = said(
        "she has two sons comma\nplan\ncall school\ncorrect school to the school\nsubjective\nnot assessed"
    )
    assert dictation.whose()["subjective"] == (
        *((word, 0) for word in ["she", "has", "two", "sons"]),
        ("Not", -1),
        ("assessed.", -1),
    )
    assert dictation.whose()["plan"] == (("call", 1), ("the", 1), ("school", 1))
    assert list(dictation.whose()) == list(SECTIONS)


def test_each_format_is_dictated_into_its_own_sections() -> None:
    for form in FORMS.values():
        dictation = Dictation(form)
        for number, section in enumerate(form.sections):
            dictation = dictation.apply(commands.understand(f"{section} section", form) or "").apply(f"word {number}")
        assert dictation.sections() == {section: f"word {number}" for number, section in enumerate(form.sections)}
        assert dictation.missing() == ()
        assert dictation.apply(Command.NEXT_SECTION) is dictation
    private = Dictation(Form("private", ("private",))).apply("I was annoyed").apply("with him")
    assert private.apply(Command.SCRATCH_THAT).sections() == {"private": "I was annoyed"}


# ── a correction by the sound alone ──────────────────────────────────────────────────────────────────────────

SOUNDS_LIKE = "she takes certraline daily\nchange sertraline to fluoxetine"


def test_a_match_by_the_sound_alone_is_asked_about_even_where_it_is_the_only_one() -> None:
    asking = said(SOUNDS_LIKE)
    assert asking.question is not None
    assert len(asking.question.choices) == 1
    assert asking.around() == ("she takes certraline daily",)
    for yes in ("yes", "Yes, please.", "yeah", "the first one"):
        assert is_answer(yes)
        assert asking.answer(yes).sections()["subjective"] == "she takes fluoxetine daily"
    for no in ("no", "the second one", "she ate"):
        assert asking.answer(no).sections() == asking.sections()


@pytest.mark.parametrize(
    ("heard", "number"), [("to", "two"), ("too", "two"), ("won", "one"), ("ate", "eight"), ("two", "too")]
)
def test_a_number_that_was_heard_as_another_word_is_found_by_its_sound(heard: str, number: str) -> None:
    asking = said(f"she had {heard} panic attacks\ncorrect {number} to three")
    assert asking.answer("yes").sections()["subjective"] == "she had three panic attacks"


def test_words_to_the_letter_are_corrected_at_once_in_figures_too() -> None:
    assert said("she has 2 sons\ncorrect two to three").sections()["subjective"] == "she has three sons"
    assert said("her mind raced\nchange her mind to calm").sections()["subjective"] == "calm raced"


def test_of_several_alike_the_one_of_late_is_asked_about() -> None:
    asking = said("she takes certraline\none\ntwo\nmore certraline now\nchange sertraline to fluoxetine")
    assert asking.question is not None
    assert len(asking.question.choices) == 1
    assert asking.answer("yes").sections()["subjective"] == "she takes certraline one two more fluoxetine now"


# ── transcripts of another day ───────────────────────────────────────────────────────────────────────────────


def row(seq: int, text: str, command: str = "") -> Spoken:
    return Spoken(seq, text, seq, seq + 1, 1, "test", command)


def test_a_transcript_from_before_there_were_formats_replays() -> None:
    old = [
        ("one", ""),
        ("plan", "plan"),
        ("two", ""),
        ("go to the objective", "objective"),
        ("three", ""),
        ("", "subjective"),
    ]
    dictation = Dictation.replay([row(seq, *each) for seq, each in enumerate([*old, ("four", "")])], SOAP)
    assert {name: text for name, text in dictation.sections().items() if text} == {
        "subjective": "one four",
        "objective": "three",
        "plan": "two",
    }


def test_what_her_lists_no_longer_know_stays_as_it_was_said() -> None:
    told = [
        ("intervention prayer", "field"),
        ("session by pigeon", "field"),
        ("next session at easter", "field"),
        ("link goal ninety", "field"),
        ("session ninety days and an hour", "field"),
        ("risk level unclear", "field"),
        ("", "field"),
    ]
    dictation = Dictation.replay([row(seq, *each) for seq, each in enumerate(told)], SOAP)
    assert dictation.fields() == {
        "duration": "ninety days and an hour",
        "modality": "pigeon",
        "interventions": "prayer",
        "goals": "ninety",
        "next": "at easter",
        "risk level": "unclear",
    }


def test_a_section_that_the_format_no_longer_has_keeps_its_words_under_its_name() -> None:
    told = [("one", ""), ("go to the history", "history"), ("two", ""), ("risk", "risk"), ("three", "")]
    dictation = Dictation.replay([row(seq, *each) for seq, each in enumerate(told)], SOAP)
    assert {name: text for name, text in dictation.sections().items() if text} == {
        "subjective": "one",
        "risk": "three",
        "history": "two",
    }
    assert list(dictation.sections()) == [*SECTIONS, "history"]
    assert dictation.apply(Command.SCRATCH_THAT).apply(Command.UNDO_THAT).sections() == dictation.sections()


@given(heard, heard)
def test_going_on_after_a_replay_is_going_on(first: list[str], then: list[str]) -> None:
    _, rows = listen([*first, *then])
    before = Dictation.replay(rows[: len(first)], SOAP, day)
    for spoken in rows[len(first) :]:
        order = commands.kept(spoken.text, spoken.command, SOAP, day) if spoken.command else None
        before = before.answer(spoken.text) if spoken.command == ANSWERED else before.apply(order or spoken.text)
    assert all_of(before) == all_of(Dictation.replay(rows, SOAP, day))
