"""The closed grammars: every string of them is understood, and the real recogniser takes them."""

import random
import re
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from assistant.errors import NotFound
from assistant.events import Phrasebook
from assistant.intents.grammar import RULES, phrasebook
from assistant.intents.router import Router
from assistant.intents.sentences import load, read
from assistant.intents.slots import Resolved, resolve
from assistant.intents.templates import Either, Pattern, Rule, Series, Word
from assistant.records import Client

DESK = """
language: en
intents:
  day:
    sentences: ["(what's|what is) on my (calendar|schedule) [{when}]"]
    example: "what's on my calendar"
  when:
    sentences: ["when do i see {client} [{when}]"]
    example: "when do i see J D"
  reply:
    sentences: ["draft a reply to {client} [saying {text}]", "tell {client} {text}"]
    example: "draft a reply to M K"
  note:
    sentences: ["start a note for my {time}"]
    example: "start a note for my two o'clock"
dictation:
  - "(subjective|objective|assessment|plan) [section]"
  - "(scratch|delete) that"
  - "end note"
"""
CLIENTS = (Client("1", "JD", "Jane Doe", ("Janie",)), Client("2", "MK", "Maria Keller"), Client("3", "R2", "R2-D2"))
NOW = datetime(2026, 11, 23, 17, 40, tzinfo=ZoneInfo("America/Chicago"))


class Clients:
    def __init__(self, clients: Sequence[Client]) -> None:
        self._clients = clients

    def all(self) -> Sequence[Client]:
        return self._clients

    def by_initials(self, initials: str) -> Client:
        raise NotFound("I don't know that client.")


class FixedClock:
    def now(self) -> datetime:
        return NOW


SETS = (read(DESK, "desk", "desk.yaml"), load("household", "skills.household"))


@pytest.fixture(scope="module")
def book() -> Phrasebook:
    return phrasebook(SETS, Clients(CLIENTS), ["hey jarvis", "alexa"])


def spoken(pattern: Pattern, chance: random.Random) -> str:
    """One string of the pattern, at random."""
    if isinstance(pattern, Word):
        return pattern.text
    if isinstance(pattern, Rule):
        return spoken(RULES[pattern.name], chance)
    if isinstance(pattern, Series):
        return " ".join(filter(None, (spoken(part, chance) for part in pattern.parts)))
    assert isinstance(pattern, Either)
    return spoken(chance.choice(pattern.options), chance)


@pytest.mark.parametrize("kind", ["when", "time", "duration", "count"])
def test_every_string_of_a_slots_grammar_is_understood(kind: str) -> None:
    chance = random.Random(5)
    for _ in range(1500):
        text = spoken(RULES[kind], chance)
        assert isinstance(resolve(kind, text, (), NOW), Resolved), text


def said_in(grammar: str, chance: random.Random) -> str:
    """One string of a JSGF text, at random."""
    rules = dict(re.findall(r"^(?:public )?<(\w+)> = (.*);$", grammar, re.MULTILINE))

    def walk(tokens: list[str]) -> str:
        """Consumes up to a closing bracket."""
        options: list[list[str]] = [[]]
        while tokens:
            token = tokens.pop(0)
            if token in (")", "]"):
                break
            if token == "|":
                options.append([])
            elif token == "(":
                options[-1].append(walk(tokens))
            elif token == "[":
                inner = walk(tokens)
                options[-1].append(inner if chance.random() < 0.5 else "")
            elif token.startswith("<"):
                options[-1].append(walk(rules[token[1:-1]].split()))
            else:
                options[-1].append(token)
        return " ".join(word for word in chance.choice(options) if word)

    return walk(rules[re.search(r"public <(\w+)>", grammar)[1]].split())  # type: ignore[index]


def test_every_command_of_the_grammar_reaches_an_intent(book: Phrasebook) -> None:
    router = Router(SETS, Clients(CLIENTS), FixedClock(), wakes=["hey jarvis", "alexa"])
    chance = random.Random(7)
    for _ in range(500):
        text = said_in(book.commands, chance)
        assert router.route(text).intent is not None, text


def test_free_text_stays_out_and_its_optional_part_alone_is_left_off(book: Phrasebook) -> None:
    assert "draft a reply to <client>" in book.commands
    assert "saying" not in book.commands
    assert "tell <client>" not in book.commands
    assert "<text>" not in book.commands


def test_the_dictation_grammar_holds_its_commands_and_no_others(book: Phrasebook) -> None:
    assert "( scratch | delete ) that" in book.dictation
    assert "calendar" not in book.dictation


def test_names_and_initials_are_hinted_at(book: Phrasebook) -> None:
    assert book.hotwords[:3] == ("J D", "Jane Doe", "Janie")
    assert "<client> = ( j d | jane | jane doe | janie | m k | maria | maria keller );" in book.commands


def test_spelt_words_take_turns_with_the_names_the_newest_first() -> None:
    """An engine takes some hundred: a long roster must not leave the words out, nor a long lexicon the names."""
    spelt = phrasebook(SETS, Clients(CLIENTS[:1]), [], lexicon=("Zoloft", "Janie", "EMDR", "Lamictal"))
    assert spelt.hotwords == ("J D", "Lamictal", "Jane Doe", "EMDR", "Janie", "Zoloft")
    assert phrasebook(SETS, Clients(()), [], lexicon=("Zoloft", "EMDR")).hotwords == ("EMDR", "Zoloft")


def test_without_clients_no_sentence_asks_for_one() -> None:
    empty = phrasebook(SETS, Clients(()), [])
    assert "<client>" not in empty.commands
    assert "when do i see" not in empty.commands
    assert empty.hotwords == ()


def test_the_real_recogniser_compiles_both_and_knows_every_word(book: Phrasebook) -> None:
    pocketsphinx = pytest.importorskip("pocketsphinx")
    decoder = pocketsphinx.Decoder(lm=None, loglevel="FATAL")
    for name, grammar in (("commands", book.commands), ("dictation", book.dictation)):
        rules = [line.partition("=")[2] for line in grammar.splitlines()[2:]]
        words = {word for rule in rules for word in re.findall(r"(?<![<\w])[a-z']+(?![\w>])", rule)}
        assert len(words) > 5
        assert [word for word in sorted(words) if decoder.lookup_word(word) is None] == []
        decoder.add_jsgf_string(name, grammar)
        decoder.activate_search(name)
