"""The room's lock by the clock."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import ConfigurationError
from assistant.events import SpeechLevel
from assistant.privacy.speech_lock import LONGEST_WAIT_S, SpeechLock, lock_from, read_digits
from assistant.settings import Speech

T0 = datetime(2026, 3, 8, 7, 0, tzinfo=UTC)


def at(seconds: float) -> datetime:
    return T0 + timedelta(seconds=seconds)


def test_without_a_pin_the_room_is_private_and_nothing_opens_or_closes_it() -> None:
    lock = SpeechLock(None, 300)
    assert not lock.has_pin
    assert not lock.try_pin("one two three four", T0)
    lock.lock()
    lock.touch(T0)
    assert lock.level(at(1e6)) is SpeechLevel.PRIVATE


def test_with_a_pin_the_room_is_public_until_the_pin_is_said_and_full_afterwards() -> None:
    lock = SpeechLock("1234", 300)
    assert lock.has_pin
    assert lock.level(T0) is SpeechLevel.PUBLIC
    assert lock.try_pin("one two three four", T0)
    assert lock.level(at(299)) is SpeechLevel.FULL


def test_it_locks_itself_after_quiet_minutes_and_a_turn_afterwards_does_not_reopen_it() -> None:
    lock = SpeechLock("1234", 300)
    lock.try_pin("1234", T0)
    lock.touch(at(200))
    assert lock.level(at(499)) is SpeechLevel.FULL
    lock.touch(at(500))
    assert lock.level(at(500)) is SpeechLevel.PUBLIC
    assert lock.level(at(499)) is SpeechLevel.PUBLIC


def test_lock_closes_it_at_once() -> None:
    lock = SpeechLock("1234", 300)
    lock.try_pin("1234", T0)
    lock.lock()
    lock.lock()
    assert lock.level(T0) is SpeechLevel.PUBLIC


def test_a_clock_that_was_set_back_locks_it() -> None:
    lock = SpeechLock("1234", 300)
    lock.try_pin("1234", T0)
    assert lock.level(at(-3600)) is SpeechLevel.PUBLIC


def test_three_wrong_pins_make_her_wait_and_each_further_one_twice_as_long() -> None:
    lock = SpeechLock("1234", 300)
    for _ in range(3):
        assert lock.wait_s(T0) == 0
        assert not lock.try_pin("four three two one", T0)
    assert lock.wait_s(T0) == 60
    assert not lock.try_pin("one two three four", at(59)), "not looked at while waiting"
    assert lock.wait_s(at(59)) == 1, "and asking again does not lengthen the wait"
    assert not lock.try_pin("9999", at(60))
    assert lock.wait_s(at(60)) == 120
    assert lock.try_pin("one two three four", at(180))
    lock.lock()
    assert not lock.try_pin("9999", at(181))
    assert lock.wait_s(at(181)) == 0, "the right PIN forgives"


def test_the_wait_is_never_longer_than_a_day() -> None:
    lock, now = SpeechLock("1234", 300), 0.0
    for _ in range(60):
        lock.try_pin("9999", at(now))
        now += lock.wait_s(at(now))
    lock.try_pin("9999", at(now))
    assert lock.wait_s(at(now)) == LONGEST_WAIT_S


@pytest.mark.parametrize("said", ["", "what", "stop", "I want to wait for it", "one moment", "123", "123456789"])
def test_words_that_can_be_no_pin_are_no_attempt(said: str) -> None:
    lock = SpeechLock("1234", 300)
    for _ in range(9):
        assert not lock.try_pin(said, T0)
    assert lock.try_pin("1234", T0)


def test_a_wrong_pin_leaves_an_open_room_open() -> None:
    lock = SpeechLock("1234", 300)
    lock.try_pin("1234", T0)
    lock.try_pin("9999", at(1))
    assert lock.level(at(2)) is SpeechLevel.FULL


@pytest.mark.parametrize(
    ("said", "digits"),
    [
        ("one two three four", "1234"),
        ("1234", "1234"),
        ("1 2 3 4", "1234"),
        ("12:34.", "1234"),
        ("1,234", "1234"),
        ("One, two, three, four.", "1234"),
        ("twelve thirty four", "1234"),
        ("twelve thirty-four", "1234"),
        ("oh nine oh five", "0905"),
        ("zero zero seven oh", "0070"),
        ("double five triple seven", "55777"),
        ("twenty twenty six", "2026"),
        ("thirty zero five", "3005"),
        ("nineteen eighty", "1980"),
        ("my pin is four oh four nine", "4049"),
        ("none of these", ""),
    ],
)
def test_digits_are_read_as_people_say_them(said: str, digits: str) -> None:
    assert read_digits(said) == digits


def test_digits_that_were_misheard_as_words_open_it_too() -> None:
    assert SpeechLock("1248", 300).try_pin("one to for ate", T0)
    assert SpeechLock("1248", 300).try_pin("I try to open with one two four eight", T0)


@given(st.text())
def test_any_words_at_all_are_read_without_fail(said: str) -> None:
    assert set(read_digits(said)) <= set("0123456789")
    assert SpeechLock("00000000", 300).try_pin(said, T0) in (True, False)


def test_the_pin_is_read_from_its_file(tmp_path: Path) -> None:
    (tmp_path / "pin").write_text("0420\n")
    lock = lock_from(Speech(pin_file=tmp_path / "pin", lock_after_minutes=2))
    assert lock.try_pin("oh four two oh", T0)
    assert lock.level(at(119)) is SpeechLevel.FULL
    assert lock.level(at(120)) is SpeechLevel.PUBLIC
    assert not lock_from(Speech()).has_pin


@pytest.mark.parametrize("content", [b"", b"123", b"123456789", b"12a4", "１２３４".encode(), b"\xff\xfe", b"12 34"])
def test_a_file_without_four_to_eight_digits_is_a_mistake_in_the_configuration(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "pin").write_bytes(content)
    with pytest.raises(ConfigurationError) as caught:
        lock_from(Speech(pin_file=tmp_path / "pin"))
    assert content.decode("latin-1").strip() == "" or content.decode("latin-1") not in str(caught.value.__dict__)


def test_a_missing_pin_file_is_a_mistake_in_the_configuration(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError):
        lock_from(Speech(pin_file=tmp_path / "none"))
