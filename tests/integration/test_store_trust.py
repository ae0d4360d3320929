"""The vault keeps its promises: nothing in clear, nothing lost, nothing touched by a refusal, no crash on damage."""

import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.errors import (
    AssistantError,
    AuditBroken,
    ConfigurationError,
    Corrupt,
    DiskFull,
    TryLater,
    UsageError,
    WrongPassphrase,
)
from assistant.records import Marked, Spoken, Supported
from assistant.store import database, key_file, keys, migrations, spool
from assistant.store.database import Database
from assistant.store.generation import FIRST
from assistant.store.items import Items
from assistant.store.keys import Cost
from assistant.store.parts import VAULT
from assistant.store.vault import DATABASE, KEY_FILE, Vault

QUICK = Cost(1, 8 * 2**10)
PASSPHRASE = "nine small brown birds"
NOW = datetime(2026, 11, 23, 20, 2, tzinfo=UTC)


def contents(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()}


def fill(vault: Vault, word: str = "canary") -> int:
    """Put a distinct word through every face; returns how many."""
    words = (f"{word}{number:02d}" for number in range(100))
    client = vault.roster.add(
        "JD", next(words), aliases=[next(words)], kin=[next(words)], places=[next(words), next(words)]
    )
    note = vault.notes.begin(client, NOW, NOW, form=next(words))
    vault.notes.hear(note.id, Spoken(0, next(words), 0.0, 1.0, 0.5, next(words), next(words)))
    vault.notes.hear(note.id, Spoken(1, next(words), 0.0, 1.0, 0.5, next(words), unsure=(0,)))
    vault.notes.hear_again(note.id, 1, Spoken(1, next(words), 0.0, 1.0, 0.5, next(words)))
    for source in ("dictated", "drafted"):
        support = {"subjective": (Supported(next(words), (next(words),), next(words), (1,)),)}
        fields, marked = {next(words): next(words)}, (Marked(1, next(words)),)
        vault.notes.write(note.id, {"subjective": next(words), next(words): ""}, source, support, fields, marked)
    vault.notes.file(note.id)
    message = vault.mail.add_message(client, next(words), NOW, urgent=True)
    reply = vault.mail.queue_reply(client, next(words), next(words), NOW, message=message, source=next(words))
    vault.mail.revise_reply(reply.id, next(words), "offline")
    vault.timers(Now()).set(timedelta(hours=1), next(words))
    vault.spend.add(NOW, next(words), next(words), input_tokens=1, output_tokens=1, usd=0.1)
    vault.volume(3).set(4)
    vault.queue.waiting()
    return int(next(words).removeprefix(word))


class Now:
    def now(self) -> datetime:
        return NOW


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A closed vault with something in it."""
    with Vault.create(tmp_path / "home" / "data" / "vault", PASSPHRASE, cost=QUICK) as vault:
        fill(vault)
    return tmp_path / "home" / "data" / "vault"


# ── encrypted ────────────────────────────────────────────────────────────────────────────────────────────────


def test_nothing_that_she_said_or_wrote_can_be_read_from_the_disk(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with Vault.create(home / "data" / "vault", PASSPHRASE, cost=QUICK) as vault:
        written = fill(vault)
        kept = str([vault._database.rows(f"SELECT * FROM {table}") for table in tables(vault)]) + str(
            words(vault._database)
        )
        assert all(f"canary{number:02d}" in kept for number in range(written)), "the canaries must be there to be found"
        while_open = contents(home)
        vault.verify()
    assert any(name.endswith("-wal") and data for name, data in while_open.items()), "the log was to be searched too"
    hidden = [b"canary", "canary".encode("utf-16-le"), PASSPHRASE.encode(), b"SQLite format", b"CREATE TABLE", b"note-"]
    for name, data in [*while_open.items(), *contents(home).items()]:
        for word in hidden:
            assert word not in data, f"{word!r} in {name}"


def words(database: Database) -> list[str]:
    """All that is sealed under an item's key, opened."""
    items = Items(database)
    return [
        items.open(item, text)
        for each in VAULT.sealed
        for item, text in database.rows(f"SELECT {each.owner}, {each.column} FROM {each.table}")
    ]


