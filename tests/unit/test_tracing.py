"""Every sentence of hers is traced to the utterances that hold its words."""

import csv
import random
import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.drafting.offline import sentences, tidy
from assistant.drafting.tracing import heard, places

SAID = [
    "um she slept badly",
    "four hours, she said",
    "she cried.",
    "we, uh, talked",
    "she cried.",
    "UM results are back",
]
Words = list[tuple[str, int]]
NOTES = Path(__file__).parents[2] / "../shared/text/aci-bench/train.csv"


def words(said: list[str]) -> Words:
    return [(word, at) for at, text in enumerate(said) for word in text.split()]


@pytest.mark.parametrize(
    ("spans", "places"),
    [
        (["She slept badly four hours, she said."], (0, 1)),
        (["She cried."], (2,)),
        (["She cried.", "She cried."], (2, 4)),
        (["We talked."], (3,)),
        (["UM results are back."], (5,)),
        (["“We talked” – she CRIED!"], (3, 4)),
        (["We talked.", "She slept badly."], (0, 3)),
        (["We talked about results that are back."], (3, 5)),
        (["She slept terribly, four hours, she said."], (0, 1)),
        (["Nothing of the kind."], ()),
        (["..."], ()),
        ([""], ()),
        ([], ()),
    ],
)
def test_sentences_are_found_where_they_were_said(spans: list[str], places: tuple[int, ...]) -> None:
    assert heard(spans, words(SAID)) == places


def test_without_words_nothing_was_heard() -> None:
    assert heard(["She cried."], []) == ()


def test_a_word_of_no_utterance_is_left_out() -> None:
    assert heard(["She cried."], [("she", 3), ("cried", -1)]) == (3,)
    assert heard(["She cried."], [("she", -1), ("cried", -1)]) == ()


def test_a_sentence_said_twice_is_two_places() -> None:
    assert places(["She cried.", "We talked.", "She cried."], words(SAID)) == [(2,), (3,), (4,)]


def test_a_sentence_with_a_word_changed_is_looked_for_between_its_neighbours() -> None:
    said = ["she cried for long", "we talked", "she cried for hours", "it went well"]
    assert places(["We talked.", "She cried for minutes.", "It went well."], words(said)) == [(1,), (2,), (3,)]


@pytest.mark.parametrize(
    ("spans", "named"),
    [
        (["no " * 60_000], 60_000),
        (["no " * 30_000 + "x" + " no" * 30_000], 0),
        (["no no no x"] * 10_000, 3),
        (["no"] * 10_000, 10_000),
        (["um " * 10_000], 0),
        (["yes no"] * 10_000, 0),
    ],
)
def test_a_word_said_again_and_again_is_traced_or_left(spans: list[str], named: int) -> None:
    """Work that grew with the square of the length would take hours."""
    assert len(heard(spans, [("no", at) for at in range(60_000)])) == named


texts = st.lists(
    st.lists(st.sampled_from(["she", "cried", "um", "four", "uh", "Dr.", "3.5", "mg,", "e.g.", "not,", "no.", "badly;", "I've", "We", "re-read", "–", "…"]), min_size=1, max_size=8),
    min_size=1,
    max_size=8,
)  # fmt: skip


@given(texts)
def test_every_word_of_a_sentence_belongs_to_an_utterance_that_is_named(said: list[list[str]]) -> None:
    told = words([" ".join(each) for each in said])
    lines = sentences(tidy(" ".join(word for word, _ in told)))
    found = places(lines, told)
    for line, named in zip(lines, found, strict=True):
        spoken = tokens(" ".join(word for word, seq in told if seq in named))
        assert set(tokens(line)) <= set(spoken)
        assert set(heard([line], told)) <= set(range(len(said)))
    assert all(not before or not after or before[0] <= after[0] for before, after in pairwise(found))
    wanted = {seq for word, seq in told if tokens(word) and not re.fullmatch(r"u+[hm]+", tokens(word)[0])}
    assert wanted <= {seq for named in found for seq in named}


def tokens(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.lower())


@pytest.mark.parametrize(("changed", "right", "near"), [(0.0, 1.0, 1.0), (0.05, 0.9, 0.98)])
def test_sentences_of_real_notes_are_traced_to_where_they_were_said(changed: float, right: float, near: float) -> None:
    """Notes cut into utterances of 3 to 12 words, with hesitations; `changed`: of her words, those that differ since."""
    if not NOTES.exists():
        pytest.skip("the shared notes are not beside the project")
    chance = random.Random(5)
    exact = overlapping = count = 0
    with NOTES.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            told = spoken(row["note"].split(), chance)
            lines = sentences(tidy(" ".join(word for word, _ in told)))
            place = iter([seq for word, seq in told for _ in tokens(word)])
            true = [tuple(sorted({next(place) for _ in tokens(line)})) for line in lines]
            heard_so = [piece for word, seq in told for piece in altered(word, seq, changed, chance)]
            for found, wanted in zip(places(lines, heard_so), true, strict=True):
                count += 1
                exact += found == wanted
                overlapping += not wanted or bool({*found} & {*wanted})
    print(f"traced, {changed:.0%} of the words changed: exactly {exact}, in part {overlapping}, of {count}")
    assert count > 2000
    assert exact >= right * count
    assert overlapping >= near * count


def spoken(said: list[str], chance: random.Random) -> Words:
    told: Words = []
    while said:
        size = chance.randint(3, 12)
        seq = told[-1][1] + 1 if told else 0
        told += [(word, seq) for word in said[:size]]
        said = said[size:]
    return told


def altered(word: str, seq: int, share: float, chance: random.Random) -> Words:
    hesitation = [("um", seq)] if chance.random() < 0.05 else []
    return [*hesitation, ("something", seq) if chance.random() < share else (word, seq)]
