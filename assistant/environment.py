"""Variables that make a library write down, or send elsewhere, what passes through it: one list for every check.

Found by reading the libraries that are installed; a test holds that each still reads its variable.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass

from assistant.errors import ConfigurationError


@dataclass(frozen=True, slots=True)
class Talkative:
    """One variable that must not be set."""

    name: str
    """With a star at its end: every variable that begins so."""
    library: str
    """The module that reads it."""
    does: str
    """As the end of a sentence that begins with the name."""

    def matches(self, name: str) -> bool:
        """Whether this is about the variable of that name."""
        return name.startswith(self.name[:-1]) if self.name.endswith("*") else name == self.name


TALKATIVE = (
    Talkative("ANTHROPIC_LOG", "anthropic", "logs every request to the model"),
    Talkative("ANTHROPIC_CUSTOM_HEADERS", "anthropic", "adds to what is sent to the model"),
    Talkative("PYTHON_CALDAV_*", "caldav", "writes calendar entries and the password to /tmp, or logs them"),
    Talkative("SSLKEYLOGFILE", "ssl", "writes down the keys of every encrypted connection"),
    Talkative("QUICLOGDIR", "urllib3", "writes down what a connection carried"),
    Talkative("NIQUESTS_DNS_URL", "niquests", "tells another server which calendar server is asked"),
)

NAMES = ("ANTHROPIC_CUSTOM_HEADERS", "ANTHROPIC_LOG", "NIQUESTS_DNS_URL", "PYTHON_CALDAV_COMMDUMP", "PYTHON_CALDAV_DEBUGMODE",
         "QUICLOGDIR", "SSLKEYLOGFILE")  # fmt: skip
"""Every variable by its whole name: what a service's unit takes away before the start."""


def talkative(environment: Mapping[str, str] = os.environ) -> Mapping[str, Talkative]:
    """The variables of the list that are set, by name."""
    return {name: one for name in sorted(environment) for one in TALKATIVE if one.matches(name)}


def refuse_talkative(environment: Mapping[str, str] = os.environ) -> None:
    """Raise `ConfigurationError` where one of them is set, were it to nothing."""
    found = talkative(environment)
    if found:
        raise ConfigurationError(
            "A library is told to write down what passes through it, so I do nothing until that is undone.",
            fix=f"unset {' '.join(found)}",
        )
