"""How long it takes to list and to search many notes: a vault of made-up ones, filled and measured on this disk."""

import itertools
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from assistant.bench.figures import Figure, figure, timed
from assistant.records import NoteState
from assistant.store.keys import INTERACTIVE
from assistant.store.vault import Vault

WORDS = 300
"""In a note."""

_CLIENTS = 200
_FIRST = datetime(2006, 1, 2, 14, 0, tzinfo=UTC)
_APART = timedelta(hours=4.4)
_SYLLABLES = [f"{first}{second}" for first, second in itertools.product("bdfgklmnprstvz", "aeiou")]
_VOCABULARY = ["".join(each) for each in itertools.product(_SYLLABLES, _SYLLABLES)]
_WEIGHTS = list(itertools.accumulate(1 / rank for rank in range(1, len(_VOCABULARY) + 1)))
"""Cumulative: as in speech, the second word is half as frequent as the first."""


def measure(count: int, runs: int) -> Iterator[Figure]:
    """List and searches over `count` notes; the vault is gone afterwards. Raises `DiskFull`."""
    with (
        tempfile.TemporaryDirectory(prefix="assistant-bench-") as folder,
        Vault.create(Path(folder) / "vault", "nothing in here is private", cost=INTERACTIVE) as vault,
    ):
        _fill(vault, count)
        how = f"{count:,} notes of {WORDS} words, {_CLIENTS} clients"
        began = time.perf_counter()
        vault.search.find(_VOCABULARY[0])
        yield figure("first search, index made", "ms", [(time.perf_counter() - began) * 1000], how)
        for what, work in _questions(vault):
            yield figure(what, "ms", timed(work, runs), how)


def _questions(vault: Vault) -> Iterator[tuple[str, Callable[[], object]]]:
    find = vault.search.find
    common, rare = _VOCABULARY[0], _VOCABULARY[-1]
    client = vault.roster.all()[0]
    end = _FIRST + timedelta(days=365)
    yield "search, the most frequent word", lambda: find(common)
    yield "search, a rare word", lambda: find(rare)
    yield "search, two words", lambda: find(f"{common} {_VOCABULARY[50]}")
    yield "search, a phrase", lambda: find(f'"{common} {_VOCABULARY[1]}"')
    yield "search, a word, one client, one year", lambda: find(common, client=client, since=_FIRST, until=end)
    yield "list, the newest hundred", lambda: vault.notes.list(newest=100)
    yield "list, those of one client", lambda: vault.notes.list(client=client)
    yield "list, those still dictated", lambda: vault.notes.list(state=NoteState.DICTATING)
    yield "list of all notes", vault.notes.list


def _fill(vault: Vault, count: int) -> None:
    """The same notes every time."""
    chance = random.Random(4)  # noqa: S311 - not a secret
    clients = [vault.roster.add(f"C{number}", "Made Up") for number in range(_CLIENTS)]
    for number in range(count):
        words = chance.choices(_VOCABULARY, cum_weights=_WEIGHTS, k=WORDS)
        third = WORDS // 3
        sections = {
            name: " ".join(words[start * third : (start + 1) * third])
            for start, name in enumerate(("subjective", "assessment", "plan"))
        }
        note = vault.notes.begin(clients[number % _CLIENTS], _FIRST + number * _APART)
        vault.notes.write(note.id, sections, "dictated")
        vault.notes.file(note.id)
