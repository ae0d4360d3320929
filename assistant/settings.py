"""The configuration: one frozen tree whose field descriptions are its documentation.

``config/assistant.toml`` is written from this file (`assistant.config_text`), so the two cannot drift. An unknown
key is an error that names the nearest known one.
"""

import tomllib
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, ValidationError, ValidationInfo, field_validator

from assistant.errors import ConfigurationError


class Section(BaseModel):
    """One table of the file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @field_validator("*", mode="before")
    @classmethod
    def _unset(cls, value: Any, info: ValidationInfo) -> Any:
        """An empty text is no path at all."""
        optional_path = cls.model_fields[info.field_name or ""].annotation == Path | None
        return None if optional_path and value == "" else value

    @field_validator("*", mode="after")
    @classmethod
    def _at_home(cls, value: Any) -> Any:
        """``~`` is her home folder."""
        try:
            return value.expanduser() if isinstance(value, Path) else value
        except RuntimeError:
            msg = f"“{value}” names a home folder that is not there"
            raise ValueError(msg) from None


class Home(Section):
    """The house."""

    timezone: str = Field("America/Chicago", description="IANA name of the zone that all spoken times are in.")

    @field_validator("timezone")
    @classmethod
    def _known(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            msg = f"“{value}” is not a time zone; zones are named like America/Chicago"
            raise ValueError(msg) from None
        return value


class VaultSection(Section):
    """The encrypted store."""

    passphrase_file: Path | None = Field(
        None,
        description="File that holds the passphrase, so that the vault opens by itself at start; readable by its owner only. Unset: ask.",
    )
    backup_folder: Path | None = Field(
        None,
        description="Folder that backups go to, such as one on another disk; it must be there already, for a disk may be unplugged. Unset: the folder backups in the data folder.",
    )
    backup_every_hours: float = Field(
        24,
        ge=0,
        le=24 * 365,
        description="While it runs, a backup is made when the newest is older than this, h; 0: never by itself.",
    )
    backup_keep_days: int = Field(
        7,
        ge=0,
        le=1000,
        description="Of each of the last so many days with a backup, the newest is kept. The last backup of all always is.",
    )
    backup_keep_weeks: int = Field(
        4, ge=0, le=1000, description="Of each of the last so many weeks with a backup, the newest is kept."
    )
    backup_keep_months: int = Field(
        12, ge=0, le=1000, description="Of each of the last so many months with a backup, the newest is kept."
    )
    audio_days: float = Field(
        0,
        ge=0,
        le=3650,
        description="Days after which the sound of an ended dictation is destroyed though its note is not signed, backups included; 0: only when it is signed.",
    )


class Wake(Section):
    """Hearing its name."""

    engine: Literal["openwakeword", "push-to-talk"] = Field(
        "openwakeword", description="openwakeword, or push-to-talk: Enter on the terminal in place of a wake word."
    )
    models: tuple[str, ...] = Field(
        ("hey_jarvis",),
        min_length=1,
        description="Wake words, several at once: a bundled name (hey_jarvis, alexa, hey_mycroft, hey_marvin) or the path of an openWakeWord .onnx file.",
    )
    threshold: float = Field(0.5, gt=0, lt=1, description="Score from which a wake word counts, 0 to 1.")


class Listening(Section):
    """Deciding when she has begun and when she has ended."""

    threshold: float = Field(0.5, gt=0, lt=1, description="Probability from which a frame counts as speech, 0 to 1.")
    pause_s: float = Field(0.7, ge=0.2, le=3, description="Silence that ends a command or an answer, s.")
    dictation_pause_s: float = Field(
        0.6, ge=0.2, le=3, description="Silence that ends an utterance inside a dictation, s."
    )
    dictation_rest_s: float = Field(
        30.0,
        ge=5,
        le=600,
        description="Silence after which a dictation rests: a tone, and nothing more is recorded until she speaks again, s.",
    )
    patience_s: float = Field(8.0, ge=2, le=60, description="How long it waits for her to begin, s.")
    longest_s: float = Field(
        28.0, ge=5, le=30, description="An utterance longer than this is cut at its quietest late moment, s."
    )


class Stt(Section):
    """Turning speech into words."""

    engine: str = Field(
        "auto",
        description="auto, whisper, sphinx, or another installed engine. auto: whisper where its weights are installed, else sphinx.",
    )
    model: str = Field("base.en", description="For whisper: a name from `assistant models list`, or a directory.")
    threads: int = Field(0, ge=0, le=64, description="CPU threads for whisper; 0: half of the machine's.")
    beam: int = Field(1, ge=1, le=10, description="Beam width of whisper for commands and answers.")
    dictation_beam: int = Field(5, ge=1, le=10, description="Beam width of whisper for dictation.")


class Tts(Section):
    """Speaking."""

    engine: str = Field(
        "auto",
        description="auto, piper, espeak, none, or another installed engine. auto: piper where its voice is installed, else espeak-ng, else text on the terminal.",
    )
    voice: str = Field(
        "en_US-kristin-medium", description="For piper: a name from `assistant models list`, or an .onnx file."
    )
    espeak_voice: str = Field("en-us", description="For espeak: a voice of espeak-ng.")
    words_per_minute: int = Field(165, ge=80, le=300, description="Pace of speech, words a minute.")


class Audio(Section):
    """Microphone and loudspeaker."""

    input: str = Field("default", description="Microphone: default, or (part of) a name from `assistant doctor`.")
    output: str = Field("default", description="Loudspeaker: default, or (part of) a name.")
    volume: int = Field(7, ge=0, le=10, description="How loud the answers are at first, 0 to 10.")


class Speech(Section):
    """What may be said aloud in the room."""

    pin_file: Path | None = Field(
        None,
        description="File that holds the spoken PIN, four to eight digits, readable by its owner only: “unlock” asks for it. Unset: the room cannot be unlocked by voice.",
    )
    locked_level: Literal["public", "private"] = Field(
        "public",
        description="What is said while the room is locked, as it is at start. public: times and counts. private, for somebody who lives alone: initials too. Names and contents need an unlocked room.",
    )
    lock_after_minutes: float = Field(
        5.0, gt=0, le=5, description="Quiet minutes after which an unlocked room locks itself, at most 5."
    )


class Drafting(Section):
    """Drafts by a language model."""

    trust: Literal["blocked", "local", "covered"] = Field(
        "blocked",
        description="blocked: no content goes to the model. local: base_url is a machine in this house. covered: you attest that a signed business associate agreement covers base_url.",
    )
    base_url: str = Field("https://api.anthropic.com", description="Any server that speaks the Anthropic Messages API.")
    model: str = Field("claude-sonnet-5-5", description="The model's name there.")
    api_key_file: Path | None = Field(None, description="File that holds the API key. A local server may need none.")
    monthly_cap_usd: float = Field(
        10.0, ge=0, description="When a month has cost this much, US dollars, drafts are made without the model."
    )
    usd_per_million_input: float = Field(3.0, ge=0, description="Price of a million input tokens, US dollars.")
    usd_per_million_output: float = Field(15.0, ge=0, description="Price of a million output tokens, US dollars.")
    timeout_s: float = Field(20.0, gt=0, le=120, description="How long to wait for a draft, s.")
    greeting: str = Field(
        "Hi {name},",
        description="First line of a reply that is drafted without a model; {name} is the client's first name.",
    )
    closing: str = Field("Warmly,", description="Last line of such a reply.")
    note_style: str = Field(
        "",
        max_length=600,
        description="How you like a drafted note written, told to the model with its instructions, such as: Write “Client”, not “the client”. Short sentences. At most 600 characters, and nobody's name in them.",
    )


class NotesSection(Section):
    """Notes on paper."""

    template: Path | None = Field(
        None,
        description="Word document (.docx) that `assistant notes export --format word` fills in. Unset: soap.docx beside this file where there is one, else the one that comes with the program.",
    )


class CalendarSourceSection(Section):
    """One calendar."""

    name: str = Field(description="What you call it.")
    kind: str = Field("ics", description="ics (a file or a feed) or caldav.")
    location: str = Field(description="Path or URL. For caldav the server, principal or calendar URL.")
    username: str = Field("", description="For caldav, and for feeds behind a password.")
    password_file: Path | None = Field(
        None, description="File that holds the password (an app password where the provider has them)."
    )
    sessions: bool = Field(True, description="Whether its timed events are sessions with clients.")
    timeout_s: float = Field(10.0, gt=0, le=120, description="How long to wait for its server, s.")

    @field_validator("location")
    @classmethod
    def _from_home(cls, value: str) -> str:
        return str(Path(value).expanduser()) if value.startswith("~/") else value


class CalendarSection(Section):
    """The calendars; any number of [[calendar.sources]]."""

    sources: tuple[CalendarSourceSection, ...] = Field(
        (), description="Each begins with its own [[calendar.sources]] line."
    )


class Settings(Section):
    """The whole file."""

    home: Home = Home()
    vault: VaultSection = VaultSection()
    wake: Wake = Wake()
    listening: Listening = Listening()
    stt: Stt = Stt()
    tts: Tts = Tts()
    audio: Audio = Audio()
    speech: Speech = Speech()
    drafting: Drafting = Drafting()
    notes: NotesSection = NotesSection()
    calendar: CalendarSection = CalendarSection()


def load(path: Path) -> Settings:
    """The settings in `path`; the defaults where there is no such file.

    Raises `ConfigurationError` with every problem found, one a line in `fix`.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Settings()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError("The configuration cannot be read.", fix=f"{path}: {error}") from None
    try:
        tree = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError("The configuration is not valid TOML.", fix=f"{path}: {error}") from None
    return parse(tree, str(path))


