"""Everything that waits for her: notes, replies, messages."""

from typing import Annotated

import typer

from assistant.cli.listing import AsJson, LocalTime, print_json, print_table
from assistant.cli.messages import show_message
from assistant.cli.note_texts import show_note
from assistant.cli.opening import open_vault
from assistant.cli.replies import show_reply
from assistant.errors import NotFound

app = typer.Typer(no_args_is_help=True)


@app.command("list")
def list_(as_json: AsJson = False) -> None:
    """Urgent first, then oldest."""
    with open_vault() as vault:
        waiting = vault.queue.waiting()
    if as_json:
        print_json(
            [
                {
                    "id": each.id,
                    "client": each.client.initials,
                    "state": each.state,
                    "created": each.created.isoformat(),
                    "kind": each.kind,
                    "urgent": each.urgent,
                }
                for each in waiting
            ]
        )
        return
    local = LocalTime()
    print_table(
        ("ID", "Kind", "Client", "State", "Created", ""),
        [
            (each.id, each.kind, each.client.initials, each.state, local(each.created), "urgent" if each.urgent else "")
            for each in waiting
        ],
        "Nothing waits for you.",
    )


@app.command()
def show(
    item_id: Annotated[str, typer.Argument(metavar="ID", help="As in `assistant queue list`.")], as_json: AsJson = False
) -> None:
    """One thing that waits: a note, a reply or a message."""
    kind = item_id.partition("-")[0]
    with open_vault() as vault:
        if kind == "note":
            show_note(vault.notes.get(item_id), vault.roster.all(), as_json=as_json)
        elif kind == "reply":
            show_reply(vault.mail.reply(item_id), as_json=as_json)
        elif kind == "message":
            show_message(vault.mail.message(item_id), as_json=as_json)
        else:
            raise NotFound("Nothing waits under that name.", fix="assistant queue list")
