"""However a dictation ends, what was said is in the vault."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from assistant.audio.wavfile import write_clip
from assistant.store.vault import Vault
from tests.evenings import joined, needs_voice, spoken

ROOT = Path(__file__).parents[2]
PASSPHRASE = "correct horse battery"

pytestmark = needs_voice


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A home with a client and a configuration that hears synthetic voices."""
    (tmp_path / "passphrase").write_text(PASSPHRASE)
    (tmp_path / "passphrase").chmod(0o600)
    (tmp_path / "house" / "config").mkdir(parents=True)
    (tmp_path / "house" / "config" / "assistant.toml").write_text('[stt]\nengine = "whisper"\nmodel = "whisper-demo"\n')
    with Vault.create(tmp_path / "house" / "data" / "vault", PASSPHRASE) as vault:
        vault.roster.add(initials="JD", name="Jordan Dale")
    said = joined(
        spoken("hey jarvis, start a soap note for J D"), 6.0, spoken("client reports poor sleep this week"), 60.0
    )
    write_clip(tmp_path / "said.wav", said)
    return tmp_path


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGKILL])
def test_a_dictation_that_is_killed_is_kept(house: Path, ending: signal.Signals) -> None:
    trace = house / "trace.jsonl"
    environment = {
        **os.environ,
        "ASSISTANT_HOME": str(house / "house"),
        "ASSISTANT_PASSPHRASE_FILE": str(house / "passphrase"),
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-m", "assistant", "run", "--audio-in", str(house / "said.wav"), "--realtime"]
    process = subprocess.Popen([*command, "--trace", str(trace), "--trace-words"], env=environment)
    deadline = time.monotonic() + 60
    while not any(event["event"] == "segment" for event in _events(trace)):
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.2)
    time.sleep(0.3)  # the segment is traced just before it is kept
    process.send_signal(ending)
    assert process.wait(20) == (0 if ending is signal.SIGTERM else -signal.SIGKILL)
    with Vault.open(house / "house" / "data" / "vault", PASSPHRASE) as vault:
        vault.verify()
        (listed,) = vault.notes.list()
        note = vault.notes.get(listed.id)
    assert note.state == "dictating"
    assert [one.text for one in note.transcript] == ["client reports poor sleep this week"]


def _events(trace: Path) -> list[dict[str, object]]:
    try:
        return [json.loads(line) for line in trace.read_text().splitlines()]
    except (FileNotFoundError, ValueError):
        return []
