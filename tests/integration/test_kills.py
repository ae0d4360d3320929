"""Whatever ends a dictation, less than a second of it is lost, the vault is sound, and the dictation is offered."""

import asyncio
import json
import multiprocessing
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from assistant.app import open_mind
from assistant.conversation.clock import WallClock
from assistant.events import FRAME, SAMPLE_RATE
from assistant.records import Form
from assistant.store import keys
from assistant.store.vault import Vault
from skills.soap_notes.draft import Dictation
from tests.evenings import joined, needs_voice, spoken
from tests.killing import PASSPHRASE, PRESSED, Run, Script, dictate, places, settings

ROOT = Path(__file__).parents[2]
LINES = (
    "client reports poor sleep this week",
    "client had two panic attacks this week",
    "scratch that",
    "plan",
    "homework is to practice deep breathing two times a day",
    "undo that",
)
GAP = SAMPLE_RATE
"""Samples of silence after each line."""
LONGEST_S = 2.5
"""After the recording has begun it is killed within this, s of the machine's time."""
PATIENCE_S = 120.0
"""A child that has not begun to dictate by then never will, s."""

pytestmark = needs_voice


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator["House"]:
    before = os.environ.get("OMP_NUM_THREADS")
    os.environ["OMP_NUM_THREADS"] = "1"  # for the server that the children are forked from
    try:
        yield House(tmp_path_factory.mktemp("kills"))
    finally:
        os.environ.pop("OMP_NUM_THREADS") if before is None else os.environ.update(OMP_NUM_THREADS=before)


