"""What works on this machine: one finding a line, with its cause and the exact fix."""

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path

from assistant.control import Ask, Request, ask
from assistant.environment import talkative
from assistant.errors import AssistantError, ModelMissing
from assistant.paths import Paths
from assistant.settings import Settings


class Verdict(StrEnum):
    """How a check went."""

    OK = "ok"
    NOTE = "note"
    """Works, with something to know."""
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of ``doctor``."""

    what: str
    verdict: Verdict
    text: str
    fix: str = ""


LEAST_FREE = 2_000_000_000
"""Bytes that should be free where the vault is."""


def examine(settings: Settings, where: Paths, passphrase: Path | None) -> Iterator[Finding]:
    """Every check, in the order in which one would mend things; `passphrase`: the file that opens the vault."""
    yield _python()
    yield from _sound(settings)
    yield from _wake(settings)
    yield from _hearing(settings, where)
    yield from _speaking(settings, where)
    yield from _vault(where, passphrase)
    yield from _backups(settings, where)
    yield from _calendars(settings)
    yield from _drafting(settings)
    yield _attempt("note formats", lambda: _formats(where))
    yield from _room(settings)
    yield from _machine(where)


def _attempt(what: str, work: Callable[[], Finding]) -> Finding:
    try:
        return work()
    except ModelMissing as error:
        return Finding(what, Verdict.BAD, error.spoken, error.fix)
    except AssistantError as error:
        return Finding(what, Verdict.BAD, error.spoken, error.fix)


def _python() -> Finding:
    version = ".".join(str(part) for part in sys.version_info[:3])
    return Finding("python", Verdict.OK, version)


def _sound(settings: Settings) -> Iterator[Finding]:
    from assistant.audio.devices import describe

    try:
        devices = describe()
    except AssistantError as error:
        yield Finding("sound", Verdict.BAD, error.spoken, error.fix)
        return
    for what, wanted, count in (
        ("microphone", settings.audio.input, sum(1 for device in devices if device.inputs)),
        ("loudspeaker", settings.audio.output, sum(1 for device in devices if device.outputs)),
    ):
        if count:
            yield Finding(what, Verdict.OK, f"{count} found; “{wanted}” is used")
        else:
            yield Finding(
                what, Verdict.BAD, "none found", "plug one in; recordings still work: assistant run --audio-in FILE"
            )


def _wake(settings: Settings) -> Iterator[Finding]:
    from assistant.app import wake_engine

    def load() -> Finding:
        engine = wake_engine(settings)
        if engine is None:
            return Finding("wake word", Verdict.OK, "push-to-talk: Enter on the terminal")
        licence = (
            "the bundled models are for non-commercial use (CC BY-NC-SA 4.0); your own model is a path in wake.models"
        )
        return Finding("wake word", Verdict.NOTE, f"{', '.join(engine.names)}; {licence}")

    yield _attempt("wake word", load)


def _hearing(settings: Settings, where: Paths) -> Iterator[Finding]:
    from assistant.app import transcriber

    def load() -> Finding:
        engine = transcriber(settings, where)
        full = engine.name.startswith("whisper") and "demo" not in engine.name
        fix = "" if full else f"assistant models pull {settings.stt.model}"
        note = engine.note
        if engine.name.startswith("whisper") and "sphinx" not in engine.name:
            full, fix = False, fix or "./run installs PocketSphinx"
            note += " It hears the commands of a dictation alone, and will miss some."
        return Finding("speech to text", Verdict.OK if full else Verdict.NOTE, f"{engine.name}: {note}", fix)

    yield _attempt("speech to text", load)


def _speaking(settings: Settings, where: Paths) -> Iterator[Finding]:
    from assistant.app import voice

    def load() -> Finding:
        speaker = voice(settings, where)
        best = speaker.name.startswith("piper")
        fix = "" if best else f"assistant models pull {settings.tts.voice}"
        if speaker.name == "none":
            fix = f"sudo apt install espeak-ng, or {fix}"
        return Finding("voice", Verdict.OK if best else Verdict.NOTE, f"{speaker.name}: {speaker.note}", fix)

    yield _attempt("voice", load)


def _vault(where: Paths, file: Path | None) -> Iterator[Finding]:
    from assistant.store.vault import Vault

    if not Vault.exists(where.vault):
        yield Finding("vault", Verdict.BAD, "there is none yet", "assistant vault init")
        return
    yield Finding("vault", Verdict.OK, "there is one; assistant vault status says more")
    if file is None:
        text = "asked for at a terminal; a service listens with the vault sealed until you open it"
        yield Finding("passphrase", Verdict.NOTE, text, "assistant vault open; vault.passphrase_file does it by itself")
    elif file.parent == Path(os.environ.get("CREDENTIALS_DIRECTORY", "")):
        yield Finding("passphrase", Verdict.OK, "handed over by systemd")
    else:
        yield _secret("passphrase", file)
    yield _attempt("house", lambda: _house(where))


def _backups(settings: Settings, where: Paths) -> Iterator[Finding]:
    from assistant.backups import age, backup_plan
    from assistant.store.backup.shelf import newest_in
    from assistant.store.vault import Vault

    if not Vault.exists(where.vault):
        return
    plan, now = backup_plan(settings.vault, where), datetime.now(UTC)
    if not plan.ours and not plan.folder.is_dir():
        yield Finding(
            "backup", Verdict.BAD, "the folder for backups is not there", f"plug its disk in, or make {plan.folder}"
        )
        return
    newest = newest_in(plan.folder, now)
    if newest is None:
        yield Finding("backup", Verdict.NOTE, "there is none yet", "assistant vault backup")
        return
    text = f"the last one is {age(now - newest)} old"
    if now - newest > 2 * (plan.every or timedelta(days=7)):
        yield Finding("backup", Verdict.BAD, text, "assistant vault backup")
    elif plan.folder.stat().st_dev == where.vault.stat().st_dev:
        yield Finding("backup", Verdict.NOTE, f"{text}; on the same disk as the vault", "set vault.backup_folder")
    else:
        yield Finding("backup", Verdict.OK, text)


def _house(where: Paths) -> Finding:
    standing = ask(where.state, Request(Ask.STATUS))
    if standing is None:
        return Finding("house", Verdict.NOTE, "not running", "assistant run")
    if standing.open:
        return Finding("house", Verdict.OK, "running, its vault is open")
    return Finding("house", Verdict.NOTE, "running, its vault is sealed", "assistant vault open")


def _secret(what: str, file: Path) -> Finding:
    if not file.is_file():
        return Finding(what, Verdict.BAD, "the file is not there", f"make {file}, with chmod 600")
    if file.stat().st_mode & 0o077:
        return Finding(what, Verdict.BAD, "others on this machine can read the file", f"chmod 600 {file}")
    return Finding(what, Verdict.OK, "its file is there, and yours alone")


def _calendars(settings: Settings) -> Iterator[Finding]:
    if not settings.calendar.sources:
        yield Finding(
            "calendar", Verdict.NOTE, "none is configured", "assistant config init, then [[calendar.sources]]"
        )
    for source in settings.calendar.sources:
        what = f"calendar {source.name}"
        if source.password_file is not None:
            yield _secret(f"{what} password", source.password_file)
        if source.kind == "ics" and "://" not in source.location:
            there = Path(source.location).expanduser().is_file()
            yield Finding(what, Verdict.OK if there else Verdict.BAD, "a file" if there else "the file is not there")
        else:
            yield Finding(what, Verdict.OK, f"{source.kind}; ask “what's on my calendar” to try it")


def _drafting(settings: Settings) -> Iterator[Finding]:
    section = settings.drafting
    if section.trust == "blocked":
        yield Finding(
            "drafting",
            Verdict.NOTE,
            "no model is asked; your own words are tidied",
            "set drafting.trust, see the configuration",
        )
        return
    yield Finding(
        "drafting",
        Verdict.OK,
        f"{section.model}, {section.trust}; at most {section.monthly_cap_usd:.2f} dollars a month",
    )
    if section.api_key_file is not None:
        yield _secret("model key", section.api_key_file)
    elif section.trust == "covered":
        yield Finding("model key", Verdict.BAD, "none is configured", "set drafting.api_key_file")


def _formats(where: Paths) -> Finding:
    from assistant.app import note_formats
    from assistant.formats import place

    found = note_formats(where)
    whose = "yours" if place(where.config).is_relative_to(where.config) else "as they came"
    return Finding("note formats", Verdict.OK, f"{', '.join(found.forms)}; {whose}")


def _room(settings: Settings) -> Iterator[Finding]:
    said = "times and counts" if settings.speech.locked_level == "public" else "times, counts and initials"
    locked = f"locked at start: {said} are said aloud"
    if settings.speech.pin_file is None:
        fix = "set speech.pin_file; until then: assistant room unlock"
        yield Finding("speech lock", Verdict.NOTE, f"{locked}; no PIN, so only a terminal unlocks it", fix)
        return
    found = _secret("speech lock", settings.speech.pin_file)
    yield Finding("speech lock", Verdict.OK, f"{locked}; your PIN unlocks it") if found.verdict is Verdict.OK else found


def _machine(where: Paths) -> Iterator[Finding]:
    for name, one in talkative().items():
        yield Finding("environment", Verdict.BAD, f"{name} {one.does}; nothing else starts", f"unset {name}")
    folder = next(path for path in (where.data, *where.data.parents) if path.exists())
    free = shutil.disk_usage(folder).free
    yield Finding(
        "disk",
        Verdict.OK if free > LEAST_FREE else Verdict.BAD,
        f"{free / 1e9:.0f} GB free",
        "" if free > LEAST_FREE else "free some space",
    )
    swaps = Path("/proc/swaps")
    if swaps.is_file() and len(swaps.read_text(encoding="ascii", errors="replace").splitlines()) > 1:
        yield Finding(
            "swap", Verdict.NOTE, "memory may be written to disk in clear", "sudo swapoff -a, or encrypt the swap"
        )
