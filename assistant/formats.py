"""The formats of a note and the lists for its fields, from ``note_formats.toml``: the shipped one, or hers.

Hers lies in the folder of the configuration and stands for the shipped one whole.
"""

import re
import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from assistant.errors import ConfigurationError
from assistant.records import FIELDS, Form, Terms

FILE = "note_formats.toml"
MOST_SECTIONS = 8

_KEYS = ("sections", "required", "verbatim", "draws")
_LISTS = ("interventions", "modalities")
_WORD = "[a-z][a-z']*"
_PLAIN = {most: re.compile(f"{_WORD}(?: {_WORD}){{0,{most - 1}}}") for most in (1, 2, 4)}


@dataclass(frozen=True, slots=True)
class Formats:
    """All that is known of notes beforehand."""

    forms: Mapping[str, Form]
    """By name, in order; the first is the default."""
    interventions: tuple[str, ...] = ()
    modalities: Mapping[str, str] = field(default_factory=dict)
    """As it is said → as it is written."""

    @property
    def lists(self) -> Mapping[str, Sequence[str]]:
        """What can stand for the slots of a dictation that her lists fill."""
        sections = [section for form in self.forms.values() for section in form.sections]
        return {"section": sections, "intervention": self.interventions, "modality": tuple(self.modalities)}

    def lists_of(self, form: Form | None) -> Mapping[str, Sequence[str]]:
        """The same in a note of this format, which has no sections but its own; None: in any note."""
        return self.lists if form is None else {**self.lists, "section": form.sections}


def place(config: Path) -> Path:
    """Her file where there is one in this folder, else the one that comes with the program."""
    hers = config / FILE
    return hers if hers.exists() else shipped()


def shipped() -> Path:
    """The one that comes with the program."""
    package = Path(__file__).resolve().parent
    installed = package / "data" / FILE
    return installed if installed.exists() else package.parent / "config" / FILE


