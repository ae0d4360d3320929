"""What a list of operations makes of the utterances: sections of words and marks, and a place in one of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from skills.soap_notes.fields import ADDED
from skills.soap_notes.pieces import Piece

MARKED = "you marked it"
"""Why an utterance is looked at again that she said so of."""


@dataclass(frozen=True, slots=True)
class Place:
    """Put an utterance where the insertion point is."""

    utterance: int
    """Its index in `Dictation.utterances`."""
    said: tuple[Piece, ...]
    """Its words and marks."""
    doubt: str = ""
    """Why it is to be looked at again; empty where nothing is strange about it."""


@dataclass(frozen=True, slots=True)
class Open:
    """Go to the end of a section."""

    section: str


@dataclass(frozen=True, slots=True)
class Move:
    """Go to a place in the section that is open."""

    at: int


@dataclass(frozen=True, slots=True)
class Mark:
    """A break or a punctuation mark where the insertion point is."""

    sign: str


@dataclass(frozen=True, slots=True)
class Scratch:
    """Take out the last utterance of the section that is open, and the marks after it."""


@dataclass(frozen=True, slots=True)
class Change:
    """Other words, or none, for a part of a section."""

    section: str
    start: int
    stop: int
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rewrite:
    """Changes that are made at once; those of one section do not overlap and come last first."""

    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Write:
    """The house's own words at the end of a section, said to be written there."""

    section: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Flag:
    """An utterance is to be looked at again."""

    utterance: int


@dataclass(frozen=True, slots=True)
class Supervise:
    """An utterance is to be brought to supervision."""

    utterance: int


@dataclass(frozen=True, slots=True)
class Fill:
    """A field says this: in place of what it said, or, where it can say several things, beside it."""

    field: str
    value: str


Operation = Place | Open | Move | Mark | Scratch | Rewrite | Write | Flag | Supervise | Fill


@dataclass(frozen=True, slots=True)
class Token:
    """A word or a mark in a section."""

    text: str
    utterance: int
    """Whose it is; -1: it was said alone between pauses."""
    sign: bool = False


@dataclass(slots=True)
class Layout:
    """The note so far."""

    tokens: dict[str, list[Token]]
    """Section → its words and marks; in the format's order, then those that only an older format of the note had."""
    open: str
    at: int = 0
    """Where the next word goes, in the tokens of the open section."""
    fields: dict[str, tuple[str, ...]] = field(default_factory=dict)
    flagged: dict[int, str] = field(default_factory=dict)
    """Utterance → why it is to be looked at again."""
    supervised: set[int] = field(default_factory=set)

    @property
    def here(self) -> list[Token]:
        """The open section."""
        return self.tokens[self.open]

    @property
    def last(self) -> int:
        """The last utterance of the open section; -1: there is none."""
        return max((token.utterance for token in self.here), default=-1)

    @property
    def standing(self) -> set[int]:
        """The utterances of which something stands in the note."""
        return {token.utterance for tokens in self.tokens.values() for token in tokens if token.utterance >= 0}

    def do(self, operation: Operation) -> None:
        """Carry one operation out."""
        match operation:
            case Place(utterance, said, doubt):
                self._insert([Token(one.text, utterance, one.sign) for one in said])
                if doubt:
                    self.flagged[utterance] = doubt
            case Mark(sign):
                self._insert([Token(sign, -1, sign=True)])
            case Open(section):
                self.open, self.at = section, len(self.tokens.setdefault(section, []))
            case Move(at):
                self.at = at
            case Scratch():
                self._scratch()
            case Rewrite(changes):
                for change in changes:
                    self._change(change)
            case Write(section, words):
                at_end = section == self.open and self.at == len(self.here)
                self.tokens.setdefault(section, []).extend(Token(word, -1) for word in words)
                self.at = len(self.here) if at_end else self.at
            case Flag(utterance):
                self.flagged[utterance] = MARKED
            case Supervise(utterance):
                self.supervised.add(utterance)
            case Fill(name, value):
                self.fields[name] = (*self.fields.get(name, ()), value) if name in ADDED else (value,)

    def _insert(self, tokens: list[Token]) -> None:
        self.here[self.at : self.at] = tokens
        self.at += len(tokens)

    def _scratch(self) -> None:
        gone, taken, after = self.last, False, len(self.here)
        kept: list[Token] = []
        for token in self.here:
            taken = token.utterance == gone or (taken and token.sign and token.utterance == -1)
            if taken:
                after = min(after, len(kept))
            else:
                kept.append(token)
        self.flagged.pop(gone, None)
        self.supervised.discard(gone)
        self.tokens[self.open], self.at = kept, after

    def _change(self, change: Change) -> None:
        tokens = self.tokens[change.section]
        whose = tokens[change.start].utterance
        tokens[change.start : change.stop] = [Token(word, whose) for word in change.words]
        if change.section == self.open and self.at > change.start:
            grown = len(change.words) - (change.stop - change.start)
            self.at = self.at + grown if self.at >= change.stop else change.start + len(change.words)


def lay(operations: Sequence[Operation], sections: Sequence[str]) -> Layout:
    """What the operations come to, one after the other, in a note of these sections."""
    layout = Layout({section: [] for section in sections}, sections[0])
    for operation in operations:
        layout.do(operation)
    return layout
