"""How lists and texts look: JSON for scripts, calm tables for people."""

import json
import unicodedata
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from assistant.paths import paths
from assistant.settings import load

AsJson = Annotated[bool, typer.Option("--json", help="JSON, for scripts.")]


def print_json(tree: Any) -> None:
    """In ASCII, so that no terminal's encoding can break it."""
    typer.echo(json.dumps(tree, indent=2))


def print_table(columns: Sequence[str], rows: Sequence[Sequence[str]], nothing: str) -> None:
    """Rows under their columns; the sentence `nothing` where there are none."""
    if not rows:
        typer.echo(nothing)
        return
    table = Table(*columns, box=box.SIMPLE, pad_edge=False, header_style="dim")
    for row in rows:
        table.add_row(*(Text(clean(cell)) for cell in row))
    Console(highlight=False).print(table)


def print_heading(text: str) -> None:
    """One line above a text."""
    Console(highlight=False, soft_wrap=True).print(Text(clean(text), style="bold"))


def clean(text: str) -> str:
    """Without anything that could drive a terminal: control and direction characters are made visible."""
    return "".join(
        "\N{REPLACEMENT CHARACTER}"
        if each not in "\n\t" and (unicodedata.category(each) == "Cc" or unicodedata.bidirectional(each) in _DIRECTIONS)
        else each
        for each in text
    )


_DIRECTIONS = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}


class LocalTime:
    """Moments as people read them, in the home's zone."""

    def __init__(self) -> None:
        self._zone = ZoneInfo(load(paths().config_file).home.timezone)

    def __call__(self, moment: datetime) -> str:
        """``23 Nov 2026, 2:02 pm``."""
        local = moment.astimezone(self._zone)
        return f"{local.day} {local:%b %Y}, {local.hour % 12 or 12}:{local:%M} {'am' if local.hour < 12 else 'pm'}"