def load(path: Path, taken: Collection[str] = ()) -> Formats:
    """The formats of a file; `taken`: all that is a command of its own in a dictation.

    Raises `ConfigurationError` with every mistake in it, one a line in `fix`.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError("The note formats cannot be read.", fix=f"{path}: {error}") from None
    try:
        tree = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError("The note formats are not valid TOML.", fix=f"{path}: {error}") from None
    return parse(tree, str(path), taken)


def parse(tree: Mapping[str, Any], where: str, taken: Collection[str] = ()) -> Formats:
    """A parsed TOML tree as formats; `where` names it in errors. Raises `ConfigurationError`."""
    reading = _Reading(frozenset(taken))
    found = reading.read(tree)
    if reading.mistakes:
        count = len(reading.mistakes)
        raise ConfigurationError(
            f"The note formats have {count} mistake{'s' if count > 1 else ''}.",
            fix="\n".join(f"{where}: {mistake}" for mistake in reading.mistakes),
        )
    return found


class _Reading:
    """One reading of the tree, which goes on after a mistake."""

    def __init__(self, taken: frozenset[str]) -> None:
        self._taken = taken
        self.mistakes: list[str] = []

    def read(self, tree: Mapping[str, Any]) -> Formats:
        self._keys("", tree, ("formats", "lists"))
        formats = self._table("formats", tree)
        if tree.get("formats", {}) == {}:
            self._wrong("formats", "there must be at least one format, as [formats.soap]")
        named = {
            name: self._names(f"formats.{name}.sections", self._body(name, body)) for name, body in formats.items()
        }
        sections = tuple(dict.fromkeys(section for each in named.values() for section in each))
        lists = self._table("lists", tree)
        self._keys("lists", lists, _LISTS)
        interventions = self._said("lists.interventions", lists.get("interventions", []))
        modalities = self._modalities(self._table("modalities", lists, "lists."), sections)
        terms = Terms(interventions, modalities, sections)
        forms = {name: self._form(name, formats[name], named[name], sections, terms) for name in named}
        return Formats(forms, interventions, modalities)

    def _body(self, name: str, body: Any) -> Any:
        """What a format says of its sections; None where it can say nothing."""
        if not _PLAIN[1].fullmatch(name):
            self._wrong(f"formats.{name}", "the name of a format is one plain word in lower case, as you say it")
        if not isinstance(body, Mapping):
            self._wrong(f"formats.{name}", f"is no table; begin it with [formats.{name}]")
            return None
        self._keys(f"formats.{name}", body, _KEYS)
        return body.get("sections", [])

    def _names(self, key: str, value: Any) -> tuple[str, ...]:
        """The sections of a format, those that can stand."""
        if value is None:
            return ()
        names = self._texts(key, value)
        if value == []:
            self._wrong(key, "a format needs at least one section")
        if len(names) > MOST_SECTIONS:
            self._wrong(key, f"there are {len(names)} sections; at most {MOST_SECTIONS} can be told apart by ear")
        for name in names:
            if not _PLAIN[2].fullmatch(name):
                self._wrong(key, f"“{name}” must be one or two plain words in lower case, without digits or signs")
            elif clash := sorted(self._taken & _ways_to_say(name)):
                self._wrong(key, f"“{name}” cannot name a section, for “{clash[0]}” is a command of its own")
        return names

    def _form(self, name: str, body: Any, own: tuple[str, ...], everywhere: Sequence[str], terms: Terms) -> Form:
        body = body if isinstance(body, Mapping) else {}
        key = f"formats.{name}"
        required = self._texts(f"{key}.required", body.get("required", []))
        self._known(f"{key}.required", required, (*own, *FIELDS), "is no section of this format and no field")
        verbatim = self._texts(f"{key}.verbatim", body.get("verbatim", [one for one in own if one == "risk"]))
        self._known(f"{key}.verbatim", verbatim, own, "is no section of this format")
        draws = {}
        for section, value in self._table("draws", body, f"{key}.").items():
            place = f"{key}.draws.{section}"
            drawn = self._texts(place, value)
            self._known(f"{key}.draws", (section,), own, "is no section of this format")
            if section in drawn:
                self._wrong(place, f"“{section}” cannot draw from itself; what has its name is taken anyway")
            self._known(place, drawn, (*everywhere, *FIELDS), "is no section of any format and no field")
            draws[section] = drawn
        return Form(name, own, required, verbatim, draws, terms)

    def _said(self, key: str, value: Any) -> tuple[str, ...]:
        names = self._texts(key, value)
        for name in names:
            if not _PLAIN[4].fullmatch(name):
                self._wrong(key, f"“{name}” must be one to four plain words in lower case, without digits or signs")
        return names

    def _modalities(self, table: Mapping[str, Any], sections: Sequence[str]) -> dict[str, str]:
        found: dict[str, str] = {}
        for written, value in table.items():
            key = f"lists.modalities.{written}"
            for said in self._said(key, value):
                if said in found:
                    self._wrong(key, f"“{said}” is already a way to say “{found[said]}”")
                elif said in self._taken or said in sections:
                    self._wrong(key, f"“{said}” is a command or a section of its own")
                found[said] = written
        return found

    def _known(self, key: str, names: Sequence[str], among: Sequence[str], else_: str) -> None:
        for name in names:
            if name not in among:
                self._wrong(key, f"“{name}” {else_}{_nearest(name, among)}")

    def _keys(self, key: str, table: Mapping[str, Any], known: Sequence[str]) -> None:
        for name in table:
            if name not in known:
                there = _nearest(name, known) or f"; there are {', '.join(known)}"
                self._wrong(key, f"there is no key “{name}”{there}")

    def _table(self, name: str, body: Mapping[str, Any], before: str = "") -> Mapping[str, Any]:
        value = body.get(name, {})
        if not isinstance(value, Mapping):
            self._wrong(before + name, f"is no table; begin it with [{before}{name}]")
            return {}
        return value

    def _texts(self, key: str, value: Any) -> tuple[str, ...]:
        """A list of texts without doubles."""
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            self._wrong(key, "must be a list of texts")
            return ()
        for name in sorted({one for one in value if value.count(one) > 1}):
            self._wrong(key, f"“{name}” stands there twice")
        return tuple(dict.fromkeys(value))

    def _wrong(self, key: str, reason: str) -> None:
        mistake = f"{key}: {reason}" if key else reason
        self.mistakes.append(" ".join(mistake.splitlines()))


def _ways_to_say(section: str) -> frozenset[str]:
    """What she would say of this section, as far as another command may be worded alike."""
    to = {section, f"{section} section", f"the {section} section", f"go to {section}", f"go to the {section}"}
    return frozenset({*to, f"read the {section}", f"not assessed {section}"})


def _nearest(name: str, among: Sequence[str]) -> str:
    near = get_close_matches(name, among, 1, 0.5)
    return f"; did you mean “{near[0]}”?" if near else ""
