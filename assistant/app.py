"""The composition root: Settings → objects → the assistant. Nothing else knows which engine is which."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import numpy as np

from assistant.api import Capabilities, House, Skill
from assistant.conversation.clock import WallClock
from assistant.conversation.dictating import in_passing
from assistant.errors import ConfigurationError, ModelMissing, UsageError, VaultSealed
from assistant.events import Clip, Phrasebook, Transcript
from assistant.formats import Formats, place
from assistant.formats import load as load_formats
from assistant.intents.capabilities import InstalledSkills
from assistant.intents.router import Router
from assistant.intents.sentences import SentenceSet, fixed, load_all
from assistant.intents.written import SpokenTimes
from assistant.paths import Paths, paths
from assistant.ports import (
    Agenda,
    Audit,
    CalendarSource,
    Clock,
    Drafter,
    Roster,
    Sink,
    Source,
    Tape,
    Transcriber,
    Tries,
    Voice,
    WakeEngine,
)
from assistant.records import Form
from assistant.recovery import VaultRecovery
from assistant.sealed import STRANGER, sealed_audit, sealed_house, sealed_tape, sealed_tries
from assistant.settings import Settings, Stt, load
from assistant.store.capture import SealedTape
from assistant.store.vault import Vault

if TYPE_CHECKING:
    from assistant.intents.grammar import Clients
    from assistant.privacy.egress import Door


def configuration(file: Path | None = None) -> tuple[Settings, Paths]:
    """The settings and the folders of this process. Raises `ConfigurationError`."""
    where = paths()
    if file is not None and not file.is_file():
        raise ConfigurationError("There is no configuration file there.", fix=str(file))
    return load(file or where.config_file), where


def moment(text: str, zone: ZoneInfo) -> datetime:
    """An ISO 8601 moment; without an offset it is in the home's zone. Raises `UsageError`."""
    try:
        parsed = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError("That is not a moment I can read.", fix="write it like 2026-11-23T08:00") from None
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=zone)


def wall_clock(settings: Settings, now: str | None = None) -> WallClock:
    """The hour of the machine, or running on from `now`."""
    zone = ZoneInfo(settings.home.timezone)
    return WallClock(zone, moment(now, zone) if now else None)


# ── engines ──────────────────────────────────────────────────────────────────────────────────────────────────


def _engine(group: str, name: str) -> Any:
    """The class that is registered under this name. Raises `ConfigurationError`."""
    found = entry_points(group=f"assistant.{group}")
    if name not in found.names:
        known = ", ".join(sorted(found.names))
        raise ConfigurationError(f"There is no {group} engine of that name.", fix=f"“{name}” is not one of: {known}")
    return found[name].load()


def transcriber(settings: Settings, where: Paths, *, commands: bool = True) -> Transcriber:
    """The configured speech-to-text, safe to share; with ``auto`` whisper where its weights are installed, else sphinx.

    Beside whisper, sphinx hears the commands of a dictation, where it is installed; unless `commands` is false.
    """
    from assistant.stt.shared import SharedTranscriber

    return SharedTranscriber(_transcriber(settings, where, commands=commands))


def _transcriber(settings: Settings, where: Paths, *, commands: bool) -> Transcriber:
    from assistant.weights.store import Weights

    section = settings.stt
    directory = Weights(where.models).find(section.model, "whisper")
    name = section.engine
    if name == "auto":
        name = "whisper" if directory else "sphinx"
    if name != "whisper":
        made: Transcriber = _engine("stt", name)(section)
        return made
    if directory is None:
        raise ModelMissing(
            "The speech recogniser's weights are not installed.",
            fix=f"assistant models pull {section.model}, or set stt.engine to auto",
        )
    made = _engine("stt", name)(section, directory)
    return _with_commands(made, section) if commands else made


def _with_commands(whisper: Transcriber, section: Stt) -> Transcriber:
    """Whisper with PocketSphinx beside it for the commands of a dictation; alone where that is not installed."""
    from assistant.errors import EngineMissing
    from assistant.stt.paired import PairedTranscriber

    try:
        return PairedTranscriber(whisper, _engine("stt", "sphinx")(section))
    except EngineMissing:
        return whisper


