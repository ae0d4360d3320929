"""How a note is shown and written out: for the terminal, as JSON, as plain text and as Markdown."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Annotated, Any

import typer

from assistant import formats
from assistant.cli.listing import LocalTime, clean, print_heading, print_json
from assistant.cli.marked_words import names_of, print_dictated, print_looks, said
from assistant.paths import paths
from assistant.records import Client, Form, Note
from assistant.views import NOTHING, View, as_it_is, line

NoteId = Annotated[str, typer.Argument(metavar="ID", help="As in `assistant notes list`.")]

_MARKS = re.compile(r"[\\`*_\[\]<>&|~]|^[#+=-]", re.MULTILINE)
_NUMBER = re.compile(r"^(\d+)(?=[.)])", re.MULTILINE)
"""What Markdown would take as something else than the character that it is."""


def show_note(note: Note, roster: Sequence[Client], *, as_json: bool, view: View | None = None) -> None:
    """A note as it stands, or its sections and fields as a `view` of it has them; `roster`: whose names are marked."""
    names = names_of(roster)
    view = view or as_it_is(note)
    if as_json:
        support = {name: [asdict(each) for each in sentences] for name, sentences in note.support.items()}
        amended = [{**asdict(each), "written": each.written.isoformat()} for each in note.amendments]
        print_json(
            {
                **head(note),
                "signed": note.signed.isoformat() if note.signed else None,
                "form": note.form,
                "fields": dict(view.fields),
                "sections": dict(view.sections),
                "amendments": amended,
                "support": support,
                "marked": [asdict(each) for each in note.marked],
                "transcript": [said(each, names) for each in note.transcript],
            }
        )
        return
    local = LocalTime()
    signed = f" {local(note.signed)}" if note.signed else ""
    print_heading(f"{note.client.initials} · {local(note.about)} · {note.state}{signed} · version {note.version}")
    typer.echo(f"\n{plain(note, view, transcript=False)}")
    print_dictated(note, names)
    print_looks(note)
    if note.flags:
        typer.echo(clean("\nNeeds your look\n" + "\n".join(_flagged(note))))


def form_of(note: Note) -> Form:
    """Its format, hers or a shipped one; of one that is there no more, what the note itself tells: its sections.

    Raises `ConfigurationError`.
    """
    known = formats.load(formats.place(paths().config)).forms
    return known.get(note.form) or Form.gone(note, tuple(known.values()))


def plain(note: Note, view: View, *, transcript: bool) -> str:
    """The fields that were given, then the sections under their names; what nobody spoke of is said to be so."""
    parts = ["".join(f"{line(*each)}\n" for each in view.fields.items())] if view.fields else []
    parts += [f"{name.capitalize()}\n{text.strip() or NOTHING}\n" for name, text in view.sections.items()]
    parts += [f"{title}\n{text.strip()}\n" for title, text in _amended(note)]
    if transcript:
        parts.append("As dictated\n" + "\n".join(_said(note)) + "\n")
    return clean("\n".join(parts))


def markdown(note: Note, view: View, *, transcript: bool) -> str:
    """The same with headings; no character of hers is taken as markup, and her lines stay lines."""
    fields = _lines("\n".join(line(*each) for each in view.fields.items()))
    parts = [(name.capitalize(), text.strip() or NOTHING) for name, text in view.sections.items()]
    parts += [(title, text.strip()) for title, text in _amended(note)]
    if transcript:
        parts.append(("As dictated", "\n".join(_said(note))))
    title = f"# {note.client.initials}, {LocalTime()(note.about)}\n"
    top = [title, f"{fields}\n"] if fields else [title]
    return clean("\n".join([*top, *(f"## {_escape(name)}\n\n{_lines(text)}\n" for name, text in parts)]))


def _said(note: Note) -> Iterator[str]:
    return (f"[{each.text}]" if each.command else each.text for each in note.transcript)


def _amended(note: Note) -> list[tuple[str, str]]:
    """Each amendment under its time and reason; the home's zone is asked for only where there is one."""
    if not note.amendments:
        return []
    local = LocalTime()
    return [(f"Amended {local(each.written)}: {each.reason}", each.text) for each in note.amendments]


def _lines(text: str) -> str:
    """A line that another follows ends hard, but for the last of a paragraph."""
    return re.sub(r"(?<=[^\n])\n(?=[^\n])", "  \n", _escape(text))


def _escape(text: str) -> str:
    level = re.sub(r"^[ \t]+", "", text, flags=re.MULTILINE)  # indented lines would become code
    return _NUMBER.sub(r"\1\\", _MARKS.sub(r"\\\g<0>", level))


def _flagged(note: Note) -> Iterator[str]:
    """Each sentence that her words do not carry, why, and what it claims to rest on."""
    for name, sentences in note.support.items():
        for each in sentences:
            if each.flag:
                yield f"! {name.capitalize()}: {each.sentence}\n    This sentence {each.flag}."
                yield from (f"    you said: {span}" for span in each.spans)


def head(note: Note) -> dict[str, Any]:
    """A note in a list, for JSON."""
    return {
        "id": note.id,
        "client": note.client.initials,
        "state": note.state.value,
        "created": note.created.isoformat(),
        "appointment": note.appointment.isoformat() if note.appointment else None,
        "version": note.version,
        "source": note.source,
    }
