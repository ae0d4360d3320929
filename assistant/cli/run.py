"""Listen and answer."""

import asyncio
import contextlib
import signal
import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer


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
    from assistant.app import (
        configuration,
        loudspeaker,
        microphone,
        moment,
        open_mind,
        transcriber,
        voice,
        wake_engine,
        wall_clock,
    )
    from assistant.audio.timeline import TimelineSink
    from assistant.audio.wavfile import RecordingSource, TimelineWriter
    from assistant.cli.opening import open_vault
    from assistant.conversation.clock import AudioClock, ReplayClock
    from assistant.conversation.trace import Trace
    from assistant.ports import Sink, Source
    from assistant.room import Engines, Room

    settings, where = configuration(config)
    audio = AudioClock()
    recordings: list[Source] = [RecordingSource(path) for path in audio_in or ()]
    sources = recordings or [microphone(settings)]
    sink: Sink
    if audio_out is not None:
        sink = TimelineSink(audio, TimelineWriter(audio_out))
    else:
        sink = TimelineSink(audio) if recordings else loudspeaker(settings)
    zone = ZoneInfo(settings.home.timezone)
    clock = (
        ReplayClock(zone, moment(now, zone) if now else datetime.now(zone), lambda: audio.seconds)
        if recordings and not realtime
        else wall_clock(settings, now)
    )
    engines = Engines(wake_engine(settings), transcriber(settings, where), voice(settings, where))
    for part in (engines.transcriber, engines.voice):
        typer.echo(f"{part.name}: {part.note}", err=True)
    journal = Trace(trace, words=trace_words)
    if engines.voice.name == "none" and (recordings or sys.stdout.isatty()):
        journal.watch(_print_replies)
    with open_vault(settings) as vault, contextlib.closing(journal):
        mind = open_mind(settings, where, vault, clock)
        room = Room(settings, mind, engines, sink, audio, journal, vault.timers(clock))
        asyncio.run(_converse(room, sources, realtime=realtime, button=engines.wake is None))


async def _converse(room: Any, sources: list[Any], *, realtime: bool, button: bool) -> None:
    task = asyncio.current_task()
    assert task is not None
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, task.cancel)
    if button:
        typer.echo("Press Enter, then speak.", err=True)
        room.listen_to_enter()
    with contextlib.suppress(asyncio.CancelledError):
        await room.converse(sources, realtime=realtime)


def _print_replies(event: str, t: float, fields: Mapping[str, Any]) -> None:
    if event == "reply":
        typer.echo(fields["text"])
