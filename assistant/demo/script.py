"""What she says in the demo, and the world that it happens in. Every person here is invented."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

ZONE = "America/Chicago"

NOW = datetime(2026, 5, 4, 17, 5, tzinfo=ZoneInfo(ZONE))
"""A Monday, five past five: her last session is just over."""


@dataclass(frozen=True, slots=True)
class Scene:
    """One thing that she does, in one or more utterances."""

    title: str
    says: tuple[str, ...]
    """Each utterance between two pauses; the first of a scene follows the wake word in one breath."""


WAKE = "hey jarvis"

PIN, PIN_SAID = "4711", "four seven one one"

SCENES = (
    Scene("The calendar, while the room is locked", ("what's on my calendar tomorrow",)),
    Scene("Alone: she unlocks the room", ("unlock", PIN_SAID)),
    Scene(
        "The note, right after the session",
        (
            "start a soap note for J D",
            "fifty minute session",
            "subjective",
            "client reports poor sleep this week",
            "client had three panic attacks this week",
            "change three to four",
            "assessment",
            "good progress toward goals",
            "bring that to supervision",
            "plan",
            "homework is to practice diaphragmatic breathing two times a day",
            "risk",
            "denied suicidal ideation",
            "end note",
        ),
    ),
    Scene("A reply", ("draft a reply to M K", "yes thursday works see you on thursday")),
    Scene("Somebody comes in", ("lock the room",)),
    Scene("The queue, while the room is locked", ("what's waiting for me",)),
    Scene("Something it cannot do", ("what's the weather tomorrow",)),
    Scene("Good night", ("good night",)),
)

CLIENTS = (("JD", "Jordan Dale"), ("MK", "Mira Kern"), ("ST", "Sam Tully"))
"""Initials and names."""

MESSAGE = ("MK", "Hi, is our session on Thursday still on? I have to be out by half past three. Thanks, Mira")

CALENDAR = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//demo//EN
BEGIN:VEVENT
UID:demo-1
DTSTART;TZID=America/Chicago:20260504T160000
DTEND;TZID=America/Chicago:20260504T165000
SUMMARY:JD
END:VEVENT
BEGIN:VEVENT
UID:demo-2
DTSTART;TZID=America/Chicago:20260505T090000
DTEND;TZID=America/Chicago:20260505T095000
SUMMARY:ST
END:VEVENT
BEGIN:VEVENT
UID:demo-3
DTSTART;TZID=America/Chicago:20260505T110000
DTEND;TZID=America/Chicago:20260505T115000
SUMMARY:MK
END:VEVENT
BEGIN:VEVENT
UID:demo-4
DTSTART;TZID=America/Chicago:20260505T143000
DTEND;TZID=America/Chicago:20260505T152000
SUMMARY:JD
END:VEVENT
END:VCALENDAR
"""
