"""The notes: list, read, export, recover, purge."""

import os
import secrets
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from assistant.cli.deleting import Yes, delete
from assistant.cli.listing import AsJson, LocalTime, clean, print_heading, print_json, print_table
from assistant.cli.opening import open_vault
from assistant.cli.recovering import recover
from assistant.errors import DiskFull, InputOutput, UsageError
from assistant.records import Note

app = typer.Typer(no_args_is_help=True)

NoteId = Annotated[str, typer.Argument(metavar="ID", help="As in `assistant notes list`.")]


@app.command("list")
def list_(
    discarded: Annotated[bool, typer.Option("--discarded", help="Only those: they wait for `notes purge`.")] = False,
    as_json: AsJson = False,
) -> None:
    """All notes but the discarded, newest first."""
    with open_vault() as vault:
        notes = vault.notes.discarded() if discarded else vault.notes.list()
    if as_json:
        print_json([_head(note) for note in notes])
        return
    local = LocalTime()
    print_table(
        ("ID", "Client", "State", "Created", "Source"),
        [(note.id, note.client.initials, note.state, local(note.created), note.source) for note in notes],
        "There are no discarded notes." if discarded else "There are no notes yet.",
    )


@app.command()
def show(note_id: NoteId, as_json: AsJson = False) -> None:
    """One note: its sections, and everything that was said."""
    with open_vault() as vault:
        note = vault.notes.get(note_id)
    show_note(note, as_json=as_json)


def show_note(note: Note, *, as_json: bool) -> None:
    """A note as it stands."""
    if as_json:
        said = [
            {
                "seq": each.seq,
                "text": each.text,
                "start": each.start,
                "end": each.end,
                "confidence": each.confidence,
                "engine": each.engine,
                "command": each.command,
            }
            for each in note.transcript
        ]
        support = {name: [asdict(each) for each in sentences] for name, sentences in note.support.items()}
        print_json({**_head(note), "sections": dict(note.sections), "support": support, "transcript": said})
        return
    print_heading(f"{note.client.initials} · {LocalTime()(note.created)} · {note.state} · version {note.version}")
    typer.echo(f"\n{plain(note, transcript=True)}", nl=False)
    if note.flags:
        typer.echo(clean("\nNeeds your look\n" + "\n".join(_flagged(note))))


@app.command()
def export(
    note_id: NoteId,
    out: Annotated[Path | None, typer.Option(help="A file, readable by you only; else the terminal.")] = None,
    transcript: Annotated[bool, typer.Option("--transcript", help="With everything that was said.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace the file where there is one.")] = False,
) -> None:
    """A note as plain text, to paste. A file that it writes is no longer encrypted."""
    with open_vault() as vault:
        text = plain(vault.notes.get(note_id), transcript=transcript)
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


def plain(note: Note, *, transcript: bool) -> str:
    """The sections under their names; what nobody spoke of is said to be so."""
    parts = [f"{name.capitalize()}\n{text.strip() or 'Not addressed.'}\n" for name, text in note.sections.items()]
    if transcript:
        said = (f"[{each.text}]" if each.command else each.text for each in note.transcript)
        parts.append("As dictated\n" + "\n".join(said) + "\n")
    return clean("\n".join(parts))


def _flagged(note: Note) -> Iterator[str]:
    """Each sentence that her words do not carry, why, and what it claims to rest on."""
    for name, sentences in note.support.items():
        for each in sentences:
            if each.flag:
                yield f"! {name.capitalize()}: {each.sentence}\n    This sentence {each.flag}."
                yield from (f"    you said: {span}" for span in each.spans)


def _head(note: Note) -> dict[str, Any]:
    return {
        "id": note.id,
        "client": note.client.initials,
        "state": note.state.value,
        "created": note.created.isoformat(),
        "appointment": note.appointment.isoformat() if note.appointment else None,
        "version": note.version,
        "source": note.source,
    }


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
