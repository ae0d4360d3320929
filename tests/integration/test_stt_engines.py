"""The two engines as such: what they refuse, what they never do, and how well they hear."""

import json
import shutil
import socket
from pathlib import Path

import numpy as np
import pytest

from assistant.bench.words import exact, measure, word_error_rate
from assistant.errors import ConfigurationError, Corrupt, ModelMissing
from assistant.events import Expecting, Phrasebook
from assistant.intents.pins import read_digits
from assistant.settings import Stt
from assistant.stt import automaton
from assistant.stt.sphinx import SHORT, SphinxTranscriber
from assistant.stt.whisper import WhisperTranscriber
from tests.utterances import of, said

ROOT = Path(__file__).parents[2]
DEMO = ROOT / "models/whisper-demo"
SHARED = ROOT / "../shared"
HEAD = "#JSGF V1.0;\ngrammar commands;\n"


@pytest.fixture
def copy(tmp_path) -> Path:
    """The demonstration model, to be damaged."""
    return Path(shutil.copytree(DEMO, tmp_path / "whisper-demo"))


@pytest.fixture(scope="module")
def sphinx() -> SphinxTranscriber:
    return SphinxTranscriber(Stt())


def shared(name: str) -> Path:
    path = SHARED / name
    if not path.is_dir():
        pytest.skip(f"the shared recordings ({name}) are not on this machine")
    return path


def few(name: str, every: int, to: Path) -> Path:
    """Every so-many-th clip with known words of a shared folder, copied, with its manifest."""
    folder = shared(name)
    manifest = next(path for path in (folder / "manifest.json", folder.parent / "manifest.json") if path.is_file())
    entries = [
        entry
        for entry in json.loads(manifest.read_text(encoding="utf-8"))
        if entry.get("text") and (manifest.parent / entry["file"]).resolve().is_relative_to(folder.resolve())
    ][::every]
    for entry in entries:
        shutil.copy(manifest.parent / entry["file"], to)
        entry["file"] = Path(entry["file"]).name
    (to / "manifest.json").write_text(json.dumps(entries), encoding="utf-8")
    return to


# ── whisper ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_demonstration_model_says_what_it_is():
    whisper = WhisperTranscriber(Stt(threads=1), DEMO)
    assert whisper.demo
    assert whisper.name == "whisper demo"
    assert "synthetic voices only" in whisper.note
    assert "never" in whisper.note


def test_it_is_told_by_its_windows_where_its_marker_is_lost(copy):
    (copy / "demo.json").unlink()
    assert WhisperTranscriber(Stt(threads=1), copy).demo


def test_a_model_with_whole_windows_is_none(copy):
    whisper = whole_windows(copy)
    assert not whisper.demo
    assert "leaves" in whisper.note


def test_hot_words_do_not_touch_the_demonstration_model():
    whisper = WhisperTranscriber(Stt(threads=1), DEMO)
    utterance = said("read my drafts", "flite", "slt")
    before = whisper.transcribe(utterance, Expecting.COMMAND)
    whisper.learn(Phrasebook(hotwords=("Siobhan Murphy", "X Q", "Zbigniew")))
    assert whisper.transcribe(utterance, Expecting.COMMAND) == before


def whole_windows(copy: Path) -> WhisperTranscriber:
    """The demonstration model, passed off as one that is none."""
    (copy / "demo.json").unlink()
    path = copy / "preprocessor_config.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"chunk_length": 30}))
    return WhisperTranscriber(Stt(threads=1), copy)


