"""A sound card that is not there: a PulseAudio server of the test's own, with a virtual microphone and loudspeaker.

    with virtual_devices(tmp_path) as devices:
        child = subprocess.Popen(command, env=devices.environment)   # its default devices are the virtual ones
        devices.say(clip)                                            # into the microphone, at the world's pace
        with devices.recording() as heard: ...                       # what comes out of the loudspeaker
        samples = heard.samples                                      # 16 kHz, after the block
        devices.unplug("microphone", "loudspeaker")

Only a child process with that environment sees the devices: PortAudio looks for them once, when it is loaded.
"""

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
import soundfile

PROGRAMS = ("pulseaudio", "pactl", "paplay", "parec")

PLUGINS = "libasound_module_pcm_pulse.so"

ALSA = """
pcm.!default { type pulse }
ctl.!default { type pulse }
"""

SCRIPT = """
load-module module-native-protocol-unix socket={socket} auth-anonymous=1
load-module module-null-sink sink_name=microphone rate=48000 sink_properties=device.description=microphone
load-module module-null-sink sink_name=loudspeaker rate=48000 sink_properties=device.description=loudspeaker
set-default-sink loudspeaker
set-default-source microphone.monitor
"""


class Heard:
    """What came out of the loudspeaker; complete when its `with` block is over."""

    def __init__(self) -> None:
        self.samples = np.zeros(0, np.int16)


class VirtualDevices:
    """The running server."""

    def __init__(self, environment: dict[str, str], folder: Path) -> None:
        self.environment = environment
        """For child processes that shall use the devices."""
        self._folder = folder

    def say(self, samples: np.ndarray, rate: int = 16_000) -> None:
        """Play into the microphone; returns when it has been heard."""
        file = self._folder / "said.wav"
        soundfile.write(file, samples, rate)
        self.run("paplay", "--device=microphone", str(file))

    @contextmanager
    def recording(self) -> Iterator[Heard]:
        """Record the loudspeaker for the length of the block."""
        heard = Heard()
        file = self._folder / "heard.raw"
        with file.open("wb") as out:
            command = [
                "parec",
                "--device=loudspeaker.monitor",
                "--rate=16000",
                "--channels=1",
                "--format=s16le",
                "--raw",
            ]
            recorder = subprocess.Popen([*command, "--latency-msec=20"], stdout=out, env=self.environment)
            try:
                _wait_for(lambda: file.stat().st_size > 0, "nothing comes from the virtual loudspeaker")
                yield heard
            finally:
                recorder.terminate()
                recorder.wait(10)
        data = file.read_bytes()
        heard.samples = np.frombuffer(data[: len(data) // 2 * 2], "<i2")

    def unplug(self, *names: str) -> None:
        """Pull out the ``microphone``, the ``loudspeaker`` or both.

        While one device is left, the server moves every program over to it, the loudspeaker's monitor included.
        """
        for line in self.run("pactl", "list", "short", "modules").splitlines():
            number, module, arguments = (*line.split("\t"), "", "")[:3]
            if module == "module-null-sink" and any(f"sink_name={name} " in arguments + " " for name in names):
                self.run("pactl", "unload-module", number)

    def streams(self, kind: str) -> int:
        """How many programs record (``source-outputs``) or play (``sink-inputs``) at this moment."""
        return len(self.run("pactl", "list", "short", kind).splitlines())

    def wait_for_stream(self, kind: str) -> None:
        """Return when a program has begun to record or to play."""
        _wait_for(lambda: self.streams(kind) > 0, f"no program appeared among the {kind}")

    def run(self, *command: str) -> str:
        """A program against this server."""
        return subprocess.run(
            command, env=self.environment, check=True, capture_output=True, text=True, timeout=120
        ).stdout


@contextmanager
def virtual_devices(folder: Path) -> Iterator[VirtualDevices]:
    """Start a server below `folder`, and stop it; skips, saying so, where a program is absent."""
    for program in PROGRAMS:
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed (Debian: pulseaudio, pulseaudio-utils)")
    if not any(Path("/usr/lib").glob(f"*/alsa-lib/{PLUGINS}")):
        pytest.skip("ALSA has no PulseAudio plug-in (Debian: libasound2-plugins)")
    environment, socket = _environment(folder)
    script = folder / "pulse.pa"
    script.write_text(SCRIPT.format(socket=socket), encoding="ascii")
    log = folder / "pulse.log"
    with log.open("wb") as out:
        server = subprocess.Popen(
            ["pulseaudio", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no", "-n", "-F", str(script)],
            env=environment,
            stdout=out,
            stderr=out,
        )
    try:
        devices = VirtualDevices(environment, folder)
        _wait_for(lambda: server.poll() is not None or _answers(environment), "PulseAudio does not answer")
        if server.poll() is not None:
            pytest.fail(f"PulseAudio ended: {log.read_text(errors='replace')[-500:]}")
        yield devices
    finally:
        server.terminate()
        server.wait(10)


def _environment(folder: Path) -> tuple[dict[str, str], Path]:
    home = folder / "home"
    runtime = folder / "pulse"
    for path in (home, runtime):
        path.mkdir(mode=0o700, parents=True)
    (home / ".asoundrc").write_text(ALSA, encoding="ascii")
    socket = runtime / "native"
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("PULSE_", "ALSA_", "XDG_", "DBUS_"))
    }
    return kept | {
        "HOME": str(home),
        "XDG_RUNTIME_DIR": str(runtime),
        "XDG_CONFIG_HOME": str(home / "config"),
        "PULSE_RUNTIME_PATH": str(runtime),
        "PULSE_SERVER": f"unix:{socket}",
    }, socket


def _answers(environment: dict[str, str]) -> bool:
    done = subprocess.run(["pactl", "list", "short", "sinks"], env=environment, capture_output=True, check=False)
    return done.returncode == 0 and b"loudspeaker" in done.stdout


def _wait_for(condition: Callable[[], bool], otherwise: str) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        if time.monotonic() > deadline:
            pytest.fail(otherwise)
        time.sleep(0.05)
