"""The morning in a minute."""

import asyncio
import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from assistant.paths import Paths
    from assistant.settings import Settings


def briefing(
    out: Annotated[Path | None, typer.Option(help="Write it to a WAV file instead of speaking it.")] = None,
    level: Annotated[str, typer.Option(help="public, private or full: as if the room were so.")] = "public",
    now: Annotated[str | None, typer.Option(help="Start the clock at this moment, ISO 8601.")] = None,
) -> None:
    """Today's sessions and what waits for review, spoken; at the public level unless told otherwise.

    Where the vault is sealed, that is spoken instead.
    """
    from assistant.app import configuration
    from assistant.cli.ask import converse_at
    from assistant.errors import AssistantError, VaultSealed

    try:
        told, settings, where = converse_at(level, "good morning", now, quiet=True, event="spoken")
    except VaultSealed as error:
        if out is None:
            with contextlib.suppress(AssistantError):  # that there is no sound is the lesser trouble
                _speak(error.spoken, None, *configuration())
        raise
    typer.echo(told.text)
    _speak(told.text, out, settings, where)


def _speak(text: str, out: Path | None, settings: "Settings", where: "Paths") -> None:
    from assistant.app import loudspeaker, speech, voice
    from assistant.cli.say import play

    clip = speech(voice(settings, where), text)
    if out is not None:
        from assistant.audio.wavfile import write_clip

        write_clip(out, clip)
    elif len(clip.samples):
        asyncio.run(play(loudspeaker(settings), clip))