def parse(tree: dict[str, Any], where: str) -> Settings:
    """A parsed TOML tree as settings; `where` names it in errors."""
    try:
        return Settings.model_validate(tree)
    except ValidationError as error:
        problems = [_explain(problem) for problem in error.errors()]
        raise ConfigurationError(
            f"The configuration has {len(problems)} mistake{'s' if len(problems) > 1 else ''}.",
            fix="\n".join(f"{where}: {problem}" for problem in problems),
        ) from None


def _explain(problem: Any) -> str:
    path = [str(part) for part in problem["loc"]]
    key = ".".join(path)
    if problem["type"] == "extra_forbidden":
        near = get_close_matches(path[-1], list(_siblings(path)), 1, 0.5) or get_close_matches(
            path[-1], [name.rpartition(".")[2] for name in keys()], 1, 0.6
        )
        full = next(
            (name for name in [*keys(), *Settings.model_fields] if near and name.rpartition(".")[2] == near[0]), ""
        )
        return f"there is no key “{key}”" + (f"; did you mean “{full}”?" if full else "")
    return f"{key}: {problem['msg'].removeprefix('Value error, ')}"


def _siblings(path: list[str]) -> Iterator[str]:
    section: Any = Settings
    for part in path[:-1]:
        if part.isdigit():
            continue
        field = section.model_fields.get(part)
        if field is None:
            return
        section = CalendarSourceSection if part == "sources" else field.annotation
    yield from section.model_fields


def keys() -> Iterator[str]:
    """Every key's full name: ``wake.threshold``; those of a calendar as ``calendar.sources.name``."""
    for name, field in Settings.model_fields.items():
        section: Any = field.annotation
        for key in section.model_fields:
            yield f"{name}.{key}"
    for key in CalendarSourceSection.model_fields:
        yield f"calendar.sources.{key}"
