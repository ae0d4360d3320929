"""What may leave this house: every kind of traffic, declared before it can happen. Nothing else has a way out.

A door carries what is declared here and no more; a test holds that nothing but the modules that are named here opens a
connection. Nothing in this program can send a message.
"""

from dataclasses import dataclass
from typing import Self

MODEL_DOOR = "assistant.privacy.egress"
CALENDAR_DOOR = "assistant.privacy.egress_calendar"
WEIGHTS_DOOR = "assistant.weights.fetch"


SECTIONS = "sections of the note"
"""For a note the names of its fields: those of its format, but for what is never given to a model."""
STYLE = "your note style"
"""[drafting] note_style, which goes with the instructions."""


@dataclass(frozen=True, slots=True)
class Traffic:
    """One kind of traffic, and all that it may carry."""

    name: str
    to: str
    carries: tuple[str, ...]
    """For a model, the names of the fields that a request may hold, `SECTIONS` and `STYLE`."""
    content: bool
    """Whether words of or about a client are in it."""
    pseudonymised: bool
    allowed: str
    """What she set or typed that allows it."""
    door: str
    """The only module that opens a connection for it."""


NOTE = Traffic(
    "note",
    "the model of [drafting] base_url",
    (SECTIONS, STYLE),
    content=True,
    pseudonymised=True,
    allowed="[drafting] trust, local or covered",
    door=MODEL_DOOR,
)
REPLY = Traffic(
    "reply",
    "the model of [drafting] base_url",
    ("points", "message"),
    content=True,
    pseudonymised=True,
    allowed="[drafting] trust, local or covered",
    door=MODEL_DOOR,
)
CALENDAR = Traffic(
    "calendar",
    "the servers of [[calendar.sources]]",
    ("her account there", "her password there", "the dates asked for"),
    content=False,
    pseudonymised=False,
    allowed="[[calendar.sources]] location",
    door=CALENDAR_DOOR,
)
WEIGHTS = Traffic(
    "weights",
    "the public addresses of the models",
    ("the name of a public file",),
    content=False,
    pseudonymised=False,
    allowed="typing `assistant models pull`",
    door=WEIGHTS_DOOR,
)

DECLARED = (NOTE, REPLY, CALENDAR, WEIGHTS)


@dataclass(frozen=True, slots=True)
class Passage:
    """One time that something left or was refused, in the words of the audit: ``note 1834 bytes to covered host``."""

    traffic: str
    host: str
    standing: str
    """``local``, ``covered`` or ``blocked`` for a model; ``configured`` for a calendar."""
    size: int | None = None
    """Bytes of the body; None where nothing was made, or where there is no content in it."""
    why: str = ""
    """The rule that refused it, in a word; empty where it left."""

    def __str__(self) -> str:
        size = "" if self.size is None else f" {self.size} bytes"
        return f"{self.traffic}{size} to {self.standing} {self.host or '-'}{f' ({self.why})' if self.why else ''}"

    @classmethod
    def read(cls, detail: str) -> Self | None:
        """What `str` made; None where it is something else."""
        words = detail.split()
        why = words.pop().strip("()") if words and words[-1].startswith("(") else ""
        match words:
            case [traffic, size, "bytes", "to", standing, host] if size.isdecimal():
                return cls(traffic, host, standing, int(size), why)
            case [traffic, "to", standing, host]:
                return cls(traffic, host, standing, None, why)
        return None
