"""The vault: set it up, and see how it stands."""

from dataclasses import asdict

import typer

from assistant.cli import vault_backup, vault_house, vault_keys
from assistant.cli.listing import AsJson, print_json
from assistant.cli.opening import new_passphrase, open_vault, passphrase_file
from assistant.cli.vault_keys import show_recovery_key
from assistant.errors import ConfigurationError
from assistant.paths import paths
from assistant.settings import load
from assistant.store import recovery_key
from assistant.store.vault import Vault

app = typer.Typer(no_args_is_help=True)


@app.callback()
def _group() -> None:
    """The vault: set it up, and see how it stands."""


@app.command()
def init() -> None:
    """Make the vault. The passphrase is asked for twice, or read from the passphrase file; a recovery key is shown."""
    folder = paths().vault
    if Vault.exists(folder):
        raise ConfigurationError("There is already a vault; nothing was changed.", fix="assistant vault status")
    key = recovery_key.new()
    Vault.create(folder, new_passphrase(load(paths().config_file)), recovery=key).close()
    typer.echo(f"The vault is ready: {folder}")
    typer.echo(
        "Keep the passphrase safe: without it or the recovery key nobody can open the vault, and I cannot either."
    )
    show_recovery_key(key)


@app.command()
def status(as_json: AsJson = False) -> None:
    """How the vault stands; needs no passphrase. Sealed: somebody must give the passphrase to open it."""
    known = Vault.status(paths().vault)
    house = vault_house.standing_or_nothing() if known.at_home else None
    file = passphrase_file(load(paths().config_file))
    sealed = known.exists and file is None
    if as_json:
        print_json(
            {
                "exists": known.exists,
                "sealed": sealed,
                "schema": known.schema,
                "size": known.size,
                "path": str(known.path),
                "generation": known.generation,
                "recovery_key": known.recovery,
                "running": known.at_home,
                "open": house is not None and house.open,
                "passphrase_file": str(file) if file else None,
            }
        )
    elif not known.exists:
        typer.echo("There is no vault yet: assistant vault init")
    else:
        typer.echo(f"Vault       {known.path}")
        typer.echo(f"Opens       {'when you give the passphrase' if sealed else f'by itself, from {file}'}")
        typer.echo(f"House       {vault_house.describe(known.at_home, house)}")
        typer.echo(f"Recovery    {'there is a key' if known.recovery else 'no key yet: assistant vault recovery'}")
        typer.echo(f"Generation  {known.generation or 'the first'}")
        typer.echo(f"Schema      {known.schema}")
        typer.echo(f"Size        {known.size / 1024:,.0f} KB")


@app.command()
def verify(as_json: AsJson = False) -> None:
    """Read everything in the vault: every page, word and recording is as it was written, and the audit holds."""
    with open_vault() as vault:
        found = vault.verify()
    if as_json:
        print_json({"ok": True, **asdict(found)})
        return
    typer.echo("The vault is sound.")
    for name, count in asdict(found).items():
        typer.echo(f"{name.capitalize():12}{count:,}")


vault_keys.add_to(app)
vault_backup.add_to(app)
vault_house.add_to(app)
