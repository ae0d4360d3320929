"""Signing a note by hand, and amending it afterwards."""

import sys
from datetime import UTC, datetime
from typing import Annotated

import typer

from assistant.cli.deleting import Yes, make_sure, show_receipt
from assistant.cli.note_texts import NoteId, show_note
from assistant.cli.opening import open_vault
from assistant.cli.texts import read_text
from assistant.cli.vault_backup import backups_of
from assistant.errors import UsageError
from assistant.store.deletion import Deletion


def sign(
    note_id: NoteId,
    accept: Annotated[
        bool, typer.Option("--accept", help="With the sentences that your words do not carry; they are shown.")
    ] = False,
    yes: Yes = False,
) -> None:
    """Sign a note that waits for review: it is shown, and stays as it is from then on. Its sound is destroyed."""
    with open_vault() as vault:
        note = vault.notes.get(note_id)
        vault.signatures.ready(note, accepted=accept)
        show_note(note, vault.roster.all(), as_json=False)
        if not yes:
            make_sure("\nSigned, it can only be amended, and its sound will be gone for good.", "sign")
        vault.signatures.sign(note, datetime.now(UTC), accepted=accept)
        typer.echo(f"Signed {note_id}.")
        deletion = Deletion(vault, backups_of(vault))
        if deletion.sound(note_id):
            show_receipt(deletion.destroy(lambda: deletion.sound(note_id)))


def amend(
    note_id: NoteId,
    file: Annotated[str, typer.Argument(metavar="[FILE|-]", help="A text file; - is what is typed or piped in.")] = "-",
    reason: Annotated[
        str, typer.Option(help="Why, in one line. Asked for where it is not given: a command line may be remembered.")
    ] = "",
) -> None:
    """Add to a signed note, with the time and the reason; what was signed stays as it is."""
    if not reason.strip():
        if file == "-" or not sys.stdin.isatty():
            raise UsageError(
                "An amendment needs a reason; nothing was added.", fix="--reason, or a terminal and a FILE"
            )
        reason = typer.prompt("Reason")
    text = read_text(file, "amendment")
    with open_vault() as vault:
        made = vault.signatures.amend(note_id, text, reason, datetime.now(UTC))
    typer.echo(f"Added amendment {made.number} to {note_id}.")


def add_to(app: typer.Typer) -> None:
    """Make them verbs of `app`."""
    app.command()(sign)
    app.command()(amend)
