"""`assistant vault open` and `lock`: the vault of the house that is running."""

import typer

from assistant.cli.opening import open_with, passphrase
from assistant.control import Ask, Request, Standing, ask
from assistant.errors import AssistantError, Unavailable
from assistant.paths import paths
from assistant.settings import load
from assistant.store.vault import Vault, no_vault


def add_to(app: typer.Typer) -> None:
    """Make them verbs of `app`."""
    app.command("open")(open_vault)
    app.command("lock")(lock)


def standing() -> Standing | None:
    """How the running house stands; None where none runs."""
    return ask(paths().state, Request(Ask.STATUS))


def standing_or_nothing() -> Standing | None:
    """The same; None too where it does not answer."""
    try:
        return standing()
    except AssistantError:
        return None


def describe(at_home: bool, house: Standing | None) -> str:
    """For people; `at_home`: whether a house has its seat at the vault."""
    if not at_home:
        return "not running"
    if house is None:
        return "running, but it does not answer"
    return "running, the vault is open" if house.open else "running, the vault is sealed"


def open_vault() -> None:
    """Open the vault of the running house, by passphrase or recovery key; it stays open until `vault lock`."""
    where = paths()
    if not Vault.exists(where.vault):
        raise no_vault()
    running = standing()
    if running is not None and running.open:
        typer.echo("The vault is open already.")
        return
    settings = load(where.config_file)
    secret = passphrase(settings)
    if running is not None:
        running = ask(where.state, Request(Ask.OPEN, secret))
    if running is None:
        open_with(secret, settings).close()
        raise Unavailable("It opens the vault, but nothing is running that would keep it open.", fix="assistant run")
    later = running is not None and running.waiting
    typer.echo("The vault is open, for the turn after this one." if later else "The vault is open.")


def lock() -> None:
    """Seal the vault of the running house, and lock the room; a dictation is put away first."""
    where = paths()
    if not Vault.exists(where.vault):
        raise no_vault()
    sealed = ask(where.state, Request(Ask.LOCK))
    typer.echo("Nothing is running; the vault is sealed already." if sealed is None else "The vault is sealed.")
