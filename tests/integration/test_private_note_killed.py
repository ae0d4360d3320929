"""A private note that is killed while it is dictated: its words are in the drawer as far as they came, and nowhere else."""

import asyncio
import json
import multiprocessing
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from assistant.app import open_mind
from assistant.conversation.clock import WallClock
from assistant.events import FRAME, SAMPLE_RATE, SpeechLevel
from assistant.store import keys
from assistant.store.items import Items
from assistant.store.parts import PROCESS, VAULT
from assistant.store.process_notes import ProcessNotes
from assistant.store.vault import Vault
from tests.evenings import joined, needs_voice, spoken
from tests.killing import PASSPHRASE, PRESSED, Run, Script, dictate, places, settings

ROOT = Path(__file__).parents[2]
OPEN = "client reports poor sleep this week"
"""Said into the note."""
PRIVATE = ("client had two panic attacks this week", "homework is to practice deep breathing two times a day")
"""Said into the private note, over and over."""
PATIENCE_S = 120.0

pytestmark = needs_voice


@pytest.fixture
def run(tmp_path: Path) -> Run:
    home = tmp_path / "home"
    with Vault.create(places(home).vault, PASSPHRASE, cost=keys.Cost(1, 8192)) as vault:
        vault.roster.add(initials="JD", name="Jordan Dale")
    begin = joined(PRESSED / SAMPLE_RATE + 0.4, spoken("start a soap note for J D"), 2.0, spoken(OPEN), 1.5)
    begin = joined(begin, spoken("private note"), 2.0)
    again = joined(*(part for line in PRIVATE for part in (spoken(line), 1.2)))
    whole = [np.pad(clip.samples, (0, -len(clip.samples) % FRAME)) for clip in (begin, again)]
    Script(*whole).save(tmp_path / "script.npz")
    return Run(home, tmp_path / "script.npz", tmp_path / "mark")


@pytest.fixture
def vault(run: Run) -> Iterator[Vault]:
    """Its vault, seen from beside it."""
    with Vault.open(places(run.home).vault, PASSPHRASE) as vault:
        yield vault


def thoughts(vault: Vault) -> list[str]:
    """What the one private note says so far."""
    with ProcessNotes(vault.files, vault.key(PROCESS.purpose), vault.audit) as notes:
        return [line for head in notes.list() for line in notes.get(head.id).text.splitlines()]


def words_in_the_vault(vault: Vault) -> str:
    """Every word in it, opened."""
    items = Items(vault._database)
    rows = [row for each in VAULT.sealed if each.table != "signed_notes"
            for row in vault._database.rows(f"SELECT {each.owner}, {each.column} FROM {each.table}")]  # fmt: skip
    return "\n".join(items.open(*row) for row in rows).lower()


def killed(run: Run, vault: Vault) -> None:
    """Kill it in the middle of the private note."""
    context = multiprocessing.get_context("spawn")
    process = context.Process(target=dictate, args=(run,), daemon=True)
    process.start()
    try:
        deadline = time.monotonic() + PATIENCE_S
        while len(thoughts(vault)) < 3:
            assert process.is_alive()
            assert time.monotonic() < deadline, "no private note was heard"
            time.sleep(0.05)
    finally:
        process.kill()
        process.join()


def assistant(run: Run, secret: Path, *arguments: str) -> str:
    """What the command says."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ASSISTANT_")}
    told = {"ASSISTANT_HOME": str(run.home), "ASSISTANT_PASSPHRASE_FILE": str(secret), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-m", "assistant", *arguments],
        env={**kept, **told}, capture_output=True, text=True, check=True, timeout=PATIENCE_S,
    )  # fmt: skip
    return done.stdout


def test_its_words_are_shown_as_far_as_they_came_and_are_nowhere_else(run: Run, vault: Vault, tmp_path: Path) -> None:
    killed(run, vault)
    said = [line.lower().strip(" .") for line in thoughts(vault)]
    assert said == [PRIVATE[at % 2] for at in range(len(said))]
    vault.verify()
    kept = words_in_the_vault(vault)
    assert "poor sleep" in kept, "the look would notice"
    assert not [line for line in PRIVATE if line in kept]
    assert vault.search.find("panic") == []
    secret = tmp_path / "passphrase"
    secret.write_text(PASSPHRASE)
    secret.chmod(0o600)
    (run.home / "config").mkdir()
    (run.home / "config" / "assistant.toml").write_text('[stt]\nengine = "whisper"\nmodel = "whisper-demo"\n')
    (listed,) = json.loads(assistant(run, secret, "process", "list", "--json"))
    assert listed["finished"] is False
    assert "panic attacks" in assistant(run, secret, "process", "show", listed["id"]).lower()
    (cut_off,) = json.loads(assistant(run, secret, "notes", "recover", "--json"))
    assistant(run, secret, "notes", "recover", cut_off["id"], "--json")
    recovered = assistant(run, secret, "notes", "export", cut_off["id"], "--transcript").lower()
    recovered += words_in_the_vault(vault)
    assert "poor sleep" in recovered
    assert not [word for word in ("panic", "breathing") if word in recovered]


def test_the_house_that_begins_again_says_nothing_of_it(run: Run, vault: Vault) -> None:
    killed(run, vault)
    mind = open_mind(settings(), places(run.home), vault, WallClock(ZoneInfo("America/Chicago")))
    for skill in mind.skills.values():
        reply = asyncio.run(skill.at_start())
        said = " ".join(reply.at(level) for level in SpeechLevel).lower() if reply else ""
        assert not [word for word in ("panic", "breathing", "private", "process") if word in said]
