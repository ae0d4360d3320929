"""Clients whose names and initials are English words."""

from collections.abc import Mapping

import pytest

from assistant.api import Client, NotFound, Reply, SpeechLevel
from skills.soap_notes.roster import named
from tests.desk import Desk, Spoken, cut_off, listen_to, session

NAMES = (
    *("Mark Hall", "Will Grant", "Grace Lane", "Hope Young", "Rose Field", "Summer Day", "Bill Price", "Art Wood"),
    *("Chance Early", "Faith Small", "Pat Marks", "Ann Moss", "Ivy Tull"),
)
PROSE = (
    *("she will", "I hope", "mark", "mark said that he was late", "that will be all of it", "a matter of chance"),
    *("in good faith", "she rose early", "the bill was paid", "with some grace", "art therapy", "summer was hard"),
    *("will power", "mark that on the calendar", "hope for change", "change takes faith", "bill it"),
)


@pytest.fixture
def clients(desk: Desk) -> Mapping[str, Client]:
    """Everybody of `NAMES`, by first name; each had a session today."""
    everyone = {}
    for name in NAMES:
        first, last = name.split()
        everyone[first] = desk.vault.roster.add(first[0] + last[0], name)
    desk.calendar.day = [session(client, hour) for hour, client in enumerate(everyone.values(), 1)]
    return everyone


async def test_a_note_is_begun_by_the_first_name(desk: Desk, clients: Mapping[str, Client]) -> None:
    for first, client in clients.items():
        spoken, _ = await desk.say(f"start a note for {first}", "one", "end note")
        assert desk.vault.notes.list(newest=1)[0].client == client
        assert spoken.said[0].startswith(f"Note for {client.spoken}, ")


@pytest.mark.parametrize("said", ["this note is for {}", "change the client to {}.", "wrong client"])
@pytest.mark.parametrize("first", ["Mark", "Hope"])
async def test_another_client_is_named_so_too(desk: Desk, clients: Mapping[str, Client], said: str, first: str) -> None:
    await desk.dictate("one", said.format(first), "two", "end note", answers=[f"it's for {first.lower()} please"])
    assert (desk.note.client, desk.note.sections["subjective"]) == (clients[first], "one two")


async def test_inside_the_note_the_name_is_a_word_and_mark_that_a_mark(
    desk: Desk, clients: Mapping[str, Client]
) -> None:
    spoken, _ = await desk.say("start a note for Mark", *PROSE, "mark that", "end note")
    assert desk.note.sections["subjective"] == " ".join(PROSE)
    assert spoken.done == ["mark_that", "end_note"]
    assert [one.text for one in desk.note.transcript if one.command] == ["mark that", "end note"]
    assert desk.note.marked[-1].seq == len(PROSE) - 1
    assert desk.note.client == clients["Mark"]


async def test_a_word_that_is_a_name_is_corrected_like_any_other(desk: Desk, clients: Mapping[str, Client]) -> None:
    await desk.say("start a note for Will", "mark will call", "correct mark to bill", "end note")
    assert desk.note.sections["subjective"] == "bill will call"
    assert desk.note.client == clients["Will"]


@pytest.mark.parametrize(
    "answer",
    [
        *("I am not sure", "I will say it later", "let me see if there is any hope", "it is", "in faith"),
        *(
            "mark my words",
            "will you wait",
            "Mark Hall or Will Grant",
            "Mark Hall was late",
            "by summer",
            "M H was late",
        ),
    ],
)
def test_an_answer_that_only_holds_a_name_names_nobody(answer: str) -> None:
    clients = [Client(name, "".join(word[0] for word in name.split()), name) for name in NAMES]
    assert named(answer, clients, by_name=True) is None


@pytest.mark.parametrize(
    ("answer", "initials"),
    [
        *(("AM", "AM"), ("it's for A M", "AM"), ("I mean I T.", "IT"), ("I.T. I think", "IT"), ("no, Mark", "MH")),
        *(("Will Grant please", "WG"), ("hope", "HY"), ("that was Summer's session", None), ("Summer's", "SD")),
    ],
)
def test_what_belongs_to_an_answer_may_stand_around_it(answer: str, initials: str | None) -> None:
    clients = [Client(name, "".join(word[0] for word in name.split()), name) for name in NAMES]
    found = named(answer, clients, by_name=True)
    assert (found and found.initials) == initials


async def test_a_locked_room_knows_none_of_them_by_name(desk: Desk, clients: Mapping[str, Client]) -> None:
    spoken = Spoken([], level=SpeechLevel.PUBLIC, answers=["Mark", "Will Grant"])
    with pytest.raises(NotFound):
        await desk.skill.start(spoken)
    assert desk.vault.notes.list() == []


async def test_after_wrong_client_in_the_sound_prose_with_a_name_stays_prose(
    desk: Desk, clients: Mapping[str, Client]
) -> None:
    await cut_off(desk, "one")
    listen_to(desk, "wrong client", "mark said he will come back", "two")
    reply: Reply = await desk.skill.resume(Spoken(["end note"]))
    assert reply.private.startswith("Filed for review: J D")
    assert (desk.note.client, desk.note.sections["subjective"]) == (desk.jd, "one mark said he will come back two")
