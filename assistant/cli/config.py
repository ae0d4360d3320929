"""The configuration: write the file, check it, show what is in force."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import typer

from assistant import settings
from assistant.config_check import problems
from assistant.config_text import render, toml
from assistant.errors import ConfigurationError, InputOutput, UsageError
from assistant.formats import FILE, shipped
from assistant.paths import paths

app = typer.Typer(no_args_is_help=True)

_CONFIG = typer.Option(None, "--config", metavar="F", help="Another file than the usual one.")


@app.command()
def init() -> None:
    """Write the file with every key commented; one that is there already is left alone."""
    _write(paths().config_file, render(), "There is a configuration already; I left it as it is.")


@app.command()
def formats() -> None:
    """Write the formats of notes beside the configuration, for you to change; yours is left alone."""
    try:
        text = shipped().read_text(encoding="utf-8")
    except OSError as error:
        raise InputOutput("The formats that came with the program cannot be read.", fix=_why(error)) from None
    _write(paths().config / FILE, text, "There are formats of yours already; I left them as they are.")
    typer.echo("From now on this file is what counts. When you have changed it: assistant config check")


def _write(path: Path, text: str, already: str) -> None:
    """A new file for its owner only, whole or not there; `already` is said where there is one.

    Raises `UsageError`, `InputOutput`.
    """
    if os.path.lexists(path):
        raise UsageError(already, fix=str(path))
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise _unwritten(path, error) from None
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        path.unlink(missing_ok=True)
        raise _unwritten(path, error) from None
    typer.echo(f"Written: {path}")


def _unwritten(path: Path, error: OSError) -> InputOutput:
    return InputOutput("The file could not be written, so everything is as it was.", fix=_why(error, path))


def _why(error: OSError, path: Path | None = None) -> str:
    return f"{path or error.filename}: {error.strerror}"


@app.command()
def check(config: Path | None = _CONFIG) -> None:
    """Say every mistake in the file, in the files that it names and in the formats of notes."""
    path = _path(config)
    read = settings.load(path)
    found = [*(f"{path}: {problem}" for problem in (*problems(read), *_style(read))), *_formats()]
    if found:
        raise ConfigurationError(
            f"The configuration has {len(found)} mistake{'s' if len(found) > 1 else ''}.",
            fix="\n".join(found),
        )
    if not path.exists():
        typer.echo("There is no configuration file, so every default is in force.")
    typer.echo("The configuration is right.")


def _formats() -> list[str]:
    """The mistakes in the formats of notes, each with its file."""
    from assistant.app import note_formats

    try:
        note_formats(paths())
    except ConfigurationError as error:
        return error.fix.splitlines()
    return []


def _style(read: settings.Settings) -> Iterator[str]:
    """Who is in the roster is only known when the vault is open: the door looks for them each time."""
    from assistant.privacy.pseudonyms import Pseudonyms

    if Pseudonyms(()).hide_fields({"style": read.drafting.note_style}).mapping:
        yield "drafting.note_style: it may hold no name, date, address or number to call, for it leaves as it is"


@app.command()
def show(config: Path | None = _CONFIG, as_json: bool = typer.Option(False, "--json", help="As one object.")) -> None:
    """Print every value that is in force; of addresses only the server, for they may hold a key."""
    values = _without_keys(settings.load(_path(config)).model_dump(mode="json"))
    if as_json:
        typer.echo(json.dumps(values, ensure_ascii=False))
        return
    for name, section in values.items():
        if name == "calendar":
            for source in section["sources"]:
                _table("[[calendar.sources]]", source)
        else:
            _table(f"[{name}]", section)


def _path(config: Path | None) -> Path:
    if config is not None and not config.is_file():
        raise UsageError("There is no such configuration file.", fix=str(config))
    return config or paths().config_file


def _table(head: str, section: dict[str, Any]) -> None:
    typer.echo(head)
    for key, value in section.items():
        typer.echo(f"{key} = {toml(value)}")
    typer.echo("")


def _without_keys(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_keys(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_without_keys(inner) for inner in value]
    return server_of(value) if isinstance(value, str) and "://" in value else value


def server_of(address: str) -> str:
    """A private feed's address is its key: its path, query and user are not shown."""
    try:
        parts = urlsplit(address)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return "…"
    more = "/…" if parts.path.strip("/") or parts.query else parts.path
    return f"{parts.scheme}://{parts.hostname or ''}{port}{more}"
