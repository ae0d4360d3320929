"""The wake phrase is no part of what she dictates, and nothing but it is taken away."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
    assert without_wake(heard, WAKES, noticed) == (text, called)


@given(
    st.lists(
        st.sampled_from(
            ["client", "her", "son", "travis", "says", "hey", "he", "drives", "a", "jar", "of", "“tea”", "2:30", "J.D."]
        )
    )
)
def test_without_the_phrase_not_a_word_is_lost(words: list[str]) -> None:
    assert without_wake(" ".join(words), WAKES) == (" ".join(words), False)


def test_where_there_is_no_wake_word_nothing_is_taken() -> None:
    assert without_wake("hey jarvis go on", ()) == ("hey jarvis go on", False)
