"""A section as a model drafted it: which of its sentences need her look, and whether it may stand at all. Pure.

A sentence that her words do not carry is kept and flagged. Her own words stand instead of the whole section where the
draft would lose something she said, or touch on risk in any words but hers.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from assistant.drafting.figures import figures
from assistant.drafting.sentence import read
from assistant.drafting.support import is_verbatim, touches_risk, what_is_unsupported, words
from assistant.drafting.tracing import Word, places
from assistant.records import Supported

_LEAST = 0.5
"""Of the words of one of her sentences that claim something, the share that the draft must still hold."""


def drafted_section(
    name: str,
    answered: Sequence[tuple[str, Sequence[int]]],
    lines: Mapping[int, tuple[str, str]],
    words_of: Sequence[Word] = (),
) -> tuple[Supported, ...]:
    """The sentences that may stand for it, in the model's order; none where her own words must.

    `answered`: each sentence and the numbers it claims to rest on; `lines`: number → section and her words; `words_of`:
    the words of the section, each with the place of its utterance.
    """
    own = {at: said for at, (section, said) in lines.items() if section == name}
    places_of = dict(zip(own, places(tuple(own.values()), words_of), strict=True))
    sentences = [(" ".join(text.split()), tuple(dict.fromkeys(spans))) for text, spans in answered]
    drafted = tuple(
        replace(_supported(text, spans, own, lines), heard=_heard(spans, places_of))
        for text, spans in sentences
        if text
    )
    drafted = tuple(_unrepeated(drafted, [spans for text, spans in sentences if text]))
    named = {at for _, spans in sentences for at in spans}
    if not drafted or not own.keys() <= named or not _holds_risk(drafted, tuple(own.values())):
        return ()
    return drafted if _holds_all(drafted, tuple(own.values())) else ()


def _unrepeated(drafted: Sequence[Supported], spans: Sequence[tuple[int, ...]]) -> Iterator[Supported]:
    """A sentence may stand twice where it rests on something else the second time: she said it twice."""
    before: dict[str, set[int]] = {}
    for each, named in zip(drafted, spans, strict=True):
        known = before.setdefault(words(each.sentence), set())
        again = bool(known) and known >= set(named)
        known.update(named)
        yield replace(each, flag="says again what another sentence says") if again and not each.flag else each


def _heard(spans: tuple[int, ...], places_of: Mapping[int, tuple[int, ...]]) -> tuple[int, ...]:
    return tuple(sorted({seq for at in spans for seq in places_of.get(at, ())}))


def _supported(
    text: str, spans: tuple[int, ...], own: Mapping[int, str], lines: Mapping[int, tuple[str, str]]
) -> Supported:
    hers = [own[at] for at in sorted(spans) if at in own]
    if not lines.keys() >= set(spans):
        return Supported(text, tuple(hers), "names words that are not there")
    if not own.keys() >= set(spans):
        return Supported(text, tuple(hers), "rests on words of another section")
    return Supported(text, tuple(hers), what_is_unsupported(text, hers))


def _holds_risk(drafted: Sequence[Supported], own: Sequence[str]) -> bool:
    """Whether all that touches on risk is in both, word for word."""
    whole = words(" ".join(each.sentence for each in drafted))
    hers = all(words(said) in whole for said in own if touches_risk(said))
    return hers and all(is_verbatim(each.sentence, own) for each in drafted if touches_risk(each.sentence))


def _holds_all(drafted: Sequence[Supported], own: Sequence[str]) -> bool:
    """Whether every number, all that was denied, and most of each of her sentences is in it."""
    whole = read(" ".join(each.sentence for each in drafted))
    kept = {value for value, _ in figures(whole.tokens)} | {1.0}
    for said in map(read, own):
        held = [stem for stem in said.content if stem in whole.all]
        denied = [stem for stem, polarities in said.polarity.items() if polarities == {True}]
        if not {value for value, _ in figures(said.tokens)} <= kept:
            return False
        if len(held) < _LEAST * len(said.content) or not set(denied) <= whole.all:
            return False
    return True
