"""The drawer for process notes: what is said into it is kept at once, and it gives nothing back."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.errors import AuditBroken, Corrupt, Locked, NotFound, UsageError, VaultSealed
from assistant.records import Client
from assistant.store import process_schema
from assistant.store.database import Database
from assistant.store.items import Items
from assistant.store.keys import Cost
from assistant.store.migrations import migrate
from assistant.store.parts import PROCESS
from assistant.store.process_drawer import Drawer
from assistant.store.process_notes import ProcessNotes
from assistant.store.rotation import rotate
from assistant.store.vault import Vault

PASSPHRASE = "nine small brown birds"
QUICK = Cost(1, 8 * 2**10)
NOW = datetime(2026, 11, 23, 20, 2, tzinfo=UTC)
JD = Client("client-1", "JD", "Jane Doe")


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    with Vault.create(tmp_path / "vault", PASSPHRASE, cost=QUICK) as vault:
        yield vault


@pytest.fixture
def drawer(vault: Vault) -> Drawer:
    return vault.drawer


def opened(vault: Vault) -> ProcessNotes:
    return ProcessNotes(vault.files, vault.key(PROCESS.purpose), vault.audit)


def read(vault: Vault, process_id: str) -> tuple[str, bool]:
    """Its words, and whether it is finished."""
    with opened(vault) as notes:
        note = notes.get(process_id)
        assert notes.list()[0] == note.head
        return note.text, note.head.finished


def test_what_is_not_there_cannot_be_heard_or_finished_and_makes_no_file(vault: Vault, drawer: Drawer) -> None:
    for words in ("a thought", ""):
        with pytest.raises(NotFound):
            drawer.finish("process-1", words)
    with pytest.raises(NotFound):
        drawer.hear("process-1", 0, "a thought", "")
    assert not (vault.files / PROCESS.file).exists()
    drawer.begin(JD, NOW)
    with pytest.raises(NotFound):
        drawer.hear("process-1", 0, "a thought", "")
    with pytest.raises(NotFound):
        drawer.finish("process-1", "a thought")


def test_each_utterance_is_there_at_once_and_the_text_takes_their_place(vault: Vault, drawer: Drawer) -> None:
    mine = drawer.begin(JD, NOW)
    assert read(vault, mine) == ("", False)
    drawer.hear(mine, 0, "she reminds me", "")
    drawer.hear(mine, 1, "scratch that", "scratch_that")
    drawer.hear(mine, 2, "of my aunt", "")
    assert read(vault, mine) == ("she reminds me\nof my aunt", False)
    drawer.finish(mine, "Of my aunt.")
    assert read(vault, mine) == ("Of my aunt.", True)
    with opened(vault) as notes:
        assert notes.head(mine).client == "client-1"
        assert notes._database is not None
        assert notes._database.rows("SELECT * FROM process_utterances") == []


def test_the_same_utterance_again_changes_nothing(vault: Vault, drawer: Drawer) -> None:
    mine = drawer.begin(JD, NOW)
    for text in ("the first", "another"):
        drawer.hear(mine, 0, text, "")
    assert read(vault, mine) == ("the first", False)


def test_a_finished_one_stays_as_it_is(vault: Vault, drawer: Drawer) -> None:
    mine = drawer.begin(JD, NOW)
    drawer.finish(mine, "a thought")
    with pytest.raises(Locked):
        drawer.hear(mine, 0, "more", "")
    for words in ("another", ""):
        with pytest.raises(Locked):
            drawer.finish(mine, words)
    assert read(vault, mine) == ("a thought", True)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE process_notes SET text = x'' WHERE finished",
        "UPDATE process_notes SET finished = 0",
        "UPDATE process_notes SET client = 'client-2' WHERE NOT finished",
        "UPDATE process_notes SET client = 'client-2', finished = 1",
        "UPDATE process_utterances SET text = x''",
        "DELETE FROM process_utterances",
        "INSERT INTO process_utterances SELECT id, 9, x'', '' FROM process_notes WHERE finished",
    ],
)
def test_the_database_itself_allows_one_change_and_no_other(vault: Vault, drawer: Drawer, statement: str) -> None:
    done, going_on = drawer.begin(JD, NOW), drawer.begin(JD, NOW)
    drawer.finish(done, "a thought")
    drawer.hear(going_on, 0, "another", "")
    assert drawer._database is not None
    with pytest.raises(Exception, match=r"Something went wrong in the vault"):
        drawer._database.run(statement)
    with opened(vault) as notes:
        assert [notes.get(each).text for each in (done, going_on)] == ["a thought", "another"]


def test_without_words_it_goes_with_its_key(vault: Vault, drawer: Drawer) -> None:
    other, mine = drawer.begin(JD, NOW), drawer.begin(JD, NOW)
    drawer.hear(mine, 0, "a canary", "")
    drawer.finish(mine, " \n")
    with opened(vault) as notes:
        assert [each.id for each in notes.list()] == [other]
        assert notes._database is not None
        assert notes._database.rows("SELECT item FROM item_keys") == [(other,)]
        assert notes._database.rows("SELECT * FROM process_utterances") == []
    assert [each.item for each in vault.audit.entries(event="deleted")] == [mine]
    with pytest.raises(NotFound):
        drawer.finish(mine, "a thought")


def test_where_it_cannot_be_written_down_that_it_goes_it_stays(vault: Vault, drawer: Drawer) -> None:
    mine = drawer.begin(JD, NOW)
    drawer.hear(mine, 0, "a thought", "")
    vault._database.run("CREATE TRIGGER no BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, ''); END")
    with pytest.raises(AuditBroken):
        drawer.finish(mine, "")
    vault._database.run("DROP TRIGGER no")
    assert read(vault, mine) == ("a thought", False)


def test_half_a_character_is_refused_and_what_was_kept_stays(vault: Vault, drawer: Drawer) -> None:
    mine = drawer.begin(JD, NOW)
    drawer.hear(mine, 0, "a thought", "")
    with pytest.raises(UsageError):
        drawer.hear(mine, 1, "half \ud800", "")
    with pytest.raises(UsageError):
        drawer.finish(mine, "half \ud800")
    assert read(vault, mine) == ("a thought", False)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=st.lists(st.tuples(st.text(min_size=1), st.sampled_from(["", "new_line"])), max_size=5))
def test_whatever_is_said_is_kept_word_for_word(vault: Vault, said: list[tuple[str, str]]) -> None:
    mine = vault.drawer.begin(JD, NOW)
    for seq, (text, command) in enumerate(said):
        vault.drawer.hear(mine, seq, text, command)
    with opened(vault) as notes:
        assert notes.get(mine).text == "\n".join(text for text, command in said if not command)


def test_nothing_that_it_has_hands_out_words(vault: Vault, drawer: Drawer) -> None:
    mine = drawer.begin(JD, NOW)
    drawer.hear(mine, 0, "a canary", "")
    assert {name for name in vars(Drawer) if not name.startswith("_")} == {"begin", "hear", "finish", "close"}
    assert drawer.hear(mine, 1, "more", "") is drawer.finish(mine, "a canary") is None  # type: ignore[func-returns-value]
    assert "canary" not in str(vault.audit.entries())


def test_a_sealed_vault_takes_none(vault: Vault, drawer: Drawer) -> None:
    mine = drawer.begin(JD, NOW)
    vault.close()
    for attempt in (lambda: drawer.begin(JD, NOW), lambda: drawer.hear(mine, 0, "a thought", "")):
        with pytest.raises(VaultSealed):
            attempt()


def test_a_damaged_file_is_refused_and_the_vault_opens_all_the_same(vault: Vault) -> None:
    with opened(vault) as notes:
        notes.add("client-1", "a thought", NOW)
    file = vault.files / PROCESS.file
    file.write_bytes(file.read_bytes()[:-100])
    vault.close()
    with Vault.open(vault.folder, PASSPHRASE) as again, pytest.raises(Corrupt):
        again.drawer.begin(JD, NOW)


TALKER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from assistant.records import Client
from assistant.store.vault import Vault
vault = Vault.open(Path(sys.argv[1]), sys.argv[2])
mine = vault.drawer.begin(Client("client-1", "JD", "Jane Doe"), datetime.now(UTC))
for number in range(1000):
    vault.drawer.hear(mine, number, f"thought {number}", "")
    print(number, flush=True)
    if number == 3:
        sys.stdin.readline()
"""


