"""A whole utterance is a command or it is text, and clinical talk is text."""

import csv
import json
import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from assistant import formats
from assistant.app import skill_classes
from assistant.conversation.dictating import in_passing
from assistant.drafting.offline import tidy
from assistant.intents.router import Router
from assistant.intents.sentences import load, load_all
from assistant.intents.templates import expand
from assistant.intents.written import SpokenTimes
from assistant.records import FIELDS, Form
from skills.soap_notes import commands
from skills.soap_notes import pieces as dictated
from skills.soap_notes.commands import Order, is_empty
from skills.soap_notes.draft import Dictation
from skills.soap_notes.nearness import doubt
from skills.soap_notes.pieces import Piece
from skills.soap_notes.vocabulary import Command, phrases, templates

ROOT = Path(__file__).parents[2]
SHARED = ROOT / "../shared/text"
FORMS = formats.load(ROOT / "config/note_formats.toml").forms
SOAP = FORMS["soap"]
NOW = datetime(2026, 11, 23, 17, 40, tzinfo=ZoneInfo("America/Chicago"))


def day(words: str) -> str:
    """A reader of days that knows one."""
    return "Thursday, December 3" if words.lower().strip(" .") == "thursday" else ""


def _ahead(words: str) -> str:
    return SpokenTimes().read(words, NOW)


def understand(text: str) -> Order | None:
    return commands.understand(text, SOAP, day)


def recognize(text: str) -> Command | None:
    order = understand(text)
    return order.command if order else None


def pieces(text: str) -> tuple[Piece, ...]:
    return dictated.pieces(text, SOAP)


@pytest.mark.parametrize(("wording", "command"), list(phrases(SOAP)))
def test_every_wording_is_its_command_however_the_recogniser_writes_it(wording: str, command: Command) -> None:
    variants = (wording, wording.capitalize() + ".", f"um {wording}", f"Note, {wording}", wording.replace("'", "’"))
    assert {recognize(variant) for variant in variants} == {command}


def test_the_recognisers_grammar_and_the_editors_hold_the_same_wordings() -> None:
    grammar = load("soap_notes", "skills.soap_notes").dictation
    spoken = {" ".join(form) for sentence in grammar for form in expand(sentence.pattern)}
    assert spoken == set(templates())


@pytest.mark.parametrize(
    ("heard", "command"),
    [
        ("n note", Command.END_NOTE),
        ("and note", Command.END_NOTE),
        ("end no", Command.END_NOTE),
        ("end not", Command.END_NOTE),
        ("that's all the note", Command.END_NOTE),
        ("discard no", Command.DISCARD_NOTE),
        ("go to plane", Command.SECTION),
        ("undue that", Command.UNDO_THAT),
        ("reduce that", Command.REDO_THAT),
        ("what's miss", Command.WHATS_MISSING),
        ("newline", Command.NEW_LINE),
        ("fullstop", Command.FULL_STOP),
        ("intervention psycho education", Command.FIELD),
        ("flag for super vision", Command.SUPERVISE),
    ],
)
def test_a_near_miss_of_a_command_is_the_command(heard: str, command: Command) -> None:
    assert recognize(heard) is command


