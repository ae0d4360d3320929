"""The closed grammar of a dictation and what the editor understands are one: wordings of every format, both ways."""

import random
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from assistant import formats
from assistant.app import note_formats, open_router, phrasebook_of
from assistant.events import Phrasebook
from assistant.intents.grammar import RULES, phrasebook
from assistant.intents.router import Router
from assistant.intents.sentences import load
from assistant.intents.written import SpokenTimes
from assistant.paths import Paths
from assistant.records import Client, Form
from assistant.settings import Settings, Stt
from assistant.stt import jsgf
from assistant.stt.automaton import Automaton, build
from skills.soap_notes.commands import understand
from skills.soap_notes.vocabulary import Command, wordings
from tests.unit.test_grammar import said_in, spoken

FORMATS = formats.load(Path(__file__).parents[2] / "config" / formats.FILE)
NOW = datetime(2026, 11, 23, 17, 40, tzinfo=ZoneInfo("America/Chicago"))
CLIENTS = (Client("1", "JD", "Jane Doe", ("Janie",)), Client("2", "MK", "Maria Keller"))


class Clients:
    def all(self) -> Sequence[Client]:
        return CLIENTS

    def by_initials(self, initials: str) -> Client:
        raise NotImplementedError


class Clock:
    def now(self) -> datetime:
        return NOW


def ahead(words: str) -> str:
    return SpokenTimes().read(words, NOW)


@pytest.fixture(scope="module")
def book() -> Phrasebook:
    """As the house has it, of the formats as they came."""
    return phrasebook_of(Settings(), Clients())


@pytest.fixture(scope="module")
def closed(book: Phrasebook) -> Automaton:
    return build(jsgf.parse(book.dictation))


@pytest.mark.parametrize("form", FORMATS.forms.values(), ids=FORMATS.forms)
def test_every_wording_of_every_format_can_be_heard(form: Form, closed: Automaton) -> None:
    said = [wording for wording, _ in wordings(form)]
    assert len(said) > 150
    assert [wording for wording in said if not closed.accepts(wording.split())] == []


@pytest.mark.parametrize(
    "text",
    [
        "session fifty minutes", "session length forty five minutes", "fifty minute session", "session one hour",
        "link goal two", "link to goal nineteen", "next session thursday", "next session on december third at two thirty",
        "next session in two weeks", "spell that j a n e", "spell that juliet alpha november echo",
        "spell that a b c d e f g h i j k l", "this note is for j d", "change the client to maria",
    ],
)  # fmt: skip
def test_what_has_too_many_values_to_be_told_can_be_heard(text: str, closed: Automaton) -> None:
    assert closed.accepts(text.split())
    assert understand(text, FORMATS.forms["soap"], ahead) is not None


@pytest.mark.parametrize(
    "text",
    ["spell that", "spell that a b c d e f g h i j k l m", "next session yesterday", "session", "go to history",
     "intervention prayer", "change the client to nobody", "correct two to three", "link goal forty"],
)  # fmt: skip
def test_what_is_no_command_cannot(text: str, closed: Automaton) -> None:
    assert not closed.accepts(text.split())


def test_every_string_of_the_grammar_is_a_command_in_some_format(book: Phrasebook) -> None:
    chance = random.Random(3)
    found = set()
    for _ in range(1500):
        text = said_in(book.dictation, chance)
        orders = [order for form in FORMATS.forms.values() if (order := understand(text, form, ahead))]
        assert orders, text
        found |= {order.command for order in orders}
    assert found == set(Command) - {Command.CORRECT, Command.STRIKE, Command.INSERT_AFTER}