def tables(vault: Vault) -> list[str]:
    return [row[0] for row in vault._database.rows("SELECT name FROM sqlite_schema WHERE type = 'table'")]


def test_the_folder_and_its_files_are_hers_alone(folder: Path) -> None:
    with Vault.open(folder, PASSPHRASE):
        modes = {file.name: (file.is_dir(), file.stat().st_mode & 0o777) for file in [folder, *folder.rglob("*")]}
    assert set(modes.values()) == {(True, 0o700), (False, 0o600)}
    assert f"{DATABASE}-wal" in modes, "the log's files are looked at too"


def test_the_connection_is_as_strict_as_it_should_be(folder: Path) -> None:
    with Vault.open(folder, PASSPHRASE) as vault:
        pragmas = (
            "journal_mode",
            "synchronous",
            "foreign_keys",
            "temp_store",
            "secure_delete",
            "cipher_memory_security",
        )
        assert [vault._database.rows(f"PRAGMA {name}")[0][0] for name in pragmas] == ["wal", 2, 1, 2, 1, "1"]


# ── keys ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("passphrase", ["nine small brown bird", "", "Nine small brown birds", "x" * 100_000])
def test_a_wrong_passphrase_touches_nothing_and_the_audit_hears_of_it(folder: Path, passphrase: str) -> None:
    before = contents(folder)
    with pytest.raises(WrongPassphrase) as caught:
        Vault.open(folder, passphrase)
    assert caught.value.exit_code == 77
    after = contents(folder)
    after.pop(spool.FILE)
    assert after == before
    with Vault.open(folder, PASSPHRASE) as vault:
        assert [each.event for each in vault.audit.entries()].count("unlock-failed") == 1
        assert vault.audit.verify()
    assert spool.FILE not in contents(folder)


def test_a_passphrase_is_the_same_however_its_letters_are_composed(tmp_path: Path) -> None:
    Vault.create(tmp_path / "vault", "caf\u00e9 au lait", cost=QUICK).close()
    Vault.open(tmp_path / "vault", "cafe\u0301 au lait").close()


def test_a_short_passphrase_makes_nothing(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        Vault.create(tmp_path / "vault", "sevenab", cost=QUICK)
    assert contents(tmp_path) == {}


def test_another_lock_opens_the_same_vault_without_touching_the_database(folder: Path) -> None:
    held = key_file.read(folder / KEY_FILE)
    root = keys.unlock(held, PASSPHRASE)
    before = (folder / FIRST / DATABASE).read_bytes()
    key_file.write(folder / KEY_FILE, replace(held, locks=(*held.locks, keys.lock(root, "a second way in", QUICK))))
    assert (folder / FIRST / DATABASE).read_bytes() == before
    for passphrase in (PASSPHRASE, "a second way in"):
        with Vault.open(folder, passphrase) as vault:
            assert len(vault.notes.list()) == 1
    with pytest.raises(WrongPassphrase):
        Vault.open(folder, "a third way in")


def test_each_purpose_has_a_key_of_its_own() -> None:
    root = keys.new_root()
    made = {keys.purpose_key(root, purpose) for purpose in ("database", "backup", "capture")}
    assert len({root, *made}) == 4
    assert keys.purpose_key(root, "database") in made


# ── creation ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_second_vault_is_refused_and_the_first_is_untouched(folder: Path) -> None:
    before = contents(folder.parent)
    with pytest.raises(ConfigurationError):
        Vault.create(folder, "another passphrase", cost=QUICK)
    assert contents(folder.parent) == before


def test_a_folder_with_something_else_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "vault").mkdir()
    (tmp_path / "vault" / "letter.txt").write_text("dear")
    with pytest.raises(ConfigurationError):
        Vault.create(tmp_path / "vault", PASSPHRASE, cost=QUICK)
    assert contents(tmp_path) == {"vault/letter.txt": b"dear"}


