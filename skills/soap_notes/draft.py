"""The note editor: what was dictated, and operations on it that can all be undone.

The utterances are never changed. A note is what its operations make of them, so whatever an operation takes out of
the note is still there, and `undo` brings it back.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from assistant.api import FIELDS, Form, Spoken
from skills.soap_notes.answering import agrees, means_it, which
from skills.soap_notes.commands import kept
from skills.soap_notes.effects import effect, places
from skills.soap_notes.fields import When, nothing
from skills.soap_notes.layout import Change, Layout, Move, Operation, Place, Rewrite, Token, lay
from skills.soap_notes.nearness import doubt
from skills.soap_notes.pieces import pieces
from skills.soap_notes.rendering import written
from skills.soap_notes.searching import Span, fitted, is_exact
from skills.soap_notes.vocabulary import Command, Order

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

    form: Form
    """Its format."""
    utterances: tuple[str, ...] = ()
    """All the text that was heard, in order and for good."""
    operations: tuple[Operation, ...] = ()
    undone: tuple[Operation, ...] = ()
    """What `redo` brings back, the next one last."""
    question: Question | None = field(default=None, compare=False)
    """What the last order waits for; whatever is said next, it is over."""

    @classmethod
    def replay(cls, transcript: Iterable[Spoken], form: Form, when: When = nothing) -> "Dictation":
        """The dictation that a kept transcript comes to; `when` as it was while she spoke."""
        *_, whole = cls.stages(transcript, form, when)
        return whole

    @classmethod
    def stages(cls, transcript: Iterable[Spoken], form: Form, when: When = nothing) -> Iterator["Dictation"]:
        """The same before its first row, and after each."""
        dictation = cls(form)
        yield dictation
        for spoken in transcript:
            order = kept(spoken.text, spoken.command, form, when) if spoken.command else None
            if order is not None:
                dictation = dictation.apply(order)
            elif spoken.command == ANSWERED:
                dictation = dictation.answer(spoken.text)
            elif not spoken.command:
                dictation = dictation.apply(spoken.text)
            yield dictation

    def apply(self, heard: Order | Command | str) -> "Dictation":
        """The dictation after a command, or after an utterance of text; itself where nothing changes.

        Where the order is not clear, only the `question` is new.
        """
        if isinstance(heard, Command):
            heard = Order(heard)
        if not isinstance(heard, Order):
            placed = replace(self, utterances=(*self.utterances, heard))
            said = pieces(heard, self.form)
            return placed._do(Place(len(self.utterances), said, doubt(heard, self.form)))
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
            count = len(asked.choices)
            place = which(text, count) if count > 1 else 0 if means_it(text) else None
            return self if place is None else self._go(asked.order, *asked.choices[place])
        layout = self._layout()
        return self._do(Rewrite((Change(layout.open, 0, len(layout.here)),))) if agrees(text) else self

    def undo(self) -> "Dictation":
        """Without the last operation."""
        if not self.operations:
            return self
        undone = (*self.undone, self.operations[-1])
        return Dictation(self.form, self.utterances, self.operations[:-1], undone)

    def redo(self) -> "Dictation":
        """With the operation that was undone last."""
        if not self.undone:
            return self
        done = (*self.operations, self.undone[-1])
        return Dictation(self.form, self.utterances, done, self.undone[:-1])

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
        """How many utterances are to be looked at again."""
        return len(self.marked())

    def sections(self) -> dict[str, str]:
        """Every section in order, empty where nothing was said."""
        return {section: written(tokens) for section, tokens in self._shown()}

    def sentences(self) -> dict[str, str]:
        """As `sections`, each utterance ended: a pause ends a sentence where the recogniser gave no mark."""
        return {section: written(tokens, ended=True) for section, tokens in self._shown()}

    def whose(self) -> Mapping[str, tuple[tuple[str, int], ...]]:
        """Section → its words in order, each with the index of its utterance; -1: it is of none."""
        return {
            section: tuple((token.text, token.utterance) for token in tokens if not token.sign)
            for section, tokens in self._shown()
        }

    def fields(self) -> dict[str, str]:
        """What she said of each field, in their order."""
        said = self._layout().fields
        return {name: ", ".join(said[name]) for name in FIELDS if name in said}

    def marked(self) -> tuple[tuple[int, str], ...]:
        """The utterances that are to be looked at again, in order, each with why; only what stands in the note."""
        layout = self._layout()
        standing = layout.standing
        return tuple((each, why) for each, why in sorted(layout.flagged.items()) if each in standing)

    def supervision(self) -> tuple[str, ...]:
        """What is to be brought to supervision, in order, as it stands in the note."""
        layout = self._layout()
        told = {
            each: written([token for tokens in layout.tokens.values() for token in tokens if token.utterance == each])
            for each in sorted(layout.supervised & layout.standing)
        }
        return tuple(text for text in told.values() if text)

    def around(self) -> tuple[str, ...]:
        """The places of its question, each with a word or two before and after it."""
        here = self._layout().here
        choices = self.question.choices if self.question else ()
        return tuple(written(here[max(0, start - 2) : stop + 2]) for (start, stop), _ in choices)

    def missing(self) -> tuple[str, ...]:
        """What the format asks for, sections and fields, and nobody spoke of."""
        said = {**self.sections(), **self.fields()}
        return tuple(name for name in self.form.required if not said.get(name))

    def _do(self, operation: Operation) -> "Dictation":
        return Dictation(self.form, self.utterances, (*self.operations, operation))

    def _layout(self) -> Layout:
        return lay(self.operations, self.form.sections)

    def _shown(self) -> list[tuple[str, list[Token]]]:
        """The sections of the format, and of others those in which something stands."""
        return [one for one in self._layout().tokens.items() if one[1] or one[0] in self.form.sections]

    def _search(self, order: Order) -> "Dictation":
        """One place, or the only one of late, is meant; among others she is asked."""
        layout = self._layout()
        choices = places(layout.here, order)
        late = sorted({token.utterance for token in layout.here if token.utterance >= 0})[-_LATELY:]
        recent = [one for one in choices if layout.here[one[0][0]].utterance in late]
        meant = choices if len(choices) == 1 else recent
        if len(meant) == 1:
            exact = any(is_exact(layout.here, meant[0][0], words) for words, _ in order.pairs)
            if exact or order.command is not Command.CORRECT:
                return self._go(order, *meant[0])
            choices = tuple(meant)
        return replace(self, question=Question(order, choices)) if choices else self

    def _go(self, order: Order, span: Span, words: str) -> "Dictation":
        if order.command is Command.INSERT_AFTER:
            return self._do(Move(span[1]))
        layout = self._layout()
        return self._do(Rewrite((Change(layout.open, *span, fitted(layout.here, span, words)),)))
