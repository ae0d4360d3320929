"""Process notes: your own thoughts, kept apart from the record; no part of the house can read them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from assistant.cli.deleting import Yes, delete
from assistant.cli.listing import AsJson, LocalTime, clean, print_heading, print_json, print_table
from assistant.cli.opening import open_vault
from assistant.cli.texts import read_text
from assistant.store.deletion import Deletion
from assistant.store.parts import PROCESS
from assistant.store.process_notes import ProcessHead, ProcessNotes
from assistant.store.vault import Vault

app = typer.Typer(no_args_is_help=True)

NoteId = Annotated[str, typer.Argument(metavar="ID", help="As in `assistant process list`.")]


def _notes_of(vault: Vault) -> ProcessNotes:
    """The process notes of an open vault: the one place where they are opened."""
    return ProcessNotes(vault.files, vault.key(PROCESS.purpose), vault.audit)


@contextmanager
def _process_notes() -> Iterator[tuple[Vault, ProcessNotes]]:
    with open_vault() as vault, _notes_of(vault) as notes:
        yield vault, notes


@app.command()
def add(
    client: Annotated[str, typer.Option(help="The initials of whom it is about: JD.")],
    file: Annotated[str, typer.Argument(metavar="[FILE|-]", help="A text file; - is what is typed or piped in.")] = "-",
) -> None:
    """Keep a process note. It is never drafted from, spoken, briefed or exported with a chart."""
    text = read_text(file, "process note")
    with _process_notes() as (vault, notes):
        head = notes.add(vault.roster.by_initials(client).id, text, datetime.now(UTC))
    typer.echo(f"Added {head.id}.")


@app.command("list")
def list_(as_json: AsJson = False) -> None:
    """All process notes, newest first, without their words; unfinished is one whose dictation was cut off."""
    with _process_notes() as (vault, notes):
        heads, initials = notes.list(), _initials(vault)
    if as_json:
        print_json([_head(each, initials) for each in heads])
        return
    local = LocalTime()
    print_table(
        ("ID", "Client", "Created", "State"),
        [(each.id, initials.get(each.client, ""), local(each.created), _state(each)) for each in heads],
        "There are no process notes yet.",
    )


@app.command()
def show(note_id: NoteId, as_json: AsJson = False) -> None:
    """One process note."""
    with _process_notes() as (vault, notes):
        note, initials = notes.get(note_id), _initials(vault)
    if as_json:
        print_json({**_head(note.head, initials), "text": note.text})
        return
    state = f" · {_state(note.head)}" if _state(note.head) else ""
    print_heading(f"{initials.get(note.head.client, '')} · {LocalTime()(note.head.created)} · process note{state}")
    typer.echo(f"\n{clean(note.text)}")


@app.command()
def purge(note_id: NoteId, yes: Yes = False) -> None:
    """Destroy a process note, in the backups too. No way back."""

    def which(_: Deletion) -> list[str]:
        with _notes_of(vault) as notes:
            return [notes.head(note_id).id]

    with open_vault() as vault:
        delete(vault, which, lambda _: "The process note will be gone for good.", asked=note_id, yes=yes)


def _initials(vault: Vault) -> dict[str, str]:
    return {each.id: each.initials for each in vault.roster.all()}


def _head(head: ProcessHead, initials: dict[str, str]) -> dict[str, Any]:
    return {
        "id": head.id,
        "client": initials.get(head.client),
        "created": head.created.isoformat(),
        "finished": head.finished,
    }


def _state(head: ProcessHead) -> str:
    return "" if head.finished else "unfinished"
