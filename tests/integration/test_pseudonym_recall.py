"""What the pseudonym pass finds in texts that nobody wrote for it; the figures stand in docs/pseudonyms.md.

Prints them with ``pytest -s``. The truth is taken from the corpora, never from the pass itself.
"""

import csv
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from assistant.privacy.placeholders import PLACEHOLDER
from assistant.privacy.pseudonyms import Hidden, Pseudonyms
from assistant.records import Client

TEXTS = Path(__file__).parents[2] / "../shared/text"
ROADS = re.compile(
    r"\d.*\b(?:street|st|avenue|ave|road|rd|boulevard|lane|drive|court|place|way|p\.?o\.? box)\b", re.IGNORECASE
)
NUMBERS = ("CREDIT_CARD", "US_SSN", "US_DRIVER_LICENSE", "PHONE_NUMBER", "EMAIL_ADDRESS", "DOMAIN_NAME", "IBAN_CODE", "IP_ADDRESS")  # fmt: skip
STRANGERS = [
    "Mira Kern",
    "Jordan Dale",
    "Stephanie Alvarez",
    "Kevin Whitaker",
    "Rosa Delgado",
    "Tyrone Banks",
    "Emily Chen",
    "Nathan Goldberg",
    "Priya Raman",
    "Dmitri Volkov",
    "Siobhan Kelly",
    "Marcus Thorne",
    "Leah Abrams",
    "Hannah Sorensen",
    "Omar Haddad",
    "Carla Benedetti",
    "Derek Olsen",
    "Monica Lindqvist",
    "Terrence Boyd",
    "Ingrid Halvorsen",
    "Luis Cordero",
    "Aisha Farouk",
    "Grant Wheeler",
    "Bridget Malone",
    "Tomasz Zielinski",
    "Yuki Tanaka",
    "Elena Petrova",
    "Caleb Norris",
    "Simone Laurent",
    "Victor Reyes",
]


@dataclass
class Tally:
    """How many of a kind were hidden."""

    hidden: int = 0
    all: int = 0

    @property
    def share(self) -> float:
        return self.hidden / self.all


