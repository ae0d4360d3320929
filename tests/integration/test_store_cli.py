"""The verbs that show the vault, as they are typed."""

import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from assistant.cli import clients, messages, notes, queue, replies, vault
from assistant.errors import (
    AssistantError,
    ConfigurationError,
    InputOutput,
    NotFound,
    UsageError,
    VaultSealed,
    WrongPassphrase,
)
from assistant.records import Spoken
from assistant.store import recovery_key
from assistant.store.keys import Cost
from assistant.store.migrations import SCHEMA
from assistant.store.vault import Vault

PASSPHRASE = "nine small brown birds"
NOW = datetime(2026, 11, 23, 20, 2, tzinfo=UTC)
Type = Callable[..., Result]


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
    """A vault with one of everything; the ids by kind."""
    with Vault.create(home / "data" / "vault", PASSPHRASE, cost=Cost(1, 8192)) as made:
        client = made.roster.add("JD", "Jane Doe")
        note = made.notes.begin(client, NOW)
        made.notes.hear(note.id, Spoken(0, "She slept", 0.0, 1.0, 0.9, "whisper"))
        made.notes.hear(note.id, Spoken(1, "scratch that", 1.0, 2.0, 0.9, "whisper", "scratch_that"))
        made.notes.hear(note.id, Spoken(2, "He slept [well] \x1b[31m", 2.0, 3.0, 0.9, "whisper"))
        made.notes.write(note.id, {"subjective": "He slept [well] \x1b[31m", "plan": ""}, "dictated")
        made.notes.file(note.id)
        message = made.mail.add_message(client, "Can we [b]move[/b]?\x1b[2J", NOW)
        reply = made.mail.queue_reply(client, "yes", "Yes, gladly.", NOW, message=message, source="offline")
        waiting = made.mail.add_message(client, "And another thing", NOW, urgent=True)
    return {"note": note.id, "reply": reply.id, "message": message.id, "waiting": waiting.id}


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


# ── the vault and its passphrase ─────────────────────────────────────────────────────────────────────────────


def test_before_there_is_a_vault_every_verb_says_how_to_make_one(home: Path) -> None:
    for app in (clients.app, notes.app, queue.app, replies.app, messages.app):
        error = refusal(app, "list")
        assert isinstance(error, ConfigurationError)
        assert error.fix == "assistant vault init"
    assert shown(vault.app, "status") == {
        "exists": False,
        "sealed": False,
        "schema": 0,
        "size": 0,
        "path": str(home / "data" / "vault"),
        "generation": "",
        "recovery_key": False,
        "running": False,
        "open": False,
        "passphrase_file": os.environ["ASSISTANT_PASSPHRASE_FILE"],
    }
    assert not home.exists()


