"""What she said with what to look at in it: coloured on a terminal, plain where it is piped, as numbers in JSON."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from typing import Any

import typer
from rich.console import Console
from rich.text import Text

from assistant.cli.listing import clean
from assistant.drafting.marking import KINDS, MEDICATION, NAME, NEGATION, NUMBER, UNSURE, Found, marks
from assistant.privacy.pseudonyms import Pseudonyms
from assistant.records import Client, Note, Spoken

_STYLES = {UNSURE: "underline", NEGATION: "red", NUMBER: "cyan", NAME: "green", MEDICATION: "magenta"}
_SHOWN = {UNSURE: "not surely heard", NEGATION: "a no", NUMBER: "a number", NAME: "a name", MEDICATION: "a medicine"}


def names_of(roster: Sequence[Client]) -> Callable[[str], Iterable[Found]]:
    """Where a text names somebody: those of the roster, and who else seems to be named."""
    return Pseudonyms(roster).names


def said(each: Spoken, names: Callable[[str], Iterable[Found]]) -> dict[str, Any]:
    """An utterance for JSON; a command has no marks."""
    found = () if each.command else marks(each.text, each.unsure, names)
    return {
        "seq": each.seq,
        "text": each.text,
        "start": each.start,
        "end": each.end,
        "confidence": each.confidence,
        "engine": each.engine,
        "command": each.command,
        "unsure": list(each.unsure),
        "marks": [asdict(mark) for mark in found],
    }


def print_dictated(note: Note, names: Callable[[str], Iterable[Found]]) -> None:
    """Everything that was said, a line each; on a terminal with its marks and what they mean."""
    console = Console(highlight=False, soft_wrap=True)
    typer.echo("As dictated")
    if not console.is_terminal:
        typer.echo("\n".join(clean(_line(each)) for each in note.transcript))
        return
    found: set[str] = set()
    for each in note.transcript:
        text = Text(clean(_line(each)))
        for mark in () if each.command else marks(each.text, each.unsure, names):
            text.stylize(_STYLES[mark.kind], mark.start, mark.stop)
            found.add(mark.kind)
        console.print(text)
    if found:
        legend = [Text(_SHOWN[kind], style=_STYLES[kind]) for kind in KINDS if kind in found]
        console.print(Text.assemble(("Look at: ", "dim"), Text(" · ", style="dim").join(legend)))


def print_looks(note: Note) -> None:
    """The utterances that she or the editor marked, and why."""
    heard = {each.seq: each.text for each in note.transcript}
    lines = [f"! {heard.get(each.seq, '')}\n    {each.why}" for each in note.marked]
    if lines:
        typer.echo(clean("\nLook at this\n" + "\n".join(lines)))


def _line(each: Spoken) -> str:
    return f"[{each.text}]" if each.command else each.text
