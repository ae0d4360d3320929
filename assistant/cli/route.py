"""Show what a sentence would be taken for."""

import json
import sys
from typing import Annotated

import typer


def route(
    text: Annotated[str, typer.Argument(help="A sentence, or - for one a line from standard input.")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
    now: Annotated[str | None, typer.Option(help="Start the clock at this moment, ISO 8601.")] = None,
) -> None:
    """Intent and slots of a sentence, without doing anything."""
    from assistant.app import configuration, open_router, wall_clock
    from assistant.cli.opening import open_vault
    from assistant.intents.router import as_json as told
    from assistant.store.vault import Vault

    settings, where = configuration()
    clock = wall_clock(settings, now)
    lines = [line.rstrip("\n") for line in sys.stdin] if text == "-" else [text]
    if Vault.exists(where.vault):
        with open_vault() as vault:
            router = open_router(settings, vault.roster, clock)
            results = [told(router.route(line), line) for line in lines]
    else:
        router = open_router(settings, None, clock)
        results = [told(router.route(line), line) for line in lines]
    for result in results:
        if as_json:
            typer.echo(json.dumps(result, ensure_ascii=False))
        else:
            slots = ", ".join(f"{name}={value}" for name, value in result["slots"].items())
            typer.echo(f"{result['intent'] or '—'}  {slots}  {result['reply'] or ''}".rstrip())
