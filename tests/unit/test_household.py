"""The household's answers, in the words that are spoken."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from assistant.api import House, Reply, SpeechLevel, Timer
from assistant.events import Intent
from assistant.intents.capabilities import InstalledSkills
from assistant.intents.sentences import load
from assistant.saying import calendar_day as day
from assistant.saying import in_turn, number, rank
from skills.household.skill import Household
from skills.household.wording import clock, length

NOW = datetime(2026, 11, 23, 17, 40, tzinfo=ZoneInfo("America/Chicago"))


@dataclass
class MemoryTimers:
    kept: list[Timer] = field(default_factory=list)

    def set(self, length: timedelta, name: str = "") -> Timer:
        timer = Timer(str(len(self.kept)), NOW + length, length.total_seconds(), name)
        self.kept.append(timer)
        return timer

    def running(self) -> Sequence[Timer]:
        return sorted(self.kept, key=lambda one: one.due)

    def cancel(self, timer_id: str) -> None:
        self.kept = [one for one in self.kept if one.id != timer_id]


class MemoryVolume:
    level = 7

    def set(self, level: int) -> None:
        self.level = min(10, max(0, level))


@dataclass
class ScriptedTurn:
    """A turn in which she gives these answers to yes-or-no questions."""

    now: datetime = NOW
    intent: Intent = Intent("household.time")  # noqa: RUF009
    level: SpeechLevel = SpeechLevel.PRIVATE
    answers: list[bool] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    async def confirm(self, question: Reply) -> bool:
        self.asked.append(question.public)
        return self.answers.pop(0)


@pytest.fixture
def timers() -> MemoryTimers:
    return MemoryTimers()


@pytest.fixture
def household(timers: MemoryTimers) -> Household:
    absent: Any = None
    house = House(
        clock=absent, roster=absent, agenda=absent, notes=absent, mail=absent, queue=absent, drafter=absent,
        recovery=absent, lexicon=absent, supervision=absent, process=absent, times=absent, forms=absent,
        timers=timers, volume=MemoryVolume(),
        capabilities=InstalledSkills({"household": Household}, [load("household", "skills.household")]),
    )  # fmt: skip
    return Household(house)


@pytest.fixture
def turn() -> Any:
    return ScriptedTurn()


async def test_it_tells_the_time_and_the_date(household: Household, turn: Any) -> None:
    assert (await household.time(turn)).public == "It's five forty p m."
    assert (await household.date(turn)).public == "Today is Monday, November twenty third."


@pytest.mark.parametrize(
    ("hour", "minute", "said"),
    [
        (0, 0, "midnight"), (0, 5, "twelve oh five a m"), (9, 0, "nine a m"), (9, 9, "nine oh nine a m"),
        (12, 0, "noon"), (12, 30, "twelve thirty p m"), (13, 15, "one fifteen p m"), (23, 59, "eleven fifty nine p m"),
    ],
)  # fmt: skip
def test_times_are_spoken_as_people_say_them(hour: int, minute: int, said: str) -> None:
    assert clock(NOW.replace(hour=hour, minute=minute)) == said


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "less than a second"), (1, "one second"), (59.6, "one minute"), (90, "one minute and thirty seconds"),
        (600, "ten minutes"), (3600, "one hour"), (5400, "one hour and thirty minutes"), (86400, "one day"),
        (3661, "one hour and one minute"), (-5, "less than a second"),
    ],
)  # fmt: skip
def test_lengths_are_spoken_in_two_parts_at_most(seconds: float, said: str) -> None:
    assert length(seconds) == said


def test_numbers_ranks_and_lists_are_spoken() -> None:
    assert [number(n) for n in (0, 13, 20, 45, 100)] == ["zero", "thirteen", "twenty", "forty five", "100"]
    assert [rank(n) for n in (1, 2, 3, 4, 5, 8, 9, 12, 20, 22, 30, 31)] == [
        "first", "second", "third", "fourth", "fifth", "eighth", "ninth", "twelfth", "twentieth", "twenty second",
        "thirtieth", "thirty first",
    ]  # fmt: skip
    assert in_turn(["a", "b", "c"]) == "a, b, and c"
    assert day(NOW + timedelta(days=8)) == "Tuesday, December first"


async def test_a_timer_runs_and_says_what_is_left(household: Household, turn: Any, timers: MemoryTimers) -> None:
    assert (await household.timer(turn, timedelta(minutes=10))).public == "Ten minutes, starting now."
    later = replace(turn, now=NOW + timedelta(minutes=4))
    assert (await household.timers(later)).public == "Six minutes."
    assert (await household.cancel_timer(turn)).public == "The timer is cancelled."
    assert timers.kept == []
    assert (await household.timers(turn)).public == "There is no timer."
    assert (await household.cancel_timer(turn)).public == "There is no timer."


async def test_a_timers_name_is_hers_and_only_for_an_unlocked_room(household: Household, turn: Any) -> None:
    reply = await household.timer(turn, timedelta(minutes=10), "pasta")
    assert reply.public == "Ten minutes, starting now."
    assert reply.at(SpeechLevel.PRIVATE) == "Ten minutes, starting now."
    assert reply.at(SpeechLevel.FULL) == "Ten minutes for pasta, starting now."
    await household.timer(turn, timedelta(minutes=3))
    told = await household.timers(turn)
    assert told.public == "Two timers: three minutes and ten minutes."
    assert told.at(SpeechLevel.FULL) == "Two timers: three minutes and ten minutes on pasta."


async def test_one_of_several_timers_is_cancelled_by_name(
    household: Household, turn: Any, timers: MemoryTimers
) -> None:
    timers.set(timedelta(minutes=3), "egg")
    timers.set(timedelta(minutes=10), "pasta")
    assert (await household.cancel_timer(turn, "rice")).public.endswith("Nothing was cancelled.")
    assert len(timers.kept) == 2
    await household.cancel_timer(turn, "pasta")
    assert [one.name for one in timers.kept] == ["egg"]
    timers.set(timedelta(minutes=5))
    await household.cancel_timer(turn, "five minute")
    assert [one.name for one in timers.kept] == ["egg"]


async def test_cancelling_one_of_several_asks_which(household: Household, turn: Any, timers: MemoryTimers) -> None:
    timers.set(timedelta(minutes=10))
    timers.set(timedelta(minutes=3))
    turn.answers = [False, True]
    assert (await household.cancel_timer(turn)).public == "Okay, all of them go on."
    assert len(timers.kept) == 2
    await household.cancel_timer(turn)
    assert [one.seconds for one in timers.kept] == [600]
    assert len(turn.asked) == 2
    timers.set(timedelta(minutes=3))
    assert (await household.cancel_timers(turn)).public == "All timers are cancelled."
    assert timers.kept == []


async def test_a_timer_of_two_days_is_refused(household: Household, turn: Any, timers: MemoryTimers) -> None:
    assert (await household.timer(turn, timedelta(days=2))).public.endswith("Nothing was set.")
    assert timers.kept == []


async def test_the_volume_goes_up_and_down_and_not_beyond(household: Household, turn: Any) -> None:
    assert (await household.louder(turn)).public == "Volume eight."
    assert (await household.volume(turn, 50)).public == "Volume five."
    assert (await household.volume(turn, 0)).public == "Volume zero."
    assert (await household.quieter(turn)).public == "That's as quiet as I get."
    assert (await household.volume(turn, 10)).public == "Volume ten."
    assert (await household.louder(turn)).public == "That's as loud as I get."
    assert (await household.volume(turn, 500)).public == "The volume goes from zero to ten."


async def test_help_is_short_and_made_of_what_is_installed(household: Household, turn: Any) -> None:
    said = (await household.help(turn)).public
    assert said == "You can say: set a timer for ten minutes. Or ask me about timers."


@pytest.mark.parametrize(
    ("heard", "hour", "said"),
    [("thank you", 9, "You're welcome."), ("goodbye", 9, "Goodbye."), ("good night", 22, "Good night."), ("bye", 2, "Good night.")],
)  # fmt: skip
async def test_it_says_goodbye(household: Household, turn: Any, heard: str, hour: int, said: str) -> None:
    told = replace(turn, intent=Intent("household.goodbye", text=heard), now=NOW.replace(hour=hour))
    assert (await household.goodbye(told)).public == said
