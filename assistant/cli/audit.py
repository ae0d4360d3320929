"""The audit: who saw, heard or sent what, and when."""

from typing import Annotated

import typer

from assistant.cli.listing import AsJson, LocalTime, print_json, print_table
from assistant.cli.opening import open_vault

app = typer.Typer(no_args_is_help=True)


@app.callback()
def _group() -> None:
    """The audit: who saw, heard or sent what, and when."""


@app.command()
def show(
    last: Annotated[int, typer.Option(min=1, help="So many, the newest.")] = 50,
    item: Annotated[str, typer.Option(metavar="ID", help="Only of this note, message, reply …")] = "",
    event: Annotated[str, typer.Option(help="Only these: read, spoken, export, egress …")] = "",
    as_json: AsJson = False,
) -> None:
    """What was done with private things, oldest first. Holds ids and sizes, nobody's words."""
    with open_vault() as vault:
        entries = vault.audit.entries(last, item=item, event=event)
    if as_json:
        print_json(
            [
                {
                    "seq": each.seq,
                    "at": each.at.isoformat(),
                    "event": each.event,
                    "item": each.item,
                    "detail": each.detail,
                }
                for each in entries
            ]
        )
        return
    local = LocalTime()
    print_table(
        ("No.", "When", "Event", "Item", "Detail"),
        [(str(each.seq), local(each.at), each.event, each.item, each.detail) for each in entries],
        "The audit has no such entry." if item or event else "The audit is empty.",
    )


@app.command()
def verify(as_json: AsJson = False) -> None:
    """Follow the chain from the first entry to the last: none was changed, taken out or put in."""
    with open_vault() as vault:
        extent = vault.audit.verify()
    if as_json:
        first, last = (each.isoformat() if each else None for each in (extent.first, extent.last))
        print_json({"ok": True, "entries": extent.entries, "first": first, "last": last})
    elif extent.first is None or extent.last is None:
        typer.echo("The audit is empty.")
    else:
        local = LocalTime()
        typer.echo(f"{extent.entries:,} entries, {local(extent.first)} to {local(extent.last)}: the chain is whole.")
