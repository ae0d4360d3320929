"""The program in a test: `assistant` as a process of its own, with every folder it could write to in the test's."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from assistant.records import Client
from assistant.store.keys import INTERACTIVE
from assistant.store.vault import Vault

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Run:
    """One run of a verb."""

    words: tuple[str, ...]
    stdout: str
    stderr: str


class Program:
    """`assistant`, in a home of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.home = folder / "house"
        self.passphrase = folder / "passphrase"
        self.passphrase.write_text("correct horse battery\n")
        self.passphrase.chmod(0o600)
        self.temporary = folder / "tmp"
        self.temporary.mkdir()
        (folder / "home").mkdir()
        self.variables: dict[str, str] = {}
        """More of the environment."""
        self.runs: list[Run] = []
        """Everything that was run, with what it wrote."""

    def environment(self, passphrase: Path | None = None) -> dict[str, str]:
        """What a run is given: no folder of the machine's is left to write to."""
        folders = ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")
        return {
            **{name: value for name, value in os.environ.items() if name not in {*folders, "CI"}},
            "ASSISTANT_HOME": str(self.home),
            "ASSISTANT_PASSPHRASE_FILE": str(passphrase or self.passphrase),
            "HOME": str(self.folder / "home"),
            "TMPDIR": str(self.temporary),
            "PYTHONPATH": str(ROOT),
            **self.variables,
        }

    def run(
        self, *words: str, said: str = "", code: int | None = 0, passphrase: Path | None = None
    ) -> "subprocess.CompletedProcess[str]":
        """Run a verb and hold it to its exit code (None: any but a bug's); no failure may show a traceback."""
        done = subprocess.run(
            [sys.executable, "-m", "assistant", *words],
            env=self.environment(passphrase),
            input=said,
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )
        self.runs.append(Run(words, done.stdout, done.stderr))
        assert done.returncode in ({0, 2, 69, 74, 75, 77, 78} if code is None else {code}), done.stderr
        assert "Traceback" not in done.stderr
        if done.returncode not in {0, 2}:
            assert done.stderr.strip(), "a failure says why"
        return done

    def furnish(self, *clients: Client) -> None:
        """A vault that opens fast, with these clients."""
        with Vault.create(self.home / "data" / "vault", self.passphrase.read_text().strip(), cost=INTERACTIVE) as vault:
            for one in clients:
                vault.roster.add(one.initials, one.name, aliases=one.aliases, kin=one.kin, places=one.places)

    def configure(self, text: str) -> None:
        """Write the configuration."""
        file = self.home / "config" / "assistant.toml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
