"""Having a dictation heard again by a better engine."""

import asyncio
from typing import Annotated

import typer

from assistant.cli.listing import AsJson, clean, print_json
from assistant.cli.note_texts import NoteId, form_of, head
from assistant.cli.opening import open_vault
from assistant.errors import Locked, NotFound
from assistant.events import Reply, SpeechLevel
from assistant.paths import Paths
from assistant.ports import Transcriber
from assistant.records import NoteState
from assistant.settings import Settings
from assistant.store.vault import Vault


def retranscribe(
    note_id: NoteId,
    model: Annotated[
        str | None, typer.Option(metavar="NAME|DIR", help="For whisper: as in `assistant models list`, or a folder.")
    ] = None,
    engine: Annotated[
        str | None, typer.Option(metavar="NAME", help="whisper, sphinx, or another installed engine.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Even where you have edited it by hand since.")] = False,
    as_json: AsJson = False,
) -> None:
    """Hear a note that is not signed again, from its own sound: better words, the same commands.

    What was heard first is kept beside it, and every version of the note stays. Unless another engine is named or
    configured, whisper hears.
    """
    from assistant.app import configuration, transcriber

    settings, where = configuration()
    settings = _chosen(settings, model, engine)
    with open_vault(settings) as vault:
        before = vault.notes.look(note_id)
        if before.state is NoteState.DICTATING and Vault.status(vault.folder).at_home:
            raise Locked("The house is running, and may be taking that note just now; nothing was changed.")
        ear = transcriber(settings, where, commands=False)
        typer.echo(f"{ear.name}: {ear.note}", err=True)
        report = asyncio.run(_heard(settings, where, vault, note_id, ear, force=force))
        after = vault.notes.get(note_id)
    if as_json:
        print_json({"reply": report.public, **head(after)})
        return
    typer.echo(clean(report.at(SpeechLevel.FULL)))
    if after.version != before.version:
        typer.echo(f"Wrote version {after.version} of {note_id}.")
    if after.flags:
        typer.echo(f"Sentences that need your look: {len(after.flags)}. They are in `assistant notes show {note_id}`.")


def _chosen(settings: Settings, model: str | None, engine: str | None) -> Settings:
    """The settings with the engine that shall hear: never a worse one because the better one is missing."""
    configured = settings.stt.engine if settings.stt.engine != "auto" and model is None else "whisper"
    section = settings.stt.model_copy(update={"engine": engine or configured, "model": model or settings.stt.model})
    return settings.model_copy(update={"stt": section})


async def _heard(
    settings: Settings, where: Paths, vault: Vault, note_id: str, ear: Transcriber, *, force: bool
) -> Reply:
    from assistant.app import open_mind, phrasebook_of, wall_clock

    mind = open_mind(settings, where, vault, wall_clock(settings), ear)
    form = form_of(vault.notes.look(note_id))
    ear.learn(phrasebook_of(settings, vault.roster, vault.lexicon.words(), form))
    for skill in mind.skills.values():
        reply = await skill.rehear(note_id, ear, force=force)
        if reply is not None:
            return reply
    raise NotFound("There is no skill that takes notes; nothing was changed.")


def add_to(app: typer.Typer) -> None:
    """Make it a verb of `app`."""
    app.command()(retranscribe)
