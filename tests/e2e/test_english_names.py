"""Clients whose names are English words, through the whole program: dictated, drafted, drafted again, found."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from assistant.records import Client
from tests.model_server import Answer, ModelServer, drafted, structured
from tests.programs import Program

MARK, WILL = Client("", "MH", "Mark Hall"), Client("", "WH", "Will Hope", aliases=("Grace",))


def mirror(fields: Mapping[str, Any]) -> Answer:
    """A model that writes down each sentence as it was given."""
    return structured(
        {
            name: [{"sentence": said, "spans": [int(number)]} for number, said in lines.items()]
            for name, lines in fields.items()
        }
    )


@pytest.fixture
def model() -> Iterator[ModelServer]:
    with ModelServer().running() as server:
        server.answer = mirror
        yield server


@pytest.fixture
def program(tmp_path: Path, model: ModelServer) -> Program:
    made = Program(tmp_path)
    made.furnish(MARK, WILL)
    made.configure(f'[drafting]\ntrust = "local"\nbase_url = "{model.url}"\nmodel = "house"\n')
    return made


SAID = "um Mark said he will mark the day, and I hope it helps.\nmark that\nplan\nI hope that Mark will call Will Hope.\nend note\n"
SUBJECTIVE = "Mark said he will mark the day, and I hope it helps."
PLAN = "I hope that Mark will call Will Hope."


def shown(program: Program, note: str) -> dict[str, Any]:
    return dict(json.loads(program.run("notes", "show", note, "--json").stdout))


def notes_of(program: Program, *words: str) -> list[tuple[str, str]]:
    found = json.loads(program.run("notes", *words, "--json").stdout)
    return [(each["id"], each["client"]) for each in found]


def test_their_notes_are_begun_drafted_and_found_and_no_name_leaves_the_house(
    program: Program, model: ModelServer
) -> None:
    said = program.run("ask", "start a note for Mark", "--level", "private", said=SAID).stdout
    assert said.startswith("Note for M H, ")
    ((note, whose),) = notes_of(program, "list")
    before = shown(program, note)
    assert (whose, before["source"], before["marked"]) == ("MH", "drafted", [{"seq": 0, "why": "you marked it"}])
    assert (before["sections"]["subjective"], before["sections"]["plan"]) == (SUBJECTIVE, PLAN)
    assert [each["flag"] for part in before["support"].values() for each in part] == ["", ""]
    sent = "\n".join(body.decode() for body in model.bodies)
    assert "[CLIENT-1]" in sent
    assert not [name for name in ("Mark", "Hall", "Will", "Hope") if name in sent]

    program.run("ask", "start a note for Will", said="she will mark it, I hope\nend note\n")
    (other,) = [each for each, whose in notes_of(program, "list") if whose == "WH"]
    assert shown(program, other)["sections"]["subjective"] == "She will mark it, I hope."
    assert set(notes_of(program, "search", "mark", "hope")) == {(note, "MH"), (other, "WH")}
    assert notes_of(program, "search", "mark", "--client", "WH") == [(other, "WH")]


def test_one_section_is_drafted_again_by_asking_for_it_and_the_others_stay_byte_for_byte(
    program: Program, model: ModelServer
) -> None:
    program.run("ask", "start a note for Mark", said=SAID)
    ((note, _),) = notes_of(program, "list")
    before = shown(program, note)
    model.always(drafted(plan=[("Mark will call.", [1]), ("I hope that [CLIENT-1] will call [CLIENT-2].", [1])]))
    told = program.run("ask", "redraft the plan for Mark", "--level", "private").stdout
    assert "The plan of the note for M H is drafted again; the rest is as it was." in told
    after = shown(program, note)
    assert after["sections"]["plan"] != before["sections"]["plan"]
    for part in ("sections", "support"):
        assert {**after[part], "plan": ""} == {**before[part], "plan": ""}
    assert after["version"] == before["version"] + 1
