"""A whole utterance is a command or it is text, and clinical talk is text."""

import csv
import json
import re
from pathlib import Path

import pytest

from assistant import formats
from assistant.intents.sentences import load
from assistant.intents.templates import expand
from skills.soap_notes import commands
from skills.soap_notes import pieces as dictated
from skills.soap_notes.commands import Order, is_empty
from skills.soap_notes.pieces import Piece
from skills.soap_notes.vocabulary import Command, phrases, templates

ROOT = Path(__file__).parents[2]
SHARED = ROOT / "../shared/text"
FORMS = formats.load(ROOT / "config/note_formats.toml").forms
SOAP = FORMS["soap"]


def day(words: str) -> str:
    """A reader of days that knows one."""
    return "Thursday, December 3" if words.lower().strip(" .") == "thursday" else ""


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
    ],
)
def test_a_command_carries_its_words(text: str, order: Order) -> None:
    assert understand(text) == order


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


def test_note_forces_a_command_and_is_text_where_none_follows() -> None:
    assert recognize("note, plan") is Command.SECTION
    assert recognize("note scratch that") is Command.SCRATCH_THAT
    assert recognize("note plans") is None


@pytest.mark.parametrize("noise", ["", " ", "...", "—", "um", "Uh, um."])
def test_a_noise_is_nothing(noise: str) -> None:
    assert is_empty(noise)


def _utterances(name: str, column: str) -> list[str]:
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"{path.name} is not here: the shared texts are not part of the repository")
    with path.open(encoding="utf-8", newline="") as file:
        talk = [row[column] for row in csv.DictReader(file)]
    turns = re.split(r"\n|\[\w+\]|\b\w+_?\w*:", "\n".join(talk))
    pieces = [piece.strip() for turn in turns for piece in (turn, *re.split(r"[.?!,;]", turn))]
    return [piece for piece in dict.fromkeys(pieces) if piece]


@pytest.mark.parametrize(
    ("name", "column", "at_least"),
    [
        ("mts-dialog/validation.csv", "dialogue", 1_000),
        ("aci-bench/train_virtscribe_asr.csv", "dialogue", 1_000),
        ("aci-bench/train.csv", "dialogue", 1_000),
    ],
)
def test_clinical_talk_holds_no_command(name: str, column: str, at_least: int) -> None:
    utterances = _utterances(name, column)
    assert len(utterances) >= at_least
    taken = {text: command for text in utterances if (command := recognize(text))}
    for dictating in ("plan", "quote", '" end quote'):  # doctors in them dictate: "paragraph, plan, I suspect that …"
        taken.pop(dictating, None)
    assert taken == {}


def test_clinical_prose_holds_no_command() -> None:
    headings = {"plan", "assessment", "subjective", "objective"}
    sentences = _utterances("mts-dialog/validation.csv", "section_text") + _utterances("aci-bench/train.csv", "note")
    assert {text: command for text in sentences if (command := recognize(text)) and text.lower() not in headings} == {}


def test_corrections_in_passing_are_text() -> None:
    """A published list of sentences with "actually" in them: none of them is an order, and each stays as it was said."""
    path = SHARED / "dictation/semantic_corrections.json"
    if not path.exists():
        pytest.skip(f"{path.name} is not here: the shared texts are not part of the repository")
    texts = [one["text"] for one in json.loads(path.read_text(encoding="utf-8"))]
    assert len(texts) >= 30
    for text in texts:
        assert recognize(text) is None
        assert " ".join(piece.text for piece in pieces(text)).split() == re.sub('["“”]', " ", text).split()
