"""Her own words, tidied and no more."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.drafting.offline import first_name, letter, tidy, tidy_sections
from assistant.records import Client
from assistant.settings import Drafting

JORDAN = Client("c1", "JD", "Jordan Davis")


@pytest.mark.parametrize(
    ("said", "tidied"),
    [
        ("um so she was okay", "So she was okay."),
        ("she was um okay", "She was okay."),
        ("she was, um, okay", "She was, okay."),
        ("she said uh um maybe", "She said maybe."),
        ("um, uh, well", "Well."),
        ("uh-huh she said uh oh", "Uh-huh she said uh oh."),
        ("treated at UM hospital", "Treated at UM hospital."),
        ("she went to the er", "She went to the er."),
        ("an umbrella and a drum", "An umbrella and a drum."),
        ("i think i'm fine and i've slept , i said", "I think I'm fine and I've slept, I said."),
        ("the i-phone, i.e. hers", "The i-phone, i.e. hers."),
        ("it was good. then it was not! why? unclear", "It was good. Then it was not! Why? Unclear."),
        ("seen by dr. smith at 3 p.m. today", "Seen by dr. smith at 3 p.m. today."),
        ("sleep   4.5  hours .", "Sleep 4.5 hours."),
        ('she said "i am fine."', 'She said "I am fine."'),
        ("mood low,", "Mood low."),
        ("first line\n\n\n\nsecond line", "First line.\n\nSecond line."),
        ("comma comma period", "Comma comma period."),
        ("- breathing twice a day\n- call her sister", "- Breathing twice a day.\n- Call her sister."),
        ("um", ""),
        ("", ""),
    ],
)
def test_words_are_tidied(said: str, tidied: str) -> None:
    assert tidy(said) == tidied


@given(
    st.text()
    | st.lists(
        st.sampled_from(
            ["um", "uh", "i", "i'm", "she", ".", ",", "?", "fine", "dr.", "e.g.", "\n", "-", "…", "uh-huh", "3.5", "("]
        )
    ).map(" ".join)
)
@settings(max_examples=400)
def test_tidying_twice_is_as_once(said: str) -> None:
    assert tidy(tidy(said)) == tidy(said)


@given(
    st.lists(
        st.sampled_from(
            [
                "um",
                "uh",
                "she",
                "i",
                "said",
                "fine",
                "no",
                "not",
                "3.5",
                "dr.",
                "three",
                "10",
                ",",
                ".",
                "?",
                "umbrella",
            ]
        )
    ).map(" ".join)
)
def test_no_word_but_a_hesitation_is_lost_added_or_moved(said: str) -> None:
    def words(text: str) -> list[str]:
        return [word for word in re.findall(r"[\w.']*\w", text.lower()) if word not in ("um", "uh")]

    assert words(tidy(said)) == words(said)


def test_an_empty_section_stays_empty_and_the_order_stays() -> None:
    sections = {"subjective": "um she slept", "objective": "", "plan": "  "}
    assert list(tidy_sections(sections).items()) == [("subjective", "She slept."), ("objective", ""), ("plan", "")]


def test_a_letter_has_her_greeting_her_words_and_her_closing() -> None:
    assert letter(JORDAN, "um thursday works for me", Drafting()) == "Hi Jordan,\n\nThursday works for me.\n\nWarmly,"
    own = Drafting(greeting="Dear {name}!", closing="Best,\nAna")
    assert letter(JORDAN, "see you then", own) == "Dear Jordan!\n\nSee you then.\n\nBest,\nAna"
    assert letter(JORDAN, "see you then", Drafting(greeting="", closing="")) == "See you then."
    assert letter(JORDAN, "x", Drafting(greeting="Hi {name} {other}")).startswith("Hi Jordan {other}\n")


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("Jordan Davis", "Jordan"),
        ("Davis, Jordan", "Jordan"),
        ("Dr. Jordan Davis", "Jordan"),
        ("Jordan", "Jordan"),
        ("", ""),
    ],
)
def test_a_client_is_addressed_by_the_first_name(name: str, first: str) -> None:
    assert first_name(Client("c", "JD", name)) == first


def test_a_client_without_a_name_is_greeted_without_one() -> None:
    assert letter(Client("c", "JD", ""), "hello", Drafting()).startswith("Hi,\n")


def test_days_of_the_week_are_written_with_capitals() -> None:
    assert tidy("yes thursday works, not on fridays") == "Yes Thursday works, not on Fridays."
