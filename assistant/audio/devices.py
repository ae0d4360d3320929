"""The sound devices of this machine, found by name."""

from dataclasses import dataclass
from typing import Any, Literal

from assistant.errors import AudioDeviceMissing

Kind = Literal["input", "output"]

SPOKEN = {
    "input": "I can't use the microphone. Please check that it is plugged in.",
    "output": "I can't use the loudspeaker. Please check that it is plugged in.",
}


@dataclass(frozen=True, slots=True)
class Device:
    """One device as PortAudio sees it."""

    number: int
    """PortAudio's own; changes when something is plugged in."""
    name: str
    inputs: int
    """Channels it can record."""
    outputs: int
    """Channels it can play."""
    rate: int
    """Hz, the device's own."""

    def channels(self, kind: Kind) -> int:
        """How many it has of a kind."""
        return self.inputs if kind == "input" else self.outputs


def portaudio() -> Any:
    """The `sounddevice` module. Raises `AudioDeviceMissing` where the system has no PortAudio."""
    try:
        import sounddevice
    except OSError:
        raise AudioDeviceMissing(
            "This machine cannot use its sound devices yet.", fix="sudo apt install libportaudio2"
        ) from None
    return sounddevice


def describe() -> list[Device]:
    """Every device, in PortAudio's order. Raises `AudioDeviceMissing` where the system has no PortAudio."""
    sounddevice = portaudio()
    try:
        return [_device(entry) for entry in sounddevice.query_devices()]
    except sounddevice.PortAudioError as error:
        raise AudioDeviceMissing("The sound devices cannot be listed.", fix=f"PortAudio says: {error}") from None


def find(name: str, kind: Kind) -> Device:
    """The device that the configuration means: the default one, or by a name or a part of it.

    A whole name goes before a part; capitals do not matter. Raises `AudioDeviceMissing`.
    """
    able = [device for device in describe() if device.channels(kind)]
    if not able:
        raise AudioDeviceMissing(
            SPOKEN[kind], fix=f"there is no sound {kind} on this machine; assistant doctor says more"
        )
    wanted = name.strip().casefold()
    if wanted in {"", "default"}:
        return _default(able, kind)
    exact = [device for device in able if device.name.casefold() == wanted]
    partly = [device for device in able if wanted in device.name.casefold()]
    if found := exact or partly:
        return found[0]
    names = ", ".join(f"“{device.name}”" for device in able)
    raise AudioDeviceMissing(SPOKEN[kind], fix=f"audio.{kind}: there is no “{name}”; there are {names}")


def _default(able: list[Device], kind: Kind) -> Device:
    sounddevice = portaudio()
    try:
        number = _device(sounddevice.query_devices(kind=kind)).number
    except (sounddevice.PortAudioError, ValueError):
        number = -1
    return next((device for device in able if device.number == number), able[0])


def _device(entry: Any) -> Device:
    return Device(
        number=entry["index"],
        name=entry["name"],
        inputs=entry["max_input_channels"],
        outputs=entry["max_output_channels"],
        rate=round(entry["default_samplerate"]),
    )
