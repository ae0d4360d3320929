"""A model's draft may say only what she said."""

import pytest

from assistant.drafting.checks import keeps_to, numbers, what_is_wrong

RISK = "She slept badly. She denied suicidal ideation, no plan or intent. We agreed to practise breathing twice."


@pytest.mark.parametrize(
    ("dictated", "drafted"),
    [
        ("Sleep was bad, work was bad.", "The client reported poor sleep and difficulty at work."),
        (
            RISK,
            "The client slept badly. She denied suicidal ideation, no plan or intent. Breathing practice was agreed, two times.",
        ),
        ("PHQ nine was fourteen. She is twenty one.", "PHQ-9 score was 14. The client is 21."),
        ('He said "I am done" and left.', "He left after saying “I am done.”"),
        ("She is not sleeping.", "The client reports not sleeping."),
        ("No panic this week.", "The client denied panic this week."),
        ("We did one exercise.", "We did 1 exercise."),
    ],
)
def test_a_faithful_draft_may_stand(dictated: str, drafted: str) -> None:
    assert keeps_to(dictated, drafted, dictated)


@pytest.mark.parametrize(
    ("dictated", "drafted"),
    [
        (RISK, "The client slept badly. No SI reported. Breathing was practised twice."),
        (RISK, "The client slept badly. Breathing was practised twice."),
        (RISK, "The client slept badly. She denied suicidal ideation, plan or intent. We practise breathing twice."),
        ("Sleep was bad.", "Sleep was bad. The client denied suicidal ideation."),
        ("Sleep was bad.", "Sleep was bad. No self-harm."),
        ("Sleep was bad.", "Sleep was bad. The client denied panic."),
        ("Sleep was bad.", "Sleep was bad, about 4 hours a night."),
        ("Sleep was bad.", "Sleep was bad for two weeks."),
        ("PHQ was fourteen.", "PHQ was 40."),
        ("She is not sleeping.", "She is sleeping."),
        ("Sleep was bad.", 'Sleep was "really bad".'),
        ("her dad hit her once. sleep was bad", "Her father was physical once. Sleep was bad."),
    ],
)
def test_what_was_invented_or_lost_may_not_stand(dictated: str, drafted: str) -> None:
    assert not keeps_to(dictated, drafted, dictated)


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
