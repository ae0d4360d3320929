"""Notes of any format through the whole path: what goes to the model, what never does, what comes back."""

import asyncio
import json
from pathlib import Path

import pytest

from assistant.drafting.claude import ClaudeDrafter
from assistant.drafting.drafter import HouseDrafter
from assistant.errors import AssistantError, EgressBlocked, ModelUnavailable, UsageError
from assistant.privacy.egress import Door
from assistant.records import Client, Form
from assistant.settings import Drafting
from tests.audits import Kept
from tests.integration.test_drafting import Clock, Ledger
from tests.model_server import Answer, ModelServer, drafted, failure, message, structured

JORDAN = Client("c1", "JD", "Jordan Davis", kin=("Mary",))
MIRA = Client("c2", "MK", "Mira Kovač")
DAP = Form("dap", ("data", "assessment", "plan", "risk"))
HERS = Form("intake", ("mental status", "copy", "client's view", "risk"), verbatim=("risk", "copy"))
RISK = 'um  Jordan denied "SI" ,no plan \n  — none'
SECTIONS = {
    "data": "um Jordan slept badly. Jordan slept badly",
    "assessment": "",
    "plan": "we meet on the porch",
    "risk": RISK,
}


@pytest.fixture
def server():
    with ModelServer().running() as running:
        yield running


def drafter(server: ModelServer, audit: Kept | None = None, **changes: object) -> HouseDrafter:
    section = Drafting.model_validate({"trust": "local", "base_url": server.url, "model": "a-model", **changes})
    door = Door(section, lambda: (JORDAN, MIRA), audit or Kept())
    return HouseDrafter(ClaudeDrafter(door, section, Ledger(), Clock()), section)


def sent(server: ModelServer) -> dict[str, dict[str, str]]:
    return dict(json.loads(server.requests[-1]["messages"][0]["content"]))


def asked_for(server: ModelServer) -> list[str]:
    return list(server.requests[-1]["output_config"]["format"]["schema"]["properties"])


async def test_another_format_is_drafted_section_by_section(server: ModelServer) -> None:
    server.always(
        structured(
            {
                "data": [{"sentence": "Client slept badly, twice.", "spans": [1, 2]}],
                "plan": [{"sentence": "We will meet on the porch.", "spans": [3]}],
            }
        )
    )
    sections, source, support, _ = await drafter(server).note(JORDAN, SECTIONS, form=DAP)
    assert (list(sections), source) == (["data", "assessment", "plan", "risk"], "drafted")
    assert sections["plan"] == "We will meet on the porch."
    assert sections["assessment"] == ""
    assert asked_for(server) == ["data", "plan"] == list(sent(server))
    assert [each.flag != "" for each in support["data"]] == [True]  # "twice" is hers to look at


async def test_risk_is_never_sent_and_stands_byte_for_byte(server: ModelServer) -> None:
    server.always(drafted(data=[("Risk is low.", [1])], plan=[("We meet on the porch.", [3])], risk=[("None.", [1])]))
    sections, _, support, _ = await drafter(server).note(JORDAN, SECTIONS, form=DAP)
    assert sections["risk"] == RISK
    assert "risk" not in support
    assert "risk" not in sent(server)
    assert "none" not in json.dumps(sent(server)).lower()


async def test_her_own_section_names_go_as_plain_words_and_come_back(server: ModelServer) -> None:
    said = {
        "mental status": "she was calm",
        "copy": "she copied",
        "client's view": "next week",
        "private": "my thoughts",
    }
    server.always(
        structured(
            {
                "mental_status": [{"sentence": "Client was calm.", "spans": [1]}],
                "client.s_view": [{"sentence": "Next week.", "spans": [2]}],
            }
        )
    )
    sections, source, support, _ = await drafter(server).note(JORDAN, said, form=HERS)
    assert source == "drafted"
    assert dict(sections) == {
        "mental status": "Client was calm.",
        "copy": "she copied",
        "client's view": "Next week.",
        "private": "My thoughts.",
    }
    assert list(support) == ["mental status", "client's view"]
    assert "thoughts" not in server.wire[0]
    assert "copied" not in server.wire[0]


