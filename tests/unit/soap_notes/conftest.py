"""The desk at which the skill's tests dictate, and one whose vault is sealed."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from assistant.store import keys
from assistant.store.vault import Vault
from skills.soap_notes.skill import SoapNotes
from tests.desk import FORMS, Desk, seated


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a vault with two clients: founding one takes longer than most dictations here."""
    folder = tmp_path_factory.mktemp("furnished") / "vault"
    with Vault.create(folder, "correct horse", cost=keys.Cost(1, 8192)) as vault:
        vault.roster.add("JD", "Jordan Doe")
        vault.roster.add("MK", "Mary King", aliases=("Molly",))
    return folder


@pytest.fixture
def desk(furnished: Path, tmp_path: Path) -> Iterator[Desk]:
    shutil.copytree(furnished, tmp_path / "vault")
    with Vault.open(tmp_path / "vault", "correct horse") as vault:
        yield seated(vault)


@pytest.fixture
def sealed() -> SoapNotes:
    """The skill in a house of which nothing can be read."""
    house: Any = SimpleNamespace(sealed=True, forms=FORMS)
    return SoapNotes(house)
