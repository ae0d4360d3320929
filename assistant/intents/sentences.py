"""Each skill's sentences, from the ``sentences.en.yaml`` beside it.

The file::

    language: en
    intents:
      day:                                   # the verb: the intent is "<folder>.day", the handler is `day`
        sentences:
          - "(what's|what is) on my (calendar|schedule) [{when}]"
        example: "what's on my calendar tomorrow"
        always: true                         # optional: understood in any state
    dictation:                               # optional: what is a command inside a dictation
      - "scratch that"

Slots: {client} {when} {time} {duration} {count} {text}; see `assistant.intents.slots`. In a dictation also those that
only a recogniser needs to know: {section} {intervention} {modality} of her lists, {length} {minutes} {goal} {day}
{letters} of `assistant.intents.grammar`.
"""

import importlib.resources
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import entry_points
from typing import Any

import yaml

from assistant.errors import ConfigurationError
from assistant.intents.slots import KINDS
from assistant.intents.templates import Pattern, expand, parse, slots_of

FILE = "sentences.en.yaml"
GROUP = "assistant.skills"


LISTED = ("section", "intervention", "modality")
"""Slots of a dictation that her own lists fill; one alone is a sentence."""
_DICTATED = (*KINDS, *LISTED, "length", "minutes", "goal", "day", "letters")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One template."""

    template: str
    pattern: Pattern
    required: frozenset[str]
    """Slots of every wording."""
    possible: frozenset[str]
    """Slots of some wording."""


@dataclass(frozen=True, slots=True)
class IntentSentences:
    """All the ways to say one intent."""

    name: str
    """``<folder>.<verb>``."""
    sentences: tuple[Sentence, ...]
    example: str
    always: bool = False
    """Whether it is understood in any state."""

    @property
    def verb(self) -> str:
        """The handler's name."""
        return self.name.partition(".")[2]


@dataclass(frozen=True, slots=True)
class SentenceSet:
    """One skill's file."""

    folder: str
    intents: tuple[IntentSentences, ...]
    dictation: tuple[Sentence, ...] = ()
    """The commands of its dictations."""


def load_all(classes: Mapping[str, type] | None = None) -> tuple[SentenceSet, ...]:
    """The sentences of every skill class (folder → class); of all that are installed, where none are given.

    Raises `ConfigurationError` that names the file.
    """
    if classes is None:
        classes = {entry.name: entry.load() for entry in sorted(entry_points(group=GROUP), key=lambda one: one.name)}
    return tuple(load(folder, cls.__module__.rpartition(".")[0]) for folder, cls in classes.items())


def load(folder: str, package: str) -> SentenceSet:
    """The sentences in `package`. Raises `ConfigurationError`."""
    where = f"{package.replace('.', '/')}/{FILE}"
    try:
        text = importlib.resources.files(package).joinpath(FILE).read_text(encoding="utf-8")
    except (OSError, ModuleNotFoundError, UnicodeDecodeError) as error:
        raise _wrong(where, f"cannot be read: {error}") from None
    return read(text, folder, where)


def read(text: str, folder: str, where: str) -> SentenceSet:
    """The content of a file as sentences; `where` names it in errors. Raises `ConfigurationError`."""
    try:
        tree = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f"line {mark.line + 1}: " if mark else ""
        raise _wrong(where, f"{line}not valid YAML: {getattr(error, 'problem', None) or error}") from None
    if not isinstance(tree, dict) or not isinstance(tree.get("intents"), dict) or not tree["intents"]:
        raise _wrong(where, "it must hold “language” and “intents”")
    unknown = set(tree) - {"language", "intents", "dictation"}
    if unknown or tree.get("language") != "en":
        raise _wrong(where, f"unknown key “{min(map(str, unknown))}”" if unknown else "“language” must be en")
    intents = tuple(_intent(folder, verb, body, where) for verb, body in tree["intents"].items())
    return SentenceSet(folder, intents, _sentences(tree.get("dictation") or [], "dictation", where, _DICTATED))


def _intent(folder: str, verb: Any, body: Any, where: str) -> IntentSentences:
    if not isinstance(verb, str) or not verb.isidentifier():
        raise _wrong(where, f"“{verb}” is not a verb")
    if not isinstance(body, dict) or set(body) - {"sentences", "example", "always"}:
        raise _wrong(where, f"{verb}: takes “sentences”, “example” and “always”")
    sentences = _sentences(body.get("sentences"), verb, where)
    example, always = body.get("example"), body.get("always", False)
    if not sentences or not isinstance(example, str) or not isinstance(always, bool):
        raise _wrong(where, f"{verb}: needs “sentences” and an “example”; “always” is true or false")
    return IntentSentences(f"{folder}.{verb}", sentences, example, always)


def _sentences(templates: Any, verb: str, where: str, slots: Sequence[str] = KINDS) -> tuple[Sentence, ...]:
    if not isinstance(templates, list) or not all(isinstance(one, str) for one in templates):
        raise _wrong(where, f"{verb}: “sentences” must be a list of texts")
    return tuple(_sentence(template, verb, where, slots) for template in templates)


def _sentence(template: str, verb: str, where: str, slots: Sequence[str]) -> Sentence:
    try:
        pattern = parse(template)
    except ValueError as reason:
        raise _wrong(where, f"{verb}: “{template}”: {reason}") from None
    required, possible = slots_of(pattern)
    strange = possible - set(slots)
    if strange:
        raise _wrong(where, f"{verb}: “{template}”: there is no slot {{{min(strange)}}}; there are {', '.join(slots)}")
    forms, open_ = expand(pattern), {f"{{{slot}}}" for slot in slots if slot not in LISTED}
    if any(not form or open_.issuperset(form) for form in forms):
        raise _wrong(where, f"{verb}: “{template}” can be said without any word of its own")
    if any(len(set(used)) < len(used) for used in ([w for w in form if w.startswith("{")] for form in forms)):
        raise _wrong(where, f"{verb}: “{template}” holds a slot twice")
    if "<" in template:
        raise _wrong(where, f"{verb}: “{template}”: rules in angle brackets are not supported")
    return Sentence(template, pattern, required, possible)


def _wrong(where: str, reason: str) -> ConfigurationError:
    return ConfigurationError("A skill's sentences are broken, so I can't start.", fix=f"{where}: {reason}")


def fixed(sets: Sequence[SentenceSet]) -> frozenset[str]:
    """Every wording inside a dictation that has no slot."""
    forms = (form for one in sets for sentence in one.dictation for form in expand(sentence.pattern))
    return frozenset(" ".join(form) for form in forms if not any(word.startswith("{") for word in form))


def every_sentence(sets: Sequence[SentenceSet]) -> list[tuple[IntentSentences, Sentence]]:
    """Each template with its intent."""
    return [(intent, sentence) for one in sets for intent in one.intents for sentence in intent.sentences]
