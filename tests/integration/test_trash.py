"""What she discards can be brought back for a day; then the house destroys it, with its sound, everywhere."""

import asyncio
import json
from collections.abc import Callable, Collection, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner, Result

from assistant.app import wall_clock
from assistant.cli import notes
from assistant.errors import AssistantError, AuditBroken, Locked, NotFound
from assistant.events import FRAME, AudioFrame
from assistant.paths import Paths
from assistant.records import Note, NoteState, Spoken
from assistant.service import Service
from assistant.settings import parse
from assistant.store import deletion, trash
from assistant.store.backup.plan import Plan
from assistant.store.backup.restore import restore
from assistant.store.backup.shelf import Backups
from assistant.store.deletion import Deletion, Receipt, empty_trash
from assistant.store.keys import Cost
from assistant.store.vault import Vault

PASSPHRASE = "nine small brown birds"
NOW = datetime(2026, 11, 23, 20, 2, tzinfo=UTC)
LEAST = timedelta(microseconds=1)


@pytest.fixture
def vault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Vault]:
    file = tmp_path / "passphrase"
    file.write_text(PASSPHRASE)
    file.chmod(0o600)
    monkeypatch.setenv("ASSISTANT_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("ASSISTANT_PASSPHRASE_FILE", str(file))
    monkeypatch.setenv("COLUMNS", "100")
    with Vault.create(tmp_path / "home" / "data" / "vault", PASSPHRASE, cost=Cost(1, 8 * 2**10)) as vault:
        vault.roster.add("JD", "Jane Doe")
        yield vault


@pytest.fixture
def backups(vault: Vault, tmp_path: Path) -> Backups:
    return Backups(vault, Plan(tmp_path / "backups", ours=True))


def dictated(vault: Vault, *, filed: bool = True) -> Note:
    """A note with an utterance, a version and a recording."""
    note = vault.notes.begin(vault.roster.by_initials("JD"), NOW)

    async def speak() -> str:
        tape = vault.captures.begin(note.id, NOW)
        await tape.write(AudioFrame(np.ones(FRAME, np.int16), 0))
        await tape.close()
        return tape.id

    capture = asyncio.run(speak())
    vault.notes.hear(note.id, Spoken(0, "canary slept", 0.0, 1.0, 0.9, "whisper", "", capture))
    vault.notes.write(note.id, {"plan": "canary rest"}, "dictated")
    return vault.notes.file(note.id) if filed else vault.notes.look(note.id)


def run(*words: str) -> Result:
    return CliRunner().invoke(notes.app, list(words))


def refusal(*words: str) -> AssistantError:
    result = run(*words)
    assert isinstance(result.exception, AssistantError), result.output
    return result.exception


# ── brought back ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("filed", [True, False])
def test_a_discarded_note_comes_back_as_it_was(vault: Vault, filed: bool) -> None:
    before = dictated(vault, filed=filed)
    start = datetime.now(UTC)
    vault.notes.discard(before.id)
    until = vault.notes.kept_until()[before.id]
    assert start + trash.KEPT <= until <= datetime.now(UTC) + trash.KEPT
    vault.notes.discard(before.id)
    assert vault.notes.kept_until()[before.id] == until, "the first time counts"
    assert vault.search.find("canary") == []
    assert vault.notes.restore(before.id) == before
    assert [each.note.id for each in vault.search.find("canary")] == [before.id]
    assert vault.notes.kept_until() == {}
    assert [each.id for each in vault.notes.list()] == [before.id]
    assert len(vault.captures.of(before.id)) == 1


def test_only_what_was_discarded_is_brought_back(vault: Vault) -> None:
    note = dictated(vault)
    with pytest.raises(Locked):
        vault.notes.restore(note.id)
    with pytest.raises(NotFound):
        vault.notes.restore("note-00000000")
    vault.signatures.sign(vault.notes.get(note.id), NOW)
    with pytest.raises(Locked):
        vault.notes.discard(note.id)
    with pytest.raises(Locked):
        vault.notes.restore(note.id)
    assert vault.notes.get(note.id).state is NoteState.SIGNED


def test_what_an_older_house_discarded_waits_until_it_is_purged(vault: Vault, backups: Backups) -> None:
    """It was said then that it would."""
    spoken, empty = dictated(vault), vault.notes.begin(vault.roster.by_initials("JD"), NOW)
    for note in (spoken, empty):
        vault._database.run("UPDATE notes SET state = 'discarded' WHERE id = ?", note.id)
    assert vault.notes.kept_until() == {}
    assert empty_trash(vault, backups, datetime.now(UTC) + timedelta(days=9999)) is None
    assert "purged" in run("list", "--discarded").stdout
    assert vault.notes.restore(spoken.id).state is NoteState.REVIEW
    assert vault.notes.restore(empty.id).state is NoteState.DICTATING


def test_what_she_did_not_order_away_waits_until_it_is_purged_too(vault: Vault, backups: Backups) -> None:
    """Its sound may hold what no recogniser understood."""
    note = dictated(vault)
    vault.notes.discard(note.id, ordered=False)
    assert vault.notes.kept_until() == {}
    assert empty_trash(vault, backups, datetime.now(UTC) + timedelta(days=9999)) is None
    assert len(vault.captures.of(note.id)) == 1
    assert vault.notes.restore(note.id) == note


# ── destroyed ────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_day_later_it_is_destroyed_with_its_sound_and_in_the_backups(
    vault: Vault, backups: Backups, tmp_path: Path
) -> None:
    note, stays, back = dictated(vault), dictated(vault), dictated(vault)
    capture = vault.captures.of(note.id)[0].id
    made, _ = backups.make(NOW)
    vault.notes.discard(note.id)
    vault.notes.discard(back.id)
    until = vault.notes.kept_until()[note.id]
    vault.notes.restore(back.id)
    assert empty_trash(vault, backups, until - LEAST) is None
    assert vault.notes.look(note.id).state is NoteState.DISCARDED
    receipt = empty_trash(vault, backups, until)
    assert receipt is not None
    assert receipt.items == (note.id, capture)
    assert receipt.reached == (made.manifest.stamp,)
    with pytest.raises(NotFound):
        vault.notes.look(note.id)
    assert not vault.captures.path(capture).exists()
    assert {each.id for each in vault.notes.list()} == {stays.id, back.id}
    assert [each.item for each in vault.audit.entries(event="deleted")] == [note.id, capture]
    assert empty_trash(vault, backups, until + timedelta(days=9)) is None
    vault.verify()
    restore(made.folder, tmp_path / "restored", PASSPHRASE)
    with Vault.open(tmp_path / "restored", PASSPHRASE) as restored:
        assert {each.id for each in restored.notes.list()} == {stays.id, back.id}


