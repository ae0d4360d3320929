"""Names go out as placeholders and come back exactly."""

import csv
import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from assistant.errors import EgressBlocked, ModelUnavailable
from assistant.privacy.pseudonyms import LONGEST, Pseudonyms, dropped, restore
from assistant.records import Client

SHARED = Path(__file__).parents[2] / "../shared"

ROSTER = (
    Client("c1", "JD", "Jordan Davis", ("Jo-Jo", "Jordie"), ("Aunt Mary O'Brien", "Will (brother)"), ("Riverside", "St. Mary's High School")),
    Client("c2", "MK", "Mira Kovač", (), ("Ellen D'Angelo",), ("Acme Corp",)),
    Client("c3", "WH", "Will Hope"),
    Client("c4", "SL", "Smith-Lyons, Ana María"),
    Client("c5", "LM", "李明"),
)  # fmt: skip
PSEUDONYMS = Pseudonyms(ROSTER)


def left(text: str) -> str:
    """What remains of a text once it is hidden, without the placeholders."""
    return re.sub(r"\[[A-Z]+-[\d.]+\]", "•", PSEUDONYMS.hide(text).text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Jordan Davis came.", "• came."),
        ("jordan davis came.", "• came."),
        ("JORDAN came.", "• came."),
        ("Jordan's mother", "•'s mother"),
        ("Jordan’s mother", "•’s mother"),
        ("jordans mother and the davises", "• mother and the •"),
        ("Davis, Jordan", "•, •"),
        ("Jordan P. Davis", "•"),
        ("Jor-dan and Jor-\ndan and Jor\ndan", "• and • and •"),
        ("Jo\u00adrdan and Jor\u200bdan", "• and •"),
        ("j o r d a n, J-O-R-D-A-N, j. o. r. d. a. n.", "•, •, •."),
        ("jordandavis and jdavis and jordan_davis and jordan1990", "• and • and •_• and •1990"),
        ("JD, J.D., J D, J. D., j.d. and j d", "•, •, •, •, • and •"),
        ("jd's sister", "•'s sister"),
        ("Jojo, Jo-Jo and jo jo", "•, • and •"),
        ("mira kovac, Mira Kovač, MIRA KOVAČ and Kovac\u030c", "•, •, • and •"),
        ("Aunt Mary O'Brien, mary obrien, O’Brien, o brien", "Aunt •, •, •, •"),
        ("Ellen D'Angelo, Dangelo, d angelo", "•, •, •"),
        ("at st marys high school, St. Mary's High School, in riverside", "at •, •, in •"),
        ("she left acme corp for ACME", "she left • for •"),
        ("ana maria, Ana María Smith-Lyons, lyons", "•, •, •"),
        ("今天李明来了", "今天•来了"),
        ("ｊｏｒｄａｎ", "•"),
        ("adjudicate, jordache and objd", "adjudicate, jordache and objd"),
    ],
)
def test_the_roster_is_hidden_in_every_form(text: str, expected: str) -> None:
    assert left(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Met Jordan. I hope she will come.", "Met •. I hope she will come."),
        ("Met Jordan. I think Will comes. will hope comes, hope, will.", "Met •. I think • comes. • comes, •, •."),
        ("will said he will come", "• said he • come"),
        ("Will you come?", "• you come?"),
        ("Yes Thursday works and I told will so.", "Yes Thursday works and I told • so."),
    ],
)
def test_names_that_are_words_need_a_capital_a_neighbour_or_a_text_without_capitals(text: str, expected: str) -> None:
    assert left(text) == expected


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("555-123-4567", "PHONE"),
        ("(312) 555 0134", "PHONE"),
        ("+44 20 7946 0958", "PHONE"),
        ("3125550134", "PHONE"),
        ("555-0134", "PHONE"),
        ("five five five oh one three four", "PHONE"),
        ("a.b+c@example.org", "MAIL"),
        ("some dot body at gmail dot com", "MAIL"),
        ("https://example.org/a?b=c", "URL"),
        ("www.example.org", "URL"),
        ("example.com/pay", "URL"),
        ("example dot com", "URL"),
        ("123-45-6789", "ID"),
        ("MRN 0012345", "ID"),
        ("member id: AB1234", "ID"),
        ("60614", "ID"),
        ("12 North Oak Street, Apt 4B", "STREET"),
        ("4500 w fullerton ave", "STREET"),
        ("P.O. Box 12", "STREET"),
        ("03/04/1987", "DATE"),
        ("1987-03-04", "DATE"),
        ("March 4, 1987", "DATE"),
    ],
)
def test_numbers_addresses_and_links_are_hidden_whole(text: str, kind: str) -> None:
    assert PSEUDONYMS.hide(text).text == f"[{kind}-1]"
    assert kind in PSEUDONYMS.hide(f"please note {text}, thanks").text


