"""Changing a note by hand, and the versions that it had."""

from typing import Annotated

import typer

from assistant.cli.listing import AsJson, LocalTime, print_json, print_table
from assistant.cli.note_texts import NoteId
from assistant.cli.opening import open_vault
from assistant.cli.texts import read_text


def edit(
    note_id: NoteId,
    section: Annotated[str, typer.Option(help="Which: plan, as in `notes show`.")],
    file: Annotated[str, typer.Option("--from", metavar="FILE|-", help="A text file; - is what is typed or piped in.")],
) -> None:
    """Put a text in place of one section, in a new version; the other sections stay byte for byte."""
    text = read_text(file, "section")
    with open_vault() as vault:
        note = vault.notes.edit(note_id, section, text)
    typer.echo(f"Wrote version {note.version} of {note_id}.")


def versions(note_id: NoteId, as_json: AsJson = False) -> None:
    """The versions of a note, oldest first; `notes show --version` shows one."""
    with open_vault() as vault:
        made = vault.notes.versions(note_id)
    if as_json:
        print_json(
            [{"version": each.number, "source": each.source, "written": each.written.isoformat()} for each in made]
        )
        return
    local = LocalTime()
    print_table(
        ("Version", "Source", "Written"),
        [(str(each.number), each.source, local(each.written)) for each in made],
        "That note has no version yet.",
    )


def add_to(app: typer.Typer) -> None:
    """Make them verbs of `app`."""
    app.command()(edit)
    app.command()(versions)