def test_one_that_was_brought_back_at_the_last_moment_stays(
    vault: Vault, backups: Backups, monkeypatch: pytest.MonkeyPatch
) -> None:
    note = dictated(vault)
    vault.notes.discard(note.id)
    until = vault.notes.kept_until()[note.id]

    class Slow(Deletion):
        def destroy(self, which: Callable[[], Collection[str]]) -> Receipt:
            vault.notes.restore(note.id)
            return super().destroy(which)

    monkeypatch.setattr(deletion, "Deletion", Slow)
    receipt = empty_trash(vault, backups, until)
    assert receipt is not None
    assert receipt.items == ()
    assert vault.notes.get(note.id).state is NoteState.REVIEW
    assert len(vault.captures.of(note.id)) == 1


def test_nothing_is_destroyed_that_the_audit_cannot_say(vault: Vault, backups: Backups) -> None:
    note = dictated(vault)
    vault.notes.discard(note.id)
    until = vault.notes.kept_until()[note.id]
    vault._database.run("DROP TRIGGER audit_is_kept")
    vault._database.run("DELETE FROM audit WHERE seq = (SELECT max(seq) FROM audit)")
    vault._database.run("INSERT OR REPLACE INTO settings VALUES ('audit', '[7, \"00\"]')")
    with pytest.raises(AuditBroken):
        empty_trash(vault, backups, until)
    assert vault.notes.look(note.id).state is NoteState.DISCARDED
    assert len(vault.captures.of(note.id)) == 1


def test_the_running_house_does_it_when_it_looks_after_the_vault(vault: Vault) -> None:
    home = vault.folder.parents[1]
    where = Paths(home / "config", home / "data", home / "state", home / "cache")
    note, settings = dictated(vault), parse({}, "the test")
    vault.notes.discard(note.id)
    until = vault.notes.kept_until()[note.id]
    with Service(settings, where, wall_clock(settings), lambda _: None) as service:
        service._look_after(vault, until - LEAST)
        assert vault.notes.look(note.id).state is NoteState.DISCARDED
        service._look_after(vault, until)
    with pytest.raises(NotFound):
        vault.notes.look(note.id)
    assert vault.captures.all() == []


# ── as it is typed ───────────────────────────────────────────────────────────────────────────────────────────


def test_at_the_terminal_it_is_discarded_listed_with_its_time_and_brought_back(vault: Vault) -> None:
    filed, spoken = dictated(vault), dictated(vault, filed=False)
    for note in (filed, spoken):
        result = run("discard", note.id)
        assert result.exit_code == 0, result.exception
        assert f"Discarded {note.id}; assistant notes restore brings it back until " in result.stdout
    listed = json.loads(run("list", "--discarded", "--json").stdout)
    ends = vault.notes.kept_until()
    assert {each["id"]: each["until"] for each in listed} == {each: ends[each].isoformat() for each in ends}
    assert "Kept until" in run("list", "--discarded").stdout
    assert f"Brought {filed.id} back; it waits for review." in run("restore", filed.id).stdout
    assert "its dictation is not finished" in run("restore", spoken.id).stdout
    assert json.loads(run("list", "--discarded", "--json").stdout) == []
    run("discard", filed.id)
    assert json.loads(run("restore", filed.id, "--json").stdout)["state"] == "review"
    assert isinstance(refusal("restore", filed.id), Locked)
    assert isinstance(refusal("discard", "note-00000000"), NotFound)
    vault.signatures.sign(vault.notes.get(filed.id), NOW)
    assert isinstance(refusal("discard", filed.id), Locked)
