"""Backups and deletion as they are typed."""

import json
import os
import pty
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from assistant.backups import age, backup_plan
from assistant.checks import Verdict, _backups
from assistant.cli import clients, messages, notes, replies, vault
from assistant.errors import (
    AssistantError,
    ConfigurationError,
    Locked,
    NotFound,
    Unavailable,
    UsageError,
    WrongPassphrase,
)
from assistant.paths import paths
from assistant.records import Spoken
from assistant.settings import Settings, VaultSection, load
from assistant.store import recovery_key
from assistant.store.backup.plan import Keep
from assistant.store.backup.shelf import Backups
from assistant.store.keys import Cost
from assistant.store.vault import Vault

PASSPHRASE = "nine small brown birds"
RECOVERY = recovery_key.new()
NOW = datetime(2026, 11, 23, 20, 2, tzinfo=UTC)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty installation whose passphrase lies in a file."""
    file = tmp_path / "passphrase"
    file.write_text(PASSPHRASE + "\n")
    file.chmod(0o600)
    monkeypatch.setenv("ASSISTANT_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("ASSISTANT_PASSPHRASE_FILE", str(file))
    monkeypatch.setenv("COLUMNS", "80")
    return tmp_path / "home"


@pytest.fixture
def house(home: Path) -> dict[str, str]:
    """A vault with a client, a discarded note and reply, and a message; the ids by kind."""
    with Vault.create(home / "data" / "vault", PASSPHRASE, recovery=RECOVERY, cost=Cost(1, 8192)) as made:
        client = made.roster.add("JD", "Jane Doe")
        note = made.notes.begin(client, NOW)
        made.notes.hear(note.id, Spoken(0, "She slept", 0.0, 1.0, 0.9, "whisper"))
        made.notes.discard(note.id)
        kept = made.notes.begin(client, NOW)
        message = made.mail.add_message(client, "Can we move?", NOW)
        reply = made.mail.queue_reply(client, "yes", "Yes, gladly.", NOW, message=message, source="offline")
        made.mail.discard_reply(reply.id)
    return {"client": client.id, "note": note.id, "reply": reply.id, "message": message.id, "kept": kept.id}


def run(app: typer.Typer, *words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def shown(app: typer.Typer, *words: str) -> Any:
    result = run(app, *words, "--json")
    assert result.exit_code == 0, result.exception
    return json.loads(result.stdout)


def refusal(app: typer.Typer, *words: str) -> AssistantError:
    result = run(app, *words)
    assert isinstance(result.exception, AssistantError), result.output
    return result.exception


def configure(home: Path, text: str) -> None:
    (home / "config").mkdir(exist_ok=True)
    (home / "config" / "assistant.toml").write_text(f"[vault]\n{text}\n")


def typed(*words: str, answer: str) -> tuple[int, str]:
    """What a verb does at a terminal where this is typed."""
    program = [sys.executable, "-m", "assistant", *words]
    control, terminal = pty.openpty()
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    with subprocess.Popen(
        program, stdin=terminal, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment
    ) as process:
        os.close(terminal)
        os.write(control, answer.encode() + b"\n")
        assert process.stdout is not None
        output = process.stdout.read().decode()
        os.close(control)
    return process.returncode, output


# ── backup, backups ──────────────────────────────────────────────────────────────────────────────────────────


def test_a_backup_is_made_and_listed_with_whether_it_is_sound(house: dict[str, str], home: Path) -> None:
    assert shown(vault.app, "backups") == []
    assert "no backups yet" in run(vault.app, "backups").stdout
    made = shown(vault.app, "backup")
    assert (made["verified"], made["gone"], made["unsound"], made["out_of_reach"]) == (True, [], [], [])
    folder = home / "data" / "backups" / f"backup-{made['id']}"
    assert made["path"] == str(folder)
    assert made["size"] == sum(each.stat().st_size for each in folder.rglob("*.db"))
    (listed,) = shown(vault.app, "backups")
    assert (listed["id"], listed["state"], listed["path"]) == (made["id"], "sound", str(folder))
    assert datetime.fromisoformat(listed["created"]) == datetime.fromisoformat(made["created"])
    (folder / "vault.box").write_bytes(b"")
    (listed,) = shown(vault.app, "backups")
    assert listed["state"] == "damaged"
    assert "damaged" in run(vault.app, "backups").stdout
    folder.rename(home / "elsewhere")
    (listed,) = shown(vault.app, "backups")
    assert (listed["id"], listed["state"], listed["path"]) == (made["id"], "out of reach", None)


def test_a_backup_says_where_it_is(house: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "stick").mkdir()
    said = run(vault.app, "backup", "--to", str(tmp_path / "stick")).stdout.replace("\n", "")
    assert f"Made and verified: {tmp_path / 'stick'}/backup-2" in said
    assert "KB" in said
    error = refusal(vault.app, "backup", "--to", str(tmp_path / "unplugged"))
    assert isinstance(error, Unavailable)


def test_the_configuration_says_where_backups_go_and_which_stay(
    house: dict[str, str], home: Path, tmp_path: Path
) -> None:
    place = tmp_path / "disk"
    configure(home, f'backup_folder = "{place}"\nbackup_keep_days = 2\nbackup_keep_weeks = 0\nbackup_keep_months = 0')
    assert isinstance(refusal(vault.app, "backup"), Unavailable), "her folder is never made"
    assert not place.exists()
    place.mkdir()
    plan = backup_plan(load(paths().config_file).vault, paths())
    assert (plan.folder, plan.ours, plan.keep) == (place, False, Keep(2, 0, 0))
    with Vault.open(home / "data" / "vault", PASSPHRASE) as opened:
        for day in range(3):
            Backups(opened, plan).make(datetime.now(UTC) - timedelta(days=9 - day))
    assert len(list(place.iterdir())) == 2
    assert len(shown(vault.app, "backup")["gone"]) == 1
    configure(home, "backup_every_hours = 0")
    assert backup_plan(load(paths().config_file).vault, paths()).every is None
    assert backup_plan(VaultSection(), paths()).folder == home / "data" / "backups"


def test_without_a_vault_there_is_nothing_to_back_up(home: Path) -> None:
    for words in (("backup",), ("backups",)):
        assert refusal(vault.app, *words).fix == "assistant vault init"


# ── restore ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("with_recovery_key", [False, True])
def test_an_empty_home_gets_everything_back(
    house: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, with_recovery_key: bool
) -> None:
    before = [shown(app, "list") for app in (clients.app, notes.app, messages.app, replies.app)]
    folder = shown(vault.app, "backup")["path"]
    with Vault.open(paths().vault, PASSPHRASE) as opened:
        entries = opened.audit.entries(event="read-list")
    monkeypatch.setenv("ASSISTANT_HOME", str(tmp_path / "new"))
    secret = tmp_path / "passphrase"
    words: tuple[str, ...] = ()
    if with_recovery_key:
        monkeypatch.delenv("ASSISTANT_PASSPHRASE_FILE")
        (tmp_path / "recovery").write_text(RECOVERY.lower())
        words = ("--recovery-file", str(tmp_path / "recovery"))
    result = run(vault.app, "restore", folder, *words)
    assert result.exit_code == 0, result.exception
    assert "Restored as it was on" in result.stdout
    monkeypatch.setenv("ASSISTANT_PASSPHRASE_FILE", str(secret))
    assert [shown(app, "list") for app in (clients.app, notes.app, messages.app, replies.app)] == before
    with Vault.open(paths().vault, PASSPHRASE) as restored:
        assert "restore" in [each.event for each in restored.audit.entries()]
        assert restored.audit.entries(event="read-list")[: len(entries)] == entries
        restored.audit.verify()
    assert isinstance(refusal(vault.app, "restore", folder), ConfigurationError), "there is one now"


def test_restoring_what_is_none_or_with_the_wrong_secret_is_refused(
    house: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = shown(vault.app, "backup")["path"]
    monkeypatch.setenv("ASSISTANT_HOME", str(tmp_path / "new"))
    assert isinstance(refusal(vault.app, "restore", str(tmp_path)), ConfigurationError)
    (tmp_path / "passphrase").write_text("ten large grey geese")
    assert isinstance(refusal(vault.app, "restore", folder), WrongPassphrase)
    (tmp_path / "other").write_text(recovery_key.new())
    assert isinstance(
        refusal(vault.app, "restore", folder, "--recovery-file", str(tmp_path / "other")), WrongPassphrase
    )
    assert not (tmp_path / "new" / "data" / "vault").exists()


# ── deleting ─────────────────────────────────────────────────────────────────────────────────────────────────


def cases(house: dict[str, str]) -> list[tuple[typer.Typer, tuple[str, ...], str]]:
    return [
        (notes.app, ("purge", house["note"]), house["note"]),
        (replies.app, ("purge", house["reply"]), house["reply"]),
        (messages.app, ("remove", house["message"]), house["message"]),
        (clients.app, ("forget", "jd"), house["client"]),
    ]


def test_what_is_deleted_is_named_in_a_receipt_that_says_in_which_backups(house: dict[str, str]) -> None:
    shown(vault.app, "backup")
    for app, words, identity in cases(house):
        result = run(app, *words, "--yes")
        assert result.exit_code == 0, result.exception
        assert identity in result.stdout
        assert "Destroyed in 1 backup too." in result.stdout
        assert isinstance(refusal(app, *words, "--yes"), NotFound)
    assert shown(clients.app, "list") == shown(notes.app, "list") == []


def test_where_nobody_can_be_asked_nothing_is_deleted(house: dict[str, str]) -> None:
    for app, words, _ in cases(house):
        assert isinstance(refusal(app, *words), UsageError)
    assert [each["id"] for each in shown(notes.app, "list", "--discarded")] == [house["note"]]
    assert [each["id"] for each in shown(replies.app, "list", "--discarded")] == [house["reply"]]
    assert len(shown(messages.app, "list")) == 1


def test_what_was_not_discarded_is_not_purged(house: dict[str, str]) -> None:
    assert isinstance(refusal(notes.app, "purge", house["kept"], "--yes"), Locked)
    assert [each["id"] for each in shown(notes.app, "list")] == [house["kept"]]


def test_forgetting_a_client_asks_for_the_initials_once_more(house: dict[str, str]) -> None:
    for answer in ("", "yes", "MK"):
        code, said = typed("clients", "forget", "JD", answer=answer)
        assert "Nothing was changed." in said
        assert code == 0
        assert len(shown(clients.app, "list")) == 1
    code, said = typed("clients", "forget", "JD", answer="jd")
    assert (code, "Destroyed: " in said) == (0, True)
    assert "5 things" in said
    assert shown(clients.app, "list") == []


def test_a_deletion_that_was_cut_off_is_finished_by_asking_again(
    house: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    shown(vault.app, "backup")

    class PowerCut(BaseException):
        pass

    def cut(*_: object) -> None:
        raise PowerCut

    for app, words, identity in cases(house):
        with monkeypatch.context() as patched:
            patched.setattr(Backups, "destroy", cut)
            with pytest.raises(PowerCut):
                run(app, *words, "--yes")
        result = run(app, *words, "--yes")
        assert result.exit_code == 0, result.exception
        assert identity in result.stdout
        assert "Destroyed in 1 backup too." in result.stdout


# ── doctor ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_doctor_tells_how_old_the_last_backup_is(house: dict[str, str], home: Path, tmp_path: Path) -> None:
    def said(settings: Settings) -> tuple[Verdict, str]:
        (finding,) = _backups(settings, paths())
        assert finding.verdict is Verdict.OK or finding.fix
        return finding.verdict, finding.text

    assert said(Settings()) == (Verdict.NOTE, "there is none yet")
    with Vault.open(home / "data" / "vault", PASSPHRASE) as opened:
        Backups(opened, backup_plan(VaultSection(), paths())).make(datetime.now(UTC) - timedelta(days=3))
    assert said(Settings()) == (Verdict.BAD, "the last one is 3 days old")
    shown(vault.app, "backup")
    assert said(Settings())[0] is Verdict.NOTE, "it is on the same disk"
    gone = Settings(vault=VaultSection(backup_folder=tmp_path / "gone"))
    assert said(gone) == (Verdict.BAD, "the folder for backups is not there")


def test_before_there_is_a_vault_doctor_says_nothing_of_backups(home: Path) -> None:
    assert list(_backups(Settings(), paths())) == []


@pytest.mark.parametrize(
    ("passed", "words"),
    [
        (timedelta(seconds=-5), "0 minutes"),
        (timedelta(seconds=61), "1 minute"),
        (timedelta(minutes=119), "119 minutes"),
        (timedelta(hours=2), "2 hours"),
        (timedelta(hours=47, minutes=59), "47 hours"),
        (timedelta(days=400), "400 days"),
    ],
)
def test_ages_are_in_words(passed: timedelta, words: str) -> None:
    assert age(passed) == words
