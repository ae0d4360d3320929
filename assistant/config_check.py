"""What can be wrong with a configuration that is well formed: the files it names, and the engines."""

import stat
from collections.abc import Iterator
from importlib.metadata import entry_points
from pathlib import Path

from assistant.settings import Settings


def problems(settings: Settings) -> list[str]:
    """One line each, with the key and what to do; empty where all is right. Reads no secret but the PIN's length."""
    return [*_secrets(settings), *_engines(settings), *_files(settings)]


def _secrets(settings: Settings) -> Iterator[str]:
    named = {
        "vault.passphrase_file": settings.vault.passphrase_file,
        "speech.pin_file": settings.speech.pin_file,
        "drafting.api_key_file": settings.drafting.api_key_file,
        **{
            f"calendar.sources.{number}.password_file": source.password_file
            for number, source in enumerate(settings.calendar.sources)
        },
    }
    for key, path in named.items():
        if path is None:
            continue
        trouble = _trouble_with_secret(path)
        if trouble:
            yield f"{key}: {trouble}"
        elif key == "speech.pin_file" and not _is_pin(path):
            yield f"{key}: {path} must hold four to eight digits and nothing else"


def _trouble_with_secret(path: Path) -> str:
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            return f"{path} is not a file"
        if status.st_mode & 0o077:
            return f"{path} can be read by others: chmod 600 {path}"
        with path.open("rb") as file:
            return "" if file.read(1) else f"{path} is empty"
    except FileNotFoundError:
        return f"{path} does not exist"
    except OSError as error:
        return f"{path} cannot be read: {error.strerror}"


def _is_pin(path: Path) -> bool:
    pin = path.read_bytes().strip()
    return 4 <= len(pin) <= 8 and pin.isdigit()


def _engines(settings: Settings) -> Iterator[str]:
    named: list[tuple[str, str, str, tuple[str, ...]]] = [
        ("stt.engine", "assistant.stt", settings.stt.engine, ("auto",)),
        ("tts.engine", "assistant.tts", settings.tts.engine, ("auto",)),
    ]
    for number, source in enumerate(settings.calendar.sources):
        named.append((f"calendar.sources.{number}.kind", "assistant.calendars", source.kind, ()))
    for key, group, value, built_in in named:
        known = (*built_in, *sorted({entry.name for entry in entry_points(group=group)}))
        if value not in known:
            yield f"{key}: there is no “{value}”; there are {', '.join(known)}"


def _files(settings: Settings) -> Iterator[str]:
    for model in settings.wake.models:
        if model.endswith(".onnx") and not Path(model).expanduser().is_file():
            yield f"wake.models: {model} does not exist"
    if settings.tts.voice.endswith(".onnx") and not Path(settings.tts.voice).expanduser().is_file():
        yield f"tts.voice: {settings.tts.voice} does not exist"
    if "/" in settings.stt.model and not Path(settings.stt.model).expanduser().is_dir():
        yield f"stt.model: {settings.stt.model} is not a folder"
    template = settings.notes.template
    if template and not template.is_file():
        yield f"notes.template: {template} does not exist"
    for number, source in enumerate(settings.calendar.sources):
        if source.kind == "ics" and "://" not in source.location and not Path(source.location).is_file():
            yield f"calendar.sources.{number}.location: {source.location} does not exist"
