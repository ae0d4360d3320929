"""Each engine on its own, and a whole turn."""

import asyncio
import secrets
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from assistant.app import open_mind, phrasebook_of, transcriber, voice, wake_engine, wall_clock
from assistant.audio.clips import ClipSource
from assistant.audio.timeline import TimelineSink
from assistant.audio.wavfile import resample
from assistant.bench.figures import Figure, figure, resident_mb, timed
from assistant.conversation.clock import AudioClock
from assistant.conversation.trace import Trace
from assistant.demo.actress import Actress, actress
from assistant.events import FRAME, SAMPLE_RATE, AudioFrame, Clip, Expecting, Samples, Utterance
from assistant.paths import Paths
from assistant.room import Engines, Room
from assistant.settings import Settings
from assistant.store.keys import INTERACTIVE
from assistant.store.vault import Vault
from assistant.vad.silero import Silero

COMMANDS = (
    "what time is it",
    "what's on my calendar tomorrow",
    "what's my next appointment",
    "set a timer for ten minutes",
)

ANSWER = "Your next session is at nine."


def measure(settings: Settings, where: Paths, runs: int, idle_s: float) -> Iterator[Figure]:
    """Every figure, cheapest first. Raises `EngineMissing` where no synthesiser can speak the commands."""
    her = actress()
    frames = _frames(_samples(her, "hey jarvis"))
    wake = wake_engine(settings)
    if wake is not None:
        taken = timed(lambda: [wake.hear(frame) for frame in frames], runs)
        yield figure("wake word, per 32 ms frame", "ms", [t / len(frames) for t in taken], ", ".join(wake.names))
    detector = Silero()
    taken = timed(lambda: [detector.probability(frame) for frame in frames], runs)
    yield figure("voice detector, per 32 ms frame", "ms", [t / len(frames) for t in taken], "silero")
    hears = transcriber(settings, where)
    hears.learn(phrasebook_of(settings, None))
    utterances = [_utterance(_samples(her, line)) for line in COMMANDS]
    taken = [t for one in utterances for t in timed(lambda one=one: hears.transcribe(one, Expecting.COMMAND), runs)]  # type: ignore[misc]
    yield figure("speech to text, per command", "ms", taken, f"{hears.name}, spoken by {her.name}")
    speaks = voice(settings, where)
    yield figure("voice, a short answer", "ms", timed(lambda: speaks.speak(ANSWER), runs), speaks.name)
    yield from _turns(settings, where, Engines(wake, hears, speaks), her, runs)
    yield figure("resident memory, all loaded", "MB", [resident_mb()])
    if idle_s:
        yield _idle(settings, idle_s)


def _samples(her: Actress, line: str) -> Samples:
    clip = her.speak(line)
    return resample(clip.samples, clip.rate, SAMPLE_RATE)


def _frames(samples: Samples) -> list[AudioFrame]:
    return [AudioFrame(samples[at : at + FRAME], at) for at in range(0, len(samples) - FRAME, FRAME)]


def _utterance(samples: Samples) -> Utterance:
    return Utterance(samples, 0, SAMPLE_RATE // 5, len(samples) - SAMPLE_RATE // 5)


def _turns(settings: Settings, where: Paths, engines: Engines, her: Actress, runs: int) -> Iterator[Figure]:
    """From the decided end of her words to the first sound of the answer, and to the cue before it."""
    said = [her.speak(f"hey jarvis, {line}") for line in ("what time is it",) * max(3, runs)]
    events: list[tuple[str, float]] = []

    def note(event: str, t: float, fields: Mapping[str, Any]) -> None:
        events.append((event, time.perf_counter()))

    with tempfile.TemporaryDirectory(prefix="assistant-bench-") as folder:
        house = Paths(*(Path(folder) / name for name in ("config", "data", "state", "cache")))
        with Vault.create(house.vault, secrets.token_urlsafe(16), cost=INTERACTIVE) as vault:
            asyncio.run(_converse(settings, house, vault, engines, said, note))
    yield figure(
        "whole turn: end-point → first sound",
        "ms",
        list(_gaps(events, "endpoint", "first_audio")),
        engines.transcriber.name,
    )
    yield figure(
        "of that: end-point → understood", "ms", list(_gaps(events, "endpoint", "intent")), "hearing and routing"
    )


async def _converse(
    settings: Settings, house: Paths, vault: Vault, engines: Engines, said: list[Clip], note: Any
) -> None:
    audio = AudioClock()
    trace = Trace()
    trace.watch(note)
    clock = wall_clock(settings)
    mind = open_mind(settings, house, vault, clock)
    room = Room(settings, mind, engines, TimelineSink(audio), audio, trace, vault.timers(clock))
    await room.converse([ClipSource(clip) for clip in said])


def _gaps(events: list[tuple[str, float]], first: str, then: str) -> Iterator[float]:
    since: float | None = None
    for event, at in events:
        if event == first:
            since = at
        elif event == then and since is not None:
            yield (at - since) * 1000
            since = None


def _idle(settings: Settings, seconds: float) -> Figure:
    """CPU over wall while a quiet room is heard at the world's pace: wake word and voice detector."""
    wake, detector = wake_engine(settings), Silero()
    noise = np.random.default_rng(1).normal(0, 20, FRAME).astype(np.int16)
    began, spent, heard = time.monotonic(), time.process_time(), 0
    while (elapsed := time.monotonic() - began) < seconds:
        frame = AudioFrame(noise, heard * FRAME)
        if wake is not None:
            wake.hear(frame)
        detector.probability(frame)
        heard += 1
        time.sleep(max(0.0, heard * FRAME / SAMPLE_RATE - elapsed))
    share = 100 * (time.process_time() - spent) / (time.monotonic() - began)
    return figure("idle, listening", "% of a core", [share], f"{seconds:.0f} s of a quiet room")
