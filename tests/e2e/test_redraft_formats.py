"""One section drafted again in a note of another format: the rest of the note is as it was, byte for byte."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.records import Client
from tests.model_server import ModelServer, drafted
from tests.programs import Program

SAID = (
    "data\nMira slept badly\nno nightmares\nmark that\nquote\nI am worn out\nend quote\nplan\nWeekly sessions.\n"
    "risk\nMira denied  suicidal ideation\nsession fifty minutes\ntelehealth\nend note\n"
)
FIRST = drafted(
    data=[("[CLIENT-1] slept badly.", [1]), ("No nightmares.", [2]), ("“I am worn out.”", [3])],
    plan=[("Weekly sessions.", [4])],
    risk=[("[CLIENT-1] is safe.", [4])],
    assessment=[("[CLIENT-1] is worn out.", [3])],
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
    made.configure(
        f'[drafting]\ntrust = "local"\nbase_url = "{model.url}"\nmodel = "house"\nnote_style = "Short sentences."\n'
    )
    return made


def shown(program: Program, note: str, *more: str) -> dict[str, Any]:
    return dict(json.loads(program.run("notes", "show", note, "--json", *more).stdout))


def test_a_section_of_another_format_is_drafted_again_and_nothing_else_changes(
    program: Program, model: ModelServer
) -> None:
    program.run("ask", "start a note for m k as dap", said=SAID)
    ((listed),) = json.loads(program.run("notes", "list", "--json").stdout)
    note = str(listed["id"])
    before, dictated = shown(program, note), shown(program, note, "--version", "1")
    assert (before["form"], before["source"]) == ("dap", "drafted")
    assert before["sections"]["assessment"] == ""
    assert before["sections"]["risk"] == dictated["sections"]["risk"] != ""
    assert before["sections"]["data"].startswith("Mira slept badly. No nightmares.")
    assert (before["fields"], len(before["marked"])) == ({"duration": "50 minutes", "modality": "telehealth"}, 1)
    assert [each["heard"] for each in before["support"]["plan"]] == [[seq_of(before, "Weekly sessions.")]]
    assert before["support"]["data"][1]["heard"] == [seq_of(before, "no nightmares")]
    assert "suicidal" not in model.wire[0]
    assert "Short sentences." in model.wire[0]

    model.always(drafted(plan=[("Weekly sessions, “as agreed”.", [1])]))
    assert "need your look: 1." in program.run("notes", "redraft", note, "--section", "plan").stdout
    after = shown(program, note)
    assert "quotes" in after["support"]["plan"][0]["flag"]
    for part in ("sections", "support"):
        assert {**after[part], "plan": ""} == {**before[part], "plan": ""}
    for part in ("fields", "marked", "transcript", "form", "state"):
        assert after[part] == before[part]
    assert json.loads(model.requests[-1]["messages"][0]["content"]).keys() == {"plan"}

    sent = len(model.wire)
    refused = program.run("notes", "redraft", note, "--section", "risk", code=2).stderr
    assert "your own words stand" in refused
    program.run("notes", "redraft", note, "--section", "assessment", code=69)
    program.run("notes", "redraft", note, "--section", "subjective", code=2)
    assert len(model.wire) == sent
    assert shown(program, note) == after

    previewed = json.loads(program.run("egress", "preview", "note", note, "--json").stdout)
    assert "suicidal" not in previewed["body"]
    assert "Short sentences." in previewed["body"]


def seq_of(note: dict[str, Any], text: str) -> int:
    return next(int(each["seq"]) for each in note["transcript"] if each["text"] == text)


def test_a_style_that_names_a_client_stops_the_draft_and_says_so(program: Program, model: ModelServer) -> None:
    program.configure(
        f'[drafting]\ntrust = "local"\nbase_url = "{model.url}"\nmodel = "house"\nnote_style = "As for Mira Kern."\n'
    )
    said = program.run("ask", "start a note for m k", said="plan\nweekly sessions\nend note\n").stdout
    assert "names somebody, so nothing was sent and your own words stand." in said
    ((listed),) = json.loads(program.run("notes", "list", "--json").stdout)
    assert listed["source"] == "dictated"
    told = program.run("notes", "redraft", str(listed["id"]), "--section", "plan", code=None).stderr
    assert "note style" in told
    assert "Mira" not in told
    assert model.wire == []
