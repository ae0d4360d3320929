"""Which format she named, or which one a note has."""

import re
from collections.abc import Iterator, Mapping

from jellyfish import levenshtein_distance, metaphone

from assistant.api import Form, Note, Reply, saying

_AROUND = re.compile(r"^(?:an? )?(.*?)(?: (?:progress |session |therapy )?notes?)?(?: (?:format|style))?$")
_ANYWHERE = re.compile(r"\bas (?:an? )?(.+)$")


def named(words: str, forms: Mapping[str, Form]) -> Form | None:
    """The format of that name: as a word ("dap", "a birp note"), by letters ("d a p"), or by the sound of it ("burp")."""
    found = _AROUND.match(" ".join(re.findall(r"\w+", words.lower())))
    name = found.group(1).replace(" ", "") if found else ""
    if name in forms:
        return forms[name]
    alike = [form for form in forms.values() if name and _sounds_like(name, form.name)]
    return alike[0] if len(alike) == 1 else None


def said_in(text: str, forms: Mapping[str, Form]) -> Form | None:
    """The format that a whole request names: "start a DAP note", "new b i r p note for J D"."""
    found = {form.name: form for form in _before_note(text, forms)}
    return next(iter(found.values())) if len(found) == 1 else None


def said_as(text: str) -> str:
    """What follows "as" at the end of a request, else empty."""
    found = _ANYWHERE.search(" ".join(re.findall(r"\w+", text.lower())))
    return found.group(1) if found else ""


def asked(slot: str, request: str, forms: Mapping[str, Form]) -> Form | None:
    """The format of a request, the usual one where it names none; None where it names one that there is not.

    `slot`: what followed "as", where the sentence left that open.
    """
    words = slot or said_as(request)
    if words:
        return named(words, forms)
    return said_in(request, forms) or next(iter(forms.values()))


def unknown(forms: Mapping[str, Form]) -> Reply:
    """Said where there is no such format."""
    return Reply(f"I have no format of that name, so no note was begun. There are: {saying.in_turn(tuple(forms))}.")


def of(note: Note, forms: Mapping[str, Form]) -> Form:
    """The note's format; where she has taken it out of the configuration, its sections as they were written."""
    return forms.get(note.form) or Form.gone(note, tuple(forms.values()))


def _before_note(text: str, forms: Mapping[str, Form]) -> Iterator[Form]:
    words = re.findall(r"\w+", text.lower().replace(".", ""))
    for at in (place for place, word in enumerate(words) if word == "note"):
        for size in range(1, 6):
            name = "".join(words[max(0, at - size) : at])
            if name in forms:
                yield forms[name]


def _sounds_like(heard: str, name: str) -> bool:
    return heard[0] == name[0] and metaphone(heard) == metaphone(name) and levenshtein_distance(heard, name) <= 2
