"""What is nearly a command stays text, and is looked at again."""

import pytest

from skills.soap_notes.commands import understand
from skills.soap_notes.draft import Dictation
from skills.soap_notes.layout import MARKED
from skills.soap_notes.nearness import LIKE_A_COMMAND, NO_SECTION, doubt
from skills.soap_notes.vocabulary import Command
from tests.unit.test_dictation_commands import FORMS, SOAP


@pytest.mark.parametrize(
    "text",
    [
        "skratch dat", "scratched at", "scratch it", "new lime", "under that", "undo bat", "plain", "plane",
        "assess meant", "objectives", "assessments section", "end the notes", "off the records", "insure",
        "flag for super visions", "private notes", "back to the notes", "wrong clients", "mark dad", "this card note",
        "fool stop", "question marks", "and quote", "what is mixing", "in persons", "tell a health",
        "intervention cognitive restructure", "in convention grounding", "intervention prayer", "risk level hi",
        "link goals two", "link goal twenty one", "next session whenever", "session of fifty minutes", "spell that out",
        "next session", "correct three panic attacks two panic attacks", "correct set a timer", "replace two three",
        "strike from she slept to woke", "private note I was angry with her and thought of my own mother",
        "off the record he told me that he had been drinking again", "she came late again off the record",
    ],
)  # fmt: skip
def test_nearly_a_command_is_text_that_sounds_like_one(text: str) -> None:
    for form in (SOAP, FORMS["dap"]):
        if text not in ("plain", "plane", "objectives") or form is SOAP:
            assert understand(text, form) is None
            assert doubt(text, form) == doubt(f"Um, {text.capitalize()}.", form) == LIKE_A_COMMAND


@pytest.mark.parametrize(
    "text",
    ["data", "go to data", "Data section.", "go to the response", "the goal section", "evaluation", "intervention",
     "go to history", "go to the history section", "family section", "neck section", "go to plants", "the mental status section"],
)  # fmt: skip
def test_a_section_that_is_not_there_is_text_and_said_so(text: str) -> None:
    assert understand(text, SOAP) is None
    assert doubt(text, SOAP) == NO_SECTION


@pytest.mark.parametrize(
    "text",
    [
        "", "um", "no", "yes", "he slept", "we agreed on a plan", "a period of calm", "the plan", "she wants to scratch that idea",
        "risk was discussed", "intervention was well received", "no private note was made", "session ran fifty minutes over",
        "she went to the end of the street", "the section on trauma was hard", "literal scratch that", "she cried",
        "slept well", "go to the store and come back", "her goal is sleep", "spell that word out for her please",
        "correct that she slept", "he will replace the two with three", "change is hard for her", "correct",
        "literal next section", "literal plan section", "literal go to the plan",
        "literal off the record", "she said it off the record and then she cried", "her private notes were read by him",
    ],
)  # fmt: skip
def test_what_is_like_no_command_is_text_and_no_more(text: str) -> None:
    assert doubt(text, SOAP) == ""


def test_what_a_format_has_is_no_unknown_section_there() -> None:
    for form in FORMS.values():
        for section in form.sections:
            assert understand(section, form) is not None


def test_it_is_marked_in_the_dictation_until_it_is_taken_out() -> None:
    dictation = Dictation(SOAP)
    for text in ("she slept", "skratch dat", "go to data", "and ate"):
        dictation = dictation.apply(text)
    assert dictation.marked() == ((1, LIKE_A_COMMAND), (2, NO_SECTION))
    assert dictation.sections()["subjective"] == "she slept skratch dat go to data and ate"
    once = dictation.apply(Command.SCRATCH_THAT).apply(Command.SCRATCH_THAT)
    assert once.marked() == ((1, LIKE_A_COMMAND),)
    assert once.undo().marked() == dictation.marked()
    assert once.apply(Command.MARK_THAT).marked() == ((1, MARKED),)
    assert once.apply(Command.MARK_THAT).undo().marked() == ((1, LIKE_A_COMMAND),)