@pytest.mark.parametrize(
    "text",
    [
        "we agreed on a plan",
        "a period of calm",
        "a plan",
        "the plan",
        "plain",
        "plane",
        "plan to continue weekly sessions",
        "plan is to continue",
        "she wants to scratch that idea",
        "scratch that idea",
        "she said scratch that",
        "her objective is to sleep better",
        "the objective",
        "subjective units of distress were forty",
        "he wants to stop drinking",
        "stop smoking",
        "she could not stop",
        "no line",
        "and not",
        "on that note",
        "a note",
        "in the end",
        "the end",
        "take note",
        "note that he is sleeping better",
        "note the change in affect",
        "notable",
        "next session",
        "previous sessions",
        "last session",
        "read the letter back to me",
        "rate that",
        "resume work in june",
        "go to the plain section of the store",
        "pause before answering",
        "we paused",
        "new lime",
        "delete that app from her phone",
        "cancel the appointment",
        "never mind the weather",
        "that's all",
        "literal",
        "literal interpretation of the dream",
        "end of notes from school",
        "",
        "...",
    ],
)
def test_prose_is_text(text: str) -> None:
    assert recognize(text) is None
    assert pieces(text) == tuple(map(Piece, text.split()))


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("correct two to three", (("two", "three"),)),
        ("Change sertraline to Fluoxetine.", (("sertraline", "Fluoxetine"),)),
        ("replace her mother with her father", (("her mother", "her father"),)),
        ("correct went to work to stayed", (("went to work", "stayed"), ("went", "work to stayed"))),
        ("note, correct two to three", (("two", "three"),)),
    ],
)
def test_a_correction_carries_every_reading_of_its_words(text: str, pairs: tuple[tuple[str, str], ...]) -> None:
    assert understand(text) == Order(Command.CORRECT, pairs=pairs)
    order = understand(f"{text.rstrip('.')} everywhere")
    assert order is not None
    assert order.everywhere


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("strike from she slept through nine hours", Order(Command.STRIKE, pairs=(("she slept", "nine hours"),))),
        ("Insert after slept.", Order(Command.INSERT_AFTER, words="slept")),
        ("spell that J A N E", Order(Command.SPELL, words="jane")),
        ("Spell that J-A-N-E.", Order(Command.SPELL, words="jane")),
        ("Spell that JANE", Order(Command.SPELL, words="jane")),
        ("spell that Juliet, alpha, November, echo.", Order(Command.SPELL, words="jane")),
        ("spell that x-ray double u", Order(Command.SPELL, words="xw")),
        ("read the plan", Order(Command.READ_SECTION, "plan")),
        ("objective not assessed", Order(Command.NOT_ASSESSED, "objective")),
        ("um, correct two to three", Order(Command.CORRECT, pairs=(("two", "three"),))),
        ("go to risk", Order(Command.SECTION, "risk")),
        ("Risk section.", Order(Command.SECTION, "risk")),
        ("Private note.", Order(Command.PRIVATE_NOTE)),
        ("back to the note", Order(Command.BACK_TO_NOTE)),
        ("flag that for supervision", Order(Command.SUPERVISE)),
        ("wrong client", Order(Command.NOTE_FOR)),
        ("This note is for J D.", Order(Command.NOTE_FOR, words="J D")),
        ("this note is for JD", Order(Command.NOTE_FOR, words="JD")),
        ("Change the client to Jordan Lee.", Order(Command.NOTE_FOR, words="Jordan Lee")),
        ("change the client to j d", Order(Command.NOTE_FOR, words="j d")),
    ],
)
def test_a_command_carries_its_words(text: str, order: Order) -> None:
    assert understand(text) == order


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("session fifty minutes", "duration", "50 minutes"),
        ("Session: 50 minutes.", "duration", "50 minutes"),
        ("session length forty five minutes", "duration", "45 minutes"),
        ("session length: 45 minutes", "duration", "45 minutes"),
        ("fifty minute session", "duration", "50 minutes"),
        ("50-minute session", "duration", "50 minutes"),
        ("session one minute", "duration", "1 minute"),
        ("session half an hour", "duration", "30 minutes"),
        ("session an hour", "duration", "60 minutes"),
        ("session one hour", "duration", "60 minutes"),
        ("one hour session", "duration", "60 minutes"),
        ("session an hour and a half", "duration", "90 minutes"),
        ("session one and a half hours", "duration", "90 minutes"),
        ("session one hour and fifteen minutes", "duration", "75 minutes"),
        ("session two hours", "duration", "120 minutes"),
        ("session 480 minutes", "duration", "480 minutes"),
        ("telehealth", "modality", "telehealth"),
        ("Session by telehealth.", "modality", "telehealth"),
        ("by video", "modality", "telehealth"),
        ("In person.", "modality", "in person"),
        ("session in person", "modality", "in person"),
        ("by phone", "modality", "phone"),
        ("session by phone", "modality", "phone"),
        ("intervention cognitive restructuring", "interventions", "cognitive restructuring"),
        ("Intervention: Motivational interviewing.", "interventions", "motivational interviewing"),
        ("link goal two", "goals", "2"),
        ("Link goal to.", "goals", "2"),
        ("link to goal two", "goals", "2"),
        ("link goal number 3", "goals", "3"),
        ("next session thursday", "next", "Thursday, December 3"),
        ("Next session: Thursday.", "next", "Thursday, December 3"),
        ("risk level low", "risk level", "low"),
        ("Risk level: moderate.", "risk level", "moderate"),
        ("risk level high", "risk level", "high"),
        ("risk level not assessed", "risk level", "not assessed"),
        ("note, telehealth", "modality", "telehealth"),
    ],
)
def test_a_field_is_given_by_a_whole_utterance(text: str, field: str, value: str) -> None:
    assert field in FIELDS
    assert understand(text) == Order(Command.FIELD, field=field, value=value)
    assert commands.understand(text, Form("private", ("private",)), day) is None
    assert pieces(f"literal {text}") == tuple(map(Piece, text.split()))


