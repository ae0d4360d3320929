"""The trash of notes: putting one there, bringing one back, and until when that can be done."""

import typer

from assistant.cli.listing import AsJson, LocalTime, print_json, print_table
from assistant.cli.note_texts import NoteId, head
from assistant.cli.opening import open_vault
from assistant.records import NoteState
from assistant.store.vault import Vault


def show_trash(vault: Vault, *, as_json: bool) -> None:
    """The discarded notes, newest first, and when the house destroys each."""
    notes, ends = vault.notes.discarded(), vault.notes.kept_until()
    if as_json:
        print_json([{**head(note), "until": ends[note.id].isoformat() if note.id in ends else None} for note in notes])
        return
    local = LocalTime()
    print_table(
        ("ID", "Client", "Session", "Kept until"),
        [
            (note.id, note.client.initials, local(note.about), local(ends[note.id]) if note.id in ends else "purged")
            for note in notes
        ],
        "There are no discarded notes.",
    )


def discard(note_id: NoteId) -> None:
    """Put a note that is not signed into the trash; for a day `notes restore` brings it back."""
    with open_vault() as vault:
        vault.notes.discard(note_id)
        ends = vault.notes.kept_until()
    until = f" until {LocalTime()(ends[note_id])}" if note_id in ends else ""
    typer.echo(f"Discarded {note_id}; assistant notes restore brings it back{until}.")


def restore(note_id: NoteId, as_json: AsJson = False) -> None:
    """Bring a discarded note back to where it was."""
    with open_vault() as vault:
        note = vault.notes.restore(note_id)
    if as_json:
        print_json(head(note))
    elif note.state is NoteState.DICTATING:
        typer.echo(f"Brought {note_id} back; its dictation is not finished, and assistant notes recover files it.")
    else:
        typer.echo(f"Brought {note_id} back; it waits for review.")


def add_to(app: typer.Typer) -> None:
    """Make them verbs of `app`."""
    app.command()(discard)
    app.command()(restore)
