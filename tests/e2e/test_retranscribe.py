"""A dictation that PocketSphinx heard, heard again from its own sound by a better engine, as it is typed."""

import json
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from assistant.cli import notes
from assistant.errors import AssistantError, ConfigurationError, Locked, ModelMissing, NotFound
from assistant.events import Phrasebook
from assistant.records import Note, NoteState
from assistant.store.backup.plan import Plan
from assistant.store.backup.shelf import Backups
from assistant.store.deletion import destroy_old_sound
from assistant.store.seats import Seat
from assistant.store.vault import Vault
from assistant.stt.shared import SharedTranscriber
from assistant.weights.bundled import demo_path
from tests.evenings import NOW, PASSPHRASE, live, needs_voice

pytestmark = needs_voice
ROOT = Path(__file__).parents[2]

SAID = (
    "client reports poor sleep this week",
    "client had two panic attacks this week",
    "homework is to practice deep breathing two times a day",
)
LINES = ("hey jarvis, start a soap note for J D", SAID[0], SAID[1], "go to plan", SAID[2], "end note")
SPHINX = {"stt": {"engine": "sphinx"}}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "passphrase"
    file.write_text(PASSPHRASE)
    file.chmod(0o600)
    monkeypatch.setenv("ASSISTANT_HOME", str(tmp_path))
    monkeypatch.setenv("ASSISTANT_PASSPHRASE_FILE", str(file))
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "assistant.toml").write_text('[home]\ntimezone = "America/Chicago"\n')
    return tmp_path


def dictated(home: Path, lines: Sequence[str] = LINES, *, lost: bool = False) -> Note:
    """The note as PocketSphinx heard it."""
    (note,) = live(home, lines, settings=SPHINX, lost=lost).notes
    assert {one.engine.partition(":")[0] for one in note.transcript} == {"sphinx"}
    return note


def run(*words: str) -> Result:
    return CliRunner().invoke(notes.app, ["retranscribe", *words])


def refusal(*words: str) -> AssistantError:
    result = run(*words)
    assert isinstance(result.exception, AssistantError), result.output
    return result.exception


def kept(home: Path) -> Note:
    with Vault.open(home / "data" / "vault", PASSPHRASE) as vault:
        (note,) = vault.notes.list()
        return vault.notes.get(note.id)


def plain(text: str) -> list[str]:
    return text.lower().replace(".", "").split()


def errors(note: Note) -> int:
    """How many of the words that she said are not among those that were heard in their place."""
    heard = [plain(one.text) for one in note.transcript if not one.command]
    wanted = [plain(line) for line in SAID]
    assert len(heard) == len(wanted)
    return sum(word not in found for words, found in zip(wanted, heard, strict=True) for word in words)


def test_the_words_get_better_the_commands_stay_and_so_does_what_was_heard_first(home: Path) -> None:
    before = dictated(home)
    assert before.state is NoteState.REVIEW
    assert errors(before) > 3, "PocketSphinx is as it always was"
    result = run(before.id, "--model", "whisper-demo")
    assert result.exit_code == 0, result.exception
    assert "Heard 3 of 3 utterances again with whisper demo: 3 changed." in result.stdout
    assert f"Wrote version {kept(home).version} of {before.id}." in result.stdout
    note = kept(home)
    assert errors(note) == 0
    assert [plain(note.sections[name]) for name in ("subjective", "plan")] == [
        plain(" ".join(SAID[:2])),
        plain(SAID[2]),
    ]
    assert note.state is NoteState.REVIEW
    assert [(one.seq, one.command, one.start, one.end, one.capture) for one in note.transcript] == [
        (one.seq, one.command, one.start, one.end, one.capture) for one in before.transcript
    ]
    assert [one for one in note.transcript if one.command] == [one for one in before.transcript if one.command]
    with Vault.open(home / "data" / "vault", PASSPHRASE) as vault:
        assert vault.notes.first_heard(note.id) == before.transcript, "byte for byte"
        assert vault.notes.get(note.id, before.version).sections == before.sections
        vault.verify()
    shown = json.loads(run(before.id, "--model", str(demo_path()), "--json").stdout)
    assert shown["reply"] == "Heard 3 of 3 utterances again with whisper demo: none changed. The note stays as it is."
    assert kept(home) == note, "and it heard as surely as before"


