"""What opens the vault, as it is typed: passphrase, recovery key, rotation, and the order in which secrets are sought."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from assistant.cli import notes, vault
from assistant.errors import AssistantError, ConfigurationError, Locked, UsageError, VaultSealed, WrongPassphrase
from assistant.store import keys, recovery_key
from assistant.store.backup.restore import restore
from assistant.store.keys import Cost
from assistant.store.seats import Seat
from assistant.store.vault import Vault

PASSPHRASE = "nine small brown birds"
KEY = re.compile(rf"[{recovery_key.SYMBOLS}]{{4}}(-[{recovery_key.SYMBOLS}]{{4}}){{7}}")


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A passphrase that is changed or rotated costs as little here as one that is made."""
    dear = keys.lock
    monkeypatch.setattr(keys, "lock", lambda root, passphrase, *_: dear(root, passphrase, Cost(1, 8192)))


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "passphrase"
    file.write_text(PASSPHRASE + "\n")
    file.chmod(0o600)
    monkeypatch.setenv("ASSISTANT_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("ASSISTANT_PASSPHRASE_FILE", str(file))
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    return tmp_path / "home"


@pytest.fixture
def made(home: Path) -> str:
    """A vault; its recovery key."""
    return key_in(run("init"))


def run(*words: str, given: str | None = None) -> Result:
    return CliRunner().invoke(vault.app, list(words), input=given)


def refusal(*words: str, given: str | None = None) -> AssistantError:
    result = run(*words, given=given)
    assert isinstance(result.exception, AssistantError), result.output
    return result.exception


def key_in(result: Result) -> str:
    assert result.exit_code == 0, result.exception
    (found,) = KEY.finditer(result.stdout)
    return found[0]


def shown(*words: str) -> Any:
    result = run(*words, "--json")
    assert result.exit_code == 0, result.exception
    return json.loads(result.stdout)


def private(path: Path, text: str) -> Path:
    path.write_text(text)
    path.chmod(0o600)
    return path


def opens(home: Path, secret: str) -> bool:
    try:
        Vault.open(home / "data" / "vault", secret).close()
    except WrongPassphrase:
        return False
    return True


def test_a_new_vault_shows_its_recovery_key_once_and_keeps_it_nowhere(home: Path, made: str) -> None:
    assert opens(home, made)
    assert shown("status")["recovery_key"] is True
    plain = made.replace("-", "")
    for file in (each for each in home.rglob("*") if each.is_file()):
        assert made.encode() not in file.read_bytes()
        assert plain.encode() not in file.read_bytes()


def test_what_was_written_down_can_be_checked(home: Path, made: str, tmp_path: Path) -> None:
    file = private(tmp_path / "paper", made.lower().replace("-", " ") + "\n")
    assert "opens the vault" in run("recovery", "--check", "--recovery-file", str(file)).stdout
    assert isinstance(refusal("recovery", "--check"), VaultSealed)
    for wrong, said in ((PASSPHRASE, "passphrase"), (recovery_key.new(), "without a slip"), (made[:-1], "slip")):
        private(file, wrong)
        error = refusal("recovery", "--check", "--recovery-file", str(file))
        assert isinstance(error, WrongPassphrase)
        assert said in error.spoken
        assert wrong not in error.spoken + error.fix


def test_a_new_recovery_key_stops_the_old_one(home: Path, made: str) -> None:
    new = key_in(run("recovery"))
    assert (opens(home, new), opens(home, made), opens(home, PASSPHRASE)) == (True, False, True)


def test_the_passphrase_is_changed(home: Path, made: str, tmp_path: Path) -> None:
    file = private(tmp_path / "new", "ten large grey geese\n")
    result = run("passphrase", "--new-passphrase-file", str(file))
    assert result.exit_code == 0, result.exception
    assert "ten large" not in result.output
    assert str(tmp_path / "passphrase") in result.stderr, "it says which file holds the old one"
    assert [opens(home, each) for each in ("ten large grey geese", PASSPHRASE, made)] == [True, False, True]


def test_a_forgotten_passphrase_is_replaced_with_the_recovery_key(
    home: Path, made: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ASSISTANT_PASSPHRASE_FILE")
    new, paper = private(tmp_path / "new", "ten large grey geese"), private(tmp_path / "paper", made)
    options = ("--new-passphrase-file", str(new), "--recovery-file", str(paper))
    assert run("passphrase", *options).exit_code == 0
    assert [opens(home, each) for each in ("ten large grey geese", PASSPHRASE, made)] == [True, False, True]


@pytest.mark.parametrize("new", ["", "seven77", "\xff"])
def test_a_passphrase_that_is_none_changes_nothing(home: Path, made: str, tmp_path: Path, new: str) -> None:
    file = tmp_path / "new"
    file.write_bytes(new.encode("latin-1"))
    before = (home / "data" / "vault" / "vault.json").read_bytes()
    assert isinstance(refusal("passphrase", "--new-passphrase-file", str(file)), UsageError | ConfigurationError)
    assert isinstance(refusal("passphrase", "--new-passphrase-file", str(tmp_path / "missing")), ConfigurationError)
    assert (home / "data" / "vault" / "vault.json").read_bytes() == before


def test_what_changes_the_locks_is_in_the_audit(home: Path, made: str, tmp_path: Path) -> None:
    run("recovery")
    run("passphrase", "--new-passphrase-file", str(private(tmp_path / "new", PASSPHRASE)))
    run("rotate")
    with Vault.open(home / "data" / "vault", PASSPHRASE) as opened:
        events = [each.event for each in opened.audit.entries()]
        opened.audit.verify()
    assert [each for each in events if each in {"recovery-changed", "passphrase-changed", "rotated"}] == [
        "recovery-changed",
        "passphrase-changed",
        "rotated",
    ]


def test_a_rotation_shows_a_new_recovery_key_and_the_passphrase_stays(home: Path, made: str) -> None:
    new = key_in(run("rotate"))
    assert [opens(home, each) for each in (new, made, PASSPHRASE)] == [True, False, True]
    assert shown("status")["generation"] == "2"
    assert shown("verify")["ok"] is True


def test_backups_made_before_open_with_what_opens_the_vault_now(home: Path, made: str, tmp_path: Path) -> None:
    assert run("backup").exit_code == 0
    new = key_in(run("rotate"))
    file = private(tmp_path / "new", "ten large grey geese")
    assert run("passphrase", "--new-passphrase-file", str(file)).exit_code == 0
    (backup,) = (home / "data" / "backups").iterdir()
    for number, (secret, whether) in enumerate(
        [(new, True), ("ten large grey geese", True), (made, False), (PASSPHRASE, False)]
    ):
        place = tmp_path / f"other-{number}"
        if whether:
            restore(backup, place, secret)
            Vault.open(place, secret).close()
        else:
            with pytest.raises(WrongPassphrase):
                restore(backup, place, secret)


def test_while_the_house_runs_the_vault_is_not_rotated_and_the_status_says_that_it_runs(home: Path, made: str) -> None:
    with Vault.open(home / "data" / "vault", PASSPHRASE, Seat.HOUSE):
        error = refusal("rotate")
        assert isinstance(error, Locked)
        assert error.exit_code == 77
        assert shown("status")["running"] is True
        assert "running" in run("status").stdout
        assert shown("verify")["databases"] == 1
    assert shown("status")["running"] is False


def test_verify_tells_damage(home: Path, made: str) -> None:
    assert "sound" in run("verify").stdout
    file = home / "data" / "vault" / "1" / "vault.db"
    raw = bytearray(file.read_bytes())
    raw[len(raw) // 2] ^= 1
    file.write_bytes(raw)
    assert refusal("verify").exit_code == 74


def test_before_there_is_a_vault_nobody_is_asked_for_anything(home: Path) -> None:
    for words in (["passphrase"], ["recovery"], ["recovery", "--check"], ["rotate"], ["verify"]):
        assert refusal(*words).fix in {"assistant vault init", "assistant vault recovery"}
    assert not home.exists()


def test_a_credential_of_systemd_comes_before_the_configured_file_and_after_the_variable(
    home: Path, made: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    credentials = tmp_path / "credentials"
    credentials.mkdir()
    wrong = private(tmp_path / "wrong", "something else")
    (home / "config").mkdir()
    (home / "config" / "assistant.toml").write_text(f'[vault]\npassphrase_file = "{wrong}"\n')
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(credentials))
    monkeypatch.delenv("ASSISTANT_PASSPHRASE_FILE")
    listing = CliRunner().invoke(notes.app, ["list"])
    assert isinstance(listing.exception, WrongPassphrase), "the folder holds no passphrase yet"
    private(credentials / "passphrase", PASSPHRASE)
    assert CliRunner().invoke(notes.app, ["list"]).exit_code == 0
    assert shown("status")["sealed"] is False
    monkeypatch.setenv("ASSISTANT_PASSPHRASE_FILE", str(wrong))
    assert isinstance(CliRunner().invoke(notes.app, ["list"]).exception, WrongPassphrase)


def test_a_secret_may_come_through_a_pipe(home: Path, made: str) -> None:
    code = "import sys; from assistant.cli import main; sys.argv[1:] = ['vault', 'recovery', '--check', '--recovery-file', '-']; main()"
    done = subprocess.run(
        [sys.executable, "-c", code],
        input=made,
        text=True,
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert (done.returncode, "opens the vault" in done.stdout) == (0, True), done.stderr
