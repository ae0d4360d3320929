"""A note whose format she has taken out of the configuration."""

from dataclasses import replace
from datetime import UTC, datetime

from assistant.privacy.questions import carried
from assistant.records import Client, Form, Note, NoteState, Terms
from skills.soap_notes.formats import of


def test_a_note_of_a_format_that_is_gone_keeps_its_sections_and_still_knows_its_fields() -> None:
    default = Form("soap", ("plan",), terms=Terms(("grounding",), {"by phone": "phone"}))
    client = Client("1", "JD", "Jane Doe")
    note = Note("1", client, NoteState.DICTATING, datetime(2026, 11, 23, tzinfo=UTC), {"story": ""}, form="mine")
    gone = of(note, {"soap": default})
    assert (gone.name, gone.sections, gone.terms) == ("mine", ("story",), default.terms)
    assert of(replace(note, form="soap"), {"soap": default}) is default


def test_what_another_format_gives_to_no_model_is_given_to_none_there_either() -> None:
    renamed = Form("intake", ("story", "safety plan", "risk"), verbatim=("safety plan", "risk"))
    client = Client("1", "JD", "Jane Doe")
    said = {"story": "", "safety plan": "", "risk": ""}
    note = Note("1", client, NoteState.REVIEW, datetime(2026, 11, 23, tzinfo=UTC), said, form="first")
    gone = of(note, {"soap": Form("soap", ("plan", "risk")), "intake": renamed})
    assert list(carried(gone)) == ["story"]
