"""Whether her words carry a drafted sentence: the check of a draft, ours and not the model's word. Pure.

Where in doubt they do not: a sentence wrongly flagged costs her a look, one wrongly passed stands in a record.
"""

import re
from collections.abc import Iterator, Sequence

from assistant.drafting.checks import MARKUP, RISK
from assistant.drafting.figures import NUMBER_STEMS, clashes
from assistant.drafting.sentence import Read, read
from assistant.drafting.vocabulary import FRAME, KIN, LIMITS, NEGATIONS, OPPOSITES
from assistant.privacy.folding import fold

_MARKS = re.compile(r"[\"“”„«»]")
_QUOTED = re.compile(r"\"([^\"]*)\"|“([^”]*)”|„([^“”]*)[“”]|«([^»]*)»")
_SINGLE = re.compile(r"(?:^|(?<=[\s(]))['‘]([^'‘’]+(?:['’]\w[^'‘’]*)*)['’](?=[\s.,;:!?)]|$)")
_NEAR = 4
"""Words between a word and the one that it goes with."""


def words(text: str) -> str:
    """Its words with a blank around each, without case or punctuation."""
    return " ".join(["", *re.findall(r"\w+(?:'\w+)*(?:[.,/]\d+)*|%", fold(text).text), ""])


def is_verbatim(sentence: str, spans: Sequence[str]) -> bool:
    """Whether it is one of her sentences, or several that follow one another, word for word."""
    said = words(sentence).split()
    parts = [words(span).split() for span in spans]
    return bool(said) and any(_begins_with(said, parts[first:]) for first in range(len(parts)))


def _begins_with(said: Sequence[str], parts: Sequence[Sequence[str]]) -> bool:
    """Whether it is the first of these, or the first few."""
    done = 0
    for part in parts:
        if said[done : done + len(part)] != part:
            return False
        done += len(part)
        if done == len(said):
            return True
    return False


def touches_risk(text: str) -> bool:
    """Whether it is about harm, abuse, death or the like; where in doubt, it is."""
    return bool(RISK.search(fold(text).text))


def what_is_unsupported(sentence: str, spans: Sequence[str]) -> str:
    """Why these words of hers do not carry the sentence, as the end of "this sentence …"; empty where they do."""
    if not spans:
        return "names none of your words"
    if not _quotes_are_hers(sentence, spans):
        return "quotes what you did not say in these words"
    if is_verbatim(sentence, spans):
        lost = any(touches_risk(span) and words(span) not in words(sentence) for span in spans)
        return "leaves out what you said about risk" if lost else ""
    return next(_differences(sentence, spans), "")


def _differences(sentence: str, spans: Sequence[str]) -> Iterator[str]:
    if MARKUP.search(sentence):
        yield "is not plain text"
    if touches_risk(sentence):
        yield "touches on risk and is not word for word what you said"
    if any(touches_risk(span) for span in spans):
        yield "leaves out what you said about risk"
    drafted, said = read(sentence), read(" ".join(_ended(span) for span in spans))
    if not drafted.stems:
        yield "holds no words"
    clash = clashes(drafted, said)
    if clash:
        yield clash
    added = dict.fromkeys(stem for stem in drafted.stems if stem not in said.all | FRAME | NUMBER_STEMS | NEGATIONS)
    if added:
        shown = ", ".join(f'"{drafted.forms[stem]}"' for stem in list(added)[:3])
        yield f"holds words that you did not say: {shown}"
    yield from _denials(drafted, said)
    yield from _limits(drafted, said)
    yield from _people(drafted, said)
    if any(_is_swapped(drafted, said, pair) for pair in OPPOSITES):
        yield "may have two things changed round"


def _denials(drafted: Read, said: Read) -> Iterator[str]:
    if drafted.denials > said.denials:
        yield "says no where you did not"
    if said.denials and not drafted.denials and not _kept_apart(drafted, said):
        yield "leaves out a no"
    for stem, polarities in drafted.polarity.items():
        if stem in said.polarity and not polarities <= said.polarity[stem]:
            yield "says no where you did not" if True in polarities else "leaves out a no"


