"""Her formats: the shipped ones stand, hers stand in their place, and every mistake is told."""

from pathlib import Path
from typing import Any

import pytest

from assistant.app import note_formats
from assistant.errors import ConfigurationError
from assistant.formats import FILE, load, parse, place
from assistant.intents.sentences import fixed, load_all
from assistant.paths import Paths
from assistant.records import FIELDS, Terms

SHIPPED = Path(__file__).parents[2] / "config" / FILE
TAKEN = frozenset({"stop", "next section", "go to the end", "read the note", "not assessed risk level"})


def tree(**more: Any) -> dict[str, Any]:
    """A format that stands, with something else in it."""
    return {"formats": {"soap": {"sections": ["data", "plan"], **more}}}


def mistakes(given: dict[str, Any]) -> list[str]:
    with pytest.raises(ConfigurationError) as caught:
        parse(given, "here", TAKEN)
    lines = caught.value.fix.splitlines()
    count = len(lines)
    assert caught.value.spoken == f"The note formats have {count} mistake{'s' if count > 1 else ''}."
    assert all(line.startswith("here: ") for line in lines)
    return [line.removeprefix("here: ") for line in lines]


# ── the shipped file ─────────────────────────────────────────────────────────────────────────────────────────


def test_the_shipped_formats_are_the_five_with_risk_last() -> None:
    forms = load(SHIPPED, fixed(load_all())).forms
    assert {name: form.sections for name, form in forms.items()} == {
        "soap": ("subjective", "objective", "assessment", "plan", "risk"),
        "dap": ("data", "assessment", "plan", "risk"),
        "birp": ("behavior", "intervention", "response", "plan", "risk"),
        "girp": ("goal", "intervention", "response", "plan", "risk"),
        "pie": ("problem", "intervention", "evaluation", "risk"),
    }
    assert next(iter(forms)) == "soap"
    assert all(form.verbatim == ("risk",) for form in forms.values())
    assert all(set(form.required) <= {*form.sections, *FIELDS} for form in forms.values())


def test_every_format_knows_the_sections_of_all_and_the_lists() -> None:
    found = load(SHIPPED)
    terms = [form.terms for form in found.forms.values()]
    assert all(one == terms[0] for one in terms)
    assert terms[0] is not None
    assert {"data", "subjective", "evaluation"} <= set(terms[0].sections)
    assert "cognitive restructuring" in found.interventions == terms[0].interventions
    assert len(found.interventions) >= 18
    assert found.modalities["by phone"] == "phone"
    assert set(found.modalities.values()) == {"telehealth", "in person", "phone"}


def test_hers_stand_in_place_of_the_shipped_ones_whole(tmp_path: Path) -> None:
    where = Paths(tmp_path, tmp_path, tmp_path, tmp_path)
    assert list(note_formats(where).forms) == ["soap", "dap", "birp", "girp", "pie"]
    (tmp_path / FILE).write_text('[formats.mine]\nsections = ["story", "next steps"]\n', encoding="utf-8")
    assert place(tmp_path) == tmp_path / FILE
    forms = note_formats(where).forms
    assert list(forms) == ["mine"]
    assert forms["mine"].sections == ("story", "next steps")
    assert (forms["mine"].required, forms["mine"].verbatim) == ((), ())
    assert forms["mine"].terms == Terms(sections=("story", "next steps"))


def test_a_section_named_like_a_command_of_the_skills_is_refused(tmp_path: Path) -> None:
    where = Paths(tmp_path, tmp_path, tmp_path, tmp_path)
    (tmp_path / FILE).write_text('[formats.mine]\nsections = ["pause", "next", "end", "unsure"]\n', encoding="utf-8")
    with pytest.raises(ConfigurationError) as caught:
        note_formats(where)
    assert [line.partition(": ")[2].partition("“")[2].partition("”")[0] for line in caught.value.fix.splitlines()] == [
        "pause",
        "next",
        "end",
        "unsure",
    ]


# ── what cannot be read ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("content", "spoken"),
    [
        (b"\xff\xfe", "The note formats cannot be read."),
        (b"[formats", "The note formats are not valid TOML."),
        (b"", "The note formats have 1 mistake."),
    ],
)
def test_a_file_that_is_none_is_refused(tmp_path: Path, content: bytes, spoken: str) -> None:
    file = tmp_path / FILE
    file.write_bytes(content)
    with pytest.raises(ConfigurationError) as caught:
        load(file)
    assert caught.value.spoken == spoken
    assert str(file) in caught.value.fix


def test_a_folder_in_its_place_is_refused(tmp_path: Path) -> None:
    (tmp_path / FILE).mkdir()
    with pytest.raises(ConfigurationError, match="cannot be read"):
        load(place(tmp_path))


