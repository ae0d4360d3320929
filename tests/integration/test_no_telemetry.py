"""No library that is loaded reports on the house, or keeps an id of it (onnxruntime would do both)."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ENGINES = """
from assistant.settings import Stt, Wake
from assistant.vad.silero import Silero
from assistant.wake.openwakeword import OpenWakeWord
from assistant.stt.whisper import WhisperTranscriber
from assistant.weights.bundled import demo_path
OpenWakeWord(Wake()), Silero(), WhisperTranscriber(Stt(), demo_path())
import piper, anthropic, caldav
import time; time.sleep(1)  # an uploader would be a thread
"""


def test_the_engines_leave_nothing_in_the_home_folder_and_call_nobody(tmp_path: Path) -> None:
    home, calls = tmp_path / "home", tmp_path / "calls"
    home.mkdir()
    tracer = ["strace", "-f", "-e", "trace=connect", "-o", str(calls)] if shutil.which("strace") else []
    left_alone = {"CI", "ORT_DISABLE_TELEMETRY", "ORT_RUNNING_UNIT_TESTS", "XDG_CACHE_HOME"}
    environment = {name: value for name, value in os.environ.items() if name not in left_alone}
    subprocess.run(
        [*tracer, sys.executable, "-c", ENGINES],
        env={**environment, "HOME": str(home), "TMPDIR": str(home), "PYTHONPATH": str(ROOT)},
        check=True,
        timeout=120,
    )
    assert list(home.rglob("*")) == []
    if not tracer:
        pytest.skip("strace is not installed: that nothing was left was seen, that nobody was called was not")
    assert [line for line in calls.read_text().splitlines() if "AF_INET" in line] == []
