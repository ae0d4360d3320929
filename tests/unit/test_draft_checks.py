"""What of a model's reply may be shown."""

import pytest

from assistant.drafting.checks import numbers, what_is_wrong


def test_numbers_are_the_same_in_figures_and_words() -> None:
    assert numbers("twenty-one, thirty five, 1,200 and 3.5, twelve") == {20, 21, 30, 35, 1200, 3.5, 12}
    assert numbers("one of them, number 1") == frozenset()


GIVEN = "I can do Thursday at three thirty. Glad that she tried."


@pytest.mark.parametrize(
    "reply",
    [
        "I'm so glad you tried. Thursday at 3:30 works.",
        "Thursday works for me.",
        "I'm glad you tried.\n\nSee you then.",
    ],
)
def test_a_reply_of_her_points_may_be_shown(reply: str) -> None:
    assert what_is_wrong(reply, GIVEN, names_another=False) == ""


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        ("", "empty"),
        (" \n", "empty"),
        ("word " * 1000, "long"),
        ("See www.example.org for more.", "link"),
        ("Go to example.com/pay today", "link"),
        ("Go to ｅｘａｍｐｌｅ．ｃｏｍ", "link"),
        ("Go to example dot com", "link"),
        ("Write to me at a@b.org.", "link"),
        ("Call me at 312-555-0134.", "link"),
        ("Come to 12 Oak Street.", "link"),
        ("[here](x)", "plain"),
        ("**Glad** you tried.", "plain"),
        ("- one\n- two", "plain"),
        ("<b>Glad</b>", "plain"),
        ("As an AI, I'm glad you tried.", "sound"),
        ("Thursday at 4 works.", "number"),
        ("Friday works.", "day"),
        ("See you tomorrow.", "day"),
    ],
)
def test_a_reply_that_holds_more_may_not_be_shown(reply: str, why: str) -> None:
    assert why in what_is_wrong(reply, GIVEN, names_another=False)


def test_a_reply_that_names_another_client_may_not_be_shown() -> None:
    assert "another client" in what_is_wrong("Thursday works.", GIVEN, names_another=True)
