"""How a note is spoken of: pure sentences, apart from the dialogue."""

from collections.abc import Mapping, Sequence

from assistant.api import Client, Note, Reply, Unfinished, datetime, saying


def session_hour(start: datetime) -> str:
    """A session by its hour, as people say it: "two o'clock", "eleven thirty", "noon"."""
    said = saying.hour(start)
    return f"{said} o'clock" if start.minute == 0 and said.isalpha() and said not in {"noon", "midnight"} else said


def opening(client: Client, session: datetime | None, trouble: str) -> Reply:
    """Said when a note is begun, so that a wrong client or hour is heard; `session` in the home's zone."""
    if session is None:
        why = f"{trouble} " if trouble else ""
        return Reply(
            f"{why}A note without a session so far today. Go ahead.",
            private=f"{why}Note for {client.spoken}, without a session so far today. Go ahead.",
        )
    hour = session_hour(session)
    return Reply(f"Note for the {hour} session. Go ahead.", f"Note for {client.spoken}, {hour} session. Go ahead.")


def reopening(client: Client, section: str) -> Reply:
    """Said when an unfinished note is taken up again."""
    return Reply(
        f"Going on with the note, in {section}. Go ahead.",
        private=f"Going on with the note for {client.spoken}, in {section}. Go ahead.",
    )


def offer(unfinished: Sequence[Unfinished], notes: Sequence[Note], now: datetime) -> Reply:
    """Said before anything else where dictations were cut off; `now` in the home's zone, `unfinished` oldest first."""
    newest = when(unfinished[-1].started.astimezone(now.tzinfo), now)  # the one that "continue my note" takes up
    if len(unfinished) > 1:
        counted = f"{saying.number(len(unfinished))} unfinished notes"
        return Reply(f"You have {counted}, the last from {newest}. Say continue my note.")
    owner = next((f" for {note.client.spoken}" for note in notes if note.id == unfinished[-1].note), "")
    return Reply(
        f"You have an unfinished note from {newest}. Say continue my note.",
        private=f"You have an unfinished note{owner} from {newest}. Say continue my note.",
    )


def found_recording(started: datetime, now: datetime) -> Reply:
    """Said before she is asked whom a recording is for."""
    return Reply(f"There is a recording from {when(started, now)}.")


def is_it_for(client: Client, started: datetime, now: datetime) -> Reply:
    """Asked where she named a client, and there is a recording that may be that client's."""
    begin = f"There is a recording from {when(started, now)}, without a note."
    return Reply(f"{begin} Is it for that client?", private=f"{begin} Is it for {client.spoken}?")


def when(moment: datetime, now: datetime) -> str:
    """The hour, and the day where it is not today: "two oh two", "two oh two yesterday"; both in the home's zone."""
    day = "" if moment.date() == now.date() else f" {saying.on_day(moment.date(), now.date())}"
    return f"{session_hour(moment)}{day}"


def gaps(missing: Sequence[str]) -> str:
    """Which sections are empty, as a sentence."""
    if not missing:
        return "Every section has something in it."
    return f"{saying.in_turn(missing).capitalize()} {'is' if len(missing) == 1 else 'are'} empty."


def filed(client: Client, missing: Sequence[str], flagged: int = 0) -> Reply:
    """Said when a note has been filed; `flagged`: how many utterances she marked."""
    marked = f" {saying.counted(flagged, 'place').capitalize()} marked unsure." if flagged else ""
    rest = f"{gaps(missing)}{marked}"
    return Reply(f"Filed for review. {rest}", private=f"Filed for review: {client.spoken}. {rest}")


SCRATCH_SECTION = Reply("Shall I scratch this whole section? Say yes, scratch.")


def in_places(count: int) -> Reply:
    """Said before a correction is made everywhere."""
    return Reply(f"In {saying.counted(count, 'place')}.")


def which_place(around: Sequence[str]) -> Reply:
    """Asked where words stand in several places; the words around them in an unlocked room only."""
    places = [f"the {saying.rank(number)}" for number in range(1, len(around) + 1)]
    first = f"{', '.join(places[:-1])} or {places[-1]}"
    told = ", ".join(f"{saying.number(number)}: {text}" for number, text in enumerate(around, 1))
    return Reply(
        f"It is here {saying.counted(len(around), 'time')}. Which one: {first}?",
        full=f"Which one? {told[:1].upper()}{told[1:]}.",
    )


def with_flags(filed: Reply, flags: int) -> Reply:
    """The same, and how many drafted sentences her words do not carry."""
    if not flags:
        return filed
    look = f" {saying.counted(flags, 'sentence').capitalize()} {'needs' if flags == 1 else 'need'} your look."
    return Reply(f"{filed.public}{look}", private=f"{filed.private or filed.public}{look}")


def read_back(said: str) -> Reply:
    """The last utterance, for an unlocked room only."""
    if not said:
        return Reply("There is nothing in this section yet.")
    return Reply("The room is locked, so I keep that to myself; it is in the note.", full=said)


def aloud(sections: Mapping[str, str]) -> Reply:
    """A part of the note that is being dictated, for an unlocked room only."""
    said = [f"{section.capitalize()}. {saying.sentence(text)}" for section, text in sections.items() if text]
    if not said:
        return Reply("There is nothing there yet.")
    return Reply("I read notes aloud only in an unlocked room.", more=True, full=" ".join(said))


def reading(note: Note, now: datetime) -> str:
    """A whole note aloud, for an unlocked room; `now` in the home's zone."""
    about = (note.appointment or note.created).astimezone(now.tzinfo)
    begin = f"Note for {note.client.spoken}, {saying.on_day(about.date(), now.date())}"
    begin += f", {session_hour(about)} session." if note.appointment else "."
    said = [f"{section.capitalize()}. {saying.sentence(text)}" for section, text in note.sections.items() if text]
    for each in note.amendments:
        day = saying.on_day(each.written.astimezone(now.tzinfo).date(), now.date())
        said.append(f"Amended {day}. {saying.sentence(each.text)}")
    return " ".join([begin, *said]) if said else f"{begin} It is empty."


def waiting(review: Sequence[Note], unfinished: Sequence[Note]) -> Reply:
    """How many notes wait, and for whom."""
    if not review and not unfinished:
        return Reply("No note is waiting.")
    public, private = [], []
    if review:
        counted = f"{saying.counted(len(review), 'note')} {'waits' if len(review) == 1 else 'wait'} for review"
        public.append(counted)
        private.append(f"{counted}: {_initials(review)}")
    if unfinished:
        counted = f"{saying.counted(len(unfinished), 'note')} {'is' if len(unfinished) == 1 else 'are'} not finished"
        public.append(counted)
        private.append(f"{counted}: {_initials(unfinished)}")
    said, named = (" ".join(saying.sentence(part) for part in parts) for parts in (public, private))
    return Reply(said, named)


def _initials(notes: Sequence[Note]) -> str:
    return saying.in_turn(tuple(dict.fromkeys(note.client.spoken for note in notes)))
