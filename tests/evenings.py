"""A whole assistant in a test: real engines, a vault in the test's folder, lines spoken by a synthesiser."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from assistant.app import open_mind, sealed_mind, transcriber, voice, wake_engine
from assistant.audio.clips import ClipSource
from assistant.audio.timeline import TimelineSink
from assistant.audio.wavfile import TimelineWriter, resample
from assistant.conversation.clock import AudioClock, ReplayClock
from assistant.conversation.trace import Trace
from assistant.demo.actress import actress
from assistant.errors import DeviceLost
from assistant.events import FRAME, SAMPLE_RATE, AudioFrame, Clip, Expecting, Samples, SpeechLevel
from assistant.paths import Paths
from assistant.records import Note, QueueItem, ReplyDraft
from assistant.room import Engines, Room
from assistant.sealed import NoTimers
from assistant.settings import Stt, parse
from assistant.store import keys
from assistant.store.sound import Sound
from assistant.store.vault import Vault
from assistant.stt.whisper import WhisperTranscriber
from assistant.vad.endpoint import Endpointer
from assistant.vad.silero import Silero
from assistant.weights.bundled import demo_path

ZONE = ZoneInfo("America/Chicago")
NOW = datetime(2026, 5, 4, 17, 5, tzinfo=ZONE)
PASSPHRASE = "correct horse battery"

needs_voice = pytest.mark.skipif(
    not (shutil.which("flite") or shutil.which("espeak-ng")), reason="neither flite nor espeak-ng is installed"
)
needs_espeak = pytest.mark.skipif(not shutil.which("espeak-ng"), reason="espeak-ng is not installed")


@dataclass
class Evening:
    """What a replay left behind."""

    events: list[tuple[str, float, Mapping[str, Any]]] = field(default_factory=list)
    notes: Sequence[Note] = ()
    replies: Sequence[ReplyDraft] = ()
    queue: Sequence[QueueItem] = ()
    sounds: Sequence[Sound] = ()
    """Every recording, in the order in which they were made."""
    stream: Samples = field(default_factory=lambda: np.zeros(0, np.int16))
    """All that was heard, from the beginning."""

    def of(self, event: str) -> list[Mapping[str, Any]]:
        """The fields of every such event."""
        return [fields for name, _, fields in self.events if name == event]

    @property
    def said(self) -> list[str]:
        """What the assistant said."""
        return [fields["text"] for fields in self.of("reply")]

    @property
    def intents(self) -> list[str]:
        """What it understood."""
        return [fields["name"] for fields in self.of("intent")]


class LostSource(ClipSource):
    """A microphone that goes away when it has given all of a clip, or so many frames of it."""

    def __init__(self, clip: Clip, after: int | None = None) -> None:
        super().__init__(clip)
        self._after = after

    async def frames(self) -> AsyncIterator[AudioFrame]:
        """Every frame up to then. Raises `DeviceLost`."""
        count = 0
        async for frame in super().frames():
            if count == self._after:
                break
            count += 1
            yield frame
        raise DeviceLost("The microphone went away; I keep what was said.", fix="plug it in again")


def spoken(line: str) -> Clip:
    """A line in the synthetic voice."""
    return actress().speak(line)


def joined(*parts: Clip | float) -> Clip:
    """Clips and pauses (s) as one clip, 16 kHz."""
    pieces = [
        np.zeros(int(part * SAMPLE_RATE), np.int16)
        if isinstance(part, (int, float))
        else resample(part.samples, part.rate, SAMPLE_RATE)
        for part in parts
    ]
    return Clip(np.concatenate(pieces), SAMPLE_RATE)


def words(samples: Samples) -> list[str]:
    """What the demo's model hears in it, utterance by utterance."""
    model = WhisperTranscriber(Stt(), demo_path())
    detector, endpointer = Silero(), Endpointer(threshold=0.5, pause_s=0.7, longest_s=28)
    endpointer.open()
    samples = np.pad(samples, (0, SAMPLE_RATE))
    heard: list[str] = []
    for start in range(0, len(samples) - FRAME, FRAME):
        frame = AudioFrame(samples[start : start + FRAME], start)
        utterance = endpointer.push(frame, detector.probability(frame))
        if utterance is not None:
            heard += model.transcribe(utterance, Expecting.ANSWER).text.split()
    return heard


