"""The desk at which the skill's tests dictate, and one whose vault is sealed."""

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from assistant.store import keys
from assistant.store.vault import Vault
from skills.soap_notes.skill import SoapNotes
from tests.desk import FORMS, Desk, seated


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with Vault.create(tmp_path / "vault", "correct horse", cost=keys.Cost(1, 8192)) as vault:
        vault.roster.add("JD", "Jordan Doe")
        vault.roster.add("MK", "Mary King", aliases=("Molly",))
        yield seated(vault)


@pytest.fixture
def sealed() -> SoapNotes:
    """The skill in a house of which nothing can be read."""
    house: Any = SimpleNamespace(sealed=True, forms=FORMS)
    return SoapNotes(house)