def test_a_vault_is_made_once_and_its_status_needs_no_passphrase(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    result = run(vault.app, "init")
    assert result.exit_code == 0
    assert PASSPHRASE not in result.output
    assert isinstance(refusal(vault.app, "init"), ConfigurationError)
    assert shown(vault.app, "status")["sealed"] is False
    monkeypatch.delenv("ASSISTANT_PASSPHRASE_FILE")
    status = shown(vault.app, "status")
    assert (status["exists"], status["sealed"], status["schema"], status["passphrase_file"]) == (
        True,
        True,
        SCHEMA,
        None,
    )
    assert status["size"] > 4096
    assert "when you give the passphrase" in run(vault.app, "status").stdout
    assert isinstance(refusal(notes.app, "list"), VaultSealed)


def test_the_configuration_may_name_the_passphrase_file(
    house: dict[str, str], home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = os.environ["ASSISTANT_PASSPHRASE_FILE"]
    monkeypatch.delenv("ASSISTANT_PASSPHRASE_FILE")
    (home / "config").mkdir()
    (home / "config" / "assistant.toml").write_text(f'[vault]\npassphrase_file = "{file}"\n')
    assert len(shown(notes.app, "list")) == 1


@pytest.mark.parametrize("ending", ["", "\n", "\r\n"])
def test_one_line_end_is_no_part_of_the_passphrase(house: dict[str, str], tmp_path: Path, ending: str) -> None:
    (tmp_path / "passphrase").write_bytes((PASSPHRASE + ending).encode())
    assert len(shown(notes.app, "list")) == 1


@pytest.mark.parametrize("wrong", [b"nine small brown birds\n\n", b" nine small brown birds", b"something else"])
def test_a_wrong_passphrase_is_refused(house: dict[str, str], tmp_path: Path, wrong: bytes) -> None:
    (tmp_path / "passphrase").write_bytes(wrong)
    error = refusal(notes.app, "list")
    assert isinstance(error, WrongPassphrase)
    assert error.exit_code == 77


@pytest.mark.parametrize("broken", [b"", b"\n", b"\xff\xfe", b"x" * 5000])
def test_a_passphrase_file_without_a_passphrase_is_refused(
    house: dict[str, str], tmp_path: Path, broken: bytes
) -> None:
    (tmp_path / "passphrase").write_bytes(broken)
    assert isinstance(refusal(notes.app, "list"), ConfigurationError)
    (tmp_path / "passphrase").unlink()
    assert isinstance(refusal(notes.app, "list"), ConfigurationError)


def test_a_passphrase_that_others_may_read_is_warned_of(house: dict[str, str], tmp_path: Path) -> None:
    assert run(notes.app, "list").stderr == ""
    (tmp_path / "passphrase").chmod(0o644)
    result = run(notes.app, "list", "--json")
    assert "chmod 600" in result.stderr
    assert json.loads(result.stdout)


def typed(words: list[str], answers: list[str]) -> tuple[int, str]:
    """Run a verb of the vault on a terminal of its own and answer its prompts; (exit code, all that was shown)."""
    code = (
        "import sys; from assistant.errors import AssistantError; from assistant.cli import vault, notes\n"
        "app = {'vault': vault.app, 'notes': notes.app}[sys.argv.pop(1)]\n"
        "try: app()\n"
        "except AssistantError as error: print(error.spoken); sys.exit(error.exit_code)\n"
    )
    master, terminal = pty.openpty()
    environment = {k: v for k, v in os.environ.items() if k != "ASSISTANT_PASSPHRASE_FILE"}
    environment["PYTHONPATH"] = str(Path(__file__).parents[2])
    script = f"import fcntl, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0)\n{code}"
    process = subprocess.Popen(
        [sys.executable, "-c", script, *words],
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        start_new_session=True,
        env=environment,
    )
    os.close(terminal)
    output = ""
    prompts = 0
    while True:
        try:
            piece = os.read(master, 4096).decode()
        except OSError:
            break
        if not piece:
            break
        output += piece
        while prompts < len(answers) and output.count(": ") > prompts:
            os.write(master, answers[prompts].encode() + b"\n")
            prompts += 1
    os.close(master)
    return process.wait(), output


def test_at_a_terminal_the_passphrase_is_asked_for_twice_and_not_shown(home: Path) -> None:
    code, output = typed(["vault", "init"], [PASSPHRASE, PASSPHRASE])
    assert (code, "The vault is ready" in output, PASSPHRASE in output) == (0, True, False)
    code, output = typed(["notes", "list"], [PASSPHRASE])
    assert (code, "no notes yet" in output, PASSPHRASE in output) == (0, True, False)
    code, output = typed(["notes", "list"], ["nine small brown bird"])
    assert (code, "does not open the vault" in output) == (77, True)


def test_at_a_terminal_a_passphrase_is_changed_and_the_recovery_key_does_where_it_was_forgotten(home: Path) -> None:
    recovery, second, third = recovery_key.new(), "ten large grey geese", "eleven wild swans"
    Vault.create(home / "data" / "vault", PASSPHRASE, recovery=recovery, cost=Cost(1, 8192)).close()
    code, output = typed(["vault", "passphrase"], [PASSPHRASE, second, second])
    assert (code, second in output) == (0, False), output
    code, output = typed(["vault", "passphrase"], [recovery.lower(), third, third])
    assert (code, recovery.lower() in output) == (0, False), output
    assert typed(["vault", "recovery", "--check"], [recovery])[0] == 0
    code, _ = typed(["vault", "passphrase"], [third, second, third])
    assert code == UsageError.exit_code
    assert typed(["notes", "list"], [third])[0] == 0


def test_two_passphrases_that_differ_or_are_short_make_no_vault(home: Path) -> None:
    for answers in ([PASSPHRASE, PASSPHRASE + "s"], ["seven", "seven"]):
        code, _ = typed(["vault", "init"], answers)
        assert code == UsageError.exit_code
        assert not (home / "data" / "vault").exists()


# ── clients ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_clients_are_added_imported_and_listed(house: dict[str, str], tmp_path: Path) -> None:
    options = ("--alias", "Mimi", "--alias", "May", "--kin", "Tom", "--place", "Elm School")
    assert run(clients.app, "add", "--initials", "m k", "--name", "Mary Kay", *options).exit_code == 0
    (tmp_path / "list.csv").write_text("initials,name\nJD,Jane Doe\nAB,Ann Bee\n")
    assert "1 added; 1 in the roster already" in run(clients.app, "import", str(tmp_path / "list.csv")).stdout
    listed = shown(clients.app, "list")
    assert [each["client"] for each in listed] == ["AB", "JD", "MK"]
    assert {"id", "client", "state", "created"} <= set(listed[0])
    mary = listed[2]
    assert (mary["name"], mary["aliases"], mary["kin"], mary["places"]) == (
        "Mary Kay",
        ["Mimi", "May"],
        ["Tom"],
        ["Elm School"],
    )
    assert datetime.fromisoformat(mary["created"]).utcoffset() is not None
    assert "Mary Kay" in run(clients.app, "list").stdout


def test_a_list_that_cannot_be_read_adds_nobody(house: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("initials,name\nAB,Ann Bee\nAB,Zebedee\n")
    for file in (tmp_path / "list.csv", tmp_path / "Zebedee.csv", tmp_path):
        error = refusal(clients.app, "import", str(file))
        assert isinstance(error, InputOutput)
        assert "Zebedee" not in error.spoken + error.fix
    assert len(shown(clients.app, "list")) == 1


# ── notes ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_note_is_listed_and_shown(house: dict[str, str]) -> None:
    (head,) = shown(notes.app, "list")
    assert (head["id"], head["client"], head["state"], head["created"]) == (
        house["note"],
        "JD",
        "review",
        NOW.isoformat(),
    )
    assert "sections" not in head
    note = shown(notes.app, "show", house["note"])
    assert note["sections"] == {"subjective": "He slept [well] \x1b[31m", "plan": ""}
    assert [(each["text"], each["command"]) for each in note["transcript"]] == [
        ("She slept", ""),
        ("scratch that", "scratch_that"),
        ("He slept [well] \x1b[31m", ""),
    ]
    text = run(notes.app, "show", house["note"]).stdout
    assert "JD · 23 Nov 2026, 2:02 pm · review" in text
    assert "He slept [well]" in text
    assert "Plan\nNot addressed." in text
    assert "\x1b" not in text
    assert isinstance(refusal(notes.app, "show", "note-00000000"), NotFound)


def test_an_export_is_plain_private_and_never_overwrites(house: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "note.txt"
    assert run(notes.app, "export", house["note"], "--out", str(file)).exit_code == 0
    assert file.read_text() == "Subjective\nHe slept [well] \N{REPLACEMENT CHARACTER}[31m\n\nPlan\nNot addressed.\n"
    assert file.stat().st_mode & 0o777 == 0o600
    assert run(notes.app, "export", house["note"]).stdout == file.read_text()
    file.write_text("mine")
    assert isinstance(refusal(notes.app, "export", house["note"], "--out", str(file)), UsageError)
    assert file.read_text() == "mine"
    file.chmod(0o644)
    assert run(notes.app, "export", house["note"], "--out", str(file), "--force", "--transcript").exit_code == 0
    assert file.read_text().endswith(
        "\nAs dictated\nShe slept\n[scratch that]\nHe slept [well] \N{REPLACEMENT CHARACTER}[31m\n"
    )
    assert file.stat().st_mode & 0o777 == 0o600
    assert sorted(each.name for each in tmp_path.iterdir()) == ["home", "note.txt", "passphrase"]


def test_an_export_to_nowhere_leaves_nothing(house: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "taken").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    for words in (("missing/note.txt",), ("taken", "--force"), ("passphrase/note.txt",)):
        error = refusal(notes.app, "export", house["note"], "--out", str(tmp_path / words[0]), *words[1:])
        assert isinstance(error, InputOutput)
    assert isinstance(refusal(notes.app, "export", house["note"], "--out", str(tmp_path / "link")), UsageError)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["home", "link", "passphrase", "taken"]


# ── queue, replies, messages ─────────────────────────────────────────────────────────────────────────────────


def test_the_queue_shows_what_waits_urgent_first(house: dict[str, str]) -> None:
    waiting = shown(queue.app, "list")
    assert (waiting[0]["id"], waiting[0]["kind"], waiting[0]["urgent"]) == (house["waiting"], "message", True)
    assert {each["id"] for each in waiting} == {house["note"], house["reply"], house["waiting"]}
    assert all({"id", "client", "state", "created", "kind", "urgent"} == set(each) for each in waiting)
    table = run(queue.app, "list").stdout
    assert all(f" {each['id']} " in table for each in waiting)
    assert "urgent" in table


def test_each_kind_of_thing_in_the_queue_is_shown(house: dict[str, str]) -> None:
    assert shown(queue.app, "show", house["note"])["sections"]
    assert shown(queue.app, "show", house["reply"])["text"] == "Yes, gladly."
    assert shown(queue.app, "show", house["waiting"])["text"] == "And another thing"
    assert "And another thing" in run(queue.app, "show", house["waiting"]).stdout
    for unknown in ("note-00000000", "reply-00000000", "message-00000000", "nonsense", "-".join("' OR 1")):
        assert isinstance(refusal(queue.app, "show", unknown), NotFound)


def test_a_reply_is_shown_with_what_it_answers_and_drives_no_terminal(house: dict[str, str]) -> None:
    (head,) = shown(replies.app, "list")
    assert (head["id"], head["client"], head["state"], head["message"]) == (
        house["reply"],
        "JD",
        "review",
        house["message"],
    )
    reply = shown(replies.app, "show", house["reply"])
    assert (reply["points"], reply["text"], reply["message_text"]) == (
        "yes",
        "Yes, gladly.",
        "Can we [b]move[/b]?\x1b[2J",
    )
    text = run(replies.app, "show", house["reply"]).stdout
    assert "Can we [b]move[/b]?\N{REPLACEMENT CHARACTER}[2J" in text
    assert "\x1b" not in text


def test_a_message_is_taken_from_a_file_or_from_what_is_piped_in(house: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "message.txt").write_bytes(b"\xef\xbb\xbfHello\r\nthere \xe2\x80\x94 caf\xc3\xa9\r\n\r\n")
    assert run(messages.app, "add", "--client", "j d", str(tmp_path / "message.txt")).exit_code == 0
    assert run(messages.app, "add", "--client", "JD", "-", given=b"Piped").exit_code == 0
    assert run(messages.app, "add", "--client", "JD", "--urgent", given=b"Help").exit_code == 0
    listed = shown(messages.app, "list")
    states = {each["id"]: each["state"] for each in listed}
    assert (len(listed), states[house["message"]], states[house["waiting"]]) == (5, "answered", "unanswered")
    assert [each["client"] for each in listed] == ["JD"] * 5
    texts = [shown(queue.app, "show", each["id"])["text"] for each in listed]
    assert {"Hello\nthere — café", "Piped", "Help"} <= set(texts)
    assert sum(each["urgent"] for each in shown(queue.app, "list")) == 2


@pytest.mark.parametrize(
    "text", [b"", b" \n\t ", b"Zebedee \xff", "Zebedee".encode("utf-16"), b"Zebedee\0", b"Zebedee " * 40_000]
)
def test_a_message_that_is_none_is_refused_without_repeating_it(house: dict[str, str], text: bytes) -> None:
    error = refusal(messages.app, "add", "--client", "JD", given=text)
    assert isinstance(error, InputOutput)
    assert "Zebedee" not in error.spoken + error.fix
    assert len(shown(messages.app, "list")) == 2


def test_a_message_of_nobody_known_is_refused(house: dict[str, str], tmp_path: Path) -> None:
    assert isinstance(refusal(messages.app, "add", "--client", "XX", given=b"Hello"), NotFound)
    for file in (tmp_path, tmp_path / "missing.txt"):
        assert isinstance(refusal(messages.app, "add", "--client", "JD", str(file)), InputOutput)


def test_empty_lists_are_calm(home: Path) -> None:
    Vault.create(home / "data" / "vault", PASSPHRASE, cost=Cost(1, 8192)).close()
    for app in (clients.app, notes.app, queue.app, replies.app, messages.app):
        assert shown(app, "list") == []
        assert run(app, "list").stdout.endswith((" yet.\n", "Nothing waits for you.\n"))
