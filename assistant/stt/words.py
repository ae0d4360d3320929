"""Words as a grammar has them. Pure."""

import re


def plain(text: str) -> str:
    """Lower case, with no mark but the apostrophe.

    >>> plain("What’s missing?")
    "what's missing"
    """
    return " ".join(re.findall(r"[\w']+", text.lower().replace("’", "'")))
