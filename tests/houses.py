"""A house that runs: the program itself, in a home of its own, between recordings, and a terminal beside it."""

import json
import os
import pty
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from assistant.control import Ask, Request, Standing, ask
from assistant.store import keys
from assistant.store.vault import Vault

ROOT = Path(__file__).parents[1]
PASSPHRASE = "correct horse battery"


@dataclass
class Home:
    """A home with a vault, one client, and a configuration that hears synthetic voices."""

    folder: Path
    started: list["subprocess.Popen[bytes]"] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.passphrase.write_text(PASSPHRASE + "\n")
        self.passphrase.chmod(0o600)
        (self.path / "config").mkdir(parents=True)
        (self.path / "config" / "assistant.toml").write_text('[stt]\nengine = "whisper"\nmodel = "whisper-demo"\n')
        with Vault.create(self.vault, PASSPHRASE, cost=keys.INTERACTIVE) as vault:
            vault.roster.add(initials="JD", name="Jordan Dale")

    @property
    def path(self) -> Path:
        """What ``ASSISTANT_HOME`` names."""
        return self.folder / "house"

    @property
    def vault(self) -> Path:
        """The vault's folder."""
        return self.path / "data" / "vault"

    @property
    def state(self) -> Path:
        """The folder of the control socket."""
        return self.path / "state"

    @property
    def passphrase(self) -> Path:
        """A file that holds it."""
        return self.folder / "passphrase"

    def environment(self, base: dict[str, str] | None = None, **more: str) -> dict[str, str]:
        """For a process of this home."""
        kept = {name: value for name, value in (base or dict(os.environ)).items() if not name.startswith("ASSISTANT_")}
        return {**kept, "ASSISTANT_HOME": str(self.path), "PYTHONPATH": str(ROOT), **more}

    def silence(self, seconds: int = 900) -> Path:
        """A long recording of nothing: with ``--realtime``, a house that goes on listening."""
        file = self.folder / "silence.wav"
        soundfile.write(file, np.zeros(seconds * 16_000, np.int16), 16_000)
        return file

    def run(
        self, *arguments: str, typed: str | None = None, base: dict[str, str] | None = None, **more: str
    ) -> "House":
        """`assistant run`, ready when it answers its terminal; `typed`: at a real one, where it asks for it."""
        house = House(self, arguments, self.environment(base, **more), asked=typed is not None)
        self.started.append(house.process)
        if typed is not None:
            house.until(lambda: "Passphrase" in house.output, "it did not ask for the passphrase")
            house.type(typed + "\n")
        house.until(lambda: self.standing() is not None, "it did not answer its terminal")
        return house

    def standing(self) -> Standing | None:
        """How the running house stands."""
        return ask(self.state, Request(Ask.STATUS))

    def type(
        self, *arguments: str, known: bool = False, base: dict[str, str] | None = None, **more: str
    ) -> "subprocess.CompletedProcess[str]":
        """A verb at the terminal; `known`: with the passphrase's file at hand."""
        if known:
            more["ASSISTANT_PASSPHRASE_FILE"] = str(self.passphrase)
        return subprocess.run(
            [sys.executable, "-m", "assistant", *arguments],
            env=self.environment(base, **more),
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            timeout=120,
            check=False,
        )


class House:
    """A running one."""

    def __init__(self, home: Home, arguments: Sequence[str], environment: dict[str, str], *, asked: bool) -> None:
        self.home = home
        self._trace = home.folder / f"trace-{len(home.started)}.jsonl"
        self._said = home.folder / f"said-{len(home.started)}.txt"
        command = [sys.executable, "-m", "assistant", "run", *arguments]
        self._keyboard, terminal = pty.openpty() if asked else (-1, subprocess.DEVNULL)
        with self._said.open("wb") as out:
            self.process = subprocess.Popen(
                [*command, "--trace", str(self._trace), "--trace-words"],
                env=environment,
                stdin=terminal,
                stdout=out,
                stderr=out,
                start_new_session=True,  # so that it asks there and not at the terminal of the tests
            )
        if asked:
            os.close(terminal)

    def type(self, text: str) -> None:
        """At its own terminal."""
        os.write(self._keyboard, text.encode())

    @property
    def output(self) -> str:
        """What it wrote to the terminal."""
        return self._said.read_text()

    def events(self, name: str) -> list[dict[str, Any]]:
        """What happened so far."""
        lines = self._trace.read_text().splitlines(keepends=True) if self._trace.exists() else []
        whole = [json.loads(line) for line in lines if line.endswith("\n")]
        return [event for event in whole if event["event"] == name]

    @property
    def replies(self) -> list[str]:
        """What it said aloud so far."""
        return [event["text"] for event in self.events("reply")]

    def until(self, condition: Callable[[], bool], otherwise: str) -> None:
        """Wait for something that will happen while it runs."""
        deadline = time.monotonic() + 120
        while not condition():
            if self.process.poll() is not None or time.monotonic() > deadline:
                pytest.fail(f"{otherwise}: {self.process.returncode}, {self.output}")
            time.sleep(0.1)

    def until_said(self, beginning: str) -> None:
        """Wait until it has said a sentence that begins so."""
        self.until(lambda: any(text.startswith(beginning) for text in self.replies), f"it never said “{beginning}”")

    def end(self, how: signal.Signals = signal.SIGTERM) -> int:
        """End it, and give its exit code."""
        self.process.send_signal(how)
        return self.process.wait(60)
