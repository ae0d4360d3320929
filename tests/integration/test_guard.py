"""What the process takes on before it does anything."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.environment import NAMES

ROOT = Path(__file__).parents[2]
GUARDED = """
import ctypes, os, resource
from assistant.cli.guard import guard_process
guard_process()
print(resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3, 0, 0, 0, 0), oct(os.umask(0)))
"""


def program(*words: str, **variables: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "assistant", *words],
        env={**os.environ, "PYTHONPATH": str(ROOT), **variables},
        capture_output=True,
        text=True,
        check=False,
    )


def test_no_core_is_dumped_no_memory_read_and_no_file_is_for_others() -> None:
    done = subprocess.run([sys.executable, "-c", GUARDED], env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=True)  # fmt: skip
    assert done.stdout == "(0, 0) 0 0o77\n"


@pytest.mark.parametrize("name", NAMES)
def test_every_verb_refuses_a_library_that_is_told_to_talk(name: str, tmp_path: Path) -> None:
    verb = {"SSLKEYLOGFILE": ("notes", "list"), "ANTHROPIC_LOG": ("run",)}.get(name, ("route", "what time is it"))
    done = program(*verb, ASSISTANT_HOME=str(tmp_path), **{name: str(tmp_path / "written")})
    assert (done.returncode, done.stdout) == (78, "")
    assert done.stderr.splitlines()[1] == f"  unset {name}"
    assert list(tmp_path.iterdir()) == []


def test_doctor_and_the_version_still_work_and_doctor_says_it(tmp_path: Path) -> None:
    done = program("doctor", "--json", ASSISTANT_HOME=str(tmp_path), ANTHROPIC_LOG="debug")
    assert "unset ANTHROPIC_LOG" in done.stdout
    assert program("--version", ANTHROPIC_LOG="debug").returncode == 0
