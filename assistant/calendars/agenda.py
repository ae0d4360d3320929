"""All calendars together: what is on, what is next, and which calendar could not be asked."""

import asyncio
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from assistant.calendars.names import recognise
from assistant.errors import AssistantError, CalendarUnreachable, NotFound
from assistant.events import Span
from assistant.ports import CalendarSource, Roster
from assistant.records import Appointment, Client

FRESH_S = 60.0
"""For how long an answer serves again; one with a calendar missing, only a quarter of that."""
AHEAD = timedelta(days=62)
"""How far the calendars are asked ahead in one go, so that the next question is already answered."""
BEHIND = timedelta(days=7)
HORIZON = timedelta(days=400)
"""How far ahead the next session is looked for."""


@dataclass(frozen=True, slots=True)
class _Window:
    """What the calendars held between two moments."""

    start: datetime
    end: datetime
    expires: float
    appointments: tuple[Appointment, ...]
    trouble: str


class HouseAgenda:
    """Asks every source at once, each on a worker; one that fails does not hide the others."""

    def __init__(
        self,
        sources: Sequence[CalendarSource],
        roster: Roster,
        zone: ZoneInfo,
        workers: Executor | None = None,
        *,
        patience_s: float = 30.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`workers`: where sources block, by default the loop's own; `patience_s`: the longest that a source is
        waited for; `clock`: seconds."""
        self._sources = tuple(sources)
        self._roster = roster
        self._zone = zone
        self._workers = workers
        self._patience_s = patience_s
        self._clock = clock
        self._window: _Window | None = None
        self._asking = asyncio.Lock()
        self._pending: dict[str, asyncio.Future[Sequence[Appointment]]] = {}
        """Sources that were too slow and have not come back yet."""
        self._trouble = ""

    @property
    def trouble(self) -> str:
        """What to say of calendars that failed at the last question, or whose answer is old; else empty."""
        return self._trouble

    async def between(self, span: Span) -> Sequence[Appointment]:
        """What overlaps the span, in order of start, clients recognised in the titles.

        Raises `NotFound` where no calendar is configured, `CalendarUnreachable` where none of them answers.
        """
        held = await self._held(span.start, span.end)
        return self._with_clients([one for one in held if _overlaps(one, span.start, span.end)])

    async def next_after(self, moment: datetime, client: Client | None = None) -> Appointment | None:
        """The first session that starts after `moment`, with that client where one is given.

        Any timed appointment counts where no calendar holds sessions. Looks `HORIZON` ahead; raises as `between`.
        """
        for ahead in (AHEAD - timedelta(days=1), HORIZON):
            held = await self._held(moment, moment + ahead)
            found = self._first(held, moment, client)
            if found:
                return found
        return None

    def _first(self, held: Sequence[Appointment], moment: datetime, client: Client | None) -> Appointment | None:
        sessions_only = any(source.sessions for source in self._sources)
        later = [
            one
            for one in held
            if not one.all_day and (one.session or not sessions_only) and one.start.astimezone(UTC) > moment
        ]
        if client is None:
            return self._with_clients(later[:1])[0] if later else None
        return next((one for one in self._with_clients(later) if one.client and one.client.id == client.id), None)

    def _with_clients(self, appointments: Sequence[Appointment]) -> list[Appointment]:
        clients = self._roster.all()
        return [replace(one, client=recognise(one.title, clients)) for one in appointments]

    async def _held(self, start: datetime, end: datetime) -> Sequence[Appointment]:
        """Everything from a stretch that covers [start, end); asks the sources where what is known is not fresh."""
        if not self._sources:
            raise NotFound(
                "No calendar is set up yet; add one to the configuration, then ask again.",
                fix="`assistant config init` writes the configuration; add a [[calendar.sources]] table to it.",
            )
        async with self._asking:
            window = self._window
            if not (window and window.start <= start and end <= window.end and self._clock() < window.expires):
                window = await self._ask(*stretch(start, end, self._zone))
                self._window = window
        self._trouble = window.trouble
        return window.appointments

    async def _ask(self, start: datetime, end: datetime) -> _Window:
        answers = await asyncio.gather(*(self._source(source, start, end) for source in self._sources))
        failures = [answer for answer in answers if isinstance(answer, AssistantError)]
        if len(failures) == len(self._sources):
            self._trouble = failures[0].spoken
            raise failures[0] if len(failures) == 1 else _all(failures)
        found = [one for answer in answers if not isinstance(answer, AssistantError) for one in answer]
        troubles = [
            answer.spoken if isinstance(answer, AssistantError) else source.trouble
            for source, answer in zip(self._sources, answers, strict=True)
        ]
        return _Window(
            start=start,
            end=end,
            expires=self._clock() + FRESH_S * (0.25 if failures else 1),
            appointments=tuple(sorted(found, key=lambda one: (one.start.astimezone(UTC), one.end.astimezone(UTC)))),
            trouble=" ".join(filter(None, troubles)),
        )

    async def _source(
        self, source: CalendarSource, start: datetime, end: datetime
    ) -> Sequence[Appointment] | AssistantError:
        earlier = self._pending.get(source.name)
        if earlier and not earlier.done():  # a second thread would only hang beside the first
            return _slow(source)
        answer = asyncio.get_running_loop().run_in_executor(self._workers, source.between, start, end)
        self._pending[source.name] = answer
        done, _ = await asyncio.wait({answer}, timeout=self._patience_s)
        if not done:
            answer.add_done_callback(lambda late: late.cancelled() or late.exception())
            return _slow(source)
        try:
            return answer.result()
        except AssistantError as error:
            return error


def stretch(start: datetime, end: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """What the calendars are asked for so that [start, end) is answered, and the next questions too."""
    day = start.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    return day - BEHIND, max(end, day + AHEAD)


def _slow(source: CalendarSource) -> AssistantError:
    return CalendarUnreachable(
        f"Your {source.name} calendar takes too long to answer.", fix=f"Calendar {source.name}: no answer in time."
    )


def _all(failures: Sequence[AssistantError]) -> AssistantError:
    return CalendarUnreachable(
        "I can't reach any of your calendars.", fix="\n".join(error.fix or error.spoken for error in failures)
    )


def _overlaps(one: Appointment, start: datetime, end: datetime) -> bool:
    begins, ends = one.start.astimezone(UTC), one.end.astimezone(UTC)
    return begins < end and (ends > start or (ends == begins and begins >= start))
