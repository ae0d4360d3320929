"""What a log line may hold, whoever writes it."""

import io
import logging
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.log import Event

ROOT = Path(__file__).parents[2]


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """All that a handler of somebody else's writes, in the wordiest format."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logging.Formatter("%(name)s %(levelname)s %(message)s %(funcName)s %(filename)s"))
    logger = logging.getLogger("library")
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG)
    yield stream
    logger.removeHandler(handler)


@pytest.mark.parametrize("level", [logging.DEBUG, logging.INFO, logging.WARNING, logging.ERROR, logging.CRITICAL])
def test_of_a_librarys_line_the_content_is_gone_at_every_level(lines: io.StringIO, level: int) -> None:
    logger = logging.getLogger("library")
    logger.log(level, "said CANARY")
    logger.log(level, "said %s and %(word)s", {"word": "CANARY"})
    logger.log(level, ["CANARY"])
    logger.log(level, ValueError("CANARY"))
    logger.log(level, "x", extra={"word": "CANARY"}, stack_info=True)
    assert lines.getvalue().count("library ") == 5
    assert "CANARY" not in lines.getvalue()


def test_of_an_exception_its_type_and_place_are_left(lines: io.StringIO) -> None:
    try:
        try:
            raise KeyError("CANARY inside")
        except KeyError:
            raise ValueError("CANARY") from None
    except ValueError:
        logging.getLogger("library").exception("CANARY happened")
    assert "ValueError at test_log.py:" in lines.getvalue()
    assert "CANARY" not in lines.getvalue()


def test_our_own_events_keep_ids_counts_and_durations_and_no_sentence(lines: io.StringIO) -> None:
    logging.getLogger("library").info(
        Event("draft-refused", code="egress-blocked", item="note-3f9a2c1d", size=1834, seconds=0.25, words="She slept")
    )
    assert "draft-refused code=egress-blocked item=note-3f9a2c1d size=1834 seconds=0.25 words=?" in lines.getvalue()


def test_a_loggers_name_cannot_carry_words(lines: io.StringIO) -> None:
    logging.getLogger("library.the canary/sings").warning("x")
    assert "the canary" not in lines.getvalue()
    assert "library.the?canary?sings" in lines.getvalue()


WAYS = {
    "an exception that nobody catches": "raise ValueError('CANARY')",
    "a thread that dies": "import threading; t = threading.Thread(target=lambda: 1 / len('CANARY'[:0])); t.start(); t.join()",
    "a thread with words": "import threading\ndef f(): raise ValueError('CANARY')\nt = threading.Thread(target=f); t.start(); t.join()",
    "a destructor that fails": "class A:\n    def __del__(self): raise ValueError('CANARY')\nA()",
    "a warning": "import warnings; warnings.warn('CANARY')",
    "a task that nobody awaits": "import asyncio, gc\nasync def f(): raise ValueError('CANARY')\n"
    "async def g():\n    t = asyncio.create_task(f()); await asyncio.sleep(0.01); del t; gc.collect()\nasyncio.run(g())",
    "a callback that fails": "import asyncio\ndef f(): raise ValueError('CANARY')\n"
    "async def g():\n    asyncio.get_running_loop().call_soon(f); await asyncio.sleep(0.01)\nasyncio.run(g())",
    "a coroutine never awaited": "async def canary_CANARY(): pass\ncanary_CANARY()",
    "a slow callback in debug mode": "import asyncio, time\nasync def g(CANARY='CANARY'): time.sleep(0.15)\nasyncio.run(g(), debug=True)",
    "a root logger at debug": "import logging; logging.getLogger().setLevel(10); logging.getLogger('x').debug('CANARY'); logging.warning('CANARY')",
    "a handler that fails": "import logging\nclass H(logging.Handler):\n    def emit(self, r):\n        try: 1 / 0\n        except Exception: self.handleError(r)\n"
    "logging.getLogger().addHandler(H()); logging.error('CANARY %s', 'CANARY')",
    "a record that was made elsewhere": "import logging; logging.getLogger().handle(logging.LogRecord('x', 40, 'f.py', 1, '', (), None))",
}  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
def test_a_process_never_writes_the_words_that_an_error_holds(way: str, tmp_path: Path) -> None:
    script = tmp_path / "it.py"
    script.write_text(f"from assistant import log\nlog.install()\n{WAYS[way]}\n")
    done = subprocess.run(
        [sys.executable, str(script)], env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False
    )
    assert "CANARY" not in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert done.stderr, "that something happened is said"


def test_faulthandler_is_off(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-X", "faulthandler", "-c", "from assistant import log; log.install(); import faulthandler as f; print(f.is_enabled())"],
        env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout == "False\n"
