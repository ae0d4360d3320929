"""An order carried out in what is being dictated, with the questions that it needs."""

from typing import Protocol

from assistant.api import Reply, Transcript, Turn, TurnEnded
from skills.soap_notes import wording
from skills.soap_notes.commands import Order
from skills.soap_notes.draft import Dictation
from skills.soap_notes.layout import Rewrite
from skills.soap_notes.rebinding import placed
from skills.soap_notes.vocabulary import Command

_MOST = 9
"""Places that can be told apart by number."""
_NOTHING = {
    Command.SCRATCH_THAT: "There is nothing left to scratch in this section.",
    Command.SCRATCH_SENTENCE: "There is no sentence to scratch here.",
    Command.SCRATCH_SECTION: "There is nothing left to scratch in this section.",
    Command.UNDO_THAT: "There is nothing to undo.",
    Command.REDO_THAT: "There is nothing to redo.",
    Command.NEXT_SECTION: "This is the last section.",
    Command.PREVIOUS_SECTION: "This is the first section.",
    Command.CORRECT: "I don't find those words here, so nothing is changed.",
    Command.STRIKE: "I don't find both ends here, so nothing is struck.",
    Command.INSERT_AFTER: "I don't find those words here, so I stay where I am.",
    Command.SPELL: "There is no word to spell here.",
    Command.MARK_THAT: "There is nothing new to mark in this section.",
    Command.SUPERVISE: "There is nothing new to flag in this section.",
}
_UNCHANGED = Reply("Nothing is changed. Go on.")


class Kept(Protocol):
    """A note or a private note, as it reads so far."""

    dictation: Dictation

    def answer(self, heard: Transcript) -> None:
        """Keep what she answered to the editor's question, and do as it says."""
        ...


async def edit(turn: Turn, kept: Kept, order: Order, heard: Transcript) -> None:
    """Do what she ordered: a tone where it is done, a question where it is not clear, a sentence where nothing fits.

    A figure or a day is said back: those are misheard most, and nobody would look for it in a note.
    """
    edited = kept.dictation.apply(order)
    if edited.question is not None:
        await _ask(turn, kept, edited, heard)
        return
    if edited is kept.dictation and order.command in _NOTHING:
        await turn.say(Reply(_NOTHING[order.command]))
        return
    if order.everywhere and edited.operations and isinstance(edited.operations[-1], Rewrite):
        await turn.say(wording.in_places(len(edited.operations[-1].changes)))
    kept.dictation = edited
    await turn.did(order.name)
    if told := wording.figure(order.field, order.value):
        await turn.say(Reply(told))


async def _ask(turn: Turn, kept: Kept, asking: Dictation, heard: Transcript) -> None:
    question = asking.question
    if question is None:
        return
    if len(question.choices) > _MOST:
        await turn.say(Reply("That is here too many times, so nothing is changed; say more of the words around it."))
        return
    before, kept.dictation = kept.dictation, asking
    asked = wording.which_place(asking.around()) if question.choices else wording.SCRATCH_SECTION
    try:
        answer = await turn.ask(asked)
    except TurnEnded:
        kept.dictation = before
        await turn.say(_UNCHANGED)
        return
    kept.answer(placed(answer, heard))
    if kept.dictation.question is not None:
        kept.dictation = before
        await turn.say(_UNCHANGED)
        return
    await turn.did(question.order.name)
