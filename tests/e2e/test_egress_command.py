"""What leaves, as she is shown it: declared, previewed byte for byte, logged by id and size."""

import json
from pathlib import Path

import pytest

from assistant.privacy.declarations import DECLARED
from assistant.records import Client
from tests.calendar_servers import send, web
from tests.model_server import ModelServer, structured
from tests.programs import Program

POINTS = "yes thursday works, say hello to Jo"


@pytest.fixture
def program(tmp_path: Path) -> Program:
    made = Program(tmp_path)
    made.furnish(Client("", "MK", "Mira Kern", kin=("Jo",)))
    made.variables["COLUMNS"] = "200"
    return made


def allow(program: Program, server: ModelServer) -> None:
    program.configure(f'[drafting]\ntrust = "local"\nbase_url = "{server.url}"\nmodel = "house"\n')


def message(program: Program) -> str:
    program.run("messages", "add", "--client", "MK", said="Is Thursday – still on? Mira Kern, 312-555-0134")
    ((one),) = json.loads(program.run("messages", "list", "--json").stdout)
    return str(one["id"])


def log(program: Program) -> list[dict[str, object]]:
    return list(json.loads(program.run("egress", "log", "--json").stdout))


def test_what_is_previewed_is_byte_for_byte_what_is_sent_and_then_logged(program: Program) -> None:
    with ModelServer().running() as server:
        server.always(structured({"body": "Thursday works well."}))
        allow(program, server)
        identity = message(program)
        shown = json.loads(program.run("egress", "preview", "reply", identity, "--points", POINTS, "--json").stdout)
        assert server.bodies == []
        assert log(program) == []
        program.run("ask", "draft a reply to m k", said=f"{POINTS}\n")
    [body] = server.bodies
    assert shown["body"].encode() == body
    assert (shown["would_leave"], shown["bytes"], shown["url"]) == (True, len(body), f"{server.url}/v1/messages")
    assert {"Mira Kern", "Jo", "312-555-0134"} <= set(shown["stays_here"].values())
    [entry] = log(program)
    assert (entry["left"], entry["traffic"], entry["item"], entry["bytes"], entry["host"]) == (
        True, "reply", identity, len(body), "127.0.0.1",
    )  # fmt: skip


def test_a_kept_reply_is_previewed_with_the_points_and_the_message_that_it_has(program: Program) -> None:
    message(program)
    program.run("ask", "draft a reply to m k", said=f"{POINTS}\n")
    ((waiting),) = json.loads(program.run("replies", "list", "--json").stdout)
    shown = json.loads(program.run("egress", "preview", "reply", waiting["id"], "--json").stdout)
    assert "hursday works" in shown["body"]
    assert "still on" in shown["body"]
    program.run("egress", "preview", "reply", waiting["id"], "--points", "x", code=2)


def test_a_note_is_previewed_as_it_stands_and_for_people_the_names_are_apart(program: Program) -> None:
    program.run("ask", "start a note for m k", said="subjective\nMira slept badly\nend note\n")
    (listed,) = json.loads(program.run("notes", "list", "--json").stdout)
    shown = program.run("egress", "preview", "note", listed["id"]).stdout
    sent, _, stays = shown.partition("Stays here")
    assert "This would not leave." in sent
    assert "pseudonymised" in sent
    assert "[CLIENT-1] slept badly" in sent
    assert "Mira" not in sent
    assert "Mira" in stays
    assert "identif" not in shown.lower()


def test_with_the_defaults_a_preview_says_that_nothing_would_leave(program: Program) -> None:
    shown = json.loads(program.run("egress", "preview", "reply", message(program), "--points", "yes", "--json").stdout)
    assert (shown["would_leave"], shown["standing"]) == (False, "blocked")
    assert "switched off" in shown["why_not"]


def test_what_was_refused_is_logged_with_the_rule(program: Program) -> None:
    identity = message(program)
    program.run("ask", "draft a reply to m k", said=f"{POINTS}\n")
    [entry] = log(program)
    assert (entry["left"], entry["refused_by"], entry["item"], entry["bytes"]) == (False, "trust", identity, None)
    assert "refused: trust" in program.run("egress", "log").stdout


def test_a_calendar_is_previewed_with_the_dates_it_would_be_asked_for(program: Program) -> None:
    program.configure(
        '[[calendar.sources]]\nname = "work"\nkind = "caldav"\nlocation = "https://cal.example.org/secret/"\nusername = "her"\n'
        '[[calendar.sources]]\nname = "feed"\nlocation = "https://feeds.example.org/private-key/basic.ics"\n'
        '[[calendar.sources]]\nname = "file"\nlocation = "~/c.ics"\n'
    )
    work, feed, file = json.loads(program.run("egress", "preview", "calendar", "--json").stdout)
    assert (work["server"], feed["server"], file["server"]) == (
        "https://cal.example.org/…",
        "https://feeds.example.org/…",
        None,
    )
    assert [request["method"].split(",")[0] for request in work["requests"]] == ["PROPFIND", "REPORT"]
    assert "<c:time-range start=" in work["requests"][1]["body"]
    assert (feed["requests"][0]["method"], file["requests"]) == ("GET", [])
    assert "secret" not in program.run("egress", "preview", "calendar").stdout


def test_a_calendar_that_was_asked_is_logged_by_its_server(program: Program) -> None:
    with web() as served:
        served.answer = lambda handler: send(handler, 200, b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n")
        program.configure(f'[[calendar.sources]]\nname = "work"\nlocation = "{served.url}secret/x.ics"\n')
        program.run("ask", "what's on my calendar today")
    [entry] = log(program)
    assert (entry["left"], entry["traffic"], entry["host"], entry["standing"]) == (
        True,
        "calendar",
        "127.0.0.1",
        "configured",
    )
    assert "secret" not in program.run("egress", "log").stdout


def test_every_declaration_is_shown_and_needs_no_vault(tmp_path: Path) -> None:
    program = Program(tmp_path)
    shown = json.loads(program.run("egress", "declared", "--json").stdout)
    assert [one["name"] for one in shown] == [one.name for one in DECLARED]
    assert all(one["pseudonymised"] for one in shown if one["client_content"])
    assert shown[0]["carries"] == ["sections of the note", "your note style"]
    text = program.run("egress", "declared").stdout
    assert "note" in text
    assert "calendar" in text


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("egress", "preview", "note", "note-nothing"), 69),
        (("egress", "preview", "reply", "message-nothing", "--points", "x"), 69),
        (("egress", "preview", "reply", "reply-nothing"), 69),
        (("egress", "preview", "note", ""), 69),
        (("egress", "log", "--last", "0"), 2),
        (("egress", "preview"), 2),
    ],
)
def test_what_is_not_there_is_said_in_one_sentence(program: Program, words: tuple[str, ...], code: int) -> None:
    program.run(*words, code=code)


def test_a_message_without_points_and_a_note_without_words_are_said_so(program: Program) -> None:
    program.run("egress", "preview", "reply", message(program), code=2)
    program.run("ask", "start a note for m k", said="subjective\n")
    for listed in json.loads(program.run("notes", "list", "--json").stdout):
        program.run("egress", "preview", "note", listed["id"], code=69)