def voice(settings: Settings, where: Paths) -> Voice:
    """The configured voice; with ``auto`` piper where its voice is installed, else espeak-ng, else none."""
    from assistant.errors import EngineMissing
    from assistant.weights.store import Weights

    section = settings.tts
    name = section.engine
    path = Weights(where.models).find(section.voice, "piper") if name in {"auto", "piper"} else None
    if path is not None:
        made: Voice = _engine("tts", "piper")(section, path)
        return made
    if name == "piper":
        raise ModelMissing(
            "The voice is not installed.",
            fix=f"assistant models pull {section.voice}, or set tts.engine to auto",
        )
    if name != "auto":
        made = _engine("tts", name)(section)
        return made
    try:
        made = _engine("tts", "espeak")(section)
        return made
    except EngineMissing:
        made = _engine("tts", "none")(section)
        return made


def speech(speaker: Voice, text: str) -> Clip:
    """A whole text as one clip."""
    from assistant.tts.sayable import sentences

    clips = [clip for clip in (speaker.speak(sentence) for sentence in sentences(text)) if len(clip.samples)]
    if not clips:
        return Clip(np.zeros(0, np.int16), 16_000)
    return Clip(np.concatenate([clip.samples for clip in clips]), clips[0].rate)


def wake_engine(settings: Settings) -> WakeEngine | None:
    """The configured wake words; None for push-to-talk."""
    if settings.wake.engine == "push-to-talk":
        return None
    made: WakeEngine = _engine("wake", settings.wake.engine)(settings.wake)
    return made


def microphone(settings: Settings) -> Source:
    """The configured microphone. Raises `AudioDeviceMissing`."""
    from assistant.audio.microphone import Microphone

    return Microphone(settings.audio)


def loudspeaker(settings: Settings) -> Sink:
    """The configured loudspeaker. Raises `AudioDeviceMissing`."""
    from assistant.audio.loudspeaker import Loudspeaker

    return Loudspeaker(settings.audio)


# ── the mind: everything but sound ───────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Mind:
    """The router and the skills, with the house they act in."""

    clock: Clock
    house: House
    router: Router
    skills: Mapping[str, Skill]
    audit: Audit
    """Where it is written what the room hears; no part of the house, for no skill writes there."""
    tries: Tries
    """Where wrong PINs are counted."""
    tape: Tape
    """Where the sound of a dictation goes."""


class _NoClients:
    """The roster of a house without a vault."""

    def all(self) -> Sequence[Any]:
        return ()

    def by_initials(self, initials: str) -> Any:
        from assistant.errors import NotFound

        raise NotFound("I don't know that client.")


def skill_classes() -> dict[str, type[Skill]]:
    """Folder → class, of every installed skill."""
    return {point.name: point.load() for point in sorted(entry_points(group="assistant.skills"), key=lambda p: p.name)}


def wake_phrases(settings: Settings) -> list[str]:
    """What she may say before a request: "hey jarvis"."""
    from assistant.wake.openwakeword import phrase

    return [phrase(name) for name in settings.wake.models] if settings.wake.engine != "push-to-talk" else []


def open_router(settings: Settings, roster: Roster | None, clock: Clock) -> Router:
    """The router alone."""
    sets = load_all(skill_classes())
    lists = note_formats(paths(), sets).lists
    return Router(sets, roster or _NoClients(), clock, wakes=wake_phrases(settings), lists=lists)


def note_formats(where: Paths, sentence_sets: Sequence[SentenceSet] | None = None) -> Formats:
    """The formats of notes, hers or the shipped ones. Raises `ConfigurationError` with every mistake in them."""
    sets = load_all(skill_classes()) if sentence_sets is None else sentence_sets
    return load_formats(place(where.config), fixed(sets))


def phrasebook_of(
    settings: Settings, roster: "Clients | None", lexicon: Sequence[str] = (), form: Form | None = None
) -> Phrasebook:
    """What a transcriber should be ready for: the skills' sentences, the roster's names, her lists, the words she spelt.

    `form`: the format of the note that is dictated; its sections alone can be said then, else those of every format.
    """
    from assistant.intents.grammar import phrasebook

    sets = load_all(skill_classes())
    lists = note_formats(paths(), sets).lists_of(form)
    return phrasebook(sets, roster or _NoClients(), wake_phrases(settings), lists, lexicon)


