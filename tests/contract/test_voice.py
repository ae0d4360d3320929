"""Every voice keeps the same promises: sound for words, silence for none, whatever the text."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from assistant.events import Clip
from assistant.ports import Voice
from assistant.settings import Tts
from tests.voices import build_voice


def espeak(_: Path) -> Voice:
    from assistant.tts.espeak import EspeakSpeaker

    if shutil.which("espeak-ng") is None:
        pytest.skip("espeak-ng is not installed")
    return EspeakSpeaker(Tts())


def piper(folder: Path) -> Voice:
    from assistant.tts.piper import PiperSpeaker

    return PiperSpeaker(Tts(), build_voice(folder))


def silent(_: Path) -> Voice:
    from assistant.tts.silent import SilentSpeaker

    return SilentSpeaker(Tts())


@pytest.fixture(scope="module", params=[espeak, piper], ids=["espeak", "piper"])
def voice(request, tmp_path_factory) -> Voice:
    """Each that makes sound."""
    return request.param(tmp_path_factory.mktemp("voice"))


@pytest.fixture(scope="module", params=[espeak, piper, silent], ids=["espeak", "piper", "silent"])
def any_voice(request, tmp_path_factory) -> Voice:
    return request.param(tmp_path_factory.mktemp("voice"))


def well_formed(clip: Clip) -> bool:
    return clip.samples.dtype == np.int16 and clip.samples.ndim == 1 and 8_000 <= clip.rate <= 48_000


def test_it_says_who_it_is(any_voice):
    assert any_voice.name
    assert any_voice.note.endswith(".")


def test_a_sentence_is_sound(voice):
    clip = voice.speak("You have three sessions tomorrow.")
    assert well_formed(clip)
    assert clip.seconds > 0.5
    assert np.abs(clip.samples.astype(np.int32)).max() > 3_000


def test_more_words_take_longer(voice):
    short = voice.speak("Good morning.").seconds
    longer = voice.speak("Good morning, you have three sessions today and two drafts are waiting.").seconds
    assert longer > 2 * short


def test_a_slower_pace_takes_longer(tmp_path):
    from assistant.tts.piper import PiperSpeaker

    path = build_voice(tmp_path)
    text = "You have three sessions tomorrow."
    quick, slow = (PiperSpeaker(Tts(words_per_minute=wpm), path).speak(text).seconds for wpm in (200, 100))
    assert slow == pytest.approx(2 * quick, rel=0.01)


def test_no_stretch_of_a_sentence_is_silent(voice):
    clip = voice.speak("You have three sessions tomorrow.")
    loud = np.abs(clip.samples.astype(np.int32)) > 300
    edges = np.flatnonzero(np.concatenate(([True], loud, [True])))
    inside = edges[1:-1]
    assert np.diff(inside).max() < 0.3 * clip.rate


@pytest.mark.parametrize("text", ["", " ", "😀", "…", "[[h@'loU]]", "<break/>", "\x00\x07\x1b[31m", "***"])
def test_a_text_without_words_is_no_sound_and_no_error(any_voice, text):
    clip = any_voice.speak(text)
    assert well_formed(clip)
    assert len(clip.samples) == 0


@pytest.mark.parametrize(
    "text",
    [
        "Hello 😀 there",
        "<speak>Hello <break time='5s'/> there</speak>",
        "Hello [[ there",
        "Hello ]] there [[x]]",
        "--help",
        "-v en-us; rm -rf /",
        "$(echo hello) `hello` | hello",
        "Hello\x00there\x1b[0m",
        "Hello\r\nthere\n\nfriend",
        "ﬁne “quotes” — dashes…",
        "Здравствуйте",
        "日本語",
        "J D, A R, M K at 2:30 pm on 11/23/2026",
    ],
)
def test_odd_text_is_spoken_all_the_same(voice, text):
    clip = voice.speak(text)
    assert well_formed(clip)
    assert clip.seconds > 0.05


def test_commands_to_the_synthesiser_are_not_obeyed(voice):
    plain = voice.speak("Hello there")
    assert voice.speak("Hello <break time='5s'/>there").seconds == pytest.approx(plain.seconds, abs=0.05)
    assert voice.speak("Hello [[aaaaaaaaaaaaaaaaaaaaa]] there").seconds == pytest.approx(plain.seconds, abs=0.05)


def test_five_thousand_characters_are_spoken(voice):
    clip = voice.speak("and so on " * 500)
    assert well_formed(clip)
    assert clip.seconds > 60


def test_silence_is_kept_by_the_silent_voice():
    assert len(silent(Path()).speak("Hello there").samples) == 0
