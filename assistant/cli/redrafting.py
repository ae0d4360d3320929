"""Having one section of a note drafted again."""

import asyncio
from typing import Annotated

import typer

from assistant.cli.note_texts import NoteId, form_of
from assistant.cli.opening import open_vault
from assistant.errors import Locked, NotFound, UsageError
from assistant.paths import paths
from assistant.records import Note, NoteState, Supported
from assistant.settings import Settings, load
from assistant.store.vault import Vault


def redraft(
    note_id: NoteId,
    section: Annotated[str, typer.Option(help="Which: plan, as in `notes show`.")],
) -> None:
    """Have a model draft one section again from what you dictated; the other sections stay byte for byte."""
    settings = load(paths().config_file)
    with open_vault(settings) as vault:
        note = vault.notes.get(note_id)
        if note.state is not NoteState.REVIEW:
            raise Locked("Only a note that waits for review is drafted again; nothing was changed.")
        if section not in note.sections:
            raise UsageError("The note has no such section; nothing was changed.", fix=", ".join(note.sections))
        said = _dictated(vault, note).sections.get(section, "")
        if not said.strip():
            raise NotFound("You dictated nothing for that section, so there is nothing to draft.")
        sentences = _drafted(settings, vault, note, section, said)
        made = vault.notes.redraft(note_id, section, sentences)
    typer.echo(f"Wrote version {made.version} of {note_id}.")
    if made.flags:
        typer.echo(f"Sentences that need your look: {len(made.flags)}. They are in `assistant notes show {note_id}`.")


def _dictated(vault: Vault, note: Note) -> Note:
    """The note as it was dictated last. Raises `NotFound`."""
    made = [each.number for each in vault.notes.versions(note.id) if each.source == "dictated"]
    if not made:
        raise NotFound("Nothing was dictated for that note, so there is nothing to draft.")
    return vault.notes.get(note.id, made[-1])


def _drafted(settings: Settings, vault: Vault, note: Note, section: str, said: str) -> tuple[Supported, ...]:
    """Raises what the door raises, `UsageError` and `ModelUnavailable` where her own words must stand."""
    from assistant.app import drafter, wall_clock

    drafting = drafter(settings, vault, wall_clock(settings)).section(
        note.client, section, said, form=form_of(note), item=note.id, words=_words(note)
    )
    return asyncio.run(drafting)


def _words(note: Note) -> list[tuple[str, int]]:
    """All that she said for the note, in order; which section a word went to is not kept."""
    return [(word, each.seq) for each in note.transcript if not each.command for word in each.text.split()]


def add_to(app: typer.Typer) -> None:
    """Make it a verb of `app`."""
    app.command()(redraft)
