"""Which backups stay."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.store.backup.plan import EACH, Keep, outdated

NOW = datetime(2026, 11, 23, 3, tzinfo=UTC)
MOMENTS = st.lists(
    st.datetimes(datetime(2024, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC)), max_size=60, unique=True
)
COUNTS = st.integers(0, 15)


def stay(made: list[datetime], keep: Keep) -> list[datetime]:
    return sorted(set(made) - outdated(made, keep), reverse=True)


def test_after_three_years_of_nights_there_are_a_week_of_days_four_weeks_and_a_year_of_months() -> None:
    kept = stay([NOW - timedelta(days=day) for day in range(1100)], EACH)
    assert kept[:7] == [NOW - timedelta(days=day) for day in range(7)]
    # Sundays before that week, then the ends of months: the newest of each period stays.
    assert [f"{each:%m-%d}" for each in kept[7:]] == [
        "11-15", "11-08", "10-31", "09-30", "08-31", "07-31", "06-30", "05-31", "04-30", "03-31", "02-28", "01-31", "12-31",
    ]  # fmt: skip


def test_of_several_on_one_day_the_newest_stays() -> None:
    made = [NOW, NOW + timedelta(hours=1), NOW + timedelta(hours=2)]
    assert stay(made, Keep(1, 1, 1)) == [NOW + timedelta(hours=2)]


def test_a_house_that_was_off_loses_none_of_its_days() -> None:
    made = [NOW - timedelta(days=400 + day) for day in range(7)] + [NOW]
    assert len(stay(made, Keep(7, 0, 0))) == 7


@pytest.mark.parametrize("keep", [EACH, Keep(0, 0, 0)])
def test_the_last_one_always_stays(keep: Keep) -> None:
    assert stay([NOW], keep) == [NOW]
    assert outdated([], keep) == frozenset()


@given(MOMENTS, COUNTS, COUNTS, COUNTS)
def test_thinning_out_again_takes_nothing_more(made: list[datetime], days: int, weeks: int, months: int) -> None:
    keep = Keep(days, weeks, months)
    kept = stay(made, keep)
    assert stay(kept, keep) == kept
    assert kept[:1] == sorted(made, reverse=True)[:1]
    assert len(kept) <= max(1, days + weeks + months)
