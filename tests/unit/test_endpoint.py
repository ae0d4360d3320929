"""Where utterances begin and end, on frames whose probabilities are given."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.events import FRAME, SAMPLE_RATE, AudioFrame, Utterance, Wake
from assistant.vad.endpoint import Endpointer

SPEECH, SILENCE = 0.9, 0.02
PAUSE = 22
"""Frames in a pause of 0.7 s, rounded up."""


def frames(seconds: float) -> int:
    return round(seconds * SAMPLE_RATE / FRAME)


class Stream:
    """Pushes frames whose samples count up, so that every sample can be told from its neighbours."""

    def __init__(self, endpointer: Endpointer) -> None:
        self.endpointer = endpointer
        self.position = 0
        self.said: list[Utterance] = []

    def push(self, probability: float, count: int = 1, loudness: int | None = None) -> list[Utterance]:
        ended = []
        for _ in range(count):
            samples = (np.arange(self.position, self.position + FRAME) % 30000).astype(np.int16)
            if loudness is not None:
                samples = np.full(FRAME, loudness, np.int16)
            utterance = self.endpointer.push(AudioFrame(samples, self.position), probability)
            self.position += FRAME
            if utterance is not None:
                ended.append(utterance)
        self.said += ended
        return ended


def stream(*, pause_s: float = 0.7, longest_s: float = 28.0) -> Stream:
    return Stream(Endpointer(threshold=0.5, pause_s=pause_s, longest_s=longest_s))


def test_an_utterance_has_its_preroll_and_its_tail() -> None:
    it = stream()
    it.endpointer.open()
    it.push(SILENCE, 40)
    it.push(SPEECH, 20)
    (utterance,) = it.push(SILENCE, PAUSE)
    assert utterance.speech_start == 40 * FRAME
    assert utterance.speech_end == 60 * FRAME
    assert utterance.start == 40 * FRAME - SAMPLE_RATE // 2
    assert utterance.start + len(utterance.samples) == 60 * FRAME + round(0.4 * SAMPLE_RATE)
    assert utterance.samples[0] == utterance.start % 30000
    assert it.endpointer.is_open


def test_speech_in_the_first_frame_loses_nothing() -> None:
    it = stream()
    it.endpointer.open()
    it.push(SPEECH, 10)
    (utterance,) = it.push(SILENCE, PAUSE)
    assert utterance.start == utterance.speech_start == 0


def test_a_detector_that_warms_up_late_ends_nothing_and_the_beginning_is_in_the_preroll() -> None:
    it = stream()
    it.endpointer.open()
    it.push(SILENCE, 8)  # she speaks from the first sample on; the detector has not noticed
    it.push(SPEECH, 6)
    (utterance,) = it.push(SILENCE, PAUSE)
    assert utterance.start == 0


def test_an_inner_pause_shorter_than_the_limit_does_not_end_it() -> None:
    it = stream()
    it.endpointer.open()
    it.push(SPEECH, 10)
    assert not it.push(SILENCE, PAUSE - 1)
    assert it.endpointer.speaking
    it.push(SPEECH, 10)
    (utterance,) = it.push(SILENCE, PAUSE)
    assert (utterance.speech_start, utterance.speech_end) == (0, (20 + PAUSE - 1) * FRAME)


def test_the_pause_can_be_given_for_one_opening() -> None:
    it = stream()
    it.endpointer.open(pause_s=0.3)
    it.push(SPEECH, 10)
    assert len(it.push(SILENCE, 10)) == 1
    it.endpointer.open()
    it.push(SPEECH, 10)
    assert not it.push(SILENCE, 10)


@pytest.mark.parametrize(("voiced", "utterances"), [(1, 0), (2, 0), (3, 1), (6, 1)])
def test_a_click_is_no_speech_but_a_short_word_is(voiced: int, utterances: int) -> None:
    it = stream()
    it.endpointer.open()
    it.push(SILENCE, 20)
    it.push(SPEECH, voiced)
    it.push(SILENCE, 40)
    assert len(it.said) == utterances


def test_typing_is_no_speech_however_long_it_goes_on() -> None:
    it = stream()
    it.endpointer.open()
    for _ in range(60):
        it.push(SPEECH, 1)
        it.push(SILENCE, 9)
    assert it.said == []
    assert not it.endpointer.speaking
    assert it.endpointer.silence_s == pytest.approx(600 * FRAME / SAMPLE_RATE)


def test_speech_that_has_begun_goes_on_a_little_below_the_threshold() -> None:
    it = stream()
    it.endpointer.open()
    it.push(0.4, 20)
    assert not it.endpointer.speaking
    it.push(SPEECH, 5)
    it.push(0.4, 40)
    (utterance,) = it.push(0.3, PAUSE)
    assert (utterance.speech_start, utterance.speech_end) == (20 * FRAME, 65 * FRAME)


def test_nothing_is_collected_while_it_is_closed() -> None:
    it = stream()
    it.push(SPEECH, 30)
    it.push(SILENCE, 30)
    it.endpointer.open()
    it.push(SPEECH, 10)
    it.endpointer.close()
    it.push(SILENCE, 60)
    assert it.said == []
    assert not it.endpointer.is_open
    assert not it.endpointer.speaking


def test_from_now_means_from_now() -> None:
    it = stream()
    it.push(SPEECH, 30)
    it.endpointer.open()
    it.push(SPEECH, 10)
    (utterance,) = it.push(SILENCE, PAUSE)
    assert utterance.start == utterance.speech_start == 30 * FRAME


def test_silence_is_counted_from_the_opening_and_from_the_end_of_speech() -> None:
    it = stream()
    it.push(SILENCE, 50)
    it.endpointer.open()
    assert it.endpointer.silence_s == 0
    it.push(SILENCE, 25)
    assert it.endpointer.silence_s == pytest.approx(0.8)
    it.push(SPEECH, 10)
    assert it.endpointer.silence_s == 0
    it.push(SILENCE, PAUSE)
    assert it.endpointer.silence_s == pytest.approx(PAUSE * FRAME / SAMPLE_RATE)


def test_two_utterances_of_one_opening_share_no_sample() -> None:
    it = stream(pause_s=0.2)
    it.endpointer.open()
    for _ in range(4):
        it.push(SPEECH, 12)
        it.push(SILENCE, 7)
    ends = [u.start + len(u.samples) for u in it.said]
    assert len(it.said) == 4
    assert all(end <= later.start for end, later in zip(ends, it.said[1:], strict=False))


def test_what_is_too_long_is_cut_at_its_quietest_late_moment() -> None:
    it = stream(longest_s=5.0)
    it.endpointer.open()
    it.push(SPEECH, 100, loudness=9000)
    it.push(SPEECH, 3, loudness=20)
    it.push(SPEECH, 100, loudness=9000)
    first = it.said[0]
    assert first.start + len(first.samples) == 101 * FRAME
    (second,) = it.push(SILENCE, PAUSE)
    assert (second.start, second.speech_end) == (101 * FRAME, 203 * FRAME)


def test_no_utterance_is_longer_than_the_longest() -> None:
    it = stream(longest_s=5.0)
    it.endpointer.open()
    it.push(SILENCE, 20)
    it.push(SPEECH, 2000)
    it.push(SILENCE, PAUSE)
    assert max(len(u.samples) for u in it.said) <= 5 * SAMPLE_RATE
    assert sum(u.speech_end - u.speech_start for u in it.said) == 2000 * FRAME


# ── after a wake word ────────────────────────────────────────────────────────────────────────────────────────


def wake_word(it: Stream, *, before: int = 40, phrase: int = 25, lag: int = 2) -> Wake:
    """She says the phrase; it is noticed `lag` frames before (−) or after its last voiced frame."""
    it.push(SILENCE, before)
    it.push(SPEECH, phrase + min(lag, 0))
    if lag > 0:
        it.push(SILENCE, lag)
    return Wake("hey_jarvis", 0.9, it.position - 100)


@pytest.mark.parametrize("lag", [-8, -4, 0, 3])
def test_one_breath_carries_the_wake_phrase_and_the_request(lag: int) -> None:
    it = stream()
    wake = wake_word(it, lag=lag)
    it.endpointer.open(after=wake, phrase="hey jarvis")
    it.push(SPEECH, 40)
    (utterance,) = it.push(SILENCE, PAUSE)
    assert utterance.wake == "hey jarvis"
    assert utterance.speech_start == 40 * FRAME
    assert utterance.start == wake.at - round(1.3 * SAMPLE_RATE)


@pytest.mark.parametrize("lag", [-8, -4, 0, 3, 8, 13])
def test_what_may_be_the_phrase_alone_comes_marked_and_the_request_after_it_is_without_it(lag: int) -> None:
    it = stream()
    wake = wake_word(it, lag=lag)
    it.endpointer.open(after=wake, phrase="hey jarvis")
    it.push(SPEECH, max(0, -lag))
    phrase_end = 65 * FRAME
    assert [(one.brief, one.wake) for one in it.push(SILENCE, 60)] in ([(True, "hey jarvis")], [])
    it.push(SPEECH, 20)
    (utterance,) = it.push(SILENCE, PAUSE)
    assert utterance.wake == ""
    assert not utterance.brief
    assert utterance.start >= phrase_end
    assert utterance.speech_end - utterance.speech_start == 20 * FRAME


def test_a_request_soon_after_the_phrase_has_no_phrase_in_its_preroll() -> None:
    it = stream()
    wake = wake_word(it, lag=0)
    it.endpointer.open(after=wake, phrase="hey jarvis")
    it.push(SILENCE, 9)
    it.push(SPEECH, 20)
    (utterance,) = it.push(SILENCE, PAUSE)
    assert utterance.wake == ""
    assert utterance.start == 65 * FRAME
    assert utterance.speech_start == 74 * FRAME


def test_a_phrase_alone_in_a_long_silence_comes_once() -> None:
    it = stream()
    it.endpointer.open(after=wake_word(it, lag=-3), phrase="hey jarvis")
    it.push(SPEECH, 3)
    it.push(SILENCE, 300)
    assert [one.brief for one in it.said] == [True]
    assert not it.endpointer.speaking
    assert it.endpointer.silence_s > 9


def test_speaking_tells_at_once_that_the_phrase_is_over() -> None:
    it = stream()
    it.endpointer.open(after=wake_word(it, lag=0), phrase="hey jarvis")
    assert it.endpointer.speaking
    it.push(SILENCE, 3)
    assert not it.endpointer.speaking


def test_a_request_that_was_over_before_it_could_open_is_heard() -> None:
    it = stream()
    wake = wake_word(it, lag=0)
    it.push(SPEECH, 25)
    it.push(SILENCE, 15)
    it.endpointer.open(after=wake, phrase="hey jarvis")
    (utterance,) = it.push(SILENCE, 10)
    assert utterance.wake == "hey jarvis"
    assert utterance.speech_end == 90 * FRAME


def test_a_wake_word_that_the_detector_took_for_no_speech_is_still_followed() -> None:
    it = stream()
    it.push(SILENCE, 60)
    it.endpointer.open(after=Wake("hey_jarvis", 0.6, it.position), phrase="hey jarvis")
    it.push(SPEECH, 20)
    (utterance,) = it.push(SILENCE, PAUSE)
    assert utterance.speech_start == 60 * FRAME
    assert utterance.wake == ""


def test_a_wake_word_at_the_very_beginning_reaches_back_to_the_first_sample() -> None:
    it = stream()
    wake = wake_word(it, before=0, phrase=20, lag=-2)
    it.endpointer.open(after=wake, phrase="hey jarvis")
    it.push(SPEECH, 40)
    (utterance,) = it.push(SILENCE, PAUSE)
    assert utterance.start == 0


# ── nothing lost, nothing doubled ────────────────────────────────────────────────────────────────────────────

probabilities = st.lists(
    st.tuples(st.sampled_from([0.0, 0.3, 0.4, 0.6, 1.0]), st.integers(1, 60)), min_size=1, max_size=40
).map(lambda runs: [p for p, count in runs for _ in range(count)])


def speech_frames(values: Sequence[float]) -> set[int]:
    """Frames of every run of at least three voiced ones, by the rule as it is told."""
    voiced: list[bool] = []
    for value in values:
        voiced.append(value >= (0.35 if voiced and voiced[-1] else 0.5))
    found: set[int] = set()
    run: list[int] = []
    for number, it_is in enumerate([*voiced, False]):
        if it_is:
            run.append(number)
        else:
            found |= set(run) if len(run) >= 3 else set()
            run = []
    return found


@settings(max_examples=150, deadline=None)
@given(probabilities, st.sampled_from([0.2, 0.3, 0.7]), st.sampled_from([1.0, 2.0, 5.0]))
def test_joined_utterances_hold_every_sample_of_speech_once(
    values: list[float], pause_s: float, longest_s: float
) -> None:
    it = stream(pause_s=pause_s, longest_s=longest_s)
    it.endpointer.open()
    for value in values:
        it.push(value)
    it.push(0.0, 40)
    heard = np.zeros(it.position, int)
    for utterance in it.said:
        end = utterance.start + len(utterance.samples)
        heard[utterance.start : end] += 1
        assert np.array_equal(utterance.samples, np.arange(utterance.start, end) % 30000)
        assert utterance.start <= utterance.speech_start < utterance.speech_end <= end
        assert len(utterance.samples) <= longest_s * SAMPLE_RATE
    assert heard.max(initial=0) <= 1
    for number in speech_frames(values):
        assert heard[number * FRAME : (number + 1) * FRAME].min() == 1


@settings(max_examples=100, deadline=None)
@given(probabilities, st.integers(0, 30), st.lists(st.integers(0, 60), min_size=1, max_size=8))
def test_no_wake_word_at_any_moment_breaks_it(values: list[float], late: int, moments: list[int]) -> None:
    it = stream(longest_s=5.0)
    for number, value in enumerate(values + [0.0] * 40):
        it.push(value)
        if number in moments:
            it.endpointer.open(after=Wake("w", 1.0, max(0, it.position - late * FRAME)), phrase="w")
    for utterance in it.said:
        end = utterance.start + len(utterance.samples)
        assert np.array_equal(utterance.samples, np.arange(utterance.start, end) % 30000)
        assert utterance.start <= utterance.speech_start < utterance.speech_end <= end
        assert utterance.wake in {"", "w"}
