"""The vault: set it up, and see how it stands."""

import typer

from assistant.cli import vault_house
from assistant.cli.listing import AsJson, print_json
from assistant.cli.opening import new_passphrase, passphrase_file
from assistant.errors import ConfigurationError
from assistant.paths import paths
from assistant.settings import load
from assistant.store.vault import Vault

app = typer.Typer(no_args_is_help=True)


@app.callback()
def _group() -> None:
    """The vault: set it up, and see how it stands."""


@app.command()
def init() -> None:
    """Make the vault. The passphrase is asked for twice, or read from the passphrase file."""
    folder = paths().vault
    if Vault.exists(folder):
        raise ConfigurationError("There is already a vault; nothing was changed.", fix="assistant vault status")
    Vault.create(folder, new_passphrase(load(paths().config_file))).close()
    typer.echo(f"The vault is ready: {folder}")
    typer.echo("Keep the passphrase safe: without it nobody can open the vault, and I cannot either.")


@app.command()
def status(as_json: AsJson = False) -> None:
    """How the vault stands; needs no passphrase. Sealed: somebody must give the passphrase to open it."""
    known = Vault.status(paths().vault)
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
                "passphrase_file": str(file) if file else None,
            }
        )
    elif not known.exists:
        typer.echo("There is no vault yet: assistant vault init")
    else:
        typer.echo(f"Vault       {known.path}")
        typer.echo(f"Opens       {'when you give the passphrase' if sealed else f'by itself, from {file}'}")
        typer.echo(f"Schema      {known.schema}")
        typer.echo(f"Size        {known.size / 1024:,.0f} KB")


vault_house.add_to(app)
