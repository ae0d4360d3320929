"""Another client for the note that is being dictated: "this note is for M K"."""

from dataclasses import replace

from assistant.api import AssistantError, Client, House, NotFound, Reply, Transcript, Turn, TurnEnded
from skills.soap_notes import asking, wording
from skills.soap_notes.binding import Binding
from skills.soap_notes.commands import Order
from skills.soap_notes.keeping import KeptNote

_UNKNOWN = Reply("I don't find that client, so the note stays as it is. Go on.")
_AS_IT_WAS = Reply("The note stays as it is. Go on.")


async def rebind(house: House, turn: Turn, kept: KeptNote, order: Order, heard: Transcript) -> Client | None:
    """Bind it to whom she names, asking where she does not; None where nothing is changed. Says what became of it."""

    async def ask(question: Reply) -> str:
        answer = await turn.ask(question)
        kept.answer(placed(answer, heard))
        return answer.text

    binding = Binding(house, turn, ask)
    try:
        client = binding.named(order.words or await ask(asking.WHICH_CLIENT))
        if client is None:
            await turn.say(_UNKNOWN)
            return None
        if client.id == kept.note.client.id:
            await turn.say(wording.bound_already(client))
            return None
        session = await binding.session_of(client, kept.note.created.astimezone(turn.now.tzinfo))
    except (TurnEnded, NotFound):
        await turn.say(_AS_IT_WAS)
        return None
    start = session.start.astimezone(turn.now.tzinfo) if session else None
    try:
        kept.rebind(client, start)
    except AssistantError as error:
        await turn.say(Reply(error.spoken))
        return None
    await turn.say(wording.rebound(client, start))
    return client


def placed(answer: Transcript, heard: Transcript) -> Transcript:
    """An answer with its place in the recording that holds the order it belongs to."""
    return replace(answer, end=max(answer.end, heard.end), capture=heard.capture)
