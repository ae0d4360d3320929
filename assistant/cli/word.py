"""A note for Word: her template, and what is put into it."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from assistant.cli.listing import LocalTime, clean
from assistant.errors import ConfigurationError
from assistant.outbox.package import LARGEST, no_document
from assistant.outbox.word import Filled, Page, fill
from assistant.paths import paths
from assistant.records import FIELDS, Form, Note, NoteState
from assistant.settings import load
from assistant.views import NOTHING, View

FILE = "soap.docx"


def document(note: Note, view: View, form: Form, template: bytes) -> Filled:
    """The note in the template. Raises `ConfigurationError`."""
    return fill(template, _page(note, view, form), datetime.now(UTC))


def template_at(named: Path | None) -> bytes:
    """The named template, else the one in the configuration, else hers beside it, else the one that comes with the program.

    Raises `ConfigurationError`.
    """
    where = paths()
    path = named or load(where.config_file).notes.template or _hers_or_shipped(where.config)
    if path.suffix.lower() in {".docm", ".dotm"}:
        raise ConfigurationError(
            "A template with macros is not used; nothing was written.", fix=f"save it in Word as .docx: {path}"
        )
    try:
        if path.exists() and not path.is_file():  # a pipe would be waited for
            raise no_document()
        with path.open("rb") as file:
            return file.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or "not a file name"
        raise ConfigurationError("The template cannot be read; nothing was written.", fix=f"{path}: {reason}") from None


def _hers_or_shipped(config: Path) -> Path:
    package = Path(__file__).resolve().parents[1]
    places = (config / FILE, package / "data" / FILE, package.parent / "config" / FILE)
    return next((each for each in places if each.exists()), places[-1])


def _page(note: Note, view: View, form: Form) -> Page:
    local = LocalTime()
    moment = note.about.astimezone(ZoneInfo(load(paths().config_file).home.timezone))
    signed = note.state is NoteState.SIGNED
    return Page(
        initials=note.client.initials,
        date=f"{moment.day} {moment:%B %Y}",
        time=local(moment).partition(", ")[2] if note.appointment else "",
        form=form.name,
        state=f"Signed {local(note.signed)}" if signed and note.signed else "Draft, not signed",
        signed=signed,
        sections={name: clean(text) for name, text in view.sections.items()},
        known=form.sections,
        fields={name: clean(text) for name, text in view.fields.items()},
        known_fields=FIELDS,
        amendments=tuple(
            {"written": local(each.written), "reason": clean(each.reason), "text": clean(each.text)}
            for each in note.amendments
        ),
        nothing=NOTHING,
    )
