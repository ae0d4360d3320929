"""How a note is spoken of: pure sentences, apart from the dialogue."""

from collections.abc import Mapping, Sequence

from assistant.api import FIELDS, Client, Note, Reply, Unfinished, datetime, saying

_CALLED = {"next": "next session"}
"""Fields that are not said by their name."""
OFF_THE_RECORD = Reply("Off the record; I keep nothing until you say on the record.")
NOT_HERE = Reply("This is the private note; say back to the note first.")
DISCARDED = Reply("The note is discarded. I keep it for twenty four hours; then it is gone for good.")
CUT_OFF = Reply("I hear nothing more; the note is kept and not filed yet. Say continue my note.")


def session_hour(start: datetime) -> str:
    """A session by its hour, as people say it: "two o'clock", "eleven thirty", "noon"."""
    said = saying.hour(start)
    return f"{said} o'clock" if start.minute == 0 and said.isalpha() and said not in {"noon", "midnight"} else said


def opening(client: Client, session: datetime | None, trouble: str, form: str = "") -> Reply:
    """Said when a note is begun, so that a wrong client or hour is heard; `session` in the home's zone.

    `form`: the name of the format, where it is not the usual one.
    """
    kind = f"{form} note".strip().capitalize()
    if session is None:
        why = f"{trouble} " if trouble else ""
        begun = f"A {form} note".replace("  ", " ")
        return Reply(
            f"{why}{begun} without a session so far today. Go ahead.",
            private=f"{why}{kind} for {client.spoken}, without a session so far today. Go ahead.",
        )
    hour = session_hour(session)
    return Reply(f"{kind} for the {hour} session. Go ahead.", f"{kind} for {client.spoken}, {hour} session. Go ahead.")


def rebound(client: Client, session: datetime | None) -> Reply:
    """Said when a note is for another client from now on; `session` in the home's zone."""
    if session is None:
        rest = "without a session so far today. Go on."
        return Reply(f"Changed: a note {rest}", private=f"Changed: note for {client.spoken}, {rest}")
    rest = f"{session_hour(session)} session. Go on."
    return Reply(f"Changed: note for the {rest}", private=f"Changed: note for {client.spoken}, {rest}")


def bound_already(client: Client) -> Reply:
    """Said when it is for the client whom she names."""
    return Reply(
        "The note is for that client already. Go on.", private=f"The note is for {client.spoken} already. Go on."
    )


def reopening(note: Note, section: str, now: datetime) -> Reply:
    """Said when an unfinished note is taken up again, as it is then; `now` in the home's zone."""
    about = f", {_session(note.appointment.astimezone(now.tzinfo), now)}" if note.appointment else ""
    return Reply(
        f"Going on with the note{about}, in {section}. Go ahead.",
        private=f"Going on with the note for {note.client.spoken}{about}, in {section}. Go ahead.",
    )


def _session(start: datetime, now: datetime) -> str:
    day = "" if start.date() == now.date() else f" {saying.on_day(start.date(), now.date())}"
    return f"{session_hour(start)} session{day}"


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


def when(moment: datetime, now: datetime) -> str:
    """The hour, and the day where it is not today: "two oh two", "two oh two yesterday"; both in the home's zone."""
    day = "" if moment.date() == now.date() else f" {saying.on_day(moment.date(), now.date())}"
    return f"{session_hour(moment)}{day}"


def gaps(missing: Sequence[str]) -> str:
    """Which required sections are empty and which fields she did not give, as a sentence."""
    empty = [name for name in missing if name not in FIELDS]
    ungiven = [_CALLED.get(name, name) for name in missing if name in FIELDS]
    told = []
    if empty:
        told.append(f"{saying.in_turn(empty)} {'is' if len(empty) == 1 else 'are'} empty")
    if ungiven:
        told.append(f"I have no {' or '.join([', '.join(ungiven[:-1]), ungiven[-1]] if ungiven[1:] else ungiven)}")
    said = ", and ".join(told) or "nothing is missing"
    return f"{said[0].upper()}{said[1:]}."


