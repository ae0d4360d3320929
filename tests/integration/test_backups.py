"""A backup opens on any machine with what she knows, holds everything, and every damage to it is told."""

import asyncio
import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.errors import (
    AssistantError,
    ConfigurationError,
    Corrupt,
    DiskFull,
    TryLater,
    Unavailable,
    WrongPassphrase,
)
from assistant.events import FRAME, AudioFrame
from assistant.records import Spoken
from assistant.store import generation, key_file, keys, migrations, recovery_key
from assistant.store.backup import box, making, manifest, shelf
from assistant.store.backup.checking import box_path
from assistant.store.backup.migrating import backup_first
from assistant.store.backup.plan import Keep, Plan
from assistant.store.backup.restore import restore
from assistant.store.backup.shelf import Backups, backup_if_due
from assistant.store.database import Database
from assistant.store.keys import Cost, KeyFile
from assistant.store.parts import PROCESS, VAULT
from assistant.store.process_notes import ProcessNotes
from assistant.store.rotation import rotate
from assistant.store.vault import DATABASE, KEY_FILE, Vault

QUICK = Cost(1, 8 * 2**10)
PASSPHRASE = "nine small brown birds"
RECOVERY = recovery_key.new()
NOW = datetime(2026, 11, 23, 20, 2, tzinfo=UTC)
DAY = timedelta(days=1)


def contents(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()}


def record(vault: Vault, note: str, frames: int = 30, *, end: bool = True) -> str:
    async def speak() -> str:
        noise = np.random.default_rng(1)
        tape = vault.captures.begin(note, NOW)
        for number in range(frames):
            await tape.write(AudioFrame(noise.integers(-999, 999, FRAME, np.int16), number * FRAME))
        if end:
            await tape.close()
        else:
            await tape._flush()
            await tape._settled()
        return tape.id

    return asyncio.run(speak())


def fill(vault: Vault) -> None:
    client = vault.roster.add("JD", "Canary Doe", aliases=["Canny"])
    note = vault.notes.begin(client, NOW)
    capture = record(vault, note.id)
    vault.notes.hear(note.id, Spoken(0, "canary slept", 0.0, 1.0, 0.9, "whisper", "", capture))
    vault.notes.write(note.id, {"subjective": "canary slept"}, "dictated")
    vault.notes.file(note.id)
    message = vault.mail.add_message(client, "canary asks", NOW)
    vault.mail.queue_reply(client, "canary yes", "canary gladly", NOW, message=message, source="offline")
    with ProcessNotes(vault.files, vault.key(PROCESS.purpose), vault.audit) as process:
        process.add(client.id, "canary thought", NOW)


def everything(vault: Vault) -> dict[str, object]:
    """Every word, and every row of the tables that restoring leaves alone."""
    sounds = [vault.captures.sound(each.id) for each in vault.captures.all()]
    with ProcessNotes(vault.files, vault.key(PROCESS.purpose), vault.audit) as process:
        thoughts = [process.get(each.id) for each in process.list()]
    return {
        "clients": vault.roster.all(),
        "notes": [vault.notes.get(each.id) for each in vault.notes.list()],
        "messages": vault.mail.messages(),
        "replies": vault.mail.replies(),
        "captures": vault.captures.all(),
        "sounds": [[(start, samples.tolist()) for start, samples in each.runs] for each in sounds],
        "thoughts": thoughts,
        "timers": vault._database.rows("SELECT * FROM timers"),
        "order": vault._database.rows("SELECT rowid, id FROM notes"),
    }


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    with Vault.create(tmp_path / "home" / "vault", PASSPHRASE, recovery=RECOVERY, cost=QUICK) as vault:
        fill(vault)
        yield vault


def plan_of(vault: Vault, **more: object) -> Plan:
    return Plan(vault.folder.parent / "backups", ours=True, **more)  # type: ignore[arg-type]


def backups_of(vault: Vault) -> Backups:
    return Backups(vault, plan_of(vault))


