"""Writing a note out: as text to paste, whole or one section of it, as Markdown, or for Word."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from assistant.cli.listing import clean
from assistant.cli.note_texts import NoteId, markdown, plain
from assistant.cli.note_views import As, view_of
from assistant.cli.opening import open_vault
from assistant.cli.private_file import write_private
from assistant.errors import UsageError
from assistant.records import Form, Note
from assistant.views import NOTHING, View


class Format(StrEnum):
    """How an export is written."""

    PLAIN = "plain"
    MARKDOWN = "markdown"
    WORD = "word"


def export(
    note_id: NoteId,
    out: Annotated[Path | None, typer.Option(help="A file, readable by you only; else the terminal.")] = None,
    section: Annotated[str, typer.Option(help="Only the text of this one, to paste.", metavar="NAME")] = "",
    transcript: Annotated[bool, typer.Option("--transcript", help="With everything that was said.")] = False,
    as_: As = "",
    format_: Annotated[Format, typer.Option("--format", help="How it is written.")] = Format.PLAIN,
    template: Annotated[
        Path | None, typer.Option(help="For Word: a .docx to fill in, for this once; see notes.template.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace the file where there is one.")] = False,
) -> None:
    """A note as text to paste, section by section, with its amendments. A file that it writes is no longer encrypted.

    For Word it is filled into your own template: {{ section.plan }} there is the plan, {{ initials }} and
    {{ date }} are what they say. Where a template asks for something else, all names are told.
    """
    _make_sure(out, section, transcript, format_, template)
    left_out: tuple[str, ...] = ()
    with open_vault() as vault:
        note = vault.notes.get(note_id)
        view, form = view_of(note, as_)
        if format_ is Format.WORD:
            data, left_out = _in_word(note, view, form, template)
        elif section:
            data = _one(view, section).encode()
        else:
            data = (plain if format_ is Format.PLAIN else markdown)(note, view, transcript=transcript).encode()
        vault.audit.record("export", note_id, f"{format_} {'file' if out else 'terminal'} {len(data)} bytes")
    if out is None:
        typer.echo(data.decode(), nl=False)
    else:
        write_private(out, data, force=force)
        typer.echo("Written; that file is not encrypted.", err=True)
    if left_out:
        typer.echo(f"The template has no place for {', '.join(left_out)}: not in the file.", err=True)
    if section and note.amendments:
        typer.echo("The note was amended; the amendments are not in it.", err=True)


def _make_sure(out: Path | None, section: str, transcript: bool, format_: Format, template: Path | None) -> None:
    """Raises `UsageError` for options that do not go together."""
    if section and (transcript or format_ is not Format.PLAIN):
        raise UsageError("One section is written as plain text, by itself.", fix="--section without the others")
    if template and format_ is not Format.WORD:
        raise UsageError("Only a Word document is made from a template.", fix="--format word")
    if format_ is Format.WORD and out is None:
        raise UsageError("A Word document needs a file to go to; nothing was written.", fix="--out note.docx")
    if format_ is Format.WORD and transcript:
        raise UsageError("A Word document has no transcript; nothing was written.", fix="--format plain --transcript")


def _in_word(note: Note, view: View, form: Form, template: Path | None) -> tuple[bytes, tuple[str, ...]]:
    """The document, and what the template has no place for. Raises `ConfigurationError`."""
    from assistant.cli.word import document, template_at

    made = document(note, view, form, template_at(template))
    return made.data, made.left_out


def _one(view: View, name: str) -> str:
    """The text of one section. Raises `UsageError` with the names of those that there are."""
    wanted = " ".join(name.lower().split())
    if wanted not in view.sections:
        raise UsageError("The note has no such section.", fix=", ".join(view.sections) or "it has none at all")
    return clean(f"{view.sections[wanted].strip() or NOTHING}\n")


def add_to(app: typer.Typer) -> None:
    """Make it a verb of `app`."""
    app.command()(export)
