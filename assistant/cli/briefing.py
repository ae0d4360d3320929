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
    from assistant.app import configuration, loudspeaker, open_mind, speech, voice, wall_clock
    from assistant.cli.ask import LEVELS
    from assistant.cli.opening import open_vault
    from assistant.cli.say import play
    from assistant.conversation.typed import converse
    from assistant.errors import UsageError
    from assistant.events import SpeechLevel

    if level not in LEVELS:
        raise UsageError("The level is public, private or full.")
    settings, where = configuration()
    with open_vault() as vault:
        mind = open_mind(settings, where, vault, wall_clock(settings, now))
        told = asyncio.run(
            converse(mind.router, mind.skills, mind.clock, "good morning", SpeechLevel[level.upper()], quiet=True)
        )
    typer.echo(told.text)
    clip = speech(voice(settings, where), told.text)
    if out is not None:
        from assistant.audio.wavfile import write_clip

        write_clip(out, clip)
    elif len(clip.samples):
        asyncio.run(play(loudspeaker(settings), clip))
