"""Figures of this machine."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from assistant.paths import Paths
from assistant.settings import Settings


def bench(
    as_json: Annotated[bool, typer.Option("--json", help="Figures and machine as JSON.")] = False,
    runs: Annotated[int, typer.Option(min=1, max=1000, help="Runs of each.")] = 10,
    idle_seconds: Annotated[float, typer.Option(min=0, help="How long to watch the idle house; 0: not at all.")] = 20.0,
    words: Annotated[
        Path | None, typer.Option(help="Instead: word error rates over a folder of clips with a manifest.json.")
    ] = None,
    commands: Annotated[
        bool, typer.Option(help="Instead: how the commands of a dictation are heard, as Markdown; takes half an hour.")
    ] = False,
    clips: Annotated[
        Path | None,
        typer.Option(help="With --commands: a folder of clips of people and of noise, with a manifest.json."),
    ] = None,
    notes: Annotated[
        int,
        typer.Option(
            min=0,
            max=100_000,
            help="Instead: list and search so many made-up notes; 40000: twenty years, takes minutes.",
        ),
    ] = 0,
) -> None:
    """Wake, VAD, speech to text, voice and whole-turn figures, idle CPU and memory, measured here and now."""
    from rich.console import Console
    from rich.table import Table

    from assistant.app import configuration
    from assistant.bench.figures import machine
    from assistant.bench.parts import measure

    settings, where = configuration()
    if words is not None:
        _words(settings, where, words, as_json)
        return
    if commands:
        _commands(settings, where, clips, as_json)
        return
    if notes:
        from assistant.bench import notes as many

        figures = list(many.measure(notes, runs))
    else:
        figures = list(measure(settings, where, runs, idle_seconds))
    if as_json:
        typer.echo(json.dumps({"machine": machine(), "figures": [asdict(one) for one in figures]}, ensure_ascii=False))
        return
    about = machine()
    table = Table(title=f"{about['cpu']}, {about['cores']} cores, Python {about['python']}", title_justify="left")
    for column in ("what", "p50", "p95", "unit", "runs", "how"):
        table.add_column(column, justify="right" if column in {"p50", "p95", "runs"} else "left")
    for one in figures:
        table.add_row(one.what, f"{one.p50:g}", f"{one.p95:g}", one.unit, str(one.runs), one.how)
    Console().print(table)


def _words(settings: Settings, where: Paths, folder: Path, as_json: bool) -> None:
    """One line for each way in which the configured engine can hear the clips."""
    from statistics import median

    from assistant.app import transcriber
    from assistant.bench.words import exact, marks, measure, word_error_rate
    from assistant.events import Expecting

    engine = transcriber(settings, where)
    ways = [("free", Expecting.ANSWER, False), ("dictation", Expecting.DICTATION, False)]
    if engine.name.startswith("sphinx"):
        ways.append(("closed grammar of these texts", Expecting.COMMAND, True))
    lines = []
    for name, expecting, closed in ways:
        rows = measure(engine, folder, expecting, closed=closed)
        marked_wrong, wrong_marked = marks(rows)
        lines.append(
            {
                "engine": engine.name,
                "how": name,
                "clips": len(rows),
                "exact": exact(rows),
                "word_error_rate": round(word_error_rate(rows), 4),
                "marked_that_are_wrong": round(marked_wrong, 3),
                "wrong_that_are_marked": round(wrong_marked, 3),
                "p50_ms": round(1000 * median(row.took_s for row in rows)),
            }
        )
    if as_json:
        typer.echo(json.dumps(lines, ensure_ascii=False))
        return
    for line in lines:
        typer.echo(
            f"{line['engine']}, {line['how']}: word error rate {100 * float(str(line['word_error_rate'])):.1f} %, "
            f"{line['exact']} of {line['clips']} clips exact, {line['p50_ms']} ms a clip (p50); "
            f"of the words marked unsure {100 * float(str(line['marked_that_are_wrong'])):.0f} % are wrong, "
            f"of the wrong ones {100 * float(str(line['wrong_that_are_marked'])):.0f} % are marked"
        )


def _commands(settings: Settings, where: Paths, clips: Path | None, as_json: bool) -> None:
    from assistant.bench.commands_report import page
    from assistant.bench.commands_run import run
    from assistant.bench.figures import machine

    found = run(settings, where, clips)
    if as_json:
        typer.echo(json.dumps({"machine": machine(), "rows": [asdict(row) for row in found.rows]}, ensure_ascii=False))
        return
    for part in page(found.rows, machine(), whisper=found.whisper, noise=found.noise, threads=found.threads):
        typer.echo(part, nl=False)
