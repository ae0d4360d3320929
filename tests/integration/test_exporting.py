"""A note written out: its fields, one section of it, in another format, for Word, and what is refused."""

import json
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import docx
import pytest
from typer.testing import CliRunner, Result

from assistant.cli import note_texts, notes
from assistant.errors import AssistantError, ConfigurationError, UsageError
from assistant.records import Client, Note, NoteState
from assistant.store.keys import Cost
from assistant.store.vault import Vault
from assistant.views import as_it_is
from tests.templates import template

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


# ── in another format ────────────────────────────────────────────────────────────────────────────────────────

SOAP = {"subjective": "He slept.", "objective": "Calm.", "assessment": "", "plan": "Rest.", "risk": "None voiced."}


def test_a_soap_note_is_shown_and_written_out_as_another_format(write: Write) -> None:
    note = write(SOAP)
    text = run("export", note, "--as", "DAP").stdout
    assert text == ("Data\nHe slept.\n\nCalm.\n\nAssessment\nNot addressed.\n\nPlan\nRest.\n\nRisk\nNone voiced.\n")
    assert run("export", note, "--as", "dap", "--section", "data").stdout == "He slept.\n\nCalm.\n"
    assert text in run("show", note, "--as", "dap").stdout
    assert next(iter(json.loads(run("show", note, "--as", "birp", "--json").stdout)["sections"])) == "behavior"
    assert run("export", note, "--as", "soap").stdout == run("export", note).stdout
    told = json.loads(run("show", note, "--json").stdout)
    assert (told["form"], told["sections"]) == ("soap", SOAP), "it was only looked at"


@pytest.mark.parametrize("form", ["soap", "dap", "birp", "girp", "pie"])
def test_in_every_format_each_line_is_there_once(write: Write, form: str) -> None:
    lines = run("export", write(SOAP), "--as", form).stdout.splitlines()
    assert [lines.count(each) for each in SOAP.values() if each] == [1, 1, 1, 1]


def test_a_format_that_is_not_there_names_those_that_are(write: Write) -> None:
    for verb in ("show", "export"):
        error = refusal(verb, write(SOAP), "--as", "cbt")
        assert isinstance(error, UsageError)
        assert error.fix == "soap, dap, birp, girp, pie"


# ── for Word ─────────────────────────────────────────────────────────────────────────────────────────────────


def lines_of(file: Path) -> list[str]:
    return [each.text for each in docx.Document(str(file)).paragraphs]


def word(note: str, file: Path, *more: str) -> Result:
    return run("export", note, "--format", "word", "--out", str(file), *more)


def test_a_note_goes_to_word_whole_private_and_audited(write: Write, tmp_path: Path) -> None:
    note, file = write({"subjective": "He said “no” <& slept>.\n- twice\x1b[31m", "plan": ""}), tmp_path / "note.docx"
    done = word(note, file)
    assert done.exit_code == 0, done.exception
    assert "not encrypted" in done.stderr
    assert file.stat().st_mode & 0o777 == 0o600
    assert lines_of(file)[:-1] == [
        *("JD\t23 November 2026, 2:02 pm", "SOAP · Draft, not signed", "Subjective"),
        *("He said “no” <& slept>.\n- twice\N{REPLACEMENT CHARACTER}[31m", "Plan", "Not addressed."),
    ]
    with Vault.open(tmp_path / "home" / "data" / "vault", PASSPHRASE) as vault:
        (entry,) = vault.audit.entries(event="export")
    assert (entry.item, entry.detail) == (note, f"word file {file.stat().st_size} bytes")
    assert isinstance(refusal("export", note, "--format", "word", "--out", str(file)), UsageError)
    assert word(note, file, "--force", "--as", "dap").exit_code == 0
    assert lines_of(file)[1:3] == ["DAP · Draft, not signed", "Data"]
    assert sorted(each.name for each in tmp_path.iterdir()) == ["home", "note.docx", "passphrase"]


def test_a_signed_and_amended_note_says_so_in_word(write: Write, tmp_path: Path) -> None:
    file = tmp_path / "note.docx"
    word(write({"plan": "Rest."}, signed=True, amended="Walk."), file)
    lines = lines_of(file)
    assert lines[1].startswith("SOAP · Signed 23 Nov 2026, 2:02 pm")
    assert lines[-3].endswith(": misheard")
    assert lines[-2] == "Walk."
    assert not any("Draft" in each for each in lines)


def test_her_template_is_the_one_named_then_the_configured_then_the_one_in_her_folder(
    write: Write, tmp_path: Path
) -> None:
    note, home = write({"plan": "Rest.", "risk": "None."}), tmp_path / "home" / "config"
    home.mkdir(exist_ok=True)
    seen = []
    named = tmp_path / "named.docx"
    for place, configured in ((home / "soap.docx", ""), (tmp_path / "set.docx", tmp_path / "set.docx"), (named, "")):
        place.write_bytes(template(f"{place.name} {{{{ state }}}}", "{{ section.plan }}"))
        if configured:
            (home / "assistant.toml").write_text(f'[notes]\ntemplate = "{configured}"\n')
        done = word(note, tmp_path / "note.docx", "--force", *(("--template", str(named)) if place is named else ()))
        assert "no place for risk: not in the file" in done.stderr
        seen.append(lines_of(tmp_path / "note.docx")[0].split()[0])
    assert seen == ["soap.docx", "set.docx", "named.docx"]
    (tmp_path / "set.docx").unlink()
    assert isinstance(refusal("export", note, "--format", "word", "--out", str(tmp_path / "x")), ConfigurationError)


def test_a_template_that_cannot_be_used_leaves_no_file_and_no_entry(write: Write, tmp_path: Path) -> None:
    note, out = write({"plan": "canary"}), tmp_path / "note.docx"
    (tmp_path / "asks.docx").write_bytes(template("{{ section.treatment }}"))
    (tmp_path / "macros.docm").write_bytes(template("x"))
    (tmp_path / "text.docx").write_text("canary")
    (tmp_path / "folder.docx").mkdir()
    os.mkfifo(tmp_path / "pipe.docx")
    for name in ("asks.docx", "macros.docm", "text.docx", "folder.docx", "pipe.docx", "absent.docx", "x" * 300):
        more = ("--out", str(out), "--template", str(tmp_path / name))
        error = refusal("export", note, "--format", "word", *more)
        assert isinstance(error, ConfigurationError), name
        assert "canary" not in error.spoken + error.fix
    assert not out.exists()
    with Vault.open(tmp_path / "home" / "data" / "vault", PASSPHRASE) as vault:
        assert vault.audit.entries(event="export") == []


def test_word_goes_to_no_terminal_and_has_no_transcript(write: Write, tmp_path: Path) -> None:
    note = write({"plan": "Rest."})
    out = ("--out", str(tmp_path / "x"))
    for words in (
        ("--format", "word"),
        ("--format", "word", "--transcript", *out),
        ("--format", "word", "--section", "plan", *out),
        ("--template", "x.docx", *out),
    ):
        assert isinstance(refusal("export", note, *words), UsageError)
    assert not (tmp_path / "x").exists()
