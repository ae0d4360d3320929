"""What is to be looked at in an utterance is pointed at, place by place, and nothing else is."""

import csv
import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.drafting.marking import KINDS, MEDICATION, NAME, NEGATION, NUMBER, UNSURE, marks
from assistant.privacy.pseudonyms import Pseudonyms
from assistant.records import Client

TEXT = Path(__file__).parents[2] / "../shared/text"
NAMES = Pseudonyms(
    [
        Client("c1", "JD", "Jordan Davis", kin=("Mary",), places=("Riverside High School",)),
        Client("c2", "WH", "Will Hope"),
    ]
).names


def shown(text: str, *unsure: int) -> list[tuple[str, str]]:
    return [(text[mark.start : mark.stop], mark.kind) for mark in marks(text, unsure, NAMES)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("she slept", []),
        ("She didn't sleep, no nightmares", [("didn't", NEGATION), ("no", NEGATION)]),
        ("He denies it; she can’t, and cannot", [("denies", NEGATION), ("can’t", NEGATION), ("cannot", NEGATION)]),
        ("nobody noted a note", [("nobody", NEGATION)]),
        ("slept four hours, woke at 3:30", [("four", NUMBER), ("3:30", NUMBER)]),
        ("twenty-one sessions, twice a week", [("twenty-one", NUMBER), ("twice", NUMBER)]),
        ("a PHQ of one hundred and five", [("one hundred and five", NUMBER)]),
        ("one of them was at one point the first one", []),
        ("one to two drinks, one time", [("one", NUMBER), ("two", NUMBER), ("one", NUMBER)]),
        ("the second of May 2026", [("2026", NUMBER)]),
        ("someone alone, often", []),
        ("Jordan met Mary at Riverside High School", [("Jordan", NAME), ("Mary", NAME), ("Riverside High School", NAME)]),
        ("jordan saw Dr. Fitzgerald and J.D.", [("jordan", NAME), ("Fitzgerald", NAME), ("J.D.", NAME)]),
        ("She hopes she will sleep, she said.", []),
        ("on Zoloft 50 mg daily", [("Zoloft", MEDICATION), ("50 mg", MEDICATION)]),
        ("Lexapro's dose is twenty milligrams", [("Lexapro's", MEDICATION), ("twenty milligrams", MEDICATION)]),
        ("stopped dasotraline, started brexidone", [("brexidone", MEDICATION)]),
        ("0.5mg of lorazepam, 2 tablets", [("0.5mg", MEDICATION), ("lorazepam", MEDICATION), ("2 tablets", MEDICATION)]),
        ("she used cocaine and an elixir", []),
        ("LITHIUM, or Lithium-carbonate", [("LITHIUM", MEDICATION), ("Lithium", MEDICATION)]),
        ("50 milligrammes in 50 minutes", [("50 milligrammes", MEDICATION), ("50", NUMBER)]),
        ("three point five, zero point", [("three point five", NUMBER), ("zero", NUMBER)]),
        ("I saw Will; will hope is hope", [("Will", NAME), ("will", NAME), ("hope", NAME)]),
    ],
)  # fmt: skip
def test_what_is_to_be_looked_at_is_marked(text: str, expected: list[tuple[str, str]]) -> None:
    assert shown(text) == expected


def test_what_was_not_surely_heard_is_marked_beside_what_it_is() -> None:
    assert shown("she took\tzoloft, 50 mg", 2, 0, 2) == [
        ("she", UNSURE),
        ("zoloft", MEDICATION),
        ("zoloft,", UNSURE),
        ("50 mg", MEDICATION),
    ]


def test_a_word_that_is_not_there_is_not_marked() -> None:
    assert shown("she slept", 2, 99, -1) == []
    assert shown("", 0) == []


@given(
    st.text(alphabet=st.sampled_from("aNn't o’0.5mg, ﬁéİ\u200bß²½½\n zoloft two-"), max_size=40),
    st.lists(st.integers(-2, 9)),
)
def test_marks_lie_in_the_text_in_order_and_apart(text: str, unsure: list[int]) -> None:
    found = marks(text, unsure, NAMES)
    assert all(0 <= mark.start < mark.stop <= len(text) and mark.kind in KINDS for mark in found)
    assert list(found) == sorted(found, key=lambda mark: (mark.start, mark.stop, KINDS.index(mark.kind)))
    said = [mark for mark in found if mark.kind != UNSURE]
    assert all(one.stop <= other.start for one, other in pairwise(said))


def test_medicines_before_a_dose_are_known() -> None:
    """The words right before "20 mg" in the odd half of the dialogues and notes, but for those that are no medicine.

    Lortab and Brilinta were missing at first sight (81 of 85 mentions) and have been added.
    """
    if not TEXT.exists():
        pytest.skip("the shared visits are not beside the project")
    with (TEXT / "aci-bench/train.csv").open(encoding="utf-8", newline="") as file:
        visits = list(csv.DictReader(file))[1::2]
    before = re.compile(r"([a-z-]{5,})(?: to| at|,| ,)* \d[\d,.]* ?(?:mg|milligrams?|mcg|puffs?)\b", re.IGNORECASE)
    words = [found[1] for visit in visits for found in before.finditer(f"{visit['note']}\n{visit['dialogue']}")]
    named = [word for word in words if word.lower() not in {"taking", "increase", "around", "dosage"}]
    known = [word for word in named if any(mark.kind == MEDICATION for mark in marks(word, (), lambda _: ()))]
    print(f"medicines before a dose: {len(known)} of {len(named)} known; not: {sorted(set(named) - set(known))}")
    assert len(named) >= 40
    assert len(known) >= 0.95 * len(named)


@pytest.mark.parametrize("counted", ["one-", "1 ", "two and two ", "hundred "])
def test_a_hundred_thousand_numbers_in_a_row_are_one_dose(counted: str) -> None:
    """Work that grew with the square of the length would take an hour."""
    text = counted * 100_000 + "2 mg"
    assert [(mark.start, mark.kind) for mark in marks(text, (), lambda _: ())][-1] == (0, MEDICATION)
