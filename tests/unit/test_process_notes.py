"""Process notes lie apart: their own file, their own key, and every reading in the vault's audit."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.errors import AuditBroken, ConfigurationError, Corrupt, NotFound, UsageError, VaultSealed
from assistant.store.database import Database
from assistant.store.keys import Cost
from assistant.store.parts import PROCESS
from assistant.store.process_notes import ProcessNotes
from assistant.store.vault import Vault

PASSPHRASE = "nine small brown birds"
NOW = datetime(2026, 11, 23, 20, 2, tzinfo=UTC)


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    with Vault.create(tmp_path / "vault", PASSPHRASE, cost=Cost(1, 8 * 2**10)) as vault:
        yield vault


@pytest.fixture
def notes(vault: Vault) -> Iterator[ProcessNotes]:
    with opened(vault) as notes:
        yield notes


def opened(vault: Vault) -> ProcessNotes:
    return ProcessNotes(vault.files, vault.key(PROCESS.purpose), vault.audit)


def file(vault: Vault) -> Path:
    return vault.files / PROCESS.file


def test_the_file_is_made_with_the_first_note_and_not_by_looking(vault: Vault, notes: ProcessNotes) -> None:
    assert notes.list() == []
    with pytest.raises(NotFound):
        notes.get("process-1")
    with pytest.raises(NotFound):
        notes.head("process-1")
    with pytest.raises(UsageError):
        notes.add("client-1", " \n", NOW)
    assert not file(vault).exists()
    notes.add("client-1", "a thought", NOW)
    assert file(vault).stat().st_mode & 0o777 == 0o600
    assert not [each for each in vault.files.iterdir() if each.name.startswith(".")]


def test_what_was_kept_is_there_again_newest_first(vault: Vault, notes: ProcessNotes) -> None:
    first = notes.add("client-1", "a thought", NOW)
    second = notes.add("client-2", "another\nthought", NOW + timedelta(hours=1))
    notes.close()
    with opened(vault) as again:
        assert list(again.list()) == [second, first]
        assert (again.get(first.id).text, again.get(second.id).text) == ("a thought", "another\nthought")
        assert again.get(first.id).head == first


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(min_size=1).filter(str.strip))
def test_any_text_survives(notes: ProcessNotes, text: str) -> None:
    assert notes.get(notes.add("client-1", text, NOW).id).text == text


def test_half_a_character_is_refused_and_nothing_is_kept(notes: ProcessNotes) -> None:
    with pytest.raises(UsageError):
        notes.add("client-1", "a \ud800 thought", NOW)
    assert notes.list() == []


def test_reading_is_in_the_vaults_audit_without_a_word(vault: Vault, notes: ProcessNotes) -> None:
    note = notes.add("client-1", "a canary", NOW)
    start = len(vault.audit.entries())
    notes.list()
    assert notes.head(note.id) == note
    notes.get(note.id)
    entries = vault.audit.entries()[start:]
    assert [(each.event, each.item, each.detail) for each in entries] == [
        ("read", note.id, "terminal"),
    ]
    assert "canary" not in str(entries)


def test_without_an_audit_none_is_read_but_one_is_kept(vault: Vault, notes: ProcessNotes) -> None:
    note = notes.add("client-1", "a thought", NOW)
    vault._database.run("CREATE TRIGGER no BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, ''); END")
    with pytest.raises(AuditBroken):
        notes.get(note.id)
    notes.add("client-1", "another", NOW)
    assert len(notes.list()) == 2


def test_a_note_is_never_changed(notes: ProcessNotes) -> None:
    notes.add("client-1", "a thought", NOW)
    assert notes._database is not None
    with pytest.raises(Exception, match=r"Something went wrong in the vault"):
        notes._database.run("UPDATE process_notes SET text = x''")


def test_the_file_shows_nothing_and_opens_under_no_other_key(vault: Vault, notes: ProcessNotes) -> None:
    notes.add("client-1", "a canary", NOW)
    files = [each for each in vault.files.iterdir() if each.name.startswith(PROCESS.file)]
    assert len(files) > 1, "the log was to be searched too"
    for each in files:
        assert not [word for word in (b"canary", b"client-1", b"process", b"SQLite") if word in each.read_bytes()]
    for purpose in ("database", "audit"):
        with pytest.raises(Corrupt):
            ProcessNotes(vault.files, vault.key(purpose), vault.audit)
    assert "canary" not in str(vault._database.rows("SELECT * FROM settings"))
    assert not vault._database.rows("SELECT 1 FROM sqlite_schema WHERE name = 'process_notes'")


@pytest.mark.parametrize("harm", ["empty", "cut", "flipped", "foreign"])
def test_a_damaged_file_is_refused_and_left_as_it_is(vault: Vault, harm: str) -> None:
    with opened(vault) as notes:
        notes.add("client-1", "a thought", NOW)
    whole = file(vault).read_bytes()
    harmed = {
        "empty": b"",
        "cut": whole[:-100],
        "flipped": whole[:60] + bytes([whole[60] ^ 1]) + whole[61:],
        "foreign": b"SQLite format 3\0" + bytes(8176),
    }[harm]
    file(vault).write_bytes(harmed)
    with pytest.raises(Corrupt):
        opened(vault)
    assert file(vault).read_bytes() == harmed


def test_a_newer_file_is_refused(vault: Vault) -> None:
    with opened(vault) as notes:
        notes.add("client-1", "a thought", NOW)
    newer = Database(file(vault), vault.key(PROCESS.purpose))
    newer.run(f"PRAGMA user_version = {len(PROCESS.steps) + 1}")
    newer.close()
    with pytest.raises(ConfigurationError):
        opened(vault)


def test_a_closed_vault_gives_no_key(vault: Vault) -> None:
    vault.close()
    with pytest.raises(VaultSealed):
        vault.key(PROCESS.purpose)


def test_what_a_killed_making_left_is_taken_away(vault: Vault, notes: ProcessNotes) -> None:
    left = vault.files / ".process-left"
    left.mkdir()
    (left / PROCESS.file).write_bytes(b"half")
    notes.add("client-1", "a thought", NOW)
    assert not left.exists()
    assert len(notes.list()) == 1


WRITER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from assistant.store.parts import PROCESS
from assistant.store.process_notes import ProcessNotes
from assistant.store.vault import Vault
with Vault.open(Path(sys.argv[1]), sys.argv[2]) as vault:
    with ProcessNotes(vault.files, vault.key(PROCESS.purpose), vault.audit) as notes:
        for number in range(10):
            notes.add("client-1", f"thought {number}", datetime.now(UTC))
"""


def test_two_processes_that_make_the_file_at_once_make_one(vault: Vault) -> None:
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(vault.folder), PASSPHRASE], cwd=Path(__file__).parents[2])
        for _ in range(2)
    ]
    assert [writer.wait(60) for writer in writers] == [0, 0]
    with opened(vault) as notes:
        texts = sorted(notes.get(each.id).text for each in notes.list())
    assert texts == sorted([f"thought {number}" for number in range(10)] * 2)
