"""The nouns of the practice: frozen records that the store keeps and the skills read. Imports nothing of ours.

Every ``id`` is opaque and may stand in a log; everything else may not. Moments are aware datetimes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Client:
    """One entry of the roster."""

    id: str
    initials: str
    """Upper case, without dots or spaces: ``JD``. Unique in the roster."""
    name: str
    aliases: tuple[str, ...] = ()
    """Nicknames and earlier names."""
    kin: tuple[str, ...] = ()
    """Names of family and others around the client, for the pseudonym pass."""
    places: tuple[str, ...] = ()
    """Employer, school, town …, for the pseudonym pass."""

    @property
    def spoken(self) -> str:
        """Initials as they are said: ``J D``."""
        return " ".join(self.initials)


@dataclass(frozen=True, slots=True)
class Appointment:
    """One event, or one instance of a recurring one."""

    uid: str
    start: datetime
    end: datetime
    title: str
    calendar: str
    """The name of its source in the configuration."""
    all_day: bool = False
    session: bool = False
    """Whether its calendar counts as sessions."""
    tentative: bool = False
    client: Client | None = None
    """The client whom the title names, where it names one."""


class NoteState(StrEnum):
    """The life of a note."""

    DICTATING = "dictating"
    """Begun and not ended: still being spoken, or cut off."""
    REVIEW = "review"
    """Waits for her."""
    SIGNED = "signed"
    """By her hand; from then on it only grows by amendments."""
    DISCARDED = "discarded"


@dataclass(frozen=True, slots=True)
class Spoken:
    """One utterance of a dictation, as it was heard: never changed afterwards."""

    seq: int
    """Place in the dictation, from 0."""
    text: str
    start: float
    """Audio time, s."""
    end: float
    confidence: float
    """0 to 1."""
    engine: str
    command: str = ""
    """The command it was taken as (``scratch_that``), empty for text."""
    capture: str = ""
    """The id of the recording that it was heard in, whose audio time `start` and `end` are; empty when typed."""
    unsure: tuple[int, ...] = ()
    """Which of its words, split at blanks and counted from 0, the recogniser was not sure of."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What her lists say of notes, for all formats alike; as it is said, in lower case."""

    interventions: tuple[str, ...] = ()
    """Those that are known by name."""
    modalities: Mapping[str, str] = field(default_factory=dict)
    """As it is said → as it is written: ``by phone`` → ``phone``."""
    sections: tuple[str, ...] = ()
    """The names of the sections of every format."""


@dataclass(frozen=True, slots=True)
class Form:
    """A format of a note: what she calls it, and what belongs into it."""

    name: str
    """Lower case, as it is said letter by letter or as a word: ``soap``, ``dap``."""
    sections: tuple[str, ...]
    """In order, lower case, as they are said."""
    required: tuple[str, ...] = ()
    """The sections and fields that "what's missing" asks for."""
    verbatim: tuple[str, ...] = ("risk",)
    """Sections that are never given to a model: her own words stand."""
    draws: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Section → the sections and fields of a note of another format that it is made of when that is seen as this one."""
    terms: Terms | None = None
    """What is known of its fields while it is dictated; None: it has no fields."""

    @classmethod
    def gone(cls, note: "Note", forms: Sequence["Form"]) -> "Form":
        """A note's format where it is none of these any more: its sections as they were written.

        What any of these gives to no model is given to none here either, for it may only have another name now.
        """
        verbatim = dict.fromkeys(["risk", *(section for form in forms for section in form.verbatim)])
        return cls(note.form, tuple(note.sections) or forms[0].sections, verbatim=tuple(verbatim), terms=forms[0].terms)


FIELDS = ("duration", "modality", "interventions", "goals", "next", "risk level")
"""What a note says beside its sections, in order; see `Note.fields`."""


@dataclass(frozen=True, slots=True)
class Marked:
    """An utterance that is to be looked at again."""

    seq: int
    """Its place in the transcript."""
    why: str
    """As the end of "look at this: …"."""


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A dictation that was cut off: its note, or only its sound where the vault was sealed."""

    note: str
    """The id of its note, empty where there is only sound."""
    capture: str
    """The id of its last recording, empty where nothing was recorded."""
    started: datetime
    """When she began to speak; aware."""