def test_names_and_spelt_words_are_in_the_prompt_of_any_other_model(copy, monkeypatch):
    whisper = whole_windows(copy)
    prompts: list[str] = []
    made = whisper._model.get_prompt

    def noted(tokenizer, *given, **more):
        prompt = made(tokenizer, *given, **more)
        prompts.append(tokenizer.tokenizer.decode(prompt, skip_special_tokens=False))
        return prompt

    monkeypatch.setattr(whisper._model, "get_prompt", noted)
    utterance = said("read my drafts", "flite", "slt")
    for expecting in (Expecting.COMMAND, Expecting.DICTATION):
        whisper.learn(Phrasebook(hotwords=("j d", "zoloft")))
        whisper.transcribe(utterance, expecting)
        assert prompts
        assert all(prompt.startswith("<|startofprev|> j d, zoloft<|startoftranscript|>") for prompt in prompts)
        prompts.clear()
        whisper.learn(Phrasebook())
        whisper.transcribe(utterance, expecting)
        assert prompts
        assert not any("zoloft" in prompt for prompt in prompts)
        prompts.clear()


@pytest.mark.parametrize("name", ["model.bin", "config.json", "tokenizer.json", "vocabulary.json"])
def test_a_missing_file_is_a_missing_model(copy, name):
    (copy / name).unlink()
    with pytest.raises(ModelMissing) as caught:
        WhisperTranscriber(Stt(), copy)
    assert name in caught.value.fix
    assert "models pull" in caught.value.fix


def test_a_missing_directory_is_a_missing_model(tmp_path):
    with pytest.raises(ModelMissing):
        WhisperTranscriber(Stt(), tmp_path / "base.en")


@pytest.mark.parametrize(
    "name", ["model.bin", "config.json", "tokenizer.json", "vocabulary.json", "preprocessor_config.json"]
)
def test_a_file_of_rubbish_is_a_damaged_model(copy, name):
    (copy / name).write_bytes(b"\x00rubbish" * 100)
    with pytest.raises(Corrupt) as caught:
        WhisperTranscriber(Stt(), copy)
    assert str(copy) in caught.value.fix
    assert str(copy) not in caught.value.spoken


