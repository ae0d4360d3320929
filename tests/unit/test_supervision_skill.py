"""The agenda for supervision, asked aloud: counted for anybody, by initials in private, read out for her alone."""

from collections.abc import Iterator
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from assistant.api import House, Reply
from assistant.events import SpeechLevel
from assistant.store.keys import Cost
from assistant.store.vault import Vault
from skills.supervision.skill import Supervision

NOW = datetime(2026, 11, 23, 20, 2, tzinfo=UTC)
NOTHING = "Nothing is on your list for supervision."


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    with Vault.create(tmp_path / "vault", "nine small brown birds", cost=Cost(1, 8 * 2**10)) as vault:
        for initials, name in (("JD", "Jane Doe"), ("MK", "Maria Klein")):
            vault.roster.add(initials, name)
        yield vault


@pytest.fixture
def skill(vault: Vault) -> Supervision:
    parts: dict[str, Any] = {part.name: None for part in fields(House)}
    return Supervision(House(**{**parts, "supervision": vault.supervision}))


def turn(level: SpeechLevel) -> Any:
    return SimpleNamespace(level=level, now=NOW)


def bring(vault: Vault, initials: str, *words: str) -> None:
    note = vault.notes.begin(vault.roster.by_initials(initials), NOW)
    vault.supervision.put(note, words, NOW)


def reads(vault: Vault) -> list[str]:
    return [each.detail for each in vault.audit.entries(event="read-list")]


def wordings(reply: Reply) -> list[str]:
    return [reply.at(level) for level in SpeechLevel]


async def test_it_is_counted_for_anybody_and_by_initials_in_private(vault: Vault, skill: Supervision) -> None:
    bring(vault, "JD", "is it grief?", "her mother")
    bring(vault, "MK", "my own hurry")
    said = wordings(await skill.count(turn(SpeechLevel.PUBLIC)))
    assert said == [
        "You have three things for supervision.",
        "You have three things for supervision: two for J D and one for M K.",
        "You have three things for supervision: two for J D and one for M K.",
    ]
    assert reads(vault) == [], "nothing was opened"


async def test_a_room_that_is_locked_hears_that_it_is(vault: Vault, skill: Supervision) -> None:
    bring(vault, "JD", "is it grief?")
    for level in (SpeechLevel.PUBLIC, SpeechLevel.PRIVATE):
        reply = await skill.agenda(turn(level))
        assert wordings(reply)[:2] == [
            "You have one thing for supervision. The room is locked, so I won't read aloud.",
            "You have one thing for supervision, for J D. The room is locked, so I won't read aloud.",
        ]
        assert reply.more
        assert "grief" not in str(reply), "a wording that is not said is not opened either"
    assert reads(vault) == []


async def test_one_client_is_named_once(vault: Vault, skill: Supervision) -> None:
    bring(vault, "JD", "is it grief?", "her mother")
    assert (await skill.count(turn(SpeechLevel.PRIVATE))).private == "You have two things for supervision, for J D."


async def test_an_unlocked_room_hears_all_of_it_oldest_first(vault: Vault, skill: Supervision) -> None:
    bring(vault, "JD", "is it grief?", "her mother")
    bring(vault, "MK", "My own hurry.")
    vault.roster.by_initials("MK")
    reply = await skill.agenda(turn(SpeechLevel.FULL))
    assert reply.full == (
        "You have three things for supervision. J D: Is it grief? J D: Her mother. M K: My own hurry."
    )
    assert "grief" not in reply.public + str(reply.private)
    assert reads(vault) == ["terminal 3"]


@pytest.mark.parametrize("level", list(SpeechLevel))
async def test_where_there_is_nothing_it_says_so(skill: Supervision, level: SpeechLevel) -> None:
    for reply in (await skill.agenda(turn(level)), await skill.count(turn(level))):
        assert wordings(reply) == [NOTHING] * 3
        assert not reply.more


async def test_more_clients_than_the_ear_holds_are_not_named(vault: Vault, skill: Supervision) -> None:
    for initials in ("AA", "BB", "CC"):
        vault.roster.add(initials, f"Name {initials}")
    for initials in ("AA", "BB", "CC", "JD", "MK"):
        bring(vault, initials, "something")
    assert wordings(await skill.count(turn(SpeechLevel.PUBLIC))) == ["You have five things for supervision."] * 3


async def test_what_is_brought_is_not_told_again(vault: Vault, skill: Supervision) -> None:
    bring(vault, "JD", "is it grief?")
    vault.supervision.done(vault.supervision.heads()[0].id, NOW)
    assert (await skill.count(turn(SpeechLevel.FULL))).public == NOTHING
