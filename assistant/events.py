"""What flows through the house: frozen data, with units. Imports nothing of ours.

Audio inside the house is mono, 16-bit and 16 kHz. *Audio time* is seconds of the input stream since it began:
a whole evening replayed from files has the same audio times as the evening itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import Enum, IntEnum

import numpy as np
import numpy.typing as npt

from assistant.records import Client

Samples = npt.NDArray[np.int16]
"""Mono samples, shape (n,)."""

SAMPLE_RATE = 16_000
"""Hz, of everything that is listened to."""

FRAME = 512
"""Samples in an `AudioFrame`: 32 ms, what the voice detector takes at a time."""


@dataclass(frozen=True, slots=True)
class AudioFrame:
    """One frame from a source."""

    samples: Samples
    """Shape (FRAME,), 16 kHz."""
    start: int
    """Index of its first sample in the stream."""


@dataclass(frozen=True, slots=True)
class Clip:
    """A stretch of sound to be played."""

    samples: Samples
    rate: int
    """Hz."""

    @property
    def seconds(self) -> float:
        """Its duration, s."""
        return len(self.samples) / self.rate


@dataclass(frozen=True, slots=True)
class Wake:
    """A wake word was heard."""

    name: str
    """The model's name, such as ``hey_jarvis``."""
    score: float
    """0 to 1."""
    at: int
    """Sample index at which the score crossed the threshold: at or shortly after the end of the phrase."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """A stretch of speech between two pauses."""

    samples: Samples
    """16 kHz, with some audio before the onset and after the end."""
    start: int
    """Sample index of `samples[0]` in the stream."""
    speech_start: int
    """Sample index of the onset of speech."""
    speech_end: int
    """Sample index of the end of speech."""
    wake: str = ""
    """The wake phrase that may be heard at its beginning ("hey jarvis"), else empty."""
    brief: bool = False
    """Whether it may be nothing but the wake phrase: a word as short as "lock" can end before the phrase is noticed."""

    @property
    def seconds(self) -> float:
        """From onset to end of speech, s."""
        return (self.speech_end - self.speech_start) / SAMPLE_RATE


class Expecting(Enum):
    """What kind of words a transcriber should be ready for."""

    COMMAND = "command"
    """One of the skills' sentences."""
    ANSWER = "answer"
    """Free words, in answer to a question."""
    YES_NO = "yes_no"
    PIN = "pin"
    """Digits."""
    DICTATION = "dictation"
    """Free words, with the dictation commands among them."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word and where it was said."""

    text: str
    start: float
    """Audio time, s."""
    end: float
    confidence: float
    """0 to 1, as the engine sees it."""


@dataclass(frozen=True, slots=True)
class Transcript:
    """What was heard; empty text means that nobody said a word."""

    text: str
    engine: str
    """Such as ``whisper:base.en`` or ``sphinx:grammar``."""
    start: float = 0.0
    """Audio time of the onset of speech, s."""
    end: float = 0.0
    """Audio time of the end of speech, s."""
    confidence: float = 1.0
    """0 to 1, as the engine sees it."""
    words: tuple[Word, ...] = ()
    capture: str = ""
    """The id of the recording that holds it, in a dictation."""
    called: bool = False
    """Whether it began with the wake phrase, in a dictation; the text is without it."""
    unsure: tuple[int, ...] = ()
    """Indexes of the words of ``text.split()`` that the engine was not sure of, by a bar of its own; ascending."""


@dataclass(frozen=True, slots=True)
class Phrasebook:
    """What an engine may be told beforehand of what she is going to say."""

    commands: str = ""
    """A JSGF grammar of every command, with the roster's names in it."""
    dictation: str = ""
    """A JSGF grammar of the commands inside a dictation."""
    hotwords: tuple[str, ...] = ()
    """Words that general recognisers get wrong: names and initials of the roster, and what she has spelt."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of calendar time that she spoke of: a day, a week, an afternoon."""

    start: datetime
    """Aware, in the home's zone; included."""
    end: datetime
    """Aware; excluded."""
    said: str
    """As it is said back: "today", "on Thursday", "this week"."""

    @property
    def one_day(self) -> date | None:
        """The day, where the span lies within a single one."""
        last = (self.end - timedelta(microseconds=1)).date()
        return self.start.date() if last == self.start.date() else None


SlotValue = Client | Span | datetime | timedelta | int | str
"""client, when, time, duration, count, text (see `assistant.intents.slots`)."""


@dataclass(frozen=True, slots=True)
class Intent:
    """What she wants, with every slot resolved."""

    name: str
    """``<skill folder>.<verb>``."""
    slots: Mapping[str, SlotValue] = field(default_factory=dict)
    text: str = ""
    """The words that it was understood from."""
    score: float = 1.0
    """1 for an exact sentence, less for a near miss."""
    pin: str = field(default="", repr=False)
    """The words of a PIN that followed "unlock" in the same breath: for the lock alone, in no trace."""


class SpeechLevel(IntEnum):
    """What may be said aloud in the room."""

    PUBLIC = 0
    """Times and counts."""
    PRIVATE = 1
    """Also initials."""
    FULL = 2
    """Everything."""


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer, worded for each room: the fullest wording that the level allows is spoken.

    `public` must be given, so that nobody can forget to think of the room: it never holds a name, initials, a
    title or a client's words.
    """

    public: str
    private: str | None = None
    """May hold initials; None: as `public`."""
    full: str | None = None
    """May hold anything; None: as `private`."""
    more: bool = False
    """Whether it declines because the room is locked: then it is said how to unlock it."""

    def at(self, level: SpeechLevel) -> str:
        """The words for a room at `level`."""
        if level >= SpeechLevel.FULL and self.full is not None:
            return self.full
        if level >= SpeechLevel.PRIVATE and self.private is not None:
            return self.private
        return self.public

    def level(self, level: SpeechLevel) -> SpeechLevel:
        """The level of the words that `at(level)` gives."""
        said = self.at(level)
        if said == self.public:
            return SpeechLevel.PUBLIC
        return SpeechLevel.PRIVATE if said == self.private else SpeechLevel.FULL


class Cue(Enum):
    """The tones."""

    HEARD = "heard"
    """Its name was heard; it listens."""
    UNDERSTOOD = "understood"
    FAILED = "failed"
    ASIDE = "aside"
    """A dictation command was carried out."""
    PAUSED = "paused"
    """She has been silent for long: what she dictates rests until she speaks again."""
    PRIVATE = "private"
    """What is said from now on goes to a note of its own, that nobody but her reads."""
    TIMER = "timer"
