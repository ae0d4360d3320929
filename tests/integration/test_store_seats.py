"""Who may have the vault open at the same time; what comes in while it is sealed; what a kill leaves behind."""

import fcntl
import json
import os
import signal
import subprocess
import sys
from base64 import b64encode
from datetime import UTC, datetime
from pathlib import Path

import nacl.public
import pytest

from assistant.errors import ConfigurationError, Corrupt, Locked, VaultSealed, WrongPassphrase
from assistant.store import founding, generation, key_file, keys, migrations, parts, recovery_key, seats, spool
from assistant.store.database import Database
from assistant.store.items import Items
from assistant.store.keys import Cost, KeyFile, Kind
from assistant.store.seats import Seat
from assistant.store.vault import Vault

QUICK = Cost(1, 8 * 2**10)
PASSPHRASE = "nine small brown birds"
NOW = datetime(2026, 11, 23, 20, 2, tzinfo=UTC)
ROOT = Path(__file__).parents[2]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    Vault.create(tmp_path / "vault", PASSPHRASE, cost=QUICK).close()
    return tmp_path / "vault"


def contents(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()}


# ── seats ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_guests_come_and_go_beside_one_house(folder: Path) -> None:
    with Vault.open(folder, PASSPHRASE, Seat.HOUSE) as house, Vault.open(folder, PASSPHRASE) as guest:
        guest.roster.add("JD", "Jane Doe")
        assert len(house.roster.all()) == 1
        assert Vault.status(folder).at_home
    assert not Vault.status(folder).at_home


@pytest.mark.parametrize(
    ("taken", "wanted"),
    [
        (Seat.HOUSE, Seat.HOUSE),
        (Seat.HOUSE, Seat.ALONE),
        (Seat.GUEST, Seat.ALONE),
        (Seat.ALONE, Seat.ALONE),
        (Seat.ALONE, Seat.HOUSE),
        (Seat.ALONE, Seat.GUEST),
    ],
)
def test_who_is_in_the_way_is_refused_in_one_sentence_and_nothing_is_touched(
    folder: Path, taken: Seat, wanted: Seat
) -> None:
    with Vault.open(folder, PASSPHRASE, taken) as vault:
        before = contents(folder)
        with pytest.raises(Locked) as caught:
            Vault.open(folder, PASSPHRASE, wanted)
        assert caught.value.exit_code == 77
        assert caught.value.spoken.endswith(".")
        assert contents(folder) == before
        vault.roster.all()
    Vault.open(folder, PASSPHRASE, wanted).close()


def test_a_seat_is_refused_before_the_passphrase_is_looked_at(folder: Path) -> None:
    with Vault.open(folder, PASSPHRASE, Seat.ALONE):
        with pytest.raises(Locked) as caught:
            Vault.open(folder, "something else")
        assert not isinstance(caught.value, WrongPassphrase)


