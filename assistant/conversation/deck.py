"""The recording of a dictation: which frames go to the disk, and from when to when."""

import asyncio
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from assistant.errors import AssistantError
from assistant.events import FRAME, SAMPLE_RATE, AudioFrame, Transcript, Utterance
from assistant.ports import Recording, Tape

RECENT = 8 * SAMPLE_RATE // FRAME
"""Frames that stay in memory: what she says right after the words that begin a recording belongs to it."""

BEFORE = 2 * SAMPLE_RATE
"""Samples before she is noticed to speak again after a rest that are kept too: her voice began within them."""

LEAD = 4 * FRAME
"""Samples before her voice that belong to a word: its first sound may be too soft to be heard as one."""


class Deck:
    """Sees every frame; while a dictation goes on, all of them go to its recording, in order and without a gap.

    What cannot be kept ends the recording: `trouble` says why, and `on_trouble` is called at once.
    """

    def __init__(self, tape: Tape | None, now: Callable[[], datetime]) -> None:
        """`tape`: None where nothing is heard, as at a keyboard."""
        self.tape = tape
        """Where recordings go; another one when the vault is opened or sealed."""
        self._now = now
        self._recording: Recording | None = None
        self.going_on = False
        """Whether there is a dictation, recorded or not."""
        self._paused = False
        self.resting = False
        """Whether nothing is kept because she is silent."""
        self._recent: deque[AudioFrame] = deque(maxlen=RECENT)
        self._next = 0
        """Index of the first sample that may be written."""
        self._last: Utterance | None = None
        self._one_at_a_time = asyncio.Lock()
        self.trouble: AssistantError | None = None
        """Why nothing more is kept of this dictation."""
        self.on_trouble: Callable[[AssistantError], None] | None = None

    @property
    def capture(self) -> str:
        """The id of the recording that is being made, else empty."""
        return self._recording.id if self._recording is not None else ""

    @property
    def recording(self) -> bool:
        """Whether a dictation goes on and is neither paused nor at rest."""
        return self.going_on and not self._paused and not self.resting

    def heard(self, utterance: Utterance) -> None:
        """She has said this; a recording that begins now has what comes after it."""
        self._last = utterance

    async def hear(self, frame: AudioFrame) -> None:
        """Keep a frame where a dictation goes on; returns when the disk has room for the next."""
        async with self._one_at_a_time:
            self._recent.append(frame)
            if not self._paused and not self.resting:
                await self._write(frame)

    async def begin(self, note_id: str) -> None:
        """Record from the end of what she said last. Raises `DiskFull`, `InputOutput`."""
        async with self._one_at_a_time:
            self.trouble, self._paused, self.resting = None, False, False
            self.going_on = True
            if self.tape is None:
                return
            self._recording = self.tape.begin(note_id, self._now())
            self._next = self._last.start + len(self._last.samples) if self._last else 0
            await self._catch_up()

    async def pause(self, *, since: Transcript | None = None) -> None:
        """Keep nothing from now on, or from the end of what she said `since`: what is kept already goes again.

        Raises `DiskFull`, `InputOutput`.
        """
        async with self._one_at_a_time:
            self._paused = True
            if since is not None and self._recording is not None:
                self._next = min(self._next, round(since.end * SAMPLE_RATE))
                try:
                    await self._recording.cut(self._next)
                except AssistantError as error:
                    self.trouble = error
                    raise

    async def go_on(self) -> None:
        """Record again, what she said last ("resume") and all that came after it, and next to nothing before it."""
        async with self._one_at_a_time:
            self.resting = False
            if self._paused:
                self._paused = False
                if self._last is not None:
                    self._next = max(self._next, self._last.start, self._last.speech_start - LEAD)
                await self._catch_up()

    def rest(self) -> None:
        """She is silent: keep nothing until `wake`."""
        self.resting = True

    async def wake(self) -> None:
        """She has begun to speak again: keep it from before she did. A pause that she asked for stays one."""
        async with self._one_at_a_time:
            if self.resting:
                self.resting = False
                if not self._paused and self._recent:
                    self._next = max(self._next, self._recent[-1].start - BEFORE)
                    await self._catch_up()

    @contextmanager
    def deaf(self) -> Iterator[None]:
        """What is said in here is not recorded, though a dictation goes on."""
        paused, self._paused = self._paused, True
        try:
            yield
        finally:
            self._paused = paused

    async def end(self) -> None:
        """The dictation is over; harmless twice. Raises `DiskFull`, `InputOutput`."""
        async with self._one_at_a_time:
            recording, self._recording = self._recording, None
            self.trouble, self._paused, self.resting, self.going_on = None, False, False, False
            if recording is not None:
                await recording.close()

    async def erase(self) -> None:
        """The dictation is over, and nothing of its sound stays. Raises `InputOutput`."""
        async with self._one_at_a_time:
            recording, self._recording = self._recording, None
            if recording is not None:
                await recording.erase()

    async def _catch_up(self) -> None:
        for frame in list(self._recent):
            await self._write(frame)

    async def _write(self, frame: AudioFrame) -> None:
        if self._recording is None or self.trouble is not None or frame.start < self._next:
            return
        try:
            await self._recording.write(frame)
        except AssistantError as error:
            self.trouble = error
            if self.on_trouble:
                self.on_trouble(error)
        else:
            self._next = frame.start + len(frame.samples)