# ── mistakes ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("given", "mistake"),
    [
        ({}, "formats: there must be at least one format, as [formats.soap]"),
        ({"formats": []}, "formats: is no table; begin it with [formats]"),
        ({"formats": {"soap": ["plan"]}}, "formats.soap: is no table; begin it with [formats.soap]"),
        (
            {"formats": {"S O A P": {"sections": ["plan"]}}},
            "formats.S O A P: the name of a format is one plain word in lower case, as you say it",
        ),
        ({**tree(), "format": {}}, "there is no key “format”; did you mean “formats”?"),
        (tree(section=[]), "formats.soap: there is no key “section”; did you mean “sections”?"),
        (tree(zzz=[]), "formats.soap: there is no key “zzz”; there are sections, required, verbatim, draws"),
        (tree(sections=[]), "formats.soap.sections: a format needs at least one section"),
        (tree(sections="plan"), "formats.soap.sections: must be a list of texts"),
        (tree(sections=["plan", 2]), "formats.soap.sections: must be a list of texts"),
        (tree(sections=["plan", "plan"]), "formats.soap.sections: “plan” stands there twice"),
        (
            tree(sections=[f"part {letter}" for letter in "abcdefghi"]),
            "formats.soap.sections: there are 9 sections; at most 8 can be told apart by ear",
        ),
        *(
            (
                tree(sections=["data", bad]),
                f"formats.soap.sections: “{bad}” must be one or two plain words in lower case, without digits or signs",
            )
            for bad in ("", "Plan", "plan 2", "plan/goals", "a b c", " plan", "plan ", "<plan>", "{plan}")
        ),
        (
            tree(sections=["goals\nplan"]),
            "formats.soap.sections: “goals plan” must be one or two plain words in lower case, without digits or signs",
        ),
        (
            tree(sections=["stop"]),
            "formats.soap.sections: “stop” cannot name a section, for “stop” is a command of its own",
        ),
        (
            tree(sections=["next"]),
            "formats.soap.sections: “next” cannot name a section, for “next section” is a command of its own",
        ),
        (
            tree(sections=["end"]),
            "formats.soap.sections: “end” cannot name a section, for “go to the end” is a command of its own",
        ),
        (
            tree(sections=["note"]),
            "formats.soap.sections: “note” cannot name a section, for “read the note” is a command of its own",
        ),
        (
            tree(required=["plam"]),
            "formats.soap.required: “plam” is no section of this format and no field; did you mean “plan”?",
        ),
        (
            tree(required=["plan", "plan"]),
            "formats.soap.required: “plan” stands there twice",
        ),
        (tree(verbatim=["risk"]), "formats.soap.verbatim: “risk” is no section of this format"),
        (
            tree(draws={"plan": ["plan"]}),
            "formats.soap.draws.plan: “plan” cannot draw from itself; what has its name is taken anyway",
        ),
        (
            tree(draws={"plan": ["intervention"]}),
            "formats.soap.draws.plan: “intervention” is no section of any format and no field;"
            " did you mean “interventions”?",
        ),
        (tree(draws={"story": ["goals"]}), "formats.soap.draws: “story” is no section of this format"),
        (tree(draws=["plan"]), "formats.soap.draws: is no table; begin it with [formats.soap.draws]"),
        ({**tree(), "lists": {"intervention": []}}, "lists: there is no key “intervention”; did you mean “interventions”?"),
        (
            {**tree(), "lists": {"interventions": ["EMDR"]}},
            "lists.interventions: “EMDR” must be one to four plain words in lower case, without digits or signs",
        ),
        ({**tree(), "lists": {"interventions": "grounding"}}, "lists.interventions: must be a list of texts"),
        (
            {**tree(), "lists": {"modalities": {"phone": ["stop"]}}},
            "lists.modalities.phone: “stop” is a command or a section of its own",
        ),
        (
            {**tree(), "lists": {"modalities": {"phone": ["plan"]}}},
            "lists.modalities.phone: “plan” is a command or a section of its own",
        ),
        (
            {**tree(), "lists": {"modalities": {"phone": ["by phone"], "telehealth": ["by phone"]}}},
            "lists.modalities.telehealth: “by phone” is already a way to say “phone”",
        ),
        ({**tree(), "lists": {"modalities": ["by phone"]}}, "lists.modalities: is no table; begin it with [lists.modalities]"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_place(given: dict[str, Any], mistake: str) -> None:
    assert mistakes(given) == [mistake]


def test_all_mistakes_are_told_at_once() -> None:
    given = tree(sections=["Plan"], required=["goal"], colour="red")
    given["formats"]["dap"] = {"sections": ["data", "data"]}
    given["lists"] = {"interventions": [1]}
    assert len(mistakes(given)) == 5
