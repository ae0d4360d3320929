"""What a note holds beside its sections, whose it is while it is dictated, and what is heard in it later."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.cli import notes
from assistant.errors import AssistantError, Locked, NotFound, UsageError
from assistant.records import Client, Marked, NoteState, Spoken, Supported
from assistant.store import migrations, rotation
from assistant.store.backup.plan import Plan
from assistant.store.backup.restore import restore
from assistant.store.backup.shelf import Backups
from assistant.store.database import Database
from assistant.store.deletion import Deletion
from assistant.store.items import Items
from assistant.store.keys import Cost
from assistant.store.packing import unpack
from assistant.store.vault import Vault

QUICK = Cost(1, 8 * 2**10)
PASSPHRASE = "nine small brown birds"
NOW = datetime(2026, 11, 23, 20, 2, tzinfo=UTC)
FIELDS = {"duration": "fifty minutes", "goals": "two"}
MARKED = (Marked(0, "you said so"), Marked(2, "it was nearly a command"))
SUPPORT = {"data": (Supported("He slept.", ("he slept",), "", (0, 2)), Supported("Badly.", (), "is nobody's"))}


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    with Vault.create(tmp_path / "vault", PASSPHRASE, cost=QUICK) as vault:
        for initials in ("JD", "MK"):
            vault.roster.add(initials, f"Some {initials} Body")
        yield vault


def heard(seq: int, text: str, command: str = "", **more: object) -> Spoken:
    return Spoken(seq, text, seq * 2.0, seq * 2.0 + 1.5, 0.4, "sphinx", command, "capture-1", **more)  # type: ignore[arg-type]


def better(seq: int, text: str, **more: object) -> Spoken:
    return Spoken(seq, text, 90.0, 91.0, 0.9, "whisper", **more)  # type: ignore[arg-type]


def dictated(vault: Vault, initials: str = "JD") -> str:
    """The id of a note with three utterances, the second of them a command."""
    note = vault.notes.begin(vault.roster.by_initials(initials), NOW, NOW - timedelta(hours=1), form="dap").id
    for each in (heard(0, "canary slapped", unsure=(1,)), heard(1, "go to plan", "section"), heard(2, "rust")):
        vault.notes.hear(note, each)
    vault.notes.write(note, {"data": "canary slapped", "plan": "rust"}, "dictated", fields=FIELDS, marked=MARKED)
    return note


# ── what stands beside the sections ──────────────────────────────────────────────────────────────────────────


def test_format_fields_marks_support_and_unsure_words_come_back(vault: Vault) -> None:
    note_id = dictated(vault)
    vault.notes.write(note_id, {"data": "He slept. Badly."}, "drafted", SUPPORT, marked=MARKED[:1])
    vault.close()
    with Vault.open(vault.folder, PASSPHRASE) as opened:
        note = opened.notes.get(note_id)
        assert (note.form, dict(note.fields), note.marked) == ("dap", FIELDS, MARKED[:1]), "fields stay when not given"
        assert dict(note.support) == SUPPORT
        assert [each.unsure for each in note.transcript] == [(1,), (), ()]
        first = opened.notes.get(note_id, 1)
        assert (dict(first.fields), first.marked, dict(first.support)) == (FIELDS, MARKED, {})
        assert opened.notes.list()[0].form == "dap"
        assert not opened.notes.write(note_id, {"data": ""}, "dictated", fields={}).fields


def test_a_note_is_a_soap_note_unless_it_is_said(vault: Vault) -> None:
    note = vault.notes.begin(vault.roster.by_initials("JD"), NOW)
    assert (note.form, dict(note.fields), note.marked) == ("soap", {}, ())


def test_one_section_edited_or_drafted_again_leaves_fields_and_marks(vault: Vault) -> None:
    note = dictated(vault)
    vault.notes.file(note)
    vault.notes.edit(note, "plan", "Rest.")
    after = vault.notes.redraft(note, "data", SUPPORT["data"])
    assert (dict(after.fields), after.marked) == (FIELDS, MARKED)
    assert dict(after.sections) == {"data": "He slept. Badly.", "plan": "Rest."}


@pytest.mark.parametrize(
    ("packed", "sections", "heard_in"),
    [
        ('{"plan": "Rest."}', {"plan": "Rest."}, None),
        ('{"sections": "a", "support": "b", "fields": "c"}', {"sections": "a", "support": "b", "fields": "c"}, None),
        (
            '{"sections": {"plan": "Rest."}, "support":'
            ' {"plan": [{"sentence": "Rest.", "spans": ["rest"], "flag": ""}]}}',
            {"plan": "Rest."},
            (),
        ),
    ],
)
def test_versions_packed_by_an_older_house_still_read(
    packed: str, sections: dict[str, str], heard_in: tuple[int, ...] | None
) -> None:
    words = unpack(packed)
    assert (dict(words.sections), dict(words.fields), tuple(words.marked)) == (sections, {}, ())
    assert [each.heard for each in words.support.get("plan", ())] == ([] if heard_in is None else [heard_in])


# ── whose it is ──────────────────────────────────────────────────────────────────────────────────────────────


def test_a_note_goes_to_another_client_while_it_is_dictated_and_lists_and_search_follow(vault: Vault) -> None:
    note_id = dictated(vault)
    jd, mk = (vault.roster.by_initials(initials) for initials in ("JD", "MK"))
    assert [each.note.id for each in vault.search.find("canary", client=jd)] == [note_id]
    session = NOW - timedelta(days=2)
    bound = vault.notes.rebind(note_id, mk, session)
    assert (bound.client, bound.appointment, bound.state) == (mk, session, NoteState.DICTATING)
    assert [each.text for each in bound.transcript] == ["canary slapped", "go to plan", "rust"]
    assert vault.search.find("canary", client=jd) == []
    assert [each.note.client for each in vault.search.find("canary", client=mk)] == [mk]
    assert [each.note.id for each in vault.search.find("canary", until=NOW - timedelta(days=1))] == [note_id]
    assert vault.notes.list()[0].client == mk
    assert [each.client for each in vault.queue.waiting()] == [mk]
    assert vault.notes.rebind(note_id, jd, None).appointment is None


def test_what_is_not_dictated_any_more_stays_where_it_is(vault: Vault) -> None:
    filed, gone, open_ = dictated(vault), dictated(vault), dictated(vault)
    vault.notes.file(filed)
    vault.notes.discard(gone)
    mk = vault.roster.by_initials("MK")
    for note in (filed, gone):
        before = vault.notes.get(note)
        with pytest.raises(Locked):
            vault.notes.rebind(note, mk, None)
        for sql in ("UPDATE notes SET client = ? WHERE id = ?", "UPDATE notes SET appointment = ? WHERE id = ?"):
            with pytest.raises(AssistantError):
                vault._database.run(sql, mk.id, note)
        assert vault.notes.get(note) == before
    with pytest.raises(NotFound):
        vault.notes.rebind("note-00000000", mk, None)
    with pytest.raises(NotFound):
        vault.notes.rebind(open_, Client("client-00000000", "XX", "Nobody"), None)
    assert vault.notes.get(open_).client.initials == "JD"


# ── heard again ──────────────────────────────────────────────────────────────────────────────────────────────


def test_a_later_hearing_is_shown_and_the_first_stays_as_it_was(vault: Vault) -> None:
    note = dictated(vault)
    first = vault.notes.get(note).transcript
    kept = vault._database.rows("SELECT * FROM utterances ORDER BY seq")
    vault.notes.hear_again(note, 0, better(0, "canary slept", unsure=(0,)))
    vault.notes.hear_again(note, 0, better(0, "canary sleeps"))
    vault.notes.hear_again(note, 0, better(0, "canary sleeps"))  # the same once more
    newest, *others = vault.notes.get(note).transcript
    assert (newest.text, newest.engine, newest.confidence, newest.unsure) == ("canary sleeps", "whisper", 0.9, ())
    assert (newest.start, newest.end, newest.capture) == (first[0].start, first[0].end, "capture-1")
    assert tuple(others) == first[1:]
    assert vault._database.rows("SELECT * FROM utterances ORDER BY seq") == kept, "byte for byte"
    assert tuple(vault.notes.first_heard(note)) == first
    assert vault._database.rows("SELECT seq, number FROM hearings") == [(0, 1), (0, 2)]
    vault.notes.hear(note, first[0])  # told twice, as after a kill: what was heard first has not changed
    with pytest.raises(AssistantError):
        vault.notes.hear(note, newest)
    assert vault.audit.entries(event="read", item=note)


def test_both_hearings_are_shown_with_the_words_that_were_unsure(
    vault: Vault, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    note = dictated(vault)
    vault.notes.hear_again(note, 0, better(0, "canary slept", unsure=(0,)))
    (tmp_path / "passphrase").write_text(PASSPHRASE)
    (tmp_path / "passphrase").chmod(0o600)
    monkeypatch.setenv("ASSISTANT_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("ASSISTANT_PASSPHRASE_FILE", str(tmp_path / "passphrase"))
    (tmp_path / "home" / "data").mkdir(parents=True)
    (tmp_path / "home" / "data" / "vault").symlink_to(vault.folder)

    def shown(*words: str) -> list[tuple[str, str, list[int]]]:
        result = CliRunner().invoke(notes.app, ["show", note, "--json", *words])
        assert result.exit_code == 0, result.exception
        said = json.loads(result.stdout)["transcript"]
        return [(each["text"], each["engine"], each["unsure"]) for each in said[::2]]

    assert shown() == [("canary slept", "whisper", [0]), ("rust", "sphinx", [])]
    assert shown("--first") == [("canary slapped", "sphinx", [1]), ("rust", "sphinx", [])]


@pytest.mark.parametrize(
    ("seq", "spoken", "error"),
    [
        (1, better(1, "go to plan"), UsageError),
        (0, Spoken(0, "canary", 0.0, 1.0, 0.9, "whisper", "section"), UsageError),
        (0, better(0, " \n"), UsageError),
        (3, better(3, "canary"), NotFound),
    ],
)
def test_only_text_is_heard_again_and_only_where_something_was_said(
    vault: Vault, seq: int, spoken: Spoken, error: type[AssistantError]
) -> None:
    note = dictated(vault)
    before = vault.notes.get(note)
    with pytest.raises(error):
        vault.notes.hear_again(note, seq, spoken)
    assert vault.notes.get(note) == before
    with pytest.raises(NotFound):
        vault.notes.hear_again("note-00000000", 0, better(0, "canary"))


def test_all_of_it_survives_rotation_backup_and_restore_and_none_of_it_is_in_clear(
    vault: Vault, tmp_path: Path
) -> None:
    note = dictated(vault)
    vault.notes.hear_again(note, 0, better(0, "canary slept"))
    vault.notes.write(note, {"data": "canary"}, "drafted", SUPPORT, {"next": "canary"}, (Marked(0, "canary"),))
    before, words = vault.notes.get(note), vault.verify().words
    vault.close()
    rotation.rotate(vault.folder, PASSPHRASE)
    with Vault.open(vault.folder, PASSPHRASE) as opened:
        assert opened.notes.get(note) == before
        assert opened.verify().words == words
        for name in ("notes", "utterances", "hearings", "note_versions"):
            assert "canary" not in str(opened._database.rows(f"SELECT * FROM {name}")), name
        made, _ = Backups(opened, Plan(tmp_path / "backups", ours=True)).make(NOW)
    restore(made.folder, tmp_path / "restored", PASSPHRASE)
    with Vault.open(tmp_path / "restored", PASSPHRASE) as restored:
        assert restored.notes.get(note) == before
        assert restored.verify().words == words


def test_later_hearings_go_with_their_note(vault: Vault, tmp_path: Path) -> None:
    note, stays = dictated(vault), dictated(vault, "MK")
    for each in (note, stays):
        vault.notes.hear_again(each, 0, better(0, "canary slept"))
    vault.notes.discard(note)
    deletion = Deletion(vault, Backups(vault, Plan(tmp_path / "backups", ours=True)))
    deletion.destroy(lambda: deletion.note(note))
    assert vault._database.rows("SELECT note FROM hearings") == [(stays,)]
    vault.verify()


# ── the shape before ─────────────────────────────────────────────────────────────────────────────────────────


def test_the_third_shape_takes_the_fourth_with_its_notes_as_they_were(tmp_path: Path) -> None:
    made = Database(tmp_path / "old.db", bytes(32), create=True)
    migrations.migrate(made, migrations.STEPS[:3])
    items = Items(made)
    for item in ("client-1", "note-1", "note-2"):
        items.new(item)
    made.run("INSERT INTO clients (id, initials, created, person) VALUES ('client-1', 'JD', '2026', x'')")
    made.run("INSERT INTO notes VALUES ('note-1', 'client-1', '2026', NULL, 'dictating')")
    made.run("INSERT INTO notes VALUES ('note-2', 'client-1', '2026', NULL, 'discarded')")
    made.run("UPDATE notes SET state = 'review' WHERE id = 'note-1'")
    made.run(
        "INSERT INTO utterances (note, seq, start, end, confidence, engine, command, text)"
        " VALUES ('note-1', 0, 0.0, 1.0, 0.9, 'whisper', '', ?)",
        items.seal("note-1", "he slept"),
    )
    touched = made.rows("SELECT * FROM touched")
    migrations.migrate(made, migrations.STEPS[:4])
    assert made.rows("SELECT id, form, discarded, was FROM notes") == [
        ("note-1", "soap", None, None),
        ("note-2", "soap", None, None),
    ]
    assert made.rows("SELECT unsure FROM utterances") == [("",)]
    assert made.rows("SELECT * FROM touched") == touched == [("note-1", 1)]
    made.run("UPDATE notes SET state = 'dictating' WHERE id = 'note-1'")
    made.run("UPDATE notes SET appointment = '2026' WHERE id = 'note-1'")
    assert made.rows("SELECT max(seq) FROM touched WHERE note = 'note-1'") == [(3,)]
    assert made.faults() == []
    made.close()
