"""Recordings as people have them: every width, rate and kind of damage."""

import os
import resource
import struct
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile

from assistant.audio.wavfile import RecordingSource, TimelineWriter, read_clip, resample, to_int16, write_clip
from assistant.errors import BadAudio, DiskFull, InputOutput
from assistant.events import FRAME, SAMPLE_RATE, AudioFrame, Clip


def tone(seconds: float, rate: int = SAMPLE_RATE, pitch: float = 440.0) -> np.ndarray:
    return 0.5 * np.sin(2 * np.pi * pitch * np.arange(round(seconds * rate)) / rate)


async def all_frames(path: Path) -> list[AudioFrame]:
    return [frame async for frame in RecordingSource(path).frames()]


def joined(frames: list[AudioFrame]) -> np.ndarray:
    return np.concatenate([frame.samples for frame in frames])


# ── what is read ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("subtype", ["PCM_U8", "PCM_16", "PCM_24", "PCM_32", "FLOAT", "DOUBLE", "ULAW"])
def test_every_width_gives_the_same_sound(tmp_path: Path, subtype: str) -> None:
    soundfile.write(tmp_path / "a.wav", tone(0.5), SAMPLE_RATE, subtype=subtype)
    clip = read_clip(tmp_path / "a.wav")
    assert clip.rate == SAMPLE_RATE
    assert clip.samples.dtype == np.int16
    assert np.abs(clip.samples / 32768 - tone(0.5)).max() < 0.02


def test_sixteen_bits_are_read_bit_by_bit(tmp_path: Path) -> None:
    samples = np.random.default_rng(1).integers(-32768, 32768, 5000).astype(np.int16)
    for name in ("a.wav", "a.flac"):
        soundfile.write(tmp_path / name, samples, SAMPLE_RATE, subtype="PCM_16")
        assert np.array_equal(read_clip(tmp_path / name).samples, samples)


@pytest.mark.parametrize("channels", [2, 6])
def test_channels_are_mixed_down(tmp_path: Path, channels: int) -> None:
    sound = np.zeros((8000, channels))
    sound[:, -1] = tone(0.5)
    soundfile.write(tmp_path / "a.wav", sound, SAMPLE_RATE)
    assert np.abs(read_clip(tmp_path / "a.wav").samples / 32768 - tone(0.5) / channels).max() < 0.001


