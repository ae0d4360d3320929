"""Messages from clients: take one in, list them."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from assistant.cli.listing import AsJson, LocalTime, clean, print_heading, print_json, print_table
from assistant.cli.opening import open_vault
from assistant.errors import InputOutput
from assistant.records import Message

app = typer.Typer(no_args_is_help=True)

LARGEST = 256 * 1024
"""Bytes in a message, at most."""


@app.command()
def add(
    client: Annotated[str, typer.Option(help="The initials of whoever wrote it: JD.")],
    file: Annotated[str, typer.Argument(metavar="[FILE|-]", help="A text file; - is what is typed or piped in.")] = "-",
    urgent: Annotated[bool, typer.Option("--urgent", help="At the top of the queue.")] = False,
) -> None:
    """Keep a message, so that a reply can be drafted."""
    text = _read(file)
    with open_vault() as vault:
        message = vault.mail.add_message(vault.roster.by_initials(client), text, datetime.now(UTC), urgent=urgent)
    typer.echo(f"Added {message.id}.")


@app.command("list")
def list_(as_json: AsJson = False) -> None:
    """All messages, newest first, without their text."""
    with open_vault() as vault:
        messages, waiting = vault.mail.message_heads(), vault.mail.waiting()
    states = {each.id: "unanswered" if each.id in waiting else "answered" for each in messages}
    if as_json:
        print_json(
            [
                {
                    "id": each.id,
                    "client": each.client.initials,
                    "state": states[each.id],
                    "created": each.created.isoformat(),
                }
                for each in messages
            ]
        )
        return
    local = LocalTime()
    print_table(
        ("ID", "Client", "State", "Created"),
        [(each.id, each.client.initials, states[each.id], local(each.created)) for each in messages],
        "There are no messages yet.",
    )


def show_message(message: Message, *, as_json: bool) -> None:
    """A message as it was written."""
    if as_json:
        print_json(
            {
                "id": message.id,
                "client": message.client.initials,
                "created": message.created.isoformat(),
                "text": message.text,
            }
        )
        return
    print_heading(f"{message.client.initials} · {LocalTime()(message.created)}")
    typer.echo(f"\n{clean(message.text)}")


def _read(file: str) -> str:
    try:
        if file == "-":
            raw = sys.stdin.buffer.read(LARGEST + 1)
        else:
            with Path(file).open("rb") as stream:
                raw = stream.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or "not a file name"
        raise InputOutput("The message cannot be read; nothing was added.", fix=reason) from None
    if len(raw) > LARGEST:
        raise InputOutput("The message is too long; nothing was added.", fix="at most 256 KB")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        raise InputOutput("The message is not text; nothing was added.", fix="save it as plain text in UTF-8")
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not text:
        raise InputOutput("The message is empty; nothing was added.")
    return text
