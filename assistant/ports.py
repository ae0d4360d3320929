"""The shapes of everything that can be exchanged: engines, devices, sources, the store's faces.

An engine's constructor takes its own section of the settings and loads what it needs (heavy imports inside);
its methods may block: the conversation calls each engine on a worker of its own.
"""

from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from assistant.events import (
    AudioFrame,
    Clip,
    Expecting,
    Phrasebook,
    Span,
    Transcript,
    Utterance,
    Wake,
)
from assistant.records import (
    Appointment,
    Client,
    Message,
    Note,
    QueueItem,
    ReplyDraft,
    Spoken,
    SupervisionItem,
    Supported,
    Timer,
    Unfinished,
)

# ── sound ────────────────────────────────────────────────────────────────────────────────────────────────────


class Source(Protocol):
    """Where frames come from: a microphone, or a file."""

    live: bool
    """Whether frames come at the world's pace (a microphone) or as fast as they are read (a file)."""

    def frames(self) -> AsyncIterator[AudioFrame]:
        """Every frame in order, without gaps in `start`; ends with the recording.

        Raises `DeviceLost` when a microphone goes away, `BadAudio` when a file turns out not to be audio.
        """
        ...

    async def close(self) -> None:
        """Let the device go; harmless twice."""
        ...


class Sink(Protocol):
    """Where sound goes: a loudspeaker, or a file."""

    async def play(self, clip: Clip) -> None:
        """Play it and return when the last sample has been heard; cancelled: silent at once.

        Raises `DeviceLost`.
        """
        ...

    async def close(self) -> None:
        """Let the device go, or finish the file; harmless twice."""
        ...


# ── engines ──────────────────────────────────────────────────────────────────────────────────────────────────


class WakeEngine(Protocol):
    """Hears wake words."""

    names: tuple[str, ...]

    def hear(self, frame: AudioFrame) -> Sequence[Wake]:
        """The wake words that end in this frame: one `Wake` for each time a phrase is spoken."""
        ...

    def reset(self) -> None:
        """Forget what was heard so far."""
        ...


class VoiceDetector(Protocol):
    """Tells speech from everything else."""

    def probability(self, frame: AudioFrame) -> float:
        """That the frame holds speech, 0 to 1."""
        ...

    def reset(self) -> None:
        """Forget what was heard so far."""
        ...


class Endpointing(Protocol):
    """Decides where an utterance begins and where it ends, by audio time."""

    @property
    def is_open(self) -> bool:
        """Whether an utterance is being collected."""
        ...

    @property
    def speaking(self) -> bool:
        """Whether she is speaking at this moment."""
        ...

    @property
    def silence_s(self) -> float:
        """Seconds since the last speech, or since it was opened."""
        ...

    def push(self, frame: AudioFrame, probability: float) -> Utterance | None:
        """Every frame, with the probability that it holds speech; an utterance when one has just ended."""
        ...

    def open(self, *, after: Wake | None = None, phrase: str = "", pause_s: float | None = None) -> None:
        """Collect what is said from now on, or from a wake word on."""
        ...

    def close(self) -> None:
        """Collect nothing."""
        ...


class Transcriber(Protocol):
    """Turns an utterance into words."""

    name: str
    """For people: ``whisper base.en``."""
    note: str
    """One sentence: what it means that this engine hears. Spoken by nobody, shown at start and by ``doctor``."""

    def learn(self, phrases: Phrasebook) -> None:
        """Be ready for these; called at start and whenever the roster changes."""
        ...

    def transcribe(self, utterance: Utterance, expecting: Expecting) -> Transcript:
        """What was said, lower case or not as the engine gives it; empty text where nothing was."""
        ...


class Voice(Protocol):
    """Speaks."""

    name: str
    note: str
    """One sentence: what it means that this voice speaks."""

    def speak(self, text: str) -> Clip:
        """One sentence as sound. Raises `EngineMissing`."""
        ...


# ── calendars ────────────────────────────────────────────────────────────────────────────────────────────────


class CalendarSource(Protocol):
    """One calendar, as the configuration names it."""

    name: str
    sessions: bool
    """Whether its timed events count as sessions."""
    trouble: str
    """One sentence on the last answer, where it came from an older copy or left entries out, else empty."""

    def between(self, start: datetime, end: datetime) -> Sequence[Appointment]:
        """Every instance that overlaps [start, end), recurrences expanded, cancelled ones left out.

        Both ends aware. Blocks. Raises `CalendarUnreachable`, `BadCalendar`.
        """
        ...


