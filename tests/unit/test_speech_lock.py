"""The room's lock by the clock."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import AuditBroken, ConfigurationError, DiskFull
from assistant.events import SpeechLevel
from assistant.intents.pins import after_unlock, holds_pin, read_digits
from assistant.privacy.speech_lock import LONGEST_WAIT_S, SpeechLock, lock_from
from assistant.settings import Speech
from assistant.store import keys
from assistant.store.vault import Vault

T0 = datetime(2026, 3, 8, 7, 0, tzinfo=UTC)


class Memory:
    """Tries and audit in one, kept over a "restart" of the lock."""

    def __init__(self) -> None:
        self.state = (0, 0.0)
        self.entries: list[tuple[str, str, str]] = []
        self.full = self.broken = False

    def read(self) -> tuple[int, float]:
        return self.state

    def write(self, wrong: int, until: float) -> None:
        if self.full:
            raise DiskFull("The disk is full.")
        self.state = wrong, until

    def record(self, event: str, item: str = "", detail: str = "") -> None:
        if self.broken:
            raise AuditBroken("I can't write down who sees what.")
        self.entries.append((event, item, detail))


def lock_with(pin: str | None = "1234", memory: Memory | None = None, **kwargs: SpeechLevel) -> SpeechLock:
    memory = memory or Memory()
    return SpeechLock(pin, 300, memory, memory, **kwargs)


def at(seconds: float) -> datetime:
    return T0 + timedelta(seconds=seconds)


@pytest.mark.parametrize("pin", [None, "1234"])
def test_the_room_is_locked_at_start_with_a_pin_and_without(pin: str | None) -> None:
    lock = lock_with(pin)
    assert lock.has_pin is (pin is not None)
    assert lock.level(T0) is SpeechLevel.PUBLIC
    lock.touch(T0)
    assert lock.level(T0) is SpeechLevel.PUBLIC


def test_without_a_pin_no_words_open_it_but_the_terminal_does() -> None:
    lock = lock_with(None)
    for said in ("one two three four", "", "0000"):
        assert not lock.try_pin(said, T0)
    assert lock.level(T0) is SpeechLevel.PUBLIC
    lock.unlock(T0)
    assert lock.level(at(299)) is SpeechLevel.FULL
    assert lock.level(at(300)) is SpeechLevel.PUBLIC


def test_with_a_pin_the_room_is_public_until_the_pin_is_said_and_full_afterwards() -> None:
    lock = lock_with()
    assert lock.try_pin("one two three four", T0)
    assert lock.level(at(299)) is SpeechLevel.FULL


def test_somebody_who_lives_alone_may_hear_initials_in_a_locked_room_and_never_more() -> None:
    lock = lock_with(locked_level=SpeechLevel.PRIVATE)
    assert lock.level(T0) is SpeechLevel.PRIVATE
    lock.try_pin("1234", T0)
    lock.lock()
    assert lock.level(T0) is SpeechLevel.PRIVATE
    with pytest.raises(ValueError, match="locked_level"):
        Speech(locked_level="full")  # type: ignore[arg-type]


def test_it_locks_itself_after_quiet_minutes_and_a_turn_afterwards_does_not_reopen_it() -> None:
    lock = lock_with()
    lock.try_pin("1234", T0)
    lock.touch(at(200))
    assert lock.level(at(499)) is SpeechLevel.FULL
    lock.touch(at(500))
    assert lock.level(at(500)) is SpeechLevel.PUBLIC
    assert lock.level(at(499)) is SpeechLevel.PUBLIC


def test_lock_closes_it_at_once() -> None:
    lock = lock_with()
    lock.try_pin("1234", T0)
    lock.lock()
    lock.lock()
    assert lock.level(T0) is SpeechLevel.PUBLIC


def test_a_clock_that_was_set_back_locks_it() -> None:
    lock = lock_with()
    lock.try_pin("1234", T0)
    assert lock.level(at(-3600)) is SpeechLevel.PUBLIC


def test_three_wrong_pins_make_her_wait_and_each_further_one_twice_as_long() -> None:
    lock = lock_with()
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
    lock, now = lock_with(), 0.0
    for _ in range(60):
        lock.try_pin("9999", at(now))
        now += lock.wait_s(at(now))
    lock.try_pin("9999", at(now))
    assert lock.wait_s(at(now)) == LONGEST_WAIT_S


def test_after_the_clock_was_set_back_the_wait_is_no_longer_than_it_was() -> None:
    lock = lock_with()
    for _ in range(3):
        lock.try_pin("9999", T0)
    assert lock.wait_s(at(-86400)) == 60


def test_pulling_the_plug_gives_no_new_tries() -> None:
    memory = Memory()
    for _ in range(3):
        assert not lock_with(memory=memory).try_pin("9999", T0)
    again = lock_with(memory=memory)
    assert again.wait_s(T0) == 60
    assert not again.try_pin("1234", at(30))
    assert again.try_pin("1234", at(60))


def test_wrong_pins_are_remembered_in_the_vault(tmp_path: Path) -> None:
    with Vault.create(tmp_path / "vault", "correct horse battery", cost=keys.INTERACTIVE) as vault:
        lock = SpeechLock("1234", 300, vault.tries, vault.audit)
        for _ in range(3):
            lock.try_pin("9999", T0)
    with Vault.open(tmp_path / "vault", "correct horse battery") as vault:
        lock = SpeechLock("1234", 300, vault.tries, vault.audit)
        assert lock.wait_s(at(1)) == 59
        assert lock.try_pin("1234", at(60))
        lock.lock()
        told = [(one.event, one.item, one.detail) for one in vault.audit.entries() if one.event.startswith("room")]
    assert told == [
        ("room-unlock-failed", "", "1"),
        ("room-unlock-failed", "", "2"),
        ("room-unlock-failed", "", "3"),
        ("room-unlocked", "", "pin"),
        ("room-locked", "", "asked"),
    ]


def test_what_cannot_be_counted_or_written_down_is_no_try_and_opens_nothing() -> None:
    memory = Memory()
    lock = lock_with(memory=memory)
    memory.full = True
    with pytest.raises(DiskFull):
        lock.try_pin("1234", T0)
    assert lock.level(T0) is SpeechLevel.PUBLIC
    memory.full, memory.broken = False, True
    with pytest.raises(AuditBroken):
        lock.try_pin("1234", T0)
    with pytest.raises(AuditBroken):
        lock.unlock(T0)
    assert lock.level(T0) is SpeechLevel.PUBLIC


@pytest.mark.parametrize("close", [lambda lock: lock.lock(), lambda lock: lock.level(at(301))])
def test_it_closes_even_where_the_audit_is_broken(close: Callable[[SpeechLock], object]) -> None:
    memory = Memory()
    lock = lock_with(memory=memory)
    lock.try_pin("1234", T0)
    memory.broken = True
    close(lock)
    assert lock.level(T0) is SpeechLevel.PUBLIC


def test_openings_and_closings_are_written_down_without_the_pin() -> None:
    memory = Memory()
    lock = lock_with(memory=memory)
    lock.lock()
    lock.try_pin("5678", T0)
    lock.try_pin("1234", T0)
    lock.level(at(400))
    lock.unlock(at(500))
    assert [(event, detail) for event, _, detail in memory.entries] == [
        ("room-unlock-failed", "1"),
        ("room-unlocked", "pin"),
        ("room-locked", "quiet"),
        ("room-unlocked", "terminal"),
    ]
    assert not any(digits in json.dumps(memory.entries) for digits in ("1234", "5678"))


@pytest.mark.parametrize("said", ["", "what", "stop", "I want to wait for it", "one moment", "123", "123456789"])
def test_words_that_can_be_no_pin_are_no_attempt(said: str) -> None:
    lock = lock_with()
    for _ in range(9):
        assert not lock.try_pin(said, T0)
    assert lock.try_pin("1234", T0)


def test_a_wrong_pin_leaves_an_open_room_open() -> None:
    lock = lock_with()
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
    assert lock_with("1248").try_pin("one to for ate", T0)
    assert lock_with("1248").try_pin("I try to open with one two four eight", T0)


@pytest.mark.parametrize(
    ("said", "pin"),
    [
        ("unlock four seven one one", "4711"),
        ("Unlock, 4-7-1-1.", "4711"),
        ("unlock the room, forty seven eleven", "4711"),
        ("please unlock with 4711", "4711"),
        ("unlock it my pin is four seven double one please", "4711"),
        ("unlock", ""),
        ("unlock the room", ""),
        ("unlock her phone with four fingers", ""),
        ("four seven one one", ""),
        ("she could not unlock the door for three days", ""),
        ("lock four seven one one", ""),
    ],
)
def test_a_pin_may_follow_unlock_in_the_same_breath(said: str, pin: str) -> None:
    assert read_digits(after_unlock(said)) == pin


@pytest.mark.parametrize(
    "said", ["unlock four seven one one", "unlock for seven", "my pin is 4711", "4711", "four seven one one", "47 11"]
)
def test_what_may_hold_a_pin_is_known(said: str) -> None:
    assert holds_pin(said)


@pytest.mark.parametrize(
    "said",
    ["unlock", "unlock the room", "set a timer for ten minutes", "ten", "volume five", "she slept four hours", ""],
)
def test_what_holds_none_is_no_secret(said: str) -> None:
    assert not holds_pin(said)


@given(st.text())
def test_any_words_at_all_are_read_without_fail(said: str) -> None:
    assert set(read_digits(said)) <= set("0123456789")
    assert lock_with("00000000").try_pin(said, T0) in (True, False)


def test_the_pin_is_read_from_its_file(tmp_path: Path) -> None:
    (tmp_path / "pin").write_text("0420\n")
    memory = Memory()
    lock = lock_from(Speech(pin_file=tmp_path / "pin", lock_after_minutes=2), memory, memory)
    assert lock.try_pin("oh four two oh", T0)
    assert lock.level(at(119)) is SpeechLevel.FULL
    assert lock.level(at(120)) is SpeechLevel.PUBLIC
    assert not lock_from(Speech(), memory, memory).has_pin


@pytest.mark.parametrize("content", [b"", b"123", b"123456789", b"12a4", "１２３４".encode(), b"\xff\xfe", b"12 34"])
def test_a_file_without_four_to_eight_digits_is_a_mistake_in_the_configuration(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "pin").write_bytes(content)
    with pytest.raises(ConfigurationError) as caught:
        lock_from(Speech(pin_file=tmp_path / "pin"), Memory(), Memory())
    assert content.decode("latin-1").strip() == "" or content.decode("latin-1") not in str(caught.value.__dict__)


def test_a_missing_pin_file_is_a_mistake_in_the_configuration(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError):
        lock_from(Speech(pin_file=tmp_path / "none"), Memory(), Memory())
