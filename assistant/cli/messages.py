"""Messages from clients: take one in, list them."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from assistant.cli.deleting import Yes, delete
from assistant.cli.listing import AsJson, LocalTime, clean, print_heading, print_json, print_table
from assistant.cli.opening import open_vault
from assistant.cli.texts import read_text
from assistant.records import Message

app = typer.Typer(no_args_is_help=True)


@app.command()
def add(
    client: Annotated[str, typer.Option(help="The initials of whoever wrote it: JD.")],
    file: Annotated[str, typer.Argument(metavar="[FILE|-]", help="A text file; - is what is typed or piped in.")] = "-",
    urgent: Annotated[bool, typer.Option("--urgent", help="At the top of the queue.")] = False,
) -> None:
    """Keep a message, so that a reply can be drafted."""
    text = read_text(file, "message")
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


@app.command()
def remove(
    message_id: Annotated[str, typer.Argument(metavar="ID", help="As in `assistant messages list`.")], yes: Yes = False
) -> None:
    """Destroy a message, in the backups too. Replies to it stay. No way back."""
    with open_vault() as vault:
        delete(
            vault,
            lambda deletion: deletion.message(message_id),
            lambda _: "The message will be gone for good; replies to it stay.",
            asked=message_id,
            yes=yes,
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
