"""What may be said aloud: the lock of the room. Locked at start; it opens with a spoken PIN and closes by itself.

A voice is never matched: whoever says the PIN opens the room, and so would a recording of her saying it. A recording
of anything else she says opens nothing.
"""

import contextlib
import hmac
import re
from datetime import datetime

from assistant.errors import AssistantError, ConfigurationError
from assistant.events import SpeechLevel
from assistant.intents.pins import read_digits
from assistant.ports import Audit, Tries
from assistant.settings import Speech

FREE_TRIES = 3
"""Wrong PINs before it makes her wait."""

FIRST_WAIT_S = 60.0
"""The first wait; each further wrong PIN doubles it."""

LONGEST_WAIT_S = 24 * 3600.0


class SpeechLock:
    """The level of the room: `locked_level` until it is unlocked, everything then."""

    def __init__(
        self,
        pin: str | None,
        lock_after_s: float,
        tries: Tries,
        audit: Audit,
        locked_level: SpeechLevel = SpeechLevel.PUBLIC,
    ) -> None:
        self._pin = pin
        self._lock_after_s = lock_after_s
        self._tries = tries
        self._audit = audit
        self._locked_level = locked_level
        self._quiet_since: float | None = None
        """When she was last heard, POSIX s; None while locked."""

    @property
    def has_pin(self) -> bool:
        """Whether it can be opened by voice at all."""
        return self._pin is not None

    def level(self, now: datetime) -> SpeechLevel:
        """What may be said aloud at this moment."""
        # A clock that was set back proves nothing about how long it has been quiet.
        if self._quiet_since is not None and not -1.0 <= now.timestamp() - self._quiet_since < self._lock_after_s:
            self.lock("quiet")
        return self._locked_level if self._quiet_since is None else SpeechLevel.FULL

    def touch(self, now: datetime) -> None:
        """She is there: the quiet time begins anew, unless it is already over."""
        if self.level(now) is SpeechLevel.FULL:
            self._quiet_since = now.timestamp()

    def lock(self, why: str = "asked") -> None:
        """Close it, whatever else fails; harmless twice. `why`: a word for the audit."""
        if self._quiet_since is None:
            return
        self._quiet_since = None
        with contextlib.suppress(AssistantError):  # what is private next finds the audit broken, and says so
            self._audit.record("room-locked", detail=why)

    def unlock(self, now: datetime, by: str = "terminal") -> None:
        """Open it without a PIN, for somebody who has shown otherwise that she may. Raises `AuditBroken`."""
        self._audit.record("room-unlocked", detail=by)
        self._quiet_since = now.timestamp()

    def wait_s(self, now: datetime) -> float:
        """How long no PIN is looked at, s. Raises `VaultSealed`, `TryLater`."""
        wrong, until = self._tries.read()
        # After the clock was set back it is never longer than it was at first.
        return max(0.0, min(until - now.timestamp(), _wait_after(wrong)))

    def try_pin(self, spoken: str, now: datetime) -> bool:
        """Open it with the digits in `spoken`; False where they are wrong, or it is too soon to look at them.

        What holds no four to eight digits is no attempt. A wrong PIN leaves an open room as it is. Raises what keeps
        it from counting or writing down the attempt (`VaultSealed`, `DiskFull`, `TryLater`, `AuditBroken`): then
        nothing is opened.
        """
        if self._pin is None or self.wait_s(now) > 0:
            return False
        heard = {
            digits for digits in (read_digits(spoken), read_digits(spoken, misheard=True)) if 4 <= len(digits) <= 8
        }
        if not heard:
            return False
        wrong = self._tries.read()[0] + 1
        # Counted before it is looked at: who pulls the plug at the answer has had this try.
        self._tries.write(wrong, now.timestamp() + _wait_after(wrong))
        matches = [hmac.compare_digest(digits.encode(), self._pin.encode()) for digits in heard]
        if not any(matches):
            self._audit.record("room-unlock-failed", detail=str(wrong))
            return False
        self._tries.write(0, 0.0)
        self.unlock(now, by="pin")
        return True


def _wait_after(wrong: int) -> float:
    """The wait that so many wrong PINs in a row have earned, s."""
    if wrong < FREE_TRIES:
        return 0.0
    wait: float = FIRST_WAIT_S * 2 ** min(wrong - FREE_TRIES, 20)
    return min(wait, LONGEST_WAIT_S)


def lock_from(section: Speech, tries: Tries, audit: Audit) -> SpeechLock:
    """The lock that the configuration describes. Raises `ConfigurationError`."""
    level = SpeechLevel[section.locked_level.upper()]
    return SpeechLock(_pin(section), section.lock_after_minutes * 60, tries, audit, level)


def _pin(section: Speech) -> str | None:
    if section.pin_file is None:
        return None
    try:
        pin = section.pin_file.expanduser().read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(
            "The file with the spoken PIN cannot be read.", fix=f"[speech] pin_file: {type(error).__name__}"
        ) from None
    if not re.fullmatch(r"[0-9]{4,8}", pin):
        raise ConfigurationError("The spoken PIN must be four to eight digits.", fix="[speech] pin_file")
    return pin
