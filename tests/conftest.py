"""What every test runs with."""

import logging
from collections.abc import Iterator

import pytest

from assistant import log


@pytest.fixture(autouse=True)
def reduced_records() -> Iterator[None]:
    """Records without their content, as in the program itself."""
    before = logging.getLogRecordFactory()
    log.reduce_records()
    yield
    logging.setLogRecordFactory(before)