class House:
    """A home to copy, what is heard in it, and a server that forks children with everything imported."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        begin = joined(PRESSED / SAMPLE_RATE + 0.4, spoken("start a soap note for J D"), 2.0).samples
        lines = [joined(spoken(line)).samples for line in LINES]
        self.lengths = [len(line) for line in lines]
        again = np.concatenate([part for line in lines for part in (line, np.zeros(GAP, np.int16))])
        whole = [np.pad(samples, (0, -len(samples) % FRAME)) for samples in (begin, again)]
        self.script = Script(*whole)
        self.script.save(folder / "script.npz")
        self.home = folder / "home"
        with Vault.create(places(self.home).vault, PASSPHRASE, cost=keys.Cost(1, 8192)) as vault:
            vault.roster.add(initials="JD", name="Jordan Dale")
        (self.home / "config").mkdir()
        (self.home / "config" / "assistant.toml").write_text('[stt]\nengine = "whisper"\nmodel = "whisper-demo"\n')
        (folder / "passphrase").write_text(PASSPHRASE)
        (folder / "passphrase").chmod(0o600)
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(["tests.killing"])

    def run(self, name: str, home: Path | None = None) -> Run:
        """A fresh home."""
        place = home or self.folder / name
        shutil.copytree(self.home, place / "home")
        return Run(place / "home", self.folder / "script.npz", self.folder / f"{name}.mark")

    def begin(self, run: Run) -> ForkServerProcess:
        """A child that dictates; returns when its recording has begun."""
        process = self._context.Process(target=dictate, args=(run,), daemon=True)
        process.start()
        deadline = time.monotonic() + PATIENCE_S
        while not run.given()[1]:
            assert process.is_alive(), "it ended before it began to dictate"
            assert time.monotonic() < deadline, "it did not begin to dictate"
            time.sleep(0.002)
        return process

    def examine(self, run: Run) -> float:
        """What is left: a sound vault, the dictation offered, its sound as it was. Gives how much was lost, s."""
        first, given = run.given()
        with Vault.open(places(run.home).vault, PASSPHRASE) as vault:
            assert vault.captures.adopt() == []
            vault.verify()
            mind = open_mind(settings(), places(run.home), vault, WallClock(ZoneInfo("America/Chicago")))
            (offered,) = mind.house.recovery.unfinished()
            assert offered.note, "it is the note that is offered, not only its sound"
            reply = asyncio.run(mind.skills["soap_notes"].at_start())
            assert reply is not None
            assert reply.public.startswith("You have an unfinished note from ")
            (capture,) = vault.captures.of(offered.note)
            sound = vault.captures.sound(capture.id)
            assert len(sound.runs) <= 1, "there is no gap in it"
            for start, samples in sound.runs:
                assert start == first
                assert np.array_equal(samples, self.script.between(start, start + len(samples)))
            for one in vault.notes.get(offered.note).transcript:
                assert one.capture == capture.id
        return (given - max(sound.end, first)) / SAMPLE_RATE

    def recover(self, run: Run) -> None:
        """`assistant notes recover` hears every line that was recorded to its end, and files the note."""
        kept = self.examine_end(run)
        (listed,) = json.loads(self.assistant(run, "notes", "recover", "--json"))
        told = json.loads(self.assistant(run, "notes", "recover", listed["id"], "--json"))
        whole = self.lines_until(kept)
        assert told["state"] in (["review"] if whole else ["review", "discarded"]), "a note without a word is put away"
        with Vault.open(places(run.home).vault, PASSPHRASE) as vault:
            note = vault.notes.get(listed["id"])
        heard = [one.text.lower().strip(" .") for one in note.transcript]
        assert heard[: len(whole)] == whole
        assert len(heard) <= len(whole) + 1
        form = Form(note.form, tuple(note.sections))
        for name, text in Dictation.replay(note.transcript, form).sections().items():
            assert plain(note.sections[name]) == plain(text), "with every edit"

    def examine_end(self, run: Run) -> int:
        """Where in the stream its sound ends."""
        with Vault.open(places(run.home).vault, PASSPHRASE) as vault:
            (capture,) = vault.captures.all()
            return vault.captures.sound(capture.id).end

    def lines_until(self, end: int) -> list[str]:
        """The lines that were said to their end well before that sample of the stream."""
        said, at = [], len(self.script.begin)
        while True:
            for line, length in zip(LINES, self.lengths, strict=True):
                if at + length + SAMPLE_RATE // 4 > end:
                    return said
                said.append(line)
                at += length + GAP
            at += len(self.script.again) - sum(length + GAP for length in self.lengths)

    def assistant(self, run: Run, *arguments: str) -> str:
        """What the command says."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("ASSISTANT_")}
        secret = self.folder / "passphrase"
        told = {"ASSISTANT_HOME": str(run.home), "ASSISTANT_PASSPHRASE_FILE": str(secret), "PYTHONPATH": str(ROOT)}
        done = subprocess.run(
            [sys.executable, "-m", "assistant", *arguments],
            env={**kept, **told},
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE_S,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


def plain(text: str) -> list[str]:
    """Its words."""
    return text.lower().replace(".", "").split()


def each(count: int, one: Callable[[int], float]) -> Sequence[float]:
    """Two at a time; gives how much each lost, s."""
    with ThreadPoolExecutor(2) as two:
        return list(two.map(one, range(count)))


# ── killed ───────────────────────────────────────────────────────────────────────────────────────────────────


def kill(house: House, number: int, *, recover: bool) -> float:
    """Kill one dictation at a moment that its number decides."""
    run = house.run(f"kill-{number}")
    process = house.begin(run)
    time.sleep(random.Random(number).uniform(0, LONGEST_S))
    os.kill(process.pid or 0, signal.SIGKILL)
    process.join()
    assert process.exitcode == -signal.SIGKILL
    lost = house.examine(run)
    if recover:
        house.recover(run)
    shutil.rmtree(run.home.parent)
    return lost


def test_a_dictation_that_is_killed_loses_less_than_a_second(house: House) -> None:
    assert max(each(5, lambda number: kill(house, 1000 + number, recover=number == 0))) <= 1.0


@pytest.mark.long
def test_two_hundred_kills_lose_less_than_a_second_each(house: House) -> None:
    lost = each(200, lambda number: kill(house, number, recover=number % 20 == 0))
    assert max(lost) <= 1.0


# ── no room on the disk ──────────────────────────────────────────────────────────────────────────────────────


def starve(house: House, run: Run) -> float:
    """Dictate until the disk refuses."""
    process = house.begin(run)
    process.join(PATIENCE_S)
    assert process.exitcode == 74, "it said so once, in its own sentence, and ended"
    return house.examine(run)


def limited(house: House, number: int) -> float:
    """Let no file grow beyond a size that the number decides."""
    largest = max(path.stat().st_size for path in house.home.rglob("*") if path.is_file())
    run = replace(house.run(f"limit-{number}"), largest=largest + random.Random(number).randrange(40_000, 300_000))
    lost = starve(house, run)
    shutil.rmtree(run.home.parent)
    return lost


def test_a_file_that_may_not_grow_ends_the_dictation_and_loses_less_than_a_second(house: House) -> None:
    assert max(each(2, lambda number: limited(house, 1000 + number))) <= 1.0


@pytest.mark.long
def test_twenty_files_that_may_not_grow(house: House) -> None:
    assert max(each(20, lambda number: limited(house, number))) <= 1.0


@pytest.fixture
def small_disks(tmp_path: Path) -> Iterator[Callable[[int], Path]]:
    """Makes small disks, by their number; needs the right to mount."""
    mounted: list[Path] = []

    def make(number: int) -> Path:
        disk = tmp_path / f"disk-{number}"
        disk.mkdir()
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=2m", "none", str(disk)], check=False, capture_output=True
        )
        if done.returncode:
            pytest.skip("this user may not mount a small disk (tmpfs)")
        mounted.append(disk)
        return disk

    try:
        yield make
    finally:
        for disk in mounted:
            subprocess.run(["umount", "-l", str(disk)], check=True)


