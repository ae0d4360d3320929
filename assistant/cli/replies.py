"""The drafted replies. Nothing here can send."""

from typing import Annotated, Any

import typer

from assistant.cli.deleting import Yes, delete
from assistant.cli.listing import AsJson, LocalTime, clean, print_heading, print_json, print_table
from assistant.cli.opening import open_vault
from assistant.records import ReplyDraft

app = typer.Typer(no_args_is_help=True)


@app.command("list")
def list_(
    discarded: Annotated[bool, typer.Option("--discarded", help="Only those: they wait for `replies purge`.")] = False,
    as_json: AsJson = False,
) -> None:
    """All replies but the discarded, oldest first."""
    with open_vault() as vault:
        replies = vault.mail.discarded_replies() if discarded else vault.mail.reply_heads()
    if as_json:
        print_json([_head(reply) for reply in replies])
        return
    local = LocalTime()
    print_table(
        ("ID", "Client", "State", "Created", "Answers"),
        [
            (each.id, each.client.initials, each.state, local(each.created), each.message.id if each.message else "")
            for each in replies
        ],
        "There are no discarded replies." if discarded else "There are no replies yet.",
    )


@app.command()
def show(
    reply_id: Annotated[str, typer.Argument(metavar="ID", help="As in `assistant replies list`.")],
    as_json: AsJson = False,
) -> None:
    """One reply, with what she said and the message that it answers."""
    with open_vault() as vault:
        reply = vault.mail.reply(reply_id)
    show_reply(reply, as_json=as_json)


@app.command()
def purge(
    reply_id: Annotated[str, typer.Argument(metavar="ID", help="As in `assistant replies list --discarded`.")],
    yes: Yes = False,
) -> None:
    """Destroy a discarded reply with all its versions, in the backups too. No way back."""
    with open_vault() as vault:
        delete(
            vault,
            lambda deletion: deletion.reply(reply_id),
            lambda _: "The reply and all its versions will be gone for good.",
            asked=reply_id,
            yes=yes,
        )


def show_reply(reply: ReplyDraft, *, as_json: bool) -> None:
    """A draft as it stands."""
    if as_json:
        text = reply.message.text if reply.message else None
        print_json({**_head(reply), "points": reply.points, "text": reply.text, "message_text": text})
        return
    print_heading(f"{reply.client.initials} · {LocalTime()(reply.created)} · {reply.state} · version {reply.version}")
    if reply.message:
        typer.echo(f"\nThe message\n{clean(reply.message.text)}")
    typer.echo(f"\nWhat you said\n{clean(reply.points)}\n\nThe draft\n{clean(reply.text)}")


def _head(reply: ReplyDraft) -> dict[str, Any]:
    return {
        "id": reply.id,
        "client": reply.client.initials,
        "state": reply.state.value,
        "created": reply.created.isoformat(),
        "message": reply.message.id if reply.message else None,
        "version": reply.version,
        "source": reply.source,
    }