def test_of_many_who_create_at_once_exactly_one_does(tmp_path: Path) -> None:
    made: list[Vault] = []
    refused: list[AssistantError] = []

    def create() -> None:
        try:
            made.append(Vault.create(tmp_path / "vault", PASSPHRASE, cost=QUICK))
        except AssistantError as error:
            refused.append(error)

    threads = [threading.Thread(target=create) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(made), {type(error) for error in refused}) == (1, {ConfigurationError})
    made[0].roster.add("JD", "Jane Doe")
    made[0].close()
    with Vault.open(tmp_path / "vault", PASSPHRASE) as vault:
        assert len(vault.roster.all()) == 1
    assert [each.name for each in tmp_path.iterdir()] == ["vault"]


def test_no_vault_is_said_to_be_no_vault(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="no vault yet"):
        Vault.open(tmp_path / "vault", PASSPHRASE)
    assert not Vault.status(tmp_path / "vault").exists
    assert contents(tmp_path) == {}


# ── damage ───────────────────────────────────────────────────────────────────────────────────────────────────


def snapshot(vault: Vault) -> list[object]:
    return [vault.roster.all(), vault.notes.list(), vault.mail.replies(), vault.mail.messages(), vault.queue.waiting()]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, list[object]]]:
    """A closed vault, and what is in it."""
    folder = tmp_path_factory.mktemp("sound") / "vault"
    with Vault.create(folder, PASSPHRASE, cost=QUICK) as vault:
        fill(vault)
        expected = snapshot(vault)
    yield folder, expected
    shutil.rmtree(folder)


