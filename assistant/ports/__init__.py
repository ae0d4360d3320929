"""The shapes of everything that can be exchanged: engines, devices, sources, the store's faces."""

from assistant.ports.engines import Endpointing, Sink, Source, Transcriber, Voice, VoiceDetector, WakeEngine
from assistant.ports.house import Agenda, CalendarSource, Clock, Counter, Drafter, Timers, Times, Volume, Whose
from assistant.ports.notes import Lexicon, NoteBook, ProcessDrawer, SupervisionAgenda
from assistant.ports.store import Audit, Mailbag, Queue, Recording, Recovery, Roster, Tape, Tries

__all__ = [
    "Agenda",
    "Audit",
    "CalendarSource",
    "Clock",
    "Counter",
    "Drafter",
    "Endpointing",
    "Lexicon",
    "Mailbag",
    "NoteBook",
    "ProcessDrawer",
    "Queue",
    "Recording",
    "Recovery",
    "Roster",
    "Sink",
    "Source",
    "SupervisionAgenda",
    "Tape",
    "Timers",
    "Times",
    "Transcriber",
    "Tries",
    "Voice",
    "VoiceDetector",
    "Volume",
    "WakeEngine",
    "Whose",
]