def _kept_apart(drafted: Read, said: Read) -> bool:
    """Whether all that it keeps was said without a no, what was denied being left to another sentence."""
    shared = [stem for stem in drafted.content if stem in said.polarity]
    return bool(shared) and all(said.polarity[stem] == {False} for stem in shared)


def _limits(drafted: Read, said: Read) -> Iterator[str]:
    """ "She wants to stop drinking" may not become "she drinks"."""
    for at, stem in enumerate(said.stems):
        if stem in LIMITS and stem not in drafted.all:
            kept = next((after for after in said.stems[at + 1 :] if after not in FRAME), "")
            if kept in drafted.all:
                yield f'leaves out "{said.forms[stem]}"'


def _people(drafted: Read, said: Read) -> Iterator[str]:
    for hers, other in (("she", "he"), ("he", "she")):
        if hers in drafted.genders and hers not in said.genders and other in said.genders:
            yield "may speak of somebody else"
    if drafted.speaks_of_client and said.speaks_of_her and not (said.speaks_of_client or said.names):
        yield "may give the client what was yours"
    if drafted.speaks_of_her and not said.speaks_of_her:
        yield "may give you what was the client's"
    kin = [stem for stem in dict.fromkeys(said.stems) if stem in KIN]
    if any(stem not in drafted.all for stem in kin) and (drafted.speaks_of_client or len(kin) > 1):
        yield "leaves out who it was"
    names = [stem for stem in dict.fromkeys(drafted.stems) if stem in KIN or stem in drafted.names | said.names]
    if any(_turned(drafted, said, stem) for stem in names) or _crossed(names, said):
        yield "may have two people or things changed round"


def _crossed(names: Sequence[str], said: Read) -> bool:
    """Whether two who are named once each were named the other way round."""
    places = [said.stems.index(stem) for stem in names if said.stems.count(stem) == 1]
    return places != sorted(places)


def _turned(drafted: Read, said: Read, name: str) -> bool:
    """Whether all that stood before somebody now stands after, or the other way round."""
    if said.stems.count(name) != 1 or drafted.stems.count(name) != 1:
        return False
    here, there = drafted.stems.index(name), said.stems.index(name)
    sides = {
        (drafted.stems.index(stem) < here) == (said.stems.index(stem) < there)
        for stem in drafted.content
        if stem != name and stem in said.all
    }
    return sides == {False}


def _is_swapped(drafted: Read, said: Read, pair: frozenset[str]) -> bool:
    """Where she said both "left" and "right": whether one of them now goes with what the other went with, or stands in its place."""
    if not pair <= said.all:
        return False
    if any(drafted.stems.count(stem) > said.stems.count(stem) for stem in pair):
        return True
    return any(
        stem in pair and bool(after := _follows(drafted, at)) and after not in _followers(said, stem)
        for at, stem in enumerate(drafted.stems)
    )


def _follows(text: Read, at: int) -> str:
    return next((stem for stem in text.stems[at + 1 : at + 1 + _NEAR] if stem not in FRAME), "")


def _followers(text: Read, wanted: str) -> frozenset[str]:
    return frozenset(_follows(text, at) for at, stem in enumerate(text.stems) if stem == wanted)


def _quotes_are_hers(sentence: str, spans: Sequence[str]) -> bool:
    quotes = ["".join(found) for found in _QUOTED.findall(sentence)] + _SINGLE.findall(sentence)
    said = words(" ".join(spans))
    left = _MARKS.sub("", _QUOTED.sub("", sentence)) == _QUOTED.sub("", sentence)
    return left and all(words(quote).strip() and words(quote) in said for quote in quotes)


def _ended(span: str) -> str:
    return span if span[-1:] in ".!?…" else f"{span}."
