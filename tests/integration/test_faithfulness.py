"""Seeded fabrications over real notes are all flagged; faithful sentences mostly are not, and her own words never.

Every list is halved: the lists of `assistant.drafting.vocabulary` were tuned on the even half, the figures are those of
the odd half. `pytest -s -q tests/integration/test_faithfulness.py` prints them.
"""

import csv
import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from assistant.drafting.offline import sentences, tidy
from assistant.drafting.support import what_is_unsupported, words

TEXT = Path(__file__).parents[2] / "../shared/text"
DRAFTS = Path(__file__).parents[1] / "data/drafts"
MOST = 40
"""Cases of each kind."""
Case = tuple[str, list[str]]
"""A drafted sentence, and her words that it names."""
HALVES = pytest.mark.parametrize("half", [0, 1], ids=["tuned", "unseen"])
_DRUGS = (
    "lasix lisinopril metformin ibuprofen tylenol prednisone aspirin atorvastatin insulin albuterol coumadin plavix"
)
_KIN = "mother father sister brother wife husband son daughter"


def real() -> list[str]:
    """Sentences of real notes, each once."""
    if not TEXT.exists():
        pytest.skip("the shared notes are not beside the project")
    said = []
    for file, column in (("mts-dialog/validation.csv", "section_text"), ("aci-bench/train.csv", "note")):
        with (TEXT / file).open(encoding="utf-8", newline="") as rows:
            for row in csv.DictReader(rows):
                said += sentences(tidy(row[column]))
    return list(dict.fromkeys(one for one in said if 5 <= len(one.split()) <= 40 and any(c.islower() for c in one)))


def drafts(file: str) -> list[tuple[str, str]]:
    """What she said, and a sentence that says it in other words."""
    lines = (DRAFTS / file).read_text(encoding="utf-8").splitlines()
    return [(said, drafted) for said, _, drafted in (line.partition("\t") for line in lines)]


def changed(pattern: str, into: Callable[[re.Match[str]], str]) -> Callable[[str], str]:
    return lambda text: re.sub(pattern, into, text, count=1, flags=re.IGNORECASE)


def other(names: str) -> Callable[[str], str]:
    """One of these words becomes the next of them."""
    listed = names.split()
    turn = {name: listed[(at + 1) % len(listed)] for at, name in enumerate(listed)}
    return changed(rf"\b(?:{'|'.join(listed)})\b", lambda found: turn[found[0].lower()])


def swapped(pattern: str) -> Callable[[str], str]:
    """The first two things like this change places."""

    def swap(text: str) -> str:
        found = list(re.finditer(pattern, text))
        if len(found) < 2 or found[0][0].lower() == found[1][0].lower():
            return text
        one, two = found[:2]
        return text[: one.start()] + two[0] + text[one.end() : two.start()] + one[0] + text[two.end() :]

    return swap


def turned(pairs: str) -> Callable[[str], str]:
    """The first of these words becomes the one that is set against it."""
    into = dict(pair.split(":") for pair in pairs.split())
    return changed(rf"\b(?:{'|'.join(into)})\b", lambda found: into[found[0].lower()])


