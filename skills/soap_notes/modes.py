"""What is heard while a dictation stands in one way or another."""

from enum import Enum

from skills.soap_notes.vocabulary import HEARD_OFF_THE_RECORD, Command


class Mode(Enum):
    """Where her words go."""

    DICTATING = "dictating"
    """Into the note, and the sound into its recording."""
    PAUSED = "paused"
    """Nowhere, but for what steers the dictation."""
    OFF_THE_RECORD = "off the record"
    """Nowhere."""
    PRIVATE = "private"
    """Into the private note; nothing is recorded."""


LEAVING_PRIVATE = frozenset(
    {Command.BACK_TO_NOTE, Command.END_NOTE, Command.PAUSE, Command.STOP, Command.OFF_THE_RECORD}
)
"""What ends the private note and is for the note itself again."""

GOING_ON = frozenset({Command.RESUME, Command.ON_THE_RECORD, Command.BACK_TO_NOTE})
"""What a recording that goes on begins with."""

_HEARD_WHILE_PAUSED = frozenset(
    {
        Command.RESUME,
        Command.BACK_TO_NOTE,
        Command.PAUSE,
        Command.STOP,
        Command.READ_BACK,
        Command.READ_SECTION,
        Command.READ_NOTE,
        Command.WHATS_MISSING,
        Command.OFF_THE_RECORD,
        Command.PRIVATE_NOTE,
        Command.END_NOTE,
        Command.DISCARD_NOTE,
    }
)


def is_heard(mode: Mode, command: Command | None) -> bool:
    """Whether an utterance that is this command, or text, counts."""
    if mode is Mode.OFF_THE_RECORD:
        return command in HEARD_OFF_THE_RECORD
    return mode is not Mode.PAUSED or command in _HEARD_WHILE_PAUSED
