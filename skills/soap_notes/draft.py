"""The note editor: what was dictated, and operations on it that can all be undone.

The utterances are never changed. A note is what its operations make of them, so whatever an operation takes out of
the note is still there, and `undo` brings it back.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from assistant.api import Spoken
from skills.soap_notes.commands import SECTIONS, Command, dictated


@dataclass(frozen=True, slots=True)
class Place:
    """Put an utterance at the end of the section that is open."""

    utterance: int
    """Its index in `Dictation.utterances`."""


@dataclass(frozen=True, slots=True)
class Open:
    """Go to the end of a section."""

    section: str


@dataclass(frozen=True, slots=True)
class Break:
    """Begin a line or a paragraph at the end of the section that is open."""

    mark: str


@dataclass(frozen=True, slots=True)
class Scratch:
    """Take out the last utterance of the section that is open, and the breaks after it."""


Operation = Place | Open | Break | Scratch

_BREAKS = {Command.NEW_LINE: "\n", Command.NEW_PARAGRAPH: "\n\n"}


@dataclass(frozen=True, slots=True)
class _Layout:
    """What a list of operations comes to."""

    open: str
    items: dict[str, tuple[Place | Break, ...]]


@dataclass(frozen=True, slots=True)
class Dictation:
    """One note while it is being spoken; every change gives a new one."""

    utterances: tuple[str, ...] = ()
    """All the text that was heard, in order and for good."""
    operations: tuple[Operation, ...] = ()
    undone: tuple[Operation, ...] = ()
    """What `redo` brings back, the next one last."""

    @classmethod
    def replay(cls, transcript: Iterable[Spoken]) -> "Dictation":
        """The dictation that a kept transcript comes to."""
        dictation = cls()
        known = {command.value: command for command in Command}
        for spoken in transcript:
            if not spoken.command:
                dictation = dictation.apply(spoken.text)
            elif spoken.command in known:
                dictation = dictation.apply(known[spoken.command])
        return dictation

    def apply(self, heard: Command | str) -> "Dictation":
        """The dictation after a command, or after an utterance of text; itself where nothing changes."""
        if not isinstance(heard, Command):
            placed = replace(self, utterances=(*self.utterances, heard))
            return placed._do(Place(len(self.utterances)))
        if heard is Command.UNDO_THAT:
            return self.undo()
        if heard is Command.REDO_THAT:
            return self.redo()
        if heard in _BREAKS:
            return self._do(Break(_BREAKS[heard]))
        if heard is Command.SCRATCH_THAT:
            return self._do(Scratch()) if self.last else self
        section = self._section(heard)
        return self._do(Open(section)) if section not in ("", self.section) else self

    def undo(self) -> "Dictation":
        """Without the last operation."""
        if not self.operations:
            return self
        return replace(self, operations=self.operations[:-1], undone=(*self.undone, self.operations[-1]))

    def redo(self) -> "Dictation":
        """With the operation that was undone last."""
        if not self.undone:
            return self
        return replace(self, operations=(*self.operations, self.undone[-1]), undone=self.undone[:-1])

    @property
    def section(self) -> str:
        """The section that is open."""
        return self._layout().open

    @property
    def last(self) -> str:
        """The utterance that "scratch that" would take out, as it stands in the note; empty where there is none."""
        layout = self._layout()
        placed = [item.utterance for item in layout.items[layout.open] if isinstance(item, Place)]
        return dictated(self.utterances[placed[-1]]) if placed else ""

    def sections(self) -> dict[str, str]:
        """Every section in order, empty where nothing was said."""
        return {section: self._text(items) for section, items in self._layout().items.items()}

    def sentences(self) -> dict[str, str]:
        """As `sections`, each utterance ended: a pause ends a sentence where the recogniser gave no mark."""
        return {section: self._text(items, ended=True) for section, items in self._layout().items.items()}

    def missing(self) -> tuple[str, ...]:
        """The sections in which nothing was said."""
        return tuple(section for section, text in self.sections().items() if not text)

    def _do(self, operation: Operation) -> "Dictation":
        return replace(self, operations=(*self.operations, operation), undone=())

    def _section(self, command: Command) -> str:
        """Where a command leads to, empty where it leads nowhere."""
        if command.value in SECTIONS:
            return command.value
        step = {Command.NEXT_SECTION: 1, Command.PREVIOUS_SECTION: -1}.get(command)
        place = SECTIONS.index(self.section) + step if step else -1
        return SECTIONS[place] if 0 <= place < len(SECTIONS) else ""

    def _layout(self) -> _Layout:
        here = SECTIONS[0]
        items: dict[str, list[Place | Break]] = {section: [] for section in SECTIONS}
        for operation in self.operations:
            match operation:
                case Open(section):
                    here = section
                case Scratch():
                    while isinstance(items[here].pop(), Break):
                        pass
                case _:
                    items[here].append(operation)
        return _Layout(here, {section: tuple(parts) for section, parts in items.items()})

    def _text(self, items: Iterable[Place | Break], *, ended: bool = False) -> str:
        text = ""
        for item in items:
            if isinstance(item, Break):
                text = text.rstrip(" ") + item.mark
            else:
                utterance = dictated(self.utterances[item.utterance])
                text += (_ended(utterance) if ended else utterance) + " "
        return text.strip()


def _ended(utterance: str) -> str:
    """With a full stop where there is no mark yet."""
    return utterance if not utterance or utterance[-1] in ".,;:?!…—-" else f"{utterance}."
