"""The notes: list, read, search, edit, draft again, sign, export, recover, purge."""

import os
import secrets
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from assistant.cli import editing, redrafting, searching, signing
from assistant.cli.deleting import Yes, delete
from assistant.cli.listing import AsJson, LocalTime, print_json, print_table
from assistant.cli.note_texts import NoteId, head, markdown, plain, show_note
from assistant.cli.opening import open_vault
from assistant.cli.recovering import recover
from assistant.errors import DiskFull, InputOutput, UsageError

app = typer.Typer(no_args_is_help=True)


class Format(StrEnum):
    """How an export is written."""

    PLAIN = "plain"
    MARKDOWN = "markdown"


@app.command("list")
def list_(
    discarded: Annotated[bool, typer.Option("--discarded", help="Only those: they wait for `notes purge`.")] = False,
    as_json: AsJson = False,
) -> None:
    """All notes but the discarded, newest first."""
    with open_vault() as vault:
        notes = vault.notes.discarded() if discarded else vault.notes.list()
    if as_json:
        print_json([head(note) for note in notes])
        return
    local = LocalTime()
    print_table(
        ("ID", "Client", "State", "Created", "Source"),
        [(note.id, note.client.initials, note.state, local(note.created), note.source) for note in notes],
        "There are no discarded notes." if discarded else "There are no notes yet.",
    )


@app.command()
def show(
    note_id: NoteId,
    version: Annotated[int | None, typer.Option(min=1, help="An earlier one; see `notes versions`.")] = None,
    as_json: AsJson = False,
) -> None:
    """One note: its sections, its amendments, and everything that was said."""
    with open_vault() as vault:
        note = vault.notes.get(note_id, version)
    show_note(note, as_json=as_json)


@app.command()
def export(
    note_id: NoteId,
    out: Annotated[Path | None, typer.Option(help="A file, readable by you only; else the terminal.")] = None,
    transcript: Annotated[bool, typer.Option("--transcript", help="With everything that was said.")] = False,
    format_: Annotated[Format, typer.Option("--format", help="How it is written.")] = Format.PLAIN,
    force: Annotated[bool, typer.Option("--force", help="Replace the file where there is one.")] = False,
) -> None:
    """A note as text to paste, section by section, with its amendments. A file that it writes is no longer encrypted."""
    with open_vault() as vault:
        note = vault.notes.get(note_id)
        text = (plain if format_ is Format.PLAIN else markdown)(note, transcript=transcript)
        vault.audit.record("export", note_id, f"{'file' if out else 'terminal'} {len(text.encode())} bytes")
    if out is None:
        typer.echo(text, nl=False)
    else:
        _write_private(out, text, force=force)
        typer.echo("Written; that file is not encrypted.", err=True)


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
redrafting.add_to(app)
searching.add_to(app)
signing.add_to(app)


def _write_private(path: Path, text: str, *, force: bool) -> None:
    """All of it or nothing, mode 0600."""
    target = path.with_name(f".{path.name}.{secrets.token_hex(4)}") if force else path
    try:
        handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    except FileExistsError:
        raise UsageError("There is already a file of that name; nothing was written.", fix="--force") from None
    except (OSError, ValueError) as error:
        raise _unwritten(error) from None
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        if force:
            target.replace(path)
    except BaseException as error:
        target.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise _unwritten(error) from None
        raise


def _unwritten(error: OSError | ValueError) -> InputOutput:
    if isinstance(error, OSError) and error.errno in {28, 122}:
        return DiskFull("The disk is full; the note was not written there, and is safe in the vault.")
    reason = (error.strerror if isinstance(error, OSError) else None) or "not a file name"
    return InputOutput("The note could not be written there; it is safe in the vault.", fix=reason)
