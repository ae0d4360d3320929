"""The notes: list, read, search, edit, draft again, sign, export, recover, discard, bring back, purge."""

from dataclasses import replace
from typing import Annotated

import typer

from assistant.cli import editing, exporting, redrafting, retranscribing, searching, signing, trash
from assistant.cli.deleting import Yes, delete
from assistant.cli.listing import AsJson, LocalTime, print_json, print_table
from assistant.cli.note_texts import NoteId, head, show_note
from assistant.cli.note_views import As, view_of
from assistant.cli.opening import open_vault
from assistant.cli.recovering import recover

app = typer.Typer(no_args_is_help=True)

_SCREENFUL = 100


@app.command("list")
def list_(
    discarded: Annotated[bool, typer.Option("--discarded", help="Only those, and until when they are kept.")] = False,
    client: Annotated[str, typer.Option(help="Only of this client, by initials: JD.")] = "",
    limit: Annotated[
        int | None, typer.Option(min=1, help="So many, the newest. Unset: a hundred in a table, all of them as JSON.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """All notes but the discarded, newest first."""
    if limit is None and not as_json:
        limit = _SCREENFUL
    with open_vault() as vault:
        if discarded:
            trash.show_trash(vault, as_json=as_json)
            return
        whose = vault.roster.by_initials(client) if client else None
        notes = vault.notes.list(client=whose, newest=limit)
    if as_json:
        print_json([head(note) for note in notes])
        return
    local = LocalTime()
    print_table(
        ("ID", "Client", "Session", "State", "Source"),
        [(note.id, note.client.initials, local(note.about), note.state, note.source) for note in notes],
        "There are no notes yet.",
    )
    if len(notes) == limit:
        typer.echo("The newest; there may be older ones: --limit")


@app.command()
def show(
    note_id: NoteId,
    version: Annotated[int | None, typer.Option(min=1, help="An earlier one; see `notes versions`.")] = None,
    as_: As = "",
    first: Annotated[bool, typer.Option("--first", help="What was said as it was heard while you spoke.")] = False,
    as_json: AsJson = False,
) -> None:
    """One note: its sections, its amendments, and everything that was said."""
    with open_vault() as vault:
        note, roster = vault.notes.get(note_id, version), vault.roster.all()
        if first:
            note = replace(note, transcript=vault.notes.first_heard(note_id))
    show_note(note, roster, as_json=as_json, view=view_of(note, as_)[0])


@app.command()
def purge(note_id: NoteId, yes: Yes = False) -> None:
    """Destroy a discarded note, all that was said for it and its recordings, in the backups too. No way back.

    So goes a recording without a note, as in `assistant notes recover`.
    """
    with open_vault() as vault:
        if note_id.startswith("capture-"):
            question = "The recording will be gone for good."
            delete(vault, lambda deletion: deletion.recording(note_id), lambda _: question, asked=note_id, yes=yes)
            return
        delete(
            vault,
            lambda deletion: deletion.note(note_id),
            lambda count: f"The note, what was said for it and its recordings ({count - 1}) will be gone for good.",
            asked=note_id,
            yes=yes,
        )


app.command()(recover)
editing.add_to(app)
exporting.add_to(app)
redrafting.add_to(app)
retranscribing.add_to(app)
searching.add_to(app)
signing.add_to(app)
trash.add_to(app)
