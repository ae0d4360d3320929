"""A short utterance between pauses: the closed grammar's sentence or the open recogniser's words, as a table."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.stt.deciding import LONG, SURE_OF_WORDS, Open, is_command, likeness

MISHEARD = [
    # sentence, its weight, open text, confidence
    ("off the record", -54.6, "off the room", 0.56),
    ("mark that", -30.0, "march at", 0.6),
    ("go to the end", 3.5, "go to the intervention", 0.54),
    ("scratch the section", -49.1, "Scratch the second.", 0.65),
    ("resume the dictation", -30.3, "resume the diffication", 0.55),
    ("objective section", -27.1, "unlock gym gym objective section", 0.71),
    ("go to the next section", -13.5, "go to the next section min", 0.58),
    ("what's still missing", -30.0, "What's still miss him?", 0.7),
]
"""What she said was the sentence; the open recogniser was near it."""

GARBAGE = [
    ("mark that", -22.4, "who room marks every hopeful", 0.52),
    ("pause the note", -11.1, "thool husband emotion", 0.61),
    ("end dictation", -17.8, "then unchanged conversation louder", 0.68),
]
"""The same, with nothing of it in the open text."""

PROSE = [
    ("read the subjective", -31.5, "hey yes all there several engaged", 0.58),
    ("end of note", -52.0, "any bed", 0.47),
    ("go to the end", -53.6, "lot the put lot the timer", 0.42),
    ("objective not assessed", -58.4, "louder n ah s t say", 0.61),
    ("that is all for the note", -225.7, "yes those lock the phone o'clock", 0.65),
    ("quote", -10.2, "o'clock", 0.48),
    ("bullet", 38.8, "shall a r louder", 0.57),
    ("unsure", -48.0, "unchanged", 0.54),
    ("comma", -31.7, "calmer", 0.51),
    ("last section", -42.8, "her last session", 0.52),
    ("go to the end", -40.2, "go to the every ten", 0.58),
    ("plan", -5.0, "plan for", 0.5),
    ("plan", -12.0, "plain", 0.9),
    ("end quote", -19.0, "the weekend was quiet", 0.85),
    ("go to the end", -25.0, "go to the event", 0.9),
    ("scratch that", -5.0, "she was exhausted", 0.93),
    ("scratch that", -10_000.0, "scratched that", 0.5),
]
"""Other words, or too little to go by."""


@pytest.mark.parametrize(("sentence", "weight", "text", "confidence"), MISHEARD + GARBAGE)
def test_a_command_that_was_misheard_is_the_command(sentence, weight, text, confidence):
    assert is_command(sentence, weight, Open(text, confidence))


@pytest.mark.parametrize(("sentence", "weight", "text", "confidence"), PROSE)
def test_other_words_are_hers(sentence, weight, text, confidence):
    assert not is_command(sentence, weight, Open(text, confidence))


def test_clear_words_that_sound_like_a_long_command_give_way_to_a_good_fit():
    assert is_command("mark that", -10.0, Open("Marc that.", 0.9))
    assert not is_command("mark that", -30.0, Open("Marc that.", 0.9))


@pytest.mark.parametrize(
    "text", ["literal scratch that", "Literal, scratch that.", "note, scratch that", "note cache that"]
)
def test_who_says_what_it_is_decides_herself(text):
    assert not is_command("scratch that", 0.0, Open(text, 0.5))


def test_what_is_a_command_as_it_stands_stays_what_it_is():
    assert not is_command("redo that", -5.0, Open("read that", 0.6, known=True))


@pytest.mark.parametrize("text", ["", " ", "…", "?!"])
def test_where_no_word_was_heard_there_is_no_command(text):
    assert not is_command("scratch that", 50.0, Open(text, 1.0))


words = st.lists(st.sampled_from(["she", "slept", "better", "the", "plan", "end", "it", "quote"]), min_size=1).map(
    " ".join
)


@given(words, words, st.floats(-200, 50), st.floats(0, 60), st.floats(0, 1))
def test_a_better_fit_never_makes_less_of_a_command(sentence, text, weight, better, confidence):
    heard = Open(text, confidence)
    assert is_command(sentence, weight, heard) <= is_command(sentence, weight + better, heard)


@given(words, words, st.floats(-200, 50), st.floats(SURE_OF_WORDS, 1), st.floats(0, 0.74))
def test_a_surer_open_text_never_makes_more_of_a_command(sentence, text, weight, sure, unsure):
    assert is_command(sentence, weight, Open(text, sure)) <= is_command(sentence, weight, Open(text, unsure))


@given(words.filter(lambda text: len(text.replace(" ", "")) < LONG), st.floats(-200, 200))
def test_a_short_sentence_never_stands_alone(sentence, weight):
    assert not is_command(sentence, weight, Open("zzzz zzzz", 0.1))


@given(words, words)
def test_likeness_is_a_share_that_does_not_mind_the_order(one, other):
    assert 0 <= likeness(one, other) <= 1
    assert likeness(one, other) == pytest.approx(likeness(other, one))
    assert likeness(one, one) == 1
