"""Levels, letters and weights: the pure parts of hearing."""

import string

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.events import SAMPLE_RATE, Utterance, Word
from assistant.stt.doubt import doubtful, unsure
from assistant.stt.letters import possessive, pronounce
from assistant.stt.levels import cut, is_silent, levelled
from assistant.stt.weighing import SURE, Piece, belief, ground, is_noise, weigh

PHONES = frozenset(
    [
        "AA",
        "AE",
        "AH",
        "AO",
        "AW",
        "AY",
        "B",
        "CH",
        "D",
        "DH",
        "EH",
        "ER",
        "EY",
        "F",
        "G",
        "HH",
        "IH",
        "IY",
        "JH",
        "K",
        "L",
        "M",
        "N",
        "NG",
        "OW",
        "OY",
        "P",
        "R",
        "S",
        "SH",
        "T",
        "TH",
        "UH",
        "UW",
        "V",
        "W",
        "Y",
        "Z",
        "ZH",
    ]
)


def test_a_clip_is_levelled_to_half_of_full_scale():
    assert np.abs(levelled(np.array([100, -400, 50], np.int16))).max() == 16384
    assert np.abs(levelled(np.array([-32768, 5], np.int16)).astype(int)).max() == 16384


def test_silence_stays_silence():
    assert not levelled(np.zeros(10, np.int16)).any()
    assert len(levelled(np.zeros(0, np.int16))) == 0


def test_the_cut_keeps_a_quarter_of_a_second_around_speech_and_knows_its_time():
    utterance = Utterance(np.arange(3 * SAMPLE_RATE, dtype=np.int16), 16_000, 32_000, 40_000)
    samples, start = cut(utterance)
    assert start == 1.75
    assert len(samples) == 16_000
    assert samples[0] == utterance.samples[12_000]


def test_the_cut_stays_inside_the_audio():
    utterance = Utterance(np.ones(1000, np.int16), 500, 500, 1500)
    samples, start = cut(utterance)
    assert (len(samples), start) == (1000, 500 / SAMPLE_RATE)


def test_a_short_word_is_not_silence():
    assert not is_silent(Utterance(np.full(SAMPLE_RATE, 2000, np.int16), 0, 8_000, 8_512))


@pytest.mark.parametrize(
    ("name", "phones"),
    [
        ("keisha", "K EY SH AH"),
        ("birp", "B ER P"),
        ("Tamika", "T AE M IH K AH"),
        ("jane", "JH EY N"),
        ("yan", "Y AE N"),
        ("o'brien", "AA B R IY N"),
        ("2", ""),
        ("李", ""),
        ("", ""),
        ("ñ", "N"),
    ],
)
def test_a_name_has_a_sound_near_its_own(name, phones):
    assert pronounce(name) == phones


@given(st.text(alphabet=string.ascii_letters + "éüñ'-. ", min_size=1, max_size=12))
def test_every_name_with_a_letter_has_phones_that_the_model_knows(name):
    phones = pronounce(name).split()
    assert set(phones) <= PHONES
    assert bool(phones) == any(letter.isalpha() for letter in name)


def test_a_possessive_hisses_as_it_is_said():
    assert possessive("JH OW N").endswith("N Z")
    assert possessive("P AE T").endswith("T S")
    assert possessive("M AA R SH").endswith("SH IH Z")


def piece(word: str, first: int, last: int, a_frame: float) -> Piece:
    return Piece(word, word, first, last, a_frame * (last - first + 1), 1.0)


def test_one_wrong_word_in_a_right_sentence_weighs_it_down():
    below = ground([piece("AH", 0, 99, -10.0)])
    right = [piece("cancel", 0, 49, -15.0), piece("timer", 50, 99, -15.0)]
    wrong = [piece("cancel", 0, 49, -15.0), piece("note", 50, 99, -90.0)]
    assert weigh(right, below, lambda _: 5) == pytest.approx(-10)
    assert weigh(wrong, below, lambda _: 5) < SURE


def test_a_word_stretched_over_a_long_talk_weighs_less():
    below = ground([piece("AH", 0, 199, -10.0)])
    assert weigh([piece("stop", 0, 199, -15.0)], below, lambda _: 4) < SURE


def test_words_passed_over_in_silence_weigh_it_down():
    below = ground([piece("AH", 0, 199, -10.0)])
    cancel = piece("cancel", 0, 49, -15.0)
    assert weigh([cancel, piece("<sil>", 50, 199, -20.0)], below, lambda _: 5) == pytest.approx(-10)
    assert weigh([cancel, piece("<sil>", 50, 199, -100.0)], below, lambda _: 5) < SURE


def test_the_ground_is_flat_where_the_phone_loop_is_silent():
    assert ground([piece("AH", 2, 3, -1.0), piece("SIL", 4, 4, -3.0)]) == [0, 0, 0, -1, -2, -5]


def test_belief_is_one_half_at_the_bar_and_bounded():
    assert belief(SURE) == pytest.approx(0.5)
    assert 0 <= belief(-1e9) < 0.01
    assert belief(0) > 0.95


def test_a_phone_loop_without_phones_hears_noise():
    assert is_noise([])
    assert is_noise([piece("SIL", 0, 50, -1.0), piece("+NSN+", 51, 90, -1.0)])
    assert not is_noise([piece("SIL", 0, 50, -1.0), piece("AH", 51, 60, -1.0)])


def heard(*words: tuple[str, float]) -> tuple[Word, ...]:
    return tuple(Word(text, 0.0, 0.0, confidence) for text, confidence in words)


@pytest.mark.parametrize(
    ("text", "words", "found"),
    [
        ("", (), ()),
        ("she slept", heard(("she", 0.9), ("slept", 0.8)), ()),
        ("she slept", heard(("she", 0.1), ("slept", 0.8)), (0,)),
        ("the the the", heard(("the", 0.9), ("the", 0.1), ("the", 0.9)), (1,)),
        (
            "her well-being, she said",
            heard(("her", 1), ("well", 1), ("-being,", 0.2), ("she", 1), ("said", 0.1)),
            (1, 3),
        ),
        ("a  wide\n gap", heard(("a", 1), ("wide", 1), ("gap", 0)), (2,)),
        ("one two", heard(("one", 1), ("three", 0), ("two", 0)), (1,)),
        ("one two", heard(("one two", 0.2)), (0, 1)),
        ("one", heard(("", 0.0), ("one", 0.5)), ()),
        ("no words were told apart", (), ()),
    ],
)
def test_the_words_below_the_bar_are_told_by_their_place_in_the_text(text, words, found):
    assert doubtful(text, words, 0.5) == found


def test_every_word_of_what_may_be_no_voice_is_unsure():
    sure = heard(("um", 1.0), ("yes", 1.0))
    click = Utterance(np.ones(8000, np.int16), 0, 1000, 3000)
    assert unsure(click, "um yes", sure, 0.5) == (0, 1)
    assert unsure(Utterance(np.ones(8000, np.int16), 0, 0, 8000), "um yes", sure, 0.5) == ()
