"""A note in another format has every word of it once, and none that is not its own."""

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from assistant.records import FIELDS, Client, Form, Note, NoteState
from assistant.views import View, as_it_is, line, seen_as

NOW = datetime(2026, 11, 23, 20, 2, tzinfo=UTC)
SOAP = Form("soap", ("subjective", "objective", "assessment", "plan", "risk"))
DAP = Form("dap", ("data", "assessment", "plan"), draws={"data": ("subjective", "objective")})
GIRP = Form(
    "girp",
    ("goals", "intervention", "response", "plan"),
    draws={"goals": ("goals",), "intervention": ("interventions",), "response": ("subjective", "assessment")},
)
PIE = Form(
    "pie", ("problem", "intervention", "evaluation"), draws={"problem": ("subjective",), "evaluation": ("plan",)}
)


def note(sections: Mapping[str, str], fields: Mapping[str, str] | None = None) -> Note:
    client = Client("client-1", "JD", "Some Body")
    return Note("note-1", client, NoteState.REVIEW, NOW, sections, fields=fields or {})


def lines(view: View) -> Counter[str]:
    """Every line of the sections and fields."""
    texts = [*view.sections.values(), *(line(name, value) for name, value in view.fields.items())]
    return Counter(each.strip() for text in texts for each in text.splitlines() if each.strip())


# ── what stands where ────────────────────────────────────────────────────────────────────────────────────────


def test_a_section_that_draws_two_has_both_in_order_as_paragraphs() -> None:
    seen = seen_as(note({"objective": "Calm.", "subjective": "Slept.\nAte.", "plan": "Rest."}), SOAP, DAP)
    assert list(seen.sections.items()) == [("data", "Slept.\nAte.\n\nCalm."), ("assessment", ""), ("plan", "Rest.")]


def test_a_field_is_drawn_as_a_line_and_no_longer_stands_above() -> None:
    given = {"goals": "Sleep", "duration": "50 minutes", "interventions": "Grounding, breathing"}
    seen = seen_as(note({"subjective": "Slept."}, given), SOAP, GIRP)
    assert seen.sections["goals"] == "Goals: Sleep"
    assert seen.sections["intervention"] == "Interventions: Grounding, breathing"
    assert seen.fields == {"duration": "50 minutes"}


def test_what_no_section_takes_stands_at_the_end_under_its_own_name() -> None:
    there = {"strange": "Kept too.", "risk": "None voiced.", "objective": "Calm.", "plan": "Rest.", "assessment": " \n"}
    seen = seen_as(note(there), SOAP, PIE)
    assert list(seen.sections) == ["problem", "intervention", "evaluation", "objective", "risk", "strange"]
    assert seen.sections["risk"] == "None voiced."


def test_its_own_name_comes_before_another_that_draws_it_and_the_first_that_draws_has_it() -> None:
    greedy = Form("x", ("first", "second", "plan"), draws={"first": ("plan", "risk"), "second": ("risk", "second")})
    seen = seen_as(note({"plan": "Rest.", "risk": "None.", "second": "Own."}), SOAP, greedy)
    assert seen.sections == {"first": "None.", "second": "Own.", "plan": "Rest."}


# ── for every note ───────────────────────────────────────────────────────────────────────────────────────────

NAMES = st.sampled_from(["subjective", "objective", "plan", "risk", "data", "goals", "interventions", "next", "else"])
TEXTS = st.text(st.sampled_from("ab. \n\t\u2028é"), max_size=20)
FORMS = st.builds(
    Form,
    st.sampled_from(["one", "two", "three"]),
    st.lists(NAMES, unique=True, min_size=1).map(tuple),
    draws=st.dictionaries(NAMES, st.lists(NAMES, max_size=5).map(tuple)),
)
NOTES = st.builds(note, st.dictionaries(NAMES, TEXTS), st.dictionaries(st.sampled_from(FIELDS), TEXTS))


@given(NOTES, FORMS, FORMS)
def test_every_line_is_in_the_view_exactly_once(there: Note, own: Form, wanted: Form) -> None:
    assert lines(seen_as(there, own, wanted)) == lines(View(there.sections, as_it_is(there).fields))


@given(NOTES, FORMS, FORMS)
def test_the_sections_of_the_format_come_first_in_its_order(there: Note, own: Form, wanted: Form) -> None:
    if own.name != wanted.name:
        assert tuple(seen_as(there, own, wanted).sections)[: len(wanted.sections)] == wanted.sections


@given(NOTES, FORMS)
def test_in_its_own_format_it_is_as_it_is(there: Note, form: Form) -> None:
    seen = seen_as(there, form, form)
    assert list(seen.sections.items()) == list(there.sections.items())
    assert list(seen.fields) == [name for name in FIELDS if there.fields.get(name, "").strip()]