def filed(client: Client, missing: Sequence[str], flags: int = 0, trouble: str = "") -> Reply:
    """Said when a note has been filed; `flags`: places that she or the house wants looked at; `trouble`: why her own
    words stand in it, if a model was asked."""
    look = f"; {saying.counted(flags, 'place')} to check." if flags else "."
    rest = f"{gaps(missing).removesuffix('.')}{look} {trouble}".rstrip()
    return Reply(f"Filed for review. {rest}", private=f"Filed for review: {client.spoken}. {rest}")


SCRATCH_SECTION = Reply("Shall I scratch this whole section? Say yes, scratch.")


def in_places(count: int) -> Reply:
    """Said before a correction is made everywhere."""
    return Reply(f"In {saying.counted(count, 'place')}.")


def figure(field: str, value: str) -> str:
    """What is said back of a field that is a figure or a day; empty for one that is words."""
    said = {"duration": f"{value}.", "goals": f"Goal {value}.", "next": f"Next session {value}."}
    return said.get(field, "")


def which_place(around: Sequence[str]) -> Reply:
    """Asked where words stand in several places, or only sound like those in one; the words around them in an
    unlocked room only."""
    if len(around) == 1:
        return Reply(
            "There are words here that only sound like it. Shall I change those?", full=f"Do you mean: {around[0]}?"
        )
    places = [f"the {saying.rank(number)}" for number in range(1, len(around) + 1)]
    first = f"{', '.join(places[:-1])} or {places[-1]}"
    told = ", ".join(f"{saying.number(number)}: {text}" for number, text in enumerate(around, 1))
    return Reply(
        f"It is here {saying.counted(len(around), 'time')}. Which one: {first}?",
        full=f"Which one? {told[:1].upper()}{told[1:]}.",
    )


def shut(*, off: bool, private: bool) -> Reply:
    """Said when nothing is kept from now on: `off` the record, or paused; `private`: a private note is over with it."""
    if off:
        return OFF_THE_RECORD
    if private:
        return Reply("Paused; the private note is kept. Resume goes on with the note itself.")
    return Reply("Paused; the note is kept. Say resume, or end note.")


def in_the_note(section: str) -> Reply:
    """Said after a pause in which a private note ended."""
    return Reply(f"This is the note again, in {section}.")


def read_back(said: str, where: str) -> Reply:
    """The last utterance, for an unlocked room only; `where`: "note", "private note"."""
    if not said:
        return Reply("There is nothing here yet.")
    return Reply(f"The room is locked, so I keep that to myself; it is in the {where}.", full=said)


def aloud(sections: Mapping[str, str]) -> Reply:
    """A part of the note that is being dictated, for an unlocked room only."""
    said = [f"{section.capitalize()}. {saying.sentence(text)}" for section, text in sections.items() if text]
    if not said:
        return Reply("There is nothing there yet.")
    return Reply("I read notes aloud only in an unlocked room.", more=True, full=" ".join(said))


def reading(note: Note, now: datetime) -> str:
    """A whole note aloud, for an unlocked room; `now` in the home's zone."""
    about = note.about.astimezone(now.tzinfo)
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


def redrafted(note: Note, section: str, flags: int) -> Reply:
    """Said when one section of a note has been drafted again; `flags`: its sentences that need her look."""
    look = (
        f" {saying.counted(flags, 'sentence').capitalize()} {'needs' if flags == 1 else 'need'} your look."
        if flags
        else ""
    )
    return Reply(
        f"The {section} is drafted again; the rest is as it was.{look}",
        private=f"The {section} of the note for {note.client.spoken} is drafted again; the rest is as it was.{look}",
    )


def not_redrafted(note: Note, section: str, why: str) -> Reply:
    """Said when that could not be; `why`: a sentence for any room."""
    return Reply(f"{why} The {section} stays as it is.")
