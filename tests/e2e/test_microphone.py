"""The real devices: the program itself, between a virtual microphone and a virtual loudspeaker."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from assistant.audio.wavfile import read_clip
from assistant.events import Clip
from tests.evenings import joined, needs_espeak, spoken, words
from tests.pulse import VirtualDevices, virtual_devices

ROOT = Path(__file__).parents[2]
HEY_JARVIS = ROOT / "../shared/speech/wake/hey_jarvis/wy_hey_jarvis.wav"

pytestmark = needs_espeak


def household(folder: Path) -> dict[str, str]:
    """A home with a vault; the environment that names it."""
    passphrase = folder / "passphrase"
    passphrase.write_text("correct horse battery\n")
    passphrase.chmod(0o600)
    home = {"ASSISTANT_HOME": str(folder / "house"), "ASSISTANT_PASSPHRASE_FILE": str(passphrase)}
    subprocess.run([sys.executable, "-m", "assistant", "vault", "init"], env={**os.environ, **home}, check=True)
    return home


def started(devices: VirtualDevices, home: dict[str, str], trace: Path) -> "subprocess.Popen[bytes]":
    """`assistant run`, listening."""
    process = subprocess.Popen(
        [sys.executable, "-m", "assistant", "run", "--trace", str(trace), "--trace-words"],
        env={**devices.environment, **home, "PYTHONPATH": str(ROOT)},
        stderr=subprocess.PIPE,
    )
    devices.wait_for_stream("source-outputs")
    time.sleep(3)  # the engines behind it
    return process


def events(trace: Path) -> list[dict[str, object]]:
    """The trace so far."""
    return [json.loads(line) for line in trace.read_text().splitlines()]


def human_wake_word() -> Clip:
    """A person saying "hey jarvis", without the word that is cut off behind it."""
    if not HEY_JARVIS.is_file():
        pytest.skip("the shared recordings are not here")
    clip = read_clip(HEY_JARVIS)
    return Clip(clip.samples[: int(1.3 * clip.rate)], clip.rate)


def test_a_persons_wake_word_and_a_spoken_request_are_answered_aloud(tmp_path: Path) -> None:
    said = joined(1.0, human_wake_word(), 1.2, spoken("what time is it"), 6.0)
    home, trace = household(tmp_path), tmp_path / "trace.jsonl"
    with virtual_devices(tmp_path) as devices:
        process = started(devices, home, trace)
        with devices.recording() as heard:
            devices.say(said.samples, said.rate)
        process.terminate()
        _, stderr = process.communicate(timeout=20)
        assert process.returncode == 0, stderr.decode()
    happened = events(trace)
    assert [event["event"] for event in happened].count("wake") == 1
    assert "household.time" in [event.get("name") for event in happened]
    answer = next(str(event["text"]) for event in happened if event["event"] == "reply")
    assert np.abs(heard.samples).max() > 1000
    again = words(heard.samples)
    assert len(set(answer.lower().rstrip(".").split()) & set(again)) >= 3, f"{answer!r} was heard as {again}"


def test_a_microphone_that_goes_away_ends_it_with_one_sentence(tmp_path: Path) -> None:
    home, trace = household(tmp_path), tmp_path / "trace.jsonl"
    with virtual_devices(tmp_path) as devices:
        process = started(devices, home, trace)
        devices.unplug("microphone", "loudspeaker")
        _, stderr = process.communicate(timeout=60)
    assert process.returncode == 74, stderr.decode()
    assert "microphone" in stderr.decode().lower()
    assert "Traceback" not in stderr.decode()
