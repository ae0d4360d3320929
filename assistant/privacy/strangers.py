"""People who are not in the roster, where a text says that it names somebody. Best effort. Pure."""

import re
from collections.abc import Iterator

from assistant.privacy.common import is_common
from assistant.privacy.folding import fold
from assistant.privacy.given import GIVEN
from assistant.privacy.words import GRAMMAR, WORDS

_NAME = r"(?P<name>[^\W\d_][\w'’-]{1,30}(?: (?:[^\W\d_]\.? )?[^\W\d_][\w'’-]{1,30}){0,2})"
_TITLED = re.compile(
    rf"(?<!\w)(?:dr|mr|mrs|ms|prof|doctor|professor|miss|rabbi|pastor|judge)\.? {_NAME}", re.IGNORECASE
)
_CALLED = re.compile(
    rf"(?<!\w)(?:my|his|her|their|the|whose|middle|last|first) name(?:'s| is| was)(?: called)? {_NAME}", re.IGNORECASE
)
_RUN = re.compile(
    r"(?<![\w'’-])[A-ZÀ-ÞĀ-Ž][\w'’-]*[^\W\d_](?: [A-ZÀ-Þ]\.?)?(?: [A-ZÀ-ÞĀ-Ž][\w'’-]*[^\W\d_]){1,2}(?![\w'’-])"
)
"""Capitalised words on end."""
_WORD = re.compile(r"(?<![\w'’])[^\W\d_]++(?!['’]t(?!\w))")
_LAST = re.compile(r" (?:[^\W\d_]\.? )?([^\W\d_][\w’'-]*[^\W\d_])")
"""What may be a last name, after a first one."""


def find(text: str) -> Iterator[tuple[int, int]]:
    """Where somebody is named by a title, by "my name is", by a first name, or by capitalised words that are no everyday words."""
    for form in (_TITLED, _CALLED):
        for found in form.finditer(text):
            if length := _leading(found["name"], titled=form is _TITLED):
                yield found.start("name"), found.start("name") + length
    for found in _WORD.finditer(text):
        if fold(found[0]).text in GIVEN:
            last = _LAST.match(text, found.end())
            yield found.start(), last.end() if last and _leading(last[1]) else found.end()
    for found in _RUN.finditer(text):
        words = found[0].split(" ")
        if not any(is_common(fold(word).text) for word in words if len(word) > 2):
            yield found.span()


def _leading(words: str, *, titled: bool = False) -> int:
    """The characters at the start that are words of a name."""
    length = 0
    for at, word in enumerate(words.split(" ")):
        plain = fold(word).text.removesuffix("'s")
        capital = word[0].isupper()
        named = plain not in GRAMMAR and (capital or not is_common(plain) or (titled and at == 0 and plain in WORDS))
        if not named:
            break
        length += len(word) + bool(at)
    return length
