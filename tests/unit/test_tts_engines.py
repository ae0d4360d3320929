"""What the voices do when their program or their files are missing, damaged or not what they seem."""

import json
import logging
import shutil
import struct
from pathlib import Path

import numpy as np
import pytest

from assistant.errors import BadAudio, ConfigurationError, Corrupt, EngineMissing, ModelMissing
from assistant.settings import Tts
from assistant.tts.espeak import EspeakSpeaker, read_stream
from assistant.tts.piper import PiperSpeaker
from tests.voices import RATE, build_voice

needs_espeak = pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed")


# ── espeak-ng ────────────────────────────────────────────────────────────────────────────────────────────────


def test_without_the_program_it_says_how_to_get_it(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(EngineMissing) as caught:
        EspeakSpeaker(Tts())
    assert caught.value.fix == "sudo apt install espeak-ng"


def program(folder: Path, script: str) -> None:
    path = folder / "espeak-ng"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def test_a_program_that_writes_no_sound_is_one_sentence(monkeypatch, tmp_path):
    program(tmp_path, "echo hello")
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    with pytest.raises(BadAudio, match="made no sound"):
        EspeakSpeaker(Tts())


def test_a_program_that_cannot_be_run_is_one_sentence(monkeypatch, tmp_path):
    path = tmp_path / "espeak-ng"
    path.write_text("#!/no/such/interpreter\n")
    path.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(EngineMissing, match="does not answer"):
        EspeakSpeaker(Tts())


@needs_espeak
@pytest.mark.parametrize("name", ["xyzzy", "-x", "../../etc/passwd"])
def test_an_unknown_voice_is_a_mistake_of_the_configuration(name):
    with pytest.raises(ConfigurationError) as caught:
        EspeakSpeaker(Tts(espeak_voice=name))
    assert "espeak-ng --voices" in caught.value.fix


@needs_espeak
def test_the_pace_is_the_configured_one():
    text = "You have three sessions tomorrow, and two of them are in the morning."
    assert EspeakSpeaker(Tts(words_per_minute=110)).speak(text).seconds > 1.3 * (
        EspeakSpeaker(Tts(words_per_minute=220)).speak(text).seconds
    )


@needs_espeak
def test_the_letter_a_is_not_the_article():
    speaker = EspeakSpeaker(Tts())
    letter, article = speaker.speak("A K"), speaker.speak("a k")
    assert len(letter.samples) != len(article.samples)


def wav(samples: bytes, *, size: int | None = None, extra: bytes = b"", bits: int = 16, channels: int = 1) -> bytes:
    head = struct.pack(
        "<4sI4s4sIHHIIHH", b"RIFF", 0x7FFFF024, b"WAVE", b"fmt ", 16, 1, channels, RATE, RATE * 2, 2, bits
    )
    return head + extra + b"data" + struct.pack("<I", 0x7FFFF000 if size is None else size) + samples


def test_a_header_written_before_its_length_was_known_is_read_to_the_end():
    clip = read_stream(wav(struct.pack("<3h", 1, -2, 3)))
    assert clip.rate == RATE
    assert clip.samples.tolist() == [1, -2, 3]
    assert clip.samples.flags.writeable


def test_other_chunks_and_half_a_sample_are_passed_over():
    clip = read_stream(wav(b"\x01\x00\x02", extra=b"LIST" + struct.pack("<I", 3) + b"abc\x00"))
    assert clip.samples.tolist() == [1]


@pytest.mark.parametrize(
    "data",
    [b"", b"RIFF", b"hello, this is text", wav(b"")[:30], wav(b"")[:40], wav(b"", bits=8), wav(b"", channels=2)],
)
def test_what_is_not_a_16_bit_mono_wav_is_refused(data):
    with pytest.raises(BadAudio):
        read_stream(data)


# ── piper ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_missing_file_names_the_command_that_fetches_it(tmp_path):
    path = build_voice(tmp_path)
    with pytest.raises(ModelMissing):
        PiperSpeaker(Tts(), tmp_path / "other.onnx")
    path.with_name(path.name + ".json").unlink()
    with pytest.raises(ModelMissing) as caught:
        PiperSpeaker(Tts(), path)
    assert f"{path.name}.json" in caught.value.fix
    assert f"assistant models pull {path.stem}" in caught.value.fix


@pytest.mark.parametrize("content", [b"", b"not onnx", bytes(1000)])
def test_a_damaged_voice_is_one_sentence(tmp_path, content):
    path = build_voice(tmp_path)
    path.write_bytes(content)
    with pytest.raises(Corrupt, match="damaged"):
        PiperSpeaker(Tts(), path)


def test_half_a_voice_is_one_sentence(tmp_path):
    path = build_voice(tmp_path)
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(Corrupt):
        PiperSpeaker(Tts(), path)


@pytest.mark.parametrize(
    "change",
    [
        lambda config: "",
        lambda config: "{",
        lambda config: "[]",
        lambda config: "null",
        lambda config: json.dumps({k: v for k, v in config.items() if k != "audio"}),
        lambda config: json.dumps(config | {"phoneme_id_map": {}}),
        lambda config: json.dumps(config | {"audio": {"sample_rate": 0}}),
        lambda config: json.dumps(config | {"phoneme_type": "pinyin"}),
        lambda config: json.dumps(config | {"phoneme_type": "of another planet"}),
    ],
)
def test_a_damaged_configuration_is_one_sentence(tmp_path, change):
    path = build_voice(tmp_path)
    beside = path.with_name(path.name + ".json")
    beside.write_text(change(json.loads(beside.read_text())))
    with pytest.raises(Corrupt):
        PiperSpeaker(Tts(), path)


def test_an_onnx_file_that_is_no_voice_is_one_sentence(tmp_path):
    import onnx
    from onnx import TensorProto, helper

    path = build_voice(tmp_path)
    put = helper.make_tensor_value_info("x", TensorProto.FLOAT, [1])
    out = helper.make_tensor_value_info("y", TensorProto.FLOAT, [1])
    graph = helper.make_graph([helper.make_node("Identity", ["x"], ["y"])], "g", [put], [out])
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8), str(path))
    with pytest.raises(Corrupt) as caught:
        PiperSpeaker(Tts(), path)
    assert "not a Piper voice" in caught.value.fix


def test_the_true_phonemes_reach_the_voice(tmp_path):
    speaker = PiperSpeaker(Tts(), build_voice(tmp_path))
    assert len(speaker.speak("A K").samples) == len(speaker.speak("A. K.").samples)
    assert not np.array_equal(speaker.speak("A K").samples, speaker.speak("a k").samples)


def test_the_voices_own_pace_is_kept_at_the_usual_one(tmp_path):
    once = PiperSpeaker(Tts(), build_voice(tmp_path / "one")).speak("hello")
    twice = PiperSpeaker(Tts(), build_voice(tmp_path / "two", length_scale=2.0)).speak("hello")
    assert len(twice.samples) == 2 * len(once.samples)


def test_what_is_spoken_stands_in_no_log(tmp_path, caplog):
    caplog.set_level(logging.DEBUG)
    PiperSpeaker(Tts(), build_voice(tmp_path)).speak("a private word")
    assert "private" not in caplog.text
