"""Process notes are seen by their own verb and by nothing else in the house: not said, not shown, not sent."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from assistant.app import skill_classes
from assistant.cli import (
    ask,
    audit,
    briefing,
    clients,
    lexicon,
    messages,
    notes,
    process,
    queue,
    replies,
    supervision,
    vault,
)
from assistant.errors import AssistantError, AuditBroken, InputOutput, NotFound, UsageError
from assistant.intents.sentences import load_all
from assistant.records import Spoken
from assistant.store.database import Database
from assistant.store.items import INDEX, Items
from assistant.store.keys import Cost
from assistant.store.parts import INDEX_FILE, PROCESS, VAULT
from assistant.store.vault import Vault
from tests.model_server import ModelServer, structured

PASSPHRASE = "nine small brown birds"
NOW = datetime(2026, 11, 23, 20, 2, tzinfo=UTC)
CANARY = "periwinkle"
"""Only in the process note."""
OPEN = "mulberry"
"""In everything else, to see that the looks below would find a word."""


@pytest.fixture
def server() -> Iterator[ModelServer]:
    """A model that drafts whatever it is given, word for word."""
    with ModelServer().running() as running:
        running.answer = lambda fields: structured(dict(fields) if "plan" in fields else {"text": " ".join(fields)})
        yield running


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, server: ModelServer) -> Path:
    file = tmp_path / "passphrase"
    file.write_text(PASSPHRASE + "\n")
    file.chmod(0o600)
    monkeypatch.setenv("ASSISTANT_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("ASSISTANT_PASSPHRASE_FILE", str(file))
    monkeypatch.setenv("COLUMNS", "200")
    (tmp_path / "home" / "config").mkdir(parents=True)
    (tmp_path / "home" / "config" / "assistant.toml").write_text(
        f'[drafting]\ntrust = "local"\nbase_url = "{server.url}"\nmodel = "a-model"\n[tts]\nengine = "none"\n'
    )
    return tmp_path / "home"


@pytest.fixture
def house(home: Path) -> dict[str, str]:
    """A vault with one of everything, and a process note; the ids by kind."""
    with Vault.create(home / "data" / "vault", PASSPHRASE, cost=Cost(1, 8192)) as made:
        client = made.roster.add("JD", "Jane Doe")
        note = made.notes.begin(client, NOW)
        made.notes.hear(note.id, Spoken(0, OPEN, 0.0, 1.0, 0.9, "whisper"))
        made.notes.write(note.id, {"subjective": OPEN, "plan": ""}, "dictated")
        made.notes.file(note.id)
        message = made.mail.add_message(client, OPEN, NOW)
        reply = made.mail.queue_reply(client, OPEN, OPEN, NOW, message=message, source="offline")
        waiting = made.mail.add_message(client, OPEN, NOW)
    result = run(process.app, "add", "--client", "JD", given=f"I feel {CANARY} about her.\n")
    assert result.exit_code == 0, result.exception
    return {
        "note": note.id,
        "reply": reply.id,
        "message": message.id,
        "waiting": waiting.id,
        "process": result.output.split()[1].strip("."),
    }


def alone(command: Callable[..., None]) -> typer.Typer:
    app = typer.Typer()
    app.command()(command)
    return app


def run(app: typer.Typer, *words: str, given: str | None = None) -> Result:
    return CliRunner().invoke(app, list(words), input=given)


def refusal(*words: str, given: str | None = None) -> AssistantError:
    result = run(process.app, *words, given=given)
    assert isinstance(result.exception, AssistantError), result.output
    return result.exception


# ── their own verb ───────────────────────────────────────────────────────────────────────────────────────────


def test_a_process_note_is_added_listed_shown_and_purged(house: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "thought.txt"
    file.write_text("\ufeffA second\r\nthought.\n")
    assert run(process.app, "add", "--client", "j.d.", str(file)).exit_code == 0
    listed = json.loads(run(process.app, "list", "--json").output)
    assert [each["client"] for each in listed] == ["JD", "JD"]
    assert set(listed[0]) == {"id", "client", "created", "finished"}
    assert house["process"] in run(process.app, "list").output
    assert CANARY not in run(process.app, "list").output + run(process.app, "list", "--json").output
    assert CANARY in run(process.app, "show", house["process"]).output
    shown = json.loads(run(process.app, "show", listed[0]["id"], "--json").output)
    assert shown["text"] == "A second\nthought."
    assert isinstance(refusal("purge", house["process"]), UsageError), "nobody is there to be asked"
    assert CANARY in run(process.app, "show", house["process"]).output
    assert run(process.app, "purge", house["process"], "--yes").exit_code == 0
    assert isinstance(refusal("show", house["process"]), NotFound)
    assert isinstance(refusal("purge", house["process"], "--yes"), NotFound)
    assert len(json.loads(run(process.app, "list", "--json").output)) == 1


def test_a_purged_note_is_in_the_audit_and_leaves_neither_its_key_nor_its_words(
    home: Path, house: dict[str, str]
) -> None:
    with Vault.open(home / "data" / "vault", PASSPHRASE) as opened:
        database = Database(opened.files / PROCESS.file, opened.key(PROCESS.purpose))
        assert run(process.app, "purge", house["process"], "--yes").exit_code == 0
        assert database.rows("SELECT 1 FROM item_keys") == database.rows("SELECT 1 FROM process_notes") == []
        log = opened.files / f"{PROCESS.file}-wal"
        assert not log.exists() or log.stat().st_size == 0, "an older page would still hold the key"
        database.close()
        assert [each.item for each in opened.audit.entries(event="deleted")] == [house["process"]]


def test_what_is_no_process_note_is_refused_without_repeating_it(house: dict[str, str], tmp_path: Path) -> None:
    binary = tmp_path / "binary"
    binary.write_bytes(b"\xff\xfe" + CANARY.encode())
    for words, given in (
        (("add", "--client", "JD", str(binary)), None),
        (("add", "--client", "JD", str(tmp_path / "none")), None),
        (("add", "--client", "JD"), " \n"),
        (("add", "--client", "JD"), CANARY * 100_000),
    ):
        error = refusal(*words, given=given)
        assert isinstance(error, InputOutput)
        assert CANARY not in error.spoken + error.fix
    assert isinstance(refusal("add", "--client", "XX", given="a thought"), NotFound)
    assert isinstance(refusal("show", "process-0"), NotFound)
    assert isinstance(refusal("show", house["note"]), NotFound)
    assert len(json.loads(run(process.app, "list", "--json").output)) == 1


def test_before_there_is_one_the_list_is_calm_and_makes_no_file(home: Path) -> None:
    Vault.create(home / "data" / "vault", PASSPHRASE, cost=Cost(1, 8192)).close()
    assert "no process notes" in run(process.app, "list").output
    assert json.loads(run(process.app, "list", "--json").output) == []
    assert not list(home.rglob("process.db"))


def test_reading_one_is_in_the_audit_and_without_an_audit_none_is_read(home: Path, house: dict[str, str]) -> None:
    run(process.app, "list")
    run(process.app, "show", house["process"])
    entries = json.loads(run(audit.app, "show", "--item", house["process"], "--json").output)
    assert [(each["event"], each["detail"]) for each in entries] == [("read", "terminal")]
    with Vault.open(home / "data" / "vault", PASSPHRASE) as opened:
        opened._database.run("CREATE TRIGGER no BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, ''); END")
    for words in (("show", house["process"]), ("purge", house["process"], "--yes")):
        assert isinstance(refusal(*words), AuditBroken)
    with Vault.open(home / "data" / "vault", PASSPHRASE) as opened:
        opened._database.run("DROP TRIGGER no")
    assert CANARY in run(process.app, "show", house["process"]).output


# ── and nothing else ─────────────────────────────────────────────────────────────────────────────────────────

REQUESTS = (
    ("good morning", ""),
    ("what's waiting for me", ""),
    ("how many notes are waiting", ""),
    ("read me the last note", ""),
    ("read me the last note for J D", ""),
    ("read my drafts", "yes\nyes\nyes\n"),
    ("read my messages", "yes\nyes\nyes\n"),
    ("read the message from J D", "yes\n"),
    ("start a note for J D", f"She talked of {OPEN} and of work.\nread that back\nplan\nSleep.\nend note\n"),
    (
        "start a note for J D",
        f"She talked of {OPEN}.\nprivate note\nI feel {CANARY} about her.\nscratch that\nAnd {CANARY} again.\n"
        "back to the note\nflag for supervision\nread the note\nplan\nSleep.\nend note\n",
    ),
    (
        "start a note for J D",
        f"She talked of {OPEN}.\nprivate note\nAfter all {CANARY}.\nend note\n",
    ),
    ("what's on my supervision list", ""),
    ("how many things for supervision", ""),
    ("draft a reply to J D", f"Thursday works for {OPEN}\n"),
    ("continue my note", "end note\n"),
    ("when do I see J D", ""),
    ("what can you do", ""),
    ("help", ""),
    ("repeat that", ""),
    ("read my process notes", ""),
    ("read the process note for J D", ""),
    (f"tell me about {CANARY[:4]}", ""),
)


def test_no_skill_has_a_sentence_for_them() -> None:
    sentences = repr(load_all(skill_classes())).lower()
    assert "soap note" in sentences, "the look would notice"
    assert "process" not in sentences


def test_a_whole_house_never_says_shows_or_sends_one(house: dict[str, str], server: ModelServer) -> None:
    shown = []
    for text, answers in REQUESTS:
        result = run(alone(ask.ask), text, "--level", "full", given=answers)
        shown.append(result.output + str(result.exception or ""))
    shown.append(run(alone(briefing.briefing), "--level", "full").output)
    ids = [house[kind] for kind in ("note", "reply", "waiting", "process")]
    verbs: list[tuple[Any, ...]] = [
        *((app, "list", *more) for app in (notes.app, replies.app, messages.app, queue.app) for more in ((), ("--json",))),
        *((app, "show", each, *more) for app in (notes.app, replies.app, queue.app) for each in ids for more in ((), ("--json",))),
        *((notes.app, "export", each, "--transcript") for each in ids),
        (clients.app, "list", "--json"),
        (audit.app, "show", "--last", "500", "--json"),
        (audit.app, "verify"),
        (vault.app, "status", "--json"),
        (supervision.app, "list", "--json"),
        (lexicon.app, "list", "--json"),
        (notes.app, "recover", "--json"),
        *((notes.app, "search", word) for word in (CANARY, OPEN)),
    ]  # fmt: skip
    verbs += [
        (notes.app, verb, each, *more)
        for each in _notes()
        for verb, *more in (("show",), ("export", "--transcript"), ("export", "--format", "markdown"), ("versions",))
    ]
    for app, *words in verbs:
        result = run(app, *words)
        shown.append(result.output + str(result.exception or "") + getattr(result.exception, "fix", ""))
    everything = "\n".join(shown)
    sent = "\n".join(server.wire)
    assert OPEN in everything, "the look at what was shown would notice"
    assert OPEN in sent, "the look at what was sent would notice"
    assert len(server.requests) >= 2
    assert CANARY not in everything.lower().replace(f"search {CANARY}", "")
    assert CANARY not in sent.lower()
    assert "process-" not in sent
    dictated = [
        each for each in json.loads(run(process.app, "list", "--json").output) if each["id"] != house["process"]
    ]
    words = [json.loads(run(process.app, "show", each["id"], "--json").output)["text"].lower() for each in dictated]
    assert [(each["finished"], CANARY in text) for each, text in zip(dictated, words, strict=True)] == [
        (True, True)
    ] * 2
    assert "feel" not in " ".join(words), "it was scratched, and its utterance is gone too"


def _notes() -> list[str]:
    return [each["id"] for each in json.loads(run(notes.app, "list", "--json").output)]


def test_what_was_dictated_into_one_is_in_no_other_row_and_in_no_index(home: Path, house: dict[str, str]) -> None:
    """All words of the vault's own database are opened, and the index of the search, which is made anew."""
    request, answers = next(one for one in REQUESTS if "private note" in one[1])
    run(alone(ask.ask), request, "--level", "full", given=answers)
    with Vault.open(home / "data" / "vault", PASSPHRASE) as opened:
        items = Items(opened._database)
        words = "\n".join(
            items.open(*row)
            for each in VAULT.sealed
            if each.table != "signed_notes"  # not words
            for row in opened._database.rows(f"SELECT {each.owner}, {each.column} FROM {each.table}")
        ).lower()
        assert len(opened.search.find(OPEN)) == 2
        assert opened.search.find(CANARY) == []
        index = Database(opened.files / INDEX_FILE, items.key(INDEX))
        index.run("CREATE VIRTUAL TABLE temp.stems USING fts5vocab(main, words, row)")
        indexed = str(index.rows("SELECT term FROM stems"))
        index.close()
    for kept in (words, indexed):
        assert OPEN[:-1] in kept, "the look would notice"
        assert CANARY[:-1] not in kept


def test_it_is_in_no_other_file_in_clear_or_in_the_vaults_database(home: Path, house: dict[str, str]) -> None:
    with Vault.open(home / "data" / "vault", PASSPHRASE) as opened:
        tables = [name for (name,) in opened._database.rows("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        kept = str([opened._database.rows(f"SELECT * FROM {table}") for table in tables])
        assert house["note"] in kept
        assert house["process"] not in kept
        for each in (each for each in home.rglob("*") if each.is_file()):
            assert CANARY.encode() not in each.read_bytes(), each.name
        assert not [name for name in dir(opened) if "process" in name.lower()]
