"""What is deleted is gone with its key: here, in its recordings, and in every backup that can be reached."""

import asyncio
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from assistant.errors import AuditBroken, Corrupt, Locked, NotFound
from assistant.events import FRAME, AudioFrame
from assistant.records import Spoken
from assistant.store import erasing, keys
from assistant.store.backup import box, manifest, shelf
from assistant.store.backup.checking import box_key, box_path
from assistant.store.backup.plan import Plan
from assistant.store.backup.restore import restore
from assistant.store.backup.shelf import Backups
from assistant.store.database import Database
from assistant.store.deletion import Deletion, destroy_old_sound
from assistant.store.items import unseal
from assistant.store.keys import Cost
from assistant.store.parts import PROCESS, VAULT
from assistant.store.process_notes import ProcessNotes
from assistant.store.vault import Vault

QUICK = Cost(1, 8 * 2**10)
PASSPHRASE = "nine small brown birds"
NOW = datetime(2026, 11, 23, 20, 2, tzinfo=UTC)
DAY = timedelta(days=1)


@dataclass
class Home:
    """A vault with two clients of the same kind, and its backups."""

    vault: Vault
    backups: Backups
    deletion: Deletion
    ids: dict[str, dict[str, str]]
    """By initials and kind."""


def client_with_everything(vault: Vault, initials: str) -> dict[str, str]:
    client = vault.roster.add(initials, f"Canary {initials}")
    note = vault.notes.begin(client, NOW)

    async def speak() -> str:
        tape = vault.captures.begin(note.id, NOW)
        await tape.write(AudioFrame(np.ones(FRAME, np.int16), 0))
        await tape.close()
        return tape.id

    capture = asyncio.run(speak())
    vault.notes.hear(note.id, Spoken(0, "canary slept", 0.0, 1.0, 0.9, "whisper", "", capture))
    vault.notes.write(note.id, {"plan": "canary rest"}, "dictated")
    message = vault.mail.add_message(client, "canary asks", NOW)
    reply = vault.mail.queue_reply(client, "canary yes", "canary gladly", NOW, message=message, source="offline")
    with ProcessNotes(vault.files, vault.key(PROCESS.purpose), vault.audit) as process:
        thought = process.add(client.id, "canary thought", NOW)
    unfinished = vault.drawer.begin(client, NOW)
    vault.drawer.hear(unfinished, 0, "canary doubt", "")
    vault.supervision.put(note, ["canary mother"], NOW)
    return {
        "client": client.id,
        "note": note.id,
        "capture": capture,
        "message": message.id,
        "reply": reply.id,
        "process": thought.id,
        "unfinished": unfinished,
        "supervision": vault.supervision.add(client, "canary question", NOW),
    }


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    with Vault.create(tmp_path / "home" / "vault", PASSPHRASE, cost=QUICK) as vault:
        ids = {initials: client_with_everything(vault, initials) for initials in ("JD", "MK")}
        backups = Backups(vault, Plan(tmp_path / "home" / "backups", ours=True))
        yield Home(vault, backups, Deletion(vault, backups), ids)


def keys_in(folder: Path, key: bytes) -> set[str]:
    """The items whose keys a backup still has."""
    return {
        item
        for part in (VAULT, PROCESS)
        if box_path(folder, part).exists()
        for item in box.read(box_path(folder, part), box_key(key, part)).keys
    }


def live(vault: Vault) -> set[str]:
    """The items that the vault has a key or a row of."""
    with ProcessNotes(vault.files, vault.key(PROCESS.purpose), vault.audit) as process:
        rows = {each.id for each in process.list()}
    for table in ("clients", "notes", "messages", "replies", "captures", "lexicon"):
        rows |= {row[0] for row in vault._database.rows(f"SELECT id FROM {table}")}
    rows |= {row[0] for row in vault._database.rows("SELECT owner FROM supervision")}
    rows |= {row[0] for row in vault._database.rows("SELECT item FROM item_keys")}
    return rows | {each.name for each in (vault.files / "captures").iterdir()}


def discard_both(home: Home) -> None:
    home.vault.notes.discard(home.ids["JD"]["note"])
    home.vault.mail.discard_reply(home.ids["JD"]["reply"])


