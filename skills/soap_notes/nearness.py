"""Text that may have been meant as a command: a section that is not there, or what is nearly a wording."""

import re
from functools import lru_cache

from jellyfish import levenshtein_distance, metaphone

from assistant.api import Form
from skills.soap_notes.commands import known, plain, understand

NO_SECTION = "there is no such section in this note"
LIKE_A_COMMAND = "it sounds like a command"

_LONGEST = 4
"""Words; what is longer is a sentence."""
_SHORTEST = 5
"""Letters; shorter words are all near one another."""
_STEPS = ("next", "last", "previous", "end")
_TO_SECTION = re.compile(r"go to (?:the )?(\w+)|go to (?:the )?(\w+(?: \w+)?) section|(?:the )?(\w+(?: \w+)?) section")
_BEGUN = re.compile(
    r"(?:linke?d? (?:to )?goals?|next session(?: is| on)?|session length|risk level|spell that|intervention)"
    r"(?: (?!(?:is|was|were|are|has|had|will|and|of|in|to|with|for|she|he|they|we)\b)\w+){0,2}"
    r"|session of \w+(?: \w+)? minutes?|\w+(?: \w+)? minutes session"
)
"""The beginning of a command with one or two words that it does not take, or a length put otherwise."""
_EDIT = re.compile(r"(?:correct|replace|strike from|insert after)(?: (?!that\b|the fact\b)\w+){1,8}")
"""The beginning of a correction whose rest was not understood: "correct sad tired"."""
_APART = re.compile(r"^(?:private note|off the record) |(?<!^literal) (?:private note|off the record)$")
"""Said without a pause before or after it, however long the rest: what she wanted to keep apart stands in the note."""


def doubt(text: str, form: Form) -> str:
    """Why an utterance of text is to be looked at again; empty where nothing is strange about it."""
    words = plain(text)
    if _EDIT.fullmatch(words) or _APART.search(words):
        return LIKE_A_COMMAND
    if not words or len(words.split()) > _LONGEST + (" section" in words):
        return ""
    if words.startswith("literal ") and understand(words.removeprefix("literal "), form, when=str) is not None:
        return ""  # she says herself that it is none
    named = next((name for name in found.groups() if name), "") if (found := _TO_SECTION.fullmatch(words)) else ""
    elsewhere = form.terms.sections if form.terms is not None else ()
    if named and named not in elsewhere and any(_are_near(named, name) for name in (*form.sections, *_STEPS)):
        return LIKE_A_COMMAND
    if named or words in elsewhere:
        return NO_SECTION  # of another format, or of none: one of this would have been a command
    begun = form.terms is not None and _BEGUN.fullmatch(words)
    return LIKE_A_COMMAND if begun or _is_near(words, form) else ""


def _is_near(words: str, form: Form) -> bool:
    """Whether they are one wording but for a few letters, or but for the spelling of nearly the same sounds."""
    joined, count = words.replace(" ", ""), words.count(" ")
    if len(joined) < _SHORTEST:
        return False
    return any(_are_near(words, wording) for wording in known(form) if abs(wording.count(" ") - count) <= 1)


def _are_near(words: str, wording: str) -> bool:
    longest = max(len(words), len(wording)) - min(words.count(" "), wording.count(" "))
    if 2 * abs(len(words) - len(wording)) > longest:
        return False
    apart = levenshtein_distance(words, wording)
    if apart <= longest // (3 if " " in words else 5):
        return True
    said, meant = _sound(words), _sound(wording)
    slips = max(1, len(meant) // 4) if len(meant) > 3 else 0
    return len(meant) > 2 and 2 * apart <= longest and levenshtein_distance(said, meant) <= slips


@lru_cache(maxsize=4096)
def _sound(words: str) -> str:
    return str(metaphone(words.replace(" ", "")))
