"""What works on this machine."""

import json
from typing import Annotated

import typer


def doctor(as_json: Annotated[bool, typer.Option("--json", help="An array of findings.")] = False) -> None:
    """One line per check: what works, what does not, and the exact fix. Exit code 1 where something is bad."""
    from dataclasses import asdict

    from rich.console import Console
    from rich.table import Table

    from assistant.app import configuration
    from assistant.checks import Verdict, examine

    settings, where = configuration()
    findings = list(examine(settings, where))
    if as_json:
        typer.echo(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False))
    else:
        table = Table.grid(padding=(0, 2))
        colour = {Verdict.OK: "green", Verdict.NOTE: "yellow", Verdict.BAD: "red"}
        for finding in findings:
            text = finding.text + (f"\n[dim]→ {finding.fix}[/dim]" if finding.fix else "")
            table.add_row(f"[{colour[finding.verdict]}]{finding.verdict:>4}[/]", f"[bold]{finding.what}[/bold]", text)
        Console(highlight=False).print(table)
    if any(finding.verdict is Verdict.BAD for finding in findings):
        raise typer.Exit(1)