CASES: dict[str, tuple[Callable[[Home], list[str]], set[str]]] = {
    "a discarded note": (lambda home: list(home.deletion.note(home.ids["JD"]["note"])), {"note", "capture"}),
    "a message": (lambda home: list(home.deletion.message(home.ids["JD"]["message"])), {"message"}),
    "a discarded reply": (lambda home: list(home.deletion.reply(home.ids["JD"]["reply"])), {"reply"}),
    "a client": (
        lambda home: list(home.deletion.client(home.ids["JD"]["client"])),
        {"client", "note", "capture", "message", "reply", "process", "unfinished", "supervision"},
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_what_is_deleted_is_gone_everywhere_and_nothing_else_is(home: Home, case: str, tmp_path: Path) -> None:
    which, kinds = CASES[case]
    discard_both(home)
    before = live(home.vault)
    made = [home.backups.make(NOW + DAY * number)[0] for number in range(2)]
    gone = {home.ids["JD"][kind] for kind in kinds}
    receipt = home.deletion.destroy(lambda: which(home))
    assert set(receipt.items) == gone
    assert receipt.reached == tuple(each.manifest.stamp for each in made)
    assert receipt.beyond == ()
    assert live(home.vault) == before - gone
    for each in made:
        assert keys_in(each.folder, each.key) == before - gone
        assert not any((each.folder / "captures" / item).exists() for item in gone)
    for found in home.backups.found():
        home.backups.check(found)
    home.vault.verify()
    home.vault.audit.verify()
    events = [(each.event, each.item) for each in home.vault.audit.entries() if each.event in {"deleted", "receipt"}]
    assert {item for event, item in events if event == "deleted"} == gone
    assert events[-1][0] == "receipt"
    restore(made[0].folder, tmp_path / "new", PASSPHRASE)
    with Vault.open(tmp_path / "new", PASSPHRASE) as restored:
        assert live(restored) == before - gone
        restored.verify()
        restored.audit.verify()
        assert [each.id for each in restored.notes.list()] == [home.ids["MK"]["note"]]
        assert [each.id for each in restored.mail.replies()] == [home.ids["MK"]["reply"]]


def test_a_word_of_the_lexicon_is_gone_everywhere(home: Home) -> None:
    for word in ("Canary-JD", "Canary-MK"):
        home.vault.lexicon.add(word)
    before = live(home.vault)
    made, _ = home.backups.make(NOW)
    (gone,) = home.deletion.word("canary-jd")
    home.deletion.destroy(lambda: home.deletion.word("canary-jd"))
    assert home.vault.lexicon.words() == ["Canary-MK"]
    assert live(home.vault) == keys_in(made.folder, made.key) == before - {gone}
    home.vault.verify()


def test_a_process_note_that_came_to_nothing_is_gone_from_the_backups_with_the_next_one(home: Home) -> None:
    made, _ = home.backups.make(NOW)
    gone = home.ids["JD"]["unfinished"]
    assert gone in keys_in(made.folder, made.key)
    home.vault.drawer.finish(gone, "")
    later, _ = home.backups.make(NOW + DAY)
    for each in (made, later):
        assert gone not in keys_in(each.folder, each.key)


def test_the_words_of_what_was_deleted_open_with_no_key_that_a_backup_holds(home: Home) -> None:
    made, _ = home.backups.make(NOW)
    home.deletion.destroy(lambda: home.deletion.client(home.ids["JD"]["client"]))
    database = Database(made.folder / "vault.db", keys.purpose_key(made.key, "database"))
    (sealed,) = database.rows("SELECT person FROM clients WHERE id = ?", home.ids["JD"]["client"])[0]
    database.close()
    left = box.read(box_path(made.folder, VAULT), box_key(made.key, VAULT)).keys.values()
    assert sealed
    for key in left:
        with pytest.raises(Corrupt):
            unseal(key, sealed)


def test_a_reply_stays_when_the_message_that_it_answers_goes(home: Home) -> None:
    home.deletion.destroy(lambda: home.deletion.message(home.ids["JD"]["message"]))
    reply = home.vault.mail.reply(home.ids["JD"]["reply"])
    assert (reply.text, reply.message) == ("canary gladly", None)


def test_only_what_was_discarded_can_be_purged_and_what_is_not_there_is_not_found(home: Home) -> None:
    before = live(home.vault), len(home.vault.audit.entries())
    for which in (
        lambda: home.deletion.note(home.ids["JD"]["note"]),
        lambda: home.deletion.reply(home.ids["JD"]["reply"]),
    ):
        with pytest.raises(Locked):
            home.deletion.destroy(which)
    for face in (home.deletion.note, home.deletion.reply, home.deletion.message, home.deletion.client):
        for identity in ("", "note-0", "' OR 1", home.ids["JD"]["process"]):
            with pytest.raises(NotFound):
                home.deletion.destroy(lambda face=face, identity=identity: face(identity))  # type: ignore[misc]
    assert before[0] == live(home.vault)


def test_a_signed_note_goes_only_with_its_client(home: Home) -> None:
    for ids in home.ids.values():
        home.vault.notes.file(ids["note"])
        home.vault.signatures.sign(home.vault.notes.get(ids["note"]), NOW)
    with pytest.raises(Locked):
        home.deletion.note(home.ids["JD"]["note"])
    home.deletion.destroy(lambda: home.deletion.client(home.ids["JD"]["client"]))
    assert [each.id for each in home.vault.notes.list()] == [home.ids["MK"]["note"]]
    assert home.vault.verify().signed == 2, "the chain goes on without the words"


# ── out of reach ─────────────────────────────────────────────────────────────────────────────────────────────


def test_a_backup_out_of_reach_is_named_and_made_up_for_when_it_is_seen_again(home: Home, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    away, _ = home.backups.make(NOW, to=stick)
    stick.rename(tmp_path / "unplugged")
    receipt = home.deletion.destroy(lambda: home.deletion.client(home.ids["JD"]["client"]))
    assert (receipt.reached, receipt.beyond) == ((), (away.manifest.stamp,))
    assert away.manifest.stamp in home.vault.audit.entries(event="receipt")[0].detail
    (tmp_path / "unplugged").rename(stick)
    assert home.ids["JD"]["client"] in keys_in(away.folder, away.key)
    home.backups.make(NOW + DAY)
    assert not keys_in(away.folder, away.key) & set(home.ids["JD"].values())
    assert keys_in(away.folder, away.key) == set(home.ids["MK"].values())


def test_a_backup_seen_in_another_place_is_reached_there(home: Home, tmp_path: Path) -> None:
    stick, other = tmp_path / "stick", tmp_path / "other"
    stick.mkdir()
    away, _ = home.backups.make(NOW, to=stick)
    stick.rename(other)
    home.backups.make(NOW + DAY, to=other)
    receipt = home.deletion.destroy(lambda: home.deletion.client(home.ids["JD"]["client"]))
    assert receipt.beyond == ()
    assert not keys_in(other / away.folder.name, away.key) & set(home.ids["JD"].values())


@pytest.mark.parametrize("name", ["backup.json", "vault.box"])
def test_a_damaged_backup_counts_as_out_of_reach(home: Home, name: str) -> None:
    made, _ = home.backups.make(NOW)
    raw = (made.folder / name).read_bytes()
    (made.folder / name).write_bytes(raw[:-3])
    receipt = home.deletion.destroy(lambda: home.deletion.client(home.ids["JD"]["client"]))
    assert (receipt.reached, receipt.beyond) == ((), (made.manifest.stamp,))


def test_while_another_backup_is_made_they_all_count_as_out_of_reach(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, _ = home.backups.make(NOW)
    monkeypatch.setattr(shelf, "PATIENCE", 0.0)
    with home.backups._turn():
        receipt = home.deletion.destroy(lambda: home.deletion.client(home.ids["JD"]["client"]))
    assert (receipt.reached, receipt.beyond) == ((), (made.manifest.stamp,))


# ── cut off ──────────────────────────────────────────────────────────────────────────────────────────────────


class PowerCut(BaseException):
    """Nobody catches it."""


@pytest.mark.parametrize(
    "where", ["record", "erase", "remove", "destroy in the first", "destroy in the second", "receipt"]
)
@pytest.mark.parametrize("finished_by", ["the same deletion", "the next backup"])
def test_cut_off_anywhere_it_is_finished_by_the_next_deletion_or_backup(
    home: Home, monkeypatch: pytest.MonkeyPatch, where: str, finished_by: str
) -> None:
    made = [home.backups.make(NOW + DAY * number)[0] for number in range(2)]
    before = live(home.vault)
    gone = set(home.ids["JD"].values())
    calls = 0

    def cut(after: int, real: Callable[..., object]) -> Callable[..., object]:
        def call(*given: object, **named: object) -> object:
            nonlocal calls
            calls += 1
            if calls > after:
                raise PowerCut
            return real(*given, **named)

        return call

    with monkeypatch.context() as patched:
        if where == "record":
            patched.setattr(home.vault.audit, "record", cut(3, home.vault.audit.record))
        elif where == "erase":
            patched.setattr(erasing, "erase", cut(0, erasing.erase))
        elif where == "remove":
            patched.setattr(home.vault.captures, "remove", cut(0, home.vault.captures.remove))
        elif where == "destroy in the first":
            patched.setattr(box, "destroy", cut(0, box.destroy))
        elif where == "destroy in the second":
            patched.setattr(box, "destroy", cut(2, box.destroy))
        else:
            patched.setattr(home.vault.audit, "record", cut(len(gone), home.vault.audit.record))
        with pytest.raises(PowerCut):
            home.deletion.destroy(lambda: home.deletion.client(home.ids["JD"]["client"]))
    begun = set(home.deletion.begun())
    assert begun in (set(), gone), "all or nothing was written down"
    if not begun:
        assert live(home.vault) == before
        home.deletion.destroy(lambda: home.deletion.client(home.ids["JD"]["client"]))
    elif finished_by == "the same deletion":
        with pytest.raises(NotFound):
            home.deletion.client(home.ids["JD"]["client"])
        assert set(home.deletion.finish().items) == gone
    else:
        home.backups.make(NOW + DAY * 2)
    for each in made:
        assert not keys_in(each.folder, each.key) & gone
    if finished_by == "the same deletion":
        assert live(home.vault) == before - gone
        assert home.deletion.begun() == ()


def test_where_the_audit_cannot_be_written_nothing_is_deleted(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    before = live(home.vault)

    def broken(*_: object, **__: object) -> None:
        raise AuditBroken("broken")

    with monkeypatch.context() as patched:
        patched.setattr(home.vault.audit, "record", broken)
        with pytest.raises(AuditBroken):
            home.deletion.destroy(lambda: home.deletion.client(home.ids["JD"]["client"]))
    assert live(home.vault) == before


def test_what_is_deleted_while_a_backup_is_being_made_is_not_in_it(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """The backup has the keys already when she deletes; it looks again before it is done."""
    real = shelf.making.make
    gone = set(home.ids["JD"].values())
    monkeypatch.setattr(shelf, "PATIENCE", 0.0)

    def meanwhile(*given: object) -> object:
        made = real(*given)  # type: ignore[arg-type]
        with suppress(Locked):
            home.deletion.destroy(lambda: home.deletion.client(home.ids["JD"]["client"]))
        return made

    monkeypatch.setattr(shelf.making, "make", meanwhile)
    made, _ = home.backups.make(NOW)
    assert not keys_in(made.folder, made.key) & gone
    assert manifest.read(made.folder).stamp == made.manifest.stamp


def test_a_deleted_recording_that_a_backup_shares_with_the_vault_is_unlinked_in_both(home: Home) -> None:
    made, _ = home.backups.make(NOW)
    shared = made.folder / "captures" / home.ids["JD"]["capture"]
    assert shared.stat().st_nlink == 2
    home.deletion.destroy(lambda: home.deletion.client(home.ids["JD"]["client"]))
    assert not shared.exists()
    shutil.rmtree(made.folder)
    assert home.backups.beyond() == (made.manifest.stamp,)


def test_sound_goes_when_its_note_is_signed_and_from_the_backups_too(home: Home) -> None:
    made, _ = home.backups.make(NOW)
    ours, other = home.ids["JD"], home.ids["MK"]
    home.vault.notes.file(ours["note"])
    assert destroy_old_sound(home.vault, home.backups, NOW + 400 * DAY, 0) is None, "unsigned, and no days are set"
    home.vault.signatures.sign(home.vault.notes.get(ours["note"]), NOW)
    receipt = destroy_old_sound(home.vault, home.backups, NOW, 0)
    assert receipt is not None
    assert receipt.items == (ours["capture"],)
    assert receipt.reached == (made.manifest.stamp,)
    assert ours["capture"] not in live(home.vault) | keys_in(made.folder, made.key)
    assert {ours["note"], other["capture"]} <= live(home.vault) & keys_in(made.folder, made.key)
    assert destroy_old_sound(home.vault, home.backups, NOW, 0) is None


def test_sound_goes_after_the_days_she_set_but_never_that_of_an_unfinished_dictation(home: Home) -> None:
    ours = home.ids["JD"]
    home.vault.notes.file(ours["note"])
    assert destroy_old_sound(home.vault, home.backups, NOW + 29 * DAY, 30) is None
    receipt = destroy_old_sound(home.vault, home.backups, NOW + 31 * DAY, 30)
    assert receipt is not None
    assert receipt.items == (ours["capture"],)
    assert home.ids["MK"]["capture"] in live(home.vault)
