"""The time, the date, timers, the volume, and the words that steer the conversation itself.

The conversation acts on "repeat", "stop", "cancel", "lock" and "unlock" by itself, for they concern its own state;
their handlers here answer when nothing is going on, or what is typed.
"""

import re

from assistant.api import Help, Reply, Skill, Timer, Turn, saying, timedelta
from skills.household.wording import clock, length

_LONGEST = timedelta(hours=24)
_INITIALS = re.compile(r"\b[A-Z] [A-Z]\b")
_TOPICS = (
    ("agenda", "your calendar"),
    ("soap_notes", "notes"),
    ("replies", "replies to clients"),
    ("briefing", "your briefing"),
    ("household", "timers"),
)


class Household(Skill):
    """What every voice in a house can do."""

    folder = "household"

    async def time(self, turn: Turn) -> Reply:
        """Tell the time: "what time is it"."""
        return Reply(f"It's {clock(turn.now)}.")

    async def date(self, turn: Turn) -> Reply:
        """Tell the date: "what's the date"."""
        return Reply(f"Today is {saying.calendar_day(turn.now)}.")

    # ── timers ───────────────────────────────────────────────────────────────────────────────────────────────

    async def timer(self, turn: Turn, duration: timedelta, text: str = "") -> Reply:
        """Set a timer: "set a timer for ten minutes"."""
        if duration > _LONGEST:
            return Reply("I can count up to a day. Nothing was set.")
        self.house.timers.set(duration, text)
        said = length(duration.total_seconds())
        named = f"{said.capitalize()} for {text}, starting now." if text else None  # a name may be anybody's
        return Reply(f"{said.capitalize()}, starting now.", full=named)

    async def timers(self, turn: Turn) -> Reply:
        """Say how much time is left: "how much time is left"."""
        running = list(self.house.timers.running())
        if not running:
            return Reply("There is no timer.")
        left = [length((one.due - turn.now).total_seconds()) for one in running]
        if len(running) == 1:
            return Reply(f"{left[0].capitalize()}.", full=self._named(running[0], left[0]))
        public = f"{saying.number(len(running)).capitalize()} timers: {saying.in_turn(left)}."
        named = [f"{said} on {one.name}" if one.name else said for one, said in zip(running, left, strict=True)]
        return Reply(public, full=f"{saying.number(len(running)).capitalize()} timers: {saying.in_turn(named)}.")

    @staticmethod
    def _named(timer: Timer, left: str) -> str | None:
        return f"{left.capitalize()} on {timer.name}." if timer.name else None

    async def cancel_timer(self, turn: Turn, text: str = "") -> Reply:
        """Cancel a timer: "cancel the timer"."""
        running = list(self.house.timers.running())
        if not running:
            return Reply("There is no timer.")
        if text:
            running = [one for one in running if one.name == text] or [
                one for one in running if length(one.seconds).replace("s", "") == text.replace("s", "")
            ]
            if not running:
                return Reply("There is no timer of that name. Nothing was cancelled.")
        if len(running) > 1:
            question = f"There are {saying.number(len(running))}. Shall I cancel the one that rings next?"
            if not await turn.confirm(Reply(question)):
                return Reply("Okay, all of them go on.")
        self.house.timers.cancel(running[0].id)
        return Reply("The timer is cancelled.")

    async def cancel_timers(self, turn: Turn) -> Reply:
        """Cancel every timer: "cancel all timers"."""
        running = list(self.house.timers.running())
        for one in running:
            self.house.timers.cancel(one.id)
        if not running:
            return Reply("There is no timer.")
        return Reply("The timer is cancelled." if len(running) == 1 else "All timers are cancelled.")

    # ── the conversation ─────────────────────────────────────────────────────────────────────────────────────

    async def repeat(self, turn: Turn) -> Reply:
        """Say the last answer again: "repeat that"."""
        return Reply("I haven't said anything yet.")

    async def help(self, turn: Turn) -> Reply:
        """Say what it can do: "what can you do"."""
        # In any room: an example with somebody's initials might be a client's.
        offered = tuple(one for one in self.house.capabilities.help() if not _INITIALS.search(one.example))
        examples = [one for topic, _ in _TOPICS if (one := _first(offered, topic)) is not None][:4]
        topics = [name for topic, name in _TOPICS if _first(offered, topic) is not None]
        if not examples:
            return Reply("I can't do anything at the moment.")
        said = "; ".join(one.example.rstrip(".?!") for one in examples)
        return Reply(f"You can say: {said}. Or ask me about {saying.in_turn(topics)}.")

    async def stop(self, turn: Turn) -> Reply:
        """Be quiet at once: "stop"."""
        return Reply("Okay.")

    async def cancel(self, turn: Turn) -> Reply:
        """Give up what is going on: "cancel"."""
        return Reply("There is nothing to cancel.")

    async def goodbye(self, turn: Turn) -> Reply:
        """Say goodbye: "goodbye"."""
        if turn.intent.text.lower().startswith("thank"):
            return Reply("You're welcome.")
        return Reply("Good night." if turn.now.hour >= 20 or turn.now.hour < 4 else "Goodbye.")

    async def lock(self, turn: Turn) -> Reply:
        """Stop saying anything private aloud: "lock the room"."""
        return Reply("Say that to the house, or type: assistant room lock.")

    async def unlock(self, turn: Turn) -> Reply:
        """Let private things be said aloud, with your PIN: "unlock the room"."""
        return Reply("Say that to the house, or type: assistant room unlock.")

    # ── the volume ───────────────────────────────────────────────────────────────────────────────────────────

    async def louder(self, turn: Turn) -> Reply:
        """Speak louder: "louder"."""
        return self._volume(self.house.volume.level + 1)

    async def quieter(self, turn: Turn) -> Reply:
        """Speak more quietly: "quieter"."""
        return self._volume(self.house.volume.level - 1)

    async def volume(self, turn: Turn, count: int) -> Reply:
        """Set how loud it speaks, zero to ten: "volume five"."""
        if 10 < count <= 100:
            count = round(count / 10)
        if count > 10:
            return Reply("The volume goes from zero to ten.")
        return self._volume(count)

    def _volume(self, level: int) -> Reply:
        before = self.house.volume.level
        self.house.volume.set(level)
        after = self.house.volume.level
        if after == before and level != before:
            return Reply("That's as loud as I get." if level > after else "That's as quiet as I get.")
        return Reply(f"Volume {saying.number(after)}.")


def _first(offered: tuple[Help, ...], topic: str) -> Help | None:
    own = [one for one in offered if one.intent.partition(".")[0] == topic]
    if topic == "household":
        own = [one for one in own if one.intent == "household.timer"]
    return own[0] if own else None
