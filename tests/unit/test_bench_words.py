"""Word error rates are counted as everybody counts them."""

import json
from dataclasses import dataclass

import numpy as np
import pytest

from assistant.audio.wavfile import write_clip
from assistant.bench.words import exact, grammar, marks, measure, normalise, word_error_rate
from assistant.errors import BadAudio, NotFound
from assistant.events import Clip, Expecting, Phrasebook, Transcript, Utterance


@dataclass
class Says:
    """Hears the same words in everything."""

    text: str
    name: str = "says"
    note: str = ""
    taught: str = ""
    unsure: tuple[int, ...] = ()

    def learn(self, phrases: Phrasebook) -> None:
        self.taught = phrases.commands

    def transcribe(self, utterance: Utterance, expecting: Expecting) -> Transcript:
        self.heard = (utterance, expecting)
        return Transcript(self.text, "says", confidence=0.25, unsure=self.unsure)


@pytest.fixture
def folder(tmp_path):
    clips = tmp_path / "clips"
    clips.mkdir()
    write_clip(clips / "a.wav", Clip(np.full(8000, 500, np.int16), 8000))
    write_clip(clips / "b.wav", Clip(np.full(16000, 500, np.int16), 16000))
    entries = [
        {"file": "clips/a.wav", "text": "Stop the timer!", "speech_start_s": 0.25, "speech_end_s": 0.75},
        {"file": "clips/b.wav", "text": "set 5 timers"},
        {"file": "clips/unknown.wav", "text": None},
        {"file": "elsewhere/c.wav", "text": "not here"},
    ]
    (tmp_path / "manifest.json").write_text(json.dumps(entries))
    return clips


def test_errors_are_pooled_over_all_words(folder):
    rows = measure(Says("stop a timer"), folder)
    assert [(row.reference, row.errors) for row in rows] == [("stop the timer", 1), ("set five timers", 3)]
    assert word_error_rate(rows) == pytest.approx(4 / 6)
    assert exact(rows) == 0


def test_marked_words_are_compared_with_wrong_ones_word_by_word(folder):
    rows = measure(Says("stop 21 clocks timer", unsure=(1, 3)), folder)  # stop the timer; set five timers
    assert [(row.wrong, row.marked, row.wrong_marked) for row in rows] == [(3, 3, 2), (5, 3, 3)]
    assert marks(rows) == (pytest.approx(5 / 6), pytest.approx(5 / 8))
    assert marks(measure(Says("stop the timer"), folder)) == (0, 0)


def test_clips_come_at_the_houses_rate_with_their_speech_marked(folder):
    engine = Says("")
    rows = measure(engine, folder, Expecting.DICTATION)
    assert [row.audio_s for row in rows] == [1.0, 1.0]
    assert engine.heard[1] is Expecting.DICTATION
    assert (engine.heard[0].speech_start, engine.heard[0].speech_end) == (0, 16000)


def test_a_closed_measure_teaches_the_texts(folder):
    engine = Says("")
    measure(engine, folder, closed=True)
    assert "set five timers | stop the timer" in engine.taught


def test_a_folder_without_known_words_is_said_so(tmp_path):
    with pytest.raises(NotFound):
        measure(Says(""), tmp_path)
    (tmp_path / "manifest.json").write_text("[]")
    with pytest.raises(NotFound):
        measure(Says(""), tmp_path)
    (tmp_path / "manifest.json").write_text("{nonsense")
    with pytest.raises(NotFound):
        measure(Says(""), tmp_path)


def test_a_clip_that_is_no_audio_is_said_so(folder):
    (folder / "a.wav").write_bytes(b"no")
    with pytest.raises(BadAudio):
        measure(Says(""), folder)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("What’s the date?", "what's the date"),
        ("at 50 percent", "at fifty percent"),
        ("42, 7 and 100", "forty two seven and one hundred"),
        ("  Two\nlines ", "two lines"),
    ],
)
def test_words_are_compared_without_case_signs_or_figures(text, plain):
    assert normalise(text) == plain


def test_a_grammar_holds_each_sentence_once():
    assert grammar(["Stop.", "stop", "go"]).endswith("= go | stop;\n")
