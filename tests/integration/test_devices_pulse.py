"""The real device path: PortAudio on the virtual microphone and loudspeaker of a sound server of our own."""

import json
import queue
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assistant.audio.wavfile import read_clip
from assistant.events import SAMPLE_RATE
from tests.pulse import VirtualDevices, virtual_devices

ROOT = Path(__file__).parents[2]
HEY_JARVIS = ROOT / "../shared/speech/wake/hey_jarvis/wy_hey_jarvis.wav"

LISTEN = """
import asyncio, json, sys
import numpy as np
from assistant.audio.microphone import Microphone
from assistant.errors import AssistantError
from assistant.settings import Audio, Wake
from assistant.wake.openwakeword import OpenWakeWord

async def main():
    microphone = Microphone(Audio(input=sys.argv[1]))
    wake = OpenWakeWord(Wake())
    expected = loudest = 0
    try:
        async for frame in microphone.frames():
            assert frame.start == expected and frame.samples.shape == (512,) and frame.samples.dtype == np.int16
            expected += 512
            loudest = max(loudest, int(np.abs(frame.samples.astype(int)).max()))
            for heard in wake.hear(frame):
                print(json.dumps({"wake": heard.name, "frames": expected // 512}), flush=True)
            if expected == 512 * 32:
                print(json.dumps({"running": microphone.name}), flush=True)
    except AssistantError as error:
        print(json.dumps({"error": error.code, "spoken": error.spoken}), flush=True)
    print(json.dumps({"loudest": loudest, "frames": expected // 512, "dropped": microphone.dropped_s}), flush=True)
    await microphone.close()
    await microphone.close()

asyncio.run(main())
"""

SPEAK = """
import asyncio, json, sys, time
import numpy as np
from assistant.audio.loudspeaker import Loudspeaker
from assistant.errors import AssistantError
from assistant.events import Clip
from assistant.settings import Audio

def tone(seconds, rate):
    return Clip((8000 * np.sin(2 * np.pi * 440 * np.arange(round(seconds * rate)) / rate)).astype(np.int16), rate)

def say(**event):
    print(json.dumps(event), flush=True)

async def main():
    loudspeaker = Loudspeaker(Audio(output="default"))
    say(opened=loudspeaker.name)
    for line in sys.stdin:
        verb, *words = line.split()
        try:
            if verb == "play":
                seconds, rate, gain = map(float, words)
                loudspeaker.gain = gain
                await loudspeaker.play(tone(seconds, round(rate)))
            elif verb == "cut":
                task = asyncio.create_task(loudspeaker.play(tone(5, 22050)))
                await asyncio.sleep(1)
                task.cancel()
                await asyncio.wait({task})
                await asyncio.sleep(0.5)
            elif verb == "both":
                await asyncio.gather(loudspeaker.play(tone(0.5, 16000)), loudspeaker.play(tone(0.5, 48000)))
            say(done=verb)
        except AssistantError as error:
            say(error=error.code, spoken=error.spoken)
    await loudspeaker.close()
    await loudspeaker.close()

asyncio.run(main())
"""


MISSING = """
import json, sys
from assistant.audio.microphone import Microphone
from assistant.audio.loudspeaker import Loudspeaker
from assistant.errors import AudioDeviceMissing
from assistant.settings import Audio
for make in (lambda: Microphone(Audio(input=sys.argv[1])), lambda: Loudspeaker(Audio(output=sys.argv[1]))):
    try:
        make()
    except AudioDeviceMissing as error:
        print(json.dumps({"spoken": error.spoken, "fix": error.fix, "exit": error.exit_code}), flush=True)
"""


