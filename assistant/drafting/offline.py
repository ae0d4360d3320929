"""Her own words, tidied: what a draft is when no model is asked. Pure.

Nothing is added, reordered or left out but hesitations ("um", "uh").
"""

import re
from collections.abc import Mapping
from itertools import pairwise

from assistant.records import Client
from assistant.settings import Drafting

_FILLER = r"(?:[Uu]m+|[Uu]h+|[Uu]hm+|[Ee]rm+)"
# "uh-huh", "uh oh" and "UM" mean something.
_FILLERS = re.compile(
    rf"(?P<lead>,?)(?P<space> ?)(?<![\w'-]){_FILLER}(?![\w'-]| (?:oh|huh)\b)(?P<tail>(?:,|\.{{3}}|…)?)"
)
_SPACES = re.compile(r"[ \t\u00a0]+")
_BEFORE_MARK = re.compile(r"[ \t]+(?=[,;:!?](?!\w)|\.(?![\w.]))")
_I = re.compile(r"(?<![\w.'’-])i(?=(?:['’](?:m|ve|ll|d))?(?![\w.'’-]|\.\w))|(?<![\w.'’-])i(?=\.(?:\s|$))")
_SENTENCE = re.compile(
    r"(?P<before>(?:^(?:[-•*][ \t]+)?|[.!?…][\"”')\]]*[ \t]+)[\"“'(\[]*)(?P<first>[a-zà-öø-ÿ])", re.MULTILINE
)
_ABBREVIATION = re.compile(
    r"(?:^|[\s(])(?:[A-Za-z]|[A-Za-z](?:\.[A-Za-z])+|dr|mr|mrs|ms|vs|etc|approx|st|no|jr|sr)\.[ \t]+[\"“'(\[]*$",
    re.IGNORECASE,
)
_END = re.compile(r"[.!?…][\"”')\]]*[ \t]+(?=[\"“'(\[]*[A-ZÀ-ÖØ-Þ0-9])")
_DAY = re.compile(r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b")
_GREETING = re.compile(r"\A(?:hi|hello|hey|dear)\b[^\n.!?]{0,60}[,!:]?[ \t]*\n+", re.IGNORECASE)
_TITLES = frozenset({"dr", "mr", "mrs", "ms", "miss", "mx", "prof", "rev"})


def tidy_sections(sections: Mapping[str, str]) -> dict[str, str]:
    """Each section tidied; an empty one stays empty."""
    return {name: tidy(text) for name, text in sections.items()}


def tidy(text: str) -> str:
    """Hesitations dropped, spaces and capitals put right, the last sentence ended; twice is as once."""
    lines = [_tidy_line(line) for line in text.splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def sentences(text: str) -> list[str]:
    """A tidied text sentence by sentence; a line's end ends one too."""
    return [one for line in text.splitlines() for one in _sentences(line)]


def letter(client: Client, points: str, section: Drafting) -> str:
    """What she said as a letter, with her greeting and closing."""
    return enclose(client, tidy(points), section)


def enclose(client: Client, body: str, section: Drafting) -> str:
    """The body between her greeting and her closing."""
    greeting = section.greeting.replace("{name}", first_name(client))
    greeting = re.sub(r"\s+(?=[,.!:]|$)", "", greeting).strip()
    return "\n\n".join(part for part in (greeting, body, section.closing.strip()) if part)


def body_of(text: str, section: Drafting) -> str:
    """A drafted body without the greeting and closing that it was not to have."""
    body = _GREETING.sub("", text.strip(), count=1)
    for closing in (section.closing.strip(), section.closing.strip().rstrip(",")):
        body = body.removesuffix(closing).rstrip() if closing else body
    return body.strip()


def first_name(client: Client) -> str:
    """How a letter addresses the client: "Jordan", also where the roster has "Davis, Jordan" or "Dr. Jordan Davis"."""
    last, comma, first = client.name.partition(",")
    words = [
        word for word in (first if comma and first.strip() else last).split() if word.lower().rstrip(".") not in _TITLES
    ]
    return words[0] if words else ""


def _sentences(line: str) -> list[str]:
    ends = [0]
    for end in _END.finditer(line):
        if not _ABBREVIATION.search(line, max(0, end.end() - 16), end.end()):
            ends.append(end.end())
    pieces = [line[start:stop].strip() for start, stop in pairwise([*ends, len(line)])]
    return [piece for piece in pieces if piece]


def _tidy_line(line: str) -> str:
    line = _SPACES.sub(" ", line)
    previous = None
    while previous != line:  # one hesitation may hide the next
        previous, line = line, _FILLERS.sub(_without_filler, line)
    line = _BEFORE_MARK.sub("", _SPACES.sub(" ", line)).strip().lstrip(",;").lstrip()
    line = _DAY.sub(lambda day: day[0].capitalize(), _I.sub("I", line))
    line = _SENTENCE.sub(_capital, line)
    return _ended(line)


def _without_filler(found: re.Match[str]) -> str:
    """What stood between two commas leaves one."""
    return ("," if found["lead"] else "") + found["space"]


def _capital(found: re.Match[str]) -> str:
    if _ABBREVIATION.search(found.string, max(0, found.start("first") - 16), found.start("first")):
        return found[0]
    return found["before"] + found["first"].upper()


def _ended(line: str) -> str:
    line = line.rstrip(",;-– ")
    return line + "." if line and (line[-1].isalnum() or line[-1] in "%)]") else line
