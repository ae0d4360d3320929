"""What an order comes to in a note as it stands: one operation, or none."""

from collections.abc import Callable, Mapping, Sequence

from skills.soap_notes.layout import (
    MARKED,
    Change,
    Fill,
    Flag,
    Layout,
    Mark,
    Move,
    Open,
    Operation,
    Rewrite,
    Scratch,
    Supervise,
    Token,
    Write,
)
from skills.soap_notes.searching import Span, find, fitted, last_sentence
from skills.soap_notes.vocabulary import Command, Order

_SIGNS = {
    Command.NEW_LINE: "\n",
    Command.NEW_PARAGRAPH: "\n\n",
    Command.BULLET: "\n- ",
    Command.COMMA: ",",
    Command.QUESTION_MARK: "?",
    Command.FULL_STOP: ".",
    Command.COLON: ":",
    Command.DASH: " — ",
    Command.OPEN_QUOTE: "“",
    Command.CLOSE_QUOTE: "”",
}


def effect(layout: Layout, order: Order) -> Operation | None:
    """What an order that needs no question comes to; None: nothing."""
    command = order.command
    if command in _SIGNS:
        return Mark(_SIGNS[command])
    make = _EFFECTS.get(command)
    return make(layout, order) if make is not None else None


def _scratch(layout: Layout, order: Order) -> Operation | None:
    return Scratch() if layout.last >= 0 else None


def _scratch_sentence(layout: Layout, order: Order) -> Operation | None:
    span = last_sentence(layout.here, layout.at)
    return Rewrite((Change(layout.open, *span),)) if span else None


def _go_to_end(layout: Layout, order: Order) -> Operation | None:
    return Move(len(layout.here)) if layout.at != len(layout.here) else None


def _flag(layout: Layout, order: Order) -> Operation | None:
    return Flag(layout.last) if layout.last >= 0 and layout.flagged.get(layout.last) != MARKED else None


def _supervise(layout: Layout, order: Order) -> Operation | None:
    return Supervise(layout.last) if layout.last >= 0 and layout.last not in layout.supervised else None


def _fill(layout: Layout, order: Order) -> Operation | None:
    said = layout.fields.get(order.field, ())
    new = bool(order.field and order.value) and order.value not in said
    return Fill(order.field, order.value) if new else None


def _not_assessed(layout: Layout, order: Order) -> Operation:
    return Write(order.section or layout.open, ("Not", "assessed."))


def places(tokens: Sequence[Token], order: Order) -> tuple[tuple[Span, str], ...]:
    """Where the words stand, and what goes there: of the ways to part "X to Y" the first that is found."""
    for words, other in order.pairs or ((order.words, ""),):
        spans = find(tokens, words)
        if spans:
            return tuple((span, other) for span in spans)
    return ()


def _everywhere(layout: Layout, order: Order) -> Rewrite | None:
    changes = [
        Change(section, *span, fitted(tokens, span, words))
        for section, tokens in layout.tokens.items()
        for span, words in reversed(places(tokens, order))
    ]
    return Rewrite(tuple(changes)) if changes else None


def _strike(layout: Layout, order: Order) -> Rewrite | None:
    """The nearest range upwards; both ends must be there."""
    for first, last in order.pairs:
        for _, stop in reversed(find(layout.here, last)):
            starts = [start for start, end in find(layout.here, first) if end <= stop]
            if starts:
                return Rewrite((Change(layout.open, starts[-1], stop),))
    return None


def _spell(layout: Layout, order: Order) -> Rewrite | None:
    """In the place of the last word before the insertion point."""
    word = order.words
    for at in range(layout.at - 1, -1, -1):
        token = layout.here[at]
        if not token.sign and word:
            fitting = fitted(layout.here, (at, at + 1), word.capitalize() if token.text[:1].isupper() else word)
            return Rewrite((Change(layout.open, at, at + 1, fitting),))
    return None


def _open(layout: Layout, order: Order) -> Operation | None:
    """To a section, or to its end from elsewhere in it; None where it leads nowhere."""
    here = order.section == layout.open and layout.at == len(layout.here)
    return Open(order.section) if order.section and not here else None


def _step(layout: Layout, order: Order) -> Operation | None:
    sections = list(layout.tokens)
    place = sections.index(layout.open) + (1 if order.command is Command.NEXT_SECTION else -1)
    return Open(sections[place]) if 0 <= place < len(sections) else None


_EFFECTS: Mapping[Command, Callable[[Layout, Order], Operation | None]] = {
    Command.SECTION: _open,
    Command.NEXT_SECTION: _step,
    Command.PREVIOUS_SECTION: _step,
    Command.FIELD: _fill,
    Command.SUPERVISE: _supervise,
    Command.SCRATCH_THAT: _scratch,
    Command.SCRATCH_SENTENCE: _scratch_sentence,
    Command.GO_TO_END: _go_to_end,
    Command.MARK_THAT: _flag,
    Command.NOT_ASSESSED: _not_assessed,
    Command.CORRECT: _everywhere,
    Command.STRIKE: _strike,
    Command.SPELL: _spell,
}