@pytest.mark.parametrize("name", ["risk level", "duration", "goals", "private", "Plan", "<b>", "a" * 41, "na\nme", ""])
async def test_a_field_a_private_note_or_a_strange_name_is_never_sent(server: ModelServer, name: str) -> None:
    form = Form("odd", (name,))
    sections, source, _, _ = await drafter(server).note(JORDAN, {name: "she came"}, form=form)
    assert (dict(sections), source, server.wire) == ({name: "She came."}, "dictated", [])
    with pytest.raises(UsageError):
        await drafter(server).section(JORDAN, name, "she came", form=form)
    assert server.wire == []


async def test_a_section_that_is_called_by_a_clients_name_stops_everything(server: ModelServer) -> None:
    form, audit = Form("odd", ("mira kovac", "plan")), Kept()
    sections, source, _, _ = await drafter(server, audit).note(
        JORDAN, {"mira kovac": "she came", "plan": ""}, form=form
    )
    assert (sections["mira kovac"], source, server.wire) == ("She came.", "dictated", [])
    assert [event for event, _, _ in audit.entries] == ["egress-blocked"]


# ── one section ──────────────────────────────────────────────────────────────────────────────────────────────


async def test_one_section_is_asked_for_alone(server: ModelServer) -> None:
    server.always(structured({"plan": [{"sentence": "We meet on the porch.", "spans": [1]}]}))
    words = [("we", 4), ("meet", 4), ("on", 7), ("the", 7), ("porch", 7)]
    (one,) = await drafter(server).section(JORDAN, "plan", SECTIONS["plan"], form=DAP, words=words)
    assert (one.sentence, one.flag, one.heard) == ("We meet on the porch.", "", (4, 7))
    assert asked_for(server) == ["plan"]


async def test_risk_is_refused_with_a_sentence(server: ModelServer) -> None:
    with pytest.raises(UsageError, match="your own words stand"):
        await drafter(server).section(JORDAN, "risk", RISK, form=DAP)
    assert server.wire == []


async def test_a_section_whose_draft_loses_something_is_refused(server: ModelServer) -> None:
    server.always(structured({"plan": [{"sentence": "We meet.", "spans": [1]}]}))
    with pytest.raises(ModelUnavailable, match="nothing was changed"):
        await drafter(server).section(JORDAN, "plan", "we meet on the porch at 4", form=DAP)


async def test_every_sentence_names_the_utterances_that_it_rests_on(server: ModelServer) -> None:
    server.always(
        drafted(
            data=[("Jordan slept badly.", [1]), ("Jordan slept badly.", [2])], plan=[("We meet on the porch.", [3])]
        )
    )
    words = ["um", "Jordan", "slept", "badly.", "Jordan", "slept", "badly"]
    whose = {
        "data": list(zip(words, [0, 0, 0, 0, 3, 5, 5], strict=True)),
        "plan": [(word, -1 if word == "the" else 8) for word in ["we", "meet", "on", "the", "porch"]],
    }
    _, _, support, _ = await drafter(server).note(JORDAN, SECTIONS, form=DAP, whose=whose)
    assert [each.heard for each in support["data"]] == [(0,), (3, 5)]
    assert [each.heard for each in support["plan"]] == [(8,)]


# ── her style ────────────────────────────────────────────────────────────────────────────────────────────────

STYLE = "Write “Client”, not “the client”. Short sentences."


def obedient(server: ModelServer, more: str = "") -> None:
    """A model that writes as the style asks, and adds what it likes."""

    def answer(fields: dict[str, dict[str, str]]) -> Answer:
        system = " ".join(block["text"] for block in server.requests[-1]["system"])
        who = "Client" if STYLE in system else "The client"
        rows = [(said.replace("[CLIENT-1]", who) + more, [int(at)]) for at, said in fields["data"].items()]
        return drafted(data=rows, plan=[(said, [int(at)]) for at, said in fields["plan"].items()])

    server.answer = answer


