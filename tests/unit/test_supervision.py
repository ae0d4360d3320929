"""What she wants to bring to supervision: there until she has brought it, gone with its note, read with an entry."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assistant.errors import AuditBroken, NotFound, UsageError
from assistant.ports import SupervisionAgenda
from assistant.records import Client, Note
from assistant.store.keys import Cost
from assistant.store.rotation import rotate
from assistant.store.vault import Vault

PASSPHRASE = "nine small brown birds"
NOW = datetime(2026, 11, 23, 20, 2, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    with Vault.create(tmp_path / "vault", PASSPHRASE, cost=Cost(1, 8 * 2**10)) as vault:
        yield vault


@pytest.fixture
def client(vault: Vault) -> Client:
    return vault.roster.add("JD", "Jane Doe")


@pytest.fixture
def note(vault: Vault, client: Client) -> Note:
    return vault.notes.begin(client, NOW)


def words(agenda: SupervisionAgenda) -> list[str]:
    return [each.text for each in agenda.waiting()]


def test_what_a_note_puts_on_it_waits_oldest_first(vault: Vault, client: Client, note: Note) -> None:
    agenda: SupervisionAgenda = vault.supervision
    assert (words(agenda), agenda.count()) == ([], 0)
    agenda.put(note, ["Is it grief?", "Her mother."], LATER)
    other = vault.supervision.add(client, "My own hours.", NOW)
    assert words(agenda) == ["My own hours.", "Is it grief?", "Her mother."]
    assert agenda.count() == 3
    first, second, _ = agenda.waiting()
    assert (first.id, first.note, first.noted, first.client) == (other, "", NOW, client)
    assert (second.note, second.noted, second.client) == (note.id, LATER, client)
    assert [each.text for each in agenda.heads()] == ["", "", ""]
    assert [each.id for each in agenda.heads()] == [each.id for each in agenda.waiting()]


def test_what_a_note_puts_again_takes_the_place_of_what_it_had(vault: Vault, client: Client, note: Note) -> None:
    agenda = vault.supervision
    other = vault.notes.begin(client, NOW)
    agenda.put(other, ["Of another note."], NOW)
    agenda.put(note, ["a", "b", " "], NOW)
    kept = {each.text: each.id for each in agenda.waiting()}
    agenda.put(note, ["b", "c"], LATER)
    assert words(agenda) == ["Of another note.", "b", "c"]
    assert {each.text: each.id for each in agenda.waiting()}["b"] == kept["b"], "what stays keeps its id"
    agenda.put(note, ["b", "b"], LATER)
    assert words(agenda) == ["Of another note.", "b", "b"], "she said it twice"
    agenda.put(note, [], LATER)
    assert words(agenda) == ["Of another note."]


def test_what_was_brought_stays_brought(vault: Vault, note: Note) -> None:
    agenda = vault.supervision
    agenda.put(note, ["a", "b"], NOW)
    first = agenda.waiting()[0]
    for _ in range(2):
        agenda.done(first.id, NOW)
    assert words(agenda) == ["b"]
    agenda.put(note, ["a", "b", "c"], LATER)
    assert words(agenda) == ["b", "c"]
    agenda.put(note, [], LATER)
    agenda.put(note, ["a"], LATER)
    assert words(agenda) == []


def test_a_note_that_is_discarded_takes_it_off_and_a_client_who_is_corrected_takes_it_along(
    vault: Vault, note: Note
) -> None:
    agenda = vault.supervision
    agenda.put(note, ["a"], NOW)
    other = vault.roster.add("MK", "Maria Klein")
    vault.notes.rebind(note.id, other, None)
    assert [each.client for each in agenda.waiting()] == [other]
    vault.notes.discard(note.id)
    assert (words(agenda), agenda.count()) == ([], 0)
    vault.notes.restore(note.id)
    assert (words(agenda), agenda.count()) == (["a"], 1)


def test_what_cannot_be_is_refused(vault: Vault, client: Client, note: Note) -> None:
    agenda = vault.supervision
    stranger = Client("client-0", "XX", "Nobody")
    with pytest.raises(UsageError):
        agenda.add(client, " \n", NOW)
    with pytest.raises(UsageError):
        agenda.put(note, ["fine", "half \ud800"], NOW)
    with pytest.raises(NotFound):
        agenda.add(stranger, "a", NOW)
    with pytest.raises(NotFound):
        agenda.done("supervision-0", NOW)
    with pytest.raises(NotFound):
        agenda.put(Note("note-0", stranger, note.state, NOW, {}), ["a"], NOW)
    assert agenda.count() == 0
    assert not vault._database.rows("SELECT 1 FROM item_keys WHERE item LIKE 'supervision-%'")


def test_reading_it_is_in_the_audit_and_without_an_audit_nothing_is_read(vault: Vault, note: Note) -> None:
    agenda = vault.supervision
    agenda.waiting()
    agenda.put(note, ["a canary", "another"], NOW)
    agenda.count()
    agenda.heads()
    start = len(vault.audit.entries())
    agenda.waiting()
    entries = vault.audit.entries()[start:]
    assert [(each.event, each.item, each.detail) for each in entries] == [("read-list", "supervision", "terminal 2")]
    vault._database.run("CREATE TRIGGER no BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, ''); END")
    with pytest.raises(AuditBroken):
        agenda.waiting()
    assert agenda.count() == 2


def test_a_signed_note_can_be_brought_to_supervision(vault: Vault, note: Note) -> None:
    vault.notes.write(note.id, {"plan": "rest"}, "dictated")
    vault.notes.file(note.id)
    vault.signatures.sign(vault.notes.get(note.id), NOW)
    vault.supervision.put(note, ["a"], NOW)
    vault.supervision.done(vault.supervision.waiting()[0].id, NOW)
    assert vault.supervision.count() == 0
    vault.verify()


def test_no_word_lies_in_the_database_in_clear(vault: Vault, client: Client, note: Note) -> None:
    vault.supervision.put(note, ["a periwinkle"], NOW)
    vault.supervision.add(client, "a periwinkle", NOW)
    tables = [name for (name,) in vault._database.rows("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    kept = str([vault._database.rows(f"SELECT * FROM {table}") for table in tables])
    assert note.id in kept
    assert "periwinkle" not in kept


def test_all_of_it_is_rotated_and_verified(vault: Vault, client: Client, note: Note) -> None:
    vault.supervision.put(note, ["a", "b"], NOW)
    vault.supervision.add(client, "c", LATER)
    vault.supervision.done(vault.supervision.waiting()[0].id, NOW)
    whole = vault.verify().words
    vault.close()
    rotate(vault.folder, PASSPHRASE)
    with Vault.open(vault.folder, PASSPHRASE) as again:
        assert words(again.supervision) == ["b", "c"]
        assert again.verify().words == whole