@dataclass(frozen=True, slots=True)
class Supported:
    """One sentence of a draft, and what she said that it rests on."""

    sentence: str
    spans: tuple[str, ...]
    """Her words behind it, sentence by sentence in her order, as they stand in the dictated version."""
    flag: str = ""
    """Why her words do not carry it, as the end of "this sentence …"; empty where they do."""
    heard: tuple[int, ...] = ()
    """Where those words stand in the transcript: `Spoken.seq`, in order."""


@dataclass(frozen=True, slots=True)
class NoteVersion:
    """One version of a note's sections, without its words."""

    number: int
    """From 1."""
    source: str
    """As in `Note`."""
    written: datetime


@dataclass(frozen=True, slots=True)
class Amendment:
    """What was added to a note after it was signed."""

    number: int
    """From 1."""
    written: datetime
    reason: str
    """Why, in her words."""
    text: str


@dataclass(frozen=True, slots=True)
class Note:
    """A note with its newest sections and the dictation behind them."""

    id: str
    client: Client
    state: NoteState
    created: datetime
    sections: Mapping[str, str]
    """Section name → text, in the format's order: subjective, objective, assessment, plan."""
    transcript: tuple[Spoken, ...] = ()
    """Everything she said, in order, corrections and all."""
    appointment: datetime | None = None
    """Start of the session that it is about."""
    version: int = 1
    source: str = "dictated"
    """``dictated``, ``drafted`` or ``edited``: where the newest sections come from."""
    signed: datetime | None = None
    """When she signed it; not told in a list."""
    amendments: tuple[Amendment, ...] = ()
    """In order; not told in a list."""
    support: Mapping[str, tuple[Supported, ...]] = field(default_factory=dict)
    """Section name → its sentences, for the sections of the newest version that a model wrote."""
    form: str = "soap"
    """The name of its format."""
    fields: Mapping[str, str] = field(default_factory=dict)
    """Of `FIELDS`, those that she gave, as they are read."""
    marked: tuple[Marked, ...] = ()
    """The utterances that she or the editor marked, in order."""

    @property
    def about(self) -> datetime:
        """The session that it is about, else when it was begun: how she knows one note from another."""
        return self.appointment or self.created

    @property
    def flags(self) -> tuple[Supported, ...]:
        """The sentences that need her look, in order."""
        return tuple(each for sentences in self.support.values() for each in sentences if each.flag)


@dataclass(frozen=True, slots=True)
class SupervisionItem:
    """Something that she wants to bring to supervision."""

    id: str
    client: Client
    note: str
    """The id of the note that it comes from."""
    noted: datetime
    text: str
    """Her words; empty in a list of heads."""


@dataclass(frozen=True, slots=True)
class Found:
    """A note that a search found."""

    note: Note
    """Without its sections and transcript."""
    excerpt: str
    """The words around what was asked for, in one line."""


@dataclass(frozen=True, slots=True)
class Message:
    """What a client wrote."""

    id: str
    client: Client
    created: datetime
    text: str


class ReplyState(StrEnum):
    """The life of a drafted reply. Nothing here means that anything was sent: nothing ever is."""

    REVIEW = "review"
    APPROVED = "approved"
    DISCARDED = "discarded"


@dataclass(frozen=True, slots=True)
class ReplyDraft:
    """A reply that waits for her."""

    id: str
    client: Client
    state: ReplyState
    created: datetime
    points: str
    """What she said she wants to get across, as heard."""
    text: str
    """The newest version of the draft."""
    message: Message | None = None
    """What it answers."""
    source: str = "offline"
    """``offline`` or the model's name."""
    version: int = 1


@dataclass(frozen=True, slots=True)
class QueueItem:
    """Something that waits for her, without its content."""

    id: str
    kind: str
    """``note``, ``reply`` or ``message``."""
    client: Client
    state: str
    created: datetime
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Timer:
    """A timer that is running."""

    id: str
    due: datetime
    seconds: float
    """What it was set for."""
    name: str = ""