def rows(name: str) -> list[dict[str, str]]:
    if not TEXTS.exists():
        pytest.skip("the shared clinical texts are not beside the project")
    with (TEXTS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def dialogues() -> dict[str, list[str]]:
    """By encounter, as they were written down and as they were recognised."""
    told: dict[str, list[str]] = {}
    for file in ("train.csv", "train_virtscribe_asr.csv"):
        for row in rows(f"aci-bench/{file}"):
            said = re.sub(r"\[[a-z_]+\] ?", "\n", row["dialogue"])
            told.setdefault(row.get("encounter_id") or row["id"], []).append(said)
    return told


def roster(names: Iterable[str], places: Sequence[str] = ()) -> list[Client]:
    return [
        Client(f"c{at}", f"Q{at:03}", name, places=tuple(places) if at == 0 else ()) for at, name in enumerate(names)
    ]


def covered(text: str, hidden: Hidden) -> list[bool]:
    """For each character whether a placeholder stands for it."""
    found: list[bool] = []
    done = 0
    for placeholder in PLACEHOLDER.finditer(hidden.text):
        found += [False] * (placeholder.start() - done)
        found += [True] * len(hidden.mapping[re.sub(r":.*\]", "]", placeholder[0])])
        done = placeholder.end()
    found += [False] * (len(hidden.text) - done)
    assert len(found) == len(text)
    return found


@pytest.mark.long
def test_on_the_roster_nothing_is_left_in_recorded_visits() -> None:
    everybody = set[str]()
    for row in rows("aci-bench/train_metadata.csv"):
        everybody |= {f"{row['patient_firstname']} {row['patient_familyname']}".strip(), row["doctor_name"]} - {""}
    pseudonyms = Pseudonyms(roster(sorted(everybody)))
    parts = {part for name in everybody for part in re.findall(r"[a-z]{2,}", name.lower())} - {"dr"}
    tally, missed = Tally(), Counter[str]()
    for said in (said for texts in dialogues().values() for said in texts):
        hidden = PLACEHOLDER.sub("\n", pseudonyms.hide(said).text).lower()
        for part in parts:
            form = re.compile(rf"(?<![a-z]){part}(?:'?s)?(?![a-z])")
            there, kept = len(form.findall(said.lower())), len(form.findall(hidden))
            tally.all += there
            tally.hidden += there - kept
            missed[part] += kept
    print(f"aci-bench, on the roster: {tally.hidden} of {tally.all} = {tally.share:.2%}, missed {+missed}")
    assert tally.all > 300
    assert tally.share >= 0.995


@pytest.mark.long
def test_few_everyday_words_are_taken_for_names_that_nobody_said() -> None:
    pseudonyms = Pseudonyms(roster(STRANGERS))
    corpora = {
        "aci-bench": [said for texts in dialogues().values() for said in texts],
        "mts-dialog": [row["dialogue"] for row in rows("mts-dialog/validation.csv")],
    }
    for corpus, texts in corpora.items():
        words, wrong = 0, Counter[str]()
        for said in texts:
            words += len(re.findall(r"[\w']+", said))
            hidden = pseudonyms.hide(said)
            for placeholder, form in hidden.mapping.items():
                exact = set(re.findall(r"[a-z]+", form.lower())) & set(" ".join(STRANGERS).lower().split())
                if placeholder.startswith("[CLIENT") and not exact:
                    times = len(re.findall(re.escape(placeholder), hidden.text))
                    wrong[form.lower()] += times * len(re.findall(r"[\w']+", form))
        print(
            f"{corpus}: {wrong.total()} of {words} words hidden wrongly, {1000 * wrong.total() / words:.2f} per 1000; {wrong}"
        )
        assert wrong.total() / words <= 0.001


def presidio() -> list[dict[str, Any]]:
    if not TEXTS.exists():
        pytest.skip("the shared synthetic texts are not beside the project")
    found: list[dict[str, Any]] = json.loads((TEXTS / "presidio/synth_first_750.json").read_text(encoding="utf-8"))
    return found


def recall(pseudonyms: Pseudonyms) -> tuple[Mapping[str, Tally], Mapping[str, list[str]]]:
    """By kind, and what was missed; a span is hidden where each of its letters and digits is."""
    tallies: dict[str, Tally] = {}
    missed: dict[str, list[str]] = {}
    for document in presidio():
        text = document["full_text"]
        found = covered(text, pseudonyms.hide(text))
        for span in document["spans"]:
            kind, start, end = span["entity_type"], span["start_position"], span["end_position"]
            value = text[start:end]
            if kind == "DATE_TIME":
                kind = "DATE with a day" if re.search(r"\d\D\d", value) else "year or weekday alone"
            elif kind == "STREET_ADDRESS":
                value = re.split(r"[\n,]", value)[0]  # the town is a place
                end = start + len(value)
                kind = "STREET as in English" if ROADS.search(value) else "STREET in other forms"
            tally = tallies.setdefault(kind, Tally())
            tally.all += 1
            if all(found[at] or not text[at].isalnum() for at in range(start, end)):
                tally.hidden += 1
            else:
                missed.setdefault(kind, []).append(value.replace("\n", " "))
    return tallies, missed


def show(label: str, tallies: Mapping[str, Tally], missed: Mapping[str, list[str]]) -> None:
    for kind, tally in sorted(tallies.items()):
        examples = ", ".join(list(dict.fromkeys(missed.get(kind, ())))[:6])
        print(f"{label}: {kind}: {tally.hidden} of {tally.all} = {tally.share:.1%}; missed: {examples}")


def test_off_the_roster_numbers_and_addresses_are_hidden_and_people_sometimes() -> None:
    tallies, missed = recall(Pseudonyms(()))
    show("off the roster", tallies, missed)
    numbers = Tally(sum(tallies[kind].hidden for kind in NUMBERS), sum(tallies[kind].all for kind in NUMBERS))
    print(f"off the roster: numbers together: {numbers.hidden} of {numbers.all} = {numbers.share:.1%}")
    assert numbers.share >= 0.95
    assert tallies["DATE with a day"].share >= 0.95
    assert tallies["PERSON"].share >= 0.6


@pytest.mark.long
def test_on_the_roster_people_and_places_of_synthetic_texts_are_hidden() -> None:
    values: dict[str, list[str]] = {}
    for document in presidio():
        for span in document["spans"]:
            values.setdefault(span["entity_type"], []).append(span["entity_value"])
    people = list(dict.fromkeys(values["PERSON"]))
    places = list(dict.fromkeys(values["GPE"] + values["ORGANIZATION"]))
    tallies, missed = recall(Pseudonyms(roster(people, places)))
    show("on the roster", {kind: tallies[kind] for kind in ("PERSON", "GPE", "ORGANIZATION")}, missed)
    assert tallies["PERSON"].share >= 0.995
    assert tallies["GPE"].share >= 0.995
    assert tallies["ORGANIZATION"].share >= 0.995
