"""Whether a model's reply may be shown, and what a draft must not hold in any words but hers. Pure."""

import re

from assistant.privacy.folding import fold
from assistant.privacy.patterns import CONTACT, kinds

RISK = re.compile(
    r"\b(?:suicid\w*|s[. ]?i|h[. ]?i|homicid\w*|self[- ]?(?:harm|injur)\w*|harm\w*|hurt\w*|kill\w*|die[sd]?|dying|dead|death"
    r"|overdos\w*|weapons?|guns?|firearms?|kni(?:fe|ves)|pills|cut(?:s|ting)?|abus\w*|assault\w*|rap(?:ed?|ist)|molest\w*|violen\w*"
    r"|neglect\w*|threat\w*|stab(?:s|bed|bing)?|shoot\w*|shot|hang(?:s|ed|ing)?|poison\w*|punch\w*|slap\w*|beat(?:s|ing|en)?|bruis\w*"
    r"|strangl\w*|chok(?:e[sd]?|ing)|hit(?:s|ting)?|intent\w*|ideation|safety|lethal\w*|hopeless\w*"
    r"|better off|not be here|end (?:it|my|his|her|their))\b"
)
_NUMBER_WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
    "eighteen": 18, "nineteen": 19, "twice": 2, "dozen": 12, "hundred": 100, "thousand": 1000,
}  # fmt: skip
_TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
_DAYS = re.compile(
    r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b|\b(?:january|february|march|april|june|july|august|september|october|november"
    r"|december|tomorrow|today|tonight|yesterday|noon|midnight)\b"
)
MARKUP = re.compile(r"\]\(|<\s*/?\s*[a-z!]|```|\*\*|__|^\s{0,3}#{1,6}\s|^\s*(?:[-*•]|\d+[.)])\s", re.MULTILINE)
_MACHINE = re.compile(r"\b(?:as an? (?:ai|assistant|language model)|language model|chatbot|i am an? ai|i'm an? ai)\b")
LONGEST_REPLY = 3000
"""Characters."""


def what_is_wrong(reply: str, given: str, *, names_another: bool) -> str:
    """Why a drafted reply cannot be shown, as the end of a sentence, or empty; `given` is her points and the message."""
    folded = fold(reply).text
    for wrong, why in (
        (not reply.strip(), "it was empty"),
        (len(reply) > LONGEST_REPLY, "it was far too long"),
        (bool(kinds(folded) & CONTACT), "it held a link, an address or a number to call"),
        (names_another, "it named another client"),
        (bool(MARKUP.search(folded)), "it was not plain text"),
        (bool(_MACHINE.search(folded)), "it did not sound like you"),
        (not numbers(reply) <= numbers(given), "it held a number that nobody gave"),
        (not _days(folded) <= _days(fold(given).text), "it held a day that nobody gave"),
    ):
        if wrong:
            return why
    return ""


def numbers(text: str) -> frozenset[float]:
    """Every number in it, in figures or words; "one" alone is a pronoun as often, and is not counted."""
    folded = re.sub(r"(?<=\d),(?=\d{3}\b)", "", fold(text).text)
    found = {float(figure) for figure in re.findall(r"\d+(?:\.\d+)?", folded)}
    tens = 0
    for word in re.findall(r"[a-z]+|[^a-z\s-]+", folded):
        value = _NUMBER_WORDS.get(word, 0)
        if tens and 0 < value < 10:
            found.add(float(tens + value))
        elif value and word != "one":
            found.add(float(value))
        tens = _TENS.get(word, 0)
        if tens:
            found.add(float(tens))
    return frozenset(found - {1.0})


def _days(folded: str) -> frozenset[str]:
    return frozenset(day.rstrip("s") for day in _DAYS.findall(folded))
