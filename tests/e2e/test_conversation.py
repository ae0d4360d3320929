"""Whole conversations: sound in, through every real engine, to the answer and the store."""

from pathlib import Path

import numpy as np
import pytest

from assistant.demo.script import CALENDAR
from assistant.errors import TryLater
from assistant.events import Clip, SpeechLevel
from tests.evenings import joined, live, needs_voice, spoken

pytestmark = needs_voice


def test_one_breath_is_enough(tmp_path: Path) -> None:
    evening = live(tmp_path, ["hey jarvis, what time is it"])
    assert evening.intents == ["household.time"]
    assert len(evening.said) == 1
    assert "five" in evening.said[0]


def test_the_request_may_follow_the_wake_word_after_a_pause(tmp_path: Path) -> None:
    evening = live(tmp_path, [joined(spoken("hey jarvis"), 1.5, spoken("what time is it"))])
    assert evening.intents == ["household.time"]
    assert [fields["text"] for fields in evening.of("transcript") if fields["text"]] == ["what time is it"]


def test_the_wake_word_alone_ends_in_silence_and_is_ready_again(tmp_path: Path) -> None:
    evening = live(tmp_path, [joined(spoken("hey jarvis"), 12.0), "hey jarvis, what time is it"])
    assert len(evening.of("wake")) == 2
    assert evening.intents == ["household.time"]


def test_the_calendar_is_answered_with_initials_and_times(tmp_path: Path) -> None:
    asked = ["hey jarvis, what's on my calendar tomorrow"]
    evening = live(tmp_path, asked, calendar=CALENDAR, level=SpeechLevel.PRIVATE)
    assert evening.intents == ["agenda.day"]
    said = evening.said[0].lower()
    assert "three" in said
    assert "nine" in said
    assert "m k" in said


def test_a_note_is_dictated_corrected_and_waits_for_review(tmp_path: Path) -> None:
    lines = [
        "hey jarvis, start a soap note for J D",
        "subjective",
        "client reports poor sleep this week",
        "client had three panic attacks this week",
        "scratch that",
        "client had two panic attacks this week",
        "plan",
        "homework is to practice deep breathing two times a day",
        "end note",
    ]
    evening = live(tmp_path, lines, calendar=CALENDAR)
    (note,) = evening.notes
    assert note.state == "review"
    assert note.client.initials == "JD"
    assert note.sections["subjective"] == "Client reports poor sleep this week. Client had two panic attacks this week."
    assert note.sections["plan"] == "Homework is to practice deep breathing two times a day."
    heard = [one.text for one in note.transcript]
    assert any("three panic attacks" in text for text in heard), "what was scratched stays in the transcript"
    assert [item.kind for item in evening.queue] == ["note"]


def test_a_section_is_scratched_by_voice_and_what_is_off_the_record_is_nowhere(tmp_path: Path) -> None:
    lines = [
        "hey jarvis, start a soap note for J D",
        "subjective",
        "client reports poor sleep this week",
        "off the record",
        "homework is to practice deep breathing two times a day",
        "on the record",
        "plan",
        "client had three panic attacks this week",
        "scratch section",
        "yes, scratch",
        "not assessed objective",
        "end note",
    ]
    evening = live(tmp_path, lines, calendar=CALENDAR, settings={"stt": {"engine": "sphinx"}})
    (note,) = evening.notes
    assert note.sections["subjective"].endswith("sleep this week.")
    assert note.sections["objective"] == "Not assessed."
    assert note.sections["plan"] == ""
    assert not any("breathing" in one.text for one in note.transcript)
    commands = [one.command for one in note.transcript if one.command]
    assert commands == [
        "subjective",
        "off_the_record",
        "on_the_record",
        "plan",
        "scratch_section",
        "answer",
        "not_assessed",
        "end_note",
    ]


def test_a_dictation_that_is_cut_off_is_kept(tmp_path: Path) -> None:
    evening = live(
        tmp_path, ["hey jarvis, start a soap note for J D", "subjective", "client reports poor sleep this week"]
    )
    (note,) = evening.notes
    assert note.state == "dictating"
    assert "poor sleep" in note.sections["subjective"]


def test_a_reply_is_drafted_with_the_message_it_answers(tmp_path: Path) -> None:
    lines = ["hey jarvis, draft a reply to M K", "yes thursday works"]
    evening = live(tmp_path, lines, messages={"MK": "Is Thursday still on?"})
    (reply,) = evening.replies
    assert "thursday works" in reply.text.lower()
    assert reply.message is not None
    assert reply.state == "review"


def test_a_question_can_be_cancelled(tmp_path: Path) -> None:
    evening = live(tmp_path, ["hey jarvis, draft a reply to M K", "never mind"])
    assert evening.replies == []


def test_a_question_can_be_heard_again(tmp_path: Path) -> None:
    evening = live(tmp_path, ["hey jarvis, draft a reply to M K", "repeat that", "never mind"])
    questions = [text for text in evening.said if text.endswith("?")]
    assert len(questions) == 2
    assert questions[0] == questions[1]


def test_the_wake_word_silences_it_and_is_answered(tmp_path: Path) -> None:
    asked = spoken("hey jarvis, what can you do")
    evening = live(tmp_path, [joined(asked, 2.2, spoken("hey jarvis, what time is it"))])
    assert evening.of("interrupted")
    assert evening.intents[-1] == "household.time"


