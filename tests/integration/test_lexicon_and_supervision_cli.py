"""`assistant lexicon` and `assistant supervision`, as they are typed."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from assistant.cli import audit, lexicon, process, supervision
from assistant.errors import AssistantError, ConfigurationError, InputOutput, NotFound, UsageError
from assistant.store.keys import Cost
from assistant.store.vault import Vault

PASSPHRASE = "nine small brown birds"
NOW = datetime(2025, 11, 23, 20, 2, tzinfo=UTC)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation whose passphrase lies in a file."""
    file = tmp_path / "passphrase"
    file.write_text(PASSPHRASE + "\n")
    file.chmod(0o600)
    monkeypatch.setenv("ASSISTANT_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("ASSISTANT_PASSPHRASE_FILE", str(file))
    monkeypatch.setenv("COLUMNS", "200")
    return tmp_path / "home"


@pytest.fixture
def folder(home: Path) -> Path:
    """Its vault, with a client and a flagged note."""
    folder = home / "data" / "vault"
    with Vault.create(folder, PASSPHRASE, cost=Cost(1, 8192)) as made:
        client = made.roster.add("JD", "Jane Doe")
        made.supervision.put(made.notes.begin(client, NOW), ["Is it grief?\x1b[2J"], NOW)
    return folder


def run(app: typer.Typer, *words: str, given: str | None = None) -> Result:
    return CliRunner().invoke(app, list(words), input=given)


def shown(app: typer.Typer) -> Any:
    return json.loads(run(app, "list", "--json").output)


def refusal(app: typer.Typer, *words: str, given: str | None = None) -> AssistantError:
    result = run(app, *words, given=given)
    assert isinstance(result.exception, AssistantError), result.output
    return result.exception


def test_before_there_is_a_vault_they_say_how_to_make_one(home: Path) -> None:
    for app in (lexicon.app, supervision.app):
        error = refusal(app, "list")
        assert isinstance(error, ConfigurationError)
        assert error.fix == "assistant vault init"
    assert not home.exists()


def test_a_word_is_added_listed_and_removed(folder: Path) -> None:
    assert "no words" in run(lexicon.app, "list").output
    assert shown(lexicon.app) == []
    for word in ("Zoloft", "O'Malley", "zoloft"):
        result = run(lexicon.app, "add", word)
        assert result.exit_code == 0
        assert word not in result.output
        assert result.output.startswith("That word was there already" if word == "zoloft" else "Added.")
    assert shown(lexicon.app) == ["zoloft", "O'Malley"]
    assert "O'Malley" in run(lexicon.app, "list").output
    assert isinstance(refusal(lexicon.app, "remove", "ZOLOFT"), UsageError), "nobody is there to be asked"
    assert run(lexicon.app, "remove", "ZOLOFT", "--yes").exit_code == 0
    assert shown(lexicon.app) == ["O'Malley"]
    assert isinstance(refusal(lexicon.app, "remove", "zoloft", "--yes"), NotFound)


@pytest.mark.parametrize("word", ["two words", "12", "", "x" * 41, "a;b", "\x1b[2J"])
def test_what_is_no_word_is_not_added_and_not_repeated(folder: Path, word: str) -> None:
    error = refusal(lexicon.app, "add", word)
    assert isinstance(error, UsageError)
    assert not word or word not in error.spoken + error.fix
    assert shown(lexicon.app) == []


def test_what_she_brings_is_listed_added_and_done(folder: Path) -> None:
    result = run(supervision.app, "add", "--client", "j.d.", given="My own\r\nhours.\n")
    mine = result.output.split()[1].strip(".")
    listed = shown(supervision.app)
    assert [(each["client"], each["text"]) for each in listed] == [
        ("JD", "Is it grief?\x1b[2J"),
        ("JD", "My own\nhours."),
    ]
    assert set(listed[0]) == {"id", "client", "note", "created", "text"}
    assert listed[0]["note"].startswith("note-")
    assert (listed[1]["id"], listed[1]["note"]) == (mine, "")
    table = run(supervision.app, "list").output
    assert mine in table
    assert "\x1b" not in table
    assert run(supervision.app, "done", listed[0]["id"]).exit_code == 0
    assert [each["id"] for each in shown(supervision.app)] == [mine]
    assert run(supervision.app, "done", mine).exit_code == 0
    assert "nothing for supervision" in run(supervision.app, "list").output


def test_what_is_nothing_to_bring_is_refused_without_repeating_it(folder: Path) -> None:
    assert isinstance(refusal(supervision.app, "done", "supervision-0"), NotFound)
    assert isinstance(refusal(supervision.app, "add", "--client", "JD", given=" \n"), InputOutput)
    error = refusal(supervision.app, "add", "--client", "XX", given="a canary")
    assert isinstance(error, NotFound)
    assert "canary" not in error.spoken + error.fix
    assert len(shown(supervision.app)) == 1


def test_reading_the_agenda_is_in_the_audit_without_a_word(folder: Path) -> None:
    run(supervision.app, "list")
    entries = json.loads(run(audit.app, "show", "--event", "read-list", "--json").output)
    assert [(each["item"], each["detail"]) for each in entries] == [("supervision", "terminal 1")]


def test_an_unfinished_process_note_is_listed_as_such_shown_as_far_as_it_came_and_purged(folder: Path) -> None:
    with Vault.open(folder, PASSPHRASE) as vault:
        mine = vault.drawer.begin(vault.roster.by_initials("JD"), NOW)
        vault.drawer.hear(mine, 0, "she reminds me", "")
        vault.drawer.hear(mine, 1, "scratch that", "scratch_that")
        vault.drawer.hear(mine, 2, "of my aunt", "")
    (listed,) = shown(process.app)
    assert (listed["id"], listed["finished"]) == (mine, False)
    assert "unfinished" in run(process.app, "list").output
    told = run(process.app, "show", mine).output
    assert "unfinished" in told.splitlines()[0]
    assert told.splitlines()[2:] == ["she reminds me", "of my aunt"]
    assert json.loads(run(process.app, "show", mine, "--json").output)["finished"] is False
    assert run(process.app, "purge", mine, "--yes").exit_code == 0
    assert shown(process.app) == []