def fill(house: House, number: int, disk: Path) -> float:
    """Leave as much room as the number decides, and let a dictation take it."""
    run = house.run(f"full-{number}", disk)
    left = os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize
    filler = disk / "filler"
    filler.write_bytes(bytes(left - random.Random(number).randrange(200_000, 500_000)))
    process = house.begin(run)
    process.join(PATIENCE_S)
    assert process.exitcode == 74, "it said so once, in its own sentence, and ended"
    filler.unlink()  # she has made room
    return house.examine(run)


def test_a_full_disk_ends_the_dictation_and_loses_less_than_a_second(
    house: House, small_disks: Callable[[int], Path]
) -> None:
    disks = [small_disks(number) for number in range(2)]
    assert max(each(len(disks), lambda number: fill(house, 1000 + number, disks[number]))) <= 1.0


@pytest.mark.long
def test_twenty_full_disks(house: House, small_disks: Callable[[int], Path]) -> None:
    disks = [small_disks(number) for number in range(20)]
    assert max(each(len(disks), lambda number: fill(house, number, disks[number]))) <= 1.0


# ── the microphone is gone ───────────────────────────────────────────────────────────────────────────────────


def unplug(house: House, number: int, *, recover: bool) -> float:
    """Take the microphone away with a frame that the number decides."""
    frames = len(house.script.begin) // FRAME
    dies_at = random.Random(number).randrange(frames, frames + 600)
    run = replace(house.run(f"lost-{number}"), dies_at=dies_at)
    process = house.begin(run)
    process.join(PATIENCE_S)
    assert process.exitcode == 74
    lost = house.examine(run)
    assert run.given()[1] == dies_at * FRAME
    assert lost == 0, "what was heard before is ended properly"
    if recover:
        house.recover(run)
    shutil.rmtree(run.home.parent)
    return lost


def test_a_microphone_that_goes_away_loses_nothing(house: House) -> None:
    assert max(each(3, lambda number: unplug(house, 1000 + number, recover=number == 0))) == 0


@pytest.mark.long
def test_twenty_microphones_that_go_away(house: House) -> None:
    assert max(each(20, lambda number: unplug(house, number, recover=number % 10 == 0))) == 0