@pytest.mark.parametrize(
    "text",
    [
        "session ran fifty minutes over",
        "session of fifty minutes",
        "session fifty",
        "session zero minutes",
        "session 481 minutes",
        "session many minutes",
        "the session was by phone",
        "she called by phone",
        "we met in person",
        "telehealth was difficult for her",
        "intervention was well received",
        "intervention prayer",
        "the intervention",
        "link goal zero",
        "link goal twenty one",
        "link goal",
        "goal two",
        "linked goal two",
        "next session",
        "next session at three",
        "next session we will review the homework",
        "risk was discussed",
        "risk level was discussed",
        "risk level",
        "no private note was made",
        "private notes",
        "back to the notes from school",
        "flag for the country",
        "she was flagged for supervision",
        "this note is for",
        "this note is for my supervisor",
        "this note is for the insurance company",
        "this note is for Jordan and her sister too",
        "the wrong client",
        "wrong client was billed",
        "data",
        "go to intervention",
    ],
)
def test_what_only_resembles_one_is_text(text: str) -> None:
    assert recognize(text) is None


def test_another_word_for_the_client_is_a_correction() -> None:
    for text in (
        "change the client to the patient",
        "change the client to my client",
        "change the client to JD everywhere",
    ):
        assert recognize(text) is Command.CORRECT


def test_each_format_knows_its_own_sections_alone() -> None:
    everywhere = {section for form in FORMS.values() for section in form.sections}
    assert len(everywhere) >= 11
    for form in FORMS.values():
        for section in everywhere:
            order = commands.understand(f"go to {section}", form)
            assert order == (Order(Command.SECTION, section) if section in form.sections else None)


def test_of_a_command_with_a_section_the_section_is_its_name() -> None:
    assert Order(Command.SECTION, "plan").name == "plan"
    assert Order(Command.READ_SECTION, "plan").name == "read_section"
    assert Order(Command.FIELD, field="duration", value="50 minutes").name == "field"


def test_while_the_vault_is_sealed_only_what_every_format_has_is_known() -> None:
    assert commands.recognize("end note") is Command.END_NOTE
    assert commands.recognize("off the record") is Command.OFF_THE_RECORD
    assert commands.recognize("telehealth") is None


@pytest.mark.parametrize(
    "text",
    [
        "correct",
        "correct to three",
        "correct two to",
        "Correct. He went to work.",
        "change of medication",
        "replace the battery",
        "everywhere to everywhere",
        "strike from the record",
        "strike through from",
        "insert after",
        "spell that",
        "spell that word",
        "spell that out",
        "the spelling is J A N E",
        "mark that on the calendar",
        "she is unsure",
        "a bullet",
        "go to the end of the street",
        "go to history",
        "this was off the record",
        "literal correct two to three",
        "correct " + "very " * 13 + "bad to good",
    ],
)
def test_what_only_begins_like_a_command_is_text(text: str) -> None:
    assert recognize(text) is None


