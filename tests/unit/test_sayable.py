"""Text is made sayable: initials, times, dates and numbers as people say them; no markup, no symbols."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.numerals import cardinal, digits, ordinal, year
from assistant.tts.sayable import sayable, sentences


@pytest.mark.parametrize(
    ("written", "said"),
    [
        # initials
        ("Nine with J D.", "Nine with J D."),
        ("Nine with JD.", "Nine with J D."),
        ("Nine with J.D., ten with M. K. and L P", "Nine with J D, ten with M K and L P"),
        ("J.D.'s note and JD's draft", "J D's note and J D's draft"),
        ("A R is next", "eigh R is next"),
        ("Next is A. R.", "Next is eigh R"),
        ("ask AR", "ask eigh R"),
        ("R A and plan A.", "R eigh and plan eigh."),
        ("A plan for a client", "A plan for a client"),
        ("I see J D", "I see J D"),
        ("CBT, EMDR, PHQ-9", "C B T, E M D R, P H Q nine"),
        ("a SOAP note for STEPHANIE", "a soap note for stephanie"),
        # times
        ("2:30 pm", "two thirty P M"),
        ("2:30 p.m. today", "two thirty P M today"),
        ("It's 5:40 PM.", "It's five forty P M."),
        ("9 am", "nine eigh M"),
        ("9:00", "nine o'clock"),
        ("9:05", "nine oh five"),
        ("14:30", "two thirty P M"),
        ("00:15", "twelve fifteen eigh M"),
        ("12:00", "twelve o'clock"),
        ("9:00–10:30", "nine o'clock to ten thirty"),
        ("9-10 am", "nine to ten eigh M"),
        ("25:00 and 13 pm", "twenty five: zero zero and thirteen pm"),
        # dates
        ("May 5", "May fifth"),
        ("Monday, Nov. 23, 2026", "Monday, November twenty third twenty twenty six"),
        ("2026-11-03", "November third twenty twenty six"),
        ("11/23/2026", "November twenty third twenty twenty six"),
        ("3 June 2005", "June third two thousand and five"),
        ("the 22nd", "the twenty second"),
        ("2026-13-40", "twenty twenty six thirteen to forty"),
        # numbers
        ("3 sessions", "three sessions"),
        ("1,234 notes", "one thousand two hundred and thirty four notes"),
        ("3.5 hours", "three point five hours"),
        ("0471", "zero four seven one"),
        (
            "555 123 4567890",
            "five hundred and fifty five one hundred and twenty three four five six seven eight nine zero",
        ),
        ("12/27", "twelve out of twenty seven"),
        ("-5 to 5-10", "minus five to five to ten"),
        ("$12.50 of $1", "twelve dollars and fifty cents of one dollar"),
        ("50% & more", "fifty percent and more"),
        ("٣ notes", "three notes"),
        # abbreviations
        ("Dr. Smith, e.g. at 5 mins", "Doctor Smith, for example at five minutes"),
        ("20 mg", "twenty milligrams"),
        # what nobody says
        ("**Bold**, _it_ and `code`", "Bold, it and code"),
        ("# Plan\n- one\n- two", "Plan one two"),
        ("see [the page](http://x.y/z) or https://a.b/c", "see the page or a link"),
        ("<speak>hi <break time='1s'/></speak>", "hi"),
        ("[[h@'loU]] hello ]] [[", "hello"),
        ("“Well” — she said…", "Well, she said."),
        ("ok 😀👍🏽 then", "okay then"),
        ("a\x00b\x07c\u202e\x1b[31m", "a b c"),
        ("", ""),
        ("😀 [] ** … \n\t", ""),
        (";:, well", "well"),
        ("don't 'quote' it", "don't quote it"),
    ],
)
def test_what_is_written_is_said(written, said):
    assert sayable(written) == said


@given(st.text())
def test_whatever_the_text_only_words_and_pauses_come_out(text):
    said = sayable(text)
    assert not re.search(r"[^\w\s.,;:?!'-]|_|[\r\n\t]|\[|\]|<|>|[0-9]", said)
    assert said == "" or any(char.isalnum() for char in said)


@given(st.text(alphabet="AJD .,'-:0123456789/[]()<>*#apm\n…—"))
def test_no_arrangement_of_signs_upsets_it(text):
    said = sayable(text)
    assert not re.search(r"[0-9\[\]<>*#()/]", said)
    assert sentences(text) == [] or said


@pytest.mark.parametrize(
    "text",
    [
        "(" * 5000,
        "[" * 5000,
        "." * 5000,
        " " * 5000 + "x",
        "\n" * 5000,
        "<a" * 2500,
        "A " * 2500,
        "- " * 2500,
        "1" * 5000,
    ],
)
def test_long_runs_of_one_sign_are_no_trouble(text):
    sayable(text)
    sentences(text)


# ── sentences ────────────────────────────────────────────────────────────────────────────────────────────────


def test_sentences_end_where_a_speaker_pauses():
    text = "Good morning. You have 3 sessions! Is that all?\nThe last ends at 5."
    assert sentences(text) == ["Good morning.", "You have 3 sessions!", "Is that all?", "The last ends at 5."]


@pytest.mark.parametrize(
    "text",
    [
        "Nine with J. D. and ten with M. K. today.",
        "Dr. Smith wrote, e.g. about sleep, etc. and so on.",
        "At 2.5 p.m. tomorrow.",
        "It is Nov. 23 today.",
        "Wait... for it.",
    ],
)
def test_an_abbreviation_is_not_an_end(text):
    assert sentences(text) == [text] or text.startswith("Wait")


def test_a_new_sentence_after_a_time_is_heard_as_one():
    assert sentences("It is 2 p.m. Then you are free.") == ["It is 2 p.m.", "Then you are free."]


def test_what_holds_no_word_is_no_sentence():
    assert sentences("… 😀\n\n**\n") == []


def test_a_sentence_without_an_end_is_cut_into_breaths():
    parts = sentences("and so on, " * 500)
    assert all(len(part) <= 300 for part in parts)
    assert " ".join(parts).split() == ("and so on, " * 500).split()
    assert "".join(sentences("w" * 5000)) == "w" * 5000


@given(st.text(alphabet=st.characters(categories=("L", "P", "Zs", "Nd"), max_codepoint=0x17F)))
def test_cutting_into_sentences_loses_no_word(text):
    words = re.findall(r"[^\W\d_]+", " ".join(sentences(text)))
    kept = re.findall(r"[^\W\d_]+", text)
    assert len("".join(words)) <= len("".join(kept))
    if sayable(text) and len(text) < 100 and text.replace(" ", "").isalpha():
        assert "".join(words) == "".join(kept)


# ── numerals ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "zero"),
        (13, "thirteen"),
        (40, "forty"),
        (101, "one hundred and one"),
        (1000, "one thousand"),
        (1_002_003, "one million two thousand and three"),
        (10**12, "one zero zero zero zero zero zero zero zero zero zero zero zero"),
        (-7, "minus seven"),
    ],
)
def test_cardinals(number, words):
    assert cardinal(number) == words


def test_ordinals_years_and_digits():
    assert [ordinal(n) for n in (1, 2, 3, 5, 8, 9, 12, 20, 21, 30, 100)] == [
        "first",
        "second",
        "third",
        "fifth",
        "eighth",
        "ninth",
        "twelfth",
        "twentieth",
        "twenty first",
        "thirtieth",
        "one hundredth",
    ]
    assert [year(n) for n in (1900, 1905, 1999, 2000, 2009, 2026, 3000)] == [
        "nineteen hundred",
        "nineteen oh five",
        "nineteen ninety nine",
        "two thousand",
        "two thousand and nine",
        "twenty twenty six",
        "three thousand",
    ]
    assert digits("04-7x1") == "zero four seven one"