@pytest.mark.parametrize("form", FORMATS.forms.values(), ids=FORMATS.forms)
def test_in_a_note_its_own_sections_are_heard_and_those_of_no_other_format(form: Form, book: Phrasebook) -> None:
    own = phrasebook_of(Settings(), Clients(), (), form)
    closed = build(jsgf.parse(own.dictation))
    assert [wording for wording, _ in wordings(form) if not closed.accepts(wording.split())] == []
    others = {section for one in FORMATS.forms.values() for section in one.sections} - set(form.sections)
    assert len(others) >= 4
    for section in others:
        for said in (
            section,
            f"go to {section}",
            f"the {section} section",
            f"not assessed {section}",
            f"read the {section}",
        ):
            assert not closed.accepts(said.split()), said
    assert (own.commands, own.hotwords) == (book.commands, book.hotwords), "so only one grammar is compiled anew"
    chance = random.Random(5)
    for _ in range(300):
        text = said_in(own.dictation, chance)
        assert understand(text, form, ahead) is not None, text


def test_in_a_note_whose_format_is_gone_its_sections_are_heard() -> None:
    closed = build(jsgf.parse(phrasebook_of(Settings(), None, (), Form("mine", ("story", "next steps"))).dictation))
    assert closed.accepts(["go", "to", "next", "steps"])
    assert not closed.accepts(["go", "to", "plan"])


@pytest.mark.parametrize("kind", ["length", "minutes", "goal", "day", "letters"])
def test_every_string_of_a_slot_of_a_dictation_is_understood(kind: str) -> None:
    chance = random.Random(9)
    put = {
        "length": "session {}", "minutes": "{} minute session", "goal": "link goal {}", "day": "next session {}",
        "letters": "spell that {}",
    }[kind]  # fmt: skip
    for _ in range(300):
        text = put.format(spoken(RULES[kind], chance))
        assert understand(text, FORMATS.forms["soap"], ahead) is not None, text


@pytest.mark.parametrize(
    ("text", "steers"),
    [
        ("go to plan", True),
        ("risk section", True),
        ("spell that j a n e", True),
        ("intervention grounding", True),
        ("by phone", True),
        ("this note is for j d", True),
        ("scratch that", True),
        ("what do i have today", False),
        ("intervention prayer", False),
        ("spell that out", False),
        ("go to history", False),
        ("", False),
    ],
)
def test_the_house_can_tell_what_steers_a_dictation(text: str, steers: bool) -> None:
    assert open_router(Settings(), None, Clock()).steers(text) is steers


def test_without_lists_no_sentence_asks_for_one() -> None:
    empty = phrasebook((load("soap_notes", "skills.soap_notes"),), Clients(), [])
    assert "<section>" not in empty.dictation
    assert "intervention" not in empty.dictation
    assert "scratch" in empty.dictation
    router = Router((load("soap_notes", "skills.soap_notes"),), Clients(), Clock())
    assert (router.steers("scratch that"), router.steers("go to plan")) == (True, False)


def test_the_real_recogniser_learns_it_and_has_a_sound_for_every_word(book: Phrasebook) -> None:
    sphinx = pytest.importorskip("assistant.stt.sphinx")
    engine = sphinx.SphinxTranscriber(Stt())
    engine.learn(book)
    words = build(jsgf.parse(book.dictation)).words
    assert {"telehealth", "psychoeducation", "zulu", "evaluation"} <= words
    assert [word for word in sorted(words) if engine._decoder.lookup_word(word) is None] == []


def test_hers_are_heard_as_soon_as_they_stand_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_HOME", str(tmp_path))
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / formats.FILE).write_text(
        '[formats.mine]\nsections = ["story", "next steps"]\n[lists]\ninterventions = ["eye movement work"]\n',
        encoding="utf-8",
    )
    closed = build(jsgf.parse(phrasebook_of(Settings(), Clients()).dictation))
    mine = note_formats(Paths(tmp_path / "config", tmp_path, tmp_path, tmp_path)).forms["mine"]
    for text in ("go to next steps", "story section", "intervention eye movement work"):
        assert closed.accepts(text.split())
        assert understand(text, mine) is not None
    assert not closed.accepts(["go", "to", "subjective"])