def test_a_flac_under_a_wrong_name_is_read(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.flac", tone(0.1), SAMPLE_RATE)
    for name in ("a.wav", "a.raw", "a", "ünïcode recording.mp3"):
        (tmp_path / name).write_bytes((tmp_path / "a.flac").read_bytes())
        assert len(read_clip(tmp_path / name).samples) == 1600


def test_what_is_no_number_is_silence_and_what_is_too_loud_saturates(tmp_path: Path) -> None:
    sound = np.array([np.nan, np.inf, -np.inf, 3e38, -5.0, 0.5, 0.0], np.float32)
    soundfile.write(tmp_path / "a.wav", sound, SAMPLE_RATE, subtype="FLOAT")
    assert read_clip(tmp_path / "a.wav").samples.tolist() == [0, 32767, -32768, 32767, -32768, 16384, 0]


@pytest.mark.parametrize("kind", ["wav", "flac"])
async def test_a_truncated_recording_gives_what_is_there(tmp_path: Path, kind: str) -> None:
    whole = tmp_path / f"a.{kind}"
    soundfile.write(whole, np.random.default_rng(1).normal(0, 0.1, 5 * SAMPLE_RATE), SAMPLE_RATE)
    wanted = read_clip(whole).samples
    data = whole.read_bytes()
    whole.write_bytes(data[: len(data) * 6 // 10])
    got = read_clip(whole).samples
    assert 0.5 * len(wanted) < len(got) < 0.65 * len(wanted)
    assert np.array_equal(got, wanted[: len(got)])
    assert np.array_equal(joined(await all_frames(whole))[: len(got)], got)


def test_a_recorder_that_was_killed_before_it_knew_the_length_left_all_it_had(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.wav", tone(1.0), SAMPLE_RATE)
    data = bytearray((tmp_path / "a.wav").read_bytes())
    data[4:8] = data[40:44] = struct.pack("<I", 0xFFFFFFFF)
    (tmp_path / "a.wav").write_bytes(data)
    assert len(read_clip(tmp_path / "a.wav").samples) == SAMPLE_RATE


# ── what is not ──────────────────────────────────────────────────────────────────────────────────────────────


def damaged(folder: Path) -> dict[str, Path]:
    wav = folder / "whole.wav"
    soundfile.write(wav, tone(0.1), SAMPLE_RATE)
    header = wav.read_bytes()[:44]
    contents = {
        "empty": b"",
        "text": b"Dear diary, this is not a recording.\n" * 100,
        "noise": np.random.default_rng(1).bytes(5000),
        "cut in the header": header[:20],
        "only a header": header[:40] + struct.pack("<I", 0),
        "no sound's rate": header[:24] + struct.pack("<II", 1, 2) + header[32:] + b"\0" * 400,
        "no channels": header[:22] + struct.pack("<H", 0) + header[24:] + b"\0" * 400,
        "flac magic": b"fLaC" + b"\xff" * 400,
    }
    paths = {}
    for name, data in contents.items():
        paths[name] = folder / f"{name}.wav"
        paths[name].write_bytes(data)
    (folder / "folder.wav").mkdir()
    return paths | {
        "a folder": folder / "folder.wav",
        "missing": folder / "missing.wav",
        "an endless name": folder / ("n" * 300),
        "an impossible name": folder / "a\0b.wav",
        "a device": Path("/dev/null"),
    }


def test_what_is_not_audio_is_said_in_one_sentence_without_its_name(tmp_path: Path) -> None:
    for name, path in damaged(tmp_path).items():
        for reader in (read_clip, RecordingSource):
            with pytest.raises(BadAudio) as caught:
                reader(path)
            assert caught.value.spoken == "That recording is not sound that I can read.", name
            assert str(path) in caught.value.fix
            assert caught.value.exit_code == 74


def test_a_pipe_is_refused_and_not_waited_for_to_its_end(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    with os.fdopen(writing, "wb"), pytest.raises(BadAudio, match="not sound"):
        read_clip(Path(f"/dev/fd/{reading}"))
    os.close(reading)


async def test_a_recording_that_vanishes_before_it_is_played_says_so(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.wav", tone(0.1), SAMPLE_RATE)
    source = RecordingSource(tmp_path / "a.wav")
    (tmp_path / "a.wav").unlink()
    with pytest.raises(BadAudio):
        _ = [frame async for frame in source.frames()]


# ── the source ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("rate", [8_000, 11_025, 16_000, 22_050, 44_100, 48_000, 96_000, 192_000])
async def test_frames_of_any_rate_are_whole_and_follow_one_another(tmp_path: Path, rate: int) -> None:
    soundfile.write(tmp_path / "a.wav", tone(1.01, rate), rate)
    frames = await all_frames(tmp_path / "a.wav")
    assert [frame.start for frame in frames] == [FRAME * number for number in range(32)]
    assert {frame.samples.shape for frame in frames} == {(FRAME,)}
    sound = joined(frames)
    assert np.abs(sound[1000:15000] / 32768 - tone(1.01)[1000:15000]).max() < 0.01
    assert not sound[round(1.01 * SAMPLE_RATE) + 1 :].any()


async def test_a_recording_can_be_played_again(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.wav", tone(0.2), SAMPLE_RATE)
    source = RecordingSource(tmp_path / "a.wav")
    assert not source.live
    once = joined([frame async for frame in source.frames()])
    assert np.array_equal(once, joined([frame async for frame in source.frames()]))
    await source.close()
    await source.close()


def test_an_hour_is_streamed_and_not_held(tmp_path: Path) -> None:
    """Six channels at 48 kHz for an hour would be 4 GB in memory; the file is sparse: a header and a hole."""
    file = tmp_path / "hour.wav"
    size = 3600 * 48_000 * 6 * 2
    with file.open("wb") as out:
        out.write(b"RIFF" + struct.pack("<I", size + 36) + b"WAVEfmt ")
        out.write(struct.pack("<IHHIIHH", 16, 1, 6, 48_000, 48_000 * 12, 12, 16) + b"data" + struct.pack("<I", size))
        out.truncate(size + 44)
    script = """
import asyncio, sys
from pathlib import Path
from assistant.audio.wavfile import RecordingSource
async def main():
    count = 0
    async for frame in RecordingSource(Path(sys.argv[1])).frames():
        count += 1
        if count == 8000:
            break
    peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
    print(count, int(peak.split()[1]) // 1024)
asyncio.run(main())
"""
    done = subprocess.run([sys.executable, "-c", script, str(file)], capture_output=True, text=True, check=True)
    count, megabytes = map(int, done.stdout.split())
    assert count == 8000
    assert megabytes < 200


# ── resampling ───────────────────────────────────────────────────────────────────────────────────────────────


def test_resampling_to_the_same_rate_is_the_same_array() -> None:
    samples = to_int16(tone(0.1))
    assert resample(samples, 16_000, 16_000) is samples


def test_the_loudest_sound_saturates_and_never_wraps_around() -> None:
    square = np.where(np.arange(4800) % 48 < 24, 32767, -32768).astype(np.int16)
    for to in (16_000, 44_100, 96_000):
        out = resample(square, 48_000, to).astype(int)
        steps = np.abs(np.diff(out))
        assert out.max() == 32767
        assert out.min() == -32768
        assert (steps > 60_000).sum() <= 2 * 100 + 2  # a wrap would be a second jump at each edge


def test_resampling_gives_the_same_result_every_time() -> None:
    samples = to_int16(tone(0.3, 44_100))
    assert np.array_equal(resample(samples, 44_100, 16_000), resample(samples, 44_100, 16_000))


def test_nothing_resampled_is_nothing() -> None:
    assert len(resample(np.zeros(0, np.int16), 44_100, 16_000)) == 0


# ── the timeline ─────────────────────────────────────────────────────────────────────────────────────────────


def test_sound_stands_where_it_was_put_and_silence_between(tmp_path: Path) -> None:
    writer = TimelineWriter(tmp_path / "out.wav")
    writer.write_at(1000, np.full(100, 7, np.int16))
    writer.write_at(3000, np.full(100, 9, np.int16))
    writer.close()
    writer.close()
    samples, rate = soundfile.read(tmp_path / "out.wav", dtype="int16")
    assert rate == SAMPLE_RATE
    assert len(samples) == 3100
    assert set(samples[1000:1100]) == {7}
    assert set(samples[3000:]) == {9}
    assert not samples[:1000].any()
    assert not samples[1100:3000].any()


def test_what_sounds_together_is_mixed_and_saturates(tmp_path: Path) -> None:
    writer = TimelineWriter(tmp_path / "out.wav")
    writer.write_at(10, np.full(100, 30_000, np.int16))
    writer.write_at(60, np.full(100, 20_000, np.int16))
    writer.write_at(0, np.full(20, -5, np.int16))
    writer.close()
    samples = read_clip(tmp_path / "out.wav").samples
    assert samples[5] == -5
    assert samples[15] == 29_995
    assert samples[80] == 32_767
    assert samples[130] == 20_000
    assert len(samples) == 160


def test_the_file_is_valid_after_every_write_and_nobody_elses(tmp_path: Path) -> None:
    writer = TimelineWriter(tmp_path / "out.wav", rate=8_000)
    for number in range(3):
        writer.write_at(number * 10, np.full(10, number + 1, np.int16))
        assert read_clip(tmp_path / "out.wav").samples.tolist() == [n for n in range(1, number + 2) for _ in range(10)]
    assert (tmp_path / "out.wav").stat().st_mode & 0o077 == 0
    writer.close()


def test_a_timeline_with_nothing_on_it_is_a_wav_of_no_length(tmp_path: Path) -> None:
    TimelineWriter(tmp_path / "out.wav").close()
    assert soundfile.info(tmp_path / "out.wav").frames == 0


def test_before_the_beginning_nothing_can_be_written(tmp_path: Path) -> None:
    writer = TimelineWriter(tmp_path / "out.wav")
    with pytest.raises(ValueError, match="begins at 0"):
        writer.write_at(-1, np.ones(3, np.int16))
    writer.close()


def test_where_no_file_can_be_made_it_says_so(tmp_path: Path) -> None:
    for path in (tmp_path / "no" / "folder.wav", tmp_path):
        with pytest.raises(InputOutput) as caught:
            TimelineWriter(path)
        assert caught.value.spoken == "The recording cannot be written."


def test_a_full_disk_is_told_at_once() -> None:
    with pytest.raises(DiskFull):
        TimelineWriter(Path("/dev/full"))


def test_a_disk_that_fills_up_leaves_what_was_written_before(tmp_path: Path) -> None:
    writer = TimelineWriter(tmp_path / "out.wav")
    writer.write_at(0, np.full(1000, 5, np.int16))
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, before[1]))
    try:
        with pytest.raises(DiskFull):
            writer.write_at(1000, np.full(5000, 6, np.int16))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert read_clip(tmp_path / "out.wav").samples.tolist() == [5] * 1000
    writer.write_at(1000, np.full(10, 7, np.int16))
    writer.close()
    assert read_clip(tmp_path / "out.wav").samples.tolist() == [5] * 1000 + [7] * 10


def test_a_clip_is_written_as_it_is(tmp_path: Path) -> None:
    clip = Clip(to_int16(tone(0.2, 22_050)), 22_050)
    write_clip(tmp_path / "out.wav", clip)
    again = read_clip(tmp_path / "out.wav")
    assert again.rate == 22_050
    assert np.array_equal(again.samples, clip.samples)
