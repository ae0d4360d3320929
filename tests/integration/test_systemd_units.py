"""The units are ones that systemd takes, and hold what keeps her words safe."""

import configparser
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from assistant import environment
from assistant.cli.opening import known_passphrase
from assistant.settings import Settings

UNITS = Path(__file__).parents[2] / "systemd"
SERVICES = ("assistant.service", "assistant-briefing.service")


def _drop_in() -> list[str]:
    """What the page tells her to add."""
    page = (UNITS / "README.md").read_text(encoding="utf-8")
    return page.partition("```ini\n")[2].partition("```")[0].splitlines()


def unit(name: str) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(interpolation=None, comment_prefixes=("#",))
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read(UNITS / name, encoding="utf-8")
    return parser


@pytest.mark.parametrize("more", ["", "\n".join(_drop_in())], ids=["as they are", "with the credential"])
def test_systemd_accepts_the_units(tmp_path: Path, more: str) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not installed (Debian: systemd)")
    files = sorted(UNITS.glob("assistant*"))
    for file in files:
        text = file.read_text(encoding="utf-8").replace("%h/assistant/.venv/bin/assistant", sys.executable)
        (tmp_path / file.name).write_text(text, encoding="utf-8")
        if more and file.suffix == ".service":
            (tmp_path / f"{file.name}.d").mkdir()
            (tmp_path / f"{file.name}.d" / "override.conf").write_text(more, encoding="utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", "--user", "--man=no", *(str(tmp_path / file.name) for file in files)],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path)},
    )
    complaints = [line for line in done.stderr.splitlines() if "assistant" in line]
    assert (done.returncode, complaints) == (0, [])


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_is_hardened_without_taking_the_sound_away(name: str) -> None:
    service = unit(name)["Service"]
    assert service["LimitCORE"] == "0"
    assert service["UMask"] == "0077"
    assert service["ProtectSystem"] == "strict"
    assert service["NoNewPrivileges"] == "yes"
    assert "HF_HUB_OFFLINE=1" in service["Environment"]
    assert set(service["UnsetEnvironment"].split()) == set(environment.NAMES)
    assert not {"MemoryDenyWriteExecute", "PrivateDevices", "ProtectClock", "DevicePolicy"} & set(service)


def test_it_starts_again_after_a_failure_but_not_where_that_would_change_nothing() -> None:
    service = unit("assistant.service")["Service"]
    assert service["Restart"] == "on-failure"
    assert set(service["RestartPreventExitStatus"].split()) == {"2", "77", "78"}


def test_a_briefing_that_was_refused_is_not_tried_again() -> None:
    service = unit("assistant-briefing.service")["Service"]
    assert service["Type"] == "oneshot"
    assert "Restart" not in service


def test_the_credential_has_the_name_that_the_house_looks_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name, _, _ = _drop_in()[1].removeprefix("LoadCredentialEncrypted=").partition(":")
    (tmp_path / name).write_text("correct horse battery")
    monkeypatch.delenv("ASSISTANT_PASSPHRASE_FILE", raising=False)
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    assert known_passphrase(Settings()) == "correct horse battery"


def test_a_briefing_that_was_slept_through_is_made_up_for() -> None:
    assert unit("assistant-briefing.timer")["Timer"]["Persistent"] == "true"