@pytest.mark.parametrize(
    "text",
    [
        "PHQ-9 was 14, GAD-7 was 11, down from 16.",
        "She slept 5 hours on 3 of 7 nights and takes 20 mg at 9.",
        "F41.1, two panic attacks in a week on the road, 3 times a day, her own way.",
        "We meet on Thursday at 3:30.",
        "",
    ],
)
def test_plain_clinical_words_stay(text: str) -> None:
    assert PSEUDONYMS.hide(text).text == text


def test_the_placeholder_of_a_date_tells_the_model_how_far_away_it_is_and_comes_back_without_that_too() -> None:
    hidden = Pseudonyms(ROSTER, lambda: date(2026, 11, 23)).hide(
        "Jordan fell on 11/11/2026, November 11th, not in May."
    )
    assert hidden.text == "[CLIENT-1] fell on [DATE-1: 12 days ago], [DATE-1.2: 12 days ago], not in May."
    for answer in ("[DATE-1: 12 days ago] or [DATE-1.2]", "[DATE-1] or [DATE-1.2: twelve days ago]"):
        assert restore(answer, hidden.mapping) == "11/11/2026 or November 11th"
    assert dropped(hidden.text, "[DATE-1.2] it was", hidden.mapping) == ("Jordan",)
    assert dropped(hidden.text, "[CLIENT-1] came", hidden.mapping) == ("11/11/2026", "November 11th")


def test_a_form_keeps_its_placeholder_throughout_a_task_and_a_person_keeps_a_number() -> None:
    hidden = PSEUDONYMS.hide_fields({"a": "Jordan and Mira", "b": "jordan, Jordan, Mary"})
    assert hidden.fields == {"a": "[CLIENT-1] and [CLIENT-2]", "b": "[CLIENT-1.2], [CLIENT-1], [PERSON-1]"}


def test_a_text_that_already_holds_placeholders_comes_back_as_it_was() -> None:
    text = "[CLIENT-1] wrote [client 7], Jordan wrote CLIENT-1 and [PHONE-2.3]"
    hidden = PSEUDONYMS.hide(text)
    assert "[client 7]" not in hidden.text
    assert restore(hidden.text, hidden.mapping) == text


@pytest.mark.parametrize(
    "damaged",
    [
        "[CLIENT-2]",
        "[client-1]",
        "CLIENT-1",
        "[CLIENT 1]",
        "[CLIENT–1]",
        "[CLIENT-1.9]",
        "[Person-4]",
        "[DATE-1: 3 days ago]",
        "[CLIENT-1: he]",
    ],
)
def test_an_altered_or_invented_placeholder_refuses_the_text(damaged: str) -> None:
    with pytest.raises(ModelUnavailable):
        restore(f"Hello {damaged}", PSEUDONYMS.hide("Jordan").mapping)


def test_a_dropped_name_is_noticed_whatever_its_form() -> None:
    before = PSEUDONYMS.hide("Jordan met Mary, jordan said")
    assert before.text == "[CLIENT-1] met [PERSON-1], [CLIENT-1.2] said"
    assert dropped(before.text, "[CLIENT-1.2] was out", before.mapping) == ("Mary",)
    assert dropped(before.text, "[PERSON-1]", before.mapping) == ("Jordan", "jordan")


def test_clients_are_told_apart_by_name_and_initials_but_not_by_kin_or_place() -> None:
    assert PSEUDONYMS.mentions("Tell Jordan that M K called") == ({"c1"}, {"c2"})
    assert PSEUDONYMS.mentions("Ellen went to Riverside, I hope") == ()
    assert Pseudonyms([Client("a", "JD", "Jo Dun"), Client("b", "JE", "Jo East")]).mentions("jo") == ({"a", "b"},)