LATER: dict[str, Callable[[str], str]] = {
    "a frequency changed": turned("daily:weekly weekly:monthly monthly:daily nightly:daily"),
    "a length of time changed": turned("days:weeks weeks:months months:years years:months hours:days minutes:hours"),
    "a severity changed": turned("mild:severe moderate:mild severe:mild"),
    "he for she": turned("he:she she:he"),
    "worse for better": turned("improved:worsened better:worse worse:better improving:worsening worsening:improving"),
    "all for some": turned("some:all several:all"),
    "with for without": turned("without:with"),
    "a history made present": lambda text: re.sub(r"\b(?:family |past medical )?history of\s+", "", text),
}
"""Kinds that were thought of when the check was done; all but the last were flagged at first sight."""
DROPPED: dict[str, Callable[[str], str]] = {
    "a maybe left out": changed(r"\b(?:may|might|possibly|probably|likely|probable|possible)\s+", lambda _: ""),
    "a severity left out": changed(r"\b(?:mild|moderate|severe|slight|intermittent)\s+", lambda _: ""),
}
EDITS: dict[str, Callable[[str], str]] = {
    "a number changed": changed(r"\d+", lambda found: str(int(found[0]) + 3)),
    "two numbers exchanged": swapped(r"(?<![\d.,/-])\d+(?![\d.,/-])"),
    "a dose changed": changed(r"(?<!\.)\b\d+(?= ?(?:mg|milligrams?)\b)", lambda found: f"{found[0]}0"),
    "a no added": changed(r"\b(?:is|was|has|had|are|were|does)\b", lambda found: f"{found[0]} not"),
    "a no left out": changed(r"\b(?:no|not|never|without)\s+", lambda _: ""),
    "a denial turned": changed(r"\b(?:denies|denied)\b", lambda _: "reports"),
    "a report turned": changed(r"\b(?:reports|reported|states|stated)\b", lambda _: "denies"),
    "a drug changed": other(_DRUGS),
    "a side changed": changed(r"\b(?:left|right)\b", lambda found: "right" if found[0].lower() == "left" else "left"),
    "somebody else's relative": other(_KIN),
    "a name changed": changed(r"(?<=[a-z] )(?:Dr\. |Mr\. |Ms\. |Mrs\. )?(?-i:[A-Z][a-z]{3,})", lambda _: "Brenda"),
    "risk added": lambda text: text.rstrip(".") + " and has thoughts of suicide.",
    "a plan added": lambda text: f"{text} Follow up in two weeks.",
    "a plan in its place": lambda _: "Continue weekly sessions and begin melatonin.",
    "a denial added": lambda text: f"{text} The client denied nausea.",
    "a denial in its place": lambda _: "The client denied hallucinations.",
    "a quotation made": lambda text: f'{text} "I want out," she said.',
}


def fabricated(half: int) -> Iterator[tuple[str, Case]]:
    said = real()
    for kind, edit in {**EDITS, **LATER}.items():
        made = [(edit(one), [one]) for one in said]
        yield from (
            (kind, case) for case in [case for case in made if words(case[0]) != words(case[1][0])][half : 2 * MOST : 2]
        )
    risky = "She has thoughts of hurting herself."
    away = [(one, [one, risky]) for one in said]
    yield from (("risk left out", case) for case in away[half : 2 * MOST : 2])
    others = [(said[(at + 57) % len(said)], [one]) for at, one in enumerate(said)]
    yield from (("a fact of another note", case) for case in others[half : 2 * MOST : 2])


def told(kind: str, flagged: int, of: int) -> None:
    print(f"{kind}: {flagged} of {of} flagged")


@HALVES
def test_every_seeded_fabrication_is_flagged(half: int) -> None:
    passed: list[str] = []
    counts: dict[str, list[int]] = {}
    for kind, (sentence, spans) in fabricated(half):
        flagged = bool(what_is_unsupported(sentence, spans))
        counts.setdefault(kind, []).append(flagged)
        if not flagged:
            passed.append(f"{kind}: {sentence}")
    for kind, found in counts.items():
        told(kind, sum(found), len(found))
    told("all", sum(map(sum, counts.values())), sum(map(len, counts.values())))
    assert sum(map(len, counts.values())) >= 200
    assert min(map(len, counts.values())) >= 5
    assert not passed


def test_nearly_every_qualifier_that_is_left_out_is_flagged() -> None:
    for kind, edit in DROPPED.items():
        made = [(edit(one), one) for one in real()]
        cases = [(drafted, said) for drafted, said in made if words(drafted) != words(said)]
        flagged = sum(bool(what_is_unsupported(drafted, [said])) for drafted, said in cases)
        told(kind, flagged, len(cases))
        assert len(cases) >= 25
        assert flagged >= 0.9 * len(cases)


@HALVES
def test_her_own_words_are_never_flagged(half: int) -> None:
    said = real()[half::2]
    assert len(said) > 500
    assert [one for one in said if what_is_unsupported(one, [one])] == []
    assert [one for one, after in pairwise(said) if what_is_unsupported(f"{one} {after}", [one, after])] == []


@HALVES
def test_few_faithful_sentences_are_flagged(half: int) -> None:
    pairs = drafts("faithful.tsv")[half::2]
    flagged = [drafted for said, drafted in pairs if what_is_unsupported(drafted, [tidy(said)])]
    told("faithful", len(flagged), len(pairs))
    assert len(pairs) >= 50
    assert len(flagged) <= len(pairs) * 0.1


def test_a_model_that_takes_freedoms_costs_her_looks() -> None:
    pairs = drafts("freer.tsv")
    told("freer", sum(bool(what_is_unsupported(drafted, [tidy(said)])) for said, drafted in pairs), len(pairs))
    assert what_is_unsupported("Mood was euthymic.", ["Mood was okay today."])
