"""The smallest automaton that accepts a grammar's sentences. Pure.

PocketSphinx can compile JSGF itself, but it copies a rule wherever it is named, and charges a sentence for every
choice that leads to it. With beginnings and endings shared and nothing charged, the grammar of all skills is a small
part of that: less memory, less work, and long alternatives are heard as well as short ones.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from assistant.stt.jsgf import Either, Pattern, Repeat, Series, Word


@dataclass(frozen=True, slots=True)
class Automaton:
    """Deterministic; state 0 is the start."""

    arcs: tuple[dict[str, int], ...]
    """For each state: word → next state."""
    finals: frozenset[int]

    @property
    def words(self) -> frozenset[str]:
        """Every word on an arc."""
        return frozenset(word for arcs in self.arcs for word in arcs)

    def accepts(self, words: Sequence[str]) -> bool:
        """Whether they are a whole sentence."""
        state: int | None = 0
        for word in words:
            if state is None:
                return False
            state = self.arcs[state].get(word)
        return state in self.finals


def build(pattern: Pattern) -> Automaton:
    """The smallest automaton of the pattern; without states that lead nowhere."""
    net = _Net()
    start, end = net.state(), net.state()
    net.add(pattern, start, end)
    return _smallest(*_determined(net, start, end))


@dataclass(slots=True)
class _Net:
    """A non-deterministic automaton that grows."""

    arcs: list[list[tuple[str, int]]] = field(default_factory=list)
    """For each state: (word, next state); the empty word costs no time."""

    def state(self) -> int:
        self.arcs.append([])
        return len(self.arcs) - 1

    def add(self, pattern: Pattern, first: int, last: int) -> None:
        match pattern:
            case Word(text):
                self.arcs[first].append((text, last))
            case Series(parts):
                at = first
                for part in parts:
                    at, before = self.state(), at
                    self.add(part, before, at)
                self.arcs[at].append(("", last))
            case Either(options):
                for option in options:
                    self.add(option, first, last)
            case Repeat(part):
                head, tail = self.state(), self.state()
                self.arcs[first].append(("", head))
                self.add(part, head, tail)
                self.arcs[tail] += [("", head), ("", last)]

    def closure(self, states: frozenset[int]) -> frozenset[int]:
        """What is reached from them without a word."""
        reached, waiting = set(states), list(states)
        while waiting:
            for word, state in self.arcs[waiting.pop()]:
                if not word and state not in reached:
                    reached.add(state)
                    waiting.append(state)
        return frozenset(reached)


def _determined(net: _Net, start: int, end: int) -> tuple[list[dict[str, int]], set[int]]:
    first = net.closure(frozenset([start]))
    numbers = {first: 0}
    waiting = [first]
    arcs: list[dict[str, int]] = [{}]
    while waiting:
        states = waiting.pop()
        reached: dict[str, set[int]] = {}
        for state in states:
            for word, after in net.arcs[state]:
                if word:
                    reached.setdefault(word, set()).add(after)
        for word, afters in reached.items():
            target = net.closure(frozenset(afters))
            if target not in numbers:
                numbers[target] = len(arcs)
                arcs.append({})
                waiting.append(target)
            arcs[numbers[states]][word] = numbers[target]
    return arcs, {number for states, number in numbers.items() if end in states}


def _smallest(arcs: list[dict[str, int]], finals: set[int]) -> Automaton:
    """States that cannot be told apart become one (Moore's refinement)."""
    alive = _leading_to(arcs, finals)
    kept = [{word: state for word, state in one.items() if state in alive} for one in arcs]
    block = [int(state in finals) for state in range(len(kept))]
    count = 0
    while count != len(set(block)):
        count = len(set(block))
        numbers: dict[tuple[int, frozenset[tuple[str, int]]], int] = {}
        block = [
            numbers.setdefault(
                (block[state], frozenset((word, block[after]) for word, after in one.items())), len(numbers)
            )
            for state, one in enumerate(kept)
        ]
    merged: list[dict[str, int]] = [{} for _ in range(max(block) + 1)]  # the start comes first, so its block is 0
    for state in alive | {0}:
        merged[block[state]].update({word: block[after] for word, after in kept[state].items()})
    return Automaton(tuple(merged), frozenset(block[state] for state in finals))


def _leading_to(arcs: list[dict[str, int]], finals: set[int]) -> set[int]:
    before: list[list[int]] = [[] for _ in arcs]
    for state, one in enumerate(arcs):
        for after in one.values():
            before[after].append(state)
    alive, waiting = set(finals), list(finals)
    while waiting:
        for state in before[waiting.pop()]:
            if state not in alive:
                alive.add(state)
                waiting.append(state)
    return alive
