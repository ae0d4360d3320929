"""What happened when: one event at a time, to a file and to whoever watches.

Words never reach the file unless she asked for them; a watcher (the terminal of the demo) gets them.
"""

import json
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO, Any

from assistant.errors import InputOutput

Watcher = Callable[[str, float, Mapping[str, Any]], None]
"""Called with the event, its audio time in s, and all its fields, words included."""

WORDS = frozenset({"text", "slots"})
"""Fields that hold what somebody said."""


class Trace:
    """Writes events as JSON lines: ``{"t": audio s, "wall": monotonic s, "event": …}``."""

    def __init__(self, path: Path | None = None, *, words: bool = False) -> None:
        self._words = words
        self._file: IO[str] | None = None
        self._watchers: list[Watcher] = []
        self.now: Callable[[], float] = lambda: 0.0
        """Gives the audio time, s; set by the loop that the trace belongs to."""
        if path is not None:
            try:
                self._file = path.open("w", encoding="utf-8", buffering=1)
            except OSError as error:
                raise InputOutput("The trace cannot be written there.", fix=f"{path}: {error.strerror}") from None

    def watch(self, watcher: Watcher) -> None:
        """Tell `watcher` of every event from now on."""
        self._watchers.append(watcher)

    def emit(self, event: str, *, at: float | None = None, **fields: Any) -> None:
        """Note an event at audio time `at` (s), or now."""
        t = round(self.now() if at is None else at, 3)
        for watcher in self._watchers:
            watcher(event, t, fields)
        if self._file is None:
            return
        kept = {key: value for key, value in fields.items() if self._words or key not in WORDS}
        line = {"t": t, "wall": round(time.monotonic(), 4), "event": event, **kept}
        try:
            self._file.write(json.dumps(line, ensure_ascii=False, default=str) + "\n")
        except OSError:
            # A full disk must not end a conversation; the trace is the least of what could be lost.
            self._file = None

    def close(self) -> None:
        """Finish the file; harmless twice."""
        if self._file is not None:
            self._file.close()
            self._file = None
