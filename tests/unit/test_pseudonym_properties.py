"""What holds of the pseudonym pass whatever the text and whoever is on the roster."""

import random
import re
from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from assistant.privacy import misheard
from assistant.privacy.placeholders import PLACEHOLDER
from assistant.privacy.pseudonyms import Pseudonyms, restore
from assistant.records import Client

NAMES = st.sampled_from(
    ["Jordan", "Will Hope", "O'Brien", "Client", "Date Person", "Text", "Mira Kern", "De la Cruz", "İpek", "Ng", "李明"]
) | st.text(st.characters(codec="utf-8"), max_size=12)
ROSTERS = st.lists(
    st.builds(
        Client,
        id=st.uuids().map(str),
        initials=st.text("ABCDIJ2", max_size=3),
        name=NAMES,
        aliases=st.lists(NAMES, max_size=2).map(tuple),
        kin=st.lists(NAMES, max_size=2).map(tuple),
        places=st.lists(NAMES, max_size=2).map(tuple),
    ),
    max_size=4,
)
PIECES = st.text(st.characters(codec="utf-8"), max_size=20) | st.sampled_from(
    ["[CLIENT-1]", "[DATE-1: 3 days ago]", "[DATE-1: ", "client-", "CLIENT", "DATE-1", "[", "]", ": x]", "-1", " will ",
     "555 123 4567", "03/04/1987", " on the 3rd of May", "march 4 nineteen eighty", " mirror kern ", "jordon", "mere a ",
     "dr Patel", " Andrew Okafor ", "12 Oak Street", "\u00ad", " ", "\n", "'s"]
)  # fmt: skip
TEXTS = st.lists(PIECES, max_size=10).map("".join)


def today() -> date:
    return date(2026, 11, 23)


@given(ROSTERS, TEXTS, st.data())
@example([Client("1", "CL", "Client Date")], "Client met client on 03/04/1987, [CLIENT-1], [DATE-1: years ago]", None)
@settings(max_examples=300, deadline=None)
def test_hiding_and_restoring_gives_back_any_text(roster: list[Client], text: str, data: st.DataObject | None) -> None:
    if data:
        names = [name for c in roster for name in (c.initials, c.name, *c.aliases, *c.kin, *c.places)]
        text += " ".join(data.draw(st.lists(st.sampled_from([*names, " "]), max_size=4)))
    hidden = Pseudonyms(roster, today).hide(text)
    assert restore(hidden.text, hidden.mapping) == text
    assert restore(re.sub(r"(\[DATE-[\d.]+): [^\]]*\]", r"\1]", hidden.text), hidden.mapping) == text


SURE = Pseudonyms(
    [
        Client("c1", "QX", "Jordan Davis", ("Jordie",), ("Siobhan Okafor",), ("Riverside",)),
        Client("c2", "ZK", "Mira Kovač"),
    ],
    today,
)
FORMS = ["Jordan", "DAVIS", "jordie", "mira kovač", "Kovac's", "j o r d a n", "Jor-\ndan", "jordandavis", "siobhan",
         "shavon", "meera", "jordon", "jrodan", "QX", "Q.X.", "riverside", "mirror kovach", "jor dan"]  # fmt: skip


@given(st.lists(st.sampled_from(FORMS) | PIECES, max_size=8), st.sampled_from([" ", ", ", "\n", ". "]))
@settings(max_examples=300, deadline=None)
def test_no_form_of_a_name_that_is_known_is_left(pieces: list[str], between: str) -> None:
    hidden = SURE.hide(between.join(["", *pieces, ""])).text
    for left in PLACEHOLDER.split(hidden):
        assert SURE.mentions(left) == ()


@given(st.lists(st.sampled_from(FORMS) | PIECES, max_size=8).map(" ".join))
@settings(max_examples=300, deadline=None)
def test_hiding_what_is_hidden_finds_nobody_more(text: str) -> None:
    hidden = SURE.hide(text)
    again = SURE.hide(hidden.text)
    assert {found.partition("-")[0] for found in again.mapping} <= {"[TEXT"}
    assert restore(restore(again.text, again.mapping), hidden.mapping) == text


def test_the_work_of_listening_grows_with_the_text_and_no_faster(monkeypatch: pytest.MonkeyPatch) -> None:
    compared = 0
    apart = misheard.apart

    def counted(heard: str, name: str, most: float = 1.0) -> float:
        nonlocal compared
        compared += 1
        return apart(heard, name, most)

    monkeypatch.setattr(misheard, "apart", counted)
    chance = random.Random(7)
    letters = [[chance.choice("mirakovjdnse") for _ in range(chance.randint(3, 8))] for _ in range(4000)]
    words = ["".join(word) for word in letters]
    work = []
    for count in (1000, 2000, 4000):
        compared = 0
        SURE.mentions(" ".join(words[:count]))
        work.append(compared)
    assert work[0] > 0
    assert work[2] <= 3 * work[1] <= 9 * work[0]
    compared = 0
    SURE.mentions("mirror current " * 2000)
    assert compared <= 1000


@pytest.mark.parametrize(
    "piece",
    ["march ", "twenty ", "1-", "1/", "12 ", "dr ", "Abcde ", "mere a ", "a'", "0:", "zip ", "lives at a ", "my name is ",
     "[DATE-1: ", "nineteen eighty ", "mira ", "jor dan ", "\n", "first "],
)  # fmt: skip
def test_a_long_monotonous_text_comes_back(piece: str) -> None:
    text = piece * (30_000 // len(piece))
    hidden = SURE.hide(text)
    assert restore(hidden.text, hidden.mapping) == text
