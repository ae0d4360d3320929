"""Where notes are kept, and what is learnt and set aside while they are dictated."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from assistant.records import Client, Marked, Note, NoteState, NoteVersion, Spoken, SupervisionItem, Supported


class NoteBook(Protocol):
    """The notes. `get` raises `AuditBroken` sooner than hand out words that are not in the audit."""

    def begin(self, client: Client, at: datetime, appointment: datetime | None = None, form: str = "soap") -> Note:
        """A new note in state *dictating*, of the format of this name."""
        ...

    def rebind(self, note_id: str, client: Client, appointment: datetime | None) -> Note:
        """It is about another client or session. Raises `NotFound`; `Locked` once its dictation has ended."""
        ...

    def hear(self, note_id: str, spoken: Spoken) -> None:
        """Keep one utterance of its dictation, durably, before anything else is done with it."""
        ...

    def hear_again(self, note_id: str, seq: int, spoken: Spoken) -> None:
        """Keep a later hearing of an utterance of text beside the first; the note's transcript has the newest.

        Place and time stay those of the first. Raises `NotFound`, `Locked` for a signed note.
        """
        ...

    def write(
        self,
        note_id: str,
        sections: Mapping[str, str],
        source: str,
        support: Mapping[str, Sequence[Supported]] | None = None,
        fields: Mapping[str, str] | None = None,
        marked: Sequence[Marked] = (),
    ) -> Note:
        """A new version of its sections; earlier versions stay. `support`: of those that a model wrote.

        Without `fields`, those of the version before stay.
        """
        ...

    def redraft(self, note_id: str, section: str, sentences: Sequence[Supported]) -> Note:
        """A new version with one section as a model drafted it again; the others stay byte for byte.

        Raises `NotFound`, `UsageError` where there is no such section, `Locked` unless the note waits for review.
        """
        ...

    def file(self, note_id: str) -> Note:
        """Dictating → review."""
        ...

    def discard(self, note_id: str, *, ordered: bool = True) -> None:
        """Out of the queue; it can be brought back for a day, then it is destroyed. Where she has not `ordered` it, it
        stays until it is purged by hand."""
        ...

    def get(self, note_id: str, version: int | None = None) -> Note:
        """The newest version, or an earlier one. Raises `NotFound`."""
        ...

    def versions(self, note_id: str) -> Sequence[NoteVersion]:
        """Every version, oldest first, without its words. Raises `NotFound`."""
        ...

    def list(
        self, *, client: Client | None = None, state: NoteState | None = None, newest: int | None = None
    ) -> Sequence[Note]:
        """All but the discarded, newest first, without their sections and transcripts.

        Only of that client, in that state, and so many, where they are given.
        """
        ...


class Lexicon(Protocol):
    """Words that she has spelt, which a recogniser would get wrong."""

    def words(self) -> Sequence[str]:
        """As she spelt them, in order."""
        ...

    def add(self, word: str) -> None:
        """Keep one; harmless when it is there. Raises `DiskFull`."""
        ...


class SupervisionAgenda(Protocol):
    """What she wants to bring to supervision."""

    def put(self, note: Note, said: Sequence[str], at: datetime) -> None:
        """What of this note is on it, in place of what was; none takes all of it off. Raises `DiskFull`."""
        ...

    def waiting(self) -> Sequence[SupervisionItem]:
        """What has not been brought yet, oldest first. Raises `AuditBroken` sooner than hand out words."""
        ...

    def heads(self) -> Sequence[SupervisionItem]:
        """The same without their words."""
        ...

    def count(self) -> int:
        """How many that are."""
        ...


class ProcessDrawer(Protocol):
    """Where her own thoughts about a session go: things can be put in, and nothing comes out."""

    def begin(self, client: Client, at: datetime) -> str:
        """A new process note; its id. Raises `DiskFull`."""
        ...

    def hear(self, process_id: str, seq: int, text: str, command: str) -> None:
        """Keep an utterance of it, on the disk when this returns; the same one again changes nothing."""
        ...

    def finish(self, process_id: str, text: str) -> None:
        """The words that it came to, from then on for good; without words it goes. Raises `NotFound`."""
        ...
