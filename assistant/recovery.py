"""What only the sound of a dictation holds: the rest of one that was cut off, and one heard again by another engine."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from assistant.errors import Corrupt, NotFound
from assistant.events import FRAME, SAMPLE_RATE, AudioFrame, Expecting, Samples, Transcript, Utterance
from assistant.intents.called import without_wake
from assistant.ports import NoteBook, Transcriber
from assistant.records import Form, NoteState, Spoken, Unfinished
from assistant.settings import Listening
from assistant.store.capture import Capture
from assistant.store.sound import Sound
from assistant.vad.endpoint import Endpointer
from assistant.vad.silero import Silero

HEARING_IN = 32 * FRAME
"""Samples before the sound in question that the voice detector is given, about a second: its first frames tell little."""

MARGINS = (round(0.5 * SAMPLE_RATE), round(0.4 * SAMPLE_RATE))
"""Samples before and after an utterance that an engine is given when it hears it again, as when she spoke."""

AFTER_S = 0.5
"""Silence after the end of a recording that was cut off, beyond the pause that ends an utterance, s."""


class Captures(Protocol):
    """The recordings; `assistant.store.capture.VaultCaptures`."""

    def of(self, note_id: str) -> Sequence[Capture]:
        """Those of a note, oldest first."""
        ...

    def waiting(self) -> Sequence[Capture]:
        """Those without a note, oldest first."""
        ...

    def sound(self, capture_id: str) -> Sound:
        """What can be read of one. Raises `Corrupt`, `NotFound`."""
        ...

    def give(self, capture_id: str, note_id: str) -> None:
        """It belongs to this note from now on. Raises `NotFound`."""
        ...


class VaultRecovery:
    """`assistant.ports.Recovery` over an open vault.

    `transcriber` gives the engine, called only when there is something to hear, and makes it ready for a note of that
    format, as which it is left; `passing` tells a request that was answered on the way ("what time is it") from what
    belongs to the dictation, and `wakes` are the phrases that do not.
    """

    def __init__(
        self,
        notes: NoteBook,
        captures: Captures,
        transcriber: Callable[[Form], Transcriber],
        passing: Callable[[Transcript], bool],
        listening: Listening,
        wakes: Sequence[str] = (),
    ) -> None:
        self._notes = notes
        self._captures = captures
        self._transcriber = transcriber
        self._passing = passing
        self._listening = listening
        self._wakes = wakes

    def unfinished(self) -> Sequence[Unfinished]:
        """Notes still in *dictating* and recordings without a note, oldest first."""
        cut = [
            Unfinished(note.id, next((each.id for each in reversed(self._captures.of(note.id))), ""), note.created)
            for note in self._notes.list(state=NoteState.DICTATING)
        ]
        alone = [Unfinished("", capture.id, capture.started) for capture in self._captures.waiting()]
        return sorted([*cut, *alone], key=lambda each: each.started)

    def seconds(self, which: Unfinished) -> float:
        """How much of its sound comes after the last utterance that its note holds, s.

        Raises `Corrupt` where there are recordings and nothing of any can be read, `NotFound`.
        """
        left, damaged, readable = 0, None, False
        for capture_id, since in self._places(which).items():
            try:
                runs = self._captures.sound(capture_id).runs
            except Corrupt as error:
                damaged = error
                continue
            readable = True
            left += sum(max(0, start + len(samples) - max(start, since)) for start, samples in runs)
        if damaged is not None and not readable:
            raise damaged
        return left / SAMPLE_RATE

    async def unheard(self, which: Unfinished, form: Form) -> AsyncGenerator[Transcript, None]:
        """What was said in that sound, utterance by utterance. Raises `Corrupt` after all that can be read."""
        damaged: Corrupt | None = None
        engine: Transcriber | None = None
        for capture_id, since in self._places(which).items():
            try:
                sound = await asyncio.to_thread(self._captures.sound, capture_id)
            except Corrupt as error:
                damaged = error
                continue
            utterances = cut(sound, since, self._listening)
            while (utterance := await asyncio.to_thread(next, utterances, None)) is not None:
                if engine is None:
                    engine = await asyncio.to_thread(self._transcriber, form)
                heard = await asyncio.to_thread(self._hear, utterance, engine)
                if heard.text and not self._passing(heard):
                    yield replace(heard, capture=capture_id)
        if damaged is not None:
            raise damaged

    async def again(self, note_id: str, engine: Transcriber) -> AsyncGenerator[tuple[int, Transcript], None]:
        """Every utterance of text whose whole sound is there, as `engine` hears it, with its place in the transcript.

        Raises `NotFound` for the note; `Corrupt` at the end where a recording is damaged and nothing could be heard.
        """
        held: tuple[str, Sound | None] = ("", None)
        damaged, heard = None, False
        for stretch in stretches(self._notes.get(note_id).transcript):
            if stretch.capture != held[0]:
                held = (stretch.capture, None)
                try:
                    held = (stretch.capture, await asyncio.to_thread(self._captures.sound, stretch.capture))
                except NotFound:
                    pass  # it has had its time
                except Corrupt as error:
                    damaged = error
            utterance = stretch.of(held[1]) if held[1] is not None else None
            if utterance is not None:
                heard = True
                said = await asyncio.to_thread(self._hear, utterance, engine)
                yield stretch.seq, replace(said, capture=stretch.capture)
        if damaged is not None and not heard:
            raise damaged

    def give(self, which: Unfinished, note_id: str) -> None:
        """A recording without a note belongs to this note from now on."""
        self._captures.give(which.capture, note_id)

    def _hear(self, utterance: Utterance, engine: Transcriber) -> Transcript:
        """As it would have been heard while she spoke: the wake phrase is no part of it."""
        return without_wake(engine.transcribe(utterance, Expecting.DICTATION), self._wakes)

    def _places(self, which: Unfinished) -> dict[str, int]:
        """Each of its recordings, with the sample from which on it has not been heard."""
        if not which.note:
            return {which.capture: 0}
        heard: dict[str, int] = {}
        for spoken in self._notes.get(which.note).transcript:
            heard[spoken.capture] = max(heard.get(spoken.capture, 0), round(spoken.end * SAMPLE_RATE))
        return {capture.id: heard.get(capture.id, 0) for capture in self._captures.of(which.note)}


@dataclass(frozen=True, slots=True)
class Stretch:
    """Where an utterance of text lies in its recording; samples of its stream."""

    seq: int
    capture: str
    begin: int
    """The onset of speech."""
    end: int
    first: int
    """No sample before this one belongs to it, for another utterance may."""
    last: int
    """So does none from this one on."""

    def of(self, sound: Sound) -> Utterance | None:
        """Its sound, with what there is of the margins; None where some of it is missing."""
        for start, samples in sound.runs:
            if start - FRAME <= self.begin and self.end <= start + len(samples) + FRAME:
                first = max(start, self.first, self.begin - MARGINS[0])
                last = min(self.last, self.end + MARGINS[1])
                return Utterance(samples[first - start : max(0, last - start)], first, self.begin, self.end)
        return None


def stretches(transcript: Sequence[Spoken]) -> Iterator[Stretch]:
    """Of everything in it that is text and was recorded, in order."""
    places = [(one.capture, round(one.start * SAMPLE_RATE), round(one.end * SAMPLE_RATE)) for one in transcript]
    for one, (capture, begin, end) in zip(transcript, places, strict=True):
        if capture and not one.command and begin < end:
            before = [stop for held, _, stop in places if held == capture and stop <= begin]
            after = [start for held, start, _ in places if held == capture and start >= end]
            yield Stretch(one.seq, capture, begin, end, max(before, default=0), min(after, default=end + MARGINS[1]))


def cut(sound: Sound, since: int, listening: Listening) -> Iterator[Utterance]:
    """The utterances that begin at or after the sample `since`.

    Where a run ends and another follows, she had paused the dictation: what had been begun there was not meant for it.
    At the end of a recording that was cut off, what had been begun is an utterance all the same.
    """
    for number, (start, samples) in enumerate(sound.runs):
        if start + len(samples) > since:
            last = number == len(sound.runs) - 1
            yield from _cut_run(start, samples, since, listening, ends=last)


def _cut_run(start: int, samples: Samples, since: int, listening: Listening, *, ends: bool) -> Iterator[Utterance]:
    detector = Silero()
    endpointer = Endpointer(
        threshold=listening.threshold, pause_s=listening.dictation_pause_s, longest_s=listening.longest_s
    )
    after = round((listening.dictation_pause_s + AFTER_S) * SAMPLE_RATE) if ends else 0
    padded = np.pad(samples, (0, after + -(len(samples) + after) % FRAME))
    first = max(0, since - HEARING_IN - start) // FRAME * FRAME
    for at in range(first, len(padded), FRAME):
        frame = AudioFrame(padded[at : at + FRAME], start + at)
        if not endpointer.is_open and frame.start >= since:
            endpointer.open()
        utterance = endpointer.push(frame, detector.probability(frame))
        if utterance is not None:
            yield utterance
