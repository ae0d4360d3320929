"""The audit holds together, is written before anything private is handed out, and shows every change."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.errors import AssistantError, AuditBroken, DiskFull, Locked
from assistant.records import Client, Message, Note, ReplyDraft, Spoken
from assistant.store import audit as audit_module
from assistant.store import migrations
from assistant.store.audit import VaultAudit, _link
from assistant.store.database import Database
from assistant.store.keys import Cost
from assistant.store.vault import Vault

QUICK = Cost(1, 8 * 2**10)
NOW = datetime(2026, 11, 23, 20, 2, tzinfo=UTC)
ENTRIES = 8


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    with Vault.create(tmp_path / "vault", "nine small brown birds", cost=QUICK) as vault:
        yield vault


@pytest.fixture
def desk(vault: Vault) -> tuple[Client, Note, Message, ReplyDraft]:
    """One of everything."""
    client = vault.roster.add("JD", "Jane Doe")
    note = vault.notes.begin(client, NOW)
    vault.notes.hear(note.id, said(0))
    message = vault.mail.add_message(client, "a canary", NOW)
    reply = vault.mail.queue_reply(client, "a canary", "a canary", NOW, message=message, source="offline")
    vault.notes.write(note.id, {"plan": "a canary"}, "dictated")
    vault.mail.revise_reply(reply.id, "another canary", "offline")
    return client, vault.notes.file(note.id), message, reply


def said(seq: int) -> Spoken:
    return Spoken(seq, "a canary", 0.0, 1.0, 0.9, "whisper")


def lines(audit: VaultAudit) -> list[tuple[str, str, str]]:
    return [(each.event, each.item, each.detail) for each in audit.entries()]


# ── what is in it ────────────────────────────────────────────────────────────────────────────────────────────


def test_writing_is_no_reading_and_neither_is_a_list_without_words(vault: Vault, desk: Any) -> None:
    client, note, message, reply = desk
    before = len(vault.audit.entries())
    assert [each.sections for each in vault.notes.list()] == [{}]
    assert [(each.id, each.text) for each in vault.mail.message_heads(client)] == [(message.id, "")]
    (head,) = vault.mail.reply_heads()
    assert head.message is not None
    assert (head.id, head.points, head.text, head.message.text) == (reply.id, "", "", "")
    assert {each.id for each in vault.queue.waiting()} == {note.id, reply.id}
    vault.mail.waiting()
    vault.roster.all()
    assert len(vault.audit.entries()) == before
    assert not [each for each in lines(vault.audit) if each[0].startswith("read")]


def test_every_reading_is_an_entry_with_the_place_where_it_is_shown(vault: Vault, desk: Any) -> None:
    client, note, message, reply = desk
    other = vault.mail.add_message(client, "and a canary", NOW + timedelta(hours=1))
    start = len(vault.audit.entries())
    vault.notes.get(note.id)
    vault.audit.reader = "voice"
    vault.mail.message(message.id)
    vault.mail.reply(reply.id)
    vault.mail.unanswered(client)
    vault.mail.messages()
    vault.mail.messages(client)
    vault.mail.replies()
    assert lines(vault.audit)[start:] == [
        ("read", note.id, "terminal"),
        ("read", message.id, "voice"),
        ("read", reply.id, "voice"),
        ("read", other.id, "voice"),
        ("read-list", "messages", "voice 2"),
        ("read-list", "messages", f"voice 2 {client.id}"),
        ("read-list", "replies", "voice 1"),
    ]
    assert "canary" not in str(vault.audit.entries())


def test_what_is_not_there_was_not_read(vault: Vault) -> None:
    client = vault.roster.add("JD", "Jane Doe")
    start = len(vault.audit.entries())
    assert vault.mail.unanswered(client) is None
    assert [*vault.mail.messages(), *vault.mail.replies()] == []
    for read in (vault.notes.get, vault.mail.message, vault.mail.reply):
        with pytest.raises(AssistantError):
            read("nothing-1")
    assert len(vault.audit.entries()) == start


def test_entries_are_found_by_item_and_event_and_the_newest_come_last(vault: Vault) -> None:
    for number in range(5):
        vault.audit.record("read", f"note-{number % 2}", "voice")
    vault.audit.record("export", "note-1")
    assert [each.detail for each in vault.audit.entries(2)] == ["voice", ""]
    assert [each.event for each in vault.audit.entries(item="note-1")] == ["read", "read", "export"]
    assert [each.item for each in vault.audit.entries(1, event="read")] == ["note-0"]
    assert vault.audit.entries(event="spoken") == []


def test_an_entry_can_tell_of_an_earlier_moment(vault: Vault) -> None:
    vault.audit.record("unlock-failed", at=NOW - timedelta(days=3))
    assert vault.audit.entries()[-1].at == NOW - timedelta(days=3)
    vault.audit.verify()


def test_verifying_tells_how_many_there_are_and_from_when_to_when(vault: Vault) -> None:
    held = vault.audit.entries()
    for hour in range(3):
        vault.audit.record("read", at=NOW + timedelta(hours=hour))
    extent = vault.audit.verify()
    assert extent.entries == len(held) + 3
    assert (extent.first, extent.last) == ((held[0].at if held else NOW), NOW + timedelta(hours=2))


def test_an_empty_audit_is_whole(empty: Database) -> None:
    extent = VaultAudit(empty).verify()
    assert (extent.entries, extent.first, extent.last) == (0, None, None)


def test_a_long_chain_is_followed_without_holding_it_whole(empty: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit_module, "_BATCH", 3)
    audit = VaultAudit(empty)
    for expected in range(1, 10):
        audit.record("read", "note-1")
        assert audit.verify().entries == expected


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Database]:
    database = Database(tmp_path / "audit.db", bytes(32), create=True)
    migrations.migrate(database)
    yield database
    database.close()


@settings(max_examples=60, deadline=None)
@given(texts=st.lists(st.tuples(st.text(), st.text(), st.text()), min_size=1, max_size=4))
def test_any_strings_survive(shared: Database, texts: list[tuple[str, str, str]]) -> None:
    audit = VaultAudit(shared)
    before = len(audit.entries())
    for each in texts:
        audit.record(*each)
    assert lines(audit)[before:] == texts
    assert audit.verify().entries == before + len(texts)


def test_half_a_character_is_refused_and_leaves_the_chain_whole(vault: Vault) -> None:
    before = vault.audit.verify().entries
    with pytest.raises(AuditBroken) as caught:
        vault.audit.record("read", "\ud800")
    assert caught.value.__cause__ is None
    vault.audit.record("read", "note-1")
    assert vault.audit.verify().entries == before + 1


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    database = Database(tmp_path_factory.mktemp("audit") / "audit.db", bytes(32), create=True)
    migrations.migrate(database)
    yield database
    database.close()


# ── what was done to it shows ────────────────────────────────────────────────────────────────────────────────


class PutBack(Exception):
    """Undo what was done."""


def named_after(database: Database, harm: Callable[[], None]) -> int:
    """The entry that verifying names after the harm, which is undone again."""
    named = 0
    with suppress(PutBack), database.transaction():
        harm()
        with pytest.raises(AuditBroken) as caught:
            VaultAudit(database).verify()
        named = int(caught.value.fix.split()[1])
        raise PutBack
    assert VaultAudit(database).verify().entries == ENTRIES
    return named


@pytest.fixture(scope="module")
def unguarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """An audit of `ENTRIES`, whose triggers somebody has dropped."""
    database = Database(tmp_path_factory.mktemp("audit") / "audit.db", bytes(32), create=True)
    migrations.migrate(database)
    audit = VaultAudit(database)
    for number in range(ENTRIES):
        audit.record("read", f"note-{number}", "voice", at=NOW + timedelta(minutes=number))
    for trigger in ("audit_stays", "audit_is_kept"):
        database.run(f"DROP TRIGGER {trigger}")
    yield database
    database.close()


def test_the_database_itself_refuses_to_change_or_delete_an_entry(vault: Vault) -> None:
    vault.audit.record("read", "note-1")
    for change in ("UPDATE audit SET item = ''", "DELETE FROM audit", "REPLACE INTO audit SELECT * FROM audit"):
        with pytest.raises(AssistantError):
            vault._database.run(change)
    vault.audit.verify()


@settings(max_examples=80, deadline=None)
@given(
    seq=st.integers(1, ENTRIES),
    column=st.sampled_from(["at", "event", "item", "detail", "chain"]),
    value=st.text(max_size=40),
)
def test_a_changed_entry_is_named(unguarded: Database, seq: int, column: str, value: str) -> None:
    new = value.encode() if column == "chain" else value
    assert (new,) != unguarded.row(f"SELECT {column} FROM audit WHERE seq = ?", seq)
    change = f"UPDATE audit SET {column} = ? WHERE seq = ?"
    assert named_after(unguarded, lambda: unguarded.run(change, new, seq)) == seq


@settings(max_examples=40, deadline=None)
@given(seq=st.integers(1, ENTRIES), to=st.integers(-5, 3 * ENTRIES))
def test_a_renumbered_entry_is_noticed(unguarded: Database, seq: int, to: int) -> None:
    if 1 <= to <= ENTRIES:
        return  # taken: the next test swaps
    named = named_after(unguarded, lambda: unguarded.run("UPDATE audit SET seq = ? WHERE seq = ?", to, seq))
    assert named == (to if to < 1 else seq)


@pytest.mark.parametrize("seq", range(1, ENTRIES + 1))
def test_a_deleted_entry_is_named(unguarded: Database, seq: int) -> None:
    assert named_after(unguarded, lambda: unguarded.run("DELETE FROM audit WHERE seq = ?", seq)) == seq


@pytest.mark.parametrize("kept", range(ENTRIES))
def test_a_tail_that_was_cut_off_is_noticed_and_nothing_is_written_after_it(unguarded: Database, kept: int) -> None:
    def cut() -> None:
        unguarded.run("DELETE FROM audit WHERE seq > ?", kept)
        with pytest.raises(AuditBroken):
            VaultAudit(unguarded).record("read", "note-1")

    assert named_after(unguarded, cut) == kept + 1


@settings(max_examples=40, deadline=None)
@given(one=st.integers(1, ENTRIES), other=st.integers(1, ENTRIES), whole=st.booleans())
def test_two_entries_that_changed_places_are_named(unguarded: Database, one: int, other: int, whole: bool) -> None:
    """`whole`: with their digests, which then stand in the wrong place."""
    if one == other:
        return
    fields = "at, event, item, detail" + (", chain" if whole else "")
    rows = {seq: unguarded.row(f"SELECT {fields} FROM audit WHERE seq = ?", seq) or () for seq in (one, other)}

    def swap() -> None:
        for seq, row in ((one, rows[other]), (other, rows[one])):
            names = fields.split(", ")
            unguarded.run(f"UPDATE audit SET {', '.join(f'{name} = ?' for name in names)} WHERE seq = ?", *row, seq)

    assert named_after(unguarded, swap) == min(one, other)


@settings(max_examples=40, deadline=None)
@given(seq=st.integers(-5, 3 * ENTRIES), fitting=st.booleans())
def test_an_entry_that_was_put_in_is_named(unguarded: Database, seq: int, fitting: bool) -> None:
    """`fitting`: with the digest that belongs there, as somebody would write who can read the program."""
    if 1 <= seq <= ENTRIES:
        return
    fields = ("2026-11-23T20:02:00.000000+00:00", "read", "note-x", "voice")
    row = unguarded.row("SELECT chain FROM audit WHERE seq = ?", ENTRIES)
    assert row is not None
    chain = _link(bytes(row[0]), seq, *fields) if fitting else bytes(32)
    put = "INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?)"
    assert named_after(unguarded, lambda: unguarded.run(put, seq, *fields, chain)) == (seq if seq < 1 else ENTRIES + 1)


def test_a_last_entry_that_was_written_anew_is_named(unguarded: Database) -> None:
    def forge() -> None:
        before = unguarded.row("SELECT chain FROM audit WHERE seq = ?", ENTRIES - 1)
        assert before is not None
        fields = ("2026-11-23T20:02:00.000000+00:00", "read", "note-x", "voice")
        unguarded.run("DELETE FROM audit WHERE seq = ?", ENTRIES)
        chain = _link(bytes(before[0]), ENTRIES, *fields)
        unguarded.run("INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?)", ENTRIES, *fields, chain)

    assert named_after(unguarded, forge) == ENTRIES


@pytest.mark.parametrize("value", ["", "x", "8 ", f"{ENTRIES} {'00' * 32}", "-1 00", "9" * 5000])
def test_a_kept_end_that_was_changed_is_noticed(unguarded: Database, value: str) -> None:
    change = "UPDATE settings SET value = ? WHERE key = 'audit'"
    assert named_after(unguarded, lambda: unguarded.run(change, value)) <= ENTRIES + 1


def test_a_kept_end_that_is_gone_is_noticed(unguarded: Database) -> None:
    assert named_after(unguarded, lambda: unguarded.run("DELETE FROM settings WHERE key = 'audit'")) == 1


def test_showing_an_entry_that_is_none_any_more_says_so(unguarded: Database) -> None:
    with suppress(PutBack), unguarded.transaction():
        unguarded.run("UPDATE audit SET at = 'yesterday' WHERE seq = 3")
        with pytest.raises(AuditBroken, match="does not hold together"):
            VaultAudit(unguarded).entries()
        raise PutBack


# ── several at once ──────────────────────────────────────────────────────────────────────────────────────────

WRITER = """
import sys
from pathlib import Path
from assistant.store.audit import VaultAudit
from assistant.store.database import Database
audit = VaultAudit(Database(Path(sys.argv[1]), bytes(32)))
for number in range(40):
    audit.record("read", f"note-{number}", sys.argv[2])
