"""The units are ones that systemd takes, and hold what keeps her words safe."""

import configparser
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from assistant import environment

UNITS = Path(__file__).parents[2] / "systemd"
SERVICES = ("assistant.service", "assistant-briefing.service")


def unit(name: str) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(interpolation=None, comment_prefixes=("#",))
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read(UNITS / name, encoding="utf-8")
    return parser


def test_systemd_accepts_the_units(tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not installed (Debian: systemd)")
    for file in UNITS.glob("assistant*"):
        text = file.read_text(encoding="utf-8").replace("%h/assistant/.venv/bin/assistant", sys.executable)
        (tmp_path / file.name).write_text(text, encoding="utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", "--user", "--man=no", *map(str, sorted(tmp_path.iterdir()))],
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


def test_a_briefing_that_was_slept_through_is_made_up_for() -> None:
    assert unit("assistant-briefing.timer")["Timer"]["Persistent"] == "true"