async def test_her_style_is_told_to_the_model_and_a_model_that_obeys_writes_in_it(server: ModelServer) -> None:
    obedient(server)
    sections, _, support, _ = await drafter(server).note(JORDAN, SECTIONS, form=DAP)
    assert sections["data"] == "The client slept badly. The client slept badly."
    assert len(server.requests[-1]["system"]) == 1
    sections, _, support, _ = await drafter(server, note_style=STYLE).note(JORDAN, SECTIONS, form=DAP)
    assert sections["data"] == "Client slept badly. Client slept badly."
    assert not any(each.flag for each in support["data"])
    assert sections["risk"] == RISK


async def test_a_style_does_not_buy_off_the_check(server: ModelServer) -> None:
    obedient(server, more=" Mood was low.")
    _, _, support, _ = await drafter(server, note_style=STYLE).note(JORDAN, SECTIONS, form=DAP)
    assert all("did not say" in each.flag for each in support["data"])


async def test_a_reply_is_not_told_of_the_style_of_notes(server: ModelServer) -> None:
    server.always(structured({"body": "Fine."}))
    await drafter(server, note_style=STYLE).reply(JORDAN, "that is fine", None)
    assert len(server.requests[-1]["system"]) == 1


@pytest.mark.parametrize(
    "style",
    ["Write as for Jordan Davis.", "write like mary", "Write M.K. in capitals.", "Mira Kovac likes it short.",
     "Call 312-555-0134.", "Sign as her@example.org.", "As on March 5, 2026."],
)  # fmt: skip
async def test_a_style_that_names_somebody_stops_everything(server: ModelServer, style: str) -> None:
    audit = Kept()
    house = drafter(server, audit, note_style=style)
    sections, source, _, _ = await house.note(JORDAN, SECTIONS, form=DAP)
    assert (sections["data"], source, server.wire) == ("Jordan slept badly. Jordan slept badly.", "dictated", [])
    assert [(event, detail.split("(")[1]) for event, _, detail in audit.entries] == [("egress-blocked", "names)")]
    with pytest.raises(EgressBlocked, match="note style"):
        await house.section(JORDAN, "plan", "rest", form=DAP)


# ── whatever the model or the network does ───────────────────────────────────────────────────────────────────

WHOLE = {"data": [{"sentence": "Jordan slept badly.", "spans": [1, 2]}], "plan": []}
BAD = {
    "refuses": message("", "refusal"),
    "talks": message("I cannot help with that."),
    "half an answer": message('{"data": [{"sentence": "Jordan sle'),
    "cut at its length": message('{"data": [', "max_tokens"),
    "other sections": structured({"subjective": [], "objective": [], "assessment": [], "risk": []}),
    "unknown names": structured({"Data": [], "PLAN": []}),
    "a list": message("[]"),
    "the same sentence past all measure": drafted(data=[("Jordan slept badly.", [1])] * 201, plan=[]),
    "the network gone in the middle": Answer(body=structured(WHOLE).body, cut_at=60),
    "the server closes without a word": Answer(body=b"", cut_at=0),
    "no answer in time": Answer(hang=True),
    "overloaded": failure(529),
    "swapped clients": drafted(data=[("[CLIENT-2] slept badly.", [1, 2])], plan=[("We meet on the porch.", [3])]),
}


@pytest.mark.parametrize("case", BAD)
async def test_when_the_model_or_the_network_fails_her_words_stand_in_any_format(
    server: ModelServer, case: str
) -> None:
    server.always(BAD[case])
    house = drafter(server, timeout_s=0.5)
    sections, source, support, why = await house.note(JORDAN, SECTIONS, form=DAP)
    assert (source, support) == ("dictated", {})
    assert dict(sections) == {
        "data": "Jordan slept badly. Jordan slept badly.",
        "assessment": "",
        "plan": "We meet on the porch.",
        "risk": RISK,
    }
    assert why.count(".") == 1
    assert why.endswith("your own words stand.")
    with pytest.raises(AssistantError) as caught:
        await house.section(JORDAN, "plan", "we meet on the porch", form=DAP)
    assert caught.value.spoken.count(".") == 1
    assert caught.value.spoken.endswith(".")


