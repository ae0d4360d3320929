"""Everything that can go wrong, as one tree; each error knows what to say and how to exit.

    AssistantError                 1   a bug, said honestly
    ├── UsageError                 2   the command line was wrong
    ├── Unavailable               69   something the house needs is not there
    │   ├── AudioDeviceMissing         no microphone or loudspeaker
    │   ├── EngineMissing              an engine's program, library or weights
    │   ├── CalendarUnreachable        a calendar server or feed
    │   ├── ModelUnavailable           the language model's server
    │   └── NotFound                   no such note, client, reply …
    ├── InputOutput               74   reading or writing failed
    │   ├── BadAudio                   not audio, or not all of it
    │   ├── BadCalendar                not a calendar
    │   ├── DeviceLost                 the microphone or loudspeaker went away
    │   ├── DiskFull
    │   └── Corrupt                    a file of ours that is damaged
    ├── TryLater                  75   the same request may succeed soon
    ├── Locked                    77   the vault or the room is locked
    │   ├── WrongPassphrase
    │   ├── VaultSealed
    │   ├── AuditBroken                what is done with private things cannot be written down
    │   └── EgressBlocked              the endpoint may not be given this content
    ├── ConfigurationError        78   the configuration or an installed part is wrong
    │   └── ModelMissing               weights that the configuration names are not installed
    └── TurnEnded                  0   not failures: how a dialogue may end early
        ├── Cancelled                  she said "cancel"
        └── Unanswered                 she said nothing

Exit codes are those of ``sysexits.h``. ``spoken`` is one sentence, safe in any room: it never holds a client's
words or name. ``fix`` is for the terminal: what to type.
"""

from typing import ClassVar


class AssistantError(Exception):
    """The root: `spoken` is one sentence for the room, `fix` one line for the terminal."""

    code: ClassVar[str] = "internal"
    exit_code: ClassVar[int] = 1

    def __init__(self, spoken: str, *, fix: str = "") -> None:
        super().__init__(spoken)
        self.spoken = spoken
        self.fix = fix


class UsageError(AssistantError):
    """The command line was wrong."""

    code = "usage"
    exit_code = 2


class Unavailable(AssistantError):
    """Something the house needs is not there."""

    code = "unavailable"
    exit_code = 69


class AudioDeviceMissing(Unavailable):
    """No microphone or loudspeaker by that name, or no audio library."""

    code = "no-audio-device"


class EngineMissing(Unavailable):
    """An engine's program or library is not installed."""

    code = "no-engine"


class CalendarUnreachable(Unavailable):
    """A calendar server or feed refused, hung or lied."""

    code = "calendar-unreachable"


class ModelUnavailable(Unavailable):
    """The language model's server refused, failed or gave no usable answer."""

    code = "model-unavailable"


class NotFound(Unavailable):
    """Nothing is stored under that name."""

    code = "not-found"


class InputOutput(AssistantError):
    """Reading or writing failed."""

    code = "io"
    exit_code = 74


class BadAudio(InputOutput):
    """The file is not audio, or holds none."""

    code = "bad-audio"


class BadCalendar(InputOutput):
    """The text is not a calendar."""

    code = "bad-calendar"


class DeviceLost(InputOutput):
    """The microphone or the loudspeaker went away while in use."""

    code = "device-lost"


class DiskFull(InputOutput):
    """No room is left where the vault or the capture is."""

    code = "disk-full"


class Corrupt(InputOutput):
    """A file of ours is damaged or not ours."""

    code = "corrupt"


class TryLater(AssistantError):
    """The same request may succeed soon."""

    code = "try-later"
    exit_code = 75


class Locked(AssistantError):
    """The vault or the room is locked."""

    code = "locked"
    exit_code = 77


class WrongPassphrase(Locked):
    """The passphrase does not open the vault."""

    code = "wrong-passphrase"


class VaultSealed(Locked):
    """The vault is closed and nobody is there to open it."""

    code = "vault-sealed"


class AuditBroken(Locked):
    """The audit cannot be written or does not hold together, so nothing private is shown."""

    code = "audit-broken"


class EgressBlocked(Locked):
    """The endpoint may not be given this content."""

    code = "egress-blocked"


class ConfigurationError(AssistantError):
    """The configuration, or a part that it names, is wrong."""

    code = "configuration"
    exit_code = 78


class ModelMissing(ConfigurationError):
    """The weights that the configuration names are not installed."""

    code = "model-missing"


class TurnEnded(AssistantError):
    """A dialogue ended before its skill was done; not a failure."""

    code = "turn-ended"
    exit_code = 0


class Cancelled(TurnEnded):
    """She said "cancel", "stop" or "never mind"."""

    code = "cancelled"


class Unanswered(TurnEnded):
    """She was asked something and said nothing."""

    code = "unanswered"
