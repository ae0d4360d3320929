"""How moments are written in the database: UTC, ISO 8601, always to the microsecond, so that text sorts as time."""

from datetime import UTC, datetime


def write(moment: datetime) -> str:
    """An aware moment as text. A naive one is a mistake of the caller: `ValueError`."""
    if moment.tzinfo is None:
        msg = "a moment without a zone"
        raise ValueError(msg)
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def read(text: str) -> datetime:
    """The moment again, aware, in UTC."""
    return datetime.fromisoformat(text)


def system_now() -> str:
    """The computer's time, for when a version was written; never for what is said or sorted."""
    return write(datetime.now(UTC))
