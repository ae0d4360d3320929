"""What doctor says of the room's lock."""

from pathlib import Path

from assistant.checks import Verdict, _room
from assistant.settings import Settings, Speech


def test_without_a_pin_doctor_says_who_can_unlock_the_room() -> None:
    (found,) = _room(Settings())
    assert found.verdict is Verdict.NOTE
    assert "times and counts are said" in found.text
    assert "assistant room unlock" in found.fix
    assert "speech.pin_file" in found.fix


def test_what_a_locked_room_hears_is_said_as_it_is_set() -> None:
    (found,) = _room(Settings(speech=Speech(locked_level="private")))
    assert "initials" in found.text


def test_a_pin_that_others_can_read_is_bad_and_one_that_is_hers_alone_is_well(tmp_path: Path) -> None:
    pin = tmp_path / "pin"
    settings = Settings(speech=Speech(pin_file=pin))
    assert next(_room(settings)).verdict is Verdict.BAD
    pin.write_text("4711")
    pin.chmod(0o644)
    assert next(_room(settings)).verdict is Verdict.BAD
    pin.chmod(0o600)
    found = next(_room(settings))
    assert found.verdict is Verdict.OK
    assert "PIN" in found.text
    assert "4711" not in found.text
