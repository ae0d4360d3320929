"""The room's lock in whole conversations: sound in, sound out, and a PIN that is nowhere afterwards."""

import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from assistant.audio.wavfile import read_clip
from assistant.demo.script import CALENDAR, CLIENTS
from assistant.events import SAMPLE_RATE, SpeechLevel
from assistant.store.vault import Vault
from tests.evenings import PASSPHRASE, Evening, joined, live, needs_voice, spoken

pytestmark = needs_voice

PIN = "four seven one one"
NAMES = re.compile(r"\b(jordan|dale|mira|kern|sam|tully|s ?t|j ?d|m ?k)\b", re.IGNORECASE)
MESSAGE = {"MK": "Hi, is our session on Thursday still on? Mira"}


def locked_with_pin(home: Path, minutes: float = 5.0) -> dict[str, dict[str, object]]:
    pin = home / "pin"
    pin.touch(mode=0o600)
    pin.write_text("4711\n")
    return {"speech": {"pin_file": str(pin), "lock_after_minutes": minutes}}


def audited(home: Path) -> list[str]:
    """What became of the lock, and at which levels was spoken."""
    with Vault.open(home / "data" / "vault", PASSPHRASE) as vault:
        entries = [(one.event, one.detail) for one in vault.audit.entries()]
    return [f"{event} {detail}" for event, detail in entries if event.startswith("room-")]


def levels(evening: Evening) -> list[tuple[str, str]]:
    return [(fields["text"], fields["level"]) for fields in evening.of("reply")]


def test_lock_works_in_every_state(tmp_path: Path) -> None:
    unlock = f"hey jarvis, unlock {PIN}"
    lines = [
        unlock,
        "hey jarvis, lock the room",  # idle
        unlock,
        "hey jarvis, draft a reply to M K",
        "lock the room",  # inside a question, which is asked again in the words of a locked room
        "never mind",
        unlock,
        "hey jarvis, start a soap note for J D",
        "client reports poor sleep this week",
        "lock the room",  # inside a dictation, which goes on
        "client had two panic attacks this week",
        "read that back",
        "end note",
        unlock,
        joined(spoken("hey jarvis, what can you do"), 2.5, spoken("lock the room"), 1.5),  # while it speaks
        "hey jarvis, who is my next client",
    ]
    evening = live(tmp_path, lines, calendar=CALENDAR, settings=locked_with_pin(tmp_path), messages=MESSAGE)
    assert audited(tmp_path) == ["room-unlocked pin", "room-locked asked"] * 4
    said = levels(evening)
    assert ("What would you like to say to M K?", "private") in said
    assert ("What would you like to say?", "public") in said
    (note,) = evening.notes
    assert note.state == "review"
    assert note.sections["subjective"].count("this week") == 2
    assert any("I keep that to myself" in text for text, _ in said)
    assert evening.of("interrupted"), "it falls silent when it is locked"
    assert said[-1][1] == "public"
    assert not NAMES.search(said[-1][0])


def test_a_room_that_was_quiet_is_locked_and_repeats_itself_in_public_words(tmp_path: Path) -> None:
    asked = "hey jarvis, who is my next client"
    lines = [asked, "hey jarvis, repeat that", joined(15.0, spoken("hey jarvis, repeat that")), asked]
    settings = {"speech": {"lock_after_minutes": 0.2}}
    evening = live(tmp_path, lines, calendar=CALENDAR, settings=settings, level=SpeechLevel.FULL)
    assert [level for _, level in levels(evening)] == ["full", "full", "public", "public"]
    assert [bool(NAMES.search(text)) for text in evening.said] == [True, True, False, False]
    assert audited(tmp_path) == ["room-unlocked terminal", "room-locked quiet"]


def test_a_pin_is_nowhere_but_in_her_mouth(tmp_path: Path) -> None:
    lines = [
        "hey jarvis, unlock",
        "four seven one two",
        f"hey jarvis, unlock {PIN}",
        "hey jarvis, repeat that",
        "hey jarvis, lock the room",
        "hey jarvis, start a soap note for J D",
        "client reports poor sleep this week",
        "unlock",
        PIN,
        "client had two panic attacks this week",
        "end note",
    ]
    evening = live(tmp_path, lines, settings=locked_with_pin(tmp_path))
    assert evening.said.count("Unlocked.") == 3
    assert "That didn't open it. The room stays locked." in evening.said
    texts = " ".join(str(fields.get("text", "")) for _, _, fields in evening.events)
    assert not re.search(r"four|seven|\d", texts)
    assert not re.search(r"four|seven|4 ?7 ?1", str([fields.get("slots") for _, _, fields in evening.events]))
    (note,) = evening.notes
    assert len(note.transcript) == 3
    assert not re.search(r"four|seven|one|unlock", str([spoken.text for spoken in note.transcript]))
    hidden = [fields for fields in evening.of("transcript") if fields["hidden"]]
    assert len(hidden) == 3
    last = hidden[-1]
    assert not [
        start
        for sound in evening.sounds
        for start, samples in sound.runs
        if start < last["end"] * SAMPLE_RATE and start + len(samples) > last["start"] * SAMPLE_RATE
    ], "a PIN that was asked for is not in the recording"
    assert audited(tmp_path) == [
        "room-unlock-failed 1",
        "room-unlocked pin",
        "room-locked asked",
        "room-unlocked pin",
    ]


