"""Notes are found by words, client and time, and what was destroyed is found nowhere."""

import json
import shutil
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from assistant.cli import notes
from assistant.errors import AssistantError, NotFound, UsageError
from assistant.store import rotation
from assistant.store.backup import box
from assistant.store.backup.checking import box_key, box_path
from assistant.store.backup.plan import Plan
from assistant.store.backup.restore import restore
from assistant.store.backup.shelf import Backups
from assistant.store.deletion import Deletion
from assistant.store.items import INDEX, Items
from assistant.store.keys import Cost
from assistant.store.parts import INDEX_FILE, VAULT
from assistant.store.vault import Vault

QUICK = Cost(1, 8 * 2**10)
PASSPHRASE = "nine small brown birds"
NOW = datetime(2026, 11, 23, 20, 2, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    with Vault.create(tmp_path / "home" / "data" / "vault", PASSPHRASE, cost=QUICK) as made:
        for initials in ("JD", "MK"):
            made.roster.add(initials, f"Some {initials} Body")
        yield made


def write(vault: Vault, text: str, initials: str = "JD", at: datetime = NOW) -> str:
    note = vault.notes.begin(vault.roster.by_initials(initials), at)
    vault.notes.write(note.id, {"subjective": text, "plan": ""}, "dictated")
    vault.notes.file(note.id)
    return note.id


def found(vault: Vault, words: str, **limits: Any) -> Sequence[str]:
    return [each.note.id for each in vault.search.find(words, **limits)]


def index(vault: Vault) -> Path:
    return vault.files / INDEX_FILE


def test_notes_are_found_by_their_words_whatever_the_endings_newest_first(vault: Vault) -> None:
    older = write(vault, "He is sleeping badly; caf\u00e9 every night.", at=NOW - DAY)
    newer = write(vault, "She slept. Sleep is better than nights before.")
    write(vault, "Nothing of the kind.", at=NOW + DAY)
    assert found(vault, "sleep") == [newer, older]
    assert found(vault, "SLEEPS") == [newer, older]
    assert found(vault, "sleep cafe") == [older]
    assert found(vault, '"sleeping badly"') == [older]
    assert found(vault, '"badly sleeping"') == []
    assert found(vault, "sleep", limit=1) == [newer]
    (one,) = vault.search.find("badly")
    assert one.excerpt == "He is sleeping badly; caf\u00e9 every night."
    assert (one.note.id, one.note.sections) == (older, {})


def test_client_and_time_narrow_it_down(vault: Vault) -> None:
    mine, theirs = write(vault, "Sleep."), write(vault, "Sleep.", "MK")
    early = write(vault, "Sleep.", at=NOW - 400 * DAY)
    known = vault.roster.by_initials("JD")
    assert found(vault, "sleep", client=known) == [mine, early]
    assert sorted(found(vault, "sleep", since=NOW)) == sorted([mine, theirs])
    assert found(vault, "sleep", until=NOW) == [early]
    assert found(vault, "sleep", since=NOW - 401 * DAY, until=NOW - 399 * DAY, client=known) == [early]
    assert found(vault, "sleep", since=NOW + DAY) == []


def test_a_session_counts_by_its_own_time(vault: Vault) -> None:
    note = vault.notes.begin(vault.roster.by_initials("JD"), NOW, NOW - 7 * DAY)
    vault.notes.write(note.id, {"plan": "Sleep."}, "dictated")
    assert found(vault, "sleep", until=NOW - 6 * DAY) == [note.id]
    assert found(vault, "sleep", since=NOW - DAY) == []


def test_what_changes_is_found_as_it_is_now(vault: Vault) -> None:
    note = write(vault, "Sleep.")
    assert found(vault, "sleep") == [note]
    vault.notes.edit(note, "subjective", "Appetite.")
    assert (found(vault, "sleep"), found(vault, "appetite")) == ([], [note])
    vault.signatures.sign(vault.notes.get(note), NOW)
    vault.signatures.amend(note, "Also headaches.", "forgotten", NOW)
    assert found(vault, "headache") == [note]
    other = write(vault, "Headache.")
    assert sorted(found(vault, "headache")) == sorted([note, other])
    vault.notes.discard(other)
    assert found(vault, "headache") == [note]


def test_two_notes_of_one_moment_are_both_found(vault: Vault) -> None:
    ids = {write(vault, "Sleep.") for _ in range(3)}
    assert set(found(vault, "sleep")) == ids


@pytest.mark.parametrize("words", ["", " ", "\u2014 ?", '""', '"', "a\0b", "word " * 33])
def test_a_question_without_words_is_refused(vault: Vault, words: str) -> None:
    with pytest.raises(UsageError):
        vault.search.find(words)


@pytest.mark.parametrize(
    "words",
    [
        'sleep"',
        "sleep OR",
        "NOT sleep",
        "text:sleep",
        "sleep*",
        "(sleep",
        "sleep NEAR x",
        "^sleep",
        "sl\u0000".strip("\0"),
        "client:MK",
        "\u4f60\u597d",
        "x'); DROP TABLE words",
    ],
)
def test_no_word_is_taken_as_an_operator(vault: Vault, words: str) -> None:
    write(vault, "Sleep.", "MK")
    assert len(found(vault, words)) <= 1
    assert len(found(vault, "sleep")) == 1


def test_a_search_that_shows_words_is_in_the_audit_without_them(vault: Vault) -> None:
    write(vault, "Sleep.")
    vault.search.find("nothing")
    assert vault.audit.entries(event="read-list") == []
    client = vault.roster.by_initials("JD")
    vault.search.find("sleep", client=client)
    (entry,) = vault.audit.entries(event="read-list")
    assert (entry.item, entry.detail) == ("note", f"terminal 1 {client.id}")


# ── nothing beyond its key ───────────────────────────────────────────────────────────────────────────────────


def test_what_was_destroyed_is_in_no_index_and_the_key_of_the_old_one_is_gone(vault: Vault, tmp_path: Path) -> None:
    gone, stays = write(vault, "Canary sleep."), write(vault, "Sleep.", "MK")
    assert len(found(vault, "sleep")) == 2
    key = Items(vault._database).key(INDEX)
    backups = Backups(vault, Plan(tmp_path / "backups", ours=True))
    made, _ = backups.make(NOW)
    assert INDEX not in box.read(box_path(made.folder, VAULT), box_key(made.key, VAULT)).keys
    assert not list(made.folder.rglob(INDEX_FILE))
    deletion = Deletion(vault, backups)
    vault.notes.discard(gone)
    deletion.destroy(lambda: deletion.note(gone))
    assert not index(vault).exists()
    with pytest.raises(NotFound):
        Items(vault._database).key(INDEX)
    assert (found(vault, "sleep"), found(vault, "canary")) == ([stays], [])
    assert Items(vault._database).key(INDEX) != key
    vault.verify()


def test_an_index_that_a_deletion_left_when_it_was_cut_off_opens_no_more(vault: Vault, tmp_path: Path) -> None:
    gone, stays = write(vault, "Canary sleep."), write(vault, "Sleep.")
    found(vault, "sleep")
    shutil.copy(index(vault), tmp_path / "copy")
    deletion = Deletion(vault, Backups(vault, Plan(tmp_path / "backups", ours=True)))
    vault.notes.discard(gone)
    deletion.destroy(lambda: deletion.note(gone))
    shutil.copy(tmp_path / "copy", index(vault))
    assert (found(vault, "canary"), found(vault, "sleep")) == ([], [stays])


def test_no_word_lies_in_clear_in_the_index(vault: Vault) -> None:
    write(vault, "Canarybird sleeps.")
    assert len(found(vault, "canarybird")) == 1
    for file in vault.files.iterdir():
        if file.is_file():
            assert b"canary" not in file.read_bytes().lower()
    assert index(vault).stat().st_mode & 0o777 == 0o600
    assert [each.name for each in vault.files.iterdir() if each.name.startswith("search")] == [INDEX_FILE]


@pytest.mark.parametrize("damage", ["gone", "empty", "cut", "flipped", "noise"])
def test_an_index_that_is_damaged_is_made_again(vault: Vault, damage: str) -> None:
    note = write(vault, "Sleep.")
    assert found(vault, "sleep") == [note]
    raw = index(vault).read_bytes()
    index(vault).unlink()
    if damage != "gone":
        spoilt = {
            "empty": b"",
            "cut": raw[: len(raw) // 2],
            "flipped": raw[:5000] + bytes([raw[5000] ^ 1]) + raw[5001:],
            "noise": bytes(8192),
        }
        index(vault).write_bytes(spoilt[damage])
    assert found(vault, "sleep") == [note]
    assert len(vault.audit.entries(event="read-list")) == 2


def test_after_a_rotation_and_in_a_restored_vault_everything_is_found(vault: Vault, tmp_path: Path) -> None:
    note = write(vault, "Sleep.")
    found(vault, "sleep")
    made, _ = Backups(vault, Plan(tmp_path / "backups", ours=True)).make(NOW)
    vault.close()
    rotation.rotate(vault.folder, PASSPHRASE)
    restore(made.folder, tmp_path / "restored", PASSPHRASE)
    for folder in (vault.folder, tmp_path / "restored"):
        with Vault.open(folder, PASSPHRASE) as opened:
            assert not index(opened).exists()
            assert found(opened, "sleep") == [note]
            opened.verify()


def test_two_that_search_at_once_agree(vault: Vault) -> None:
    note = write(vault, "Sleep.")
    with Vault.open(vault.folder, PASSPHRASE) as other:
        assert found(vault, "sleep") == found(other, "sleep") == [note]
        more = write(other, "Sleep more.")
        assert set(found(vault, "sleep")) == set(found(other, "sleep")) == {note, more}


def test_a_search_goes_by_pieces(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.store.search._BATCH", 2)
    ids = {write(vault, "Sleep.") for _ in range(5)}
    assert set(found(vault, "sleep")) == ids


# ── typed ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_search_is_typed(vault: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    note = write(vault, "He slept [well] \x1b[31m today.")
    write(vault, "She slept.", "MK", NOW - 40 * DAY)
    vault.close()
    (tmp_path / "passphrase").write_text(PASSPHRASE)
    (tmp_path / "passphrase").chmod(0o600)
    monkeypatch.setenv("ASSISTANT_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("ASSISTANT_PASSPHRASE_FILE", str(tmp_path / "passphrase"))

    def typed(*words: str) -> Any:
        result = CliRunner().invoke(notes.app, ["search", *words, "--json"])
        assert result.exit_code == 0, result.exception
        return json.loads(result.stdout)

    assert len(typed("slept")) == 2
    (one,) = typed("slept", "--client", "jd")
    assert (one["id"], one["client"], one["state"]) == (note, "JD", "review")
    assert [each["id"] for each in typed("slept", "--since", "2026-11-23", "--until", "2026-11-23")] == [note]
    assert typed("slept well") == [one]
    assert typed("well slept") == []
    text = CliRunner().invoke(notes.app, ["search", "well"]).stdout
    assert "He slept [well]" in text
    assert "\x1b" not in text
    assert CliRunner().invoke(notes.app, ["search", "xylophone"]).stdout == "No note has these words.\n"
    asked = CliRunner().invoke(notes.app, ["search", "-"], input="slept\n")
    assert "He slept" in asked.stdout, "words that stay off the command line"
    for wrong in (["search", "x", "--client", "ZZ"], ["search", "?"], ["search", "x", "--until", "9999-12-31"]):
        assert isinstance(CliRunner().invoke(notes.app, wrong).exception, AssistantError)
    assert CliRunner().invoke(notes.app, ["search", "x", "--since", "yesterday"]).exit_code == 2