def refuses_or_is_sound(folder: Path, expected: list[object]) -> bool:
    """Whether a damaged vault is refused with one of our errors; when it is not, all must be there."""
    try:
        with Vault.open(folder, PASSPHRASE) as vault:
            vault.verify()
            assert snapshot(vault) == expected
    except (Corrupt, ConfigurationError):
        return True
    return False


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_flipped_bit_anywhere_in_the_database_is_noticed(
    sound: tuple[Path, list[object]], data: st.DataObject
) -> None:
    folder, expected = sound
    damaged = folder.with_name("flipped")
    shutil.rmtree(damaged, ignore_errors=True)
    shutil.copytree(folder, damaged)
    raw = bytearray((damaged / FIRST / DATABASE).read_bytes())
    raw[data.draw(st.integers(0, len(raw) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    (damaged / FIRST / DATABASE).write_bytes(raw)
    assert refuses_or_is_sound(damaged, expected)


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_a_database_cut_short_is_noticed_and_left_as_it_is(
    sound: tuple[Path, list[object]], data: st.DataObject
) -> None:
    folder, expected = sound
    damaged = folder.with_name("cut")
    shutil.rmtree(damaged, ignore_errors=True)
    shutil.copytree(folder, damaged)
    whole = (damaged / FIRST / DATABASE).stat().st_size
    length = data.draw(st.integers(0, whole - 1) | st.integers(0, whole // 4096 - 1).map(lambda pages: pages * 4096))
    os.truncate(damaged / FIRST / DATABASE, length)
    assert refuses_or_is_sound(damaged, expected)
    assert (damaged / FIRST / DATABASE).stat().st_size == length


@settings(max_examples=120, deadline=None)
@given(st.data())
def test_a_damaged_key_file_is_told_from_a_wrong_passphrase(
    sound: tuple[Path, list[object]], data: st.DataObject
) -> None:
    folder, expected = sound
    damaged = folder.with_name("keys")
    shutil.rmtree(damaged, ignore_errors=True)
    shutil.copytree(folder, damaged)
    raw = (damaged / KEY_FILE).read_bytes()
    at = data.draw(st.integers(0, len(raw) - 1))
    noise = data.draw(st.binary(max_size=3))
    changed = raw[:at] + noise + raw[at + data.draw(st.sampled_from([0, 1, len(raw)])) :]
    (damaged / KEY_FILE).write_bytes(changed)
    assert refuses_or_is_sound(damaged, expected) or changed == raw, "white space counts too"
    assert (damaged / KEY_FILE).read_bytes() == changed


@pytest.mark.parametrize(
    "text",
    [b"", b"{}", b"[]", b"null", b"[" * 60_000, b"9" * 5_000, b"\xff", b'{"check": 1}', b'{"check": {}, "format": 9}'],
)
def test_a_key_file_that_is_not_one_is_refused(folder: Path, text: bytes) -> None:
    (folder / KEY_FILE).write_bytes(text)
    for ask in (lambda: Vault.open(folder, PASSPHRASE), lambda: Vault.status(folder)):
        with pytest.raises(Corrupt):
            ask()
    assert (folder / KEY_FILE).read_bytes() == text


@pytest.mark.parametrize("gone", [KEY_FILE, f"{FIRST}/{DATABASE}"])
def test_half_a_vault_is_refused_and_never_made_whole_with_an_empty_half(folder: Path, gone: str) -> None:
    (folder / gone).unlink()
    before = contents(folder)
    with pytest.raises(Corrupt):
        Vault.open(folder, PASSPHRASE)
    with pytest.raises(ConfigurationError):
        Vault.create(folder, PASSPHRASE, cost=QUICK)
    assert contents(folder) == before


def test_a_foreign_database_is_refused(folder: Path, tmp_path: Path) -> None:
    other = Vault.create(tmp_path / "other", PASSPHRASE, cost=QUICK)
    other.close()
    shutil.copy(other.files / DATABASE, folder / FIRST / DATABASE)
    before = contents(folder)
    with pytest.raises(Corrupt):
        Vault.open(folder, PASSPHRASE)
    assert contents(folder) == before


def foreign(kind: str, place: Path, tmp_path: Path) -> None:
    """Put something that was never ours in the place of a file."""
    place.unlink()
    match kind:
        case "folder":
            place.mkdir()
        case "pipe":
            os.mkfifo(place)
        case "link to nothing":
            place.symlink_to(tmp_path / "nothing")
        case "plain database":
            plain = sqlite3.connect(place)
            plain.execute("CREATE TABLE clients (id)")
            plain.commit()
            plain.close()
        case "noise":
            place.write_bytes(random.Random(3).randbytes(4096 * 5))
        case "text":
            place.write_text("Dear diary, " * 2000)
        case "nothing":
            place.touch()


@pytest.mark.parametrize("name", [KEY_FILE, f"{FIRST}/{DATABASE}"])
@pytest.mark.parametrize("kind", ["folder", "pipe", "link to nothing", "plain database", "noise", "text", "nothing"])
def test_whatever_lies_in_the_place_of_a_file_is_refused_in_one_sentence_and_stays(
    folder: Path, tmp_path: Path, name: str, kind: str
) -> None:
    foreign(kind, folder / name, tmp_path)
    before = marks(folder)
    with pytest.raises(Corrupt) as caught:
        Vault.open(folder, PASSPHRASE)
    assert caught.value.spoken.count(".") == 1
    with pytest.raises(ConfigurationError):
        Vault.create(folder, PASSPHRASE, cost=QUICK)
    assert marks(folder) == before


def marks(folder: Path) -> dict[Path, tuple[int, ...]]:
    """By what a file is known to be the one that was there."""
    found = {each: each.lstat() for each in folder.rglob("*")}
    return {each: (at.st_ino, at.st_mode, at.st_size, at.st_mtime_ns) for each, at in found.items()}


def test_a_key_file_of_a_newer_format_is_refused_and_untouched(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    held = key_file.read(folder / KEY_FILE)
    with monkeypatch.context() as later:
        later.setattr(key_file, "FORMAT", key_file.FORMAT + 1)
        key_file.write(folder / KEY_FILE, held)
    before = contents(folder)
    for ask in (lambda: Vault.open(folder, PASSPHRASE), lambda: Vault.status(folder), lambda: Vault.public(folder)):
        with pytest.raises(ConfigurationError, match="newer") as caught:
            ask()
        assert caught.value.exit_code == 78
    assert contents(folder) == before


def test_a_cost_that_would_eat_the_machine_is_refused(folder: Path) -> None:
    held = key_file.read(folder / KEY_FILE)
    greedy = keys.Lock(Cost(1, 2**40), held.locks[0].salt, held.locks[0].wrapped)
    key_file.write(folder / KEY_FILE, replace(held, locks=(greedy,)))
    with pytest.raises(Corrupt):
        Vault.open(folder, PASSPHRASE)


# ── versions ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_newer_vault_is_refused_and_untouched(folder: Path) -> None:
    held = key_file.read(folder / KEY_FILE)
    key_file.write(folder / KEY_FILE, replace(held, schema=migrations.SCHEMA + 1))
    before = contents(folder)
    with pytest.raises(ConfigurationError, match="newer") as caught:
        Vault.open(folder, PASSPHRASE)
    assert caught.value.exit_code == 78
    assert contents(folder) == before


def test_a_newer_database_behind_an_older_key_file_is_refused_and_untouched(folder: Path) -> None:
    root = keys.unlock(key_file.read(folder / KEY_FILE), PASSPHRASE)
    newer = Database(folder / FIRST / DATABASE, keys.purpose_key(root, "database"))
    newer.run(f"PRAGMA user_version = {migrations.SCHEMA + 1}")
    newer.close()
    before = contents(folder)
    with pytest.raises(ConfigurationError, match="newer"):
        Vault.open(folder, PASSPHRASE)
    assert contents(folder) == before


def test_an_older_database_takes_the_steps_it_lacks_and_a_failed_step_leaves_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def later(database: Database) -> None:
        database.run("CREATE TABLE hours (id TEXT PRIMARY KEY) STRICT")

    def failing(database: Database) -> None:
        later(database)
        database.run("INSERT INTO nowhere VALUES (1)")

    with Vault.open(folder, PASSPHRASE) as vault:
        expected = snapshot(vault)
    known = migrations.STEPS
    monkeypatch.setattr(migrations, "SCHEMA", len(known) + 1)
    monkeypatch.setattr(migrations, "STEPS", (*known, failing))
    with pytest.raises(AssistantError):
        Vault.open(folder, PASSPHRASE)
    assert Vault.status(folder).schema == len(known)
    monkeypatch.setattr(migrations, "STEPS", (*known, later))
    with Vault.open(folder, PASSPHRASE) as vault:
        assert snapshot(vault) == expected
        assert "hours" in tables(vault)
    assert Vault.status(folder).schema == len(known) + 1


def test_what_the_first_shape_held_in_clear_is_sealed_by_the_second(tmp_path: Path) -> None:
    made = Database(tmp_path / "old.db", bytes(32), create=True)
    migrations.migrate(made, migrations.STEPS[:1])
    for statement in (
        "INSERT INTO clients VALUES ('client-1', 'JD', 'canary1', '[\"canary2\"]', '[]', '[\"canary\u00eb\"]', '2026')",
        "INSERT INTO notes VALUES ('note-1', 'client-1', '2026', NULL, 'review')",
        "INSERT INTO utterances VALUES ('note-1', 0, 'canary3', 0.0, 1.0, 0.9, 'whisper', '')",
        "INSERT INTO note_versions VALUES ('note-1', 1, '{\"plan\": \"canary4\"}', 'dictated', '2026')",
        "INSERT INTO note_versions VALUES ('note-1', 2, '{\"plan\": \"canary5\"}', 'drafted', '2026')",
        "INSERT INTO messages VALUES ('message-1', 'client-1', '2026', 'canary6', 1)",
        "INSERT INTO replies VALUES ('reply-1', 'client-1', '2026', 'canary7', 'message-1', 'review')",
        "INSERT INTO reply_versions VALUES ('reply-1', 1, 'canary8', 'offline', '2026')",
    ):
        made.run(statement)
    guards = made.rows("SELECT name FROM sqlite_schema WHERE type = 'trigger'")
    migrations.migrate(made)
    everything = [name for (name,) in made.rows("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    assert "canary" not in str([made.rows(f"SELECT * FROM {table}") for table in everything])
    person, *others = words(made)
    assert json.loads(person) == {"name": "canary1", "aliases": ["canary2"], "kin": [], "places": ["canary\u00eb"]}
    assert others == ["canary3", '{"plan": "canary4"}', '{"plan": "canary5"}', "canary6", "canary7", "canary8"]
    assert set(guards) <= set(made.rows("SELECT name FROM sqlite_schema WHERE type = 'trigger'"))
    for change in ("UPDATE utterances SET text = x''", "UPDATE messages SET text = x''", "DELETE FROM note_versions"):
        with pytest.raises(AssistantError):
            made.run(change)
    assert made.faults() == []
    made.close()


# ── nothing lost ─────────────────────────────────────────────────────────────────────────────────────────────

WRITER = """
import sys
from pathlib import Path
from assistant.records import Marked, Spoken, Supported
from assistant.store.vault import Vault
with Vault.open(Path(sys.argv[1]), sys.argv[2]) as vault:
    note = vault.notes.get(vault.notes.list()[0].id)
    for seq in range(len(note.transcript), 100_000):
        vault.notes.hear(note.id, Spoken(seq, f"utterance {seq} " * 40, seq, seq + 1.0, 0.9, "e"))
        print(seq, flush=True)
"""


def test_no_utterance_that_was_kept_is_lost_by_a_kill(folder: Path) -> None:
    chance = random.Random(7)
    for _ in range(6):
        with subprocess.Popen(
            [sys.executable, "-c", WRITER, str(folder), PASSPHRASE],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        ) as writer:
            assert writer.stdout is not None
            acknowledged = [int(writer.stdout.readline()) for _ in range(chance.randrange(1, 60))]
            writer.kill()
            acknowledged += [int(line) for line in writer.stdout.read().splitlines()]
        with Vault.open(folder, PASSPHRASE) as vault:
            vault.verify()
            kept = [each.seq for each in vault.notes.get(vault.notes.list()[0].id).transcript]
        assert kept == list(range(len(kept)))
        assert set(acknowledged) <= set(kept)


def test_two_processes_and_two_threads_write_into_one_vault(folder: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from datetime import datetime, UTC; from assistant.store.vault import Vault\n"
        "with Vault.open(Path(sys.argv[1]), sys.argv[2]) as v:\n"
        "    c = v.roster.by_initials('JD')\n"
        "    for n in range(40): v.mail.add_message(c, f'{sys.argv[3]} {n}', datetime.now(UTC))\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    with Vault.open(folder, PASSPHRASE) as vault:
        client = vault.roster.by_initials("JD")
        others = [
            subprocess.Popen([sys.executable, "-c", code, str(folder), PASSPHRASE, name], env=environment)
            for name in "ab"
        ]
        threads = [
            threading.Thread(target=lambda: [vault.mail.add_message(client, f"c {n}", NOW) for n in range(40)])
            for _ in range(2)
        ]
        for thread in threads:
            thread.start()
        while any(other.poll() is None for other in others):
            assert len(vault.notes.list()) == 1, "reading goes on meanwhile"
        for thread in threads:
            thread.join()
        assert [other.returncode for other in others] == [0, 0]
        assert len(vault.mail.messages()) == 1 + 4 * 40
        vault.verify()


def test_a_transaction_that_fails_leaves_nothing_behind(folder: Path) -> None:
    with Vault.open(folder, PASSPHRASE) as vault:
        before = snapshot(vault)

        def interrupted() -> None:
            with vault._database.transaction():
                vault.notes.write(vault.notes.list()[0].id, {"plan": "x"}, "dictated")
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            interrupted()
        assert snapshot(vault) == before
        vault.roster.add("MK", "Mary Kay")


def test_a_vault_that_another_keeps_busy_asks_to_try_later(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "PATIENCE", 0.05)
    with Vault.open(folder, PASSPHRASE) as one, Vault.open(folder, PASSPHRASE) as other:
        with one._database.transaction():
            assert len(other.notes.list()) == 1, "reading goes on meanwhile"
            with pytest.raises(TryLater):
                other.roster.add("MK", "Mary Kay")
        other.roster.add("MK", "Mary Kay")


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_a_log_damaged_after_a_power_cut_gives_back_what_came_before_the_damage(
    cut_off: tuple[Path, int], data: st.DataObject
) -> None:
    folder, spoken = cut_off
    damaged = folder.with_name("log")
    shutil.rmtree(damaged, ignore_errors=True)
    shutil.copytree(folder, damaged)
    log = damaged / FIRST / f"{DATABASE}-wal"
    raw = bytearray(log.read_bytes())
    raw[data.draw(st.integers(0, len(raw) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    log.write_bytes(raw)
    with Vault.open(damaged, PASSPHRASE) as vault:
        vault.verify()
        kept = [each.seq for each in vault.notes.get(vault.notes.list()[0].id).transcript]
    assert kept == list(range(len(kept)))
    assert len(kept) <= spoken


@pytest.fixture(scope="module")
def cut_off(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int]:
    """A vault as a power cut leaves it, with 20 utterances in the log."""
    folder = tmp_path_factory.mktemp("cut") / "vault"
    with Vault.create(folder, PASSPHRASE, cost=QUICK) as vault:
        note = vault.notes.begin(vault.roster.add("JD", "Jane Doe"), NOW)
        vault.close()
    with Vault.open(folder, PASSPHRASE) as vault:
        for seq in range(20):
            vault.notes.hear(note.id, Spoken(seq, f"talk {seq}", 0.0, 1.0, 1.0, "e"))
        shutil.copytree(folder, folder.with_name("as_it_was"), ignore=shutil.ignore_patterns("*-shm"))
    with Vault.open(shutil.copytree(folder.with_name("as_it_was"), folder.with_name("whole")), PASSPHRASE) as vault:
        assert len(vault.notes.get(note.id).transcript) == 20
    return folder.with_name("as_it_was"), 20


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 1 MB."""
    place = tmp_path / "disk"
    place.mkdir()
    if os.geteuid() != 0:
        pytest.skip("a small disk can only be mounted as root")
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(place)], check=False, capture_output=True
    )
    if mounted.returncode:
        pytest.skip("a small disk cannot be mounted here")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_full_disk_is_said_to_be_full_and_what_was_kept_stays(small_disk: Path) -> None:
    folder = small_disk / "vault"
    with Vault.create(folder, PASSPHRASE, cost=QUICK) as vault:
        note = vault.notes.begin(vault.roster.add("JD", "Jane Doe"), NOW)
        heard: list[int] = []

        def talk_on() -> None:
            for seq in range(1000):
                vault.notes.hear(note.id, Spoken(seq, "talk " * 2000, 0.0, 1.0, 1.0, "e"))
                heard.append(seq)

        with pytest.raises(DiskFull) as caught:
            talk_on()
        kept = len(heard)
        assert "talk" not in caught.value.spoken + caught.value.fix
        assert len(vault.notes.look(note.id).transcript) == kept > 5, "what was kept is there"
        ballast = small_disk / "ballast"
        with pytest.raises(OSError, match="No space"):
            ballast.write_bytes(bytes(2**20))
        read: list[int] = []

        def read_on() -> None:
            for _ in range(1000):  # the log has a little room left over from what was not kept
                read.append(len(vault.notes.get(note.id).transcript))

        with pytest.raises(AuditBroken):
            read_on()
        entries = vault.audit.entries(event="read")
        assert len(entries) == len(read) < 1000, "each that was handed out is in the audit"
        ballast.unlink()
    with Vault.open(folder, PASSPHRASE) as vault:
        assert len(vault.notes.look(note.id).transcript) == kept
        vault.verify()
    subprocess.run(["mount", "-o", "remount,size=4m", str(small_disk)], check=True)
    with Vault.open(folder, PASSPHRASE) as vault:
        vault.notes.hear(note.id, Spoken(kept, "talk", 0.0, 1.0, 1.0, "e"))
        assert len(vault.notes.get(note.id).transcript) == kept + 1


def test_a_disk_without_room_for_a_vault_is_left_as_it_was(small_disk: Path) -> None:
    (small_disk / "ballast").write_bytes(bytes(1024 * 1024 - 40 * 1024))
    with pytest.raises(DiskFull):
        Vault.create(small_disk / "vault", PASSPHRASE, cost=QUICK)
    assert [each.name for each in small_disk.iterdir()] == ["ballast"]
