"""The desk at which the skill's tests dictate, and one whose vault is sealed."""

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from assistant.intents.written import SpokenTimes
from assistant.recovery import VaultRecovery
from assistant.settings import Listening
from assistant.store import keys
from assistant.store.vault import Vault
from skills.soap_notes.skill import SoapNotes
from tests.desk import FORMS, NOW, AsDictated, Calendar, Desk, no_engine, session


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with Vault.create(tmp_path / "vault", "correct horse", cost=keys.Cost(1, 8192)) as vault:
        jd = vault.roster.add("JD", "Jordan Doe")
        mk = vault.roster.add("MK", "Mary King", aliases=("Molly",))
        calendar = Calendar([session(mk, 9), session(jd, 14), session(mk, 16), session(jd, 18)])
        house: Any = SimpleNamespace(
            agenda=calendar,
            roster=vault.roster,
            notes=vault.notes,
            drafter=AsDictated(),
            recovery=VaultRecovery(vault.notes, vault.captures, no_engine, lambda text: False, Listening()),
            clock=SimpleNamespace(now=lambda: NOW),
            lexicon=vault.lexicon,
            supervision=vault.supervision,
            process=vault.drawer,
            times=SpokenTimes(),
            forms=FORMS,
            sealed=False,
        )
        yield Desk(SoapNotes(house), vault, jd, mk, calendar)


@pytest.fixture
def sealed() -> SoapNotes:
    """The skill in a house of which nothing can be read."""
    house: Any = SimpleNamespace(sealed=True, forms=FORMS)
    return SoapNotes(house)
