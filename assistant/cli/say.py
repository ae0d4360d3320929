"""Speak a text."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from assistant.events import Clip
from assistant.ports import Sink


def say(
    text: Annotated[str, typer.Argument(help="What to say.")],
    out: Annotated[Path | None, typer.Option(help="Write a WAV file instead of playing it.")] = None,
) -> None:
    """Speak a text with the configured voice, aloud or into a file."""
    from assistant.app import configuration, loudspeaker, speech, voice

    settings, where = configuration()
    speaker = voice(settings, where)
    clip = speech(speaker, text)
    if not len(clip.samples):
        typer.echo(text)
        typer.echo(speaker.note, err=True)
        return
    if out is not None:
        from assistant.audio.wavfile import write_clip

        write_clip(out, clip)
        return
    asyncio.run(play(loudspeaker(settings), clip))


async def play(sink: Sink, clip: Clip) -> None:
    """Play a clip and let the loudspeaker go."""
    try:
        await sink.play(clip)
    finally:
        await sink.close()
