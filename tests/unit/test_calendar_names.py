"""Which client a title names."""

import pytest

from assistant.calendars.names import recognise
from assistant.records import Client

JD = Client("c1", "JD", "Jordan Diaz", aliases=("Jo-Jo", "Mrs Ellery"))
MK = Client("c2", "MK", "Mark King")
AM = Client("c3", "AM", "Will Ames")
JDM = Client("c4", "JDM", "José Dominguez")
JK = Client("c5", "JK", "Jordan Kowalski")
ROSTER = (JD, MK, AM, JDM)


@pytest.mark.parametrize(
    ("title", "client"),
    [
        ("JD", JD),
        ("Session JD", JD),
        ("J.D.", JD),
        ("J. D. weekly", JD),
        ("J D", JD),
        ("JD/telehealth", JD),
        ("JD's session", JD),
        ("(JD)", JD),
        ("Jordan Diaz", JD),
        ("jordan diaz 9am", JD),
        ("Jordan", JD),
        ("Jordan’s intake", JD),
        ("jordan session", JD),
        ("JORDAN", JD),
        ("Call with Jo-Jo", JD),
        ("Mrs Ellery", JD),
        ("JDM", JDM),
        ("J D M", JDM),
        ("J.D.M.", JDM),
        ("Jose Dominguez", JDM),
        ("José", JDM),
        ("Jordan Diaz (JD)", JD),
        ("AM", AM),
        ("Will at nine", AM),
        # nobody
        ("", None),
        ("Dentist", None),
        ("jd", None),
        ("9 AM staff meeting", None),
        ("9AM staff meeting", None),
        ("9 A M staff meeting", None),
        ("JDX", None),
        ("HJD", None),
        ("J D X", None),
        ("X J D", None),
        ("DJ", None),
        ("Jordanian lunch", None),
        ("they will call", None),
        ("mark the essays", None),
        # more than one: the wrong client is worse than none
        ("JD and MK", None),
        ("Jordan re: MK", None),
    ],
)
def test_a_title_names_one_client_or_none(title: str, client: Client | None) -> None:
    assert recognise(title, ROSTER) == client


def test_a_first_name_that_two_clients_share_names_nobody_and_the_full_name_one() -> None:
    both = (JD, JK)
    assert recognise("Jordan", both) is None
    assert recognise("Jordan Diaz", both) == JD
    assert recognise("Jordan (JK)", both) is None
    assert recognise("Jordan Kowalski, JK", both) == JK


def test_an_empty_roster_names_nobody() -> None:
    assert recognise("JD", ()) is None
