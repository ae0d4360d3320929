"""What gives a person away whoever it is: numbers, addresses, links. Pure.

Every pattern reads folded text (`assistant.privacy.folding`): lower case, plain digits, plain hyphens.
"""

import re
from typing import Final

_DIGIT = r"(?:zero|oh|one|two|three|four|five|six|seven|eight|nine)"
_ENDS = r"(?:com|org|net|edu|gov|mil|int|info|biz|health|care|app|dev|io|co|me|us|uk|ca|au|de|eu|tv|ly|gl|link|online|site|xyz|page)"
_ROADS = (
    r"(?:street|st|avenue|ave|road|rd|boulevard|blvd|lane|ln|drive|dr|court|ct|place|pl|terrace|circle|cir|highway|hwy"
    r"|parkway|pkwy|square|trail|way)"
)
_NO_ROAD = r"(?!(?:in|on|at|of|by|to|from|with|for|and|or|the|a|an|her|his|my|their|our|this|that|times?|days?|weeks?|months?|years?|hours?|minutes?|out)\b)"

PATTERNS: Final[tuple[tuple[str, re.Pattern[str]], ...]] = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        ("URL", r"(?:[a-z][a-z0-9+.-]{1,15}://|www\.)[^\s<>\"'\[\]]+"),
        ("URL", rf"(?<![\w@.-])(?:[a-z0-9](?:[a-z0-9-]{{0,62}})\.)+{_ENDS}(?![\w-])(?:[/?#][^\s<>\"'\[\]]*)?"),
        ("URL", rf"(?<![\w-])(?:[a-z0-9-]{{1,63}} dot ){{1,8}}{_ENDS}(?!\w)"),
        ("MAIL", r"[\w.+%'-]{1,64}\s?@\s?[a-z0-9-]+(?:\.[a-z0-9-]+)+"),
        ("MAIL", rf"(?<!\w)[\w.+-]{{1,64}}(?: (?:dot|underscore|dash) [\w+-]{{1,64}}){{0,4}} at [a-z0-9-]{{1,63}}(?: dot [a-z0-9-]{{1,63}}){{0,2}} dot {_ENDS}(?!\w)"),
        ("PHONE", r"(?<![\w.])(?:\+?\d{1,3}[ .-]{0,2})?\(?\d{3}\)?[ .-]{0,2}\d{3}[ .-]{0,2}\d{4}(?:\s*(?:x|ext\.?|extension)\s*\d{1,6})?(?!\d)"),
        ("PHONE", r"(?<![\w.-])\d{3}[ .-]\d{4}(?![\d-])"),
        ("PHONE", r"\+\d(?:[ .()-]{0,2}\d){6,14}"),
        ("PHONE", rf"(?<!\w){_DIGIT}(?:[\s,-]{{1,3}}{_DIGIT}){{6,}}(?!\w)"),
        ("PHONE", r"(?<![\w.,/-])(?!(?:19|20)\d{2}[ ./-](?:(?:19|20)\d{2}|\d{1,2}[./-]\d{1,2})(?!\d)|\d{1,2}[.-]\d{1,2}[.-]\d{4}(?!\d)|\d{3}[ -]\d{2}[ -]\d{4}(?!\d))(?=\(?\d(?:[ .()-]{0,2}\d){7,13}(?![\w/]|[.,-]\d))\(?\d{2,5}\)?(?:[ .-]{1,2}\d{2,6}){1,5}"),
        ("ID", r"(?<!\w)[a-z]{2}\d{2}(?: ?[a-z0-9]{4}){2,7}(?: ?[a-z0-9]{1,3})?(?!\w)"),
        ("ID", r"(?<!\w)(?:\d{4}[ -]){3}\d{1,7}(?!\d)"),
        ("ID", r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.]*\w)"),
        ("ID", r"(?<![\w:])(?:[0-9a-f]{1,4}:{1,2}){3,7}[0-9a-f]{1,4}(?![\w:])"),
        ("ID", r"(?<!\w)(?:zip|post|postal)(?: ?code)?(?: is|:)?\s{1,2}\d[\w-]{2,}(?: \d{2,3}(?!\w))?"),
        ("ID", r"(?<!\d)\d{3}[ -]\d{2}[ -]\d{4}(?!\d)"),
        ("ID", r"(?<!\w)(?:mrn|ssn|member|policy|account|acct|case|claim|record|chart|license|licence|passport)(?: (?:number|no\.?|id))?[ :#-]{1,3}[a-z]{0,4}-?\d[\w-]{2,}"),
        ("ID", r"(?<![\w.,])[a-z]{0,4}-?\d{5,}(?:-\d+)?"),
        ("STREET", rf"(?<![\w.])(?:\d{{1,6}} )?\d{{1,6}}[a-z]?\s+(?:[nsew]\.?\s+|north |south |east |west )?(?:{_NO_ROAD}[\w'.-]+\s+){{1,3}}{_ROADS}(?!\w)\.?(?:,?\s*(?:apt|apartment|unit|suite|ste|#)\.?\s*[\w-]+)?"),
        ("STREET", r"(?<!\w)(?:liv(?:es|ed|ing) at|located at|address(?: is|:)?)\s{1,3}(?:\d{1,6}[a-z]?,? )?(?:[^\W\d][\w'.-]{0,30} ){1,4}\d{1,5}[a-z]?(?!\w)"),
        ("STREET", r"(?<!\w)(?:\d{1,6} )?(?:[^\W\d][\w'.-]{0,30} ){1,3}\d{1,5}[a-z]?,?\s{1,2}(?:apt|apartment|suite|ste)\.? ?#?\d{1,5}[a-z]?(?!\w)"),
        ("STREET", r"(?<!\w)(?:psc|unit|cmr) \d{1,5},? box \d{1,5}(?:\s(?:apo|fpo|dpo) [a-z]{2})?"),
        ("STREET", r"(?<!\w)(?:apt|apartment|suite|ste)\.? ?#?\d{1,5}[a-z]?(?!\w)"),
        ("STREET", r"(?<!\w)p\.?\s?o\.?\s?box\s+\d+"),
    )
)  # fmt: skip
"""Kind and expression, in no order: where matches overlap, all that any of them covers is taken."""

CONTACT: Final = frozenset({"URL", "MAIL", "PHONE", "ID", "STREET"})
"""The kinds that no draft may hold."""


def kinds(folded: str) -> frozenset[str]:
    """The kinds that occur in a folded text."""
    return frozenset(kind for kind, pattern in PATTERNS if pattern.search(folded))