class Child:
    """A program of ours on the virtual devices, which tells in JSON lines what happens to it."""

    def __init__(self, devices: VirtualDevices, script: str, *arguments: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", script, *arguments],
            env=devices.environment | {"PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._lines: queue.Queue[str] = queue.Queue()
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._lines.put(line)
        self._lines.put("")

    def next(self) -> dict[str, Any]:
        try:
            line = self._lines.get(timeout=60)
        except queue.Empty:
            pytest.fail("the program says nothing any more")
        if not line:
            assert self._process.stderr is not None
            pytest.fail(f"the program ended: {self._process.stderr.read()[-800:]}")
        found: dict[str, Any] = json.loads(line)
        return found

    def ask(self, line: str) -> dict[str, Any]:
        assert self._process.stdin is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()
        return self.next()

    def end(self) -> None:
        self._process.kill()
        self._process.wait()
        self._reader.join()
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            assert pipe is not None
            pipe.close()


@pytest.fixture
def devices(tmp_path: Path) -> Iterator[VirtualDevices]:
    with virtual_devices(tmp_path) as running:
        yield running


@pytest.fixture
def children() -> Iterator[list[Child]]:
    started: list[Child] = []
    yield started
    for child in started:
        child.end()


def level(samples: np.ndarray) -> float:
    """Root mean square, of 16-bit full scale."""
    return float(np.sqrt(np.mean((samples.astype(float) / 32768) ** 2))) if len(samples) else 0.0


def sounding(samples: np.ndarray) -> float:
    """Seconds in which something is heard."""
    pieces = samples[: len(samples) // 160 * 160].reshape(-1, 160)
    return float((np.abs(pieces.astype(int)).max(axis=1) > 300).sum()) / 100


def test_a_human_wake_word_is_heard_through_the_microphone(devices: VirtualDevices, children: list[Child]) -> None:
    if not HEY_JARVIS.is_file():
        pytest.skip("the human clips are not here")
    clip = read_clip(HEY_JARVIS)
    child = Child(devices, LISTEN, "default")
    children.append(child)
    assert child.next() == {"running": "default"}
    devices.say(clip.samples, clip.rate)
    assert child.next()["wake"] == "hey_jarvis"
    devices.unplug("loudspeaker", "microphone")
    lost = child.next()
    assert lost["error"] == "device-lost"
    assert lost["spoken"].startswith("The microphone is gone.")
    end = child.next()
    assert end["loudest"] == pytest.approx(int(np.abs(clip.samples.astype(int)).max()), rel=0.1)
    assert end["dropped"] == 0


def test_a_microphone_that_nobody_has_is_named_with_those_there_are(
    devices: VirtualDevices, children: list[Child]
) -> None:
    child = Child(devices, MISSING, "Yeti")
    children.append(child)
    for kind in ("input", "output"):
        said = child.next()
        assert said["exit"] == 69
        assert said["fix"] == f"audio.{kind}: there is no “Yeti”; there are “pulse”, “default”"


def test_a_device_that_is_listed_but_cannot_be_opened_is_missing(
    devices: VirtualDevices, children: list[Child]
) -> None:
    devices.unplug("loudspeaker", "microphone")
    child = Child(devices, MISSING, "default")
    children.append(child)
    for name in ("microphone", "loudspeaker"):
        said = child.next()
        assert said["exit"] == 69
        assert said["spoken"] == f"I can't use the {name}. Please check that it is plugged in."
        assert said["fix"].startswith("“default” cannot be opened")


def test_a_microphone_is_found_by_a_part_of_its_name(devices: VirtualDevices, children: list[Child]) -> None:
    child = Child(devices, LISTEN, "PUL")
    children.append(child)
    assert child.next() == {"running": "pulse"}


def test_clips_of_any_rate_are_heard_as_long_and_as_loud_as_they_are(
    devices: VirtualDevices, children: list[Child]
) -> None:
    child = Child(devices, SPEAK)
    children.append(child)
    assert child.next() == {"opened": "default"}
    for rate in (16_000, 22_050, 48_000):
        with devices.recording() as heard:
            assert child.ask(f"play 0.7 {rate} 1.0") == {"done": "play"}
            assert child.ask("play 0.2 16000 0.0") == {"done": "play"}
        assert sounding(heard.samples) == pytest.approx(0.7, abs=0.05)
        assert np.abs(heard.samples.astype(int)).max() == pytest.approx(8000, rel=0.1)
        spectrum = np.abs(np.fft.rfft(heard.samples))
        assert np.argmax(spectrum) * SAMPLE_RATE / len(heard.samples) == pytest.approx(440, abs=3)
    with devices.recording() as heard:
        child.ask("play 0.5 16000 0.25")
        child.ask("play 0.2 16000 0.0")
    assert np.abs(heard.samples.astype(int)).max() == pytest.approx(2000, rel=0.1)


def test_a_cancelled_clip_is_silent_at_once_and_the_next_one_is_whole(
    devices: VirtualDevices, children: list[Child]
) -> None:
    child = Child(devices, SPEAK)
    children.append(child)
    child.next()
    with devices.recording() as heard:
        assert child.ask("cut") == {"done": "cut"}
    assert 0.5 < sounding(heard.samples) < 4.5
    assert level(heard.samples[-SAMPLE_RATE // 10 :]) == 0
    with devices.recording() as heard:
        assert child.ask("play 0.5 16000 1.0") == {"done": "play"}
        child.ask("play 0.3 16000 0.0")
    assert sounding(heard.samples) == pytest.approx(0.5, abs=0.05)


def test_two_clips_at_once_are_heard_one_after_the_other(devices: VirtualDevices, children: list[Child]) -> None:
    child = Child(devices, SPEAK)
    children.append(child)
    child.next()
    with devices.recording() as heard:
        assert child.ask("both") == {"done": "both"}
        child.ask("play 0.3 16000 0.0")
    assert sounding(heard.samples) == pytest.approx(1.0, abs=0.05)
    assert np.abs(heard.samples.astype(int)).max() < 9000


def test_a_loudspeaker_that_is_pulled_out_is_told(devices: VirtualDevices, children: list[Child]) -> None:
    child = Child(devices, SPEAK)
    children.append(child)
    child.next()
    devices.unplug("loudspeaker")
    devices.unplug("loudspeaker", "microphone")
    lost = child.ask("play 5 16000 1.0")
    assert lost["error"] == "device-lost"
    assert lost["spoken"].startswith("The loudspeaker is gone.")
