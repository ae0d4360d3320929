"""What it says before anybody asks."""

from tests.desk import Desk, Spoken, record


async def test_nothing_unfinished_nothing_said(desk: Desk) -> None:
    assert await desk.skill.at_start() is None


async def test_one_that_is_unfinished_is_offered_with_its_hour(desk: Desk) -> None:
    await desk.skill.start(Spoken(["one"]), desk.jd)
    offer = await desk.skill.at_start()
    assert offer is not None
    assert offer.public == "You have an unfinished note from two fifty five. Say continue my note."
    assert offer.private == "You have an unfinished note for J D from two fifty five. Say continue my note."


async def test_several_are_counted_and_the_one_that_goes_on_is_told(desk: Desk) -> None:
    await desk.skill.start(Spoken(["one"]), desk.jd)
    await record(desk, minutes=24 * 60)
    offer = await desk.skill.at_start()
    assert offer is not None
    assert offer.private is None
    assert offer.public == ("You have two unfinished notes, the last from two fifty five. Say continue my note.")
