"""The closed grammar inside a dictation: a whole utterance is a command, or it is text.

Never a piece of a sentence: "plan" alone moves to the plan, "we agreed on a plan" is what she said.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from jellyfish import levenshtein_distance, metaphone

from assistant.api import Form, Terms
from skills.soap_notes import fields
from skills.soap_notes.fields import When
from skills.soap_notes.spelling import spelled
from skills.soap_notes.vocabulary import HEARD_AS, Command, Order, wordings

__all__ = ["ANYWHERE", "Order", "is_empty", "kept", "plain", "recognize", "understand"]

ANYWHERE = Form("", ())
"""Knows only what is a command in every format."""

_FILLERS = frozenset({"um", "uh", "er", "erm", "hmm"})
_LONGEST_BY_SOUND = 4
_LONGEST_RANGE = 12
"""Words on either side of "to", "with" and "through"; what is longer is a sentence."""
_JOINTS = {"correct": "to", "change": "to", "replace": "with"}
_NOBODY = frozenset(
    [
        *("a", "an", "the", "my", "your", "his", "her", "its", "our", "their", "this", "that", "these", "those", "it"),
        *("him", "them", "us", "me", "you", "all", "everyone", "which", "what", "when", "how", "insurance"),
    ]
)
"""Not whom a note is for, nor how a name begins."""


def plain(text: str) -> str:
    """Lower-case words without punctuation, apostrophes or fillers around them."""
    return " ".join(_trimmed(re.findall(r"\w+", re.sub(r"['’]", "", text.lower()))))


def understand(text: str, form: Form, when: When = fields.nothing) -> Order | None:
    """The command that the whole utterance is, or None where it is text.

    "Literal …" is always text; "note, …" forces a command, and is text where none follows. `when` reads the day of
    "next session …": where it knows no such day, that is text.
    """
    order = _order(text, form, when)
    if order is None and plain(text).startswith("note "):
        order = _order(re.sub(r"^.*?\bnote\b\W*", "", text, count=1, flags=re.IGNORECASE), form, when)
    return order


def recognize(text: str, form: Form = ANYWHERE) -> Command | None:
    """The command that it is, or None where it is text."""
    order = understand(text, form)
    return order.command if order is not None else None


def kept(text: str, name: str, form: Form, when: When = fields.nothing) -> Order | None:
    """The order that a transcript kept under this name, whatever her lists say by now; None where nobody knows it."""
    order = understand(text, form, when)
    if order is not None and order.name == name:
        return order
    if name in form.sections:
        return Order(Command.SECTION, name)
    if name == Command.FIELD:
        return fields.kept(plain(text))
    if name in set(Command):
        return Order(Command(name))
    order = understand(text, replace(form, sections=(*form.sections, name)))
    return order if order is not None and order.name == name else None


def is_empty(text: str) -> bool:
    """Whether nothing was said: no letter, no digit."""
    return not plain(text)


def _order(text: str, form: Form, when: When) -> Order | None:
    words, exact = plain(text), known(form)
    order = exact.get(words) or _MISHEARD.get(words) or _run_together(words, form) or _by_sound(words.split(), exact)
    if order is None and form.terms is not None:
        order = fields.given(words, when)
    return order or _with_words(text)


def _trimmed(words: list[str]) -> list[str]:
    """Without fillers at the beginning and the end."""
    meant = [at for at, word in enumerate(words) if re.sub(r"\W", "", word).lower() not in _FILLERS]
    return words[meant[0] : meant[-1] + 1] if meant else []


def known(form: Form) -> Mapping[str, Order]:
    """Every wording of the format in plain words, with its order."""
    terms = form.terms
    lists = None if terms is None else (terms.interventions, tuple(terms.modalities.items()))
    return _known(form.sections, lists)


@lru_cache(maxsize=32)
def _known(
    sections: tuple[str, ...], lists: tuple[tuple[str, ...], tuple[tuple[str, str], ...]] | None
) -> Mapping[str, Order]:
    terms = None if lists is None else Terms(lists[0], dict(lists[1]))
    return {plain(wording): order for wording, order in wordings(Form("", sections, terms=terms))}


_MISHEARD = {plain(wording): Order(command) for wording, command in HEARD_AS.items()}


def _with_words(text: str) -> Order | None:
    """The commands that carry words of the note, kept as they were written but for the marks around them."""
    words = _trimmed([word for word in text.split() if re.search(r"\w", word)])
    if re.search(r"[.?!]\s+\S", text.strip()) or len(words) < 3:
        return None
    first, second = plain(words[0]), plain(words[1])
    whom = re.fullmatch(r"(?:this note is for|change the client to) (.+)", plain(text))
    if whom is not None and _is_somebody(whom[1].split()):
        return Order(Command.NOTE_FOR, words=_bare(words[4:]))
    if first in _JOINTS:
        return _correction(words[1:], _JOINTS[first])
    order = None
    if (first, second) == ("strike", "from"):
        order = Order(Command.STRIKE, pairs=_pairs(words[2:], "through"))
    elif (first, second) == ("insert", "after") and len(words) <= _LONGEST_RANGE:
        order = Order(Command.INSERT_AFTER, words=_bare(words[2:]))
    elif (first, second) == ("spell", "that"):
        order = Order(Command.SPELL, words=spelled(words[2:]))
    return order if order is not None and (order.pairs or order.words) else None


def _is_somebody(words: list[str]) -> bool:
    """Whether they may be initials or a name."""
    return len(words) <= 3 and words[0] not in _NOBODY and words[-1] != "everywhere"


def _correction(words: list[str], joint: str) -> Order | None:
    everywhere = plain(words[-1]) == "everywhere"
    pairs = _pairs(words[:-1] if everywhere else words, joint)
    return Order(Command.CORRECT, pairs=pairs, everywhere=everywhere) if pairs else None


def _pairs(words: list[str], joint: str) -> tuple[tuple[str, str], ...]:
    """Every way to part the words at `joint`, with something on both sides."""
    found = []
    for at in range(len(words) - 2, 0, -1):
        if plain(words[at]) == joint and max(at, len(words) - at - 1) <= _LONGEST_RANGE:
            found.append((_bare(words[:at]), _bare(words[at + 1 :])))
    return tuple(found)


def _bare(words: list[str]) -> str:
    return " ".join(words).strip(' .,;:?!"“”')


def _run_together(words: str, form: Form) -> Order | None:
    """A wording of which only the blanks were written otherwise: "newline", "psycho education"."""
    joined = words.replace(" ", "")
    return next((order for said, order in known(form).items() if said.replace(" ", "") == joined), None)


def _by_sound(words: list[str], exact: Mapping[str, Order]) -> Order | None:
    """A command of two to four words in which one word was misheard as another of the same sound and spelt alike.

    A lone word is never taken by sound: "plain" and "plane" are words of hers. One reading only, or none.
    """
    if not 2 <= len(words) <= _LONGEST_BY_SOUND:
        return None
    found = {
        order
        for wording, order in exact.items()
        if len(said := wording.split()) == len(words) and _one_sounds_alike(words, said)
    }
    return found.pop() if len(found) == 1 else None


def _one_sounds_alike(words: list[str], said: list[str]) -> bool:
    differing = [pair for pair in zip(words, said, strict=True) if pair[0] != pair[1]]
    if len(differing) != 1:
        return False
    heard, meant = differing[0]
    near = 2 if max(len(heard), len(meant)) > 4 else 1
    return metaphone(heard) == metaphone(meant) and levenshtein_distance(heard, meant) <= near