def test_who_guesses_is_made_to_wait_and_a_new_start_forgives_nothing(tmp_path: Path) -> None:
    settings = locked_with_pin(tmp_path)
    wrong = "hey jarvis, unlock one two two one"
    evening = live(tmp_path, [wrong, wrong, wrong], settings=settings)
    assert evening.said[-1] == "That didn't open it. Too many tries. Wait one minute."
    again = live(tmp_path, [f"hey jarvis, unlock {PIN}", "hey jarvis, unlock"], settings=settings)
    assert again.said == ["Too many tries. Wait one minute."] * 2


def test_without_a_pin_it_says_what_would_unlock_it(tmp_path: Path) -> None:
    evening = live(tmp_path, ["hey jarvis, unlock", "hey jarvis, read my messages"], messages=MESSAGE)
    assert evening.said[0] == "There is no PIN yet, so only the terminal can unlock it."
    assert evening.said[1].startswith("You have one message to answer. The room is locked")
    assert evening.said[1].endswith("only the terminal can unlock it.")


def test_a_skill_that_forgets_the_room_is_not_heard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from assistant.api import Reply

    async def careless(*_: object) -> Reply:
        return Reply("It's time for Jordan Dale.")

    monkeypatch.setattr("skills.household.skill.Household.time", careless)
    evening = live(tmp_path, ["hey jarvis, what time is it"])
    assert evening.said == ["I keep that for an unlocked room."]
    assert "kept-back" in [fields["code"] for fields in evening.of("error")]


SOUNDS: Sequence[str] = (
    "what's on my calendar tomorrow",
    "who is my next client",
    "when do i see M K",
    "when do i see J D",
    "read me the last note for J D",
    "read my messages",
    "read my drafts",
    "read me the message from M K",
    "what's waiting for me",
    "how many notes are waiting",
    "good morning",
    "what's on my calendar this week",
    "how many sessions do i have tomorrow",
    "what can you do",
    "repeat that",
    "set a timer for ten minutes",
    "how much time is left",
    "what is my next appointment",
    "who am i seeing tomorrow",
    "unlock one two three four",
    "what's the weather tomorrow",
)


@pytest.mark.long
def test_nothing_private_is_heard_in_a_locked_room_whatever_is_played_to_it(tmp_path: Path) -> None:
    unlocked = tmp_path / "before"
    unlocked.mkdir()
    heard = unlocked / "answers.wav"
    asked = ["hey jarvis, who is my next client", "hey jarvis, read my messages"]
    told = live(unlocked, asked, calendar=CALENDAR, messages=MESSAGE, out=heard, level=SpeechLevel.FULL)
    assert NAMES.search(" ".join(told.said)), "what is played back does name somebody"
    answer = read_clip(heard)
    home = tmp_path / "now"
    home.mkdir()
    lines = [f"hey jarvis, {line}" for line in SOUNDS]
    note = [
        "hey jarvis, start a soap note for J D",
        "client reports poor sleep this week",
        "read that back",
        "end note",
    ]
    replayed = [
        answer,
        joined(spoken("hey jarvis"), 0.5, answer),
        joined(spoken("hey jarvis, repeat that"), 1.0, answer),
    ]
    evening = live(
        home, [*note, *lines, *replayed], calendar=CALENDAR, messages=MESSAGE, settings=locked_with_pin(home)
    )
    assert len(evening.said) >= len(SOUNDS)
    assert [text for text in evening.said if NAMES.search(text)] == []
    assert [text for text in evening.said if re.search(r"thursday|sleep", text, re.IGNORECASE)] == []
    assert {level for _, level in levels(evening)} == {"public"}
    assert "room-unlocked" not in " ".join(audited(home))
    assert len(CLIENTS) == 3