def open_mind(settings: Settings, where: Paths, vault: Vault, clock: Clock, hearing: Transcriber | None = None) -> Mind:
    """Everything but sound, over an open vault; `hearing`: the conversation's engine, else one is made when needed."""
    classes = skill_classes()
    sentence_sets: Sequence[SentenceSet] = load_all(classes)
    capabilities: Capabilities = InstalledSkills(classes, sentence_sets)
    formats = note_formats(where, sentence_sets)
    router = Router(sentence_sets, vault.roster, clock, wakes=wake_phrases(settings), lists=formats.lists)
    house = House(
        clock=clock,
        roster=vault.roster,
        agenda=agenda(settings, vault, clock),
        notes=vault.notes,
        mail=vault.mail,
        queue=vault.queue,
        drafter=drafter(settings, vault, clock),
        timers=vault.timers(clock),
        volume=vault.volume(settings.audio.volume),
        capabilities=capabilities,
        recovery=recovery(settings, where, vault, router, hearing),
        lexicon=vault.lexicon,
        supervision=vault.supervision,
        process=vault.drawer,
        times=SpokenTimes(),
        forms=formats.forms,
    )
    skills = {name: made(house) for name, made in classes.items()}
    return Mind(clock, house, router, skills, vault.audit, vault.tries, vault.captures)


def sealed_mind(settings: Settings, where: Paths, clock: Clock, volume: int | None = None) -> Mind:
    """Everything but sound, while the vault is sealed; `volume`: as loud as it was, 0 to 10.

    Raises `Corrupt`, `ConfigurationError` where the vault's key file cannot be read.
    """
    classes = skill_classes()
    sentence_sets = load_all(classes)
    capabilities = InstalledSkills(classes, sentence_sets)
    formats = note_formats(where, sentence_sets)
    house = sealed_house(clock, capabilities, settings.audio.volume if volume is None else volume, formats.forms)
    wakes = wake_phrases(settings)
    router = Router(sentence_sets, _NoClients(), clock, wakes=wakes, stranger=STRANGER, lists=formats.lists)
    skills = {name: made(house) for name, made in classes.items()}
    return Mind(clock, house, router, skills, sealed_audit(), sealed_tries(), _sealed_tape(where))


def _sealed_tape(where: Paths) -> Tape:
    """Records under the vault's public key; a vault that never had one must be opened first, and says so."""
    try:
        return SealedTape(Vault.place(where.vault), Vault.public(where.vault))
    except VaultSealed:
        return sealed_tape()


def recovery(
    settings: Settings, where: Paths, vault: Vault, router: Router, hearing: Transcriber | None = None
) -> VaultRecovery:
    """What listens to the sound of dictations that were cut off."""

    @cache
    def engine() -> Transcriber:
        return hearing if hearing is not None else transcriber(settings, where)

    def ready(form: Form) -> Transcriber:
        engine().learn(phrasebook_of(settings, vault.roster, vault.lexicon.words(), form))
        return engine()

    def passing(heard: Transcript) -> bool:
        return in_passing(heard.text, router, called=heard.called) is not None

    return VaultRecovery(vault.notes, vault.captures, ready, passing, settings.listening, wake_phrases(settings))


def agenda(settings: Settings, vault: Vault, clock: Clock) -> Agenda:
    """All configured calendars together."""
    from assistant.calendars.agenda import HouseAgenda
    from assistant.privacy.egress_calendar import CalendarDoor

    zone = ZoneInfo(settings.home.timezone)
    door = CalendarDoor(vault.audit)
    sources: list[CalendarSource] = [
        _engine("calendars", section.kind)(section, zone, door) for section in settings.calendar.sources
    ]
    return HouseAgenda(sources, vault.roster, zone)


def drafter(settings: Settings, vault: Vault, clock: Clock) -> Drafter:
    """The model where it is allowed, her own words otherwise."""
    from assistant.drafting.claude import ClaudeDrafter
    from assistant.drafting.drafter import HouseDrafter

    door = model_door(settings, vault, clock)
    return HouseDrafter(ClaudeDrafter(door, settings.drafting, vault.spend, clock), settings.drafting)


def model_door(settings: Settings, vault: Vault, clock: Clock) -> "Door":
    """The way out to the model."""
    from assistant.privacy.egress import Door

    return Door(settings.drafting, vault.roster.all, vault.audit, lambda: clock.now().date())
