"""Every installed skill keeps the promises of `assistant.api`: sentences, handlers, slots, docstrings, imports."""

import ast
import importlib
import inspect
import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from assistant.api import Client, NotFound, Skill, Span
from assistant.intents.router import Router
from assistant.intents.sentences import GROUP, IntentSentences, Sentence, SentenceSet, load_all
from assistant.intents.templates import expand

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 11, 23, 17, 40, tzinfo=ZoneInfo("America/Chicago"))
JD = Client("1", "JD", "Jane Doe")
WORDS = {
    "client": "j d",
    "when": "on thursday",
    "time": "half past two",
    "duration": "ten minutes",
    "count": "five",
    "text": "purple elephants",
}
TYPES: dict[str, type] = {
    "client": Client,
    "when": Span,
    "time": datetime,
    "duration": timedelta,
    "count": int,
    "text": str,
}
CONVERSATION = {f"household.{verb}" for verb in ("repeat", "stop", "cancel", "help", "time", "date", "lock", "unlock")}


class OneClient:
    def all(self) -> Sequence[Client]:
        return (JD,)

    def by_initials(self, initials: str) -> Client:
        raise NotFound("I don't know that client.")


class FixedClock:
    def now(self) -> datetime:
        return NOW


ENTRIES = sorted(entry_points(group=GROUP), key=lambda entry: entry.name)
CLASSES: dict[str, type[Skill]] = {entry.name: entry.load() for entry in ENTRIES}
SETS: tuple[SentenceSet, ...] = load_all(CLASSES)
INTENTS = [(one.folder, intent) for one in SETS for intent in one.intents]
ROUTER = Router(SETS, OneClient(), FixedClock())


def each_intent(function: object) -> object:
    return pytest.mark.parametrize(("folder", "intent"), INTENTS, ids=[intent.name for _, intent in INTENTS])(function)  # type: ignore[arg-type,type-var]


def wordings(sentence: Sentence, at_most: int = 60) -> list[tuple[str, ...]]:
    """A sentence's wordings with slots open, a fixed sample where there are many."""
    every = expand(sentence.pattern, 3000)
    return every if len(every) <= at_most else random.Random(1).sample(every, at_most)


def filled(form: tuple[str, ...]) -> str:
    return " ".join(WORDS[word[1:-1]] if word.startswith("{") else word for word in form)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_a_skill_is_installed_under_its_folders_name(entry: EntryPoint) -> None:
    skill = CLASSES[entry.name]
    assert issubclass(skill, Skill)
    assert skill.folder == entry.name
    assert (ROOT / "skills" / entry.name / "sentences.en.yaml").exists()


@each_intent
def test_each_sentence_reaches_its_handler(folder: str, intent: IntentSentences) -> None:
    for sentence in intent.sentences:
        for form in wordings(sentence):
            text = filled(form)
            told = ROUTER.route(text).intent
            assert told is not None, f"“{text}” is not understood"
            assert told.name == intent.name, f"“{text}” goes to {told.name}"
            for name, value in told.slots.items():
                assert isinstance(value, TYPES[name])


@each_intent
def test_the_handler_takes_exactly_the_slots_of_its_sentences(folder: str, intent: IntentSentences) -> None:
    handler = getattr(CLASSES[folder], intent.verb, None)
    assert inspect.iscoroutinefunction(handler), f"{CLASSES[folder].__name__}.{intent.verb} is not a coroutine"
    parameters = list(inspect.signature(handler).parameters.values())[2:]
    names = {one.name for one in parameters}
    required = {one.name for one in parameters if one.default is inspect.Parameter.empty}
    possible = {name for sentence in intent.sentences for name in sentence.possible}
    assert possible == names, "each slot is a parameter, and each parameter is in some sentence"
    for sentence in intent.sentences:
        assert required <= sentence.required, f"“{sentence.template}” may come without {required - sentence.required}"


@each_intent
def test_the_handler_says_what_it_does(folder: str, intent: IntentSentences) -> None:
    first = (inspect.getdoc(getattr(CLASSES[folder], intent.verb)) or "").partition("\n")[0]
    assert len(first.split()) >= 3
    assert first[0].isupper()


@each_intent
def test_the_example_is_understood(folder: str, intent: IntentSentences) -> None:
    assert intent.example
    text = intent.example.replace("M K", "J D").replace("m k", "j d")
    told = ROUTER.route(text).intent
    assert told is not None
    assert told.name == intent.name


def test_no_two_intents_claim_one_sentence() -> None:
    owner: dict[tuple[str, ...], str] = {}
    for _, intent in INTENTS:
        for sentence in intent.sentences:
            for form in expand(sentence.pattern, 3000):
                assert owner.setdefault(form, intent.name) == intent.name, " ".join(form)


def test_what_works_in_any_state_is_marked_so() -> None:
    always = {intent.name for _, intent in INTENTS if intent.always}
    assert always >= CONVERSATION


def test_in_any_state_the_words_that_stop_it_are_understood() -> None:
    for text in ("stop", "Stop.", "cancel", "never mind", "be quiet", "repeat that", "what can you do", "lock"):
        told = ROUTER.route(text, only_always=True).intent
        assert told is not None, text
        assert told.name in CONVERSATION


@pytest.mark.parametrize("folder", sorted(CLASSES))
def test_a_skill_imports_only_the_api_and_itself(folder: str) -> None:
    for path in sorted((ROOT / "skills" / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{path.name}: imports are absolute"
                names = [node.module or ""]
            for name in names:
                if name.partition(".")[0] in ("assistant", "skills"):
                    allowed = (
                        name == "assistant.api" or name == f"skills.{folder}" or name.startswith(f"skills.{folder}.")
                    )
                    assert allowed, f"{path.name} imports {name}"


def test_every_module_of_a_skill_can_be_imported() -> None:
    for folder in CLASSES:
        for path in (ROOT / "skills" / folder).glob("*.py"):
            importlib.import_module(f"skills.{folder}" if path.stem == "__init__" else f"skills.{folder}.{path.stem}")
