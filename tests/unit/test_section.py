"""A drafted section stands with its flags, or her own words stand in its place."""

import pytest

from assistant.drafting.offline import sentences
from assistant.drafting.section import drafted_section

SAID = (
    "She slept badly, four hours.",
    "She denied suicidal ideation, no plan or intent.",
    "We agreed to practise breathing.",
)
LINES = {at: ("subjective", said) for at, said in enumerate(SAID, 1)} | {4: ("plan", "Next week.")}
SLEPT = ("The client slept badly, 4 hours.", [1])
AGREED = ("They agreed to practice breathing.", [3])


def test_every_sentence_keeps_her_words_in_her_order() -> None:
    drafted = drafted_section("subjective", [SLEPT, (SAID[1], [2]), AGREED], LINES)
    assert [(each.spans, each.flag) for each in drafted] == [((said,), "") for said in SAID]


@pytest.mark.parametrize(
    "answered",
    [
        [],
        [SLEPT, AGREED],
        [SLEPT, (SAID[1], [2])],
        [("The client slept badly.", [1]), (SAID[1], [2]), AGREED],
        [("It was 4 hours.", [1]), (SAID[1], [2]), AGREED],
        [SLEPT, ("No SI, no plan or intent.", [2]), AGREED],
        [SLEPT, ("She denied suicidal ideation.", [2]), AGREED],
        [SLEPT, (SAID[1], [2]), AGREED, ("She was safe and hurt nobody.", [3])],
    ],
)
def test_what_is_lost_or_softened_brings_back_her_own_words(answered: list[tuple[str, list[int]]]) -> None:
    assert drafted_section("subjective", answered, LINES) == ()


def test_what_was_denied_may_not_be_dropped() -> None:
    lines = {1: ("subjective", "She slept well, ate well, worked well and had no nightmares.")}
    assert not drafted_section("subjective", [("She slept well, ate well and worked well.", [1])], lines)


def test_a_sentence_may_rest_on_several_of_hers() -> None:
    lines = {1: ("plan", "See her weekly."), 2: ("plan", "Same time.")}
    (one,) = drafted_section("plan", [("See her weekly at the same time.", [2, 1, 1])], lines)
    assert (one.spans, one.flag) == (("See her weekly.", "Same time."), "")


@pytest.mark.parametrize(
    ("text", "apart"),
    [
        ("She slept. He ate.", ["She slept.", "He ate."]),
        ("Dr. Wu called. It is 3.5 mg. Fine.", ["Dr. Wu called.", "It is 3.5 mg.", "Fine."]),
        ("One line\n\nanother line.", ["One line", "another line."]),
        ('She said "Stop." Then left.', ['She said "Stop."', "Then left."]),
        ("J.D. came", ["J.D. came"]),
        ("", []),
    ],
)
def test_a_text_is_taken_apart_by_sentences(text: str, apart: list[str]) -> None:
    assert sentences(text) == apart
