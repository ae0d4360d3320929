"""Writing a note out: as text to paste, whole or one section of it, or as Markdown."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from assistant.cli.listing import clean
from assistant.cli.note_texts import NoteId, markdown, plain
from assistant.cli.opening import open_vault
from assistant.cli.private_file import write_private
from assistant.errors import UsageError
from assistant.views import NOTHING, View, as_it_is


class Format(StrEnum):
    """How an export is written."""

    PLAIN = "plain"
    MARKDOWN = "markdown"


def export(
    note_id: NoteId,
    out: Annotated[Path | None, typer.Option(help="A file, readable by you only; else the terminal.")] = None,
    section: Annotated[str, typer.Option(help="Only the text of this one, to paste.", metavar="NAME")] = "",
    transcript: Annotated[bool, typer.Option("--transcript", help="With everything that was said.")] = False,
    format_: Annotated[Format, typer.Option("--format", help="How it is written.")] = Format.PLAIN,
    force: Annotated[bool, typer.Option("--force", help="Replace the file where there is one.")] = False,
) -> None:
    """A note as text to paste, section by section, with its amendments. A file that it writes is no longer encrypted."""
    if section and (transcript or format_ is not Format.PLAIN):
        raise UsageError("One section is written as plain text, by itself.", fix="--section without the others")
    with open_vault() as vault:
        note = vault.notes.get(note_id)
        view = as_it_is(note)
        if section:
            text = _one(view, section)
        else:
            text = (plain if format_ is Format.PLAIN else markdown)(note, view, transcript=transcript)
        data = text.encode()
        vault.audit.record("export", note_id, f"{format_} {'file' if out else 'terminal'} {len(data)} bytes")
    if out is None:
        typer.echo(text, nl=False)
    else:
        write_private(out, data, force=force)
        typer.echo("Written; that file is not encrypted.", err=True)
    if section and note.amendments:
        typer.echo("The note was amended; the amendments are not in it.", err=True)


def _one(view: View, name: str) -> str:
    """The text of one section. Raises `UsageError` with the names of those that there are."""
    wanted = " ".join(name.lower().split())
    if wanted not in view.sections:
        raise UsageError("The note has no such section.", fix=", ".join(view.sections) or "it has none at all")
    return clean(f"{view.sections[wanted].strip() or NOTHING}\n")


def add_to(app: typer.Typer) -> None:
    """Make it a verb of `app`."""
    app.command()(export)
