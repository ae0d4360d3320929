"""What works on this machine."""

import json
from typing import Annotated

import typer


def doctor(as_json: Annotated[bool, typer.Option("--json", help="An array of findings.")] = False) -> None:
    """One line per check: what works, what does not, and the exact fix. Exit code 69 where something is bad."""
    from dataclasses import asdict

    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    from assistant.app import configuration
    from assistant.checks import Verdict, examine
    from assistant.cli.opening import passphrase_file
    from assistant.errors import Unavailable

    settings, where = configuration()
    findings = list(examine(settings, where, passphrase_file(settings)))
    if as_json:
        typer.echo(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False))
    else:
        table = Table.grid(padding=(0, 2))
        colour = {Verdict.OK: "green", Verdict.NOTE: "yellow", Verdict.BAD: "red"}
        for finding in findings:
            text = escape(finding.text) + (f"\n[dim]→ {escape(finding.fix)}[/dim]" if finding.fix else "")
            table.add_row(f"[{colour[finding.verdict]}]{finding.verdict:>4}[/]", f"[bold]{finding.what}[/bold]", text)
        Console(highlight=False).print(table)
    bad = sum(finding.verdict is Verdict.BAD for finding in findings)
    if bad:
        typer.echo(f"{bad} of {len(findings)} checks found something to mend.", err=True)
        raise typer.Exit(Unavailable.exit_code)
