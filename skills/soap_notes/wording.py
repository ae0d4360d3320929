"""How a note is spoken of: pure sentences, apart from the dialogue."""

from collections.abc import Sequence

from assistant.api import Client, Note, Reply, datetime

_ONES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = {2: "twenty", 3: "thirty", 4: "forty", 5: "fifty"}


def clock_time(moment: datetime) -> str:
    """A time as people say it: "two o'clock", "two oh five", "eleven thirty"."""
    hour = _ONES[moment.hour % 12 or 12]
    if moment.minute == 0:
        return f"{hour} o'clock"
    if moment.minute < 10:
        return f"{hour} oh {_ONES[moment.minute]}"
    if moment.minute < 20:
        return f"{hour} {_ONES[moment.minute]}"
    tens, ones = divmod(moment.minute, 10)
    return f"{hour} {_TENS[tens]}" + (f" {_ONES[ones]}" if ones else "")


def day(moment: datetime, now: datetime) -> str:
    """A day as people say it: "today", "yesterday", "on November 3"."""
    past = (now.date() - moment.date()).days
    return {0: "today", 1: "yesterday"}.get(past, f"on {moment:%B} {moment.day}")


def listing(parts: Sequence[str]) -> str:
    """One, two and three."""
    return f"{', '.join(parts[:-1])} and {parts[-1]}" if len(parts) > 1 else "".join(parts)


def opening(client: Client, session: datetime | None, trouble: str) -> Reply:
    """Said when a note is begun, so that a wrong client or hour is heard; `session` in the home's zone."""
    if session is None:
        why = f"{trouble} " if trouble else ""
        return Reply(
            f"{why}A note without a session so far today. Go ahead.",
            private=f"{why}Note for {client.spoken}, without a session so far today. Go ahead.",
        )
    hour = clock_time(session)
    return Reply(f"Note for the {hour} session. Go ahead.", f"Note for {client.spoken}, {hour} session. Go ahead.")


def reopening(client: Client, section: str) -> Reply:
    """Said when an unfinished note is taken up again."""
    return Reply(
        f"Going on with the note, in {section}. Go ahead.",
        private=f"Going on with the note for {client.spoken}, in {section}. Go ahead.",
    )


def gaps(missing: Sequence[str]) -> str:
    """Which sections are empty, as a sentence."""
    if not missing:
        return "Every section has something in it."
    return f"{listing(missing).capitalize()} {'is' if len(missing) == 1 else 'are'} empty."


def filed(client: Client, missing: Sequence[str]) -> Reply:
    """Said when a note has been filed."""
    return Reply(f"Filed for review. {gaps(missing)}", private=f"Filed for review: {client.spoken}. {gaps(missing)}")


def read_back(said: str) -> Reply:
    """The last utterance, for an unlocked room only."""
    if not said:
        return Reply("There is nothing in this section yet.")
    return Reply("The room is locked, so I keep that to myself; it is in the note.", full=said)


def reading(note: Note, now: datetime) -> str:
    """A whole note aloud, for an unlocked room; `now` in the home's zone."""
    about = (note.appointment or note.created).astimezone(now.tzinfo)
    begin = f"Note for {note.client.spoken}, {day(about, now)}"
    begin += f", {clock_time(about)} session." if note.appointment else "."
    said = [f"{section.capitalize()}. {_ended(text)}" for section, text in note.sections.items() if text]
    return " ".join([begin, *said]) if said else f"{begin} It is empty."


def _ended(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."


def waiting(review: Sequence[Note], unfinished: Sequence[Note]) -> Reply:
    """How many notes wait, and for whom."""
    if not review and not unfinished:
        return Reply("No note is waiting.")
    public, private = [], []
    if review:
        counted = f"{_count(len(review))} {'waits' if len(review) == 1 else 'wait'} for review"
        public.append(counted)
        private.append(f"{counted}: {_initials(review)}")
    if unfinished:
        counted = f"{_count(len(unfinished))} {'is' if len(unfinished) == 1 else 'are'} not finished"
        public.append(counted)
        private.append(f"{counted}: {_initials(unfinished)}")
    return Reply(*(". ".join(part[0].upper() + part[1:] for part in parts) + "." for parts in (public, private)))


def _count(number: int) -> str:
    return f"{_ONES[number] if number < len(_ONES) else number} note{'' if number == 1 else 's'}"


def _initials(notes: Sequence[Note]) -> str:
    return listing(tuple(dict.fromkeys(note.client.spoken for note in notes)))
