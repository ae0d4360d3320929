"""Time: the audio clock that counts samples, and the clocks that tell the hour."""

import asyncio
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from assistant.events import SAMPLE_RATE


class AudioClock:
    """How much of the input has been heard, and who waits for more of it.

    A replay advances only while somebody waits (`wanted`): thinking takes no audio time, so the same files give
    the same conversation on any machine. A microphone advances it at the world's pace.
    """

    def __init__(self) -> None:
        self.position = 0
        """Samples heard so far."""
        self._waiting: list[tuple[int, asyncio.Future[None]]] = []
        self._demand: set[object] = set()
        self._changed = asyncio.Event()
        self._ended = False

    @property
    def seconds(self) -> float:
        """Audio time, s."""
        return self.position / SAMPLE_RATE

    def want(self, who: object) -> None:
        """`who` cannot go on until more has been heard."""
        self._demand.add(who)
        self._changed.set()

    def release(self, who: object) -> None:
        """`who` waits no longer; harmless when it did not."""
        self._demand.discard(who)

    async def wanted(self) -> None:
        """Return as soon as somebody waits for more sound."""
        while not self._demand:
            self._changed.clear()
            await self._changed.wait()

    def advance(self, position: int) -> None:
        """The input has been heard up to this sample; wakes at once whoever waited for it."""
        self.position = position
        due = [entry for entry in self._waiting if entry[0] <= position]
        if due:
            self._waiting = [entry for entry in self._waiting if entry[0] > position]
            for _, future in due:
                self.release(future)
                if not future.done():
                    future.set_result(None)

    def end(self) -> None:
        """There will be no more sound: nobody waits from now on."""
        self._ended = True
        self.advance(max([self.position, *(position for position, _ in self._waiting)]))

    async def wait_until(self, position: int) -> None:
        """Return when the input has been heard up to this sample."""
        if position <= self.position or self._ended:
            return
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((position, future))
        self.want(future)
        try:
            await future
        finally:
            self.release(future)
            self._waiting = [entry for entry in self._waiting if entry[1] is not future]

    async def wait(self, seconds: float) -> None:
        """Let that much be heard."""
        await self.wait_until(self.position + round(seconds * SAMPLE_RATE))


class WallClock:
    """The hour as the machine has it, or running on from a given moment."""

    def __init__(self, zone: ZoneInfo, start: datetime | None = None) -> None:
        self._zone = zone
        self._start = start
        self._began = time.monotonic()

    def now(self) -> datetime:
        """Aware, in the home's zone."""
        if self._start is None:
            return datetime.now(self._zone)
        moved = self._start + timedelta(seconds=time.monotonic() - self._began)
        return moved.astimezone(self._zone)


class ReplayClock:
    """The hour inside a replay: its first sample is `start`, and audio time moves it."""

    def __init__(self, zone: ZoneInfo, start: datetime, audio: Callable[[], float]) -> None:
        self._zone = zone
        self._start = start
        self._audio = audio

    def now(self) -> datetime:
        """Aware, in the home's zone."""
        return (self._start + timedelta(seconds=self._audio())).astimezone(self._zone)
