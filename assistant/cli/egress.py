"""What leaves this house: what is declared, what would leave, what did and what was refused."""

import asyncio
from typing import Annotated, Any

import typer

from assistant.cli.listing import AsJson, LocalTime, clean, print_heading, print_json, print_table
from assistant.cli.note_texts import form_of
from assistant.cli.opening import open_vault
from assistant.errors import NotFound, UsageError
from assistant.paths import paths
from assistant.privacy.declarations import DECLARED, Passage
from assistant.privacy.egress import Preview
from assistant.privacy.questions import Question
from assistant.settings import Settings, load
from assistant.store.vault import Vault

app = typer.Typer(no_args_is_help=True)
preview = typer.Typer(no_args_is_help=True, help="Exactly what would be sent. No connection is made.")
app.add_typer(preview, name="preview")

_STANDS_FOR = "Stays here: what each placeholder stands for"


@app.callback()
def _group() -> None:
    """What leaves this house: what is declared, what would leave, what did and what was refused."""


@app.command()
def declared(as_json: AsJson = False) -> None:
    """Every kind of traffic that there can be. Whatever is not in this list has no way out."""
    if as_json:
        print_json(
            [
                {
                    "name": each.name,
                    "to": each.to,
                    "carries": list(each.carries),
                    "client_content": each.content,
                    "pseudonymised": each.pseudonymised,
                    "allowed_by": each.allowed,
                }
                for each in DECLARED
            ]
        )
        return
    print_table(
        ("Traffic", "To", "Carries", "Clients' words", "Allowed by"),
        [
            (each.name, each.to, ", ".join(each.carries), _words(each.content, each.pseudonymised), each.allowed)
            for each in DECLARED
        ],
        "Nothing can leave.",
    )


@app.command()
def log(last: Annotated[int, typer.Option(min=1, help="So many, the newest.")] = 50, as_json: AsJson = False) -> None:
    """What left, and what was refused, oldest first: ids, sizes and servers, nobody's words."""
    with open_vault() as vault:
        found = [each for event in ("egress", "egress-blocked") for each in vault.audit.entries(last, event=event)]
    entries = sorted(found, key=lambda each: each.seq)[-last:]
    passages = [(each, Passage.read(each.detail) or Passage("?", "", "?")) for each in entries]
    if as_json:
        print_json(
            [
                {
                    "at": entry.at.isoformat(),
                    "left": entry.event == "egress",
                    "traffic": passage.traffic,
                    "item": entry.item,
                    "bytes": passage.size,
                    "standing": passage.standing,
                    "host": passage.host,
                    "refused_by": passage.why or None,
                }
                for entry, passage in passages
            ]
        )
        return
    local = LocalTime()
    print_table(
        ("When", "What", "Of", "Bytes", "To", ""),
        [
            (
                local(entry.at),
                passage.traffic,
                entry.item,
                "" if passage.size is None else f"{passage.size:,}",
                f"{passage.host} ({passage.standing})",
                "left" if entry.event == "egress" else f"refused: {passage.why}",
            )
            for entry, passage in passages
        ],
        "Nothing has left, and nothing was refused.",
    )


@preview.command()
def note(
    note_id: Annotated[str, typer.Argument(metavar="ID", help="As in `assistant notes list`.")], as_json: AsJson = False
) -> None:
    """A note, its sections as they stand, as a model would get it to draft."""
    from assistant.drafting.claude import note_question

    settings = load(paths().config_file)
    with open_vault(settings) as vault:
        kept = vault.notes.get(note_id)
        question = note_question(kept.sections, form_of(kept), note_id)
        if not question.fields:
            raise NotFound("That note holds nothing yet that a model would be given, so none would be asked.")
        made = _made(settings, vault, question)
    _show(made, as_json=as_json)


@preview.command()
def reply(
    item: Annotated[str, typer.Argument(metavar="ID", help="A message, as in `assistant messages list`, or a reply.")],
    points: Annotated[str, typer.Option(help="For a message: what you would say you want to get across.")] = "",
    as_json: AsJson = False,
) -> None:
    """A reply as a model would get it to draft: your points and the message."""
    from assistant.drafting.claude import reply_question

    settings = load(paths().config_file)
    with open_vault(settings) as vault:
        if item.startswith("reply-"):
            if points:
                raise UsageError("A reply has its points already; leave --points out, or name the message.")
            kept = vault.mail.reply(item)
            said, message = kept.points, kept.message
        else:
            said, message = points.strip(), vault.mail.message(item)
            if not said:
                raise UsageError("Say what you want to get across.", fix='--points "Thursday works"')
        made = _made(settings, vault, reply_question(said, message, item))
    _show(made, as_json=as_json)


@preview.command()
def calendar(as_json: AsJson = False) -> None:
    """What each calendar of the configuration would be asked if you asked about today."""
    from assistant.cli.egress_calendar import requests

    asked = requests(load(paths().config_file))
    if as_json:
        print_json(asked)
        return
    if not asked:
        typer.echo("No calendar is configured, so none is asked.")
    for each in asked:
        print_heading(f"{each['calendar']}: {each['server'] or 'a file in this house; nothing leaves'}")
        for request in each["requests"]:
            typer.echo(f"{request['method']}, with {request['with']}\n{request['body']}".rstrip() + "\n")


def _made(settings: Settings, vault: Vault, question: Question) -> Preview:
    from assistant.app import model_door, wall_clock

    return asyncio.run(model_door(settings, vault, wall_clock(settings)).preview(question))


def _show(made: Preview, *, as_json: bool) -> None:
    body = made.letter.body.decode() if made.letter else ""
    stands_for = dict(made.letter.hidden.mapping) if made.letter else {}
    why = made.refusal.spoken if made.refusal else ""
    if as_json:
        tree: dict[str, Any] = {
            "url": made.url,
            "standing": made.standing,
            "would_leave": made.refusal is None,
            "why_not": why or None,
            "bytes": len(body),
            "body": body or None,
            "stays_here": stands_for,
        }
        print_json(tree)
        return
    print_heading(f"POST {made.url} ({made.standing})")
    typer.echo("This would leave." if made.refusal is None else f"This would not leave. {why}")
    if made.letter is None:
        return
    print_heading(f"\nThe body, pseudonymised, {len(body):,} bytes")
    typer.echo(body)
    print_heading(f"\n{_STANDS_FOR}" if stands_for else "\nNo placeholder is in it.")
    for placeholder, words in stands_for.items():
        typer.echo(f"{placeholder:14} {clean(words)}")


def _words(content: bool, pseudonymised: bool) -> str:
    return "none" if not content else "pseudonymised" if pseudonymised else "as they are"
