"""The box is killed in the middle of a question, off the record, in a private note, or before the draft: nothing is lost."""

import asyncio
import multiprocessing
import os
import signal
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from assistant.api import Client, NoteState, Reply, Transcript
from assistant.store.keys import Cost
from assistant.store.vault import Vault
from tests.desk import Draft, Spoken, seated

PASSPHRASE = "nine small brown birds"
FORKED = multiprocessing.get_context("fork")


def die(*_: object) -> Any:
    os.kill(os.getpid(), signal.SIGKILL)


@dataclass
class Mortal(Spoken):
    """A turn that is killed when it is asked something, or before its line of this number, from 0."""

    dies_before: int | None = None
    dies_asked: bool = False

    async def ask(self, question: Reply) -> Transcript:
        return die() if self.dies_asked else await super().ask(question)

    async def __aiter__(self) -> Any:
        async for heard in Spoken.__aiter__(self):
            if self.dies_before is not None and heard.start == self.dies_before * 5.0:
                die()
            yield heard


class Dying:
    """A drafter that is killed."""

    async def note(self, client: Client, sections: Mapping[str, str], **_: object) -> Draft:
        return die()


@dataclass(frozen=True)
class Death:
    """What she says until then, and what is there afterwards."""

    lines: Sequence[str]
    how: Mapping[str, Any]
    words: str
    """The section, when the note has been continued with "three" and ended."""
    drafter: Any = None
    heard: Sequence[str] = field(default=())
    """Of the transcript, the commands."""


DEATHS = {
    "in a numbered question": Death(
        ("two one two", "one two two", "more", "more", "more", "correct two to six"), {"dies_asked": True},
        "two one two one two two more more more three", heard=("correct", "end_note"),
    ),
    "in the question about a section": Death(
        ("one", "two", "scratch section"), {"dies_asked": True}, "one two three", heard=("scratch_section", "end_note")
    ),
    "in the question about discarding": Death(
        ("one", "two", "discard note"), {"dies_asked": True}, "one two three", heard=("discard_note", "end_note")
    ),
    "in the question about the client": Death(
        ("one", "two", "wrong client"), {"dies_asked": True}, "one two three", heard=("note_for", "end_note")
    ),
    "off the record": Death(
        ("one", "off the record", "a secret", "another"), {"dies_before": 3}, "one three",
        heard=("off_the_record", "end_note"),
    ),
    "in a pause": Death(("one", "pause", "a secret", "two"), {"dies_before": 3}, "one three", heard=("pause", "end_note")),
    "in a private note": Death(
        ("one", "private note", "a secret", "another"), {"dies_before": 3}, "one three",
        heard=("private_note", "end_note"),
    ),
    "after a correction": Death(
        ("one", "two", "correct two to six", "x"), {"dies_before": 3}, "one six three", heard=("correct", "end_note")
    ),
    "before the draft": Death(("one", "two", "end note"), {}, "one two", drafter=Dying(), heard=("end_note",)),
}  # fmt: skip


def killed(folder: Path, death: Death) -> None:
    """Dictate in a process of its own until it is killed."""

    def run() -> None:
        with Vault.open(folder, PASSPHRASE) as vault:
            desk = seated(vault)
            if death.drafter is not None:
                house: Any = desk.skill.house
                house.drafter = death.drafter
            asyncio.run(desk.skill.start(Mortal(list(death.lines), **death.how), desk.jd))
        os._exit(0)

    process = FORKED.Process(target=run)
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with Vault.create(tmp_path / "vault", PASSPHRASE, cost=Cost(1, 8 * 2**10)) as vault:
        vault.roster.add("JD", "Jordan Doe")
        vault.roster.add("MK", "Mary King")
    return tmp_path / "vault"


@pytest.mark.parametrize("name", DEATHS)
async def test_what_she_had_said_is_there_and_the_note_goes_on(folder: Path, name: str) -> None:
    death = DEATHS[name]
    killed(folder, death)
    with Vault.open(folder, PASSPHRASE) as vault:
        vault.verify()
        desk = seated(vault)
        assert desk.note.state is NoteState.DICTATING
        offered = await desk.skill.at_start()
        assert offered is not None
        assert offered.private.startswith("You have an unfinished note for J D")
        spoken, _ = await desk.say("continue my note", "three", "end note")
        note = desk.note
        assert (note.client, note.state) == (desk.jd, NoteState.REVIEW)
        assert note.sections["subjective"] == death.words
        assert [one.command for one in note.transcript if one.command] == list(death.heard)
        left = " ".join(one.text for one in note.transcript)
        assert "secret" not in left
        private = desk.private
        assert [one.text for one in private] == (["a secret"] if name == "in a private note" else [])
        assert not any("secret" in said for said in spoken.said)
