"""Words that were put in somewhere and may be found nowhere else: how they are looked for."""

import base64
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

LOUD = '''
"""Every logger at its loudest, and every record kept just as it is handed to the handlers."""
import logging, os, traceback

def keep(self, record):
    with open(os.environ["LOUD_LOG"], "a", encoding="utf-8") as file:
        file.write(f"{record.name} {record.levelname} {record.getMessage()} {record.args} {record.exc_info}\\n")
        if record.exc_info:
            file.write("".join(traceback.format_exception(*record.exc_info)))
    original(self, record)

original = logging.Logger.callHandlers
logging.Logger.callHandlers = keep
logging.Logger.isEnabledFor = lambda self, level: True

if os.environ.get("LEAKY"):
    import assistant.log

    assistant.log.install = lambda: None

if os.environ.get("BUG"):
    import skills.household.skill as household

    async def time(self, turn):
        raise RuntimeError(os.environ["BUG"])

    household.Household.time = time
'''
"""A ``sitecustomize.py``."""


def forms(word: str) -> Iterator[tuple[str, bytes]]:
    """How a word may stand in a file: its encodings, by name; compare with data in lower case."""
    for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
        yield encoding, word.lower().encode(encoding)
    yield "hexadecimal", word.encode().hex().encode()


def coded(word: str) -> Iterator[tuple[str, bytes]]:
    """In base64, in each of the three places in which it may begin; compare with the data as it is."""
    for spelling in {word, word.lower(), word.upper()}:
        for shift in range(3):
            whole = base64.b64encode(b"\0" * shift + spelling.encode())
            # The first and the last characters depend on what stands beside the word.
            yield "base64", whole[(4, 4, 4)[shift] if shift else 0 : len(whole) - 4]


def found_in(data: bytes, words: Mapping[str, str]) -> list[str]:
    """The names of the words that are in the data, each with the form it was found in."""
    lower = data.lower()
    hits = [f"{name} ({how})" for name, word in words.items() for how, form in forms(word) if form in lower]
    return hits + [f"{name} ({how})" for name, word in words.items() for how, form in coded(word) if form in data]


def search(places: Iterable[Path], words: Mapping[str, str]) -> list[str]:
    """Every file below the places in which one is, its name included."""
    hits = []
    for place in places:
        for path in [place, *sorted(place.rglob("*"))]:
            data = path.read_bytes() if path.is_file() else b""
            hits += [f"{path.relative_to(place)}: {hit}" for hit in found_in(path.name.encode() + b"\n" + data, words)]
    return hits