# ── made ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_backup_holds_nothing_in_clear_and_no_item_key_beside_its_words(vault: Vault) -> None:
    made, _ = backups_of(vault).make(NOW)
    files = contents(made.folder)
    assert set(files) >= {"backup.json", "vault.db", "vault.box", "process.db", "process.box"}
    for name, data in files.items():
        for word in (b"canary", b"Canary", PASSPHRASE.encode(), b"SQLite format", b"CREATE TABLE", b"note-"):
            assert word not in data, f"{word!r} in {name}"
    opened = keys.purpose_key(made.key, "database")
    database = Database(made.folder / "vault.db", opened)
    assert database.rows("SELECT * FROM item_keys") == []
    assert len(database.rows("SELECT * FROM notes")) == 1
    database.close()
    modes = {each.stat().st_mode & 0o777 for each in made.folder.rglob("*") if each.is_file()}
    assert modes == {0o600}
    assert made.folder.stat().st_mode & 0o777 == 0o700


def test_neither_key_stands_in_the_copied_database_or_in_a_statement(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    statements: list[str] = []
    rows = Database.rows

    def watched(self: Database, sql: str, *values: object) -> list[tuple[object, ...]]:
        statements.append(sql)
        return rows(self, sql, *values)  # type: ignore[arg-type]

    monkeypatch.setattr(Database, "rows", watched)
    made, _ = backups_of(vault).make(NOW)
    assert any("ATTACH" in each for each in statements)
    for key in (vault.key("database"), keys.purpose_key(made.key, "database")):
        assert not any(key.hex() in each.lower() for each in statements)


def test_a_finished_recording_is_shared_with_the_vault_and_one_that_goes_on_is_copied(vault: Vault) -> None:
    note = vault.notes.list()[0].id
    finished = vault.captures.all()[0].id
    going_on = record(vault, note, end=False)
    backups_of(vault).make(NOW)
    links = {each.id: vault.captures.path(each.id).stat().st_nlink for each in vault.captures.all()}
    assert links == {finished: 2, going_on: 1}
    with vault.captures.path(going_on).open("ab") as file:
        file.write(b"more of it")
    backups = backups_of(vault)
    backups.check(backups.found()[0])


def test_a_disk_without_modes_and_links_holds_a_backup_too(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    """Such as a stick with a FAT file system."""

    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "chmod", refuse)
        patched.setattr(Path, "hardlink_to", refuse)
        made, _ = backups_of(vault).make(NOW)
        capture = vault.captures.all()[0].id
        assert vault.captures.path(capture).stat().st_nlink == 1
        backups = backups_of(vault)
        assert backups.destroy([capture]).reached == (made.manifest.stamp,)
        backups.check(backups.found()[0])
    assert not (made.folder / "captures" / capture).exists()


def test_a_backup_is_made_while_others_write(vault: Vault) -> None:
    code = (
        "import sys; from pathlib import Path; from datetime import datetime, UTC; from assistant.store.vault import Vault\n"
        "with Vault.open(Path(sys.argv[1]), sys.argv[2]) as v:\n"
        "    c = v.roster.by_initials('JD')\n"
        "    print('ready', flush=True)\n"
        "    for n in range(60): v.mail.add_message(c, f'm {n}', datetime.now(UTC))\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    arguments = [sys.executable, "-c", code, str(vault.folder), PASSPHRASE]
    with subprocess.Popen(arguments, env=environment, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        other.stdout.readline()
        backups = backups_of(vault)
        made = [backups.make(NOW + DAY * number)[0] for number in range(3)]
        assert other.wait() == 0
    for each in made:
        restore(each.folder, each.folder.with_name(f"new-{each.manifest.stamp}"), PASSPHRASE)


def test_what_was_just_made_stays_whatever_the_clock_says(vault: Vault) -> None:
    backups = Backups(vault, plan_of(vault, keep=Keep(1, 0, 0)))
    for at in (NOW, NOW, NOW - timedelta(hours=1), NOW - DAY, NOW):
        made, gone = backups.make(at)
        assert made.manifest.stamp not in gone
        backups.check(next(each for each in backups.found() if each.folder == made.folder))


def test_what_a_kill_left_half_made_is_swept_and_never_taken_for_a_backup(vault: Vault) -> None:
    place = plan_of(vault).folder
    half = place / ".backup-0123abcd"
    half.mkdir(parents=True)
    (half / "vault.db").write_bytes(b"half")
    assert backups_of(vault).found() == []
    backups_of(vault).make(NOW)
    assert [each.name for each in place.iterdir()] == ["backup-20261123T200200Z"]


def test_what_another_is_making_is_left_alone(vault: Vault) -> None:
    place = plan_of(vault).folder
    place.mkdir()
    with making._beside(place) as fresh:
        making.sweep(place)
        assert fresh.exists()


def test_a_damaged_recording_keeps_nothing_from_being_backed_up_and_is_named(vault: Vault) -> None:
    capture = vault.captures.all()[0].id
    path = vault.captures.path(capture)
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 1
    path.write_bytes(raw)
    made, _ = backups_of(vault).make(NOW)
    assert made.manifest.unsound == (capture,)
    restore(made.folder, vault.folder.with_name("new"), PASSPHRASE)


def test_a_damaged_database_is_not_backed_up_and_older_backups_stay(vault: Vault) -> None:
    backups = Backups(vault, plan_of(vault, keep=Keep(1, 0, 0)))
    backups.make(NOW)
    before = contents(plan_of(vault).folder)
    vault._database.forget()
    raw = bytearray((vault.files / DATABASE).read_bytes())
    for page in range(4096, len(raw), 4096):
        raw[page + 99] ^= 1
    (vault.files / DATABASE).write_bytes(raw)
    with pytest.raises(Corrupt):
        backups.make(NOW + DAY)
    assert contents(plan_of(vault).folder) == before


# ── where it goes ────────────────────────────────────────────────────────────────────────────────────────────


def test_a_folder_that_she_named_and_that_is_not_there_is_never_made(vault: Vault, tmp_path: Path) -> None:
    before = vault._database.rows("SELECT * FROM audit")
    for place in (tmp_path / "stick", vault.files / DATABASE):
        with pytest.raises(Unavailable) as caught:
            Backups(vault, Plan(place, ours=False)).make(NOW)
        assert str(place) in caught.value.fix
        with pytest.raises(Unavailable):
            backups_of(vault).make(NOW, to=place)
    assert not (tmp_path / "stick").exists()
    assert vault._database.rows("SELECT * FROM audit") == before


def test_a_folder_that_may_not_be_written_to_gets_one_sentence(vault: Vault, tmp_path: Path) -> None:
    place = tmp_path / "closed"
    place.mkdir()
    if os.geteuid() == 0:
        mounted = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "ro,size=1m", "tmpfs", str(place)], check=False, capture_output=True
        )
        if mounted.returncode:
            pytest.skip("a disk that cannot be written to cannot be mounted here")
    else:
        place.chmod(0o500)
    try:
        with pytest.raises(ConfigurationError) as caught:
            backups_of(vault).make(NOW, to=place)
        assert "vault is as it was" in caught.value.spoken
    finally:
        if os.geteuid() == 0:
            subprocess.run(["umount", "-l", str(place)], check=True)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 256 KB."""
    place = tmp_path / "disk"
    place.mkdir()
    if os.geteuid() != 0:
        pytest.skip("a small disk can only be mounted as root")
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(place)], check=False, capture_output=True
    )
    if mounted.returncode:
        pytest.skip("a small disk cannot be mounted here")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


@pytest.mark.parametrize("free", [4, 60, 150])
def test_a_full_disk_gets_one_sentence_and_nothing_half_made_stays(vault: Vault, small_disk: Path, free: int) -> None:
    (small_disk / "ballast").write_bytes(bytes((256 - free) * 1024))
    before = everything(vault)
    with pytest.raises(DiskFull):
        backups_of(vault).make(NOW, to=small_disk)
    assert [each.name for each in small_disk.iterdir()] == ["ballast"]
    assert everything(vault) == before
    vault.verify()


def test_of_two_who_make_one_the_second_waits_its_turn(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf, "PATIENCE", 0.0)
    backups = backups_of(vault)
    with backups._turn(), pytest.raises(TryLater):
        backups_of(vault).make(NOW)
    backups.make(NOW)


def test_backups_are_thinned_out_and_strange_or_damaged_ones_left_alone(vault: Vault, tmp_path: Path) -> None:
    place = plan_of(vault).folder
    backups = Backups(vault, plan_of(vault, keep=Keep(2, 0, 0)))
    made = [backups.make(NOW + DAY * number)[0].folder for number in range(2)]
    with Vault.create(tmp_path / "other", PASSPHRASE, cost=QUICK) as other:
        strange = Backups(other, Plan(place, ours=True)).make(NOW - DAY)[0].folder
    damaged = place / "backup-20200101T000000Z"
    shutil.copytree(made[0], damaged)
    (damaged / "backup.json").write_bytes(b"{}")
    _, gone = backups.make(NOW + DAY * 2)
    assert gone == (made[0].name.removeprefix("backup-"),)
    assert {each.name for each in place.iterdir()} == {
        strange.name,
        damaged.name,
        made[1].name,
        "backup-20261125T200200Z",
    }
    assert backups.beyond() == ()


# ── the daily one ────────────────────────────────────────────────────────────────────────────────────────────


def test_the_daily_backup_is_made_when_it_is_due_and_not_before(vault: Vault) -> None:
    plan = plan_of(vault, every=timedelta(hours=24))
    assert backup_if_due(vault, plan, NOW) is not None
    assert backup_if_due(vault, plan, NOW + timedelta(hours=23, minutes=59)) is None
    assert backup_if_due(vault, plan, NOW + timedelta(hours=24)) is not None
    assert backup_if_due(vault, plan_of(vault, every=None), NOW + DAY * 9) is None


def test_a_clock_that_was_wrong_for_a_while_makes_one_backup_and_not_one_each_time(vault: Vault) -> None:
    plan = plan_of(vault)
    backup_if_due(vault, plan, NOW + DAY * 4000)
    assert [backup_if_due(vault, plan, NOW + timedelta(minutes=number)) is not None for number in range(3)] == [
        True,
        False,
        False,
    ]


# ── restored ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("secret", ["passphrase", "recovery key"])
def test_what_is_restored_is_what_was_backed_up(vault: Vault, tmp_path: Path, secret: str) -> None:
    made, _ = backups_of(vault).make(NOW)
    before = everything(vault)
    entries = vault.audit.entries()
    vault.close()
    elsewhere = tmp_path / "new" / "vault"
    restore(made.folder, elsewhere, PASSPHRASE if secret == "passphrase" else RECOVERY)
    shutil.rmtree(vault.folder)
    for each in (PASSPHRASE, RECOVERY):
        with Vault.open(elsewhere, each) as restored:
            assert everything(restored) == before
            restored.verify()
            restored.audit.verify()
            kept = restored.audit.entries()
            same = [each for each in kept if each in entries]
            assert kept[: len(same)] == same
            assert kept[len(same)].event == "restore"
    assert [each.name for each in elsewhere.parent.iterdir()] == ["vault"]


def test_a_restored_vault_goes_on_and_knows_its_backups(vault: Vault, tmp_path: Path) -> None:
    made, _ = backups_of(vault).make(NOW)
    elsewhere = tmp_path / "new" / "vault"
    restore(made.folder, elsewhere, PASSPHRASE)
    with Vault.open(elsewhere, PASSPHRASE) as restored:
        backups = Backups(restored, Plan(tmp_path / "new" / "backups", ours=True))
        assert [each.stamp for each in backups.found()] == [made.manifest.stamp]
        again, _ = backups.make(NOW + DAY)
        restored.notes.begin(restored.roster.by_initials("JD"), NOW)
    restore(again.folder, tmp_path / "third", RECOVERY)


def test_a_backup_is_restored_from_a_disk_that_cannot_be_written(vault: Vault, tmp_path: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("such a disk can only be mounted as root")
    made, _ = backups_of(vault).make(NOW)
    place = tmp_path / "disc"
    place.mkdir()
    if subprocess.run(["mount", "--bind", str(made.folder.parent), str(place)], check=False).returncode:
        pytest.skip("such a disk cannot be mounted here")
    try:
        subprocess.run(["mount", "-o", "remount,bind,ro", str(place)], check=True)
        restore(place / made.folder.name, tmp_path / "new", PASSPHRASE)
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


def refused(made: Path, home: Path, secret: str = PASSPHRASE) -> AssistantError:
    before = contents(home)
    with pytest.raises(AssistantError) as caught:
        restore(made, home / "vault", secret)
    assert contents(home) == before
    assert "canary" not in (caught.value.spoken + caught.value.fix).lower()
    return caught.value


def test_restoring_is_refused_and_touches_nothing(vault: Vault, tmp_path: Path) -> None:
    made, _ = backups_of(vault).make(NOW)
    empty = tmp_path / "empty"
    empty.mkdir()
    occupied = tmp_path / "occupied"
    (occupied / "vault").mkdir(parents=True)
    (occupied / "vault" / "letter").write_text("dear")
    assert isinstance(refused(made.folder, vault.folder.parent), ConfigurationError), "there is a vault"
    assert isinstance(refused(made.folder, occupied), ConfigurationError), "there is something else"
    assert isinstance(refused(made.folder, empty, "another passphrase"), WrongPassphrase)
    for folder in (tmp_path / "nowhere", empty, made.folder / "vault.db", vault.folder):
        assert isinstance(refused(folder, empty), ConfigurationError), "not a backup"


def test_a_newer_backup_is_refused(vault: Vault, tmp_path: Path) -> None:
    made, _ = backups_of(vault).make(NOW)
    tree = json.loads((made.folder / "backup.json").read_text())
    tree["format"] = 2
    (made.folder / "backup.json").write_text(json.dumps({**tree, "check": manifest._check(tree)}))
    (tmp_path / "empty").mkdir()
    assert "newer" in refused(made.folder, tmp_path / "empty").spoken
    made, _ = backups_of(vault).make(NOW)
    found = manifest.read(made.folder)
    later = replace(found, schemas={**found.schemas, "vault.db": migrations.SCHEMA + 1})
    manifest.write(made.folder, later.sealed(made.key))
    error = refused(made.folder, tmp_path / "empty")
    assert (error.exit_code, "newer" in error.spoken) == (78, True)


def test_whoever_renews_the_check_without_the_key_is_found_out(vault: Vault, tmp_path: Path) -> None:
    made, _ = backups_of(vault).make(NOW)
    found = manifest.read(made.folder)
    fewer = {name: each for name, each in found.files.items() if not name.startswith("captures")}
    manifest.write(made.folder, replace(found, files=fewer))
    (tmp_path / "empty").mkdir()
    assert isinstance(refused(made.folder, tmp_path / "empty"), Corrupt)


# ── damage ───────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Vault]]:
    """A backup and the open vault that it is of."""
    home = tmp_path_factory.mktemp("sound")
    with Vault.create(home / "vault", PASSPHRASE, cost=QUICK) as vault:
        fill(vault)
        made, _ = Backups(vault, Plan(home / "backups", ours=True)).make(NOW)
        yield made.folder, vault


def told(folder: Path, vault: Vault, home: Path) -> None:
    """Verifying and restoring both say so, and nothing is there afterwards."""
    backups = Backups(vault, Plan(folder.parent, ours=True))
    (seen,) = [each for each in backups.found() if each.folder == folder]
    with pytest.raises(Corrupt):
        backups.check(seen)
    with pytest.raises((Corrupt, WrongPassphrase)):
        restore(folder, home / "vault", PASSPHRASE)
    assert not home.exists() or list(home.iterdir()) == []


def spoiled(folder: Path, spoil: Callable[[bytearray], None], data: st.DataObject) -> Path:
    """A copy of a backup with one file changed."""
    copy = folder.parent.with_name("spoiled") / "backup-20261123T200200Z"
    shutil.rmtree(copy.parent, ignore_errors=True)
    shutil.copytree(folder, copy)
    files = [str(file.relative_to(copy)) for file in sorted(copy.rglob("*")) if file.is_file()]
    file = copy / data.draw(st.sampled_from(files), label="file")
    raw = bytearray(file.read_bytes())
    spoil(raw)
    file.write_bytes(raw)
    return copy


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_any_flipped_byte_of_any_file_is_told(sound: tuple[Path, Vault], data: st.DataObject) -> None:
    folder, vault = sound

    def flip(raw: bytearray) -> None:
        raw[data.draw(st.integers(0, len(raw) - 1), label="at")] ^= data.draw(st.integers(1, 255), label="by")

    told(spoiled(folder, flip, data), vault, folder.parent.with_name("restored"))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_any_file_cut_short_or_made_longer_is_told(sound: tuple[Path, Vault], data: st.DataObject) -> None:
    folder, vault = sound

    def change(raw: bytearray) -> None:
        if data.draw(st.booleans(), label="longer"):
            raw += data.draw(st.binary(min_size=1, max_size=9), label="more")
        else:
            del raw[data.draw(st.integers(0, len(raw) - 1), label="length") :]

    told(spoiled(folder, change, data), vault, folder.parent.with_name("restored"))


def test_a_file_that_is_missing_is_told(sound: tuple[Path, Vault], tmp_path: Path) -> None:
    folder, vault = sound
    for number, name in enumerate(contents(folder)):
        copy = tmp_path / str(number) / folder.name
        shutil.copytree(folder, copy)
        (copy / name).unlink()
        if name == "backup.json":
            with pytest.raises(ConfigurationError, match="not a backup"):
                restore(copy, tmp_path / "restored" / "vault", PASSPHRASE)
        else:
            told(copy, vault, tmp_path / "restored")


# ── older shapes ─────────────────────────────────────────────────────────────────────────────────────────────


def first_shape(folder: Path) -> Path:
    """A closed vault as the first version made it, with one client and one note in it."""
    folder.mkdir(parents=True)
    root = keys.new_root()
    database = Database(folder / DATABASE, keys.purpose_key(root, "database"), create=True)
    migrations.migrate(database, migrations.STEPS[:1])
    database.run("INSERT INTO clients VALUES ('client-1', 'JD', 'Canary Doe', '[]', '[]', '[]', ?)", NOW.isoformat())
    database.run("INSERT INTO notes VALUES ('note-1', 'client-1', ?, NULL, 'review')", NOW.isoformat())
    database.run("INSERT INTO utterances VALUES ('note-1', 0, 'canary slept', 0, 1, 0.9, 'whisper', '')")
    database.close()
    key_file.write(folder / KEY_FILE, KeyFile(1, (keys.lock(root, PASSPHRASE, QUICK),)))
    return folder


def test_before_it_is_migrated_an_older_vault_is_backed_up_in_its_old_shape(tmp_path: Path) -> None:
    folder = first_shape(tmp_path / "home" / "vault")
    with Vault.open(folder, PASSPHRASE) as vault:
        backups = backups_of(vault)
        (before,) = backups.found()
        assert before.manifest is not None
        assert dict(before.manifest.schemas) == {"vault.db": 1}
        backups.check(before)
        assert vault.notes.get("note-1").transcript[0].text == "canary slept"
        expected = [vault.roster.all(), vault.notes.get("note-1")]
    restore(before.folder, tmp_path / "new" / "vault", PASSPHRASE)
    with Vault.open(tmp_path / "new" / "vault", PASSPHRASE) as again:
        assert [again.roster.all(), again.notes.get("note-1")] == expected
        again.audit.verify()


def test_without_a_backup_nothing_is_migrated(tmp_path: Path) -> None:
    folder = first_shape(tmp_path / "home" / "vault")
    before = (folder / DATABASE).read_bytes(), (folder / KEY_FILE).read_bytes()
    with pytest.raises(ConfigurationError) as caught:
        Vault.open(folder, PASSPHRASE, prepare=backup_first(Plan(tmp_path / "unplugged", ours=False)))
    assert (caught.value.exit_code, "unplugged" in caught.value.fix) == (78, True)
    assert before == ((folder / DATABASE).read_bytes(), (folder / KEY_FILE).read_bytes())


def test_what_is_deleted_takes_a_backup_of_the_old_shape_with_it_once_there_is_a_newer_one(tmp_path: Path) -> None:
    folder = first_shape(tmp_path / "home" / "vault")
    with Vault.open(folder, PASSPHRASE) as vault:
        backups = backups_of(vault)
        old = backups.found()[0].stamp
        vault.audit.record("deleted", "note-2")
        assert backups.destroy(["note-2"]).reached == (old,), "it is not in that backup"
        assert backups.destroy(["note-1"]).beyond == (old,), "there is no other backup"
        vault.audit.record("deleted", "note-1")
        made, _ = backups.make(datetime.now(UTC) + timedelta(minutes=1))
        assert [each.stamp for each in backups.found()] == [made.manifest.stamp]


# ── locks ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_new_passphrase_opens_the_backups_that_are_within_reach_and_the_old_one_does_not(
    vault: Vault, tmp_path: Path
) -> None:
    backups = backups_of(vault)
    made, _ = backups.make(NOW)
    away, _ = backups.make(NOW + DAY)
    away.folder.rename(tmp_path / "away")
    vault.relock(lambda root: keys.lock(root, "ten large grey geese", QUICK))
    reach = backups.renew_locks()
    assert (reach.reached, reach.beyond) == ((made.manifest.stamp,), (away.manifest.stamp,))
    (tmp_path / "empty").mkdir()
    assert isinstance(refused(made.folder, tmp_path / "empty"), WrongPassphrase)
    restore(made.folder, tmp_path / "one", "ten large grey geese")
    restore(made.folder, tmp_path / "two", RECOVERY)
    (tmp_path / "away").rename(away.folder)
    backups.make(NOW + DAY * 2)
    assert isinstance(refused(away.folder, tmp_path / "empty"), WrongPassphrase), "it was seen again"


def test_after_a_rotation_the_backups_within_reach_open_with_the_new_keys_only(vault: Vault, tmp_path: Path) -> None:
    backups = backups_of(vault)
    made, _ = backups.make(NOW)
    away, _ = backups.make(NOW + DAY)
    away.folder.rename(tmp_path / "away")
    before = everything(vault)
    old = vault.key(manifest.PURPOSE)
    backups.learn()
    vault.close()
    fresh = rotate(vault.folder, PASSPHRASE)
    (tmp_path / "empty").mkdir()
    with Vault.open(vault.folder, PASSPHRASE) as rotated:
        backups = backups_of(rotated)
        reach = backups.renew_locks()
        assert (reach.reached, reach.beyond) == ((made.manifest.stamp,), (away.manifest.stamp,))
        assert manifest.read(made.folder).key(old) == b"", "the old root opens it no more"
        assert manifest.read(made.folder).key(rotated.key(manifest.PURPOSE)) == made.key
        assert isinstance(refused(made.folder, tmp_path / "empty", RECOVERY), WrongPassphrase)
        for number, secret in enumerate((PASSPHRASE, fresh)):
            restore(made.folder, tmp_path / str(number), secret)
        (tmp_path / "away").rename(away.folder)
        backups.make(NOW + DAY * 2)
        assert isinstance(refused(away.folder, tmp_path / "empty", RECOVERY), WrongPassphrase), "it was seen again"
    with Vault.open(tmp_path / "0", fresh) as restored:
        assert everything(restored) == before


# ── the box ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("cut", ["before the new box", "after the new box"])
def test_a_box_whose_renewal_was_cut_off_is_finished_the_next_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cut: str
) -> None:
    path, key = tmp_path / "vault.box", bytes(range(32))
    box.write(path, box.Box({"a": b"a" * 32, "b": b"b" * 32}), key)
    old = path.read_bytes()

    class PowerCut(BaseException):
        pass

    def fail(*_: object) -> None:
        raise PowerCut

    with monkeypatch.context() as patched:
        patched.setattr(box, "write" if cut == "before the new box" else "_overwrite", fail)
        with pytest.raises(PowerCut):
            box.destroy(path, key, ["a"])
    linked = path.with_name("vault.box.old")
    assert linked.read_bytes() == old
    os.link(linked, tmp_path / "witness")
    box.destroy(path, key, ["a"])
    assert box.read(path, key) == box.Box({"b": b"b" * 32}, frozenset({"a"}))
    assert (tmp_path / "witness").read_bytes() != old, "its bytes were overwritten"
    assert not linked.exists()
    assert box.destroy(path, key, ["a"]) == frozenset()


KILLED = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from assistant.store.backup.plan import Plan
from assistant.store.backup.shelf import Backups
from assistant.store.vault import Vault
with Vault.open(Path(sys.argv[1]), sys.argv[2]) as vault:
    print("go", flush=True)
    for number in range(1000):
        Backups(vault, Plan(Path(sys.argv[1]).parent / "backups", ours=True)).make(datetime.now(UTC))
"""


def test_after_a_kill_there_are_whole_backups_only(vault: Vault) -> None:
    chance = random.Random(3)
    for _ in range(4):
        with subprocess.Popen(
            [sys.executable, "-c", KILLED, str(vault.folder), PASSPHRASE],
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        ) as maker:
            assert maker.stdout is not None
            maker.stdout.readline()
            try:
                maker.wait(chance.uniform(0.05, 0.6))
            except subprocess.TimeoutExpired:
                maker.kill()
        backups = backups_of(vault)
        for each in backups.found():
            backups.check(each)
    vault.verify()
    backups.make(NOW)
    assert not [each for each in plan_of(vault).folder.iterdir() if each.name.startswith(".")]


def test_the_parts_of_a_backup_are_named_after_the_databases(vault: Vault) -> None:
    made, _ = backups_of(vault).make(NOW)
    assert generation.parts_in(vault.files) == [VAULT, PROCESS]
    assert all(box_path(made.folder, part).exists() for part in (VAULT, PROCESS))
