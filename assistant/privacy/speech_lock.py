"""What may be said aloud: the lock of the room, which closes by itself and opens with a spoken PIN. Pure."""

import hmac
import re
from datetime import datetime

from assistant.errors import ConfigurationError
from assistant.events import SpeechLevel
from assistant.settings import Speech

FREE_TRIES = 3
"""Wrong PINs before it makes her wait."""

FIRST_WAIT_S = 60.0
"""The first wait; each further wrong PIN doubles it."""

LONGEST_WAIT_S = 24 * 3600.0

_ONES = {
    "zero": 0, "oh": 0, "o": 0, "nought": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6,
    "seven": 7, "eight": 8, "nine": 9,
}  # fmt: skip
_TEENS = {
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
_TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
_MISHEARD = {"won": 1, "to": 2, "too": 2, "tree": 3, "for": 4, "fore": 4, "ate": 8}
"""What recognisers write for a digit."""
_REPEATS = {"double": 2, "triple": 3}


class SpeechLock:
    """The level of the room; without a PIN it is *private* and stays so."""

    def __init__(self, pin: str | None, lock_after_s: float) -> None:
        self._pin = pin
        self._lock_after_s = lock_after_s
        self._quiet_since: float | None = None
        """When she was last heard, POSIX s; None while locked."""
        self._wrong = 0
        self._wait_until = 0.0

    @property
    def has_pin(self) -> bool:
        """Whether it can be opened by voice at all."""
        return self._pin is not None

    def level(self, now: datetime) -> SpeechLevel:
        """What may be said aloud at this moment."""
        if self._pin is None:
            return SpeechLevel.PRIVATE
        # A clock that was set back proves nothing about how long it has been quiet.
        if self._quiet_since is not None and not -1.0 <= now.timestamp() - self._quiet_since < self._lock_after_s:
            self.lock()
        return SpeechLevel.PUBLIC if self._quiet_since is None else SpeechLevel.FULL

    def touch(self, now: datetime) -> None:
        """She is there: the quiet time begins anew, unless it is already over."""
        if self.level(now) is SpeechLevel.FULL:
            self._quiet_since = now.timestamp()

    def lock(self) -> None:
        """Close it; harmless twice."""
        self._quiet_since = None

    def wait_s(self, now: datetime) -> float:
        """How long no PIN is looked at, s."""
        return max(0.0, self._wait_until - now.timestamp())

    def try_pin(self, spoken: str, now: datetime) -> bool:
        """Open it with the digits in `spoken`; False where they are wrong, or it is too soon to look at them.

        What holds no four to eight digits is no attempt. A wrong PIN leaves an open room as it is.
        """
        if self._pin is None or self.wait_s(now) > 0:
            return False
        heard = {
            digits for digits in (read_digits(spoken), read_digits(spoken, misheard=True)) if 4 <= len(digits) <= 8
        }
        if not heard:
            return False
        matches = [hmac.compare_digest(digits.encode(), self._pin.encode()) for digits in heard]
        if any(matches):
            self._wrong, self._quiet_since = 0, now.timestamp()
            return True
        self._wrong += 1
        if self._wrong >= FREE_TRIES:
            wait = FIRST_WAIT_S * 2 ** min(self._wrong - FREE_TRIES, 20)
            self._wait_until = now.timestamp() + min(wait, LONGEST_WAIT_S)
        return False


def read_digits(spoken: str, *, misheard: bool = False) -> str:
    """The digits in spoken words: "one two", "twelve thirty four", "double five", "1 2-34"; other words are passed over."""
    ones = _ONES | _MISHEARD if misheard else _ONES
    digits, times, tens = "", 1, False
    for word in re.findall(r"[0-9]|[a-z]+", spoken.lower()):
        if word in _REPEATS:
            times = _REPEATS[word]
            continue
        if word.isdigit():
            digits += word * times
        elif word in ones:
            one = ones[word]
            digits = digits[:-1] + str(one) if tens and one else digits + str(one) * times
        elif word in _TEENS | _TENS:
            digits += str((_TEENS | _TENS)[word])
        times, tens = 1, word in _TENS
    return digits


def lock_from(section: Speech) -> SpeechLock:
    """The lock that the configuration describes. Raises `ConfigurationError`."""
    if section.pin_file is None:
        return SpeechLock(None, section.lock_after_minutes * 60)
    try:
        pin = section.pin_file.expanduser().read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(
            "The file with the spoken PIN cannot be read.", fix=f"[speech] pin_file: {type(error).__name__}"
        ) from None
    if not re.fullmatch(r"[0-9]{4,8}", pin):
        raise ConfigurationError("The spoken PIN must be four to eight digits.", fix="[speech] pin_file")
    return SpeechLock(pin, section.lock_after_minutes * 60)