"""


def test_two_processes_that_write_at_once_keep_one_chain(empty: Database) -> None:
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(empty.path), name], cwd=Path(__file__).parents[2])
        for name in ("one", "two")
    ]
    assert [writer.wait(60) for writer in writers] == [0, 0]
    audit = VaultAudit(empty)
    assert audit.verify().entries == 80
    for name in ("one", "two"):
        mine = [each.item for each in audit.entries() if each.detail == name]
        assert mine == [f"note-{number}" for number in range(40)]


# ── when it cannot be written ────────────────────────────────────────────────────────────────────────────────


def full(vault: Vault) -> None:
    """No page more: as on a full disk."""
    vault._database.run(f"PRAGMA max_page_count = {vault._database.rows('PRAGMA page_count')[0][0]}")
    with pytest.raises(AuditBroken):
        again_and_again(lambda _: vault.audit.record(""))


def again_and_again(one: Callable[[int], None]) -> None:
    for number in range(5000):
        one(number)


def read_only(vault: Vault) -> None:
    vault._database.run("PRAGMA query_only = ON")


def forbidden(vault: Vault) -> None:
    vault._database.run("CREATE TRIGGER no BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'a canary'); END")


def torn(vault: Vault) -> None:
    vault.audit.record("read", "note-1")
    vault._database.run("DROP TRIGGER audit_is_kept")
    vault._database.run("DELETE FROM audit WHERE seq = (SELECT max(seq) FROM audit)")


def missing(vault: Vault) -> None:
    vault._database.run("DROP TABLE audit")


@pytest.mark.parametrize("broken", [full, read_only, forbidden, torn, missing])
def test_without_an_audit_nothing_private_is_read_and_what_is_public_still_is(
    vault: Vault, desk: Any, broken: Callable[[Vault], None]
) -> None:
    client, note, message, reply = desk
    vault.mail.add_message(client, "a second canary", NOW)
    broken(vault)
    for read in (
        lambda: vault.notes.get(note.id),
        lambda: vault.mail.message(message.id),
        vault.mail.messages,
        lambda: vault.mail.unanswered(client),
        lambda: vault.mail.reply(reply.id),
        vault.mail.replies,
    ):
        with pytest.raises(AuditBroken) as caught:
            read()
        assert caught.value.exit_code == 77
        assert caught.value.__cause__ is None
        assert "canary" not in caught.value.spoken + caught.value.fix
    assert len(vault.queue.waiting()) == 3
    assert [each.id for each in vault.notes.list()] == [note.id]
    assert [each.id for each in vault.mail.reply_heads()] == [reply.id]
    assert vault.roster.all() == [client]


@pytest.mark.parametrize("broken", [forbidden, torn, missing])
def test_a_dictation_is_kept_although_nobody_can_read_it(
    vault: Vault, desk: Any, broken: Callable[[Vault], None]
) -> None:
    client = desk[0]
    broken(vault)
    note = vault.notes.begin(client, NOW)
    for seq in range(3):
        vault.notes.hear(note.id, said(seq))
    vault.notes.write(note.id, {"plan": "words"}, "dictated")
    vault.notes.file(note.id)
    with pytest.raises(AuditBroken):
        vault.notes.get(note.id)
    assert [each.text for each in vault.notes.look(note.id).transcript] == ["a canary"] * 3


def test_on_a_full_disk_a_dictation_is_tried_and_fails_for_what_it_is(vault: Vault, desk: Any) -> None:
    note = vault.notes.begin(desk[0], NOW)
    full(vault)
    with pytest.raises(DiskFull):
        again_and_again(lambda seq: vault.notes.hear(note.id, said(seq)))
    vault._database.run("PRAGMA max_page_count = 1000000")
    kept = len(vault.notes.get(note.id).transcript)
    vault.notes.hear(note.id, said(kept))
    vault.audit.verify()


def test_an_audit_that_could_not_be_written_goes_on_where_it_was(vault: Vault) -> None:
    before = vault.audit.verify().entries
    read_only(vault)
    with pytest.raises(AuditBroken):
        vault.audit.record("read", "note-1")
    vault._database.run("PRAGMA query_only = OFF")
    vault.audit.record("read", "note-1")
    assert vault.audit.verify().entries == before + 1


def test_a_closed_vault_records_nothing(vault: Vault) -> None:
    vault.close()
    with pytest.raises(Locked):
        vault.audit.record("read", "note-1")
