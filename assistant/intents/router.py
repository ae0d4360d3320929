"""From words to an intent: exactly, or by asking, or honestly not.

In order: a sentence whose slots all resolve; a sentence whose client is near or not unique (asked); a sentence whose
client is unknown (said so); a near miss (asked); nothing (said so, with the nearest thing that can be said).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from assistant.events import Intent, Reply, SlotValue, Span
from assistant.intents.answers import answer_yes_no, choose
from assistant.intents.grammar import dictated
from assistant.intents.nearest import CUT_OFF, MARGIN, Near, Nearest
from assistant.intents.pins import after_unlock
from assistant.intents.sentences import IntentSentences, Sentence, SentenceSet, every_sentence
from assistant.intents.slots import Candidates, Resolution, Resolved, Unknown, resolve
from assistant.intents.templates import expand, match
from assistant.intents.words import forms, normalize
from assistant.ports import Clock, Roster
from assistant.records import Client

__all__ = ["Router", "Routing", "answer_yes_no", "as_json", "choose"]

UNLOCK = "household.unlock"
"""The one request that may have a secret in it."""
_ENOUGH_WORDS = 8
"""Letters of its own that a sentence must have before an unknown name in it is taken for a client's."""


NOTHING_TO_SAY = Reply("")
BY_INITIALS = Reply("While the room is locked I know clients by their initials only.", more=True)


@dataclass(frozen=True, slots=True)
class Routing:
    """What became of a text: an intent, or a question about some, or neither."""

    intent: Intent | None
    choices: tuple[Intent, ...] = ()
    """To be asked about with `reply`: one is confirmed with yes or no, several are chosen from."""
    reply: Reply = NOTHING_TO_SAY
    """The question or the honest answer; empty where there is an intent."""


@dataclass(frozen=True, slots=True)
class _Reading:
    """A text as one sentence, with what its slots came to."""

    intent: IntentSentences
    slots: Mapping[str, Resolution]
    literal: int

    @property
    def whole(self) -> bool:
        return all(isinstance(one, Resolved) for one in self.slots.values())

    @property
    def rank(self) -> tuple[int, int]:
        return self.literal, -len(self.slots)

    def values(self) -> dict[str, SlotValue]:
        return {name: one.value for name, one in self.slots.items() if isinstance(one, Resolved)}


class _Known:
    """Resolves slots for one text, each wording once."""

    def __init__(self, roster: Roster, now: datetime, *, by_name: bool) -> None:
        self._roster = roster
        self._now = now
        self.by_name = by_name
        self._clients: Sequence[Client] | None = None
        self._seen: dict[tuple[str, str], Resolution] = {}

    def __call__(self, kind: str, words: str) -> Resolution:
        key = kind, words
        if key not in self._seen:
            if kind == "client" and self._clients is None:
                self._clients = self._roster.all()
            self._seen[key] = resolve(kind, words, self._clients or (), self._now, by_name=self.by_name)
        return self._seen[key]


class Router:
    """The sentences of all skills, the roster and the clock; the roster is asked anew for each text.

    `stranger` stands for any client who may be meant where the roster cannot be read; `lists`: as for a `phrasebook`.
    """

    def __init__(
        self,
        sentence_sets: Sequence[SentenceSet],
        roster: Roster,
        clock: Clock,
        *,
        wakes: Sequence[str] = (),
        stranger: Client | None = None,
        lists: Mapping[str, Iterable[str]] = MappingProxyType({}),
    ) -> None:
        self._roster = roster
        self._stranger = stranger
        self._clock = clock
        self._wakes = tuple(wakes)
        self._entries = [(intent, one, _fixed_words(one)) for intent, one in every_sentence(sentence_sets)]
        self._dictation = dictated(sentence_sets, lists)
        self._nearest = Nearest(sentence_sets)
        self._unlocks = any(intent.name == UNLOCK for intent, _, _ in self._entries)
        self._with_client = {intent.name for intent, one, _ in self._entries if "client" in one.possible}

    def route(self, text: str, *, only_always: bool = False, by_name: bool = True) -> Routing:
        """What `text` asks for. `only_always`: only what is understood in any state, and only exactly.

        Without `by_name`, as in a locked room, a client is known by initials only, and whoever asks by a name gets the
        same answer whether there is such a client or not.
        """
        plain = normalize(text)
        if not plain:
            return Routing(None, reply=Reply("I didn't hear anything."))
        if self._unlocks and (pin := after_unlock(text)):
            return Routing(Intent(UNLOCK, text="unlock", pin=pin))
        known = _Known(self._roster, self._clock.now(), by_name=by_name)
        return self._routed(text, plain, known, only_always=only_always)

    @property
    def wakes(self) -> tuple[str, ...]:
        """The wake phrases."""
        return self._wakes

    def steers(self, text: str) -> bool:
        """Whether `text` is one of the commands inside a dictation."""
        pattern = self._dictation
        tries = [tuple(form.split()) for form in forms(normalize(text), cautious=True)] if pattern is not None else []
        return pattern is not None and any(True for words in tries for _ in match(pattern, words))

    def _routed(self, text: str, plain: str, known: _Known, *, only_always: bool) -> Routing:
        tries = list(forms(plain, self._wakes, cautious=only_always))
        partial: list[_Reading] = []
        for form in tries:
            readings = list(self._readings(form, known, only_always=only_always))
            whole = [one for one in readings if one.whole]
            if whole:
                best = max(whole, key=lambda one: one.rank)
                return Routing(Intent(best.intent.name, best.values(), text))
            partial += readings
        if only_always:
            return Routing(None, reply=Reply("I didn't get that."))
        asked = _ask_for_client(partial, text)
        if asked is not None:
            return asked
        unknown, sure = _unknown_client(partial, by_name=known.by_name)
        if unknown is not None and sure:
            return unknown
        near = self._near_miss(text, min(tries, key=len), known)
        return unknown if unknown is not None and not near.choices else near

    def _readings(self, text: str, known: _Known, *, only_always: bool) -> Iterator[_Reading]:
        words = tuple(text.split())
        present = set(words)
        for intent, sentence, fixed in self._entries:
            if not fixed <= present or (only_always and not intent.always):
                continue
            for found in match(sentence.pattern, words):
                slots = {name: self._met(known(name, said), found.literal) for name, said in found.slots.items()}
                others = [one for name, one in slots.items() if name != "client"]
                if all(isinstance(one, Resolved) for one in others):
                    yield _Reading(intent, slots, found.literal)

    def _met(self, found: Resolution, literal: int) -> Resolution:
        """The stranger for a client whom nobody can look up; `literal`: letters of the sentence's own."""
        if self._stranger is None or not isinstance(found, Unknown):
            return found
        sure = found.initials or (found.name and literal >= _ENOUGH_WORDS)
        return Resolved(self._stranger) if sure else found

    def _near_miss(self, text: str, plain: str, known: _Known) -> Routing:
        found = self._nearest.find(plain, known)
        if not found:
            return Routing(None, reply=Reply("I didn't get that. Say: what can you do, and I'll tell you."))
        best = found[0]
        alone = len(found) == 1 or found[1].score <= best.score - MARGIN
        if best.score >= CUT_OFF and alone:
            intent = Intent(best.intent.name, best.slots, text, round(best.score / 100, 3))
            return Routing(None, (intent,), _did_you_mean(best))
        return Routing(None, reply=self._suggest(best.intent))

    def _suggest(self, intent: IntentSentences) -> Reply:
        said = f"I didn't get that. You can say: {intent.example.rstrip('.?!')}."
        if intent.name in self._with_client:
            return Reply("I didn't get that. Say: what can you do, and I'll tell you.", private=said)
        return Reply(said)


