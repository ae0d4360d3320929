"""What to look at in a note: coloured on a terminal, unchanged where it is piped, told in JSON."""

import json
import os
import pty
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.records import Client, Marked, Spoken, Supported
from assistant.store.vault import Vault
from tests.programs import Program

SAID = ["Jordan didn't take Zoloft 50 mg", "scratch that", "Mary called twice\x1b[31m"]


@pytest.fixture
def program(tmp_path: Path) -> Program:
    made = Program(tmp_path)
    made.furnish(Client("", "JD", "Jordan Davis", kin=("Mary",)))
    return made


@pytest.fixture
def note(program: Program) -> str:
    with Vault.open(program.home / "data" / "vault", program.passphrase.read_text().strip()) as vault:
        (jordan,) = vault.roster.all()
        made = vault.notes.begin(jordan, datetime(2026, 3, 5, tzinfo=UTC))
        for seq, text in enumerate(SAID):
            command = "scratch_that" if seq == 1 else ""
            unsure = (3,) if seq == 0 else ()
            vault.notes.hear(made.id, Spoken(seq, text, 0.0, 1.0, 0.9, "typed", command, unsure=unsure))
        support = {"subjective": (Supported("Jordan did not take it.", ("Jordan didn't.",), "", (0,)),)}
        sections = {**made.sections, "subjective": "Jordan did not take it."}
        vault.notes.write(made.id, sections, "drafted", support, marked=(Marked(2, "you marked it"),))
        vault.notes.file(made.id)
        return made.id


def test_json_has_the_marks_of_each_utterance_and_where_a_sentence_was_heard(program: Program, note: str) -> None:
    shown = json.loads(program.run("notes", "show", note, "--json").stdout)
    marked = [
        [(each["text"][m["start"] : m["stop"]], m["kind"]) for m in each["marks"]] for each in shown["transcript"]
    ]
    assert marked == [
        [
            ("Jordan", "name"),
            ("didn't", "negation"),
            ("Zoloft", "unsure"),
            ("Zoloft", "medication"),
            ("50 mg", "medication"),
        ],
        [],
        [("Mary", "name"), ("twice", "number"), ("31", "number")],
    ]
    assert shown["marked"] == [{"seq": 2, "why": "you marked it"}]
    assert shown["support"]["subjective"][0]["heard"] == [0]


def test_piped_it_is_plain_text(program: Program, note: str) -> None:
    shown = program.run("notes", "show", note).stdout
    assert "\x1b" not in shown
    assert "\nAs dictated\nJordan didn't take Zoloft 50 mg\n[scratch that]\nMary called twice�[31m\n" in shown
    assert "\nLook at this\n! Mary called twice�[31m\n    you marked it\n" in shown
    assert "not surely heard" not in shown


def test_on_a_terminal_the_marks_are_coloured_and_explained(program: Program, note: str) -> None:
    shown = on_a_terminal(program, "notes", "show", note)
    assert re.search(
        r"\x1b\[32mJordan\x1b\[0m \x1b\[31mdidn't\x1b\[0m take \x1b\[4;35mZoloft\x1b\[0m \x1b\[35m50 mg\x1b\[0m", shown
    )
    assert "\n[scratch that]" in shown
    plain = re.sub(r"\x1b\[[0-9;]*m", "", shown)
    assert "Look at: not surely heard · a no · a number · a name · a medicine" in plain
    assert "\x1b[31m\n" not in shown


def on_a_terminal(program: Program, *words: str) -> str:
    """What the program writes where its output is a terminal."""
    ours, its = pty.openpty()
    environment = {**program.environment(), "TERM": "xterm-256color"}
    environment.pop("NO_COLOR", None)
    with subprocess.Popen(
        [sys.executable, "-m", "assistant", *words], env=environment, stdout=its, stdin=subprocess.DEVNULL
    ) as running:
        os.close(its)
        pieces = []
        while piece := _read(ours):
            pieces.append(piece)
        assert running.wait(60) == 0
    os.close(ours)
    return b"".join(pieces).decode().replace("\r\n", "\n")


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # the other end was closed
        return b""
