"""The demo itself: a house of its own in a folder that is gone afterwards, and one evening in it."""

import asyncio
import contextlib
import secrets
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from assistant.app import Mind, open_mind, transcriber, voice, wake_engine
from assistant.audio.clips import ClipSource
from assistant.audio.timeline import TimelineSink
from assistant.audio.wavfile import TimelineWriter
from assistant.conversation.clock import AudioClock, ReplayClock
from assistant.conversation.trace import Trace
from assistant.demo.actress import Actress, actress
from assistant.demo.screen import Screen
from assistant.demo.script import CALENDAR, CLIENTS, MESSAGE, NOW, PIN, SCENES, WAKE, ZONE
from assistant.paths import Paths
from assistant.ports import Source
from assistant.records import Note, ReplyDraft
from assistant.room import Engines, Room
from assistant.settings import Settings, parse
from assistant.store.keys import INTERACTIVE
from assistant.store.vault import Vault


@dataclass(frozen=True, slots=True)
class Evening:
    """What is left of it."""

    notes: tuple[Note, ...]
    replies: tuple[ReplyDraft, ...]
    supervision: int
    """Things on her list for supervision."""
    audio_seconds: float


def play(screen: Screen, out: Path | None) -> Evening:
    """Play the evening; with `out` leave ``conversation.wav`` and ``trace.jsonl`` there.

    Raises `EngineMissing` where neither flite nor espeak-ng is installed.
    """
    her = actress()
    with tempfile.TemporaryDirectory(prefix="assistant-demo-") as folder:
        where = _house(Path(folder))
        settings = _settings(where)
        with Vault.create(where.vault, secrets.token_urlsafe(16), cost=INTERACTIVE) as vault:
            _furnish(vault)
            return asyncio.run(_live(settings, where, vault, her, screen, out))


def _house(root: Path) -> Paths:
    for name in ("config", "data", "state", "cache"):
        (root / name).mkdir()
    (root / "calendar.ics").write_text(CALENDAR.replace("\n", "\r\n"), encoding="utf-8", newline="")
    pin = root / "config" / "pin"
    pin.touch(mode=0o600)
    pin.write_text(PIN, encoding="ascii")
    return Paths(root / "config", root / "data", root / "state", root / "cache")


def _settings(where: Paths) -> Settings:
    calendar = {"name": "practice", "kind": "ics", "location": str(where.config.parent / "calendar.ics")}
    return parse(
        {
            "home": {"timezone": ZONE},
            "stt": {"engine": "whisper", "model": "whisper-demo"},
            "tts": {"espeak_voice": "en-us"},
            "speech": {"pin_file": str(where.config / "pin")},
            "calendar": {"sources": [calendar]},
        },
        "demo",
    )


def _furnish(vault: Vault) -> None:
    for initials, name in CLIENTS:
        vault.roster.add(initials=initials, name=name)
    initials, text = MESSAGE
    vault.mail.add_message(vault.roster.by_initials(initials), text, NOW)


async def _live(
    settings: Settings, where: Paths, vault: Vault, her: Actress, screen: Screen, out: Path | None
) -> Evening:
    audio = AudioClock()
    clock = ReplayClock(ZoneInfo(ZONE), NOW, lambda: audio.seconds)
    engines = Engines(wake_engine(settings), transcriber(settings, where), voice(settings, where))
    trace = Trace(out / "trace.jsonl" if out else None, words=True)
    sink = TimelineSink(audio, TimelineWriter(out / "conversation.wav") if out else None)
    screen.open(engines.transcriber.name, engines.voice.name, her.name)
    trace.watch(screen.watch)
    with contextlib.closing(trace):
        mind: Mind = open_mind(settings, where, vault, clock, engines.transcriber)
        room = Room(settings, mind, engines, sink, audio, trace, vault.timers(clock), overheard=sink.hear)
        await room.converse(_lines(her, screen))
    return Evening(
        tuple(vault.notes.get(note.id) for note in vault.notes.list()),
        tuple(vault.mail.replies()),
        vault.supervision.count(),
        audio.seconds,
    )


def _lines(her: Actress, screen: Screen) -> list[Source]:
    sources: list[Source] = []
    for scene in SCENES:
        for number, line in enumerate(scene.says):
            begun: Callable[[], None] | None = _begin(screen, scene.title) if number == 0 else None
            sources.append(ClipSource(her.speak(f"{WAKE}, {line}" if number == 0 else line), begun))
    return sources


def _begin(screen: Screen, title: str) -> Callable[[], None]:
    return lambda: screen.scene(title)
