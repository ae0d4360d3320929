"""Searching the notes."""

from datetime import datetime, time, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from assistant.cli.listing import AsJson, LocalTime, clean, print_heading, print_json
from assistant.cli.note_texts import head
from assistant.cli.opening import open_vault
from assistant.errors import UsageError
from assistant.paths import paths
from assistant.settings import load

_DAY = ["%Y-%m-%d"]


def search(
    words: Annotated[list[str], typer.Argument(help='All of them, whatever their endings; "in quotes" for a phrase.')],
    client: Annotated[str, typer.Option(help="Only of this client, by initials: JD.")] = "",
    since: Annotated[datetime | None, typer.Option(formats=_DAY, metavar="DAY", help="From this day on.")] = None,
    until: Annotated[datetime | None, typer.Option(formats=_DAY, metavar="DAY", help="Up to this day.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="So many, the newest.")] = 20,
    as_json: AsJson = False,
) -> None:
    """Notes that have these words in their sections or amendments, newest session first.

    What stands on a command line may stay in the shell's history: given - as the words, this asks for them.
    """
    zone = ZoneInfo(load(paths().config_file).home.timezone)
    first = datetime.combine(since.date(), time(), zone) if since else None
    try:
        last = datetime.combine(until.date() + timedelta(days=1), time(), zone) if until else None
    except OverflowError:
        raise UsageError("That day is beyond all calendars.", fix="--until 2026-11-23") from None
    question = typer.prompt("Words") if words == ["-"] else _joined(words)
    with open_vault() as vault:
        whose = vault.roster.by_initials(client) if client else None
        found = vault.search.find(question, client=whose, since=first, until=last, limit=limit)
    if as_json:
        print_json([{**head(each.note), "excerpt": each.excerpt} for each in found])
        return
    if not found:
        typer.echo("No note has these words.")
    local = LocalTime()
    for each in found:
        when = local(each.note.about)
        print_heading(f"{each.note.id}  {each.note.client.initials} · {when} · {each.note.state}")
        typer.echo(f"  {clean(each.excerpt)}")


def _joined(words: list[str]) -> str:
    """What the shell gave as one word is one phrase again."""
    return " ".join(f'"{each}"' if " " in each and '"' not in each else each for each in words)


def add_to(app: typer.Typer) -> None:
    """Make it a verb of `app`."""
    app.command()(search)
