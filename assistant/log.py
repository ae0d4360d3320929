"""What is written about a run: where in the code, of which kind, ids and durations; never anybody's words.

Libraries log what passes through them: addresses, bodies, whole requests. So content is taken out where a record is
made, before any handler sees it, whoever logs at whatever level to wherever: of a library's record its name, level and
place are left, of an exception its type and place. Only an `Event` of ours keeps its text.
"""

import faulthandler
import logging
import re
import sys
import threading
import traceback
import warnings
from pathlib import Path
from types import TracebackType
from typing import Any

_FACT = re.compile(r"[a-z0-9][a-z0-9_.:-]{0,63}")
"""An id, a code, a kind: what a fact may look like if it is a text."""
_FORMAT = "%(name)s %(levelname)s %(filename)s:%(lineno)d %(message)s"
_log = logging.getLogger(__name__)


class Event:
    """The one message that is kept: a name of ours, then facts."""

    __slots__ = ("_text",)

    def __init__(self, name: str, **facts: float | str) -> None:
        """`facts`: counts, durations, ids; a text that does not look like an id is written as a question mark."""
        self._text = " ".join([name, *(f"{key}={_fact(value)}" for key, value in facts.items())])

    def __str__(self) -> str:
        return self._text


def install() -> None:
    """Once, at the start of a process: reduce every record, and write warnings and worse to standard error."""
    reduce_records()
    logging.raiseExceptions = False
    handler = logging.StreamHandler(sys.stderr)
    handler.setLevel(logging.WARNING)
    handler.setFormatter(logging.Formatter(_FORMAT))
    logging.getLogger().handlers[:] = [handler]
    warnings.showwarning = _warned
    sys.excepthook = _uncaught
    threading.excepthook = _died
    sys.unraisablehook = _unraisable
    faulthandler.disable()


def reduce_records() -> None:
    """Take the content out of every record that is made from now on."""
    logging.setLogRecordFactory(_record)


def place(error: BaseException) -> str:
    """The type of an exception and where in the code it came from: "ValueError at words.py:12"."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{where}"


def _record(
    name: str | None,
    level: int,
    pathname: str,
    lineno: int,
    msg: object,
    args: object,
    exc_info: Any,
    func: str | None = None,
    sinfo: str | None = None,
    **_more: object,
) -> logging.LogRecord:
    error = exc_info[1] if isinstance(exc_info, tuple) else None
    kept = [str(msg) if isinstance(msg, Event) else "", place(error) if isinstance(error, BaseException) else ""]
    text = " ".join(filter(None, kept))
    return logging.LogRecord(re.sub(r"[^\w.]", "?", name or ""), level, pathname, lineno, text, (), None, func)


def _fact(value: float | str) -> str:
    if isinstance(value, str):
        return value if _FACT.fullmatch(value) else "?"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _warned(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: object = None,
    line: object = None,
) -> None:
    _log.warning(Event("warning", kind=category.__name__.lower(), file=Path(filename).name.lower(), line=lineno))


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    _log.critical(Event("uncaught"), exc_info=(kind, error, trace))


def _died(args: threading.ExceptHookArgs) -> None:
    if args.exc_value is not None and not isinstance(args.exc_value, SystemExit):
        _log.error(Event("a-thread-died"), exc_info=(args.exc_type, args.exc_value, args.exc_traceback))


def _unraisable(what: "sys.UnraisableHookArgs") -> None:
    if what.exc_value is not None:
        _log.error(Event("unraisable"), exc_info=(what.exc_type, what.exc_value, what.exc_traceback))
