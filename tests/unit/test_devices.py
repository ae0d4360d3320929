"""Sound devices without a sound device: what lies between the device's thread and the listener."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from assistant.audio.loudspeaker import Playing
from assistant.audio.microphone import Backlog, Block, Reframer
from assistant.events import FRAME

ROOT = Path(__file__).parents[2]


def run(script: str, **environment: str) -> list[list[str]]:
    """A child process in which no sound device can be found; the AudioDeviceMissing that it meets."""
    whole = f"""
import ctypes.util, json
{script}
from assistant.audio.loudspeaker import Loudspeaker
from assistant.audio.microphone import Microphone
from assistant.errors import AudioDeviceMissing
from assistant.settings import Audio
met = []
for make in (Microphone, Loudspeaker):
    try:
        make(Audio())
    except AudioDeviceMissing as error:
        met.append([error.spoken, error.fix])
print(json.dumps(met))
"""
    done = subprocess.run(
        [sys.executable, "-c", whole],
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    found: list[list[str]] = json.loads(done.stdout)
    return found


def test_without_portaudio_it_says_what_to_install() -> None:
    met = run("ctypes.util.find_library = lambda name: None")
    assert met == [["This machine cannot use its sound devices yet.", "sudo apt install libportaudio2"]] * 2


def test_without_a_device_it_says_which_is_missing(tmp_path: Path) -> None:
    met = run("", HOME=str(tmp_path))
    if not met:
        pytest.skip("this machine has sound devices")
    if met[0][1] == "sudo apt install libportaudio2":
        pytest.skip("PortAudio is not installed (Debian: libportaudio2)")
    assert [spoken for spoken, _ in met] == [
        "I can't use the microphone. Please check that it is plugged in.",
        "I can't use the loudspeaker. Please check that it is plugged in.",
    ]
    assert met[0][1] == "there is no sound input on this machine; assistant doctor says more"


# ── from the device's thread to the listener ─────────────────────────────────────────────────────────────────


def test_blocks_come_out_in_order() -> None:
    backlog = Backlog(1000)
    for number in range(3):
        backlog.put(np.full(100, number, np.int16))
    taken = [backlog.take() for _ in range(4)]
    assert [(block.start, int(block.samples[0])) for block in taken if block] == [(0, 0), (100, 1), (200, 2)]
    assert taken[3] is None


def test_when_nobody_reads_the_oldest_is_dropped_and_time_stays_true() -> None:
    backlog, reframer = Backlog(1000), Reframer(16_000)
    for number in range(100):
        backlog.put(np.full(100, number, np.int16))
    frames = []
    while (block := backlog.take()) is not None:
        frames += reframer.frames(block)
    assert reframer.dropped == 9000
    assert [frame.start for frame in frames] == list(range(0, 10_000 // FRAME * FRAME, FRAME))
    sound = np.concatenate([frame.samples for frame in frames])
    assert not sound[:9000].any()
    assert sound[9000] == 90
    assert sound[9100] == 91


@pytest.mark.parametrize("rate", [8_000, 16_000, 22_050, 44_100, 48_000, 96_000])
def test_frames_of_16_kHz_come_out_of_blocks_of_any_rate_and_size(rate: int) -> None:
    time = np.arange(2 * rate) / rate
    sound = (10_000 * np.sin(2 * np.pi * 440 * time)).astype(np.int16)
    reframer = Reframer(rate)
    frames, at = [], 0
    for size in [37, 1, 4000, 512, 511, *[1411] * 200]:
        frames += reframer.frames(Block(sound[at : at + size], at))
        at = min(at + size, len(sound))
        if at == len(sound):
            break
    assert [frame.start for frame in frames] == [FRAME * number for number in range(len(frames))]
    assert {(frame.samples.shape, frame.samples.dtype) for frame in frames} == {((FRAME,), np.dtype(np.int16))}
    heard = np.concatenate([frame.samples for frame in frames])
    assert len(heard) > 2 * 16_000 - 2000  # the resampler keeps some milliseconds back
    wanted = 10_000 * np.sin(2 * np.pi * 440 * np.arange(len(heard)) / 16_000)
    assert np.abs(heard - wanted)[500:].max() < 100


def test_a_gap_of_ten_minutes_is_filled() -> None:
    reframer = Reframer(48_000)
    reframer.frames(Block(np.ones(480, np.int16), 0))
    frames = reframer.frames(Block(np.ones(480, np.int16), 48_000 * 600))
    assert sum(len(frame.samples) for frame in frames) == pytest.approx(600 * 16_000, rel=0.001)
    assert reframer.dropped == 48_000 * 600 - 480


# ── to the device's thread ───────────────────────────────────────────────────────────────────────────────────


def test_a_clip_is_taken_to_its_end() -> None:
    playing = Playing(np.arange(25, dtype=np.int16))
    assert [len(playing.take(10)) for _ in range(4)] == [10, 10, 5, 0]
    assert playing.done


def test_what_is_cut_fades_out_at_once_and_leaves_the_clip_as_it_was() -> None:
    clip = np.full(1000, 8000, np.int16)
    playing = Playing(clip)
    playing.take(100)
    playing.cut(50)
    rest = playing.take(1000)
    assert len(rest) == 50
    assert rest[0] == 8000
    assert rest[-1] == 0
    assert (np.diff(rest) <= 0).all()
    assert playing.done
    assert (clip == 8000).all()


def test_a_cut_after_the_end_does_nothing() -> None:
    playing = Playing(np.ones(10, np.int16))
    playing.take(10)
    playing.cut(100)
    assert playing.done
    assert not len(playing.take(5))
