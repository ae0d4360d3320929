"""The words of a JSGF grammar: list them, and take out those that nothing can pronounce. Pure.

JSGF: https://www.w3.org/TR/jsgf/. A word that is taken out becomes ``<VOID>``, so that the alternative which needs it
cannot be spoken, and all others can.
"""

import re
from collections.abc import Callable, Iterator

_TOKEN = re.compile(
    r"""(?P<skip>\#JSGF[^;]*;|\bgrammar\s[^;]*;|\bimport\s[^;]*;|//[^\n]*|/\*.*?\*/|/[\d.\s]+/|\{[^}]*\}|\bpublic\b)
    |(?P<rule><[^>]*>)
    |(?P<word>[^\s|()\[\]{};=<>*+/"]+)""",
    re.DOTALL | re.VERBOSE,
)

_DEFINED = re.compile(r"(?:^|;|\bpublic)\s*<([^>]+)>\s*=")

_BUILT_IN = frozenset(["NULL", "VOID"])


def words(grammar: str) -> frozenset[str]:
    """Every word that the grammar can hear, lower case."""
    return frozenset(match["word"].lower() for match in _TOKEN.finditer(grammar) if match["word"])


def respell(grammar: str, spelling: Callable[[str], str]) -> str:
    """The grammar with each word put through `spelling`, which gets it in lower case."""

    def replace(match: re.Match[str]) -> str:
        return spelling(match["word"].lower()) if match["word"] else match[0]

    return _TOKEN.sub(replace, grammar)


def undefined(grammar: str) -> Iterator[str]:
    """Rules that are used and nowhere defined; the decoder would take them for nothing, silently."""
    bare = re.sub(r"//[^\n]*|/\*.*?\*/|\{[^}]*\}", " ", grammar, flags=re.DOTALL)
    defined = set(_DEFINED.findall(bare)) | _BUILT_IN
    used = {name.rpartition(".")[2] for name in re.findall(r"<([^>]+)>", bare)}
    yield from sorted(used - defined)
