"""Sound and engines: sources, sinks, what hears and what speaks.

An engine's constructor takes its own section of the settings and loads what it needs (heavy imports inside);
its methods may block: the conversation calls each engine on a worker of its own."""

from collections.abc import AsyncIterator, Sequence
from typing import Protocol

from assistant.events import AudioFrame, Clip, Expecting, Phrasebook, Transcript, Utterance, Wake


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
        """Be ready for these, which costs little where most is as before.

        Called at start, where the roster or the lexicon has changed, and at both ends of a dictation: within it,
        `Phrasebook.dictation` has the sections of the open note only.
        """
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
