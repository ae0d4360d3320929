"""The closed grammar inside a dictation: a whole utterance is a command, or it is text.

Never a piece of a sentence: "plan" alone moves to the plan, "we agreed on a plan" is what she said. The same
phrases stand as templates in ``sentences.en.yaml``, for the recogniser; a test holds the two together.
"""

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum

from jellyfish import levenshtein_distance, metaphone

SECTIONS = ("subjective", "objective", "assessment", "plan")
"""The sections of a note, in order."""


class Command(StrEnum):
    """What a whole utterance may ask of the note editor."""

    SUBJECTIVE = "subjective"
    OBJECTIVE = "objective"
    ASSESSMENT = "assessment"
    PLAN = "plan"
    NEXT_SECTION = "next_section"
    PREVIOUS_SECTION = "previous_section"
    SCRATCH_THAT = "scratch_that"
    UNDO_THAT = "undo_that"
    REDO_THAT = "redo_that"
    NEW_LINE = "new_line"
    NEW_PARAGRAPH = "new_paragraph"
    READ_BACK = "read_back"
    WHATS_MISSING = "whats_missing"
    PAUSE = "pause"
    RESUME = "resume"
    STOP = "stop"
    END_NOTE = "end_note"
    DISCARD_NOTE = "discard_note"


_PHRASES: Mapping[Command, tuple[str, ...]] = {
    Command.NEXT_SECTION: ("next section", "go to next section", "go to the next section"),
    Command.PREVIOUS_SECTION: (
        "previous section",
        "last section",
        "go to previous section",
        "go to the previous section",
        "go to last section",
        "go to the last section",
    ),
    Command.SCRATCH_THAT: ("scratch that", "delete that"),
    Command.UNDO_THAT: ("undo that", "undo"),
    Command.REDO_THAT: ("redo that", "redo"),
    Command.NEW_LINE: ("new line",),
    Command.NEW_PARAGRAPH: ("new paragraph",),
    Command.READ_BACK: ("read that back", "read it back", "read back", "read that"),
    Command.WHATS_MISSING: ("what's missing", "what is missing", "what's still missing", "what is still missing"),
    Command.PAUSE: ("pause", "pause dictation", "pause the dictation", "pause the note"),
    Command.RESUME: (
        "resume",
        "resume dictation",
        "resume the dictation",
        "resume the note",
        "continue dictation",
        "continue the dictation",
    ),
    Command.STOP: ("stop", "cancel", "never mind", "quiet"),
    Command.END_NOTE: (
        "end note",
        "end the note",
        "end of note",
        "end dictation",
        "end the dictation",
        "stop dictation",
        "stop the dictation",
        "save note",
        "save the note",
        "that's all for the note",
        "that is all for the note",
    ),
    Command.DISCARD_NOTE: ("discard note", "discard the note", "discard this note"),
}

_HEARD_AS: Mapping[str, Command] = {
    "n note": Command.END_NOTE,
    "an note": Command.END_NOTE,
    "and note": Command.END_NOTE,
    "in note": Command.END_NOTE,
    "end no": Command.END_NOTE,
    "and the note": Command.END_NOTE,
    "that's all the note": Command.END_NOTE,
    "that's all four the note": Command.END_NOTE,
    "discard no": Command.DISCARD_NOTE,
    "reduce that": Command.REDO_THAT,
    "what's miss": Command.WHATS_MISSING,
    "what is miss": Command.WHATS_MISSING,
    "nevermind": Command.STOP,
}
"""Near misses that recognisers were measured to make of whole commands."""

_FILLERS = frozenset({"um", "uh", "er", "erm", "hmm"})
_LONGEST_BY_SOUND = 4


def _plain(text: str) -> str:
    """Lower-case words without punctuation, apostrophes or fillers around them."""
    words = re.findall(r"\w+", re.sub(r"['’]", "", text.lower()))
    while words and words[0] in _FILLERS:
        del words[0]
    while words and words[-1] in _FILLERS:
        del words[-1]
    return " ".join(words)


def phrases() -> Iterator[tuple[str, Command]]:
    """Every wording of every command, as it is spoken; misheard ones are not among them."""
    for section in SECTIONS:
        for wording in (
            "{}",
            "go to {}",
            "go to the {}",
            "{} section",
            "the {} section",
            "go to {} section",
            "go to the {} section",
        ):
            yield wording.format(section), Command(section)
    for command, wordings in _PHRASES.items():
        for wording in wordings:
            yield wording, command


_EXACT = {_plain(wording): command for wording, command in phrases()}
_MISHEARD = {_plain(wording): command for wording, command in _HEARD_AS.items()}


def recognize(text: str) -> Command | None:
    """The command that the whole utterance is, or None where it is text.

    "Literal …" is always text; "note, …" forces a command, and is text where none follows.
    """
    plain = _plain(text)
    command = _command(plain)
    if command is None and plain.startswith("note "):
        command = _command(plain.removeprefix("note "))
    return command


def dictated(text: str) -> str:
    """An utterance that is text, as it goes into the note: "literal scratch that" without its first word.

    "Literal" is taken away only where a command follows; before anything else it is a word like any other.
    """
    text = text.strip()
    first, _, rest = text.partition(" ")
    if _plain(first) == "literal" and recognize(rest) is not None:
        return rest.strip()
    return text


def is_empty(text: str) -> bool:
    """Whether nothing was said: no letter, no digit."""
    return not _plain(text)


def _command(plain: str) -> Command | None:
    return _EXACT.get(plain) or _MISHEARD.get(plain) or _by_sound(plain.split())


def _by_sound(words: list[str]) -> Command | None:
    """A command of two to four words in which one word was misheard as another of the same sound and spelt alike.

    A lone word is never taken by sound: "plain" and "plane" are words of hers. One reading only, or none.
    """
    if not 2 <= len(words) <= _LONGEST_BY_SOUND:
        return None
    found = {
        command
        for wording, command in _EXACT.items()
        if len(known := wording.split()) == len(words) and _one_sounds_alike(words, known)
    }
    return found.pop() if len(found) == 1 else None


def _one_sounds_alike(words: list[str], known: list[str]) -> bool:
    differing = [pair for pair in zip(words, known, strict=True) if pair[0] != pair[1]]
    if len(differing) != 1:
        return False
    heard, meant = differing[0]
    near = 2 if max(len(heard), len(meant)) > 4 else 1
    return metaphone(heard) == metaphone(meant) and levenshtein_distance(heard, meant) <= near
