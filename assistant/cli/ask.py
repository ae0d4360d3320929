"""Ask in writing: the same router and skills as by voice."""

import asyncio
import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from assistant.conversation.typed import Told
    from assistant.paths import Paths
    from assistant.settings import Settings

LEVELS = ("public", "private", "full")


def ask(
    text: Annotated[str, typer.Argument(help="What you would say after the wake word.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print reply, intent, slots and level as JSON.")] = False,
    speak: Annotated[bool, typer.Option("--speak", help="Say the answer aloud too.")] = False,
    level: Annotated[str, typer.Option(help="public, private or full: as if the room were so.")] = "full",
    now: Annotated[str | None, typer.Option(help="Start the clock at this moment, ISO 8601.")] = None,
) -> None:
    """Ask in writing; whoever gives the passphrase is the owner. Further lines of standard input answer questions."""
    from assistant.app import loudspeaker, speech, voice
    from assistant.intents.router import as_json as slots_of

    told, settings, where = converse_at(level, text, now, quiet=as_json, event="spoken" if speak else "shown")
    if as_json:
        slots: dict[str, Any] = slots_of(told.routing, text)["slots"]
        answer = {"reply": told.text, "intent": told.intent, "slots": slots, "level": told.level.name.lower()}
        typer.echo(json.dumps(answer, ensure_ascii=False))
    if speak and told.text:
        from assistant.cli.say import play

        clip = speech(voice(settings, where), told.text)
        if len(clip.samples):
            asyncio.run(play(loudspeaker(settings), clip))


def converse_at(
    level: str, text: str, now: str | None, *, quiet: bool, event: str = "shown"
) -> "tuple[Told, Settings, Paths]":
    """What the assistant says to `text` in a room at that level. Raises `UsageError` where there is no such level.

    `event`: ``shown``, or ``spoken`` where it is to be read out; for the audit.
    """
    from assistant.app import configuration, open_mind, wall_clock
    from assistant.cli.opening import open_vault
    from assistant.conversation.typed import converse
    from assistant.errors import UsageError
    from assistant.events import SpeechLevel
    from assistant.privacy.naming import Naming

    if level not in LEVELS:
        raise UsageError("The level is public, private or full.")
    settings, where = configuration()
    with open_vault(settings) as vault:
        mind = open_mind(settings, where, vault, wall_clock(settings, now))
        room = SpeechLevel[level.upper()]
        guard = Naming(vault.roster.all)
        told = asyncio.run(
            converse(mind.router, mind.skills, mind.clock, mind.audit, guard, text, room, quiet=quiet, event=event)
        )
    return told, settings, where
