"""The room of the running house: whether private things may be said aloud there."""

import typer

from assistant.cli.listing import AsJson, print_json
from assistant.control import Ask, Request, Standing, ask
from assistant.errors import Unavailable
from assistant.paths import paths

app = typer.Typer(no_args_is_help=True)

_SAID = {
    "public": "The room is locked: times and counts are said aloud, no names and no initials.",
    "private": "The room is locked: initials and times are said aloud, contents never.",
    "full": "The room is unlocked: everything may be said aloud.",
}


@app.callback()
def _group() -> None:
    """The room of the running house: whether private things may be said aloud there."""


@app.command()
def lock() -> None:
    """Let nothing private be said aloud any more."""
    typer.echo(_SAID[_asked(Ask.ROOM_LOCK).level])


@app.command()
def unlock() -> None:
    """Let everything be said aloud, until it has been quiet for a while: whoever has this terminal is the owner."""
    typer.echo(_SAID[_asked(Ask.ROOM_UNLOCK).level])


@app.command()
def status(as_json: AsJson = False) -> None:
    """What may be said aloud now."""
    told = _asked(Ask.STATUS)
    if as_json:
        print_json({"level": told.level, "vault_open": told.open, "busy": told.busy})
    else:
        typer.echo(_SAID[told.level])


def _asked(what: Ask) -> Standing:
    told = ask(paths().state, Request(what))
    if told is None:
        raise Unavailable("Nothing is running here.", fix="assistant run")
    return told