def test_more_than_can_be_looked_at_is_refused() -> None:
    with pytest.raises(EgressBlocked):
        PSEUDONYMS.hide("a " * LONGEST)


def test_a_hole_in_the_pass_is_caught_by_the_second_look(monkeypatch: pytest.MonkeyPatch) -> None:
    blind = Pseudonyms(ROSTER)
    monkeypatch.setattr(blind, "_taken", lambda _text: [])
    with pytest.raises(EgressBlocked):
        blind.hide("then kovač came")


NAMES = st.text(st.characters(codec="utf-8"), max_size=12) | st.sampled_from(
    [
        "Jordan",
        "Will Hope",
        "O'Brien",
        "ß",
        "A",
        "de la Cruz",
        "İpek",
        "..",
        "(",
        "[CLIENT-1]",
        "J.D.",
        "ﬁ",
        "🦄",
        "\u0301",
    ]
)
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


@given(ROSTERS, st.data())
@settings(max_examples=300, deadline=None)
def test_hiding_and_restoring_gives_back_any_text(roster: list[Client], data: st.DataObject) -> None:
    names = [name for c in roster for name in (c.initials, c.name, *c.aliases, *c.kin, *c.places)]
    pieces = st.text(st.characters(codec="utf-8"), max_size=20) | st.sampled_from(
        [*names, "[CLIENT-1]", "client-", "CLIENT", "[", "]", "-1", "555 123 4567", " will ", "\u00ad"]
    )
    text = "".join(data.draw(st.lists(pieces, max_size=8)))
    hidden = Pseudonyms(roster).hide(text)
    assert restore(hidden.text, hidden.mapping) == text


@given(
    st.sampled_from(
        [
            "Jordan Davis",
            "Jordie",
            "Mira",
            "Kovač",
            "Mary O'Brien",
            "Riverside",
            "Acme Corp",
            "李明",
            "jordan",
            "MIRA KOVAČ",
        ]
    ),
    st.text(st.characters(codec="utf-8"), max_size=30),
    st.text(st.characters(codec="utf-8"), max_size=30),
)
@example("Jordan", "[CLIENT-1", "]")
@settings(max_examples=300, deadline=None)
def test_a_name_between_blanks_never_leaves_whatever_stands_around_it(name: str, before: str, after: str) -> None:
    hidden = PSEUDONYMS.hide(f"{before} {name} {after}")
    assert name not in re.sub(r"\[[A-Z]+-[\d.]+\]", "", hidden.text)


def test_the_names_of_recorded_visits_are_found_in_their_lower_case_dialogue() -> None:
    folder = SHARED / "text/aci-bench"
    if not folder.exists():
        pytest.skip("the shared clinical dialogues are not beside the project")
    with (folder / "train_metadata.csv").open(encoding="utf-8") as file:
        people = {row["encounter_id"]: row for row in csv.DictReader(file)}
    found: Counter[bool] = Counter()
    with (folder / "train.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            who = people.get(row["encounter_id"])
            if not who or not who["patient_firstname"]:
                continue
            name = f"{who['patient_firstname']} {who['patient_familyname']}"
            pseudonyms = Pseudonyms([Client("1", "ZZ", name)])
            for said in row["dialogue"].splitlines():
                for part in name.lower().split():
                    there = len(re.findall(rf"\b{part}(?:'?s)?\b", said.lower()))
                    kept = len(re.findall(rf"\b{part}(?:'?s)?\b", pseudonyms.hide(said).text.lower()))
                    found[True] += there - kept
                    found[False] += kept
    assert found[True] > 50
    assert found[True] / found.total() >= 0.995, found


@pytest.mark.parametrize(
    "piece", ["a", ".", " ", "1", "one ", "a.b", "[client-", "jd ", "@", "dot ", "\u0301", "https://"]
)
def test_a_long_monotonous_text_comes_back_too(piece: str) -> None:
    text = piece * (60_000 // len(piece))
    hidden = PSEUDONYMS.hide(text)
    assert restore(hidden.text, hidden.mapping) == text
