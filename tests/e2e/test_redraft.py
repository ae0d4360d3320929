"""A section drafted again over real HTTP by the program itself: the others are as they were, byte for byte."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.records import Client
from tests.model_server import ModelServer, drafted, failure
from tests.programs import Program

SAID = "subjective\nMira slept badly\nplan\nWeekly sessions.\nSee her on Thursday.\nend note\n"
FIRST = drafted(
    subjective=[("[CLIENT-1] slept badly.", [1])], plan=[("Weekly sessions.", [2]), ("See her on Thursday.", [3])]
)


@pytest.fixture
def model() -> Iterator[ModelServer]:
    with ModelServer().running() as server:
        server.always(FIRST)
        yield server


@pytest.fixture
def program(tmp_path: Path, model: ModelServer) -> Program:
    made = Program(tmp_path)
    made.furnish(Client("", "MK", "Mira Kern"))
    made.configure(f'[drafting]\ntrust = "local"\nbase_url = "{model.url}"\nmodel = "house"\n')
    return made


def shown(program: Program, note: str, *more: str) -> dict[str, Any]:
    return dict(json.loads(program.run("notes", "show", note, "--json", *more).stdout))


def test_one_section_is_drafted_again_and_the_others_stay_byte_for_byte(program: Program, model: ModelServer) -> None:
    program.run("ask", "start a note for m k", said=SAID)
    ((listed),) = json.loads(program.run("notes", "list", "--json").stdout)
    note = str(listed["id"])
    before = shown(program, note)
    assert before["source"] == "drafted"
    model.always(drafted(plan=[("Continue weekly sessions.", [1]), ("See the client on Thursday.", [2])]))
    told = program.run("notes", "redraft", note, "--section", "plan").stdout
    assert "Sentences that need your look: 1." in told
    after = shown(program, note)
    assert after["sections"]["plan"] == "Continue weekly sessions. See the client on Thursday."
    assert [each["flag"] for each in after["support"]["plan"]] == ['holds words that you did not say: "continue"', ""]
    for part in ("sections", "support"):
        assert {**after[part], "plan": ""} == {**before[part], "plan": ""}
    assert after["version"] == before["version"] + 1
    assert shown(program, note, "--version", "1")["source"] == "dictated"
    assert json.loads(model.requests[-1]["messages"][0]["content"]).keys() == {"plan"}

    sent = len(model.wire)
    for words, code in (
        (("redraft", note, "--section", "objective"), 69),
        (("redraft", note, "--section", "nonsense"), 2),
        (("redraft", "note-nothing", "--section", "plan"), 69),
    ):
        program.run("notes", *words, code=code)
    assert len(model.wire) == sent
    model.always(drafted(plan=[("Weekly sessions.", [1])]))
    assert "nothing was changed" in program.run("notes", "redraft", note, "--section", "plan", code=69).stderr
    model.always(failure(401))
    program.run("notes", "redraft", note, "--section", "plan", code=None)
    assert shown(program, note) == after
