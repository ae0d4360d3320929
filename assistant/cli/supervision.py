"""The agenda for supervision: what you flagged in your notes, and what else you want to bring."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from assistant.cli.listing import AsJson, LocalTime, print_json, print_table
from assistant.cli.opening import open_vault
from assistant.cli.texts import read_text

app = typer.Typer(no_args_is_help=True)


@app.command("list")
def list_(as_json: AsJson = False) -> None:
    """What you have not brought yet, oldest first, in your words."""
    with open_vault() as vault:
        items = vault.supervision.waiting()
    if as_json:
        print_json(
            [
                {
                    "id": each.id,
                    "client": each.client.initials,
                    "note": each.note,
                    "created": each.noted.isoformat(),
                    "text": each.text,
                }
                for each in items
            ]
        )
        return
    local = LocalTime()
    print_table(
        ("ID", "Client", "Noted", "Words"),
        [(each.id, each.client.initials, local(each.noted), each.text) for each in items],
        "There is nothing for supervision.",
    )


@app.command()
def done(item_id: Annotated[str, typer.Argument(metavar="ID", help="As in `assistant supervision list`.")]) -> None:
    """You have brought it; it is off the list."""
    with open_vault() as vault:
        vault.supervision.done(item_id, datetime.now(UTC))
    typer.echo(f"Done with {item_id}.")


@app.command()
def add(
    client: Annotated[str, typer.Option(help="The initials of whom it is about: JD.")],
    file: Annotated[str, typer.Argument(metavar="[FILE|-]", help="A text file; - is what is typed or piped in.")] = "-",
) -> None:
    """Put something on the agenda that is in no note."""
    text = read_text(file, "text for supervision")
    with open_vault() as vault:
        item = vault.supervision.add(vault.roster.by_initials(client), text, datetime.now(UTC))
    typer.echo(f"Added {item}.")