def test_literal_forces_text_and_only_its_own_word_goes() -> None:
    assert recognize("Literal scratch that.") is None
    assert pieces("Literal scratch that.") == (Piece("scratch"), Piece("that."))
    assert pieces("literal go to plan") == (Piece("go"), Piece("to"), Piece("plan"))
    assert pieces("literal comma") == (Piece("comma"),)
    assert pieces("literal a comma comma") == (Piece("a"), Piece("comma"), Piece("comma"))


def test_quotation_marks_of_the_recogniser_go_and_leave_no_blank_before_a_mark() -> None:
    assert [piece.text for piece in pieces('he said,"come" and "go".')] == ["he", "said,", "come", "and", "go."]


def test_note_forces_a_command_and_is_text_where_none_follows() -> None:
    assert recognize("note, plan") is Command.SECTION
    assert recognize("note scratch that") is Command.SCRATCH_THAT
    assert recognize("note plans") is None


@pytest.mark.parametrize("noise", ["", " ", "...", "—", "um", "Uh, um."])
def test_a_noise_is_nothing(noise: str) -> None:
    assert is_empty(noise)


def _utterances() -> Sequence[str]:
    """Every turn, sentence and clause of the clinical talk and of the notes made of it, each once."""
    files = [*SHARED.glob("aci-bench/*.csv"), *SHARED.glob("mts-dialog/*.csv")]
    if not files:
        pytest.skip("the shared texts are not part of the repository")
    cells = [cell for file in sorted(files) for row in _rows(file) for cell in row.values() if cell]
    turns = re.split(r"\n|\[\w+\]|\b\w+_?\w*:", "\n".join(cells))
    apart = (r"(?<=[.?!])\s+", r"[.?!,;]")
    pieces = (
        piece.strip() for turn in turns for piece in (turn, *(each for at in apart for each in re.split(at, turn)))
    )
    return tuple(dict.fromkeys(piece for piece in pieces if piece))


def _rows(file: Path) -> Sequence[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


MEANT = {
    "PLAN": "plan",
    "plan": "plan",
    "ASSESSMENT": "assessment",
    "quote": "open_quote",
    '" end quote': "close_quote",
}
"""Doctors in them dictate: "paragraph, plan, I suspect that …"; and the notes have headings."""


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_clinical_talk_holds_no_command(form: Form) -> None:
    utterances = _utterances()
    assert len(utterances) > 21_000
    taken = {text: order.name for text in utterances if (order := commands.understand(text, form, _ahead))}
    elsewhere = {"plan", "assessment"}.difference(form.sections)
    assert taken == {text: name for text, name in MEANT.items() if name not in elsewhere}


def test_clinical_talk_asks_nothing_of_the_house_in_a_dictation() -> None:
    roster: Any = SimpleNamespace(all=tuple)
    router = Router(load_all(skill_classes()), roster, SimpleNamespace(now=lambda: NOW))
    assert {text: asked.name for text in _utterances() if (asked := in_passing(text, router))} == {}


@pytest.mark.parametrize("form", [SOAP, FORMS["pie"]], ids=["soap", "pie"])
def test_of_clinical_talk_less_than_one_in_two_hundred_is_flagged_as_nearly_a_command(form: Form) -> None:
    texts = _utterances()
    assert len(texts) > 21_000
    flagged = [text for text in texts if commands.understand(text, form) is None and doubt(text, form)]
    assert 0 < len(flagged) < len(texts) / 200


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_corrections_in_passing_are_text(form: Form) -> None:
    """A published list of sentences with "actually" in them: none of them is an order, and each stays as it was said."""
    path = SHARED / "dictation/semantic_corrections.json"
    if not path.exists():
        pytest.skip(f"{path.name} is not here: the shared texts are not part of the repository")
    texts = [one["text"] for one in json.loads(path.read_text(encoding="utf-8"))]
    assert len(texts) >= 30
    dictation = Dictation(form)
    for text in texts:
        assert commands.understand(text, form, _ahead) is None
        dictation = dictation.apply(text)
    wanted = " ".join(re.sub('["“”]', "", text) for text in texts)
    own = dictation.sections()[form.sections[0]]
    assert (own, dictation.marked()) == (wanted, ())
    assert tidy(own) == wanted
