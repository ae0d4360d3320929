"""The audit in the whole house: what is shown, spoken and exported is in it first, or is not shown, spoken, exported."""

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from assistant.app import open_mind
from assistant.cli import ask, audit, clients, messages, notes, queue, replies
from assistant.conversation.attention import Attention
from assistant.conversation.channel import Pauses
from assistant.conversation.clock import AudioClock
from assistant.conversation.spoken import UNASKED, SpokenChannel
from assistant.conversation.trace import Trace
from assistant.errors import AuditBroken
from assistant.events import Reply, SpeechLevel
from assistant.paths import paths
from assistant.records import Spoken
from assistant.settings import load
from assistant.store.keys import Cost
from assistant.store.vault import Vault

PASSPHRASE = "nine small brown birds"
NOW = datetime(2026, 11, 23, 20, 2, tzinfo=UTC)
BROKEN = "CREATE TRIGGER broken BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'a canary'); END"
SENTENCE = "I can't write down who sees what, so private things stay closed."


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "passphrase"
    file.write_text(PASSPHRASE + "\n")
    file.chmod(0o600)
    monkeypatch.setenv("ASSISTANT_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("ASSISTANT_PASSPHRASE_FILE", str(file))
    monkeypatch.setenv("COLUMNS", "120")
    return tmp_path / "home" / "data" / "vault"


@pytest.fixture
def house(home: Path) -> dict[str, str]:
    """A vault with one of everything; the ids by kind."""
    with Vault.create(home, PASSPHRASE, cost=Cost(1, 8192)) as made:
        client = made.roster.add("JD", "Jane Canary")
        note = made.notes.begin(client, NOW)
        made.notes.hear(note.id, Spoken(0, "a canary", 0.0, 1.0, 0.9, "whisper"))
        made.notes.write(note.id, {"subjective": "a canary", "plan": ""}, "dictated")
        made.notes.file(note.id)
        answered = made.mail.add_message(client, "a canary", NOW)
        reply = made.mail.queue_reply(client, "a canary", "a canary", NOW, message=answered, source="offline")
        waiting = made.mail.add_message(client, "another canary", NOW)
    return {
        "client": client.id,
        "note": note.id,
        "reply": reply.id,
        "message": answered.id,
        "waiting": waiting.id,
    }


def asking() -> typer.Typer:
    app = typer.Typer()
    app.command()(ask.ask)
    return app


def run(app: typer.Typer, *words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def told(home: Path, after: int = 0) -> list[tuple[str, str, str]]:
    """What is in the audit about readings and their like; opening the vault may be in it as well."""
    with Vault.open(home, PASSPHRASE) as vault:
        entries = vault.audit.entries()
        vault.audit.verify()
    wanted = {"read", "read-list", "spoken", "shown", "export"}
    return [(each.event, each.item, each.detail) for each in entries if each.event in wanted][after:]


def break_it(home: Path) -> None:
    with Vault.open(home, PASSPHRASE) as vault:
        vault._database.run(BROKEN)


# ── at the terminal ──────────────────────────────────────────────────────────────────────────────────────────


def test_each_verb_that_shows_words_is_in_the_audit_and_each_that_shows_none_is_not(
    home: Path, house: dict[str, str], tmp_path: Path
) -> None:
    for app in (notes.app, messages.app, replies.app, queue.app):
        assert run(app, "list").exit_code == 0
        assert run(app, "list", "--json").exit_code == 0
    assert told(home) == []
    out = tmp_path / "note.txt"
    for app, *words in (
        (notes.app, "show", house["note"]),
        (notes.app, "export", house["note"]),
        (notes.app, "export", house["note"], "--out", str(out)),
        (replies.app, "show", house["reply"]),
        (queue.app, "show", house["waiting"], "--json"),
        (clients.app, "list"),
    ):
        result = run(app, *words)
        assert result.exit_code == 0, result.output
    size = out.stat().st_size
    assert told(home) == [
        ("read", house["note"], "terminal"),
        ("read", house["note"], "terminal"),
        ("export", house["note"], f"plain terminal {size} bytes"),
        ("read", house["note"], "terminal"),
        ("export", house["note"], f"plain file {size} bytes"),
        ("read", house["reply"], "terminal"),
        ("read", house["waiting"], "terminal"),
        ("read-list", "clients", "terminal 1"),
    ]


def test_when_it_cannot_be_written_every_such_verb_stops_and_says_so(
    home: Path, house: dict[str, str], tmp_path: Path
) -> None:
    break_it(home)
    out = tmp_path / "note.txt"
    for app, *words in (
        (notes.app, "show", house["note"]),
        (notes.app, "show", house["note"], "--json"),
        (notes.app, "export", house["note"], "--out", str(out)),
        (replies.app, "show", house["reply"]),
        (queue.app, "show", house["waiting"]),
        (clients.app, "list", "--json"),
        (asking(), "read me the last note"),
    ):
        result = run(app, *words)
        assert isinstance(result.exception, AuditBroken), (words, result.output)
        assert result.exception.exit_code == 77
        assert "canary" not in (result.output + result.exception.spoken + result.exception.fix).lower()
    assert not out.exists()
    for app in (notes.app, messages.app, replies.app, queue.app):
        assert run(app, "list").exit_code == 0
    result = run(asking(), "how many notes are waiting", "--level", "public")
    assert result.exit_code == 0, result.exception
    assert "one note" in result.output.lower()


def test_what_is_asked_in_writing_is_shown_and_what_is_public_is_not_written_down(
    home: Path, house: dict[str, str]
) -> None:
    assert "canary" in run(asking(), "read me the last note").output
    assert told(home) == [("read", house["note"], "terminal"), ("shown", "soap_notes.read", "full")]
    for level in ("public", "private"):
        result = run(asking(), "read me the last note", "--level", level)
        assert result.exit_code == 0
        assert "canary" not in result.output
    run(asking(), "what time is it")
    assert len(told(home)) == 2
    run(asking(), "good morning", "--level", "private", "--now", "2026-11-23T08:00")
    assert told(home, 2) == [("shown", "briefing.morning", "private")]


def test_a_dictation_in_writing_goes_on_where_nothing_private_can_be_shown(home: Path, house: dict[str, str]) -> None:
    break_it(home)
    result = CliRunner().invoke(
        asking(), ["start a note for J D"], input="She came on time.\nread that back\nWe talked.\nend note\n"
    )
    assert isinstance(result.exception, AuditBroken)
    assert SENTENCE in result.output
    with Vault.open(home, PASSPHRASE) as vault:
        (begun,) = (each.id for each in vault.notes.list() if each.id != house["note"])
        said = [each.text for each in vault.notes.look(begun).transcript]
    assert said == ["She came on time.", "read that back", "We talked.", "end note"]


# ── the verbs of the audit itself ────────────────────────────────────────────────────────────────────────────


def test_the_audit_is_shown_as_a_table_in_local_time_and_as_json(home: Path, house: dict[str, str]) -> None:
    with Vault.open(home, PASSPHRASE) as vault:
        vault.audit.record("unlock-failed", at=datetime(2026, 1, 5, 18, 30, tzinfo=UTC))
    run(notes.app, "show", house["note"])
    table = run(audit.app, "show").output
    assert "5 Jan 2026" in table
    assert house["note"] in table
    shown = json.loads(run(audit.app, "show", "--json").output)
    assert {"seq", "at", "event", "item", "detail"} == set(shown[0])
    assert [each["seq"] for each in shown] == sorted(each["seq"] for each in shown)
    of_note = json.loads(run(audit.app, "show", "--item", house["note"], "--json").output)
    assert [(each["event"], each["detail"]) for each in of_note] == [("read", "terminal")]
    (failed,) = json.loads(run(audit.app, "show", "--event", "unlock-failed", "--json").output)
    assert failed["at"] == "2026-01-05T18:30:00+00:00"
    assert len(json.loads(run(audit.app, "show", "--last", "1", "--json").output)) == 1
    assert "no such entry" in run(audit.app, "show", "--item", "nothing").output
    assert run(audit.app, "show", "--last", "0").exit_code == 2


def test_the_audit_holds_nobodys_words(home: Path, house: dict[str, str]) -> None:
    for words in ("read me the last note", "read my drafts", "read my messages", "what's waiting for me"):
        run(asking(), words)
    for app, item in ((notes.app, "note"), (replies.app, "reply")):
        run(app, "show", house[item])
    run(clients.app, "list")
    output = run(audit.app, "show", "--json").output
    assert len(json.loads(output)) > 6
    assert "canary" not in output.lower()
    assert "jane" not in output.lower()


def test_verifying_says_how_many_there_are_or_which_is_wrong(home: Path, house: dict[str, str]) -> None:
    for _ in range(3):
        run(notes.app, "show", house["note"])
    assert "the chain is whole" in run(audit.app, "verify").output
    known = json.loads(run(audit.app, "verify", "--json").output)
    assert known["ok"] is True
    assert known["entries"] >= 3
    with Vault.open(home, PASSPHRASE) as vault:
        vault._database.run("DROP TRIGGER audit_stays")
        vault._database.run("UPDATE audit SET item = 'note-x' WHERE seq = 2")
    for words in (("verify",), ("verify", "--json")):
        result = run(audit.app, *words)
        assert isinstance(result.exception, AuditBroken)
        assert "entry 2 " in result.exception.fix


# ── aloud ────────────────────────────────────────────────────────────────────────────────────────────────────


class Ears:
    """Hears nobody."""

    is_open = speaking = keeping = False

    def open(self, **_: object) -> None:
        """Nothing to hear."""

    def shut(self, *, keep: bool = False) -> None:
        """Nothing to shut."""


class Mouth:
    """Keeps what it said, and what the audit held at that moment."""

    def __init__(self, held: Callable[[], int]) -> None:
        self._held = held
        self.said: list[tuple[str, int]] = []

    async def say(self, text: str) -> bool:
        self.said.append((text, self._held()))
        return True


class Room:
    """As open as it is told to be; a clock too."""

    has_pin = True

    def __init__(self, level: SpeechLevel) -> None:
        self.now_at = level

    def level(self, _now: object) -> SpeechLevel:
        return self.now_at

    def now(self) -> None:
        return None


@pytest.fixture
def vault(tmp_path: Path) -> Any:
    with Vault.create(tmp_path / "vault", PASSPHRASE, cost=Cost(1, 8192)) as vault:
        yield vault


def channel(vault: Vault, room: Room) -> tuple[SpokenChannel, Mouth]:
    mouth = Mouth(lambda: len(vault.audit.entries(event="spoken")))
    parts: Any = (Ears(), None, mouth, room, vault.audit, room, AudioClock(), Attention(), Trace(), Pauses(1, 1, 1, 30))
    return SpokenChannel(*parts, None, lambda _text, _level: False), mouth


REPLY = Reply("There is one note.", "There is one note for J D.", "There is one note for Jane Canary.")


@pytest.mark.parametrize(
    ("level", "said", "entry"),
    [
        (SpeechLevel.PUBLIC, REPLY.public, None),
        (SpeechLevel.PRIVATE, REPLY.private, "private"),
        (SpeechLevel.FULL, REPLY.full, "full"),
    ],
)
async def test_what_is_not_public_is_in_the_audit_before_it_is_heard(
    vault: Vault, level: SpeechLevel, said: str, entry: str | None
) -> None:
    spoken, mouth = channel(vault, Room(level))
    spoken.about = "soap_notes.unsigned"
    await spoken.speak(REPLY)
    entries = vault.audit.entries(event="spoken")
    assert [(each.item, each.detail) for each in entries] == ([("soap_notes.unsigned", entry)] if entry else [])
    assert mouth.said == [(said, len(entries))]


async def test_what_nobody_asked_for_is_in_the_audit_as_such(vault: Vault) -> None:
    spoken, _ = channel(vault, Room(SpeechLevel.FULL))
    await spoken.speak(REPLY)
    assert [each.item for each in vault.audit.entries(event="spoken")] == [UNASKED]


async def test_without_an_audit_the_room_hears_why_and_what_is_public_goes_on(vault: Vault) -> None:
    vault._database.run(BROKEN)
    spoken, mouth = channel(vault, Room(SpeechLevel.FULL))
    await spoken.speak(REPLY)
    await spoken.speak(Reply("It is nine o'clock."))
    assert [text for text, _ in mouth.said] == [SENTENCE, "It is nine o'clock."]
    vault._database.run("DROP TRIGGER broken")
    await spoken.speak(spoken.last)
    await spoken.speak(REPLY)
    assert [text for text, _ in mouth.said][2:] == ["It is nine o'clock.", REPLY.full]


async def test_a_room_that_is_locked_while_it_is_written_down_hears_the_public_words(vault: Vault) -> None:
    room = Room(SpeechLevel.FULL)
    spoken, mouth = channel(vault, room)
    with vault._database.transaction():  # the entry has to wait for this
        speaking = asyncio.create_task(spoken.speak(REPLY))
        for _ in range(5):
            await asyncio.sleep(0)
        room.now_at = SpeechLevel.PUBLIC
    await speaking
    assert [text for text, _ in mouth.said] == [REPLY.public]


def test_skills_have_no_way_to_the_audit(home: Path, house: dict[str, str]) -> None:
    with Vault.open(home, PASSPHRASE) as vault:
        clock: Any = Room(SpeechLevel.FULL)
        mind = open_mind(load(paths().config_file), paths(), vault, clock)
        assert mind.audit is vault.audit
        assert not [name for name in dir(mind.house) if getattr(mind.house, name) is vault.audit]
