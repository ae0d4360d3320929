"""What a draft rests on is kept with it, and the sentences that need her look are shown."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.cli import notes
from assistant.records import Supported
from assistant.store.keys import Cost
from assistant.store.vault import Vault

PASSPHRASE = "nine small brown birds"
NOW = datetime(2026, 11, 23, 20, 2, tzinfo=UTC)
SUPPORT = {
    "subjective": (
        Supported("The client slept badly.", ("She slept badly.",)),
        Supported("She denied panic.", ("She slept \x1b[31mbadly.",), "says no where you did not"),
    )
}
SECTIONS = {"subjective": "The client slept badly. She denied panic.", "plan": ""}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "passphrase"
    file.write_text(PASSPHRASE)
    file.chmod(0o600)
    monkeypatch.setenv("ASSISTANT_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("ASSISTANT_PASSPHRASE_FILE", str(file))
    return tmp_path / "home" / "data" / "vault"


def written(folder: Path) -> str:
    with Vault.create(folder, PASSPHRASE, cost=Cost(1, 8192)) as vault:
        note = vault.notes.begin(vault.roster.add("JD", "Jane Doe"), NOW)
        vault.notes.write(note.id, {"subjective": "she slept badly", "plan": ""}, "dictated")
        vault.notes.write(note.id, SECTIONS, "drafted", SUPPORT)
        return note.id


def test_support_comes_back_with_its_version_and_goes_with_the_next(folder: Path) -> None:
    note_id = written(folder)
    with Vault.open(folder, PASSPHRASE) as vault:
        note = vault.notes.get(note_id)
        assert (dict(note.sections), dict(note.support)) == (SECTIONS, SUPPORT)
        assert note.flags == SUPPORT["subjective"][1:]
        after = vault.notes.write(note_id, {"subjective": "My own words."}, "dictated")
        assert (dict(after.sections), after.support, after.flags) == ({"subjective": "My own words."}, {}, ())


def test_a_section_called_support_is_a_section(folder: Path) -> None:
    note_id = written(folder)
    with Vault.open(folder, PASSPHRASE) as vault:
        named = {"sections": "one", "support": "two"}
        assert dict(vault.notes.write(note_id, named, "dictated").sections) == named
        assert vault.notes.write(note_id, named, "drafted", {"support": SUPPORT["subjective"]}).sections == named


def test_a_flagged_sentence_is_shown_with_its_reason_and_her_words(folder: Path) -> None:
    note_id = written(folder)
    shown = CliRunner().invoke(notes.app, ["show", note_id])
    assert "Needs your look" in shown.stdout
    assert "! Subjective: She denied panic.\n    This sentence says no where you did not." in shown.stdout
    assert "! Subjective: The client slept badly." not in shown.stdout
    assert "\x1b" not in shown.stdout
    tree = json.loads(CliRunner().invoke(notes.app, ["show", note_id, "--json"]).stdout)
    assert [each["flag"] for each in tree["support"]["subjective"]] == ["", "says no where you did not"]
