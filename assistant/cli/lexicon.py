"""The lexicon: words that you have spelt, so that I hear them right the next time."""

from typing import Annotated

import typer

from assistant.cli.deleting import Yes, delete
from assistant.cli.listing import AsJson, print_json, print_table
from assistant.cli.opening import open_vault

app = typer.Typer(no_args_is_help=True)

Word = Annotated[str, typer.Argument(metavar="WORD", help="One word, as it is written.")]


@app.command("list")
def list_(as_json: AsJson = False) -> None:
    """All words, in the order in which they came."""
    with open_vault() as vault:
        words = vault.lexicon.words()
    if as_json:
        print_json(words)
        return
    print_table(("Word",), [(each,) for each in words], "There are no words in the lexicon yet.")


@app.command()
def add(word: Word) -> None:
    """Add a word. I listen for it from the next request on, where a Whisper model hears."""
    with open_vault() as vault:
        before = len(vault.lexicon.words())
        vault.lexicon.add(word)
        added = len(vault.lexicon.words()) > before
    typer.echo("Added." if added else "That word was there already; it is written as you wrote it now.")


@app.command()
def remove(word: Word, yes: Yes = False) -> None:
    """Destroy a word, in the backups too. No way back."""
    with open_vault() as vault:
        delete(
            vault,
            lambda deletion: deletion.word(word),
            lambda _: "The word will be gone for good.",
            asked="word-",
            yes=yes,
        )
