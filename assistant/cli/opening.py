"""Opening the vault for a verb that was typed: where the passphrase comes from, in which order.

The file that ``ASSISTANT_PASSPHRASE_FILE`` names, else the credential ``passphrase`` that systemd gave this service,
else the file that the configuration names, else a hidden prompt where somebody sits at a terminal. Never the command
line. Wherever the passphrase is asked for, the recovery key does as well.
"""

import getpass
import os
import stat
import sys
from pathlib import Path

import typer

from assistant.backups import backup_plan
from assistant.errors import ConfigurationError, UsageError, VaultSealed
from assistant.paths import paths
from assistant.settings import Settings, load
from assistant.store.backup.migrating import backup_first
from assistant.store.seats import Seat
from assistant.store.vault import Vault, no_vault

_VARIABLE = "ASSISTANT_PASSPHRASE_FILE"
_LONGEST = 4096


def open_vault(settings: Settings | None = None, seat: Seat = Seat.GUEST) -> Vault:
    """The vault of this installation; `settings` where they have been loaded already.

    Raises `ConfigurationError` where there is none, `VaultSealed` where nobody can be asked, `WrongPassphrase`,
    `Locked` where somebody is in the way.
    """
    settings = settings or load(paths().config_file)
    if not Vault.exists(paths().vault):
        raise no_vault()
    return open_with(passphrase(settings), settings, seat)


def open_with(secret: str, settings: Settings, seat: Seat = Seat.GUEST) -> Vault:
    """The same by a secret that is known; a vault of an older shape is backed up before it is changed."""
    where = paths()
    return Vault.open(where.vault, secret, seat, prepare=backup_first(backup_plan(settings.vault, where)))


def known_passphrase(settings: Settings) -> str | None:
    """What the passphrase file holds; None where no file is named."""
    file = passphrase_file(settings)
    return _read(file) if file else None


def passphrase(settings: Settings) -> str:
    """From its file, or asked for. Raises `VaultSealed` where nobody can be asked."""
    return known_passphrase(settings) or _ask("Passphrase: ")


def passphrase_at_hand(settings: Settings) -> str | None:
    """From its file, or asked for at a terminal; None where there is neither, or nothing was typed."""
    known = known_passphrase(settings)
    if known is not None or not sys.stdin.isatty():
        return known
    return _ask("Passphrase, or Enter to listen with the vault sealed: ") or None


def new_passphrase(settings: Settings) -> str:
    """For a vault that is about to be made: from the file, or asked for twice."""
    known = known_passphrase(settings)
    return _ask_twice() if known is None else known


def chosen_passphrase(file: Path | None) -> str:
    """To take the place of the present one: from a file (``-``: standard input), or asked for twice."""
    return _ask_twice() if file is None else _read(file)


def recovery_key_from(file: Path | None) -> str:
    """From a file (``-``: standard input), or asked for."""
    return _ask("Recovery key: ") if file is None else _read(file)


def _ask_twice() -> str:
    first = _ask("A new passphrase for the vault, at least 8 characters: ")
    if first != _ask("The same again: "):
        raise UsageError("The two passphrases differ; nothing was changed.")
    return first


def passphrase_file(settings: Settings) -> Path | None:
    """The file from which the vault opens by itself, where one is named."""
    if named := os.environ.get(_VARIABLE):
        return Path(named).expanduser()
    if credentials := os.environ.get("CREDENTIALS_DIRECTORY"):
        credential = Path(credentials) / "passphrase"
        if credential.exists():
            return credential
    file = settings.vault.passphrase_file
    return file.expanduser() if file else None


def _read(file: Path) -> str:
    """One secret, without the end of its line. Raises `ConfigurationError`."""
    try:
        with Path("/dev/stdin" if str(file) == "-" else file).open("rb") as stream:
            status = os.fstat(stream.fileno())
            raw = stream.read(_LONGEST + 1)
        text = raw.decode()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not text in UTF-8"
        raise ConfigurationError("The passphrase's file cannot be read.", fix=f"{file}: {reason}") from None
    if stat.S_ISREG(status.st_mode) and status.st_mode & 0o077:
        typer.echo(f"Others on this machine may read the passphrase: chmod 600 {file}", err=True)
    passphrase = text.removesuffix("\n").removesuffix("\r")
    if not passphrase or len(raw) > _LONGEST:
        raise ConfigurationError("The passphrase's file is empty, or too long.", fix=str(file))
    return passphrase


def _ask(prompt: str) -> str:
    try:
        if sys.stdin.isatty():
            return getpass.getpass(prompt)
    except (EOFError, UnicodeDecodeError):
        pass
    raise VaultSealed(
        "The vault is closed, and nobody is here to give the passphrase.",
        fix=f"name its file in {_VARIABLE} or in vault.passphrase_file, or run this in a terminal",
    )
