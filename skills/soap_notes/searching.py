"""Words found again in a section, as they were said."""

import re
from collections.abc import Sequence

from jellyfish import levenshtein_distance, metaphone

from assistant.api import saying
from skills.soap_notes.layout import Token

Span = tuple[int, int]
"""The first token and the one after the last."""

_SAME_SOUND = {"two": "to", "too": "to", "one": "won", "eight": "ate"}
"""Numbers that are heard as other words, of which the code of a word's sound knows nothing."""


def find(tokens: Sequence[Token], words: str) -> tuple[Span, ...]:
    """Where the words stand, first to last: to the letter where that is anywhere, else by their sound.

    Over no mark or break; "two" is also found as "2". By sound a phrase may have one word more or fewer.
    """
    wanted = [key for word in words.split() if (key := _key(word))]
    if not wanted:
        return ()
    keys = ["" if token.sign else _key(token.text) for token in tokens]
    size = len(wanted)
    exact = [(at, at + size) for at in range(len(keys) - size + 1) if keys[at : at + size] == wanted]
    if exact:
        return _apart(exact)
    for length in (size, size + 1, size - 1):
        alike = [
            (at, at + length)
            for at in range(len(keys) - length + 1)
            if length and all(keys[at : at + length]) and _alike(keys[at : at + length], wanted)
        ]
        if alike:
            return _apart(alike)
    return ()


def is_exact(tokens: Sequence[Token], span: Span, words: str) -> bool:
    """Whether the words stand there to the letter, not only by their sound."""
    return [_key(token.text) for token in tokens[slice(*span)]] == [
        key for word in words.split() if (key := _key(word))
    ]


def fitted(tokens: Sequence[Token], span: Span, words: str) -> tuple[str, ...]:
    """The words as they stand in for a part of the text: its marks stay, and so does the capital of a sentence."""
    new = words.split()
    if not new:
        return ()
    first, last = tokens[span[0]].text, tokens[span[1] - 1].text
    begins = span[0] == 0 or tokens[span[0] - 1].text.rstrip(" -")[-1:] in ".?!\n"
    if begins and first[:1].isupper():
        new[0] = new[0][0].upper() + new[0][1:]
    marks = re.search(r"\W*$", last)
    new[-1] += marks.group() if marks else ""
    return tuple(new)


def _apart(spans: Sequence[Span]) -> tuple[Span, ...]:
    """Without those that overlap one before them."""
    kept: list[Span] = []
    for span in spans:
        if not kept or span[0] >= kept[-1][1]:
            kept.append(span)
    return tuple(kept)


def _alike(heard: Sequence[str], wanted: Sequence[str]) -> bool:
    one, other = ("".join(_SAME_SOUND.get(word, word) for word in words) for words in (heard, wanted))
    near = max(1, max(len(one), len(other)) * 2 // 5)
    return metaphone(one) == metaphone(other) != "" and levenshtein_distance(one, other) <= near


def _key(word: str) -> str:
    plain = re.sub(r"\W", "", word).lower()
    return saying.number(int(plain)) if plain.isascii() and plain.isdigit() and len(plain) < 3 else plain


def last_sentence(tokens: Sequence[Token], at: int) -> Span | None:
    """The sentence before the insertion point `at`: from a full stop or a break, or from where an utterance began."""
    stop = at
    while stop and "\n" in tokens[stop - 1].text:
        stop -= 1
    start = stop
    while start and not (start < stop and _is_end(tokens[start - 1], tokens[start])):
        start -= 1
    return (start, at) if start < at and any(not token.sign for token in tokens[start:at]) else None


def _is_end(token: Token, following: Token) -> bool:
    if token.sign:
        return token.text in (".", "?") or "\n" in token.text
    return token.text[-1] in ".?!" or (token.utterance != following.utterance and not following.sign)
