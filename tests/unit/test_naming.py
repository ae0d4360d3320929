"""The net under the public wordings: who is named in a sentence that is about to be spoken."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.conversation.discretion import KEPT, words_for
from assistant.errors import TryLater
from assistant.events import Reply, SpeechLevel
from assistant.privacy.naming import Naming
from assistant.records import Client

PUBLIC, PRIVATE, FULL = SpeechLevel
JD = Client("1", "JD", "Jordan Dale-Ortiz", ("Jojo",), ("Priyanka",), ("Lakewood Academy",))
MK = Client("2", "MK", "Mira O'Kern")
WORDS = [
    Client("3", "AM", "Will May"),
    Client("4", "IT", "Hope Mark"),
    Client("5", "OK", "Don Sessions"),
    Client("6", "NO", "April March"),
    Client("7", "I", "Friday Waits"),
    Client("8", "PM", "First Welcome", ("Timer",), ("Dictation",), ("The Office", "After School")),
]
ORDINARY = (
    "It's nine a m.",
    "It's five forty p m.",
    "Will you say yes or no?",
    "No note is waiting.",
    "Okay. Please say it another way.",
    "May I help? I hope so; mark my words.",
    "Today is Monday, March first.",
    "Your next session is on Friday, May fourth at nine a m.",
    "You have three sessions today, the first at nine.",
    "You have three sessions on Friday, the first at ten, and you don't have to wait.",
    "One dictation waits for you. You're welcome.",
    "I don't know that client. I'm not sure which one, so I left it; it won't be lost.",
    "Your 10 minute timer is done.",
    "Say unlock, and I'll ask for your PIN.",
    "There is no PIN yet, so only the terminal can unlock it.",
    "Waiting for you: two notes to review and one message to answer.",
    "You can say: what's on my calendar today; set a timer for ten minutes. Or ask me about your calendar and notes.",
)


def net(*clients: Client) -> Naming:
    return Naming(lambda: clients)


@pytest.mark.parametrize(
    "text",
    [
        "Jordan wrote to you.",
        "I can't reach jordan.",
        "That is Jordan's note.",
        "That is jordan’s note.",
        "JORDAN",
        "A note for Dale-Ortiz is waiting.",
        "you see ortiz at nine",
        "Jojo is next.",
        "Priyanka called.",
        "At Lakewood Academy at nine.",
        "Mira O'Kern is next.",
        "Ten minutes for okern.",
        "Your next session is at nine with J D.",
        "nine with j d",
        "JD at nine",
        "J.D. at nine",
        "M-K at nine",
        "j-o-r-d-a-n",
    ],
)
def test_who_is_named_is_noticed(text: str) -> None:
    assert net(JD, MK)(text, PUBLIC)
    assert not net(*WORDS)(text, PUBLIC)


@pytest.mark.parametrize("text", ORDINARY)
def test_an_ordinary_sentence_is_said_whatever_the_clients_are_called(text: str) -> None:
    assert not net(JD, MK, *WORDS)(text, PUBLIC)
    for client in WORDS:
        assert not net(client)(text, PUBLIC), client.name


@pytest.mark.parametrize(
    "text",
    [
        "Your next session is at nine with Will.",
        "You see Hope at nine.",
        "Ten minutes for A M, starting now.",
        "Note for I T, four o'clock session.",
        "One message from OK Sessions.",
        "You have a note for Don.",
    ],
)
def test_a_name_that_is_a_word_is_noticed_where_a_capital_tells(text: str) -> None:
    assert net(*WORDS)(text, PUBLIC)


def test_initials_may_be_private_and_names_may_not() -> None:
    sought = net(JD, MK)
    assert not sought("You see J D at nine.", PRIVATE)
    assert sought("You see Jordan at nine.", PRIVATE)
    assert not sought("You see Jordan at nine.", FULL)


def test_a_new_client_is_known_at_once() -> None:
    roster = [JD]
    sought = Naming(lambda: roster)
    assert not sought("Mira is next.", PUBLIC)
    roster.append(MK)
    assert sought("Mira is next.", PUBLIC)


def test_while_the_roster_cannot_be_read_the_last_one_counts() -> None:
    readable = True

    def roster() -> Sequence[Client]:
        if not readable:
            raise TryLater("The vault is busy.")
        return [JD]

    sought = Naming(roster)
    assert sought("Jordan is next.", PUBLIC)
    readable = False
    assert sought("Jordan is next.", PUBLIC)
    assert not sought("The vault is busy.", PUBLIC)


@given(st.text(max_size=200), st.sampled_from(SpeechLevel))
def test_any_text_is_looked_at_without_fail(text: str, level: SpeechLevel) -> None:
    assert net(JD, *WORDS)(text, level) in (True, False)


def test_words_that_name_somebody_are_not_said_but_the_public_ones_are_where_they_are_clean() -> None:
    sought = net(JD)
    slip = Reply("Jordan wrote to you.")
    assert words_for(PUBLIC, slip, sought) == (KEPT, True)
    assert words_for(FULL, slip, sought) == ("Jordan wrote to you.", False)
    half = Reply("One message waits.", private="Jordan wrote to you.")
    assert words_for(PRIVATE, half, sought) == ("One message waits.", True)
    assert words_for(PUBLIC, half, sought) == ("One message waits.", False)
    assert not sought(KEPT, PUBLIC)
