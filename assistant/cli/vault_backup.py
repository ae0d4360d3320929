"""Backups: `assistant vault backup`, `backups` and `restore`."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from assistant.backups import age, backup_plan
from assistant.cli.listing import AsJson, LocalTime, print_json, print_table
from assistant.cli.opening import open_vault, passphrase, recovery_key_from
from assistant.errors import AssistantError
from assistant.paths import paths
from assistant.settings import Settings, load
from assistant.store.backup.manifest import Print
from assistant.store.backup.restore import examine
from assistant.store.backup.restore import restore as restore_backup
from assistant.store.backup.shelf import Backups, Found
from assistant.store.vault import Vault


def add_to(app: typer.Typer) -> None:
    """Make them verbs of `app`."""
    app.command()(backup)
    app.command()(backups)
    app.command()(restore)


def backups_of(vault: Vault, settings: Settings | None = None) -> Backups:
    """The backups of this installation's vault."""
    settings = settings or load(paths().config_file)
    return Backups(vault, backup_plan(settings.vault, paths()))


def backup(
    to: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Into this folder, such as one on another disk; it must be there."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Make a backup, read it back, and let those go that have had their time."""
    with open_vault() as vault:
        shelf = backups_of(vault)
        made, gone = shelf.make(datetime.now(UTC), to)
        beyond = shelf.beyond()
    unsound = made.manifest.unsound
    if as_json:
        print_json(
            {
                "id": made.manifest.stamp,
                "created": made.manifest.made.isoformat(),
                "path": str(made.folder),
                "size": made.manifest.size,
                "on_disk": made.size,
                "verified": True,
                "gone": gone,
                "unsound": unsound,
                "out_of_reach": beyond,
            }
        )
        return
    typer.echo(
        f"Made and verified: {made.folder} ({_size(made.manifest.size)}, {_size(made.size)} of it new on the disk)"
    )
    if gone:
        typer.echo(f"Had had their time, and are gone: {', '.join(gone)}")
    if unsound:
        typer.echo(f"Damaged in the vault already, and in the backup as they are: {', '.join(unsound)}", err=True)
    if beyond:
        typer.echo(f"Out of reach, perhaps on a disk that is not plugged in: {', '.join(beyond)}", err=True)


def backups(as_json: AsJson = False) -> None:
    """All backups, newest first: how old they are, and whether each is as it was made."""
    with open_vault() as vault:
        shelf = backups_of(vault)
        seen: dict[tuple[int, int], Print] = {}
        rows = [_row(each, *_state(shelf, each, seen)) for each in reversed(shelf.found())]
        rows += [_row(None, "out of reach", "", stamp) for stamp in reversed(shelf.beyond())]
    if as_json:
        print_json(rows)
        return
    now = datetime.now(UTC)
    print_table(
        ("ID", "Age", "Size", "State"),
        [
            (
                each["id"],
                age(now - datetime.fromisoformat(each["created"])) if each["created"] else "",
                _size(each["size"]) if each["size"] is not None else "",
                each["state"],
            )
            for each in rows
        ],
        "There are no backups yet: assistant vault backup",
    )
    for place in sorted({str(Path(each["path"]).parent) for each in rows if each["path"]}):
        typer.echo(f"In {place}")


def restore(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="The backup's: …/backup-20261123T140200Z")],
    recovery_file: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Read the recovery key from this file; -: from what is piped in."),
    ] = None,
) -> None:
    """Make a vault of a backup, where there is none. Opens with the backup's passphrase or recovery key."""
    place = paths().vault
    examine(folder, place)
    secret = recovery_key_from(recovery_file) if recovery_file else passphrase(load(paths().config_file))
    restored = restore_backup(folder, place, secret)
    typer.echo(f"Restored as it was on {LocalTime()(restored.made)}: {place}")
    if restored.unsound:
        typer.echo(f"These were damaged before the backup was made: {', '.join(restored.unsound)}", err=True)


def _state(shelf: Backups, which: Found, seen: dict[tuple[int, int], Print]) -> tuple[str, str]:
    if which.trouble is None and not which.ours:
        return "of another vault", ""
    try:
        shelf.check(which, seen)
    except AssistantError as error:
        return "damaged", error.spoken
    return "sound", ""


def _row(which: Found | None, state: str, trouble: str, stamp: str = "") -> dict[str, Any]:
    held = which.manifest if which else None
    return {
        "id": which.stamp if which else stamp,
        "created": held.made.isoformat() if held else None,
        "size": held.size if held else None,
        "state": state,
        "trouble": trouble,
        "path": str(which.folder) if which else None,
    }


def _size(count: int) -> str:
    return f"{count / 1e6:,.1f} MB" if count >= 1e6 else f"{count / 1e3:,.0f} KB"
