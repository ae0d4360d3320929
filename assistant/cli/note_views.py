"""Which format a note is shown in: its own, or another that was asked for."""

from typing import Annotated

import typer

from assistant import formats
from assistant.cli.note_texts import form_of
from assistant.errors import UsageError
from assistant.paths import paths
from assistant.records import Form, Note
from assistant.views import View, as_it_is, seen_as

As = Annotated[str, typer.Option("--as", metavar="FORMAT", help="Seen as another format: dap, birp, girp, pie …")]


def view_of(note: Note, wanted: str) -> tuple[View, Form]:
    """The view and its format; `wanted` empty: the note's own. Raises `UsageError` where there is no such format."""
    if not wanted:
        return as_it_is(note), form_of(note)
    forms = formats.load(formats.place(paths().config)).forms
    form = forms.get(wanted.strip().lower())
    if form is None:
        raise UsageError("There is no such format of notes.", fix=", ".join(forms))
    return seen_as(note, form_of(note), form), form
