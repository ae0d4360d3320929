"""The weights of the engines: which there are; fetch, check, take in from a folder."""

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)
from rich.table import Table

from assistant.errors import Corrupt
from assistant.weights import bundled
from assistant.weights.fetch import Hub
from assistant.weights.store import State, Weights

app = typer.Typer(help="Speech models and voices: list, fetch, check, import.", no_args_is_help=True)


def _console(*, err: bool = False) -> Console:
    return Console(stderr=err)


@app.command("list")
def list_models(
    as_json: Annotated[bool, typer.Option("--json", help="An array of objects instead of a table.")] = False,
) -> None:
    """Every model that can be fetched or is installed, with its licence."""
    weights = Weights()
    installed = {model.name: model for model in weights.installed()}
    rows = [
        {
            "name": model.name,
            "kind": model.kind,
            "installed": model.name in installed,
            "bytes": model.bytes,
            "licence": model.licence,
            "about": model.about,
            "revision": model.revision,
        }
        for model in weights.manifest.models
    ]
    rows += [
        {
            "name": model.name,
            "kind": model.kind,
            "installed": True,
            "bytes": model.bytes,
            "licence": "",
            "about": "yours: not in the manifest",
            "revision": "",
        }
        for model in installed.values()
        if weights.manifest.get(model.name) is None
    ]
    rows.append(
        {
            "name": bundled.DEMO_NAME,
            "kind": "whisper",
            "installed": True,
            "bytes": sum(file.stat().st_size for file in bundled.demo_path().iterdir()),
            "licence": "GPL-3.0-or-later",
            "about": bundled.demo_note(bundled.demo_path()),
            "revision": "",
        }
    )
    if as_json:
        typer.echo(json.dumps(rows, indent=1, ensure_ascii=False))
        return
    table = Table("", "Name", "Kind", "Size", "Licence", "About", title=str(weights.folder), title_justify="left")
    for row in rows:
        size = f"{int(str(row['bytes'])) / 1e6:.0f} MB"
        mark = "[green]✓[/]" if row["installed"] else ""
        table.add_row(mark, str(row["name"]), str(row["kind"]), size, str(row["licence"]), str(row["about"]))
    _console().print(table)


@app.command()
def pull(names: Annotated[list[str], typer.Argument(help="Names from `assistant models list`.")]) -> None:
    """Fetch models; what was cut off goes on where it stopped."""
    weights, hub = Weights(), Hub()
    for name in names:
        weights.manifest.need(name)
    for name in names:
        fresh = _pull(hub, weights, name)
        model = weights.manifest.need(name)
        typer.echo(f"{name}: {'installed' if fresh else 'already installed'}. Licence: {model.licence}.")


def _pull(hub: Hub, weights: Weights, name: str) -> bool:
    columns = TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn()
    tasks: dict[str, TaskID] = {}
    with Progress(*columns, TimeRemainingColumn(), console=_console(err=True)) as bar:

        def show(file: str, done: int, total: int) -> None:
            if file not in tasks:
                tasks[file] = bar.add_task(file)
            bar.update(tasks[file], completed=done, total=total)

        return hub.pull(weights, name, show)


@app.command()
def verify(names: Annotated[list[str] | None, typer.Argument(help="Which; all that are installed.")] = None) -> None:
    """Hold every installed file against its checksum; exit code 74 where one is missing or damaged."""
    weights = Weights()
    chosen = names or [model.name for model in weights.installed()]
    if not chosen:
        typer.echo("No model is installed. `assistant models list` shows what there is.")
        return
    table = Table("Model", "File", "State")
    colours = {State.OK: "green", State.MISSING: "red", State.DAMAGED: "red", State.UNKNOWN: "yellow"}
    bad = []
    for name in chosen:
        for checked in weights.verify(name):
            table.add_row(checked.model, checked.file, f"[{colours[checked.state]}]{checked.state}[/]")
            if checked.state in (State.MISSING, State.DAMAGED):
                bad.append(name)
    _console().print(table)
    if bad:
        raise Corrupt("An installed model is damaged.", fix=f"assistant models pull {' '.join(dict.fromkeys(bad))}")


@app.command("import")
def import_models(
    folder: Annotated[Path, typer.Argument(help="A folder with models in it, such as a USB stick's.")],
) -> None:
    """Take in models that were fetched on another machine."""
    for name in Weights().import_folder(folder):
        typer.echo(f"{name}: installed.")
