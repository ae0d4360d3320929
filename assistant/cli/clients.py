"""The roster: the clients, their initials and the names around them."""

from pathlib import Path
from typing import Annotated

import typer

from assistant.cli.deleting import Yes, delete
from assistant.cli.listing import AsJson, LocalTime, print_json, print_table
from assistant.cli.opening import open_vault
from assistant.errors import InputOutput
from assistant.store import roster_csv
from assistant.store.roster_csv import normal_initials

app = typer.Typer(no_args_is_help=True)


@app.command()
def add(
    initials: Annotated[str, typer.Option(help="One to four letters or digits: JD.")],
    name: Annotated[str, typer.Option(help="The whole name.")],
    alias: Annotated[list[str] | None, typer.Option(help="A nickname or earlier name; may be repeated.")] = None,
    kin: Annotated[list[str] | None, typer.Option(help="Somebody around the client; may be repeated.")] = None,
    place: Annotated[list[str] | None, typer.Option(help="Employer, school, town; may be repeated.")] = None,
) -> None:
    """Add one client."""
    with open_vault() as vault:
        client = vault.roster.add(initials, name, aliases=alias or (), kin=kin or (), places=place or ())
    typer.echo(f"Added {client.initials} ({client.id}).")


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="CSV", help="initials,name[,aliases,kin,places]; lists split by ;")],
) -> None:
    """Add everybody on a list, or nobody. Those who are in the roster already, word for word, stay."""
    try:
        with file.open("rb") as stream:
            data = stream.read(roster_csv.LARGEST + 1)
    except OSError as error:
        raise InputOutput("The list cannot be read, so nobody was added.", fix=str(error.strerror)) from None
    entries = roster_csv.parse(data)
    with open_vault() as vault:
        arrivals = vault.roster.take_in(entries)
    known = f"; {arrivals.known} in the roster already" if arrivals.known else ""
    typer.echo(f"{arrivals.added} added{known}.")


@app.command("list")
def list_(as_json: AsJson = False) -> None:
    """Everybody in the roster."""
    with open_vault() as vault:
        clients, since = vault.roster.all(), vault.roster.since()
        vault.audit.read_list("clients", len(clients))
    if as_json:
        print_json(
            [
                {
                    "id": each.id,
                    "client": each.initials,
                    "state": "active",
                    "created": since[each.id].isoformat(),
                    "name": each.name,
                    "aliases": each.aliases,
                    "kin": each.kin,
                    "places": each.places,
                }
                for each in clients
            ]
        )
        return
    local = LocalTime()
    print_table(
        ("Client", "Name", "Also", "Kin", "Places", "Since"),
        [
            (
                each.initials,
                each.name,
                *(", ".join(one) for one in (each.aliases, each.kin, each.places)),
                local(since[each.id]),
            )
            for each in clients
        ],
        "Nobody is in the roster yet.",
    )


@app.command()
def forget(
    initials: Annotated[str, typer.Argument(metavar="INITIALS", help="As in `assistant clients list`: JD.")],
    yes: Yes = False,
) -> None:
    """Destroy a client and everything of theirs: notes, signed ones too, recordings, messages, replies, process notes.

    In the backups too. Asks for the initials once more. No way back.
    """
    with open_vault() as vault:
        delete(
            vault,
            lambda deletion: deletion.client(vault.roster.by_initials(initials).id),
            lambda count: (
                f"The client and everything of theirs, {count} things with signed notes among them,"
                " will be gone for good. The law may want you to keep records for some years."
            ),
            asked="client-",
            yes=yes,
            word=normal_initials(initials),
        )