def _fixed_words(sentence: Sentence) -> frozenset[str]:
    """The literal words that every wording holds."""
    wordings = [frozenset(word for word in form if not word.startswith("{")) for form in expand(sentence.pattern, 4000)]
    return wordings[0].intersection(*wordings) if len(wordings) < 4000 else frozenset()


def _ask_for_client(readings: Sequence[_Reading], text: str) -> Routing | None:
    near = [one for one in readings if isinstance(one.slots.get("client"), Candidates)]
    if not near:
        return None
    best = max(near, key=lambda one: one.rank)
    candidates = best.slots["client"]
    assert isinstance(candidates, Candidates)
    choices = tuple(Intent(best.intent.name, {**best.values(), "client": one}, text, 0.75) for one in candidates.values)
    names = [one.spoken for one in candidates.values]
    if len(names) == 1:
        question = Reply("One client sounds like that. Is that the one you mean?", f"Did you mean {names[0]}?")
    else:
        question = Reply(
            "Several clients sound like that. Please say the initials.",
            f"Which one, {', '.join(names[:-1])} or {names[-1]}?",
        )
    return Routing(None, choices, question)


def _unknown_client(readings: Sequence[_Reading], *, by_name: bool) -> tuple[Routing | None, bool]:
    """The honest answer, and whether it is sure that a client was spoken of: initials are, a strange name is not."""
    public = "I don't know that client."
    for reading in sorted(readings, key=lambda one: one.rank, reverse=True):
        unknown = reading.slots.get("client")
        if isinstance(unknown, Unknown) and unknown.initials:
            return Routing(None, reply=Reply(public, "I don't have a client with those initials.")), True
        if isinstance(unknown, Unknown) and unknown.name and reading.literal >= _ENOUGH_WORDS:
            return Routing(None, reply=Reply(public) if by_name else BY_INITIALS), False
    return None, False


def _did_you_mean(near: Near) -> Reply:
    client = near.slots.get("client")
    spoken = {name: said for name, said in near.said.items() if name != "client"}
    public = spoken | ({"text": "so and so"} if "text" in spoken else {})
    if not isinstance(client, Client):
        whole = f"Did you mean: {_filled(near.form, spoken)}?"
        return Reply(f"Did you mean: {_filled(near.form, public)}?", full=whole)
    return Reply(
        f"Did you mean: {_filled(near.form, {**public, 'client': 'that client'})}?",
        f"Did you mean: {_filled(near.form, {**public, 'client': client.spoken})}?",
        f"Did you mean: {_filled(near.form, {**spoken, 'client': client.spoken})}?",
    )


def _filled(form: str, words: Mapping[str, str]) -> str:
    for name, said in words.items():
        form = form.replace("{" + name + "}", said)
    return form


def as_json(routing: Routing, text: str) -> dict[str, Any]:
    """For scripts: text, intent (or null), slots, score (of the best choice where it asks), reply (or null)."""
    told = routing.intent
    score = told.score if told else max((one.score for one in routing.choices), default=0.0)
    return {
        "text": text,
        "intent": told.name if told else None,
        "slots": {name: _plain(value) for name, value in told.slots.items()} if told else {},
        "score": score,
        "reply": routing.reply.full or routing.reply.private or routing.reply.public or None,
    }


def _plain(value: SlotValue) -> Any:
    if isinstance(value, Client):
        return value.initials
    if isinstance(value, Span):
        return {"start": value.start.isoformat(), "end": value.end.isoformat()}
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    return value
