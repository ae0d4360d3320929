"""The running house: sealed until somebody opens it from a terminal, and never two of them."""

import json
import signal
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from assistant.audio.wavfile import write_clip
from assistant.control import NAME
from assistant.store.vault import Vault
from tests.evenings import joined, needs_voice, spoken
from tests.houses import PASSPHRASE, Home
from tests.pulse import virtual_devices

CLOSED = "The vault is closed, and nobody is here to give the passphrase."
BEGIN, SLEEP = "hey jarvis, start a soap note for J D", "client reports poor sleep this week"


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    made = Home(tmp_path)
    yield made
    for process in made.started:
        process.kill()
        process.wait(30)


def doctor(home: Home) -> dict[str, tuple[str, str]]:
    """What `doctor` finds: what it looked at → verdict and text."""
    return {one["what"]: (one["verdict"], one["text"]) for one in json.loads(home.type("doctor", "--json").stdout)}


def test_a_house_without_a_passphrase_listens_sealed_and_is_opened_and_sealed_from_a_terminal(home: Home) -> None:
    house = home.run("--audio-in", str(home.silence()), "--realtime")
    assert "The vault is sealed; I listen all the same. To open it: assistant vault open" in house.output
    assert "running, the vault is sealed" in home.type("vault", "status").stdout
    assert doctor(home)["house"] == ("note", "running, its vault is sealed")

    wrong = home.folder / "wrong"
    wrong.write_text("wrong horse battery")
    refused = home.type("vault", "open", ASSISTANT_PASSPHRASE_FILE=str(wrong))
    assert (refused.returncode, refused.stdout) == (77, "")
    assert "does not open the vault" in refused.stderr
    nobody = home.type("vault", "open")
    assert nobody.returncode == 77
    closed = home.type("room", "unlock")
    assert (closed.returncode, closed.stderr.splitlines()[0]) == (77, "The vault is sealed; open it and ask me again.")

    opened = home.type("vault", "open", known=True)
    assert (opened.returncode, opened.stdout) == (0, "The vault is open.\n")
    house.until_said("The vault is open.")
    assert home.type("vault", "open").stdout == "The vault is open already.\n"
    assert "running, the vault is open" in home.type("vault", "status").stdout
    assert "unlocked" in home.type("room", "unlock").stdout
    standing = home.standing()
    assert standing is not None
    assert (standing.open, standing.level) == (True, "full")

    sealed = home.type("vault", "lock")
    assert (sealed.returncode, sealed.stdout) == (0, "The vault is sealed.\n")
    house.until_said("The vault is sealed.")
    standing = home.standing()
    assert standing is not None
    assert (standing.open, standing.level) == (False, "public")
    assert home.type("vault", "lock").returncode == 0

    assert house.end() == 0
    assert not (home.state / NAME).exists()
    for file in home.folder.rglob("*"):
        if file.is_file() and file not in {home.passphrase, wrong}:
            assert b"horse battery" not in file.read_bytes(), file.name


@pytest.mark.parametrize(("typed", "is_open"), [(PASSPHRASE, True), ("", False)])
def test_at_a_terminal_it_asks_and_enter_means_sealed(home: Home, typed: str, is_open: bool) -> None:
    house = home.run("--audio-in", str(home.silence()), "--realtime", typed=typed)
    standing = home.standing()
    assert standing is not None
    assert standing.open is is_open
    assert ("The vault is sealed" in house.output) is not is_open
    assert "horse" not in house.output
    assert house.end() == 0


def test_a_second_house_is_refused_and_touches_nothing(home: Home) -> None:
    house = home.run("--audio-in", str(home.silence()), "--realtime", ASSISTANT_PASSPHRASE_FILE=str(home.passphrase))
    standing = home.standing()
    assert standing is not None
    assert standing.open
    trace, out = home.folder / "second.jsonl", home.folder / "second.wav"
    second = home.type(
        "run", "--audio-in", str(home.silence()), "--trace", str(trace), "--audio-out", str(out), known=True
    )
    assert (second.returncode, second.stderr.splitlines()[0]) == (77, "I am running already; nothing was changed.")
    assert not trace.exists()
    assert not out.exists()
    assert home.standing() == standing
    assert home.type("notes", "list", known=True).returncode == 0, "a short verb works beside it"
    assert house.end(signal.SIGINT) == 0


def test_a_killed_house_leaves_nothing_in_the_way_of_the_next_which_opens_with_its_credential(home: Home) -> None:
    first = home.run("--audio-in", str(home.silence()), "--realtime")
    assert first.end(signal.SIGKILL) == -signal.SIGKILL
    assert (home.state / NAME).is_socket()
    assert home.type("room", "status").returncode == 69
    credentials = home.folder / "credentials"
    credentials.mkdir()
    (credentials / "passphrase").write_text(PASSPHRASE)
    second = home.run("--audio-in", str(home.silence()), "--realtime", CREDENTIALS_DIRECTORY=str(credentials))
    standing = home.standing()
    assert standing is not None
    assert standing.open
    assert second.end() == 0


