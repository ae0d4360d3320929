"""What a process takes on before it does anything: it lets nothing of its memory or its words out."""

import ctypes
import os
import resource
import sys

from assistant import log

_SET_DUMPABLE = 4
"""``PR_SET_DUMPABLE`` of prctl(2)."""


def guard_process() -> None:
    """Files readable by nobody else, no core dumps, no other process looking into this one's memory, reduced logs."""
    os.umask(0o077)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        # Where core dumps are piped to a program, the kernel does not heed the limit; this it does.
        ctypes.CDLL(None).prctl(_SET_DUMPABLE, 0, 0, 0, 0)
    log.install()
