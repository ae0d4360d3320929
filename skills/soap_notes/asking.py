"""What is asked about a note, in words for the room."""

from collections.abc import Sequence

from assistant.api import Client, Note, Reply, datetime, saying
from skills.soap_notes.wording import session_hour, when

WHICH_CLIENT = Reply("Which client is the note for? Say the initials.")
WHICH_CLIENT_AGAIN = Reply("I don't find those initials. Which client is it?")


def which_session(starts: Sequence[datetime], *, again: bool = False) -> Reply:
    """Asked where several sessions may be meant; their hours in the home's zone."""
    hours = [session_hour(start) for start in starts]
    faces = [((start.hour - 1) % 12, start.minute) for start in starts]
    if len(set(faces)) < len(faces):
        hours = [
            f"{saying.number(face[0] + 1)}{_minutes(face[1])} {_half(start)}"
            for face, start in zip(faces, starts, strict=True)
        ]
    either = f"{', '.join(hours[:-1])} or {hours[-1]}"
    if again:
        return Reply(f"I didn't get that. Is it {either}?")
    return Reply(f"There are {saying.counted(len(starts), 'session')}. Which one is it: {either}?")


def go_on_with(note: Note, now: datetime) -> Reply:
    """Asked where she begins a note for a client of whom one is not finished; `now` in the home's zone."""
    begun = when(note.created.astimezone(now.tzinfo), now)
    rest = f"from {begun}. Shall I go on with that one?"
    return Reply(
        f"There is an unfinished note {rest}", private=f"There is an unfinished note for {note.client.spoken} {rest}"
    )


def found_recording(started: datetime, now: datetime) -> Reply:
    """Said before she is asked whom a recording is for."""
    return Reply(f"There is a recording from {when(started, now)}.")


def is_it_for(client: Client, started: datetime, now: datetime) -> Reply:
    """Asked where she named a client, and there is a recording that may be that client's."""
    begin = f"There is a recording from {when(started, now)}, without a note."
    return Reply(f"{begin} Is it for that client?", private=f"{begin} Is it for {client.spoken}?")


def _minutes(minute: int) -> str:
    return f" {'oh ' if minute < 10 else ''}{saying.number(minute)}" if minute else ""


def _half(start: datetime) -> str:
    if start.hour < 12:
        return "in the morning"
    return "in the afternoon" if start.hour < 18 else "in the evening"