KEPT = ("We meet on the porch.", [3])


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([("Jordan slept badly.", [1, 2]), ("Jordan cried.", [1])], "did not say"),
        ([("Jordan did not sleep badly.", [1]), ("Jordan slept badly.", [2])], "says no"),
        ([("We meet on the porch.", [3]), ("Jordan slept badly.", [1, 2])], "another section"),
        ([("Jordan slept badly.", [1, 2]), ("Jordan slept badly.", [])], "names none"),
        ([("Mira slept badly.", [1]), ("Jordan slept badly.", [2])], "did not say"),
    ],
)
async def test_what_is_made_up_in_any_format_is_flagged(
    server: ModelServer, rows: list[tuple[str, list[int]]], reason: str
) -> None:
    server.always(drafted(data=rows, plan=[KEPT]))
    sections, _, support, _ = await drafter(server).note(JORDAN, SECTIONS, form=DAP)
    assert [each.flag for each in support["data"] if reason in each.flag]
    assert sections["risk"] == RISK


@pytest.mark.parametrize("rows", [[], [("Jordan slept badly.", [1])], [("She was at ease.", [1, 2])]])
async def test_a_section_that_loses_her_words_stays_as_she_said_it_beside_one_that_does_not(
    server: ModelServer, rows: list[tuple[str, list[int]]]
) -> None:
    server.always(drafted(data=rows, plan=[KEPT]))
    house = drafter(server)
    sections, source, support, why = await house.note(JORDAN, SECTIONS, form=DAP)
    assert why == "The draft of data lost something, so your own words stand there."
    assert (sections["data"], source) == ("Jordan slept badly. Jordan slept badly.", "drafted")
    assert list(support) == ["plan"]


async def test_each_note_is_told_why_it_has_no_draft(server: ModelServer) -> None:
    house = drafter(server)
    server.always(failure(401))
    refused, empty = await asyncio.gather(
        house.note(JORDAN, SECTIONS, form=DAP), house.note(JORDAN, {"data": "", "risk": RISK}, form=DAP)
    )
    assert "own words stand" in refused[3]
    assert empty[3] == ""
    server.always(drafted(data=[("Jordan slept badly.", [1, 2])], plan=[KEPT]))
    assert (await house.note(JORDAN, SECTIONS, form=DAP))[3] == ""


async def test_with_models_switched_off_there_is_nothing_to_tell(server: ModelServer) -> None:
    house = drafter(server, trust="blocked")
    assert (await house.note(JORDAN, SECTIONS, form=DAP))[1::2] == ("dictated", "")
    assert server.wire == []


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("Jordan trusts Mira", "[CLIENT-2] trusts [CLIENT-1]."),
        ("Jordan called Mary and Mira", "[CLIENT-2] called [PERSON-1] and [CLIENT-1]."),
        ("Jordan asked if Mira would come", "[CLIENT-2] asked if [CLIENT-1] would come."),
    ],
)
async def test_two_clients_changed_round_are_flagged(server: ModelServer, said: str, sentence: str) -> None:
    server.always(drafted(data=[(sentence, [1])], plan=[]))
    _, _, support, _ = await drafter(server).note(JORDAN, {"data": said}, form=DAP)
    assert "changed round" in support["data"][0].flag


async def test_the_same_sentence_two_hundred_times_is_flagged_but_once(server: ModelServer) -> None:
    rows = [("Jordan slept badly.", [1, 2])] * 200
    server.always(drafted(data=rows, plan=[KEPT]))
    _, _, support, _ = await drafter(server).note(JORDAN, SECTIONS, form=DAP)
    assert [each.flag for each in support["data"]] == ["", *["says again what another sentence says"] * 199]
    server.always(drafted(data=[("Jordan slept badly.", [1]), ("Jordan slept badly.", [2])], plan=[KEPT]))
    _, _, support, _ = await drafter(server).note(JORDAN, SECTIONS, form=DAP)
    assert not any(each.flag for each in support["data"])


def test_the_settings_take_no_style_that_is_too_long(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="600"):
        Drafting(note_style="x" * 601)
