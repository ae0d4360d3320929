"""Clients by initials, name and sound."""

import pytest

from assistant.intents.slots import Candidates, Resolved, Unknown, client
from assistant.records import Client

JD = Client("1", "JD", "Jane Doe", ("Janie", "Jane Miller"))
JB = Client("2", "JB", "James Brown")
MK = Client("3", "MK", "María Keller")
KAY = Client("4", "KO", "Kay O'Neill")
TAW = Client("5", "TAW", "Tom Arthur Wells")
ROSTER = (JB, JD, KAY, MK, TAW)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("j d", JD), ("J.D.", JD), ("JD", JD), ("jd", JD), ("jay dee", JD), ("Jaydee", JD), ("jay d", JD), ("J.D.'s", JD),
        ("Jane Doe", JD), ("jane", JD), ("janie", JD), ("jane miller", JD), ("jane's", JD), ("m k", MK), ("em kay", MK),
        ("kay", KAY), ("k o", KAY), ("kay oh", KAY), ("kay o'neill", KAY), ("t a w", TAW), ("T.A.W.", TAW),
        ("client j d", JD), ("maria", MK), ("María", MK), ("maria keller", MK), ("tom wells", TAW), ("tom", TAW),
    ],
)  # fmt: skip
def test_a_client_is_found(said: str, meant: Client) -> None:
    assert client(said, ROSTER) == Resolved(meant)


@pytest.mark.parametrize(
    ("said", "near"),
    [
        ("j t", (JB, JD)), ("j p", (JB, JD)), ("n k", (MK,)), ("m a", (MK,)), ("a d", (JB, JD)), ("d a w", (TAW,)),
        ("jain", (JD,)), ("jane dough", (JD,)), ("mariah kellar", (MK,)), ("jaymes", (JB,)),
    ],
)  # fmt: skip
def test_what_only_sounds_like_a_client_is_a_question(said: str, near: tuple[Client, ...]) -> None:
    found = client(said, ROSTER)
    assert isinstance(found, Candidates)
    assert set(found.values) == set(near)


def test_initials_that_nobody_has_are_known_to_be_initials() -> None:
    assert client("q z", ROSTER) == Unknown(initials=True)
    assert client("QZ", ROSTER) == Unknown(initials=True)
    assert client("j d k", ROSTER) == Unknown(initials=True)


@pytest.mark.parametrize("said", ["", "the weather in new york", "my mother and her sister", "o", "zebra"])
def test_other_words_are_no_client(said: str) -> None:
    found = client(said, ROSTER)
    assert isinstance(found, Unknown)
    assert not found.initials


def test_an_empty_roster_knows_nobody() -> None:
    assert isinstance(client("j d", ()), Unknown)
