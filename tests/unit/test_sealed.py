"""While the vault is sealed the house answers what needs no vault, and says of everything else that it is sealed."""

import asyncio
import dataclasses
from datetime import datetime
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from assistant.api import House
from assistant.app import Mind, sealed_mind
from assistant.conversation.clock import WallClock
from assistant.conversation.turn import ChannelTurn
from assistant.errors import VaultSealed
from assistant.events import SpeechLevel
from assistant.paths import Paths
from assistant.sealed import NoTimers
from assistant.settings import parse
from assistant.store import keys
from assistant.store.vault import Vault

NOW = datetime(2026, 5, 4, 17, 5, tzinfo=ZoneInfo("America/Chicago"))
SAID = "The vault is sealed; open it and ask me again."


@pytest.fixture(scope="module")
def mind(tmp_path_factory: pytest.TempPathFactory) -> Mind:
    home = tmp_path_factory.mktemp("home")
    where = Paths(home / "config", home / "data", home / "state", home / "cache")
    Vault.create(where.vault, "correct horse battery", cost=keys.INTERACTIVE).close()
    settings = parse({"home": {"timezone": "America/Chicago"}, "audio": {"volume": 6}}, "the test")
    return sealed_mind(settings, where, WallClock(ZoneInfo("America/Chicago"), NOW))


def told(mind: Mind, text: str) -> str:
    """What the skill that understands `text` replies."""
    intent = mind.router.route(text).intent
    assert intent is not None, text
    folder, _, verb = intent.name.partition(".")
    unlocked: Any = SimpleNamespace(level=lambda: SpeechLevel.FULL)
    turn = ChannelTurn(intent, unlocked, mind.router, mind.clock)
    return str(asyncio.run(getattr(mind.skills[folder], verb)(turn, **intent.slots)).public)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("what time is it", "It's five oh five p m."),
        ("what's the date", "Today is Monday, May fourth."),
        ("stop", "Okay."),
        ("volume five", "Volume five."),
    ],
)
def test_what_needs_no_vault_is_answered(mind: Mind, text: str, answer: str) -> None:
    assert told(mind, text) == answer


def test_help_tells_what_it_can_do(mind: Mind) -> None:
    assert told(mind, "what can you do").startswith("You can say:")


@pytest.mark.parametrize(
    "text",
    [
        "when do I see J D",
        "when do I see Jordan",
        "what's on my calendar today",
        "what's my next session",
        "read me the last note for J D",
        "how many notes are waiting",
        "good morning",
        "what's waiting for me",
        "set a timer for ten minutes",
        "how much time is left",
        "draft a reply to J D",
        "what's on my supervision list",
        "how many things for supervision",
    ],
)
def test_everything_else_says_that_the_vault_is_sealed(mind: Mind, text: str) -> None:
    with pytest.raises(VaultSealed) as caught:
        told(mind, text)
    assert (caught.value.spoken, caught.value.fix, caught.value.exit_code) == (SAID, "assistant vault open", 77)


def test_every_part_of_the_house_but_its_clock_help_and_volume_is_sealed(mind: Mind) -> None:
    working = {"clock", "capabilities", "volume", "times", "forms", "sealed"}
    parts = {field.name for field in dataclasses.fields(House)} - working
    assert len(parts) >= 8
    for part in parts:
        with pytest.raises(VaultSealed):
            getattr(mind.house, part).all()
    assert mind.house.sealed


def test_a_time_is_read(mind: Mind) -> None:
    assert mind.house.times.read("Thursday at three", mind.clock.now()) == "Thursday, May 7, 3:00 PM"


def test_the_volume_stays_between_silent_and_full(mind: Mind) -> None:
    for level, becomes in ((11, 10), (-1, 0), (6, 6)):
        mind.house.volume.set(level)
        assert mind.house.volume.level == becomes


def test_no_timer_rings(mind: Mind) -> None:
    assert not NoTimers().due(mind.clock.now())


def test_what_is_nothing_at_all_is_not_taken_for_a_client(mind: Mind) -> None:
    assert mind.router.route("the weather has been lovely all week").intent is None
    assert mind.router.route("tell me about it").intent is None


@pytest.mark.parametrize("text", ["start a soap note", "start a soap note for J D", "take a note for Jordan"])
def test_a_note_is_begun_whoever_it_is_for(mind: Mind, text: str) -> None:
    intent = mind.router.route(text).intent
    assert intent is not None
    assert intent.name == "soap_notes.start"