class Agenda(Protocol):
    """All calendars together."""

    async def between(self, span: Span) -> Sequence[Appointment]:
        """What overlaps the span, in order of start, clients recognised in the titles.

        Raises `NotFound` where no calendar is configured, `CalendarUnreachable` where none of them answers.
        """
        ...

    async def next_after(self, moment: datetime, client: Client | None = None) -> Appointment | None:
        """The first session (any timed appointment where no calendar counts as sessions) that starts later."""
        ...

    @property
    def trouble(self) -> str:
        """One sentence where a source failed at the last question ("I can't reach your work calendar."), else empty."""
        ...


# ── the store's faces ────────────────────────────────────────────────────────────────────────────────────────


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

    def unheard(self, which: Unfinished) -> AsyncGenerator[Transcript, None]:
        """What was said in that sound, utterance by utterance, commands included; `Transcript.capture` is set.

        Raises `Corrupt`, after all that can be read, where nothing of a recording can be.
        """
        ...

    def give(self, which: Unfinished, note_id: str) -> None:
        """A recording without a note belongs to this note from now on."""
        ...


class NoteBook(Protocol):
    """The notes. `get` raises `AuditBroken` sooner than hand out words that are not in the audit."""

    def begin(self, client: Client, at: datetime, appointment: datetime | None = None) -> Note:
        """A new note in state *dictating*."""
        ...

    def hear(self, note_id: str, spoken: Spoken) -> None:
        """Keep one utterance of its dictation, durably, before anything else is done with it."""
        ...

    def write(
        self,
        note_id: str,
        sections: Mapping[str, str],
        source: str,
        support: Mapping[str, Sequence[Supported]] | None = None,
    ) -> Note:
        """A new version of its sections; earlier versions stay. `support`: of those that a model wrote."""
        ...

    def file(self, note_id: str) -> Note:
        """Dictating → review."""
        ...

    def discard(self, note_id: str) -> None:
        """Out of the queue; kept until it is purged."""
        ...

    def get(self, note_id: str) -> Note:
        """The newest version. Raises `NotFound`."""
        ...

    def list(self) -> Sequence[Note]:
        """All but the discarded, newest first, without their sections and transcripts."""
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


class Times(Protocol):
    """Reads times that are spoken."""

    def read(self, text: str, now: datetime) -> str:
        """A day, with or without an hour, that lies ahead, as it is written in a note ("Thursday, December 3, 2:00 PM");
        empty where the words are no such thing. `now` in the home's zone."""
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


class Timers(Protocol):
    """Timers that are running."""

    def set(self, length: timedelta, name: str = "") -> Timer:
        """Start one."""
        ...

    def running(self) -> Sequence[Timer]:
        """Soonest first."""
        ...

    def cancel(self, timer_id: str) -> None:
        """Stop one; harmless when it has rung."""
        ...


class Clock(Protocol):
    """What time it is in the home's zone; a replay has its own."""

    def now(self) -> datetime:
        """Aware."""
        ...


class Volume(Protocol):
    """How loud the answers are."""

    level: int
    """0 to 10."""

    def set(self, level: int) -> None:
        """Clamped to 0 to 10, and remembered."""
        ...


class Drafter(Protocol):
    """Writes drafts; never fails: where the model cannot be had, her own words stand."""

    async def note(
        self, client: Client, sections: Mapping[str, str], *, item: str = ""
    ) -> tuple[Mapping[str, str], str, Mapping[str, tuple[Supported, ...]]]:
        """Sections as dictated → (sections as drafted, source, support). Source: ``dictated``, or ``drafted``.

        `support`: for each section that a model wrote, its sentences and what they rest on.

        `item`: the note's id, for the audit of what leaves the house.
        """
        ...

    async def reply(
        self, client: Client, points: str, message: Message | None, *, item: str = ""
    ) -> tuple[str, str, str]:
        """What she wants to get across → (text, source, why), `why` a sentence where no model was asked or it
        failed, else empty. `item`: the id of what it is about, for the audit of what leaves the house."""
        ...


class Counter(Protocol):
    """What the model has cost."""

    def spent_this_month(self, now: datetime) -> float:
        """US dollars."""
        ...
