"""The wake phrase is no part of what she dictates, and nothing but it is taken away."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.events import Transcript
from assistant.intents.called import without_wake

WAKES = ("hey jarvis",)


@pytest.mark.parametrize(
    ("heard", "noticed", "text", "called"),
    [
        ("hey jarvis", "", "", True),
        ("Hey, Jarvis!", "hey jarvis", "", True),
        ("Hay Travis.", "hey jarvis", "", True),
        ("Jarvis", "hey jarvis", "", True),
        ("Hey Jarvis, what time is it?", "", "what time is it?", True),
        ("Hey, Travis, what time is it?", "hey jarvis", "what time is it?", True),
        ("Client slept, hey Jarvis, four hours.", "", "Client slept, four hours.", False),
        ("Client slept hey jervis four hours", "hey jarvis", "Client slept four hours", False),
        ("hey jarvis hey jarvis go on", "", "go on", True),
        ("Her son Travis slept at 2:30.", "", "Her son Travis slept at 2:30.", False),
        ("Her son Travis slept at 2:30.", "hey jarvis", "Her son Travis slept at 2:30.", False),
        ("Hey Travis, she said.", "", "Hey Travis, she said.", False),
        ("", "hey jarvis", "", False),
    ],
)
def test_it_is_taken_out_wherever_it_stands(heard: str, noticed: str, text: str, called: bool) -> None:
    assert without_wake(Transcript(heard, "test"), WAKES, noticed) == Transcript(text, "test", called=called)


@given(
    st.lists(
        st.sampled_from(
            ["client", "her", "son", "travis", "says", "hey", "he", "drives", "a", "jar", "of", "“tea”", "2:30", "J.D."]
        )
    )
)
def test_without_the_phrase_not_a_word_is_lost(words: list[str]) -> None:
    heard = Transcript(" ".join(words), "test", unsure=tuple(range(0, len(words), 2)))
    assert without_wake(heard, WAKES) == heard


def test_where_there_is_no_wake_word_nothing_is_taken() -> None:
    heard = Transcript("hey jarvis go on", "test")
    assert without_wake(heard, ()) == heard


def test_the_words_that_were_not_surely_heard_are_still_the_same_ones() -> None:
    heard = Transcript("Hey Jarvis, she takes sertraline hey jarvis at night", "test", unsure=(0, 4, 6, 8))
    said = without_wake(heard, WAKES)
    assert said.text == "she takes sertraline at night"
    assert [said.text.split()[at] for at in said.unsure] == ["sertraline", "night"]
