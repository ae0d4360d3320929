"""The morning in a minute."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer


def briefing(
    out: Annotated[Path | None, typer.Option(help="Write it to a WAV file instead of speaking it.")] = None,
    level: Annotated[str, typer.Option(help="public, private or full: as if the room were so.")] = "public",
    now: Annotated[str | None, typer.Option(help="Start the clock at this moment, ISO 8601.")] = None,
) -> None:
    """Today's sessions and what waits for review, spoken; at the public level unless told otherwise."""
    from assistant.app import loudspeaker, speech, voice
    from assistant.cli.ask import converse_at
    from assistant.cli.say import play

    told, settings, where = converse_at(level, "good morning", now, quiet=True, event="spoken")
    typer.echo(told.text)
    clip = speech(voice(settings, where), told.text)
    if out is not None:
        from assistant.audio.wavfile import write_clip

        write_clip(out, clip)
    elif len(clip.samples):
        asyncio.run(play(loudspeaker(settings), clip))
