"""Show what is heard in recordings."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.paths import Paths
from assistant.settings import Settings

if TYPE_CHECKING:
    from assistant.store.vault import Vault


def hear(
    files: Annotated[list[Path], typer.Argument(help="WAV or FLAC files of any rate and channel count.")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a file.")] = False,
) -> None:
    """Wake words and words heard, per file."""
    from assistant.app import configuration, phrasebook_of, transcriber, wake_engine
    from assistant.errors import BadAudio
    from assistant.listener import Listener

    settings, where = configuration()
    engine = transcriber(settings, where)
    with _vault(settings, where) as vault:
        engine.learn(
            phrasebook_of(settings, vault.roster, vault.lexicon.words()) if vault else phrasebook_of(settings, None)
        )
    listener = Listener(settings, wake_engine(settings), engine)
    failed: list[BadAudio] = []
    for file in files:
        try:
            heard = listener.hear(file)
        except BadAudio as error:
            failed.append(error)
            typer.echo(f"{file}: {error.spoken}", err=True)
            continue
        _show(heard, as_json)
    if failed:
        raise typer.Exit(failed[0].exit_code)


@contextmanager
def _vault(settings: Settings, where: Paths) -> "Iterator[Vault | None]":
    """The vault, where it opens by itself: its clients' names and the words that she has spelt help the recogniser."""
    from assistant.cli.opening import known_passphrase, open_with
    from assistant.store.vault import Vault

    passphrase = known_passphrase(settings) if Vault.exists(where.vault) else None
    if passphrase is None:
        yield None
        return
    with open_with(passphrase, settings) as vault:
        yield vault


def _show(heard: dict[str, Any], as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(heard, ensure_ascii=False))
        return
    wakes = ", ".join(f"{wake['name']} at {wake['t']:.2f} s" for wake in heard["wakes"]) or "no wake word"
    typer.echo(f"{heard['file']}: {wakes}; “{heard['text']}” ({heard['engine']})")
