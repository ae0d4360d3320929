"""The note editor: what was dictated, and operations on it that can all be undone.

The utterances are never changed. A note is what its operations make of them, so whatever an operation takes out of
the note is still there, and `undo` brings it back.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from assistant.api import Spoken
from skills.soap_notes.answering import agrees, which
from skills.soap_notes.commands import Order, understand
from skills.soap_notes.effects import effect, places
from skills.soap_notes.layout import Change, Layout, Move, Operation, Place, Rewrite, lay
from skills.soap_notes.pieces import pieces
from skills.soap_notes.rendering import written
from skills.soap_notes.searching import Span, fitted
from skills.soap_notes.vocabulary import Command

ANSWERED = "answer"
"""The name under which a transcript keeps what she answered to the editor's own question."""

_LATELY = 2
"""Utterances back to which a match is what she means, whatever else there is further up."""


@dataclass(frozen=True, slots=True)
class Question:
    """What has to be asked before an order is carried out: which place, or, without choices, whether at all."""

    order: Order
    choices: tuple[tuple[Span, str], ...] = ()
    """The places in the open section, in order, and the words that would go there."""


@dataclass(frozen=True, slots=True)
class Dictation:
    """One note while it is being spoken; every change gives a new one."""

    utterances: tuple[str, ...] = ()
    """All the text that was heard, in order and for good."""
    operations: tuple[Operation, ...] = ()
    undone: tuple[Operation, ...] = ()
    """What `redo` brings back, the next one last."""
    question: Question | None = field(default=None, compare=False)
    """What the last order waits for; whatever is said next, it is over."""

    @classmethod
    def replay(cls, transcript: Iterable[Spoken]) -> "Dictation":
        """The dictation that a kept transcript comes to."""
        dictation = cls()
        known = {command.value: command for command in Command}
        for spoken in transcript:
            if not spoken.command:
                dictation = dictation.apply(spoken.text)
            elif spoken.command == ANSWERED:
                dictation = dictation.answer(spoken.text)
            elif spoken.command in known:
                order = understand(spoken.text)
                same = order is not None and order.command == spoken.command
                dictation = dictation.apply(order if order and same else known[spoken.command])
        return dictation

    def apply(self, heard: Order | Command | str) -> "Dictation":
        """The dictation after a command, or after an utterance of text; itself where nothing changes.

        Where the order is not clear, only the `question` is new.
        """
        if isinstance(heard, Command):
            heard = Order(heard)
        if not isinstance(heard, Order):
            placed = replace(self, utterances=(*self.utterances, heard))
            return placed._do(Place(len(self.utterances), pieces(heard)))
        if heard.command is Command.UNDO_THAT:
            return self.undo()
        if heard.command is Command.REDO_THAT:
            return self.redo()
        if heard.command is Command.SCRATCH_SECTION:
            return replace(self, question=Question(heard)) if self._layout().here else self
        if heard.command in (Command.CORRECT, Command.INSERT_AFTER) and not heard.everywhere:
            return self._search(heard)
        operation = effect(self._layout(), heard)
        return self._do(operation) if operation is not None else self

    def answer(self, text: str) -> "Dictation":
        """After the answer to its question; where it is none, or no, nothing changes."""
        asked = self.question
        if asked is None:
            return self
        if asked.choices:
            place = which(text, len(asked.choices))
            return self if place is None else self._go(asked.order, *asked.choices[place])
        layout = self._layout()
        return self._do(Rewrite((Change(layout.open, 0, len(layout.here)),))) if agrees(text) else self

    def undo(self) -> "Dictation":
        """Without the last operation."""
        if not self.operations:
            return self
        return Dictation(self.utterances, self.operations[:-1], (*self.undone, self.operations[-1]))

    def redo(self) -> "Dictation":
        """With the operation that was undone last."""
        if not self.undone:
            return self
        return Dictation(self.utterances, (*self.operations, self.undone[-1]), self.undone[:-1])

    @property
    def section(self) -> str:
        """The section that is open."""
        return self._layout().open

    @property
    def last(self) -> str:
        """The utterance that "scratch that" would take out, as it stands in the note; empty where there is none."""
        layout = self._layout()
        return written([token for token in layout.here if token.utterance == layout.last >= 0])

    @property
    def flagged(self) -> int:
        """How many utterances are marked to be looked at again."""
        return len(self._layout().flagged)

    def sections(self) -> dict[str, str]:
        """Every section in order, empty where nothing was said."""
        return {section: written(tokens) for section, tokens in self._layout().tokens.items()}

    def sentences(self) -> dict[str, str]:
        """As `sections`, each utterance ended: a pause ends a sentence where the recogniser gave no mark."""
        return {section: written(tokens, ended=True) for section, tokens in self._layout().tokens.items()}

    def around(self) -> tuple[str, ...]:
        """The places of its question, each with a word or two before and after it."""
        here = self._layout().here
        choices = self.question.choices if self.question else ()
        return tuple(written(here[max(0, start - 2) : stop + 2]) for (start, stop), _ in choices)

    def missing(self) -> tuple[str, ...]:
        """The sections in which nothing was said."""
        return tuple(section for section, text in self.sections().items() if not text)

    def _do(self, operation: Operation) -> "Dictation":
        return Dictation(self.utterances, (*self.operations, operation))

    def _layout(self) -> Layout:
        return lay(self.operations)

    def _search(self, order: Order) -> "Dictation":
        """One place, or the only one of late, is meant; among others she is asked."""
        layout = self._layout()
        choices = places(layout.here, order)
        late = sorted({token.utterance for token in layout.here if token.utterance >= 0})[-_LATELY:]
        recent = [one for one in choices if layout.here[one[0][0]].utterance in late]
        meant = choices if len(choices) == 1 else recent
        if len(meant) == 1:
            return self._go(order, *meant[0])
        return replace(self, question=Question(order, choices)) if choices else self

    def _go(self, order: Order, span: Span, words: str) -> "Dictation":
        if order.command is Command.INSERT_AFTER:
            return self._do(Move(span[1]))
        layout = self._layout()
        return self._do(Rewrite((Change(layout.open, *span, fitted(layout.here, span, words)),)))
