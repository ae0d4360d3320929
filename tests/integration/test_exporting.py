"""A note written out: its fields, one section of it, and what is refused."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from assistant.cli import note_texts, notes
from assistant.errors import AssistantError, UsageError
from assistant.records import Client, Note, NoteState
from assistant.store.keys import Cost
from assistant.store.vault import Vault
from assistant.views import as_it_is

PASSPHRASE = "nine small brown birds"
NOW = datetime(2026, 11, 23, 20, 2, tzinfo=UTC)
Write = Callable[..., str]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Put a note for J D into the vault of an installation; its id."""
    file = tmp_path / "passphrase"
    file.write_text(PASSPHRASE)
    file.chmod(0o600)
    monkeypatch.setenv("ASSISTANT_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("ASSISTANT_PASSPHRASE_FILE", str(file))
    place = tmp_path / "home" / "data" / "vault"
    with Vault.create(place, PASSPHRASE, cost=Cost(1, 8 * 2**10)) as made:
        made.roster.add("JD", "Jane Doe")

    def put(sections: dict[str, str], *, signed: bool = False, amended: str = "") -> str:
        with Vault.open(place, PASSPHRASE) as vault:
            note = vault.notes.begin(vault.roster.by_initials("JD"), NOW, NOW)
            vault.notes.write(note.id, sections, "dictated")
            vault.notes.file(note.id)
            if signed:
                vault.signatures.sign(vault.notes.get(note.id), NOW)
            if amended:
                vault.signatures.amend(note.id, amended, "misheard", NOW)
        return note.id

    return put


def run(*words: str) -> Result:
    return CliRunner().invoke(notes.app, list(words))


def refusal(*words: str) -> AssistantError:
    result = run(*words)
    assert isinstance(result.exception, AssistantError), result.output
    return result.exception


# ── one section ──────────────────────────────────────────────────────────────────────────────────────────────


def test_one_section_is_its_text_and_nothing_else(write: Write, tmp_path: Path) -> None:
    note = write({"subjective": "He slept.\n- and ate", "risk": " \n", "plan": "Rest.\x1b[31m"})
    assert run("export", note, "--section", "Subjective").stdout == "He slept.\n- and ate\n"
    assert run("export", note, "--section", "risk").stdout == "Not addressed.\n"
    assert run("export", note, "--section", " plan ").stdout == "Rest.\N{REPLACEMENT CHARACTER}[31m\n"
    file = tmp_path / "plan.txt"
    assert run("export", note, "--section", "subjective", "--out", str(file)).exit_code == 0
    assert file.read_text() == "He slept.\n- and ate\n"
    assert file.stat().st_mode & 0o777 == 0o600


def test_of_an_amended_note_it_says_that_the_amendments_are_not_in_the_section(write: Write) -> None:
    result = run("export", write({"plan": "Rest."}, signed=True, amended="Walk."), "--section", "plan")
    assert result.stdout == "Rest.\n"
    assert "amendments are not in it" in result.stderr


def test_a_section_that_is_not_there_names_those_that_are(write: Write, tmp_path: Path) -> None:
    note = write({"subjective": "He slept.", "plan": ""})
    error = refusal("export", note, "--section", "treatment", "--out", str(tmp_path / "x"))
    assert isinstance(error, UsageError)
    assert error.fix == "subjective, plan"
    for more in (("--transcript",), ("--format", "markdown")):
        assert isinstance(refusal("export", note, "--section", "plan", *more), UsageError)
    assert not (tmp_path / "x").exists()


# ── fields ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_fields_that_were_given_stand_above_the_sections() -> None:
    given = {"risk level": "low", "duration": "50 minutes", "next": " ", "goals": "1_sleep_"}
    note = Note("note-1", Client("client-1", "JD", "Jane Doe"), NoteState.REVIEW, NOW, {"plan": ""}, fields=given)
    view = as_it_is(note)
    text = note_texts.plain(note, view, transcript=False)
    assert text == "Duration: 50 minutes\nGoals: 1_sleep_\nRisk level: low\n\nPlan\nNot addressed.\n"
    written = note_texts.markdown(note, view, transcript=False).split("\n", 1)[1]
    assert written == "\nDuration: 50 minutes  \nGoals: 1\\_sleep\\_  \nRisk level: low\n\n## Plan\n\nNot addressed.\n"
    bare = replace(note, fields={})
    assert note_texts.plain(bare, as_it_is(bare), transcript=False) == "Plan\nNot addressed.\n"


def test_as_json_it_tells_its_format_and_its_fields(write: Write) -> None:
    told = json.loads(run("show", write({"plan": "Rest."}), "--json").stdout)
    assert (told["form"], told["fields"], told["sections"]) == ("soap", {}, {"plan": "Rest."})