def test_stop_silences_it_without_a_wake_word(tmp_path: Path) -> None:
    evening = live(tmp_path, [joined(spoken("hey jarvis, what can you do"), 2.5, spoken("stop"), 1.0)])
    assert evening.of("interrupted")


def test_what_it_cannot_do_is_said_honestly(tmp_path: Path) -> None:
    evening = live(tmp_path, ["hey jarvis, what's the weather tomorrow"])
    assert evening.of("intent")[-1]["name"] == ""
    assert len(evening.said) == 1


def test_a_timer_rings_by_audio_time(tmp_path: Path) -> None:
    evening = live(tmp_path, [joined(spoken("hey jarvis, set a timer for ten seconds"), 16.0)])
    assert evening.intents == ["household.timer"]
    assert "timer is done" in evening.said[-1]
    set_at = next(t for event, t, _ in evening.events if event == "intent")
    rang_at = next(t for event, t, fields in evening.events if event == "reply" and "done" in fields["text"])
    assert 9 < rang_at - set_at < 13


def test_minutes_of_silence_and_noise_invent_no_word(tmp_path: Path) -> None:
    noise = np.random.default_rng(3).normal(0, 300, 16_000 * 60).astype(np.int16)
    evening = live(tmp_path, [Clip(np.zeros(16_000 * 120, np.int16), 16_000), Clip(noise, 16_000)])
    assert not evening.events


def test_the_same_recordings_give_the_same_conversation(tmp_path: Path) -> None:
    lines = ["hey jarvis, what time is it", "hey jarvis, set a timer for ten minutes"]
    timed = []
    for name in ("first", "second"):
        home = tmp_path / name
        home.mkdir()
        timed.append([(event, t) for event, t, _ in live(home, lines).events])
    assert timed[0] == timed[1]


def test_a_locked_room_hears_no_initials_until_the_pin(tmp_path: Path) -> None:
    pin = tmp_path / "pin"
    pin.write_text("4711\n")
    pin.chmod(0o600)
    lines = [
        "hey jarvis, who is my next client",
        "hey jarvis, unlock",
        "four seven one one",
        "hey jarvis, who is my next client",
        "hey jarvis, lock",
        "hey jarvis, who is my next client",
    ]
    evening = live(tmp_path, lines, calendar=CALENDAR, settings={"speech": {"pin_file": str(pin)}})
    next_client = [text for text in evening.said if "nine" in text]
    assert len(next_client) == 3
    assert ["ST" in text.replace("S T", "ST") for text in next_client] == [False, True, False]
    assert "four seven" not in str(evening.events)


def test_the_button_takes_the_place_of_the_wake_word(tmp_path: Path) -> None:
    said = joined(1.5, spoken("what time is it"))
    evening = live(tmp_path, [said], settings={"wake": {"engine": "push-to-talk"}}, press_at=0.5)
    assert [fields["name"] for fields in evening.of("wake")] == ["push-to-talk"]
    assert evening.intents == ["household.time"]


def test_the_time_can_be_asked_in_the_middle_of_a_dictation(tmp_path: Path) -> None:
    lines = [
        "hey jarvis, start a soap note for J D",
        "subjective",
        "client reports poor sleep this week",
        "hey jarvis, what time is it",
        "client had two panic attacks this week",
        "end note",
    ]
    evening = live(tmp_path, lines)
    assert "household.time" in evening.intents
    (note,) = evening.notes
    assert note.sections["subjective"] == "Client reports poor sleep this week. Client had two panic attacks this week."
    assert "end_note" in [fields["name"] for fields in evening.of("command")]


def test_a_near_miss_is_asked_about_and_not_guessed(tmp_path: Path) -> None:
    evening = live(tmp_path, ["hey jarvis, what's on the calendar tomorrow", "yes"], calendar=CALENDAR)
    assert evening.said[0].startswith("Did you mean")
    assert evening.intents == ["agenda.day"]


def test_a_bug_in_a_skill_is_said_and_the_next_request_is_answered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> None:
        raise RuntimeError("Jordan Dale")

    monkeypatch.setattr("skills.household.skill.Household.date", broken)
    evening = live(tmp_path, ["hey jarvis, what's the date", "hey jarvis, what time is it"])
    assert "went wrong" in evening.said[0]
    assert evening.said[1].startswith("It's")
    assert "Jordan" not in str(evening.of("error"))


def test_a_vault_that_is_busy_when_a_timer_is_due_makes_nobody_deaf(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: object) -> None:
        raise TryLater("The vault is busy.")

    monkeypatch.setattr("assistant.store.timers.VaultTimers.due", busy)
    evening = live(tmp_path, ["hey jarvis, what time is it"])
    assert evening.intents == ["household.time"]
    assert "try-later" in [fields["code"] for fields in evening.of("error")]


def test_a_long_dictation_is_not_quiet_and_does_not_lock_the_room(tmp_path: Path) -> None:
    pin = tmp_path / "pin"
    pin.write_text("4711\n")
    pin.chmod(0o600)
    lines = [
        "hey jarvis, unlock",
        "four seven one one",
        "hey jarvis, start a soap note for J D",
        joined(8.0, spoken("client reports poor sleep this week"), 8.0),
        joined(spoken("homework is to practice deep breathing two times a day"), 2.0),
        "read that back",
        "end note",
    ]
    settings = {"speech": {"pin_file": str(pin), "lock_after_minutes": 0.3}}
    evening = live(tmp_path, lines, settings=settings)
    assert "Unlocked." in evening.said
    assert any("deep breathing" in text for text in evening.said), evening.said
