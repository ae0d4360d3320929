"""What recognisers write, in the router's plain form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.intents.words import forms, normalize, strip_wake


@pytest.mark.parametrize(
    ("heard", "plain"),
    [
        ("What's next?", "what's next"),
        ("What’s next?", "what's next"),
        ("Whats next", "what's next"),
        ("When do I see J.D.?", "when do i see j d"),
        ("When do I see JD?", "when do i see j d"),
        ("J. D.", "j d"),
        ("Start a SOAP note for JD.", "start a soap note for j d"),
        ("a DAP note at 3 PM, OK?", "a dap note at 3 pm ok"),
        ("J-D", "j d"),
        ("J.D.'s note", "j d's note"),
        ("at 2:30 p.m., okay", "at 2:30 pm okay"),
        ("at 2:30 PM", "at 2:30 pm"),
        ("1.5 hours", "1.5 hours"),
        ("1,000", "1000"),
        ("Fifty%", "fifty percent"),
        ("'Hello,' she said", "hello she said"),
        ("  two\nlines ", "two lines"),
        ("follow-up", "follow up"),
        ("what is", "what is"),
        ("", ""),
        ("…?!", ""),
    ],
)  # fmt: skip
def test_text_comes_out_plain(heard: str, plain: str) -> None:
    assert normalize(heard) == plain


@given(st.text(max_size=60))
def test_plain_text_stays_as_it_is(text: str) -> None:
    assert normalize(normalize(text)) == normalize(text)


@pytest.mark.parametrize(
    ("heard", "left"),
    [
        ("hey jarvis what's next", "what's next"),
        ("Hey, Jarvis. What's next?", "what's next"),
        ("hey travis what's next", "what's next"),
        ("Hay Jarvis, stop.", "stop"),
        ("Hey Garvis, help.", "help"),
        ("hey jarvis I didn't hear you", "i didn't hear you"),
        ("Hey Jar vis, stop", "stop"),
        ("Jarvis, what time is it?", "what time is it"),
        ("Hey Jarvis!", ""),
        ("jarvis", ""),
        ("start a note for J.D., hey Jarvis", "start a note for J.D., hey Jarvis"),
        ("he drives me home", "he drives me home"),
        ("hey there, what time is it?", "hey there, what time is it?"),
        ("Travis called me", "Travis called me"),
        ("hey Vermont", "hey Vermont"),
        ("What's next?", "What's next?"),
        ("", ""),
    ],
)  # fmt: skip
def test_the_wake_phrase_is_taken_off_the_beginning_only(heard: str, left: str) -> None:
    assert strip_wake(heard, "hey jarvis") == left
    assert strip_wake(heard, "hey_jarvis") == left


def test_a_wake_word_of_one_word_is_taken_off_exactly() -> None:
    assert strip_wake("Alexa, stop", "alexa") == "stop"
    assert strip_wake("Alexander stops", "alexa") == "Alexander stops"
    assert strip_wake("stop", "") == "stop"


def test_politeness_is_left_off_only_after_the_text_as_it_is() -> None:
    tries = list(forms("um okay can you please stop now thanks"))
    assert tries[0] == "um okay can you please stop now thanks"
    assert tries[-1] == "stop"
    assert list(forms("thank you")) == ["thank you"]
    assert len(tries) == len(set(tries))


@given(st.lists(st.sampled_from(["please", "um", "now", "stop", "thanks", "can", "you", "hey", "jarvis"]), max_size=9))
def test_every_form_is_part_of_the_text_and_none_is_empty(words: list[str]) -> None:
    text = " ".join(words)
    for form in forms(text, ["hey jarvis"]):
        assert form
        assert set(form.split()) <= set(words)
