"""The store's faces for trust and sound: the roster, the audit, the recordings, the queue."""

from collections.abc import AsyncGenerator, Sequence
from datetime import datetime
from typing import Protocol

from assistant.events import AudioFrame, Transcript
from assistant.ports.engines import Transcriber
from assistant.records import Client, Form, Message, QueueItem, ReplyDraft, Unfinished


class Roster(Protocol):
    """The clients."""

    def all(self) -> Sequence[Client]:
        """In order of initials."""
        ...

    def by_initials(self, initials: str) -> Client:
        """Case and spaces aside. Raises `NotFound`."""
        ...


class Audit(Protocol):
    """Who saw, heard or sent what, and when: ids only, never content."""

    reader: str
    """Where what is read is shown: ``terminal``, ``voice`` or ``page``."""

    def record(self, event: str, item: str = "", detail: str = "") -> None:
        """Write one entry, on the disk when this returns: `event` such as ``read``, ``spoken``, ``egress``; the id of
        the thing; `detail` a few words of ours (a level, a size in bytes), never anybody's words.

        Raises `AuditBroken`: then what was to be recorded must not happen.
        """
        ...


class Tries(Protocol):
    """Wrong PINs in a row, remembered over a restart."""

    def read(self) -> tuple[int, float]:
        """How many there were, and until when no PIN is looked at, POSIX s. Raises `VaultSealed`, `TryLater`."""
        ...

    def write(self, wrong: int, until: float) -> None:
        """On the disk when this returns. Raises `VaultSealed`, `DiskFull`, `TryLater`."""
        ...


class Recording(Protocol):
    """The sound of one sitting of a dictation, on its way to the disk."""

    id: str

    async def write(self, frame: AudioFrame) -> None:
        """Keep a frame; at most a second of sound is not on the disk yet. Raises `DiskFull`, `InputOutput`."""
        ...

    async def cut(self, sample: int) -> None:
        """Take out, for good, everything from this sample of the stream on; what comes later may be kept again.

        Raises `DiskFull`, `InputOutput`; then nothing more is kept.
        """
        ...

    async def close(self) -> None:
        """End it with what is left; harmless twice. Raises `DiskFull`, `InputOutput`."""
        ...

    async def erase(self) -> None:
        """End it and leave nothing of it; for one that belongs to no note. Raises `InputOutput`."""
        ...


class Tape(Protocol):
    """Where the sound of dictations goes, encrypted, whether the vault is open or sealed."""

    def begin(self, note_id: str, at: datetime) -> Recording:
        """A new recording; `note_id` is empty where the vault is sealed. Raises `DiskFull`, `InputOutput`."""
        ...


class Recovery(Protocol):
    """Dictations that were cut off, and the words that are only in their sound."""

    def unfinished(self) -> Sequence[Unfinished]:
        """Notes still in *dictating* and recordings without a note, oldest first."""
        ...

    def seconds(self, which: Unfinished) -> float:
        """How much of its sound comes after the last utterance that its note holds, s.

        Raises `Corrupt` where there are recordings and nothing of any can be read, `NotFound`.
        """
        ...

    def unheard(self, which: Unfinished, form: Form) -> AsyncGenerator[Transcript, None]:
        """What was said in that sound, utterance by utterance, commands included; `Transcript.capture` is set.

        `form`: the format of the note, whose sections can be said in it.

        Raises `Corrupt`, after all that can be read, where nothing of a recording can be.
        """
        ...

    def again(self, note_id: str, engine: Transcriber) -> AsyncGenerator[tuple[int, Transcript], None]:
        """Every utterance of text whose whole sound is there, as `engine` hears it, with its place in the transcript.

        Raises `NotFound` for the note; `Corrupt` at the end where a recording is damaged and nothing could be heard.
        """
        ...

    def give(self, which: Unfinished, note_id: str) -> None:
        """A recording without a note belongs to this note from now on."""
        ...


class Mailbag(Protocol):
    """Messages from clients, and the replies that wait. What hands out words raises `AuditBroken` sooner than do so."""

    def messages(self, client: Client | None = None) -> Sequence[Message]:
        """Newest first."""
        ...

    def message_heads(self, client: Client | None = None) -> Sequence[Message]:
        """Newest first, without their text."""
        ...

    def message(self, message_id: str) -> Message:
        """One message. Raises `NotFound`."""
        ...

    def unanswered(self, client: Client) -> Message | None:
        """The newest message of the client that no reply answers yet."""
        ...

    def add_message(self, client: Client, text: str, at: datetime) -> Message:
        """Keep a message."""
        ...

    def queue_reply(
        self, client: Client, points: str, text: str, at: datetime, *, message: Message | None, source: str
    ) -> ReplyDraft:
        """A new draft, in state *review*."""
        ...

    def replies(self) -> Sequence[ReplyDraft]:
        """All that are not discarded, oldest first."""
        ...

    def reply_heads(self) -> Sequence[ReplyDraft]:
        """All that are not discarded, oldest first, without their words and those of their messages."""
        ...

    def reply(self, reply_id: str) -> ReplyDraft:
        """One draft, its newest version. Raises `NotFound`."""
        ...


class Queue(Protocol):
    """Everything that waits for her."""

    def waiting(self) -> Sequence[QueueItem]:
        """Notes and replies in review, unfinished dictations, unanswered messages; urgent first, then oldest."""
        ...
