"""Dictations that were cut off: which there are, and hearing the rest of one without her."""

import asyncio
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.cli.listing import AsJson, LocalTime, clean, print_json, print_table
from assistant.cli.opening import open_vault
from assistant.errors import Corrupt, Locked, NotFound, UsageError, WrongPassphrase
from assistant.events import Reply, SpeechLevel
from assistant.ports import Recovery
from assistant.records import Client, Note, Unfinished
from assistant.store.seats import Seat
from assistant.store.vault import Vault

if TYPE_CHECKING:
    from assistant.paths import Paths
    from assistant.settings import Settings


def recover(
    which: Annotated[
        str | None, typer.Argument(metavar="[ID]", help="Of a note, or of a recording; without it, all are listed.")
    ] = None,
    client: Annotated[
        str | None, typer.Option(metavar="INITIALS", help="Whom a recording without a note is for.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Dictations that were cut off: list them, or hear the rest of one and file it for review."""
    from assistant.app import configuration

    settings, where = configuration()
    if which is None:
        if client is not None:
            raise UsageError(
                "Say which recording that client's is.", fix="assistant notes recover ID --client INITIALS"
            )
        _list(settings, where, as_json=as_json)
        return
    with open_vault(settings, Seat.HOUSE) as vault:
        vault.captures.adopt()
        answer, note = asyncio.run(_recover(settings, where, vault, which, client))
    if as_json:
        print_json({"reply": answer.public, "note": note.id, "state": note.state.value})
    else:
        typer.echo(clean(answer.at(SpeechLevel.FULL)))


def _list(settings: "Settings", where: "Paths", *, as_json: bool) -> None:
    from assistant.app import open_mind, wall_clock

    with _opened(settings) as vault:
        recovery = open_mind(settings, where, vault, wall_clock(settings)).house.recovery
        owners = {note.id: note.client.initials for note in vault.notes.list()}
        cut_off = [(one, owners.get(one.note, ""), _seconds(recovery, one)) for one in recovery.unfinished()]
    if as_json:
        print_json([_row(one, owner, seconds) for one, owner, seconds in cut_off])
        return
    local = LocalTime()
    print_table(
        ("ID", "Kind", "Client", "Begun", "Unheard"),
        [
            (
                _id(one),
                _kind(one),
                owner or "–",
                local(one.started),
                "damaged" if seconds is None else f"{seconds:.0f} s",
            )
            for one, owner, seconds in cut_off
        ],
        "Nothing was cut off.",
    )


def _opened(settings: "Settings") -> Vault:
    """With what was recorded while the vault was sealed; a house that is running sees to that itself."""
    try:
        vault = open_vault(settings, Seat.HOUSE)
    except WrongPassphrase:
        raise
    except Locked:
        return open_vault(settings)
    vault.captures.adopt()
    return vault


async def _recover(
    settings: "Settings", where: "Paths", vault: Vault, identity: str, initials: str | None
) -> tuple[Reply, Note]:
    from assistant.app import open_mind, transcriber, wall_clock

    client = vault.roster.by_initials(initials) if initials else None
    engine = transcriber(settings, where)
    mind = open_mind(settings, where, vault, wall_clock(settings), engine)
    which = next((one for one in mind.house.recovery.unfinished() if _id(one) == identity), None)
    if which is None:
        raise NotFound("No dictation of that name was cut off; nothing was changed.", fix="assistant notes recover")
    _agree(vault, which, client)
    typer.echo(f"{engine.name}: {engine.note}", err=True)
    for skill in mind.skills.values():
        reply = await skill.recover(which, client)
        if reply is not None:
            return reply, _note(vault, which)
    raise NotFound("There is no skill that takes notes; nothing was changed.")


def _agree(vault: Vault, which: Unfinished, client: Client | None) -> None:
    """A recording needs a client, and a note has one. Raises `UsageError`."""
    if not which.note and client is None:
        raise UsageError("Say which client that recording is for; nothing was changed.", fix="--client INITIALS")
    if which.note and client is not None and vault.notes.get(which.note).client.id != client.id:
        raise UsageError("That note is about another client; nothing was changed.", fix="leave out --client")


def _note(vault: Vault, which: Unfinished) -> Note:
    """What it came to."""
    if which.note:
        return vault.notes.get(which.note)
    (owner,) = (one.note for one in vault.captures.all() if one.id == which.capture)
    return vault.notes.get(owner)


def _id(one: Unfinished) -> str:
    return one.note or one.capture


def _kind(one: Unfinished) -> str:
    return "note" if one.note else "recording"


def _seconds(recovery: Recovery, one: Unfinished) -> float | None:
    """None where nothing of its sound can be read."""
    try:
        return round(recovery.seconds(one), 1)
    except Corrupt:
        return None


def _row(one: Unfinished, owner: str, seconds: float | None) -> dict[str, Any]:
    return {
        "id": _id(one),
        "kind": _kind(one),
        "client": owner or None,
        "created": one.started.isoformat(),
        "seconds": seconds,
    }