@pytest.mark.parametrize("name", ["model.bin", "tokenizer.json", "vocabulary.json"])
def test_a_truncated_file_is_a_damaged_model(copy, name):
    whole = (copy / name).read_bytes()
    (copy / name).write_bytes(whole[: len(whole) // 2])
    with pytest.raises(Corrupt):
        WhisperTranscriber(Stt(), copy)


def test_it_opens_no_connection(monkeypatch, copy):
    def refuse(*_: object) -> None:
        raise AssertionError("a connection was opened")

    for name in ("connect", "connect_ex"):
        monkeypatch.setattr(socket.socket, name, refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    whisper = WhisperTranscriber(Stt(threads=1), copy)
    assert whisper.transcribe(said("good morning", "flite", "slt"), Expecting.COMMAND).text == "good morning"
    (copy / "tokenizer.json").unlink()
    with pytest.raises(ModelMissing):
        WhisperTranscriber(Stt(), copy)


def test_an_answer_longer_than_a_window_is_heard_to_its_end():
    whisper = WhisperTranscriber(Stt(threads=1), DEMO)
    first, last = said("what's on my calendar tomorrow", "flite", "slt"), said("read my drafts", "flite", "slt")
    gap = np.zeros(16_000 * 13, np.int16)
    transcript = whisper.transcribe(of(np.concatenate([first.samples, gap, last.samples])), Expecting.ANSWER)
    assert transcript.text.startswith("what's on my calendar")
    assert transcript.text.endswith("drafts")


@pytest.mark.parametrize("expecting", [Expecting.COMMAND, Expecting.DICTATION])
def test_synthetic_voices_are_heard_by_the_demonstration_model(expecting, tmp_path):
    clips = few("fixtures/whisper-tiny-synthetic/eval", 3, tmp_path)
    rows = measure(WhisperTranscriber(Stt(threads=2), DEMO), clips, expecting)
    assert len(rows) == 20
    assert word_error_rate(rows) < 0.05


# ── sphinx ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_people_are_heard_by_a_closed_grammar(sphinx):
    rows = measure(sphinx, shared("speech/commands"), Expecting.COMMAND, closed=True)
    assert len(rows) == 23
    assert exact(rows) >= 20
    assert word_error_rate(rows) < 0.1


def test_talk_outside_the_grammar_is_not_taken_for_a_command(sphinx, tmp_path):
    sphinx.learn(Phrasebook(commands=HEAD + "public <a> = good morning | cancel the timer | read my drafts;"))
    rows = measure(sphinx, few("speech/read", 6, tmp_path), Expecting.COMMAND)
    assert not any(row.engine == "sphinx:grammar" for row in rows)
    assert all(row.confidence <= 0.5 for row in rows if row.engine == "sphinx:free")


def test_names_that_no_dictionary_has_are_heard(sphinx):
    names = "siobhan | keisha | tamika | zbigniew | aaliyah"
    sphinx.learn(Phrasebook(commands=HEAD + f"public <a> = when do i see ( {names} );"))
    transcript = sphinx.transcribe(said("when do i see tamika", "flite", "slt"), Expecting.COMMAND)
    assert (transcript.text, transcript.engine) == ("when do i see tamika", "sphinx:grammar")
    assert sphinx.unpronounceable == ()


def test_words_without_a_sound_are_reported_and_the_rest_is_heard(sphinx):
    sphinx.learn(Phrasebook(commands=HEAD + "public <a> = good morning | good 42 | call 李 | José's follow-up;"))
    assert sphinx.unpronounceable == ("42", "李")
    assert sphinx.transcribe(said("good morning", "flite", "slt"), Expecting.COMMAND).text == "good morning"


@pytest.mark.parametrize("wrong", ["public <a> = ( stop;", "public <a> = <nobody>;", "<a> = stop;", "rubbish"])
def test_a_grammar_that_does_not_compile_keeps_the_old_one(sphinx, wrong):
    good = HEAD + "public <a> = good morning | read my drafts;"
    sphinx.learn(Phrasebook(commands=good))
    with pytest.raises(ConfigurationError) as caught:
        sphinx.learn(Phrasebook(commands=good, dictation=HEAD + wrong))
    assert "dictation" in caught.value.fix
    assert sphinx.transcribe(said("good morning", "flite", "slt"), Expecting.COMMAND).text == "good morning"


def test_a_forgotten_grammar_is_heard_no_more(sphinx):
    sphinx.learn(Phrasebook(commands=HEAD + "public <a> = good morning;"))
    sphinx.learn(Phrasebook())
    assert sphinx.transcribe(said("good morning", "flite", "slt"), Expecting.COMMAND).engine == "sphinx:free"


def test_only_the_grammar_that_is_another_is_compiled(sphinx, monkeypatch):
    made = []

    def build(pattern):
        closed = automaton.build(pattern)
        made.append(closed.words)
        return closed

    sphinx.learn(Phrasebook())
    monkeypatch.setattr("assistant.stt.sphinx.build", build)
    commands = HEAD + "public <a> = good morning | good 42;"
    sphinx.learn(Phrasebook(commands=commands, dictation=HEAD + "public <b> = go to response;"))
    assert made == [{"good", "morning"}, {"go", "to", "response"}]
    sphinx.learn(Phrasebook(commands=commands, dictation=HEAD + "public <b> = go to risk | go to 李;"))
    sphinx.learn(Phrasebook(commands=commands, dictation=HEAD + "public <b> = go to risk | go to 李;"))
    assert made[2:] == [{"go", "to", "risk"}]
    assert sphinx.unpronounceable == ("42", "李"), "of what was not compiled anew too"
    assert sphinx.transcribe(said("good morning", "flite", "slt"), Expecting.COMMAND).text == "good morning"
    assert sphinx.transcribe(said("go to risk", "flite", "rms"), Expecting.DICTATION).engine == "sphinx:dictation"
    assert sphinx.accepts(Expecting.DICTATION, ["go", "to", "risk"])
    assert not sphinx.accepts(Expecting.DICTATION, ["go", "to", "response"])


def test_what_did_not_compile_is_compiled_when_it_is_tried_again(sphinx):
    good, wrong = HEAD + "public <a> = scratch that;", HEAD + "public <a> = ( stop;"
    sphinx.learn(Phrasebook(dictation=good))
    for _ in range(2):
        with pytest.raises(ConfigurationError):
            sphinx.learn(Phrasebook(dictation=wrong))
    sphinx.learn(Phrasebook(dictation=good))
    assert sphinx.accepts(Expecting.DICTATION, ["scratch", "that"])


@pytest.mark.parametrize("text", ["yes", "no", "cancel", "stop", "repeat that", "never mind"])
@pytest.mark.parametrize("voice", ["slt", "rms"])
def test_yes_no_and_the_ways_out_are_heard(sphinx, text, voice):
    transcript = sphinx.transcribe(said(text, "flite", voice), Expecting.YES_NO)
    assert transcript.text in {"yes": ["yes", "yeah", "yep"], "no": ["no", "nope"]}.get(text, [text])
    assert transcript.engine == "sphinx:yes-no"


def test_a_sentence_is_neither_yes_nor_no(sphinx):
    utterance = said("she went to the market on a rainy afternoon", "flite", "slt")
    assert sphinx.transcribe(utterance, Expecting.YES_NO).engine == "sphinx:free"


@pytest.mark.parametrize("clip", ["cancel_all_timers.wav", "cancel_timer.wav", "pause_timer.wav"])
def test_words_after_a_way_out_are_not_passed_over(sphinx, clip, tmp_path):
    shutil.copy(shared("speech/commands") / clip, tmp_path)
    entries = json.loads((shared("speech") / "manifest.json").read_text(encoding="utf-8"))
    entry = next(entry for entry in entries if entry["file"] == f"commands/{clip}")
    (tmp_path / "manifest.json").write_text(json.dumps([entry | {"file": clip}]), encoding="utf-8")
    (row,) = measure(sphinx, tmp_path, Expecting.ANSWER)
    assert row.engine == "sphinx:free"


def test_a_command_that_takes_three_seconds_is_heard_in_a_dictation(sphinx):
    words = "spell that bravo oscar whiskey lima bravo yankee"
    sphinx.learn(Phrasebook(dictation=HEAD + f"public <a> = {words} | next section;"))
    slow = said(words, "flite", "slt")
    assert 2.5 < slow.seconds < SHORT
    heard = sphinx.transcribe(slow, Expecting.DICTATION)
    assert (heard.text, heard.engine) == (words, "sphinx:dictation")


def test_a_command_inside_a_dictation_is_heard_as_one_and_a_long_utterance_never(sphinx):
    sphinx.learn(Phrasebook(dictation=HEAD + "public <a> = scratch that | next section | end note;"))
    short = sphinx.transcribe(said("next section", "flite", "slt"), Expecting.DICTATION)
    assert (short.text, short.engine) == ("next section", "sphinx:dictation")
    prose = said("she said that the next section of her life would be quieter", "flite", "slt")
    assert sphinx.transcribe(prose, Expecting.DICTATION).engine == "sphinx:free"
    long = of(np.concatenate([np.zeros(16_000 * 2, np.int16), said("next section", "flite", "slt").samples]))
    assert long.seconds > SHORT
    assert sphinx.transcribe(long, Expecting.DICTATION).engine == "sphinx:free"


@pytest.mark.parametrize("voice", ["slt", "rms"])
@pytest.mark.parametrize(
    ("said_as", "pin"),
    [
        ("four seven one one", "4711"),
        ("three nine eight two", "3982"),
        ("four zero four nine", "4049"),
        ("double five six six", "5566"),
        ("forty seven eleven", "4711"),
        ("my pin is two nine zero four", "2904"),
        ("one two three four five six seven eight", "12345678"),
    ],
)
def test_a_pin_is_heard_by_its_own_grammar(sphinx, said_as, pin, voice):
    transcript = sphinx.transcribe(said(said_as, "flite", voice), Expecting.PIN)
    assert transcript.engine == "sphinx:pin"
    assert read_digits(transcript.text) == pin


@pytest.mark.parametrize("words", ["cancel", "never mind", "lock"])
def test_who_is_asked_for_a_pin_can_go_back(sphinx, words):
    assert sphinx.transcribe(said(words, "flite", "slt"), Expecting.PIN).text == words
