"""A JSGF grammar becomes the smallest automaton of its sentences."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.stt.automaton import build
from assistant.stt.jsgf import EMPTY, NEVER, Either, Pattern, Repeat, Series, Word, parse, respell

HEAD = "#JSGF V1.0;\ngrammar test;\n"


def accepted(rules: str, *sentences: str) -> list[bool]:
    automaton = build(parse(HEAD + rules))
    return [automaton.accepts(sentence.split()) for sentence in sentences]


@pytest.mark.parametrize(
    ("rules", "yes", "no"),
    [
        ("public <a> = stop;", ["stop"], ["", "stop stop", "go"]),
        ("public <a> = Stop | go;", ["stop", "go"], ["stop go"]),
        ("public <a> = [please] stop;", ["stop", "please stop"], ["please"]),
        ("public <a> = (a | b) (c | d);", ["a c", "b d"], ["a", "a b"]),
        ("public <a> = go <where>;\n<where> = home | away;", ["go home", "go away"], ["go", "home"]),
        ("public <a> = very+ good;", ["very good", "very very good"], ["good"]),
        ("public <a> = very* good;", ["very good", "good"], ["very"]),
        ("public <a> = /0.3/ stop {tag} | /2/ go;", ["stop", "go"], ["tag"]),
        ('public <a> = "new line" // a comment; with signs ]\n | /* <b> */ stop;', ["new line", "stop"], ["new"]),
        ("public <a> = stop | <VOID> go | <NULL>;", ["stop", ""], ["go"]),
        ("public <a> = stop;\npublic <b> = go;", ["stop", "go"], ["stop go"]),
        ("public <a> = don't stop o'clock j d;", ["don't stop o'clock j d"], ["don't"]),
    ],
)
def test_sentences_of_a_grammar_are_accepted_and_no_others(rules, yes, no):
    assert accepted(rules, *yes, *no) == [True] * len(yes) + [False] * len(no)


@pytest.mark.parametrize(
    ("rules", "why"),
    [
        ("<a> = stop;", "no public rule"),
        ("public <a> = stop", "no ;"),
        ("public <a> = ( stop;", "not closed"),
        ("public <a> = stop );", "not expected"),
        ("public <a> = stop | ;", "empty"),
        ("public <a> = ;", "empty"),
        ("public <a> = <b>;", "no rule <b>"),
        ("public <a> = <b>;\n<b> = go <a>;", "contains itself"),
        ("public <a> = stop;\n<a> = go;", "twice"),
        ("import <other.*>;\npublic <a> = stop;", "imports"),
        ("public a = stop;", "expected <rule>"),
        ("public <a> = {never ends;", "not understood"),
        ("", "no public rule"),
    ],
)
def test_a_grammar_that_is_wrong_says_where(rules, why):
    with pytest.raises(ValueError, match=why):
        parse(HEAD + rules)


def test_a_word_without_a_sound_takes_its_sentences_with_it():
    pattern = respell(parse(HEAD + "public <a> = call (ada | x7) | call x7 now;"), lambda w: "" if w == "x7" else w)
    automaton = build(pattern)
    assert automaton.words == {"call", "ada"}
    assert not automaton.accepts(["call", "x7"])


def test_endings_that_are_shared_exist_once():
    automaton = build(parse(HEAD + "public <a> = read <n> | write <n>;\n<n> = one | two | three;"))
    assert len(automaton.arcs) == 3


def patterns() -> st.SearchStrategy[Pattern]:
    leaf = st.sampled_from([Word("a"), Word("b"), EMPTY, NEVER])
    return st.recursive(
        leaf,
        lambda inner: st.one_of(
            st.lists(inner, max_size=3).map(lambda parts: Series(tuple(parts))),
            st.lists(inner, max_size=3).map(lambda parts: Either(tuple(parts))),
            inner.map(Repeat),
        ),
        max_leaves=8,
    )


def sentences(pattern: Pattern, longest: int) -> set[tuple[str, ...]]:
    """By definition, without an automaton."""
    match pattern:
        case Word(text):
            return {(text,)} if longest else set()
        case Series(parts):
            found: set[tuple[str, ...]] = {()}
            for part in parts:
                more = sentences(part, longest)
                found = {x + y for x in found for y in more if len(x) + len(y) <= longest}
            return found
        case Either(options):
            return set().union(*(sentences(option, longest) for option in options))
        case Repeat(part):
            one = sentences(part, longest)
            found = set(one)
            for _ in range(longest):
                found |= {x + y for x in found for y in one if len(x) + len(y) <= longest}
            return found


@given(patterns())
def test_the_automaton_accepts_exactly_what_the_pattern_means(pattern):
    automaton, meant = build(pattern), sentences(pattern, 3)
    for size in range(4):
        for words in itertools.product("ab", repeat=size):
            assert automaton.accepts(words) == (words in meant)
