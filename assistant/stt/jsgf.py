"""JSGF (https://www.w3.org/TR/jsgf/) as a tree of patterns. Pure.

Understood: sequences, ``|``, ``[]``, ``()``, ``*``, ``+``, rules, ``<NULL>``, ``<VOID>``, quotes, comments. Weights
and tags are read and ignored. Imports and rules that contain themselves are refused.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

_COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)

_TOKEN = re.compile(
    r"""\s*(?:(?P<ignored>/\s*[\d.]+\s*/|\{[^}]*\})|(?P<quoted>"[^"]*")|(?P<rule><[^<>\s]+>)|(?P<sign>[|()\[\]=;*+])
    |(?P<word>[^\s|()\[\]{};=<>*+/"]+))""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Word:
    """One word, lower case."""

    text: str


@dataclass(frozen=True, slots=True)
class Series:
    """One after the other; of none: the empty sentence."""

    parts: "tuple[Pattern, ...]"


@dataclass(frozen=True, slots=True)
class Either:
    """One of them; of none: what cannot be said."""

    options: "tuple[Pattern, ...]"


@dataclass(frozen=True, slots=True)
class Repeat:
    """Once or more."""

    part: "Pattern"


Pattern = Word | Series | Either | Repeat

EMPTY = Series(())
NEVER = Either(())


def parse(grammar: str) -> Pattern:
    """What the public rules accept. Raises `ValueError` that says where the grammar is wrong."""
    rules, public = _rules(_COMMENT.sub(" ", grammar))
    if not public:
        raise ValueError("it has no public rule")
    known: dict[str, Pattern] = {"NULL": EMPTY, "VOID": NEVER}
    open_rules: list[str] = []

    def rule(name: str) -> Pattern:
        if name in known:
            return known[name]
        if name in open_rules:
            raise ValueError(f"rule <{name}> contains itself")
        if name not in rules:
            raise ValueError(f"there is no rule <{name}>")
        open_rules.append(name)
        known[name] = _Reader(name, rules[name], rule).whole()
        open_rules.pop()
        return known[name]

    return Either(tuple(rule(name) for name in public))


def respell(pattern: Pattern, spelling: Callable[[str], str]) -> Pattern:
    """The pattern with each word put through `spelling`: one word, several, or none where it cannot be said."""
    match pattern:
        case Word(text):
            parts = tuple(Word(part) for part in spelling(text).split())
            return NEVER if not parts else parts[0] if len(parts) == 1 else Series(parts)
        case Series(parts):
            return Series(tuple(respell(part, spelling) for part in parts))
        case Either(options):
            return Either(tuple(respell(option, spelling) for option in options))
        case Repeat(part):
            return Repeat(respell(part, spelling))


def _rules(text: str) -> tuple[dict[str, list[tuple[str, str]]], list[str]]:
    """Each rule's tokens by name, and the names of the public ones."""
    rules: dict[str, list[tuple[str, str]]] = {}
    public: list[str] = []
    for statement in _statements(text):
        first = statement[0][1]
        if first.startswith("#JSGF") or first == "grammar":
            continue
        if first == "import":
            raise ValueError("imports are not understood")
        body = statement[1:] if first == "public" else statement
        if len(body) < 2 or body[0][0] != "rule" or body[1] != ("sign", "="):
            raise ValueError(f"expected <rule> = … at “{' '.join(token for _, token in body[:3])}”")
        name = body[0][1][1:-1]
        if name in rules:
            raise ValueError(f"rule <{name}> is defined twice")
        rules[name] = body[2:]
        public += [name] if first == "public" else []
    return rules, public


def _statements(text: str) -> Iterator[list[tuple[str, str]]]:
    statement: list[tuple[str, str]] = []
    text, at = text.strip(), 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise ValueError(f"“{text[at : at + 12].strip()}” is not understood")
        at = match.end()
        kind = match.lastgroup or ""
        if match[kind] == ";" and kind == "sign":
            if statement:
                yield statement
            statement = []
        elif kind != "ignored":
            statement.append((kind, match[kind]))
    if statement:
        raise ValueError(f"“{statement[0][1]}” has no ; at its end")


class _Reader:
    """The right side of one rule, read from left to right."""

    def __init__(self, name: str, tokens: list[tuple[str, str]], rule: Callable[[str], Pattern]) -> None:
        self._name = name
        self._tokens = tokens
        self._rule = rule
        self._at = 0

    def whole(self) -> Pattern:
        pattern = self._either()
        if self._at < len(self._tokens):
            raise ValueError(f"rule <{self._name}>: “{self._tokens[self._at][1]}” is not expected")
        return pattern

    def _either(self) -> Pattern:
        options = [self._series()]
        while self._take("|"):
            options.append(self._series())
        return options[0] if len(options) == 1 else Either(tuple(options))

    def _series(self) -> Pattern:
        parts: list[Pattern] = []
        while self._at < len(self._tokens) and self._tokens[self._at] not in [("sign", sign) for sign in "|)]"]:
            parts.append(self._repeated())
        if not parts:
            raise ValueError(f"rule <{self._name}>: a choice is empty")
        return parts[0] if len(parts) == 1 else Series(tuple(parts))

    def _repeated(self) -> Pattern:
        part = self._atom()
        if self._take("*"):
            return Either((Repeat(part), EMPTY))
        return Repeat(part) if self._take("+") else part

    def _atom(self) -> Pattern:
        kind, sign = self._tokens[self._at]
        self._at += 1
        if kind == "word":
            return Word(sign.lower())
        if kind == "quoted":
            return Series(tuple(Word(word) for word in sign.strip('"').lower().split()))
        if kind == "rule":
            return self._rule(sign[1:-1].rpartition(".")[2])
        if sign in ("(", "["):
            inside = self._either()
            if not self._take(")" if sign == "(" else "]"):
                raise ValueError(f"rule <{self._name}>: “{sign}” is not closed")
            return inside if sign == "(" else Either((inside, EMPTY))
        raise ValueError(f"rule <{self._name}>: “{sign}” is not expected")

    def _take(self, sign: str) -> bool:
        found = self._at < len(self._tokens) and self._tokens[self._at] == ("sign", sign)
        self._at += found
        return found
