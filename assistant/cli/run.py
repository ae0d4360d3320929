"""Listen and answer."""

import asyncio
import contextlib
import signal
import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import typer

if TYPE_CHECKING:
    from assistant.conversation.clock import AudioClock
    from assistant.errors import AssistantError
    from assistant.ports import Clock, Sink, Source
    from assistant.room import Room
    from assistant.service import Service
    from assistant.settings import Settings


def run(
    audio_in: Annotated[
        list[Path] | None, typer.Option(help="Hear these recordings in place of the microphone.")
    ] = None,
    audio_out: Annotated[
        Path | None, typer.Option(help="Write the answers to this WAV, where they would be heard.")
    ] = None,
    realtime: Annotated[bool, typer.Option(help="Play the recordings at the world's pace.")] = False,
    trace: Annotated[Path | None, typer.Option(help="Write what happens as JSON lines.")] = None,
    trace_words: Annotated[bool, typer.Option(help="Put what was said into the trace too.")] = False,
    config: Annotated[Path | None, typer.Option(help="Use this configuration.")] = None,
    now: Annotated[str | None, typer.Option(help="Start the clock at this moment, ISO 8601.")] = None,
) -> None:
    """Listen for the wake word and answer: with microphone and loudspeaker, or from and to files."""
    from assistant.app import configuration, transcriber, voice, wake_engine
    from assistant.cli.opening import passphrase_at_hand
    from assistant.conversation.clock import AudioClock
    from assistant.conversation.trace import Trace
    from assistant.room import Engines, Room
    from assistant.service import Service

    settings, where = configuration(config)
    audio = AudioClock()
    clock = _clock(settings, audio, now, replay=bool(audio_in) and not realtime)
    with contextlib.ExitStack() as stack:
        service = stack.enter_context(Service(settings, where, clock, _complain))
        secret = passphrase_at_hand(settings)
        if secret is not None:
            service.open(secret)
        else:
            typer.echo("The vault is sealed; I listen all the same. To open it: assistant vault open", err=True)
        sources, sink = _sound(settings, audio, audio_in or [], audio_out)
        engines = Engines(wake_engine(settings), transcriber(settings, where), voice(settings, where))
        for part in (engines.transcriber, engines.voice):
            typer.echo(f"{part.name}: {part.note}", err=True)
        journal = stack.enter_context(contextlib.closing(Trace(trace, words=trace_words)))
        if engines.voice.name == "none" and (audio_in or sys.stdout.isatty()):
            journal.watch(_print_replies)
        mind, timers = service.mind(engines.transcriber)
        room = Room(settings, mind, engines, sink, audio, journal, timers)
        asyncio.run(_keep(service, room, sources, realtime=realtime, button=engines.wake is None))


def _clock(settings: "Settings", audio: "AudioClock", now: str | None, *, replay: bool) -> "Clock":
    from assistant.app import moment, wall_clock
    from assistant.conversation.clock import ReplayClock

    if not replay:
        return wall_clock(settings, now)
    zone = ZoneInfo(settings.home.timezone)
    return ReplayClock(zone, moment(now, zone) if now else datetime.now(zone), lambda: audio.seconds)


def _sound(
    settings: "Settings", audio: "AudioClock", recordings: list[Path], out: Path | None
) -> "tuple[list[Source], Sink]":
    """Where it hears, and where it is heard."""
    from assistant.app import loudspeaker, microphone
    from assistant.audio.timeline import TimelineSink
    from assistant.audio.wavfile import RecordingSource, TimelineWriter

    sources: list[Source] = [RecordingSource(path) for path in recordings]
    if out is not None:
        return sources or [microphone(settings)], TimelineSink(audio, TimelineWriter(out))
    return (sources, TimelineSink(audio)) if sources else ([microphone(settings)], loudspeaker(settings))


async def _keep(service: "Service", room: "Room", sources: "list[Source]", *, realtime: bool, button: bool) -> None:
    task = asyncio.current_task()
    assert task is not None
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, task.cancel)
    if button:
        typer.echo("Press Enter, then speak.", err=True)
        room.listen_to_enter()
    with contextlib.suppress(asyncio.CancelledError):
        await service.keep(room, sources, realtime=realtime)


def _complain(error: "AssistantError") -> None:
    typer.echo(f"{error.spoken}\n  {error.fix}", err=True)


def _print_replies(event: str, t: float, fields: Mapping[str, Any]) -> None:
    if event == "reply":
        typer.echo(fields["text"])
