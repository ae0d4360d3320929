"""Verbs that delete for good: they ask first, and say what was destroyed and where."""

import sys
from collections.abc import Callable, Collection
from typing import Annotated

import typer

from assistant.cli.listing import clean
from assistant.cli.vault_backup import backups_of
from assistant.errors import Cancelled, NotFound, UsageError
from assistant.store.deletion import Deletion, Receipt
from assistant.store.vault import Vault

Yes = Annotated[bool, typer.Option("--yes", help="Do not ask: for scripts.")]


def delete(
    vault: Vault,
    which: Callable[[Deletion], Collection[str]],
    question: Callable[[int], str],
    *,
    asked: str,
    yes: bool,
    word: str = "",
) -> None:
    """Destroy the items that `which` names, after `question` (given their number) was answered with yes or `word`.

    Where they are gone already and it was cut off before it was done everywhere, it is done now: `asked` is how the
    id begins that shows it. Raises as `which` does.
    """
    deletion = Deletion(vault, backups_of(vault))
    try:
        items = which(deletion)
    except NotFound:
        if not any(each.startswith(asked) for each in deletion.begun()):
            raise
        show_receipt(deletion.finish())
        return
    if not yes:
        make_sure(question(len(items)), word)
    show_receipt(deletion.destroy(lambda: which(deletion)))


def make_sure(question: str, word: str = "") -> None:
    """Ask before what cannot be undone. Raises `UsageError` where nobody can be asked, `Cancelled`."""
    if not sys.stdin.isatty():
        raise UsageError("This cannot be undone, so I ask first; nothing was changed.", fix="--yes, or a terminal")
    typer.echo(question)
    answer = typer.prompt(f"Type {word or 'yes'} to go on", default="", show_default=False)
    if answer.strip().casefold() != (word or "yes").casefold():
        raise Cancelled("Nothing was changed.")


def show_receipt(receipt: Receipt) -> None:
    """What was done, by ids."""
    typer.echo(f"Destroyed: {clean(', '.join(receipt.items)) or 'nothing new'}")
    count = len(receipt.reached)
    typer.echo(f"Destroyed in {count} backup{'' if count == 1 else 's'} too.")
    if receipt.beyond:
        typer.echo(
            f"Out of reach: {', '.join(receipt.beyond)}. There it is done when a backup is made and they are seen again.",
            err=True,
        )
