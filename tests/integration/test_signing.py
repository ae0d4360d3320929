"""A note that is signed stays as it was signed, and it shows when it does not."""

import asyncio
import hashlib
import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from typer.testing import CliRunner, Result

from assistant.cli import note_texts, notes, queue, vault
from assistant.errors import AssistantError, Corrupt, InputOutput, Locked, NotFound, TryLater, UsageError
from assistant.events import FRAME, AudioFrame
from assistant.records import Client, Marked, Note, NoteState, Spoken, Supported
from assistant.store import generation, key_file, keys, migrations, rotation
from assistant.store.audit import VaultAudit
from assistant.store.backup.plan import Plan
from assistant.store.backup.restore import restore
from assistant.store.backup.shelf import Backups
from assistant.store.database import Database
from assistant.store.deletion import Deletion
from assistant.store.items import Items
from assistant.store.keys import Cost, KeyFile
from assistant.store.vault import Vault
from assistant.views import as_it_is

QUICK = Cost(1, 8 * 2**10)
PASSPHRASE = "nine small brown birds"
NOW = datetime(2026, 11, 23, 20, 2, tzinfo=UTC)
LATER = NOW + timedelta(days=3)

SAID = "note, seq, text, start, end, confidence, engine, command, capture"
WRITTEN = "note, version, sections, source, written"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation with a vault whose passphrase lies in a file."""
    file = tmp_path / "passphrase"
    file.write_text(PASSPHRASE)
    file.chmod(0o600)
    monkeypatch.setenv("ASSISTANT_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("ASSISTANT_PASSPHRASE_FILE", str(file))
    monkeypatch.setenv("COLUMNS", "100")
    place = tmp_path / "home" / "data" / "vault"
    with Vault.create(place, PASSPHRASE, cost=QUICK) as made:
        for initials in ("JD", "MK"):
            made.roster.add(initials, f"Some {initials} Body")
    return place


def dictated(vault: Vault, initials: str = "JD", *, filed: bool = True) -> str:
    """The id of a note with two utterances and two versions."""
    note = vault.notes.begin(vault.roster.by_initials(initials), NOW, NOW - timedelta(hours=1))
    vault.notes.hear(note.id, Spoken(0, "he slept", 0.0, 1.0, 0.9, "whisper"))
    vault.notes.hear(note.id, Spoken(1, "scratch that", 1.0, 2.0, 0.9, "whisper", "scratch_that"))
    vault.notes.write(note.id, {"subjective": "He slept", "plan": ""}, "dictated")
    vault.notes.write(note.id, {"subjective": "He slept.", "plan": "Rest."}, "drafted")
    if filed:
        vault.notes.file(note.id)
    return note.id


def signed(vault: Vault, initials: str = "JD") -> str:
    note = dictated(vault, initials)
    vault.signatures.sign(vault.notes.get(note), LATER)
    return note


def without_guards(database: Database) -> None:
    """As somebody who holds the key and knows the shape would begin."""
    for (name,) in database.rows("SELECT name FROM sqlite_schema WHERE type = 'trigger'"):
        database.run(f"DROP TRIGGER {name}")


def run(app: typer.Typer, *words: str, given: bytes | None = None) -> Result:
    return CliRunner().invoke(app, list(words), input=given)


def shown(app: typer.Typer, *words: str) -> Any:
    result = run(app, *words, "--json")
    assert result.exit_code == 0, result.exception
    return json.loads(result.stdout)


def refusal(app: typer.Typer, *words: str, given: bytes | None = None) -> AssistantError:
    result = run(app, *words, given=given)
    assert isinstance(result.exception, AssistantError), result.output
    return result.exception


# ── signed ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_signed_note_says_when_and_is_in_the_audit(folder: Path) -> None:
    with Vault.open(folder, PASSPHRASE) as opened:
        note = dictated(opened)
        seen = opened.notes.get(note)
        opened.signatures.sign(seen, LATER)
        after = opened.notes.get(note)
        assert (after.state, after.signed, after.sections) == (NoteState.SIGNED, LATER, seen.sections)
        assert [(each.event, each.item) for each in opened.audit.entries(event="signed")] == [("signed", note)]
        assert opened.verify().signed == 1


@pytest.mark.parametrize(
    "sql",
    [
        f"INSERT INTO utterances ({SAID}) SELECT {SAID.replace('seq', '9')} FROM utterances LIMIT 1",
        f"INSERT INTO note_versions ({WRITTEN}) SELECT {WRITTEN.replace('version', '9')} FROM note_versions LIMIT 1",
        "UPDATE note_versions SET source = 'x'",
        "UPDATE utterances SET confidence = 1.0",
        "UPDATE notes SET state = 'review'",
        "UPDATE notes SET state = 'discarded'",
        "UPDATE notes SET created = '2026'",
        "UPDATE notes SET client = (SELECT id FROM clients WHERE initials = 'MK')",
        "DELETE FROM notes",
        "DELETE FROM signed_notes",
        "UPDATE signed_notes SET salt = x''",
        "DELETE FROM signings",
        "UPDATE signings SET at = '2026'",
        "DELETE FROM amendments",
        "UPDATE amendments SET written = '2026'",
        "INSERT OR REPLACE INTO notes (id, client, created, state) SELECT id, client, '2026', 'signed' FROM notes",
    ],
)
def test_the_database_itself_refuses_to_change_a_signed_note(folder: Path, sql: str) -> None:
    with Vault.open(folder, PASSPHRASE) as opened:
        note = signed(opened)
        opened.signatures.amend(note, "He slept badly.", "misheard", LATER)
        before = opened.notes.get(note)
        with pytest.raises(AssistantError):
            opened._database.run(sql)
        assert opened.notes.get(note) == before
        assert opened.verify().signed == 2
        without_guards(opened._database)
        opened._database.run(sql)  # it was the guards that refused


def test_nothing_is_signed_past_the_review_not_even_in_the_database(folder: Path) -> None:
    with Vault.open(folder, PASSPHRASE) as opened:
        note = dictated(opened)
        other = dictated(opened, filed=False)
        with pytest.raises(AssistantError):
            opened._database.run("UPDATE notes SET state = 'signed' WHERE id = ?", note)
        with pytest.raises(Locked):
            opened.signatures.sign(opened.notes.get(other), LATER)
        opened.notes.discard(other)
        with pytest.raises(Locked):
            opened.signatures.sign(opened.notes.get(other), LATER)
        seen = opened.notes.get(note)
        opened.notes.write(note, {"plan": "Other."}, "drafted")
        with pytest.raises(TryLater):
            opened.signatures.sign(seen, LATER)
        assert opened.notes.get(note).state is NoteState.REVIEW
        opened.signatures.sign(opened.notes.get(note), LATER)
        with pytest.raises(Locked):
            opened.signatures.sign(opened.notes.get(note), LATER)
        assert opened.verify().signed == 1


def test_sentences_that_her_words_do_not_carry_keep_a_note_from_being_signed_until_she_accepts_them(
    folder: Path,
) -> None:
    with Vault.open(folder, PASSPHRASE) as opened:
        note = dictated(opened)
        flagged = {"plan": (Supported("Rest more.", (), "says what you did not"),)}
        opened.notes.write(note, {"subjective": "He slept.", "plan": "Rest more."}, "drafted", flagged)
        with pytest.raises(Locked):
            opened.signatures.sign(opened.notes.get(note), LATER)
    assert isinstance(refusal(notes.app, "sign", note, "--yes"), Locked)
    assert run(notes.app, "sign", note, "--yes", "--accept").exit_code == 0
    assert shown(notes.app, "show", note)["state"] == "signed"


def test_amendments_are_appended_with_time_and_reason(folder: Path) -> None:
    with Vault.open(folder, PASSPHRASE) as opened:
        note, waiting = signed(opened), dictated(opened)
        before = opened.notes.get(note)
        opened.signatures.amend(note, "He slept badly.", "  mis\theard ", LATER)
        opened.signatures.amend(note, "Naps too.", "forgotten", LATER + timedelta(days=1))
        after = opened.notes.get(note)
        told = [(each.number, each.reason, each.text, each.written) for each in after.amendments]
        assert told[0] == (1, "mis heard", "He slept badly.", LATER)
        assert told[1][:3] == (2, "forgotten", "Naps too.")
        assert (after.sections, after.transcript, after.version) == (before.sections, before.transcript, 2)
        assert [each.event for each in opened.audit.entries(item=note)].count("amended") == 2
        for where, text, reason, error in (
            (note, "x", " ", UsageError),
            (note, "x", "y" * 201, UsageError),
            (note, " ", "why", UsageError),
            (note, "x", "a\x1b[2J", UsageError),
            (waiting, "x", "why", Locked),
            ("note-00000000", "x", "why", NotFound),
        ):
            with pytest.raises(error):
                opened.signatures.amend(where, text, reason, LATER)
        assert opened.verify().signed == 3


# ── the chain ────────────────────────────────────────────────────────────────────────────────────────────────


def _flip_sealed(database: Database, table: str, column: str, note: str) -> None:
    ((sealed,),) = database.rows(f"SELECT {column} FROM {table} WHERE note = ? LIMIT 1", note)
    flipped = bytes([*sealed[:-1], sealed[-1] ^ 1])
    database.run(f"UPDATE {table} SET {column} = ? WHERE note = ?", flipped, note)


def _write_anew(database: Database, table: str, column: str, note: str, words: str) -> None:
    """As somebody could who has every key."""
    database.run(f"UPDATE {table} SET {column} = ? WHERE note = ?", Items(database).seal(note, words), note)


FORGERIES: dict[str, Callable[[Database, str], None]] = {
    "a byte of the sections": lambda db, note: _flip_sealed(db, "note_versions", "sections", note),
    "a byte of what was said": lambda db, note: _flip_sealed(db, "utterances", "text", note),
    "a byte of an amendment": lambda db, note: _flip_sealed(db, "amendments", "words", note),
    "a byte of the salt": lambda db, note: _flip_sealed(db, "signed_notes", "salt", note),
    "the sections, well sealed": lambda db, note: _write_anew(db, "note_versions", "sections", note, '{"plan": "x"}'),
    "what was said, well sealed": lambda db, note: _write_anew(db, "utterances", "text", note, "she slept"),
    "an amendment, well sealed": lambda db, note: _write_anew(
        db, "amendments", "words", note, '{"reason": "misheard", "text": "x"}'
    ),
    "an amendment's time": lambda db, note: db.run("UPDATE amendments SET written = '2026' WHERE note = ?", note),
    "an amendment taken out": lambda db, note: db.run("DELETE FROM amendments WHERE note = ?", note),
    "an amendment put in": lambda db, note: db.run(
        "INSERT INTO amendments SELECT note, 2, words, written FROM amendments WHERE note = ?", note
    ),
    "a version taken out": lambda db, note: db.run("DELETE FROM note_versions WHERE note = ? AND version = 1", note),
    "an utterance put in": lambda db, note: db.run(
        f"INSERT INTO utterances ({SAID}) SELECT {SAID.replace('seq', '9')} FROM utterances WHERE note = ? AND seq = 0",
        note,
    ),
    "whose it is": lambda db, note: db.run(
        "UPDATE notes SET client = (SELECT id FROM clients WHERE initials = 'MK') WHERE id = ?", note
    ),
    "when it was made": lambda db, note: db.run("UPDATE notes SET created = '2020' WHERE id = ?", note),
    "its format": lambda db, note: db.run("UPDATE notes SET form = 'dap' WHERE id = ?", note),
    "which words were unsure": lambda db, note: db.run("UPDATE utterances SET unsure = '1' WHERE note = ?", note),
    "a later hearing put in": lambda db, note: db.run(
        "INSERT INTO hearings SELECT note, seq, 1, text, confidence, 'x', '' FROM utterances WHERE note = ?", note
    ),
    "its state": lambda db, note: db.run("UPDATE notes SET state = 'review' WHERE id = ?", note),
    "a digest": lambda db, note: db.run("UPDATE signings SET digest = zeroblob(32) WHERE note = ?", note),
    "the time of signing": lambda db, note: db.run("UPDATE signings SET at = '2020' WHERE note = ?", note),
    "its links": lambda db, note: db.run("DELETE FROM signings WHERE note = ?", note),
    "all of it": lambda db, note: db.run("DELETE FROM notes WHERE id = ?", note),
    "its key": lambda db, note: db.run("DELETE FROM item_keys WHERE item = ?", note),
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_what_was_changed_in_a_signed_note_is_found_and_the_note_named(folder: Path, forgery: str) -> None:
    with Vault.open(folder, PASSPHRASE) as opened:
        other, note = signed(opened), signed(opened)
        opened.signatures.amend(note, "He slept badly.", "misheard", LATER)
        assert opened.verify().signed == 3
        without_guards(opened._database)
        FORGERIES[forgery](opened._database, note)
        with pytest.raises(Corrupt) as caught:
            opened.verify()
        assert note in caught.value.fix
        assert other not in caught.value.fix
        assert "slept" not in caught.value.spoken + caught.value.fix
    assert isinstance(refusal(vault.app, "verify"), Corrupt)


BESIDE: dict[str, str] = {
    "its format": "UPDATE notes SET form = 'soap' WHERE id = ?",
    "which words were unsure": "UPDATE utterances SET unsure = '' WHERE note = ?",
    "a later hearing taken out": "DELETE FROM hearings WHERE note = ?",
    "the sureness of a later hearing": "UPDATE hearings SET confidence = 0.1 WHERE note = ?",
    "the words of a later hearing": "UPDATE hearings SET text = (SELECT u.text FROM utterances u WHERE u.note = ?)",
    "everything that stands beside": "",
}


@pytest.mark.parametrize("forgery", BESIDE)
def test_format_unsure_words_and_later_hearings_are_signed_too(folder: Path, forgery: str) -> None:
    with Vault.open(folder, PASSPHRASE) as opened:
        note = opened.notes.begin(opened.roster.by_initials("JD"), NOW, form="dap").id
        opened.notes.hear(note, Spoken(0, "he slapped", 0.0, 1.0, 0.4, "sphinx", unsure=(1,)))
        opened.notes.hear_again(note, 0, Spoken(0, "he slept", 0.0, 1.0, 0.9, "whisper"))
        opened.notes.write(note, {"data": "He slept"}, "dictated", fields={"goals": "two"}, marked=(Marked(0, "x"),))
        opened.notes.file(note)
        opened.signatures.sign(opened.notes.get(note), LATER)
        assert opened.verify().signed == 1
        with pytest.raises(Locked):
            opened.notes.hear_again(note, 0, Spoken(0, "he sleeps", 0.0, 1.0, 0.9, "whisper"))
        with pytest.raises(AssistantError):
            opened._database.run("INSERT INTO hearings SELECT note, seq, 9, text, 1.0, engine, '' FROM utterances")
        with pytest.raises(AssistantError):
            opened._database.run("DELETE FROM hearings")
        with pytest.raises(AssistantError):
            opened._database.run("UPDATE hearings SET engine = 'x'")
        without_guards(opened._database)
        for sql in [BESIDE[forgery]] if BESIDE[forgery] else [each for each in BESIDE.values() if each]:
            opened._database.run(sql, note)
        with pytest.raises(Corrupt) as caught:
            opened.verify()
        assert note in caught.value.fix


def test_a_chain_that_was_cut_off_at_its_end_shows(folder: Path) -> None:
    with Vault.open(folder, PASSPHRASE) as opened:
        signed(opened)
        note = signed(opened)
        without_guards(opened._database)
        for table, column in (("signings", "note"), ("signed_notes", "note"), ("utterances", "note")):
            opened._database.run(f"DELETE FROM {table} WHERE {column} = ?", note)
        opened._database.run("UPDATE notes SET state = 'review' WHERE id = ?", note)
        with pytest.raises(Corrupt) as caught:
            opened.verify()
        assert note in caught.value.fix


def test_the_chain_holds_when_a_client_is_deleted_and_keeps_no_word_of_theirs(folder: Path, tmp_path: Path) -> None:
    with Vault.open(folder, PASSPHRASE) as opened:
        gone, stays = signed(opened, "JD"), signed(opened, "MK")
        opened.signatures.amend(gone, "canary words", "canary reason", LATER)
        backups = Backups(opened, Plan(tmp_path / "backups", ours=True))
        made, _ = backups.make(LATER)
        deletion, client = Deletion(opened, backups), opened.roster.by_initials("JD").id
        deletion.destroy(lambda: deletion.client(client))
        assert opened.verify().signed == 3
        assert opened._database.rows("SELECT * FROM signed_notes WHERE note = ?", gone) == []
        assert opened._database.rows("SELECT * FROM amendments") == []
        assert opened.notes.get(stays).signed == LATER
        signed(opened, "MK")
        assert opened.verify().signed == 4
    restore(made.folder, tmp_path / "restored", PASSPHRASE)
    with Vault.open(tmp_path / "restored", PASSPHRASE) as restored:
        assert restored.verify().signed == 3
        assert [each.id for each in restored.notes.list()] == [stays]


def test_signatures_survive_rotation_backup_and_restore(folder: Path, tmp_path: Path) -> None:
    with Vault.open(folder, PASSPHRASE) as opened:
        note = signed(opened)
        opened.signatures.amend(note, "He slept badly.", "misheard", LATER)
        before = opened.notes.get(note)
    rotation.rotate(folder, PASSPHRASE)
    with Vault.open(folder, PASSPHRASE) as opened:
        assert opened.notes.get(note) == before
        assert opened.verify().signed == 2
        made, _ = Backups(opened, Plan(tmp_path / "backups", ours=True)).make(LATER)
    restore(made.folder, tmp_path / "restored", PASSPHRASE)
    with Vault.open(tmp_path / "restored", PASSPHRASE) as restored:
        assert restored.notes.get(note) == before
        assert restored.verify().signed == 2
        with pytest.raises(AssistantError):
            restored._database.run("UPDATE notes SET state = 'review'")


def test_a_vault_of_the_second_shape_is_brought_up_and_can_be_signed_in(tmp_path: Path) -> None:
    """Made by the steps of that time and filled in their shape."""
    place, root = tmp_path / "vault", keys.new_root()
    (place / "1").mkdir(parents=True)
    old = Database(place / "1" / generation.DATABASE, keys.purpose_key(root, "database"), create=True)
    migrations.migrate(old, migrations.STEPS[:2])
    items = Items(old)
    for item in ("client-1", "note-1"):
        items.new(item)
    person = json.dumps({"name": "Some Body", "aliases": [], "kin": [], "places": []})
    old.run("INSERT INTO clients (id, initials, created, person) VALUES (?, ?, ?, ?)", "client-1", "JD", "2026-11-23T20:02:00+00:00", items.seal("client-1", person))  # fmt: skip
    old.run("INSERT INTO notes VALUES ('note-1', 'client-1', '2026-11-23T20:02:00.000000+00:00', NULL, 'review')")
    old.run("INSERT INTO note_versions (note, version, source, written, sections) VALUES ('note-1', 1, 'dictated', '2026-11-23T20:02:00.000000+00:00', ?)", items.seal("note-1", '{"plan": "Rest."}'))  # fmt: skip
    old.close()
    key_file.write(place / "vault.json", KeyFile(2, (keys.lock(root, PASSPHRASE, QUICK),), "1", keys.public_key(root)))
    with Vault.open(place, PASSPHRASE) as opened:
        assert Vault.status(place).schema == migrations.SCHEMA
        assert opened.verify().signed == 0
        opened.signatures.sign(opened.notes.get("note-1"), LATER)
        assert opened.verify().signed == 1
        assert dict(opened.notes.get("note-1").sections) == {"plan": "Rest."}
    assert list((tmp_path / "backups").iterdir()), "the old shape was backed up first"


def test_what_was_signed_in_the_third_shape_is_still_as_it_was_signed(tmp_path: Path) -> None:
    """The digest that the house of that time wrote, made here by hand."""
    place, root, salt = tmp_path / "vault", keys.new_root(), bytes(range(32))
    (place / "1").mkdir(parents=True)
    old = Database(place / "1" / generation.DATABASE, keys.purpose_key(root, "database"), create=True)
    migrations.migrate(old, migrations.STEPS[:3])
    items, moment = Items(old), "2026-11-23T20:02:00.000000+00:00"
    for item in ("client-1", "note-1"):
        items.new(item)
    person = json.dumps({"name": "Some Body", "aliases": [], "kin": [], "places": []})
    words = json.dumps({"plan": "Rest."})
    covered = [
        ["note-1", "client-1", moment, None],
        [[words, 1, "dictated", moment]],
        [["he slept", 0, 0.0, 1.0, 0.9, "whisper", "", ""]],
    ]
    digest = hashlib.blake2b(json.dumps(covered).encode(), digest_size=32, key=salt).digest()
    link = b"".join(b"%d:%b" % (len(each), each) for each in (b"1", b"note-1", b"0", moment.encode(), digest))
    chain = hashlib.blake2b(bytes(32) + link, digest_size=32).digest()
    for sql, *values in (
        ("INSERT INTO clients (id, initials, created, person) VALUES ('client-1', 'JD', ?, ?)", moment, items.seal("client-1", person)),
        ("INSERT INTO notes VALUES ('note-1', 'client-1', ?, NULL, 'review')", moment),
        ("INSERT INTO note_versions (note, version, source, written, sections) VALUES ('note-1', 1, 'dictated', ?, ?)", moment, items.seal("note-1", words)),
        ("INSERT INTO utterances (note, seq, start, end, confidence, engine, command, text) VALUES ('note-1', 0, 0.0, 1.0, 0.9, 'whisper', '', ?)", items.seal("note-1", "he slept")),
        ("INSERT INTO signed_notes VALUES ('note-1', ?)", items.seal("note-1", salt.hex())),
        ("INSERT INTO signings VALUES (1, 'note-1', 0, ?, ?, ?)", moment, digest, chain),
        ("UPDATE notes SET state = 'signed'",),
    ):  # fmt: skip
        old.run(sql, *values)
    VaultAudit(old).record("signed", "note-1", f"1 {chain.hex()}")
    old.close()
    key_file.write(place / "vault.json", KeyFile(3, (keys.lock(root, PASSPHRASE, QUICK),), "1", keys.public_key(root)))
    with Vault.open(place, PASSPHRASE) as opened:
        assert Vault.status(place).schema == migrations.SCHEMA
        assert opened.verify().signed == 1
        note = opened.notes.get("note-1")
        assert (note.form, dict(note.fields), note.marked, note.transcript[0].unsure) == ("soap", {}, (), ())
        without_guards(opened._database)
        opened._database.run("UPDATE notes SET form = 'dap'")
        with pytest.raises(Corrupt):
            opened.verify()


# ── by hand ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_signing_shows_the_note_and_destroys_its_sound(folder: Path) -> None:
    with Vault.open(folder, PASSPHRASE) as opened:
        note = dictated(opened)

        async def speak() -> str:
            tape = opened.captures.begin(note, NOW)
            await tape.write(AudioFrame(np.ones(FRAME, np.int16), 0))
            await tape.close()
            return tape.id

        capture = asyncio.run(speak())
    assert isinstance(refusal(notes.app, "sign", note), UsageError), "nobody is there to be asked"
    assert shown(notes.app, "show", note)["state"] == "review"
    result = run(notes.app, "sign", note, "--yes")
    assert result.exit_code == 0, result.exception
    assert "He slept." in result.stdout
    assert f"Signed {note}." in result.stdout
    assert capture in result.stdout
    assert not list(folder.rglob("capture-*"))
    with Vault.open(folder, PASSPHRASE) as opened:
        assert list(opened.captures.all()) == []
    assert shown(vault.app, "verify")["signed"] == 1
    assert shown(queue.app, "list") == [], "a signed note no longer waits"
    assert isinstance(refusal(notes.app, "sign", note, "--yes"), Locked)
    assert isinstance(refusal(notes.app, "sign", "note-00000000", "--yes"), NotFound)


@pytest.mark.parametrize(("answer", "state"), [("sign", "signed"), ("no", "review"), ("", "review")])
def test_at_a_terminal_it_is_asked_for(folder: Path, answer: str, state: str) -> None:
    with Vault.open(folder, PASSPHRASE) as opened:
        note = dictated(opened)
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "assistant", "notes", "sign", note],
        stdin=theirs,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ},
        cwd=Path(__file__).parents[2],
    ) as process:
        os.close(theirs)
        os.write(ours, f"{answer}\n".encode())
        process.wait(60)
    os.close(ours)
    assert shown(notes.app, "show", note)["state"] == state


def test_an_amendment_is_typed_in_shown_and_exported(folder: Path, tmp_path: Path) -> None:
    with Vault.open(folder, PASSPHRASE) as opened:
        note = signed(opened)
    assert run(notes.app, "amend", note, "--reason", "misheard", given=b"He slept badly.\n").exit_code == 0
    (one,) = shown(notes.app, "show", note)["amendments"]
    assert (one["number"], one["reason"], one["text"]) == (1, "misheard", "He slept badly.")
    text = run(notes.app, "export", note).stdout
    assert text.startswith("Subjective\nHe slept.\n\nPlan\nRest.\n\nAmended ")
    assert text.endswith(": misheard\nHe slept badly.\n")
    assert "misheard\n" in run(notes.app, "show", note).stdout
    assert isinstance(refusal(notes.app, "amend", note, given=b"x"), UsageError)
    assert isinstance(refusal(notes.app, "amend", note, "--reason", "why", given=b" "), InputOutput)
    assert len(shown(notes.app, "show", note)["amendments"]) == 1


# ── versions ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_editing_a_section_makes_a_version_and_leaves_the_others_byte_for_byte(folder: Path) -> None:
    odd = " He  slept \u2014 we\u0308ll,\n\n\tnot \u202eat all  "
    with Vault.open(folder, PASSPHRASE) as opened:
        note = dictated(opened)
        support = {name: (Supported(name, ("he slept",), "is nobody's"),) for name in ("subjective", "plan")}
        opened.notes.write(note, {"subjective": odd, "plan": "Rest.", "assessment": ""}, "drafted", support)
    assert run(notes.app, "edit", note, "--section", "plan", "--from", "-", given=b"Walk.\n").exit_code == 0
    with Vault.open(folder, PASSPHRASE) as opened:
        after = opened.notes.get(note)
        assert list(after.sections.items()) == [("subjective", odd), ("plan", "Walk."), ("assessment", "")]
        assert list(after.support) == ["subjective"], "what she wrote herself needs no support"
        assert (after.version, after.source) == (4, "edited")
        assert [(each.number, each.source) for each in opened.notes.versions(note)] == [
            (1, "dictated"),
            (2, "drafted"),
            (3, "drafted"),
            (4, "edited"),
        ]
    assert [each["version"] for each in shown(notes.app, "versions", note)] == [1, 2, 3, 4]
    first = shown(notes.app, "show", note, "--version", "1")
    assert (first["version"], first["source"], first["sections"]["plan"]) == (1, "dictated", "")
    assert isinstance(refusal(notes.app, "show", note, "--version", "5"), NotFound)
    assert isinstance(refusal(notes.app, "versions", "note-00000000"), NotFound)


def test_an_edit_that_cannot_be_changes_nothing(folder: Path, tmp_path: Path) -> None:
    with Vault.open(folder, PASSPHRASE) as opened:
        note, done, spoken = dictated(opened), signed(opened), dictated(opened, filed=False)
    edit = ("edit", "--section", "plan", "--from", "-")
    assert isinstance(refusal(notes.app, "edit", note, "--section", "x", "--from", "-", given=b"x"), UsageError)
    assert isinstance(refusal(notes.app, *edit, done, given=b"x"), Locked)
    assert isinstance(refusal(notes.app, *edit, spoken, given=b"x"), Locked)
    assert isinstance(refusal(notes.app, *edit, "note-00000000", given=b"x"), NotFound)
    for text in (b"", b"canary \xff", b"canary\0", b"canary " * 40_000):
        error = refusal(notes.app, *edit, note, given=text)
        assert isinstance(error, InputOutput)
        assert "canary" not in error.spoken + error.fix
    assert shown(notes.app, "show", note)["version"] == 2


# ── Markdown ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_export_as_markdown_has_a_heading_for_each_section(folder: Path, tmp_path: Path) -> None:
    with Vault.open(folder, PASSPHRASE) as opened:
        note = signed(opened)
    run(notes.app, "amend", note, "--reason", "mis_heard_", given=b"# He slept\nbadly.\n")
    file = tmp_path / "note.md"
    assert run(notes.app, "export", note, "--format", "markdown", "--out", str(file)).exit_code == 0
    lines = file.read_text().splitlines()
    assert lines[0].startswith("# JD, ")
    assert [each for each in lines if each.startswith("## ")][:2] == ["## Subjective", "## Plan"]
    assert "\\# He slept  " in lines
    assert file.stat().st_mode & 0o777 == 0o600
    assert run(notes.app, "export", note, "--format", "rtf").exit_code == 2


LINE = st.text(st.sampled_from("ab1.)#*_-+=>`[]<&|~!\\ (:/\t"), max_size=12)


@given(st.lists(LINE, max_size=5))
def test_nothing_that_she_says_becomes_markup(lines: list[str]) -> None:
    said = "\n".join(lines).strip()
    client = Client("client-1", "JD", "Some Body")
    note = Note("note-1", client, NoteState.REVIEW, NOW, {"plan": said})
    made = note_texts.markdown(note, as_it_is(note), transcript=False)
    tokens = MarkdownIt("commonmark").enable("table").enable("strikethrough").parse(made)
    assert {each.tag for each in tokens if each.nesting} <= {"h1", "h2", "p"}
    inline = [child for each in tokens if each.type == "inline" for child in each.children or ()]
    assert {each.type for each in inline} <= {"text", "hardbreak", "softbreak", "text_special"}
    text = "\n".join(
        "".join("\n" if each.type == "hardbreak" else each.content for each in token.children or ())
        for token in tokens[7::3]
        if token.type == "inline"
    )
    assert text.split() == (said.split() or ["Not", "addressed."])