def test_after_a_kill_every_utterance_that_was_kept_is_read(vault: Vault) -> None:
    talker = subprocess.Popen(
        [sys.executable, "-c", TALKER, str(vault.folder), PASSPHRASE],
        cwd=Path(__file__).parents[2],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert talker.stdout is not None
    for number in range(4):
        assert int(talker.stdout.readline()) == number
    os.kill(talker.pid, signal.SIGKILL)
    talker.wait(60)
    talker.communicate()
    with opened(vault) as notes:
        (head,) = notes.list()
        assert not head.finished
        assert notes.get(head.id).text == "\n".join(f"thought {number}" for number in range(4))
    assert vault.verify().databases == 2


def test_rotating_takes_an_unfinished_one_along(vault: Vault, drawer: Drawer) -> None:
    mine = drawer.begin(JD, NOW)
    drawer.hear(mine, 0, "a thought", "")
    vault.close()
    rotate(vault.folder, PASSPHRASE)
    with Vault.open(vault.folder, PASSPHRASE) as again:
        again.verify()
        assert read(again, mine) == ("a thought", False)
        again.drawer.finish(mine, "The thought.")
        assert read(again, mine) == ("The thought.", True)


@pytest.fixture
def old(vault: Vault) -> str:
    """A file of process notes of the first shape, with one note."""
    database = Database(vault.files / PROCESS.file, vault.key(PROCESS.purpose), create=True)
    migrate(database, process_schema.STEPS[:1])
    items = Items(database)
    items.new("process-old")
    database.run(
        "INSERT INTO process_notes VALUES (?, ?, ?, ?)",
        "process-old",
        "client-1",
        "2026-01-02T03:04:05.000000+00:00",
        items.seal("process-old", "an old thought"),
    )
    database.close()
    return "process-old"


def test_a_file_of_the_first_shape_is_brought_to_the_second(vault: Vault, drawer: Drawer, old: str) -> None:
    assert vault.verify().words == 1
    assert read(vault, old) == ("an old thought", True)
    with pytest.raises(Locked):
        drawer.finish(old, "another")
    mine = drawer.begin(JD, NOW)
    drawer.finish(mine, "a thought")
    assert read(vault, mine) == ("a thought", True)


def test_a_file_of_the_first_shape_is_rotated(vault: Vault, old: str) -> None:
    vault.close()
    rotate(vault.folder, PASSPHRASE)
    with Vault.open(vault.folder, PASSPHRASE) as again:
        again.verify()
        assert read(again, old) == ("an old thought", True)
