"""The pair with its real engines: spoken commands, prose that holds their words, people, and noise without a word.

The voices here had no part in choosing the bars of the rule.
"""

from pathlib import Path

import numpy as np
import pytest

from assistant.app import phrasebook_of
from assistant.audio.wavfile import to_int16
from assistant.bench import sounds
from assistant.events import Expecting, Utterance
from assistant.paths import Paths
from assistant.ports import Transcriber
from assistant.settings import Settings, Stt
from assistant.stt.paired import PairedTranscriber
from assistant.stt.sphinx import SHORT, SphinxTranscriber
from assistant.stt.whisper import WhisperTranscriber
from tests.utterances import said

ROOT = Path(__file__).parents[2]
NOISE = ROOT / "../shared/speech/negative/noise"


@pytest.fixture(scope="module")
def sphinx() -> SphinxTranscriber:
    return SphinxTranscriber(Stt())


@pytest.fixture(scope="module")
def whisper() -> WhisperTranscriber:
    return WhisperTranscriber(Stt(threads=1), ROOT / "models/whisper-demo")


@pytest.fixture(scope="module")
def paired(sphinx, whisper) -> PairedTranscriber:
    pair = PairedTranscriber(whisper, sphinx)
    pair.learn(phrasebook_of(Settings(), None))
    return pair


@pytest.mark.parametrize("text", ["mark that", "off the record", "go to the end", "scratch that", "new paragraph"])
@pytest.mark.parametrize("voice", ["slt", "rms"])
def test_a_spoken_command_is_heard(paired, voice, text):
    assert paired.transcribe(said(text, "flite", voice), Expecting.DICTATION).text.rstrip(".") == text


def test_what_the_open_engine_mishears_is_told_by_the_closed_one(paired, whisper):
    utterance = said("off the record", "flite", "slt")
    assert whisper.transcribe(utterance, Expecting.DICTATION).text != "off the record"
    heard = paired.transcribe(utterance, Expecting.DICTATION)
    assert (heard.text, heard.engine) == ("off the record", "sphinx:dictation")
    assert heard.unsure == ()


@pytest.mark.parametrize(
    "text",
    ["we agreed on a plan", "a period of calm", "she wants to scratch that idea", "her brother mark", "next week"],
)
@pytest.mark.parametrize("voice", ["slt", "rms"])
def test_prose_that_holds_the_words_of_a_command_stays_prose(paired, voice, text):
    assert paired.transcribe(said(text, "flite", voice), Expecting.DICTATION).engine == "whisper:demo"


def test_a_literal_command_is_no_order(paired):
    heard = paired.transcribe(said("literal, scratch that", "flite", "slt"), Expecting.DICTATION)
    assert heard.text != "scratch that"


def test_the_longest_wording_is_not_too_long(paired):
    slow = said("go to the previous section")
    assert slow.seconds < SHORT
    assert said("that is all for the note").seconds < SHORT
    assert said("link to goal fifteen").seconds < SHORT


# ── noise ────────────────────────────────────────────────────────────────────────────────────────────────────


def through(engines: list[Transcriber], name: str, sound: np.ndarray) -> list[Utterance]:
    """What the end-pointer made of it; no engine may hear an order in it, nor be sure of a word."""
    found = list(sounds.utterances(sound, 0.6))
    for utterance in found:
        for engine in engines:
            heard = engine.transcribe(utterance, Expecting.DICTATION)
            assert "dictation" not in heard.engine, name
            assert len(heard.unsure) == len(heard.text.split()), (name, engine.name)
    return found


@pytest.mark.parametrize("name", sounds.NOISES)
def test_noise_is_no_command_and_no_word_that_is_sure(sphinx, whisper, paired, name):
    engines = [sphinx, whisper, paired]
    made = [through(engines, name, to_int16(level * sounds.NOISES[name](12.0))) for level in (0.02, 0.1, 0.4)]
    assert sum(map(len, made)) <= 1


@pytest.mark.parametrize("name", ["noise2", "noise3", "pmv_music"])
def test_the_noise_of_homes_is_no_command_and_no_word_that_is_sure(sphinx, whisper, paired, name):
    path = next(NOISE.glob(f"{name}.*"), None) if NOISE.is_dir() else None
    if path is None:
        pytest.skip("the shared recordings are not on this machine")
    assert len(through([sphinx, whisper, paired], name, sounds.recording(path))) <= 1


@pytest.mark.parametrize("expecting", [Expecting.DICTATION])
@pytest.mark.parametrize("name", sounds.NOISES)
def test_noise_that_is_taken_for_speech_whole_is_no_command(paired, expecting, name):
    samples = to_int16(0.2 * sounds.NOISES[name](2.0))
    heard = paired.transcribe(Utterance(samples, 0, 0, len(samples)), expecting)
    assert heard.engine == "whisper:demo"


# ── which engines the house takes ────────────────────────────────────────────────────────────────────────────


def test_whisper_comes_with_the_closed_grammar_beside_it(tmp_path):
    from assistant.app import transcriber

    where = Paths(*(tmp_path / name for name in ("config", "data", "state", "cache")))
    section = Stt(engine="whisper", model="whisper-demo", threads=1)
    made = transcriber(Settings(stt=section), where)
    assert made.name == "whisper demo + sphinx en-us"
    assert "listens for the commands beside it." in made.note


def test_without_pocketsphinx_whisper_is_alone_and_the_doctor_says_so(tmp_path, monkeypatch):
    import sys

    from assistant.checks import _hearing

    monkeypatch.setitem(sys.modules, "pocketsphinx", None)
    where = Paths(*(tmp_path / name for name in ("config", "data", "state", "cache")))
    (finding,) = _hearing(Settings(stt=Stt(engine="whisper", model="whisper-demo", threads=1)), where)
    assert finding.verdict == "note"
    assert finding.text.startswith("whisper demo:")
    assert "commands of a dictation alone" in finding.text
    assert finding.fix
