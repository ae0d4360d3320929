"""Lists of notes: only those that are asked for, the newest first."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.cli import notes
from assistant.errors import NotFound
from assistant.records import NoteState
from assistant.store.keys import Cost
from assistant.store.vault import Vault

PASSPHRASE = "nine small brown birds"
NOW = datetime(2026, 11, 23, 20, 2, tzinfo=UTC)


@pytest.fixture
def vault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Vault]:
    """Of an installation, with two clients."""
    file = tmp_path / "passphrase"
    file.write_text(PASSPHRASE)
    file.chmod(0o600)
    monkeypatch.setenv("ASSISTANT_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("ASSISTANT_PASSPHRASE_FILE", str(file))
    monkeypatch.setenv("COLUMNS", "100")
    with Vault.create(tmp_path / "home" / "data" / "vault", PASSPHRASE, cost=Cost(1, 8 * 2**10)) as made:
        made.roster.add("JD", "Jane Doe")
        made.roster.add("MK", "Mary Kay")
        yield made


def put(vault: Vault, initials: str, state: NoteState, minutes: int) -> str:
    note = vault.notes.begin(vault.roster.by_initials(initials), NOW + timedelta(minutes=minutes))
    vault.notes.write(note.id, {"plan": "Rest."}, "dictated")
    if state is NoteState.DISCARDED:
        vault.notes.discard(note.id)
    elif state is not NoteState.DICTATING:
        vault.notes.file(note.id)
    if state is NoteState.SIGNED:
        vault.signatures.sign(vault.notes.get(note.id), NOW)
    return note.id


def test_only_of_a_client_in_a_state_and_so_many(vault: Vault) -> None:
    ids = {
        (initials, state): put(vault, initials, state, minutes)
        for minutes, (initials, state) in enumerate((who, state) for who in ("JD", "MK") for state in NoteState)
    }
    listed = [note.id for note in vault.notes.list()]
    assert listed == [each for (_, state), each in reversed(ids.items()) if state is not NoteState.DISCARDED]
    client = vault.roster.by_initials("JD")
    for state in NoteState:
        assert [note.id for note in vault.notes.list(client=client, state=state)] == [ids["JD", state]]
        assert [note.id for note in vault.notes.list(state=state)] == [ids["MK", state], ids["JD", state]]
    assert [note.id for note in vault.notes.list(client=client)] == listed[3:]
    assert [note.id for note in vault.notes.list(newest=2)] == listed[:2]
    assert [note.id for note in vault.notes.list(client=client, newest=1)] == [ids["JD", NoteState.SIGNED]]
    assert vault.notes.list(newest=0) == []


def test_a_table_is_short_and_json_is_whole(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notes, "_SCREENFUL", 2)
    ids = [put(vault, initials, NoteState.REVIEW, minutes) for minutes, initials in enumerate(("JD", "MK", "JD"))]

    def listed(*words: str) -> str:
        result = CliRunner().invoke(notes.app, ["list", *words])
        assert result.exit_code == 0, result.exception
        return result.stdout

    table = listed()
    assert [each in table for each in ids] == [False, True, True]
    assert "there may be older ones" in table
    assert "older" not in listed("--limit", "4")
    assert [each["id"] for each in json.loads(listed("--json"))] == ids[::-1]
    assert [each["id"] for each in json.loads(listed("--json", "--client", "jd", "--limit", "1"))] == [ids[2]]
    assert isinstance(CliRunner().invoke(notes.app, ["list", "--client", "XX"]).exception, NotFound)


def test_a_note_is_told_by_its_session_and_else_by_when_it_was_begun(vault: Vault) -> None:
    session = NOW - timedelta(hours=5)  # nine in the morning in Chicago
    client = vault.roster.by_initials("JD")
    about = vault.notes.begin(client, NOW, session)
    alone = vault.notes.begin(client, NOW)
    shown = CliRunner().invoke(notes.app, ["list"]).stdout.splitlines()
    assert [("9:02" in line, "14:02" in line or "2:02" in line) for line in shown if about.id in line] == [
        (True, False)
    ]
    assert [("14:02" in line or "2:02" in line) for line in shown if alone.id in line] == [True]
    assert "9:02" in CliRunner().invoke(notes.app, ["show", about.id]).stdout.splitlines()[0]