def test_where_nothing_runs_the_terminal_says_so(home: Home) -> None:
    opened = home.type("vault", "open", known=True)
    assert opened.returncode == 69
    assert opened.stderr.startswith("It opens the vault, but nothing is running")
    wrong = home.folder / "wrong"
    wrong.write_text("wrong horse battery")
    assert home.type("vault", "open", ASSISTANT_PASSPHRASE_FILE=str(wrong)).returncode == 77
    sealed = home.type("vault", "lock")
    assert (sealed.returncode, sealed.stdout) == (0, "Nothing is running; the vault is sealed already.\n")
    for verb in ("lock", "unlock", "status"):
        assert home.type("room", verb).returncode == 69
    assert "not running" in home.type("vault", "status").stdout
    assert json.loads(home.type("vault", "status", "--json").stdout)["open"] is False
    findings = doctor(home)
    assert findings["house"] == ("note", "not running")
    assert findings["passphrase"][1].startswith("asked for at a terminal; a service listens with the vault sealed")


def test_a_briefing_of_a_sealed_vault_is_refused_and_one_beside_the_open_house_is_not(home: Home) -> None:
    out = home.folder / "briefing.wav"
    refused = home.type("briefing", "--out", str(out))
    assert refused.returncode == 77
    assert not out.exists()
    home.run("--audio-in", str(home.silence()), "--realtime", ASSISTANT_PASSPHRASE_FILE=str(home.passphrase))
    assert home.type("briefing", "--out", str(out), known=True).returncode == 0


@pytest.mark.long
@needs_voice
def test_a_dictation_is_put_away_when_the_vault_is_sealed_and_offered_when_it_is_opened(home: Home) -> None:
    write_clip(home.folder / "said.wav", joined(spoken(BEGIN), 6.0, spoken(SLEEP), 300.0))
    house = home.run(
        "--audio-in", str(home.folder / "said.wav"), "--realtime", ASSISTANT_PASSPHRASE_FILE=str(home.passphrase)
    )
    house.until(lambda: bool(house.events("segment")), "it heard no dictation")
    assert home.type("vault", "lock").returncode == 0
    with Vault.open(home.vault, PASSPHRASE) as vault:
        (listed,) = vault.notes.list()
        note = vault.notes.get(listed.id)
        assert (note.state, [one.text for one in note.transcript]) == ("dictating", [SLEEP])
        (capture,) = vault.captures.of(note.id)
        assert vault.captures.check(capture.id), "its recording was ended"
    house.until_said("The vault is sealed.")
    assert home.type("vault", "open", known=True).returncode == 0
    house.until_said("You have an unfinished note")
    assert house.end() == 0


@pytest.mark.long
@needs_voice
def test_a_dictation_to_a_sealed_house_is_kept_as_sound_and_offered_as_soon_as_the_vault_is_open(home: Home) -> None:
    said = joined(spoken(BEGIN), 6.0, spoken(SLEEP), 300.0)
    write_clip(home.folder / "said.wav", said)
    house = home.run("--audio-in", str(home.folder / "said.wav"), "--realtime")
    house.until(lambda: bool(house.events("segment")), "it heard no dictation")
    opened = home.type("vault", "open", known=True)
    assert (opened.returncode, opened.stdout) == (0, "The vault is open, for the turn after this one.\n")
    (file,) = home.vault.glob("*/captures/capture-*")
    sound = said.samples.tobytes()
    loud = [sound[at : at + 64] for at in range(0, len(sound), 64) if len(set(sound[at : at + 64])) > 40]
    assert len(loud) > 1000
    raw = b"".join(one.read_bytes() for one in home.path.rglob("*") if one.is_file())
    assert file.stat().st_size > 100_000
    assert not [piece for piece in loud[::20] if piece in raw]
    assert home.type("vault", "lock").returncode == 0, "it was to open after the dictation"
    assert house.end() == 0
    again = home.run("--audio-in", str(home.silence()), "--realtime")
    assert home.type("vault", "open", known=True).returncode == 0
    again.until_said("You have an unfinished")
    assert again.end() == 0


@pytest.mark.long
@needs_voice
def test_between_a_microphone_and_a_loudspeaker_it_answers_what_it_may(home: Home) -> None:
    waiting = joined(0.5, spoken("hey jarvis, how many notes are waiting"), 1.5)
    with virtual_devices(home.folder / "devices") as devices:
        with devices.recording() as told:
            refused = home.type("briefing", base=devices.environment)
        assert np.abs(told.samples).max() > 1000
        assert (refused.returncode, refused.stderr.splitlines()[0]) == (77, CLOSED)
        house = home.run(base=devices.environment)
        devices.wait_for_stream("source-outputs")
        devices.say(waiting.samples)
        house.until_said("The vault is sealed; open it and ask me again.")
        with devices.recording() as heard:
            assert home.type("vault", "open", known=True).returncode == 0
            house.until_said("The vault is open.")
            house.until(lambda: len(house.events("playback_end")) == 2, "it did not end its sentence")
        assert np.abs(heard.samples).max() > 1000
        devices.say(waiting.samples)
        house.until_said("No note is waiting.")
        assert home.type("vault", "lock").returncode == 0
        house.until_said("The vault is sealed.")
        house.until(lambda: len(house.events("playback_end")) == 4, "it did not end its sentence")
        devices.say(joined(0.5, spoken("hey jarvis, what time is it"), 1.5).samples)
        house.until_said("It's ")
        assert house.end() == 0
