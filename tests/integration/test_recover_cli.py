"""`assistant notes recover`: what it lists, what it refuses, and that a refusal changes nothing."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from assistant.events import FRAME, AudioFrame
from assistant.records import NoteState
from assistant.store.capture import SealedTape, VaultCaptures
from assistant.store.seats import Seat
from assistant.store.vault import Vault
from tests.houses import PASSPHRASE, Home

NOW = datetime(2026, 11, 3, 20, 2, tzinfo=UTC)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path)
    with Vault.open(made.vault, PASSPHRASE) as vault:
        vault.roster.add(initials="MK", name="Mira Kern")
    return made


def record(tape: SealedTape | VaultCaptures, note_id: str, seconds: float = 3.2, *, at: datetime = NOW) -> str:
    async def made() -> str:
        recording = tape.begin(note_id, at)
        for number in range(round(seconds * 16_000) // FRAME):
            await recording.write(AudioFrame(np.zeros(FRAME, np.int16), number * FRAME))
        await recording.close()
        return recording.id

    return asyncio.run(made())


def test_nothing_was_cut_off(home: Home) -> None:
    assert home.type("notes", "recover", known=True).stdout == "Nothing was cut off.\n"
    assert json.loads(home.type("notes", "recover", "--json", known=True).stdout) == []


def test_notes_and_recordings_are_listed_oldest_first_those_made_while_sealed_too(home: Home) -> None:
    with Vault.open(home.vault, PASSPHRASE) as vault:
        note = vault.notes.begin(vault.roster.by_initials("MK"), NOW)
        record(vault.captures, note.id)
        alone = record(vault.tape, "", 6.4, at=NOW - timedelta(hours=3))
        broken = record(vault.captures, "", at=NOW + timedelta(hours=1))
        vault.captures.path(broken).write_bytes(b"nothing of ours")
    done = home.type("notes", "recover", "--json", known=True)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == [
        {"id": alone, "kind": "recording", "client": None, "created": "2026-11-03T17:02:00+00:00", "seconds": 6.4},
        {"id": note.id, "kind": "note", "client": "MK", "created": "2026-11-03T20:02:00+00:00", "seconds": 3.2},
        {"id": broken, "kind": "recording", "client": None, "created": "2026-11-03T21:02:00+00:00", "seconds": None},
    ]
    told = home.type("notes", "recover", known=True).stdout
    assert all(word in told for word in (alone, note.id, "recording", "MK", "6 s", "damaged"))


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (("note-00000000",), 69, "No dictation of that name was cut off; nothing was changed."),
        (("RECORDING",), 2, "Say which client that recording is for; nothing was changed."),
        (("RECORDING", "--client", "QQ"), 69, "I have no client with those initials."),
        (("NOTE", "--client", "JD"), 2, "That note is about another client; nothing was changed."),
        (("--client", "JD"), 2, "Say which recording that client's is."),
        (("BROKEN", "--client", "JD"), 74, "The vault's recording is damaged; I have changed nothing."),
        (("FILED",), 69, "No dictation of that name was cut off; nothing was changed."),
    ],
)
def test_what_cannot_be_recovered_is_refused_in_one_sentence(
    home: Home, arguments: tuple[str, ...], code: int, sentence: str
) -> None:
    with Vault.open(home.vault, PASSPHRASE) as vault:
        client = vault.roster.by_initials("MK")
        note, filed = vault.notes.begin(client, NOW), vault.notes.begin(client, NOW)
        vault.notes.file(filed.id)
        names = {"NOTE": note.id, "FILED": filed.id, "RECORDING": record(vault.captures, "")}
        names["BROKEN"] = record(vault.captures, "")
        vault.captures.path(names["BROKEN"]).write_bytes(b"nothing of ours")
    done = home.type("notes", "recover", *(names.get(each, each) for each in arguments), known=True)
    assert done.returncode == code, done.stderr
    assert sentence in done.stderr
    with Vault.open(home.vault, PASSPHRASE) as vault:
        assert len(vault.notes.list()) == 2
        assert len(vault.captures.waiting()) == 2
        assert vault.notes.get(note.id).state is NoteState.DICTATING


def test_a_recording_in_which_nobody_spoke_becomes_no_note_in_the_queue(home: Home) -> None:
    with Vault.open(home.vault, PASSPHRASE) as vault:
        alone = record(vault.tape, "")
    done = home.type("notes", "recover", alone, "--client", "j d", known=True)
    assert (done.returncode, done.stdout) == (0, "Nothing was dictated, so I put the empty note away.\n"), done.stderr
    assert json.loads(home.type("notes", "recover", "--json", known=True).stdout) == []


def test_a_recording_without_a_note_can_be_destroyed_even_a_damaged_one_and_one_of_a_note_cannot(home: Home) -> None:
    with Vault.open(home.vault, PASSPHRASE) as vault:
        note = vault.notes.begin(vault.roster.by_initials("MK"), NOW)
        kept = record(vault.captures, note.id)
        alone, broken = record(vault.captures, ""), record(vault.captures, "")
        vault.captures.path(broken).write_bytes(b"nothing of ours")
        paths = {name: vault.captures.path(name) for name in (kept, alone, broken)}
    for name in (alone, broken):
        assert home.type("notes", "purge", name, known=True).returncode == 2, "it asks first"
        done = home.type("notes", "purge", name, "--yes", known=True)
        assert done.returncode == 0, done.stderr
        assert not paths[name].exists()
    refused = home.type("notes", "purge", kept, "--yes", known=True)
    assert (refused.returncode, paths[kept].exists()) == (77, True)
    assert home.type("notes", "purge", "capture-0", "--yes", known=True).returncode == 69
    listed = json.loads(home.type("notes", "recover", "--json", known=True).stdout)
    assert [each["id"] for each in listed] == [note.id]


def test_beside_a_house_that_runs_they_are_listed_and_not_touched(home: Home) -> None:
    with Vault.open(home.vault, PASSPHRASE, Seat.HOUSE) as vault:
        note = vault.notes.begin(vault.roster.by_initials("MK"), NOW)
        record(vault.tape, "")
        listed = json.loads(home.type("notes", "recover", "--json", known=True).stdout)
        assert [each["id"] for each in listed] == [note.id]
        refused = home.type("notes", "recover", note.id, known=True)
        assert refused.returncode == 77
        assert vault.notes.get(note.id).state is NoteState.DICTATING
