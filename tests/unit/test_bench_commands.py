"""The measure of the dictation commands: what is spoken, what counts, and what the page says."""

import json

import numpy as np
import pytest

from assistant.app import configuration, note_formats, skill_classes
from assistant.audio.wavfile import write_clip
from assistant.bench import commands, sounds
from assistant.bench.commands import Hearing, Remembering, held_out, orders_of, wordings
from assistant.bench.commands_report import page
from assistant.bench.commands_run import fillings, usual
from assistant.bench.prose import PROSE
from assistant.errors import EngineMissing, NotFound
from assistant.events import SAMPLE_RATE, Clip, Expecting, Phrasebook, Transcript, Utterance
from assistant.intents.sentences import load_all, read

SKILL = """language: en
intents:
  start: {sentences: ["start a note"], example: "start a note"}
dictation:
  - "{section} [section]"
  - "(scratch|delete) that"
  - "next session {day}"
"""


class Says:
    """Hears the same in everything, and counts."""

    name = note = "says"

    def __init__(self, text: str) -> None:
        self.text, self.asked = text, 0

    def learn(self, phrases: Phrasebook) -> None:
        """Nothing."""

    def transcribe(self, utterance: Utterance, expecting: Expecting) -> Transcript:
        self.asked += 1
        return Transcript(self.text, "says")


@pytest.fixture(scope="module")
def house():
    """The formats of this house and what a text orders in it."""
    _, where = configuration()
    formats = note_formats(where)
    return formats, orders_of(list(skill_classes().values()), usual(formats))


def test_every_command_of_the_skills_is_understood_as_text(house):
    formats, orders = house
    said = wordings(load_all(skill_classes()), fillings(formats))
    assert len(said) > 100
    assert [group for group, ways in said if not any(orders(text) for text in ways)] == []
    sections = {text for group, ways in said if group == "{section}" for text in ways}
    assert sections == set(formats.forms["soap"].sections), "as in a note for which she names no format"


def test_no_piece_of_prose_is_a_command_as_text(house):
    assert [text for text in PROSE if house[1](text)] == []


def test_each_filling_of_a_lone_slot_is_spoken_and_a_slot_that_nothing_fills_is_left_out():
    sets = [read(SKILL, "made_up", "here")]
    said = dict(wordings(sets, {"section": ("plan", "risk", "goal")}))
    assert sorted(said) == ["delete that", "scratch that", "{section}", "{section} section"]
    assert sorted(said["{section}"]) == ["goal", "plan", "risk"]
    assert all(text.endswith(" section") for text in said["{section} section"])


def test_a_wording_is_right_where_it_orders_the_same(monkeypatch):
    monkeypatch.setattr(sounds, "speak", lambda voice, text: np.sin(np.arange(SAMPLE_RATE) / 5.0) * 0.4)
    engines = {"a": Says("delete that"), "b": Says("new line"), "c": Says("scratched hat"), "d": Says("")}
    meaning = {"scratch that": "scratch", "delete that": "scratch", "new line": "line"}
    rows = list(
        commands.spoken(
            engines, [("scratch that", ["scratch that"])], lambda t: meaning.get(t, ""), np.ones(99), ("v",)
        )
    )
    assert [(row.engine, row.noisy, row.right, row.order) for row in rows] == [
        (name, noisy, name == "a", name in "ab") for noisy in (False, True) for name in "abcd"
    ]


def test_whoever_asks_about_the_same_utterance_it_is_heard_once():
    engine = Says("yes")
    once = Remembering(engine)
    one, other = (Utterance(np.ones(9, np.int16), 0, 0, 9) for _ in range(2))
    for utterance in (one, one, other):
        assert once.transcribe(utterance, Expecting.DICTATION).text == "yes"
    assert engine.asked == 2


def test_noise_lies_as_far_below_the_speech_as_it_is_told():
    voice = np.sin(np.arange(SAMPLE_RATE) / 5.0) * 0.4
    noise = sounds.coloured(0.3)
    clean, noisy = sounds.said(voice), sounds.said(voice, noise, 10.0)
    added = noisy.samples.astype(float) - clean.samples.astype(float)
    ratio = np.mean((voice * 32768) ** 2) / np.mean(added**2)
    assert 10 * np.log10(ratio) == pytest.approx(10.0, abs=0.2)
    assert (clean.speech_start, clean.speech_end) == (noisy.speech_start, noisy.speech_end)


@pytest.mark.parametrize("name", sounds.NOISES)
def test_each_noise_is_as_long_as_asked_full_and_the_same_every_time(name):
    sound = sounds.NOISES[name](3.0)
    assert len(sound) == 3 * SAMPLE_RATE
    assert np.abs(sound).max() == pytest.approx(1.0)
    assert np.array_equal(sound, sounds.NOISES[name](3.0))


def test_a_voice_that_is_not_there_is_said_so():
    with pytest.raises(EngineMissing):
        sounds.speak("espeak-ng nobody-of-this-name", "yes")


def test_without_clips_the_noise_is_pink():
    noise, name = commands.background(None)
    assert name == "pink noise"
    assert len(noise) == 10 * SAMPLE_RATE


def test_a_folder_without_a_manifest_is_said_so(tmp_path):
    with pytest.raises(NotFound):
        commands.background(tmp_path)


def test_of_the_people_only_those_are_heard_who_had_no_part_in_choosing(tmp_path):
    speakers = [name for name in ("AA", "AB", "AC", "AD") if held_out(name)]
    assert speakers == ["AB", "AD"]
    (tmp_path / "read").mkdir()
    write_clip(tmp_path / "read/a.wav", Clip(np.zeros(SAMPLE_RATE, np.int16), SAMPLE_RATE))
    entries = [{"file": "read/a.wav", "speaker": "AA"}, {"file": "read/gone.wav", "speaker": "AC"}]
    (tmp_path / "manifest.json").write_text(json.dumps(entries))
    assert list(commands.people({"a": Says("")}, tmp_path, lambda text: "")) == []


def row(engine: str, group: str, *, right: bool, order: bool, voice: str = "v", noisy: bool = False) -> Hearing:
    return Hearing(engine, group, group if voice else "", voice, noisy, "what was heard", right, order)


def test_the_page_counts_what_was_right_and_names_what_was_false():
    rows = [
        row("sphinx", "scratch that", right=True, order=True),
        row("paired", "scratch that", right=True, order=True),
        row("paired", "scratch that", right=False, order=True, noisy=True),
        row("sphinx", commands.TALK, right=False, order=False),
        row("paired", commands.TALK, right=False, order=True),
        row("sphinx", "people, read", right=False, order=False, voice=""),
        row("paired", "people, read", right=False, order=False, voice=""),
        row("sphinx", "noise, a fan", right=False, order=False, voice=""),
        row("paired", "noise, a fan", right=False, order=False, voice=""),
    ]
    machine: dict[str, str | int] = {"cpu": "a chip", "cores": 2}
    text = "".join(page(rows, machine, whisper="whisper demo", noise="pink noise", threads=1))
    assert "| scratch that | 1/1 | – | 1/1 | 0/1 |" in text
    assert "Paired, 1 of 2." in text
    assert f"| {commands.TALK} | 1 | 0 | 1 |" in text
    assert "| people, read | 1 | 0 | 0 |" in text
    assert f"- paired: “{commands.TALK}” as “what was heard”" in text
    assert "let 1 utterances through" in text
    assert "demonstration model" in text
    assert "demonstration model" not in "".join(page(rows, machine, whisper="whisper base.en", noise="", threads=1))
