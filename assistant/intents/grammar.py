"""What a recogniser may be told beforehand: closed grammars (JSGF) of the skills' own sentences, and the roster's names.

The slots' grammars are small and hold only what `assistant.intents.times` understands. A sentence that needs free
text is left out of the command grammar: only a general recogniser can hear it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest
from string import ascii_lowercase
from types import MappingProxyType
from typing import Protocol

from assistant.events import Phrasebook
from assistant.intents.days import MONTHS, WEEKDAYS
from assistant.intents.numbers import ORDINALS
from assistant.intents.sentences import Sentence, SentenceSet
from assistant.intents.slots import names
from assistant.intents.templates import NOTHING, Either, Pattern, Rule, Series, Slot, Word, parse, referred
from assistant.intents.words import normalize
from assistant.records import Client

_NATO = "alpha|bravo|charlie|delta|echo|foxtrot|golf|hotel|india|juliet|kilo|lima|mike|november|oscar|papa|quebec|romeo"
_NATO += "|sierra|tango|uniform|victor|whiskey|x-ray|yankee|zulu"
_MOST_LETTERS = 12

_RANKS = [word for word, value in sorted(ORDINALS.items(), key=lambda pair: pair[1]) if value <= 20]

RULES: Mapping[str, Pattern] = {
    name: parse(template)
    for name, template in {
        "unit": "(one|two|three|four|five|six|seven|eight|nine)",
        "teen": "(ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen)",
        "tens": "(twenty|thirty|forty|fifty)",
        "number": "(<unit>|<teen>|<tens> [<unit>]|(sixty|seventy|eighty|ninety) [<unit>])",
        "hour": "(<unit>|ten|eleven|twelve)",
        "minute": "(oh <unit>|<teen>|<tens> [<unit>])",
        "weekday": f"({'|'.join(WEEKDAYS)})",
        "month": f"({'|'.join(MONTHS)})",
        "long_month": "(january|march|may|july|august|october|december)",
        "ordinal": f"({'|'.join(_RANKS)}|twenty ({'|'.join(_RANKS[:9])}))",
        "day_part": "(morning|afternoon|evening)",
        "date": "(<month> <ordinal>|<long_month> (thirtieth|thirty first)|the <ordinal> [of <month>]|"
        "the (thirtieth|thirty first) [of <long_month>])",
        "when": "(today|tomorrow|yesterday|tonight|the day after tomorrow|[on] [this|next|last] <weekday>|"
        "(this|next|last) (week|month|weekend)|this <day_part>|"
        "(tomorrow|yesterday|[on] <weekday>) <day_part>|[on] <date>|[on] <weekday> the <ordinal>|"
        "the rest of the (day|week)|in <unit> (days|weeks)|the next <unit> (days|weeks))",
        "time": "[at] (<hour> [<minute>] [a m|p m]|<hour> o'clock|half past <hour>|[a] quarter (past|to) <hour>|noon|midnight)",
        "duration": "(<number> (seconds|minutes|hours)|(a|one) (second|minute)|(an|one) hour|half an hour|"
        "(an|one) hour and a half|(an|one) hour [and] <number> minutes|<unit> hours [and] <tens> [<unit>] minutes|"
        "<unit> and a half (hours|minutes))",
        "count": "(zero|<number>|a hundred|one hundred)",
        # inside a dictation
        "minutes": "<number>",
        "length": "(<number> minutes|half an hour|(an|one) hour|(an|one) hour and a half|"
        "(an|one) hour [and] <number> minutes|(two|three) hours)",
        "goal": "(<unit>|<teen>|twenty)",
        "day": "(tomorrow|the day after tomorrow|[on] [this|next] <weekday>|[on] <date>|in <unit> (days|weeks)) "
        "[at (<hour> [<minute>]|<hour> o'clock|half past <hour>|noon)]",
        "letter": f"({'|'.join(ascii_lowercase)}|{_NATO})",
        "letters": "<letter>" + " [<letter>" * (_MOST_LETTERS - 1) + "]" * (_MOST_LETTERS - 1),
    }.items()
}
"""The grammars of the slots that depend neither on the roster nor on her lists, as templates."""


class Clients(Protocol):
    """As much of the roster as is told beforehand."""

    def all(self) -> Sequence[Client]:
        """Everybody."""
        ...


def phrasebook(
    sentence_sets: Sequence[SentenceSet],
    roster: Clients,
    wake_phrases: Sequence[str],
    lists: Mapping[str, Iterable[str]] = MappingProxyType({}),
    lexicon: Sequence[str] = (),
) -> Phrasebook:
    """The grammars of all commands and of all dictation commands, and the words worth a hint.

    `lists`: what can stand for the slots that her lists fill, section, intervention and modality; sections of the open
    note only, where one is dictated. `lexicon`: words that she has spelt, the newest last.
    """
    clients = roster.all()
    listed = {slot: _one_of(texts) for slot, texts in {"client": _called(clients), **lists}.items()}
    rules = {**RULES, **{slot: pattern for slot, pattern in listed.items() if pattern is not None}}
    commands = {
        f"{intent.name.replace('.', '_')}": pattern
        for one in sentence_sets
        for intent in one.intents
        if (pattern := _closed(intent.sentences, rules)) is not None
    }
    dictation = _closed([sentence for one in sentence_sets for sentence in one.dictation], rules)
    return Phrasebook(
        commands=_command_grammar(commands, rules, wake_phrases),
        dictation=_grammar("dictation", _jsgf(dictation), {}, rules, [dictation]) if dictation else "",
        hotwords=_hotwords(clients, lexicon),
    )


def dictated(sentence_sets: Sequence[SentenceSet], lists: Mapping[str, Iterable[str]]) -> Pattern | None:
    """Every sentence of a dictation as one pattern in which only {client} is open; None where there is none."""
    listed = {slot: pattern for slot, texts in lists.items() if (pattern := _one_of(texts)) is not None}
    rules: Mapping[str, Pattern] = {**RULES, "client": Slot("client"), **listed}
    pattern = _closed([sentence for one in sentence_sets for sentence in one.dictation], rules)
    return _written_out(pattern, rules) if pattern is not None else None


def _written_out(pattern: Pattern, rules: Mapping[str, Pattern]) -> Pattern:
    """With its rules in place of their names."""
    if isinstance(pattern, Rule):
        return _written_out(rules[pattern.name], rules)
    if isinstance(pattern, Series):
        return Series(tuple(_written_out(part, rules) for part in pattern.parts))
    if isinstance(pattern, Either):
        return Either(tuple(_written_out(option, rules) for option in pattern.options))
    return pattern


def _command_grammar(commands: Mapping[str, Pattern], rules: Mapping[str, Pattern], wake_phrases: Sequence[str]) -> str:
    if not commands:
        return ""
    wakes = [text for phrase in wake_phrases if (text := _sayable(phrase.replace("_", " ")))]
    lead = f"[ {' | '.join(wakes)} ] " if wakes else ""
    top = f"{lead}( {' | '.join(f'<{name}>' for name in commands)} )"
    return _grammar("commands", top, commands, rules, commands.values())


def _closed(sentences: Iterable[Sentence], rules: Mapping[str, Pattern]) -> Pattern | None:
    """The sentences as one pattern with rules for slots, without what needs words that no rule gives."""
    patterns = [one for sentence in sentences if (one := _without_free(sentence.pattern, rules)) is not None]
    return Either(tuple(patterns)) if patterns else None


def _without_free(pattern: Pattern, rules: Mapping[str, Pattern]) -> Pattern | None:
    if isinstance(pattern, Slot):
        return Rule(pattern.name) if pattern.name in rules else None
    if isinstance(pattern, Series):
        parts = [_without_free(part, rules) for part in pattern.parts]
        whole = tuple(part for part in parts if part is not None)
        return Series(tuple(part for part in whole if part != NOTHING)) if len(whole) == len(parts) else None
    if isinstance(pattern, Either):
        options = tuple(one for option in pattern.options if (one := _without_free(option, rules)) is not None)
        if set(options) == {NOTHING}:
            return NOTHING
        return Either(options) if options else None
    return pattern


def _called(clients: Sequence[Client]) -> Iterator[str]:
    for one in clients:
        yield from (" ".join(one.initials.lower()), *names(one))


def _one_of(texts: Iterable[str]) -> Pattern | None:
    """One of the texts, those that a recogniser can be told; None where there is none."""
    said = sorted({plain for text in texts if (plain := _sayable(text))})
    return Either(tuple(Series(tuple(Word(word) for word in text.split())) for text in said)) if said else None


def _hotwords(clients: Sequence[Client], lexicon: Sequence[str]) -> tuple[str, ...]:
    """Names and spelt words by turns, the newest word first: an engine takes some hundred and forgets the rest."""
    called = [word for one in clients for word in (one.spoken, one.name, *one.aliases) if word.strip()]
    found = [word for pair in zip_longest(called, reversed(lexicon)) for word in pair if word]
    return tuple(dict.fromkeys(found))


def _sayable(text: str) -> str:
    """The text where it is made of letters and apostrophes alone, as a grammar's words must be; else empty."""
    plain = normalize(text)
    return plain if plain and re.fullmatch(r"[\w' ]+", plain) and not re.search(r"[\d_]", plain) else ""


# ── JSGF ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _grammar(
    name: str, top: str, own: Mapping[str, Pattern], rules: Mapping[str, Pattern], used: Iterable[Pattern]
) -> str:
    needed: dict[str, Pattern] = {}
    waiting = [rule for pattern in used for rule in referred(pattern)]
    while waiting:
        rule = waiting.pop()
        if rule not in needed:
            needed[rule] = rules[rule]
            waiting += referred(rules[rule])
    lines = ["#JSGF V1.0;", f"grammar {name};", f"public <{name}> = {top};"]
    lines += [f"<{rule}> = {_jsgf(pattern)};" for rule, pattern in {**own, **needed}.items()]
    return "\n".join(lines) + "\n"


def _jsgf(pattern: Pattern) -> str:
    if isinstance(pattern, Word):
        return pattern.text
    if isinstance(pattern, Rule | Slot):
        return f"<{pattern.name}>"
    if isinstance(pattern, Series):
        return " ".join(_jsgf(part) for part in pattern.parts)
    options = [_jsgf(option) for option in pattern.options if option != NOTHING]
    joined = " | ".join(options)
    return f"[ {joined} ]" if NOTHING in pattern.options else f"( {joined} )"
