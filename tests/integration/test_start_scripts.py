"""`./run` and `./test`: they find a Python that works, install only what changed, and ask before they install more."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TOOLS = ("sh", "cat", "cksum", "dirname", "grep", "id", "rm", "env")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with what the scripts read, at a path with a space in it."""
    place = tmp_path / "a home"
    (place / ".ci").mkdir(parents=True)
    for name in ("run", "test", ".ci/setup.sh", "pyproject.toml", "constraints.txt"):
        shutil.copy(ROOT / name, place / name)
    tools = tmp_path / "bin"
    tools.mkdir()
    for tool in TOOLS:
        found = shutil.which(tool)
        assert found is not None
        (tools / tool).symlink_to(found)
    return place


def program(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    path.chmod(0o755)


def sh(place: Path, script: str, *, yes: int = 0) -> subprocess.CompletedProcess[str]:
    """`script` after setup.sh has been sourced, with nothing on the PATH but `TOOLS` and what a test put there."""
    return subprocess.run(
        ["/bin/sh", "-euc", f'root=$PWD; yes={yes}; . "$root/.ci/setup.sh"; {script}'],
        cwd=place,
        env={"PATH": str(place.parent / "bin")},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("script", ["run", "test", ".ci/run", ".ci/setup.sh"])
def test_shellcheck_finds_nothing(script: str) -> None:
    if shutil.which("shellcheck") is None:
        pytest.skip("shellcheck is not installed (Debian: shellcheck)")
    done = subprocess.run(["shellcheck", "-x", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout == ""


def test_a_python_that_only_pretends_or_is_too_old_is_passed_over(place: Path) -> None:
    tools = place.parent / "bin"
    program(tools / "python3.13", "echo 'not this one' >&2; exit 127")
    program(tools / "python3.12", 'echo "3.10 in disguise"; exit 1')
    (tools / "python3").symlink_to(sys.executable)
    assert sh(place, "find_python").stdout.strip() == str(tools / "python3")


def test_without_a_python_it_says_what_to_install(place: Path) -> None:
    done = sh(place, "see_to_python")
    assert done.returncode == 69
    assert "sudo apt-get install python3-venv" in done.stderr


def test_nothing_is_installed_again_until_a_file_changes(place: Path) -> None:
    log = place / "pip.log"
    program(place / ".venv/bin/python", f'case "$*" in *pip\\ install*) echo "$@" >>"{log}" ;; esac; echo Python 3.11')
    (place / ".venv/pyvenv.cfg").write_text(f"command = python3 -m venv {place}/.venv\n", encoding="utf-8")

    def installs() -> int:
        assert sh(place, 'see_to_python ""').returncode == 0
        return len(log.read_text(encoding="utf-8").splitlines())

    assert [installs(), installs()] == [1, 1]
    assert f"-c {place}/constraints.txt -e {place}" in log.read_text(encoding="utf-8")
    with (place / "constraints.txt").open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    assert [installs(), installs()] == [2, 2]
    sh(place, "see_to_python dev")
    assert log.read_text(encoding="utf-8").count("[dev]") == 1
    assert installs() == 3  # the development environment serves ./run as well


def test_an_installation_that_failed_is_begun_again(place: Path) -> None:
    program(place / ".venv/bin/python", 'case "$*" in *pip\\ install*) exit 1 ;; esac; echo Python 3.11')
    (place / ".venv/pyvenv.cfg").write_text(f"command = python3 -m venv {place}/.venv\n", encoding="utf-8")
    for _ in range(2):
        done = sh(place, 'see_to_python ""')
        assert done.returncode == 69
        assert "Run this again" in done.stderr
    assert not (place / ".venv/.installed").exists()


WITHOUT_SOUND = "has_portaudio() { return 1; }; see_to_sound"


def test_without_a_terminal_it_does_not_ask_and_says_what_will_not_work(place: Path) -> None:
    tools = place.parent / "bin"
    (tools / "id").unlink()
    program(tools / "id", "echo 1000")
    program(tools / "apt-get", f'echo "$@" >>"{place}/apt.log"')
    done = sh(place, WITHOUT_SOUND)
    assert done.returncode == 0
    assert not (place / "apt.log").exists()
    assert "no microphone and no loudspeaker" in done.stderr
    assert "answers appear as text" in done.stderr


@pytest.mark.parametrize(("user", "yes"), [("0", 0), ("0", 1), ("1000", 1)])
def test_as_root_or_told_yes_it_installs_both_packages_without_a_question(place: Path, user: str, yes: int) -> None:
    tools = place.parent / "bin"
    (tools / "id").unlink()
    program(tools / "id", f"echo {user}")
    program(tools / "sudo", f'echo sudo >>"{place}/apt.log"; exec "$@"')
    program(tools / "apt-get", f'echo "$@" >>"{place}/apt.log"')
    assert sh(place, WITHOUT_SOUND, yes=yes).returncode == 0
    log = (place / "apt.log").read_text(encoding="utf-8")
    assert re.search(r"install .*libportaudio2 espeak-ng$", log, re.MULTILINE)
    assert ("sudo" in log) == (user != "0")


def test_with_everything_there_it_says_nothing(place: Path) -> None:
    program(place.parent / "bin/espeak-ng", "")
    done = sh(place, "has_portaudio() { return 0; }; see_to_sound")
    assert (done.returncode, done.stderr) == (0, "")


def test_run_hands_its_arguments_and_its_exit_code_on(place: Path) -> None:
    program(place / ".venv/bin/python", "echo Python 3.11")
    program(place / ".venv/bin/assistant", 'printf "<%s>" "$@"; exit 77')
    (place / ".venv/pyvenv.cfg").write_text(f"command = python3 -m venv {place}/.venv\n", encoding="utf-8")

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(place / "run"), *arguments],
            cwd="/",
            env={**os.environ, "CDPATH": "/tmp"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    program(place.parent / "bin/espeak-ng", "")
    sh(place, 'see_to_python ""')
    asked = run("ask", "two words")
    assert (asked.stdout, asked.returncode) == ("<ask><two words>", 77)


def test_no_registry_is_named_anywhere() -> None:
    for name in ("run", "test", ".ci/run", ".ci/setup.sh", "constraints.txt"):
        assert not re.search(r"https?:|index-url|find-links|file:", (ROOT / name).read_text(encoding="utf-8")), name


def test_every_constraint_is_one_exact_version_and_every_dependency_has_one() -> None:
    import tomllib

    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pinned = [line for line in lines if not line.startswith("#")]
    assert all(re.fullmatch(r"[\w.-]+==[\w.]+(; python_version [!=]= \"3\.\d+\")?", line) for line in pinned)
    assert pinned == sorted(pinned, key=str.casefold)
    names = {re.sub(r"[-_.]+", "-", line.partition("==")[0]).lower() for line in pinned}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    assert {re.sub(r"[-_.]+", "-", re.split(r"[<>=\[]", one)[0]).lower() for one in asked} <= names