def live(
    home: Path,
    lines: Sequence[str | Clip],
    *,
    settings: Mapping[str, Any] | None = None,
    calendar: str = "",
    messages: Mapping[str, str] | None = None,
    out: Path | None = None,
    now: datetime = NOW,
    press_at: float | None = None,
    lost: bool = False,
    sealed: bool = False,
    level: SpeechLevel = SpeechLevel.PUBLIC,
) -> Evening:
    """Play `lines` to the assistant, each a recording of its own; `press_at`: the button, at that audio time (s).

    In a home that has lived already, it is the next evening in the same vault. `lost`: the microphone goes with the
    last sample of the last line; `sealed`: nobody has opened the vault. `level`: of the room at the beginning; full is an unlocked one.
    """
    where = Paths(home / "config", home / "data", home / "state", home / "cache")
    tree: dict[str, Any] = {
        "home": {"timezone": str(ZONE)},
        "stt": {"engine": "whisper", "model": "whisper-demo"},
        **({"speech": {"locked_level": "private"}} if level is SpeechLevel.PRIVATE else {}),
        **(settings or {}),
    }
    if calendar:
        file = home / "calendar.ics"
        file.write_text(calendar.replace("\n", "\r\n"), newline="")
        tree["calendar"] = {"sources": [{"name": "practice", "kind": "ics", "location": str(file)}]}
    chosen = parse(tree, "the test")
    audio, trace, evening = AudioClock(), Trace(), Evening()
    trace.watch(lambda event, t, fields: evening.events.append((event, t, fields)))
    with _vault(where.vault) as vault:
        for initials, text in (messages or {}).items():
            vault.mail.add_message(vault.roster.by_initials(initials), text, now)
        clock = ReplayClock(ZONE, now, lambda: audio.seconds)
        engines = Engines(wake_engine(chosen), transcriber(chosen, where), voice(chosen, where))
        mind = (
            sealed_mind(chosen, where, clock) if sealed else open_mind(chosen, where, vault, clock, engines.transcriber)
        )
        timers = NoTimers() if sealed else vault.timers(clock)
        sink = TimelineSink(audio, TimelineWriter(out) if out else None)
        room = Room(chosen, mind, engines, sink, audio, trace, timers)
        if level is SpeechLevel.FULL:
            room.lock.unlock(now)
        heard: list[Samples] = []
        room.ears.listeners.append(lambda frame: heard.append(frame.samples))
        if press_at is not None:
            pressed = int(press_at * SAMPLE_RATE) // FRAME * FRAME
            room.ears.listeners.append(lambda frame: room.ears.push_to_talk() if frame.start == pressed else None)
        clips = [line if isinstance(line, Clip) else spoken(line) for line in lines]
        sources = [ClipSource(clip) for clip in clips]
        if lost:
            sources[-1] = LostSource(clips[-1])
        with pytest.raises(DeviceLost) if lost else nullcontext():
            asyncio.run(room.converse(sources))
        assert vault.captures.adopt() == []
        evening.notes = [vault.notes.get(note.id) for note in vault.notes.list()]
        evening.replies = vault.mail.replies()
        evening.queue = vault.queue.waiting()
        evening.sounds = [vault.captures.sound(one.id) for one in vault.captures.all()]
        evening.stream = np.concatenate(heard)
    return evening


def _vault(folder: Path) -> Vault:
    if Vault.exists(folder):
        return Vault.open(folder, PASSPHRASE)
    vault = Vault.create(folder, PASSPHRASE, cost=keys.INTERACTIVE)
    for initials, name in (("JD", "Jordan Dale"), ("MK", "Mira Kern")):
        vault.roster.add(initials=initials, name=name)
    return vault
