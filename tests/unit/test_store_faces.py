"""What is put into the vault comes out of it: clients, notes, mail, queue, timers, spend, volume."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from sqlcipher3 import dbapi2

from assistant.errors import AssistantError, InputOutput, Locked, NotFound, UsageError, VaultSealed
from assistant.records import NoteState, ReplyState, Spoken
from assistant.store.items import Items
from assistant.store.keys import Cost
from assistant.store.vault import Vault

if TYPE_CHECKING:
    from assistant import ports

QUICK = Cost(1, 8 * 2**10)
PASSPHRASE = "nine small brown birds"
CHICAGO = ZoneInfo("America/Chicago")
MONDAY = datetime(2026, 11, 23, 14, 2, tzinfo=CHICAGO)


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    with Vault.create(tmp_path / "vault", PASSPHRASE, cost=QUICK) as vault:
        yield vault


def reopen(vault: Vault) -> Vault:
    vault.close()
    return Vault.open(vault.folder, PASSPHRASE)


def said(seq: int, text: str, command: str = "") -> Spoken:
    return Spoken(seq, text, seq * 2.0, seq * 2.0 + 1.5, 0.9, "whisper:base.en", command)


@dataclass
class SetClock:
    moment: datetime

    def now(self) -> datetime:
        return self.moment


def test_the_faces_are_the_shapes_that_the_house_expects(vault: Vault) -> None:
    roster: ports.Roster = vault.roster
    notes: ports.NoteBook = vault.notes
    mail: ports.Mailbag = vault.mail
    queue: ports.Queue = vault.queue
    counter: ports.Counter = vault.spend
    timers: ports.Timers = vault.timers(SetClock(MONDAY))
    volume: ports.Volume = vault.volume(7)
    assert (list(roster.all()), list(notes.list()), list(mail.replies()), list(queue.waiting())) == ([], [], [], [])
    assert (counter.spent_this_month(MONDAY), list(timers.running()), volume.level) == (0.0, [], 7)


# ── clients ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_client_is_found_by_initials_however_they_are_written(vault: Vault) -> None:
    added = vault.roster.add("j.d.", " Jane   Doe ", aliases=["Janie", "", "Janie"], kin=["Tom"], places=["Elm School"])
    vault = reopen(vault)
    for initials in ("JD", "jd", "J D", "j.d."):
        assert vault.roster.by_initials(initials) == added
    assert (added.name, added.aliases, added.kin, added.places) == ("Jane Doe", ("Janie",), ("Tom",), ("Elm School",))
    with pytest.raises(NotFound):
        vault.roster.by_initials("XX")
    vault.close()


def test_clients_come_in_order_of_initials(vault: Vault) -> None:
    for initials in ("MK", "AB", "JD2"):
        vault.roster.add(initials, "Some Body")
    assert [client.initials for client in vault.roster.all()] == ["AB", "JD2", "MK"]


@pytest.mark.parametrize("initials", ["", "  ", "ABCDE", "J-D", "J;", "²", "J\x1b"])
def test_initials_that_cannot_be_said_are_refused(vault: Vault, initials: str) -> None:
    with pytest.raises(UsageError):
        vault.roster.add(initials, "Some Body")
    assert list(vault.roster.all()) == []


@pytest.mark.parametrize("name", ["", " ", "x" * 201, "a\x1b[31m", "a\0b", "a\udc80"])
def test_a_name_that_is_not_one_is_refused(vault: Vault, name: str) -> None:
    with pytest.raises(UsageError):
        vault.roster.add("JD", name)


def test_initials_are_given_once(vault: Vault) -> None:
    vault.roster.add("JD", "Jane Doe")
    with pytest.raises(UsageError):
        vault.roster.add("jd", "John Dill")
    assert [client.name for client in vault.roster.all()] == ["Jane Doe"]


# ── notes ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_dictated_note_is_kept_with_every_word_and_every_version(vault: Vault) -> None:
    client = vault.roster.add("JD", "Jane Doe")
    note = vault.notes.begin(client, MONDAY, MONDAY - timedelta(hours=1))
    assert (note.state, dict(note.sections), note.transcript) == (NoteState.DICTATING, {}, ())
    words = [said(0, "She slept"), said(1, "scratch that", "scratch_that"), said(2, "He slept — wëll")]
    for each in words:
        vault.notes.hear(note.id, each)
    vault.notes.write(note.id, {"subjective": "a"}, "dictated")
    vault.notes.write(note.id, {"subjective": "He slept", "plan": "", "assessment": "fine"}, "drafted")
    vault.notes.file(note.id)
    vault = reopen(vault)
    kept = vault.notes.get(note.id)
    assert replace(kept, transcript=(), sections={}) == vault.notes.list()[0]
    assert kept.transcript == tuple(words)
    assert list(kept.sections.items()) == [("subjective", "He slept"), ("plan", ""), ("assessment", "fine")]
    assert (kept.version, kept.source, kept.state) == (2, "drafted", NoteState.REVIEW)
    assert kept.created == MONDAY
    assert kept.created.utcoffset() == timedelta()
    assert kept.appointment == MONDAY - timedelta(hours=1)
    vault.close()


def test_an_utterance_heard_twice_is_kept_once_and_never_replaced(vault: Vault) -> None:
    note = vault.notes.begin(vault.roster.add("JD", "Jane Doe"), MONDAY)
    vault.notes.hear(note.id, said(0, "first"))
    vault.notes.hear(note.id, said(0, "first"))
    with pytest.raises(AssistantError):
        vault.notes.hear(note.id, said(0, "second"))
    assert [each.text for each in vault.notes.get(note.id).transcript] == ["first"]


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE utterances SET text = 'x'",
        "DELETE FROM utterances",
        "INSERT OR REPLACE INTO utterances SELECT note, seq, 'x', start, end, confidence, engine, command FROM utterances",
        "UPDATE note_versions SET sections = '{}'",
        "DELETE FROM note_versions",
        "DELETE FROM notes",
        "UPDATE messages SET text = 'x'",
        "UPDATE reply_versions SET text = 'x'",
        "DELETE FROM reply_versions",
    ],
)
def test_the_database_itself_refuses_to_change_what_was_said(vault: Vault, sql: str) -> None:
    client = vault.roster.add("JD", "Jane Doe")
    note = vault.notes.begin(client, MONDAY)
    vault.notes.hear(note.id, said(0, "first"))
    before = vault.notes.write(note.id, {"plan": "rest"}, "dictated")
    vault.mail.queue_reply(
        client, "p", "t", MONDAY, message=vault.mail.add_message(client, "m", MONDAY), source="offline"
    )
    with pytest.raises(AssistantError):
        vault._database.run(sql)
    assert vault.notes.get(note.id) == before
    assert [(each.text, each.message and each.message.text) for each in vault.mail.replies()] == [("t", "m")]


def test_a_discarded_note_leaves_the_list_and_waits_to_be_purged(vault: Vault) -> None:
    note = vault.notes.begin(vault.roster.add("JD", "Jane Doe"), MONDAY)
    vault.notes.hear(note.id, said(0, "first"))
    assert list(vault.notes.discarded()) == []
    vault.notes.discard(note.id)
    assert list(vault.notes.list()) == []
    assert [each.id for each in vault.notes.discarded()] == [note.id]
    assert vault.notes.get(note.id).transcript
    with pytest.raises(Locked):
        vault.notes.file(note.id)


def test_a_signed_note_stays_as_it_is(vault: Vault) -> None:
    note = vault.notes.begin(vault.roster.add("JD", "Jane Doe"), MONDAY)
    vault.notes.file(note.id)
    vault.signatures.sign(vault.notes.get(note.id), MONDAY)
    for change in (
        lambda: vault.notes.hear(note.id, said(0, "x")),
        lambda: vault.notes.write(note.id, {"plan": "x"}, "dictated"),
        lambda: vault.notes.file(note.id),
        lambda: vault.notes.discard(note.id),
    ):
        with pytest.raises(Locked):
            change()
    assert vault.notes.get(note.id).state is NoteState.SIGNED


def test_notes_are_listed_newest_first(vault: Vault) -> None:
    client = vault.roster.add("JD", "Jane Doe")
    ids = [vault.notes.begin(client, MONDAY + timedelta(hours=h)).id for h in (1, 3, 2)]
    assert [note.id for note in vault.notes.list()] == [ids[1], ids[2], ids[0]]


def test_what_is_not_there_is_said_so(vault: Vault, tmp_path: Path) -> None:
    with Vault.create(tmp_path / "other", PASSPHRASE, cost=QUICK) as other:
        stranger = other.roster.add("ZZ", "Nobody Here")
    for ask in (
        lambda: vault.notes.get("note-00000000"),
        lambda: vault.notes.hear("note-00000000", said(0, "x")),
        lambda: vault.notes.begin(stranger, MONDAY),
        lambda: vault.mail.message("message-00000000"),
        lambda: vault.mail.reply("reply-00000000"),
        lambda: vault.mail.add_message(stranger, "x", MONDAY),
        lambda: vault.mail.queue_reply(stranger, "x", "x", MONDAY, message=None, source="offline"),
    ):
        with pytest.raises(NotFound):
            ask()


def test_a_moment_without_a_zone_is_a_mistake(vault: Vault) -> None:
    with pytest.raises(ValueError, match="zone"):
        vault.notes.begin(vault.roster.add("JD", "Jane Doe"), datetime(2026, 11, 23))


# ── mail and queue ───────────────────────────────────────────────────────────────────────────────────────────


def test_a_message_is_unanswered_until_a_reply_that_stands_answers_it(vault: Vault) -> None:
    client = vault.roster.add("MK", "Mary Kay")
    first = vault.mail.add_message(client, "Can we move?", MONDAY)
    second = vault.mail.add_message(client, "Or talk\nlater?", MONDAY + timedelta(hours=1))
    assert vault.mail.unanswered(client) == second
    reply = vault.mail.queue_reply(client, "yes", "Yes.", MONDAY, message=second, source="offline")
    assert (reply.message, reply.state, reply.version) == (second, ReplyState.REVIEW, 1)
    assert vault.mail.unanswered(client) == first
    assert vault.mail.waiting() == {first.id}
    vault.mail.discard_reply(reply.id)
    assert list(vault.mail.replies()) == []
    assert vault.mail.unanswered(client) == second
    with pytest.raises(Locked):
        vault.mail.revise_reply(reply.id, "No.", "offline")
    assert [message.id for message in vault.mail.messages(client)] == [second.id, first.id]
    assert list(vault.mail.messages(vault.roster.add("JD", "Jane Doe"))) == []


def test_a_reply_keeps_its_versions_and_shows_the_newest(vault: Vault) -> None:
    client = vault.roster.add("MK", "Mary Kay")
    reply = vault.mail.queue_reply(client, "yes", "Yes.", MONDAY, message=None, source="offline")
    vault.mail.revise_reply(reply.id, "Yes, gladly.", "a-model")
    vault = reopen(vault)
    newest = vault.mail.replies()[0]
    assert (newest.text, newest.source, newest.version, newest.message) == ("Yes, gladly.", "a-model", 2, None)
    sealed = vault._database.rows("SELECT text FROM reply_versions ORDER BY version")
    assert [Items(vault._database).open(reply.id, text) for (text,) in sealed] == ["Yes.", "Yes, gladly."]
    vault.close()


def test_a_reply_never_answers_another_clients_message(vault: Vault) -> None:
    message = vault.mail.add_message(vault.roster.add("MK", "Mary Kay"), "Hello", MONDAY)
    other = vault.roster.add("JD", "Jane Doe")
    with pytest.raises(UsageError):
        vault.mail.queue_reply(other, "p", "t", MONDAY, message=message, source="offline")
    with pytest.raises(AssistantError):
        vault._database.run("INSERT INTO replies VALUES ('reply-1', ?, '2026', 'p', ?, 'review')", other.id, message.id)
    assert list(vault.mail.replies()) == []


def test_the_queue_holds_what_waits_urgent_first_then_oldest(vault: Vault) -> None:
    jd, mk = vault.roster.add("JD", "Jane Doe"), vault.roster.add("MK", "Mary Kay")
    hour = timedelta(hours=1)
    filed = vault.notes.begin(jd, MONDAY + 4 * hour)
    vault.notes.file(filed.id)
    cut_off = vault.notes.begin(jd, MONDAY + 3 * hour)
    vault.notes.discard(vault.notes.begin(jd, MONDAY).id)
    answered = vault.mail.add_message(mk, "a", MONDAY)
    reply = vault.mail.queue_reply(mk, "p", "t", MONDAY + 2 * hour, message=answered, source="offline")
    calm = vault.mail.add_message(mk, "b", MONDAY + hour)
    urgent = vault.mail.add_message(jd, "c", MONDAY + 9 * hour, urgent=True)
    waiting = vault.queue.waiting()
    assert [(each.id, each.kind, each.state, each.urgent) for each in waiting] == [
        (urgent.id, "message", "unanswered", True),
        (calm.id, "message", "unanswered", False),
        (reply.id, "reply", "review", False),
        (cut_off.id, "note", "dictating", False),
        (filed.id, "note", "review", False),
    ]
    assert waiting[0].client == jd


# ── timers, spend, volume ────────────────────────────────────────────────────────────────────────────────────


def test_timers_outlive_a_restart_and_ring_once(vault: Vault) -> None:
    clock = SetClock(MONDAY)
    timers = vault.timers(clock)
    tea = timers.set(timedelta(minutes=10), "tea")
    eggs = timers.set(timedelta(minutes=5))
    gone = timers.set(timedelta(minutes=1))
    timers.cancel(gone.id)
    timers.cancel(gone.id)
    vault = reopen(vault)
    timers = vault.timers(clock)
    assert list(timers.running()) == [eggs, tea]
    assert (tea.due, tea.seconds, tea.name) == (MONDAY + timedelta(minutes=10), 600.0, "tea")
    assert timers.due(MONDAY + timedelta(minutes=4, seconds=59)) == []
    assert timers.due(MONDAY + timedelta(minutes=5)) == [eggs]
    assert timers.due(MONDAY + timedelta(minutes=5)) == []
    assert list(timers.running()) == [tea]
    vault.close()


@pytest.mark.parametrize("length", [timedelta(), timedelta(seconds=-1), timedelta(days=367), timedelta.max])
def test_a_timer_of_no_length_or_of_years_is_refused(vault: Vault, length: timedelta) -> None:
    with pytest.raises(UsageError):
        vault.timers(SetClock(MONDAY)).set(length)


def test_spend_is_counted_by_the_month_of_the_home(vault: Vault) -> None:
    calls = (
        (datetime(2026, 11, 1, 4, 59, tzinfo=UTC), 100.0),  # still October in Chicago
        (datetime(2026, 11, 1, 5, 0, tzinfo=UTC), 0.25),
        (datetime(2026, 12, 1, 5, 59, tzinfo=UTC), 0.0000001),  # a fraction of a millionth counts as one
        (datetime(2026, 12, 1, 6, 0, tzinfo=UTC), 1000.0),
    )
    for at, usd in calls:
        vault.spend.add(at, "note", "a-model", input_tokens=10, output_tokens=5, usd=usd)
    assert vault.spend.spent_this_month(MONDAY) == 0.250001
    assert vault.spend.spent_this_month(datetime(2026, 12, 31, 23, tzinfo=CHICAGO)) == 1000.0
    assert vault.spend.spent_this_month(datetime(2027, 1, 1, tzinfo=CHICAGO)) == 0.0


def test_the_volume_is_clamped_and_remembered(vault: Vault) -> None:
    volume = vault.volume(7)
    for asked, kept in ((3, 3), (-4, 0), (99, 10)):
        volume.set(asked)
        assert (volume.level, vault.volume(7).level) == (kept, kept)


# ── imports ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_closed_vault_says_that_it_is_closed(vault: Vault) -> None:
    vault.close()
    vault.close()
    with pytest.raises(VaultSealed):
        vault.notes.list()


def test_text_that_is_no_text_is_refused_without_repeating_it(vault: Vault) -> None:
    client = vault.roster.add("MK", "Mary Kay")
    with pytest.raises(UsageError) as caught:
        vault.mail.add_message(client, "canary \udcff", MONDAY)
    assert "canary" not in str(caught.value)
    assert caught.value.__context__ is None
    assert list(vault.mail.messages()) == []


def test_an_error_of_the_database_is_ours_and_carries_nothing_of_its_own(vault: Vault) -> None:
    vault.roster.add("MK", "Canary Kay")
    with pytest.raises(AssistantError) as caught:
        vault._database.run("SELECT json(name) FROM clients WHERE raise_canary()")
    assert not isinstance(caught.value, (InputOutput, dbapi2.Error))
    assert caught.value.__context__ is None
    assert "anary" not in caught.value.spoken + caught.value.fix
