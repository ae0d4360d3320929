"""`assistant config`: the file is written once, every mistake is told, and no secret is shown."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.checks import Finding, Verdict, examine
from assistant.config_text import render
from assistant.errors import InputOutput
from assistant.paths import Paths
from assistant.settings import Settings

ROOT = Path(__file__).parents[2]


def config(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from assistant.cli import main; main()", "config", *arguments],
        env={**os.environ, "ASSISTANT_HOME": str(home), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )


def written(home: Path, text: str) -> Path:
    file = home / "config/assistant.toml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def secret(path: Path, text: str, mode: int = 0o600) -> Path:
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)
    return path


def test_init_writes_the_file_for_its_owner_only_and_never_twice(tmp_path: Path) -> None:
    assert config(tmp_path, "init").returncode == 0
    file = tmp_path / "config/assistant.toml"
    assert file.read_text(encoding="utf-8") == render()
    assert file.stat().st_mode & 0o777 == 0o600
    file.write_text("[home]\n", encoding="utf-8")
    again = config(tmp_path, "init")
    assert again.returncode == 2
    assert "already" in again.stderr
    assert file.read_text(encoding="utf-8") == "[home]\n"


def test_formats_writes_a_copy_to_change_for_its_owner_only_and_never_over_hers(tmp_path: Path) -> None:
    first = config(tmp_path, "formats")
    hers = tmp_path / "config/note_formats.toml"
    assert first.returncode == 0, first.stderr
    assert f"Written: {hers}" in first.stdout
    assert hers.read_bytes() == (ROOT / "config/note_formats.toml").read_bytes()
    assert hers.stat().st_mode & 0o777 == 0o600
    assert config(tmp_path, "check").returncode == 0
    hers.write_text('[formats.mine]\nsections = ["story"]\n', encoding="utf-8")
    again = config(tmp_path, "formats")
    assert (again.returncode, "already" in again.stderr) == (2, True)
    assert hers.read_text(encoding="utf-8") == '[formats.mine]\nsections = ["story"]\n'


@pytest.mark.parametrize("verb", ["init", "formats"])
def test_what_cannot_be_written_is_told_and_leaves_nothing(tmp_path: Path, verb: str) -> None:
    (tmp_path / "config").write_text("a file where the folder should be", encoding="utf-8")
    done = config(tmp_path, verb)
    assert done.returncode == 74
    assert "Traceback" not in done.stderr
    assert "could not be written" in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full disk here")
def test_a_full_disk_leaves_no_half_of_the_formats(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from assistant.cli import config as command

    real = os.open

    def full(path: str | Path, flags: int, mode: int = 0o777) -> int:
        os.close(real(path, flags, mode))
        return real("/dev/full", os.O_WRONLY)

    monkeypatch.setenv("ASSISTANT_HOME", str(tmp_path))
    monkeypatch.setattr(command.os, "open", full)
    with pytest.raises(InputOutput, match="as it was"):
        command.formats()
    assert list((tmp_path / "config").iterdir()) == []


def test_check_is_content_with_defaults_and_with_a_right_file(tmp_path: Path) -> None:
    assert "right" in config(tmp_path, "check").stdout
    pin = secret(tmp_path / "pin", "2468\n")
    written(tmp_path, f'[speech]\npin_file = "{pin}"\n')
    done = config(tmp_path, "check")
    assert (done.returncode, done.stdout) == (0, "The configuration is right.\n")


def test_check_names_every_mistake_and_the_nearest_key(tmp_path: Path) -> None:
    written(tmp_path, '[wake]\nthreshhold = 0.4\n[stt]\nbeam = 99\n[home]\ntimezone = "Mars/Olympus"\n')
    done = config(tmp_path, "check")
    assert done.returncode == 78
    assert "3 mistakes" in done.stderr
    assert "did you mean “wake.threshold”" in done.stderr
    assert "stt.beam" in done.stderr
    assert "Mars/Olympus" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("text", ["[wake", "wake = 3\n", "\x00", "[calendar]\nsources = 3\n", "[[wake]]\n"])
def test_check_says_what_is_wrong_with_a_file_that_is_no_configuration(tmp_path: Path, text: str) -> None:
    written(tmp_path, text)
    done = config(tmp_path, "check")
    assert done.returncode == 78
    assert "assistant.toml" in done.stderr
    assert "Traceback" not in done.stderr


def test_check_looks_at_the_files_and_engines_that_are_named(tmp_path: Path) -> None:
    open_to_all = secret(tmp_path / "key", "sk-canary", 0o644)
    wordy = secret(tmp_path / "pin", "canary word\n")
    empty = secret(tmp_path / "password", "")
    written(
        tmp_path,
        f"""
        [vault]
        passphrase_file = "{tmp_path}/absent"
        [speech]
        pin_file = "{wordy}"
        [drafting]
        api_key_file = "{open_to_all}"
        [stt]
        engine = "whispr"
        [wake]
        models = ["{tmp_path}/mine.onnx"]
        [notes]
        template = "{tmp_path}/mine.docx"
        [[calendar.sources]]
        name = "work"
        location = "{tmp_path}/work.ics"
        password_file = "{empty}"
        """,
    )
    done = config(tmp_path, "check")
    assert done.returncode == 78
    for key, reason in {
        "vault.passphrase_file": "does not exist",
        "speech.pin_file": "four to eight digits",
        "drafting.api_key_file": "chmod 600",
        "calendar.sources.0.password_file": "is empty",
        "stt.engine": "there is no “whispr”",
        "wake.models": "does not exist",
        "notes.template": "does not exist",
        "calendar.sources.0.location": "does not exist",
    }.items():
        assert any(key in line and reason in line for line in done.stderr.splitlines()), key
    assert "8 mistakes" in done.stderr
    assert "canary" not in done.stderr


def test_show_gives_what_is_in_force_and_no_address_beyond_its_server(tmp_path: Path) -> None:
    written(
        tmp_path,
        """
        [wake]
        threshold = 0.6
        [[calendar.sources]]
        name = "work"
        location = "https://user:canary@calendar.example.org/private-canary/basic.ics?canary"
        """,
    )
    text, tree = config(tmp_path, "show"), config(tmp_path, "show", "--json")
    assert "threshold = 0.6" in text.stdout
    values = json.loads(tree.stdout)
    assert (values["wake"]["threshold"], values["home"]["timezone"]) == (0.6, "America/Chicago")
    assert values["calendar"]["sources"][0]["location"] == "https://calendar.example.org/…"
    assert "canary" not in text.stdout + tree.stdout


def test_a_file_that_is_named_on_the_command_line_must_be_there(tmp_path: Path) -> None:
    done = config(tmp_path, "check", "--config", str(tmp_path / "absent.toml"))
    assert done.returncode == 2


@pytest.mark.parametrize(
    ("style", "right"),
    [("Write “Client”, not “the client”. Short sentences.", True), ("Write as Dr. Fitzgerald does.", False), ("Call 312-555-0134.", False)],
)  # fmt: skip
def test_check_takes_no_style_of_notes_that_names_somebody(tmp_path: Path, style: str, right: bool) -> None:
    written(tmp_path, f'[drafting]\nnote_style = "{style}"\n')
    checked = config(tmp_path, "check")
    assert (checked.returncode == 0) is right
    assert ("drafting.note_style" in checked.stderr) is not right
    assert style not in checked.stderr


def test_check_names_the_mistakes_in_her_formats_beside_the_others(tmp_path: Path) -> None:
    file = written(tmp_path, '[speech]\npin_file = "/nowhere/pin"\n')
    formats = file.parent / "note_formats.toml"
    formats.write_text('[formats.mine]\nsections = ["story", "pause"]\nrequire = []\n', encoding="utf-8")
    done = config(tmp_path, "check")
    assert done.returncode == 78
    assert "The configuration has 3 mistakes." in done.stderr
    for told in (f"{file}: speech.pin_file", f"{formats}: formats.mine.sections: “pause”", "did you mean “required”?"):
        assert told in done.stderr.replace("\n", " ").replace("  ", " ")
    formats.write_text('[formats.mine]\nsections = ["story"]\n', encoding="utf-8")
    assert "note_formats" not in config(tmp_path, "check").stderr


def test_doctor_names_the_formats_and_whose_they_are(tmp_path: Path) -> None:
    where = Paths(*(tmp_path / name for name in ("config", "data", "state", "cache")))

    def told() -> Finding:
        return next(each for each in examine(Settings(), where, None) if each.what == "note formats")

    assert (told().verdict, told().text) == (Verdict.OK, "soap, dap, birp, girp, pie; as they came")
    written(tmp_path, "")
    hers = tmp_path / "config/note_formats.toml"
    hers.write_text('[formats.mine]\nsections = ["story"]\n', encoding="utf-8")
    assert (told().verdict, told().text) == (Verdict.OK, "mine; yours")
    hers.write_text("[formats.mine]\n", encoding="utf-8")
    assert told().verdict is Verdict.BAD
    assert "at least one section" in told().fix