def test_the_words_that_she_spelt_since_and_the_sections_of_its_format_are_listened_for(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = dictated(home, (LINES[0], SAID[0], "end note"))
    with Vault.open(home / "data" / "vault", PASSPHRASE) as vault:
        vault.lexicon.add("sertraline")
    taught: list[Phrasebook] = []
    monkeypatch.setattr(SharedTranscriber, "learn", lambda _, phrases: taught.append(phrases))
    assert run(before.id, "--model", "whisper-demo").exit_code == 0
    assert ["sertraline" in phrases.hotwords for phrases in taught] == [True]
    assert "subjective" in taught[-1].dictation
    assert "response" not in taught[-1].dictation, "which is no section of this note"


KILLED = """
import os, signal, sys
from assistant.cli import main
from assistant.store.notes import VaultNotes
real = VaultNotes.hear_again
left = int(sys.argv[2])
def hear_again(*given):
    global left
    real(*given)
    left -= 1
    if not left:
        os.kill(os.getpid(), signal.SIGKILL)
VaultNotes.hear_again = hear_again
sys.argv = ["assistant", "notes", "retranscribe", sys.argv[1], "--model", "whisper-demo"]
main()
"""
"""Killed for good the moment that so many utterances are kept."""


@pytest.mark.long
def test_killed_at_any_place_it_has_lost_nothing_and_the_next_time_finishes_it(home: Path) -> None:
    before = dictated(home)
    for count in range(1, len(SAID) + 1):
        command = [sys.executable, "-c", KILLED, before.id, str(count)]
        done = subprocess.run(command, capture_output=True, cwd=ROOT, check=False)
        assert done.returncode == -signal.SIGKILL, done.stderr
        note = kept(home)
        assert (note.sections, note.version, note.state) == (before.sections, before.version, NoteState.REVIEW)
        with Vault.open(home / "data" / "vault", PASSPHRASE) as vault:
            assert vault.notes.first_heard(note.id) == before.transcript
            vault.verify()
    assert errors(note) == 0, "all is heard, and nothing is written yet"
    result = run(before.id, "--model", "whisper-demo")
    assert "3 utterances again with whisper demo: none changed." in result.stdout
    assert kept(home).version > before.version
    assert plain(kept(home).sections["plan"]) == plain(SAID[2])


def test_without_the_model_that_is_asked_for_nothing_is_heard_by_a_worse_one(home: Path) -> None:
    before = dictated(home, (*LINES[:2], "end note"))
    for words, error in (
        ((), ModelMissing),  # neither named nor installed: never PocketSphinx instead
        (("--model", "large-v3"), ModelMissing),
        (("--model", str(home / "nowhere")), ModelMissing),
        (("--model", "../../models"), ModelMissing),
        (("--engine", "grandmother"), ConfigurationError),
        (("--engine", "sphinx"), None),
    ):
        result = run(before.id, *words)
        assert (type(result.exception) if error else result.exception) == error, (words, result.output)
    after = kept(home)
    assert replace(after, transcript=()) == replace(before, transcript=()), "PocketSphinx hears what it heard"
    assert [one.text for one in after.transcript] == [one.text for one in before.transcript]
    assert isinstance(refusal("note-00000000", "--model", "whisper-demo"), NotFound)


def test_a_dictation_that_was_cut_off_is_heard_again_where_no_house_may_be_taking_it(home: Path) -> None:
    before = dictated(home, LINES[:-1], lost=True)
    assert before.state is NoteState.DICTATING
    with Vault.open(home / "data" / "vault", PASSPHRASE, Seat.HOUSE):
        assert isinstance(refusal(before.id, "--model", "whisper-demo"), Locked)
    result = run(before.id, "--model", "whisper-demo")
    assert result.exit_code == 0, result.exception
    assert "Its dictation is not finished yet." in result.stdout
    note = kept(home)
    assert note.state is NoteState.DICTATING
    heard = [plain(one.text) for one in note.transcript if not one.command]
    assert heard == [plain(line) for line in SAID[: len(heard)]]


def test_a_note_whose_sound_has_had_its_time_is_refused_and_stays(home: Path, tmp_path: Path) -> None:
    before = dictated(home, (*LINES[:2], "end note"))
    with Vault.open(home / "data" / "vault", PASSPHRASE) as vault:
        destroy_old_sound(vault, Backups(vault, Plan(tmp_path / "backups", ours=True)), NOW.replace(year=2027), 30)
    assert isinstance(refusal(before.id, "--model", "whisper-demo"), NotFound)
    assert kept(home) == before