def test_a_kill_gives_the_seat_back(folder: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path; from assistant.store.vault import Vault\n"
        "from assistant.store.seats import Seat\n"
        "vault = Vault.open(Path(sys.argv[1]), sys.argv[2], Seat.HOUSE); print('in', flush=True); time.sleep(600)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(folder), PASSPHRASE],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as house:
        assert house.stdout is not None
        assert house.stdout.readline() == "in\n"
        with pytest.raises(Locked, match="running already"):
            Vault.open(folder, PASSPHRASE, Seat.HOUSE)
        with pytest.raises(Locked, match="I am running"):
            Vault.open(folder, PASSPHRASE, Seat.ALONE)
        house.send_signal(signal.SIGKILL)
    Vault.open(folder, PASSPHRASE, Seat.ALONE).close()


def test_a_house_keeps_its_seat_while_its_vault_is_sealed(folder: Path) -> None:
    chair = seats.take(folder, Seat.HOUSE)
    for _ in range(2):
        Vault.open(folder, PASSPHRASE, chair).close()
        with pytest.raises(Locked):
            seats.take(folder, Seat.HOUSE)
        with pytest.raises(Locked):
            Vault.open(folder, PASSPHRASE, Seat.ALONE)
    with pytest.raises(WrongPassphrase):
        Vault.open(folder, "something else", chair)
    assert seats.at_home(folder)
    chair.leave()
    chair.leave()
    seats.take(folder, Seat.ALONE).leave()


def test_one_who_sits_already_has_it_alone_for_a_while(folder: Path) -> None:
    chair = seats.take(folder, Seat.HOUSE)
    with seats.alone(folder, chair), pytest.raises(Locked):
        seats.take(folder, Seat.GUEST)
    guest = seats.take(folder, Seat.GUEST)
    with pytest.raises(Locked, match="Somebody else"), seats.alone(folder, chair):
        pass
    guest.leave()
    with pytest.raises(Locked):
        seats.take(folder, Seat.ALONE)


# ── an older vault ───────────────────────────────────────────────────────────────────────────────────────────


def older(tmp_path: Path, schema: int) -> Path:
    """A vault as the first version made it: no generation, no public key."""
    folder = tmp_path / "older"
    folder.mkdir(mode=0o700)
    root = keys.new_root()
    database = Database(folder / "vault.db", keys.purpose_key(root, "database"), create=True)
    migrations.migrate(database, migrations.STEPS[:schema])
    database.close()
    key_file.write(folder / "vault.json", KeyFile(schema, (keys.lock(root, PASSPHRASE, QUICK),)))
    return folder


def test_an_older_key_file_is_read_and_brought_up_to_date_when_the_vault_is_opened(tmp_path: Path) -> None:
    folder = older(tmp_path, migrations.SCHEMA)
    assert b'"format": 1' in (folder / "vault.json").read_bytes()
    with pytest.raises(VaultSealed):
        Vault.public(folder)
    with Vault.open(folder, PASSPHRASE) as vault:
        vault.roster.add("JD", "Jane Doe")
        assert vault.files == folder
    assert b'"format": 2' in (folder / "vault.json").read_bytes()
    assert len(Vault.public(folder)) == 32
    with Vault.open(folder, PASSPHRASE, Seat.HOUSE) as vault:
        assert len(vault.roster.all()) == 1, "the first generation is no leftover"


def test_an_older_database_is_changed_only_by_one_who_has_it_alone_and_only_after_what_must_be_done_first(
    tmp_path: Path,
) -> None:
    folder = older(tmp_path, 1)
    asked: list[int] = []

    def prepare(place: Path, root: bytes) -> None:
        asked.append(key_file.read(place / "vault.json").schema)
        with pytest.raises(Locked):
            seats.take(place, Seat.GUEST)
        if len(asked) == 1:
            raise ConfigurationError("There is no backup.")

    guest = seats.take(folder, Seat.GUEST)
    with pytest.raises(Locked):
        Vault.open(folder, PASSPHRASE, prepare=prepare)
    guest.leave()
    with pytest.raises(ConfigurationError):
        Vault.open(folder, PASSPHRASE, prepare=prepare)
    assert Vault.status(folder).schema == 1
    Vault.open(folder, PASSPHRASE, prepare=prepare).close()
    assert (asked, Vault.status(folder).schema) == ([1, 1], migrations.SCHEMA)
    Vault.open(folder, PASSPHRASE, prepare=prepare).close()
    assert len(asked) == 2


# ── the public key ───────────────────────────────────────────────────────────────────────────────────────────


def test_a_public_key_that_somebody_swapped_is_noticed(folder: Path) -> None:
    held = key_file.read(folder / "vault.json")
    swapped = KeyFile(held.schema, held.locks, held.files, keys.public_key(keys.new_root()))
    key_file.write(folder / "vault.json", swapped)
    with pytest.raises(Corrupt):
        Vault.open(folder, PASSPHRASE)


@pytest.mark.parametrize("files", ["..", "/etc", "0", "1/../2", "x", "01", "1\n", "9999999999"])
def test_a_generation_that_is_no_number_is_refused(folder: Path, files: str) -> None:
    held = key_file.read(folder / "vault.json")
    key_file.write(folder / "vault.json", KeyFile(held.schema, held.locks, files, held.public))
    for ask in (lambda: Vault.open(folder, PASSPHRASE), lambda: Vault.place(folder), lambda: Vault.status(folder)):
        with pytest.raises(Corrupt):
            ask()


# ── locks ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_recovery_key_opens_wherever_a_passphrase_does_and_a_slip_is_said_to_be_one(folder: Path) -> None:
    key, other = recovery_key.new(), recovery_key.new()
    with Vault.open(folder, PASSPHRASE) as vault:
        vault.relock(lambda root: keys.recovery_lock(root, key))
    Vault.open(folder, key.lower().replace("-", " ")).close()
    slip = key[:-1] + ("A" if key[-1] != "A" else "C")
    for typed, said in ((slip, "slip"), (other, "without a slip"), ("nine small brown bird", "passphrase")):
        with pytest.raises(WrongPassphrase, match=said):
            Vault.open(folder, typed)
    with pytest.raises(WrongPassphrase):
        Vault.try_out(folder, PASSPHRASE, Kind.RECOVERY)
    with Vault.open(folder, PASSPHRASE) as vault:
        vault.relock(lambda root: keys.recovery_lock(root, other))
        assert [each.event for each in vault.audit.entries()].count("unlock-failed") == 4
    with pytest.raises(WrongPassphrase):
        Vault.open(folder, key)


def test_a_new_passphrase_takes_the_place_of_the_old_one_and_nothing_is_encrypted_again(folder: Path) -> None:
    with Vault.open(folder, PASSPHRASE) as vault:
        vault.relock(lambda root: keys.recovery_lock(root, recovery_key.new()))
    before = contents(folder)
    with Vault.open(folder, PASSPHRASE) as vault:
        vault.relock(lambda root: keys.lock(root, "another way in", QUICK))
    after = contents(folder)
    assert {name for name in before if before[name] != after[name]} == {"vault.json"}
    assert [each.kind for each in key_file.read(folder / "vault.json").locks] == [Kind.RECOVERY, Kind.PASSPHRASE]
    Vault.open(folder, "another way in").close()
    with pytest.raises(WrongPassphrase):
        Vault.open(folder, PASSPHRASE)


def test_the_root_key_goes_when_the_vault_is_closed(folder: Path) -> None:
    vault = Vault.open(folder, PASSPHRASE)
    assert len(vault.key("backup")) == 32
    held = vault._root
    vault.close()
    assert held == b""
    with pytest.raises(VaultSealed):
        vault.key("backup")


# ── what the audit must know although the vault is sealed ────────────────────────────────────────────────────


def test_failed_unlocks_wait_sealed_until_the_audit_can_hear_of_them(folder: Path) -> None:
    for _ in range(3):
        with pytest.raises(WrongPassphrase):
            Vault.open(folder, "nine small brown bird")
    file = folder / spool.FILE
    lines = file.read_bytes().splitlines()
    assert (len(lines), len({len(line) for line in lines}), file.stat().st_mode & 0o777) == (3, 1, 0o600)
    assert b"unlock" not in file.read_bytes()
    with Vault.open(folder, PASSPHRASE) as vault:
        entries = [each for each in vault.audit.entries() if each.event == "unlock-failed"]
        assert len(entries) == 3
        assert vault.audit.verify()
    assert not file.exists()
    Vault.open(folder, PASSPHRASE).close()


def test_the_spool_is_bounded_and_says_that_it_was_full(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spool, "LARGEST", 2000)
    public = Vault.public(folder)
    kept = sum(spool.add(folder, public, "unlock-failed") for _ in range(50))
    assert 2 < kept < 20
    assert (folder / spool.FILE).stat().st_size <= 2000
    with Vault.open(folder, PASSPHRASE) as vault:
        details = [each.detail for each in vault.audit.entries() if each.event == "unlock-failed"]
    assert (len(details), "full" in details[-1]) == (kept + 1, True)


def test_a_spool_that_somebody_wrote_into_keeps_nobody_out(folder: Path) -> None:
    spool.add(folder, Vault.public(folder), "unlock-failed")
    with (folder / spool.FILE).open("ab") as file:
        file.write(b"nonsense\n" + os.urandom(300))
    with Vault.open(folder, PASSPHRASE) as vault:
        details = [each.detail for each in vault.audit.entries() if each.event == "unlock-failed"]
    assert details[0] == "while sealed"
    assert "cannot be read" in details[1]
    assert not (folder / spool.FILE).exists()


def test_no_line_that_somebody_sealed_keeps_the_vault_shut_or_forges_more_than_it_may(folder: Path) -> None:
    box = nacl.public.SealedBox(nacl.public.PublicKey(Vault.public(folder)))
    trees: list[object] = [
        {"event": "unlock-failed", "item": "", "at": "2026-11-23T20:02:00"},
        {"event": "Jane Doe said", "item": "", "at": "2026-11-23T20:02:00+00:00"},
        {"event": 7, "item": None, "at": 1},
        {"event": "unlock-failed", "item": "x" * 41, "at": "2026-11-23T20:02:00+00:00"},
        [],
        None,
    ]
    lines = [b64encode(box.encrypt(json.dumps(tree).encode())) for tree in trees]
    (folder / spool.FILE).write_bytes(b"\n".join(lines))
    with Vault.open(folder, PASSPHRASE) as vault:
        entries = vault.audit.entries()
        assert [(each.event, each.detail[:2]) for each in entries] == [("unlock-failed", "6 ")]
        vault.audit.verify()


def test_a_pipe_or_a_link_in_the_place_of_the_spool_keeps_nobody_waiting(folder: Path, tmp_path: Path) -> None:
    os.mkfifo(folder / spool.FILE)
    assert not spool.add(folder, Vault.public(folder), "unlock-failed")
    Vault.open(folder, PASSPHRASE).close()
    (folder / spool.FILE).unlink(missing_ok=True)
    (tmp_path / "letter").write_text("dear")
    (folder / spool.FILE).symlink_to(tmp_path / "letter")
    assert not spool.add(folder, Vault.public(folder), "unlock-failed")
    Vault.open(folder, PASSPHRASE).close()
    assert (tmp_path / "letter").read_text() == "dear"


# ── leftovers ────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_making_that_was_killed_is_cleared_away_by_the_next_and_one_that_goes_on_is_not(tmp_path: Path) -> None:
    place = tmp_path / "vault"
    child = os.fork()
    if child == 0:
        with founding.beside(place) as fresh:
            (fresh / "vault.json").write_text("half")
            os._exit(9)
    os.waitpid(child, 0)
    with founding.beside(place) as going_on:
        assert [each for each in tmp_path.iterdir() if each != going_on] == []
        Vault.create(place, PASSPHRASE, cost=QUICK).close()
        assert going_on.exists()
    assert [each.name for each in tmp_path.iterdir()] == ["vault"]


def test_leftovers_of_a_rotation_are_cleared_away_by_the_house_and_never_by_a_guest(folder: Path) -> None:
    (folder / "2" / "captures").mkdir(parents=True)
    (folder / "2" / "vault.db").write_bytes(b"half")
    (folder / ".vault.json.0011aabb").write_text("half")
    (folder / "letter.txt").write_text("dear")
    Vault.open(folder, PASSPHRASE).close()
    assert (folder / "2").exists()
    Vault.open(folder, PASSPHRASE, Seat.HOUSE).close()
    assert {each.name for each in folder.iterdir()} == {"1", "vault.json", "letter.txt", *seats.FILES}


# ── verify ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_verify_reads_every_word_and_the_audit(folder: Path) -> None:
    with Vault.open(folder, PASSPHRASE) as vault:
        client = vault.roster.add("JD", "Jane Doe")
        message = vault.mail.add_message(client, "Can we move?", NOW)
        vault.audit.record("export", message.id)
        assert vault.verify().words == 2
        vault._database.run("UPDATE item_keys SET key = zeroblob(32) WHERE item = ?", message.id)
        with pytest.raises(Corrupt):
            vault.verify()
        vault._database.run("DELETE FROM item_keys WHERE item = ?", message.id)
        with pytest.raises(Corrupt):
            vault.verify()


def test_verify_goes_through_the_other_databases_and_the_recordings(folder: Path) -> None:
    with Vault.open(folder, PASSPHRASE) as vault:
        database = generation.make_part(vault.files, parts.PROCESS, bytes(vault._root))
        items = Items(database)
        items.new("process-1")
        words = items.seal("process-1", "mine")
        database.run(
            "INSERT INTO process_notes (id, client, created, text) VALUES ('process-1', 'client-1', '2026', ?)", words
        )
        database.close()
        assert (vault.verify().databases, vault.verify().words) == (2, 1)
        (vault.files / "captures").mkdir(exist_ok=True)
        (vault.files / "captures" / "capture-0011").write_bytes(b"no recording")
        with pytest.raises(Corrupt, match="recordings"):
            vault.verify()
        (vault.files / "captures" / "capture-0011").unlink()
        raw = bytearray((vault.files / "process.db").read_bytes())
        raw[5000] ^= 1
        (vault.files / "process.db").write_bytes(raw)
        with pytest.raises(Corrupt):
            vault.verify()


def test_a_lock_on_the_folder_is_held_only_for_a_moment(folder: Path) -> None:
    with Vault.open(folder, PASSPHRASE, Seat.HOUSE):
        handle = os.open(folder, os.O_RDONLY)
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.close(handle)
