"""A note dictated to the whole assistant by a synthetic voice: private thoughts, formats, clients, the trash."""

import json
from pathlib import Path

from assistant.events import SpeechLevel
from assistant.store.parts import PROCESS
from assistant.store.process_notes import ProcessNotes
from assistant.store.vault import Vault
from tests.canaries import search
from tests.evenings import PASSPHRASE, Evening, live, needs_voice, words

pytestmark = needs_voice

BEGIN = "hey jarvis, start a note for J D"
SLEEP = "client reports poor sleep this week"
ATTACKS = "client had two panic attacks this week"
HOMEWORK = "homework is to practice deep breathing two times a day"
CALENDAR = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//test//EN
BEGIN:VEVENT
UID:1
DTSTART;TZID=America/Chicago:20260504T140000
DTEND;TZID=America/Chicago:20260504T145000
SUMMARY:MK
END:VEVENT
BEGIN:VEVENT
UID:2
DTSTART;TZID=America/Chicago:20260504T160000
DTEND;TZID=America/Chicago:20260504T165000
SUMMARY:JD
END:VEVENT
END:VCALENDAR
"""


def private_notes(home: Path) -> list[tuple[str, bool]]:
    """What is in the drawer, and whether it is finished."""
    with (
        Vault.open(home / "data" / "vault", PASSPHRASE) as vault,
        ProcessNotes(vault.files, vault.key(PROCESS.purpose), vault.audit) as notes,
    ):
        return [(notes.get(head.id).text.lower(), head.finished) for head in notes.list()]


def told(evening: Evening) -> str:
    """Every event with all its words, as a trace with words has them."""
    return json.dumps([(name, fields) for name, _, fields in evening.events], default=str).lower()


def test_what_she_says_in_a_private_note_is_in_the_drawer_and_nowhere_else(tmp_path: Path) -> None:
    lines = [BEGIN, SLEEP, "private note", HOMEWORK, "read that back", "back to the note", ATTACKS, "end note"]
    evening = live(tmp_path, lines, level=SpeechLevel.FULL)
    [(text, finished)] = private_notes(tmp_path)
    assert finished
    assert {"homework", "breathing"} <= set(text.replace(".", "").split())
    [note] = evening.notes
    assert note.sections["subjective"] == "Client reports poor sleep this week. Client had two panic attacks this week."
    assert [one.command for one in note.transcript] == ["", "private_note", "back_to_note", "", "end_note"]
    everything = " ".join([told(evening), *note.sections.values(), *(one.text for one in note.transcript)]).lower()
    for word in ("homework", "breathing", "practice"):
        assert word not in everything
    assert search([tmp_path], {"a word of it": "breathing"}) == []
    heard = " ".join(word for sound in evening.sounds for _, run in sound.runs for word in words(run)).lower()
    assert "sleep" in heard
    assert "attacks" in heard
    assert "homework" not in heard
    assert "breathing" not in heard


def test_unlocking_the_room_in_a_private_note_leaves_it_private(tmp_path: Path) -> None:
    pin = tmp_path / "pin"
    pin.touch(mode=0o600)
    pin.write_text("4711\n")
    lines = [
        BEGIN,
        "private note",
        "unlock the room",
        "four seven one one",
        HOMEWORK,
        "read that back",
        "lock",
        "end note",
    ]
    evening = live(tmp_path, lines, settings={"speech": {"pin_file": str(pin), "lock_after_minutes": 5.0}})
    assert "Unlocked." in evening.said
    assert [(fields["text"], fields["level"]) for fields in evening.of("reply")][-3:-1] == [
        ("", "full"),
        ("Locked.", "public"),
    ]
    [(text, _)] = private_notes(tmp_path)
    assert "breathing" in text
    assert "breathing" not in told(evening)


def test_a_private_note_that_the_microphone_cuts_off_is_finished(tmp_path: Path) -> None:
    evening = live(tmp_path, [BEGIN, SLEEP, "private note", HOMEWORK, ATTACKS], lost=True)
    [(text, finished)] = private_notes(tmp_path)
    assert (finished, "breathing" in text) == (True, True)
    [note] = evening.notes
    assert note.state == "dictating"
    assert "breathing" not in told(evening)
    again = live(tmp_path, ["hey jarvis, continue my note", "end note"])
    [note] = again.notes
    assert note.sections["subjective"] == "Client reports poor sleep this week."


def test_a_note_in_another_format_has_its_sections_and_fields(tmp_path: Path) -> None:
    lines = [
        "hey jarvis, start a dap note for J D",
        "data",
        SLEEP,
        "plan",
        HOMEWORK,
        "session forty five minutes",
        "end note",
    ]
    evening = live(tmp_path, lines, calendar=CALENDAR, level=SpeechLevel.PRIVATE)
    [note] = evening.notes
    assert (note.form, dict(note.fields)) == ("dap", {"duration": "45 minutes"})
    assert {name: text for name, text in note.sections.items() if text} == {
        "data": "Client reports poor sleep this week.",
        "plan": "Homework is to practice deep breathing two times a day.",
    }
    assert evening.said[0] == "Dap note for J D, four o'clock session. Go ahead."
    assert evening.said[-1] == "Filed for review: J D. Assessment and risk are empty."


def test_a_wrong_client_is_corrected_in_the_middle(tmp_path: Path) -> None:
    lines = [BEGIN, SLEEP, "this note is for M K", ATTACKS, "end note"]
    evening = live(tmp_path, lines, calendar=CALENDAR, level=SpeechLevel.PRIVATE)
    [note] = evening.notes
    assert note.client.initials == "MK"
    assert note.appointment is not None
    assert evening.said[0] == "Note for J D, four o'clock session. Go ahead."
    assert "Changed: note for M K, two o'clock session. Go on." in evening.said
    assert note.sections["subjective"] == "Client reports poor sleep this week. Client had two panic attacks this week."


def test_a_note_is_discarded_with_the_words_alone(tmp_path: Path) -> None:
    evening = live(tmp_path, [BEGIN, SLEEP, "discard note", "yes", "yes discard this note"])
    assert evening.said[1:] == [
        "Shall I discard this note? Then say: yes, discard this note.",
        "To be sure, say: yes, discard this note.",
        "The note is discarded. I keep it for twenty four hours; then it is gone for good.",
    ]
    assert evening.notes == []
    with Vault.open(tmp_path / "data" / "vault", PASSPHRASE) as vault:
        [note] = vault.notes.discarded()
        assert vault.notes.restore(note.id).state == "dictating"
