"""What opens the vault: `assistant vault passphrase`, `recovery` and `rotate`."""

from pathlib import Path
from typing import Annotated

import typer

from assistant.cli.opening import (
    chosen_passphrase,
    known_passphrase,
    open_with,
    passphrase,
    passphrase_file,
    recovery_key_from,
)
from assistant.cli.vault_backup import backups_of
from assistant.errors import ConfigurationError
from assistant.paths import paths
from assistant.settings import Settings, load
from assistant.store import keys, recovery_key
from assistant.store.keys import Kind
from assistant.store.rotation import rotate as rotate_vault
from assistant.store.vault import Vault, no_vault

RecoveryFile = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Read the recovery key from this file; -: from what is piped in.")
]


def add_to(app: typer.Typer) -> None:
    """Make them verbs of `app`."""
    app.command("passphrase")(change_passphrase)
    app.command("recovery")(recovery)
    app.command("rotate")(rotate)


def change_passphrase(
    new_passphrase_file: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Read the new one from this file; -: from what is piped in.")
    ] = None,
    recovery_file: RecoveryFile = None,
) -> None:
    """Change the passphrase. Nothing is encrypted again. Forgotten the old one? Give the recovery key in its place."""
    settings = load(paths().config_file)
    secret = recovery_key_from(recovery_file) if recovery_file else passphrase(_there(settings))
    with open_with(secret, settings) as vault:
        new = chosen_passphrase(new_passphrase_file)
        keys.check_passphrase(new)
        vault.audit.record("passphrase-changed")
        vault.relock(lambda root: keys.lock(root, new))
        _renew_backups(vault, settings)
    typer.echo("The new passphrase opens the vault; the old one opens it no more.")
    file = passphrase_file(settings)
    if file is not None and known_passphrase(settings) != new:
        typer.echo(f"This file holds another one; write the new one into it: {file}", err=True)


def recovery(
    check: Annotated[
        bool, typer.Option("--check", help="Make none: type the one you have, to see if it opens.")
    ] = False,
    recovery_file: RecoveryFile = None,
) -> None:
    """Make a new recovery key; the old one opens the vault no more. It is shown once and kept nowhere."""
    settings = _there(load(paths().config_file))
    if check:
        if not Vault.status(paths().vault).recovery:
            raise ConfigurationError("The vault has no recovery key yet.", fix="assistant vault recovery")
        Vault.try_out(paths().vault, recovery_key_from(recovery_file), Kind.RECOVERY)
        typer.echo("That recovery key opens the vault.")
        return
    secret = recovery_key_from(recovery_file) if recovery_file else passphrase(settings)
    with open_with(secret, settings) as vault:
        key = recovery_key.new()
        vault.audit.record("recovery-changed")
        vault.relock(lambda root: keys.recovery_lock(root, key))
        _renew_backups(vault, settings)
    show_recovery_key(key)


def rotate() -> None:
    """Encrypt everything again under new keys, and make a new recovery key. The passphrase stays."""
    settings = _there(load(paths().config_file))
    secret = passphrase(settings)
    with open_with(secret, settings) as vault:
        backups_of(vault, settings).learn()
    key = rotate_vault(paths().vault, secret)
    with open_with(secret, settings) as vault:
        _renew_backups(vault, settings)
    typer.echo("Everything in the vault is under new keys; the passphrase stays.")
    show_recovery_key(key)


def show_recovery_key(key: str) -> None:
    """The one time that it is seen."""
    typer.echo("\nThe recovery key:\n")
    typer.echo(f"    {key}\n")
    typer.echo("It opens the vault and its backups when the passphrase is forgotten. Write it down now, and keep it")
    typer.echo("where you keep what must not be lost: it is shown this once, and I keep it nowhere.")
    typer.echo("To see that you wrote it down well: assistant vault recovery --check")


def _there(settings: Settings) -> Settings:
    """Nobody is asked for anything where there is no vault."""
    if not Vault.exists(paths().vault):
        raise no_vault()
    return settings


def _renew_backups(vault: Vault, settings: Settings) -> None:
    """What opens the vault opens its backups too, those that are within reach."""
    beyond = backups_of(vault, settings).renew_locks().beyond
    if beyond:
        typer.echo(f"These backups are out of reach and open as they did before: {', '.join(beyond)}", err=True)
