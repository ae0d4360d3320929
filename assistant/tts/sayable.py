"""From text as it is written to text as it is said: what a synthesiser is given. Pure.

Every engine calls `sayable` on what it is to speak. What comes out is words, apostrophes and the punctuation of
pauses: no digits, markup, phonemes in brackets, tags, emoji or control characters.
"""

import re
import unicodedata
from collections.abc import Callable
from re import Match

from assistant.numerals import cardinal, digits, ordinal, year

_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_MONTH = "|".join([*_MONTHS, *(rf"{name[:3]}\b\.?" for name in _MONTHS), r"Sept\b\.?"])
_SPOKEN = {
    "dr.": "Doctor",
    "mr.": "Mister",
    "mrs.": "Missis",
    "ms.": "Miz",
    "e.g.": "for example",
    "i.e.": "that is",
    "etc.": "et cetera",
    "vs.": "versus",
    "approx.": "approximately",
    "appt.": "appointment",
    "mins": "minutes",
    "min.": "minutes",
    "hrs": "hours",
    "mg": "milligrams",
    "ml": "milliliters",
    "ok": "okay",
    "w/": "with",
}
"""Lower case → as it is said."""

_READ_AS_WORDS = frozenset(["SOAP", "DAP", "BIRP", "PIN", "NOT", "AND", "THE", "YES", "STOP", "FULL", "NEW"])
"""In capitals, yet not spelled out."""

_LONGEST = 300
"""Characters of a sentence beyond which it is cut at a comma or a space."""

_LETTER_A = "eigh"
"""The letter A as espeak-ng and the voices made with it say it; a lone "A" they read as the article."""


def sayable(text: str) -> str:
    """The words to be synthesised; empty where the text holds none.

    "Nine with JD at 2:30 pm" → "Nine with J D at two thirty P M".
    """
    text = _plain(text)
    text = _words(text)
    text = _dates(text)
    text = _times(text)
    text = _numbers(text)
    text = _letters(text)
    text = re.sub(r"[^\w\s.,;:?!'-]|_", " ", text)
    text = re.sub(r"(?<!\w)['-]+|['-]+(?!\w)", " ", text)
    text = re.sub(r"([.,;:?!])(?:\s*[.,;:])+", r"\1", text)
    text = re.sub(r"\s+([.,;:?!])", r"\1", text)
    text = re.sub(r"\s+", " ", text).strip().lstrip(".,;:?! ")
    return text if any(char.isalnum() for char in text) else ""


def sentences(text: str) -> list[str]:
    """The text cut where a speaker pauses for breath: at ends of sentences and lines; pieces with words only."""
    pieces: list[str] = []
    for line in re.split(r"[\r\n\u2028\u2029]+", text):
        start = 0
        for end in re.finditer(r"(?<![.!?…])[.!?…]+[\"'”’)\]]*\s+", line):
            if _ends(line[start : end.end()].strip(), line[end.end() :]):
                pieces.append(line[start : end.end()].strip())
                start = end.end()
        pieces.append(line[start:].strip())
    return [part for piece in pieces for part in _cut(piece) if sayable(part)]


def _ends(before: str, after: str) -> bool:
    """Whether a sentence ends between the two, or only an abbreviation does."""
    last = before.rsplit(maxsplit=1)[-1].lower()
    if re.fullmatch(r"[ap]\.m\.", last):
        return bool(re.match(r"[A-Z][a-z]", after))
    return not (last in _SPOKEN or re.fullmatch(rf"(\w\.)+|(?i:{_MONTH})\.?", last))


def _cut(piece: str) -> list[str]:
    parts = []
    while len(piece) > _LONGEST:
        at = max(piece.rfind(mark, 0, _LONGEST) for mark in (", ", "; ", ": "))
        at = at + 1 if at > 0 else piece.rfind(" ", 0, _LONGEST)
        at = at if at > 0 else _LONGEST
        parts.append(piece[:at].strip())
        piece = piece[at:].strip()
    return [*parts, piece]


# ── one kind of thing after another ──────────────────────────────────────────────────────────────────────────


def _plain(text: str) -> str:
    """Without markup, and in plain characters."""
    text = unicodedata.normalize("NFKC", re.sub(r"\x1b\[[\d;]*[A-Za-z]", " ", text))
    text = re.sub(r"[^\S\r\n]+", " ", text)
    text = re.sub(r"\s*[\r\n]\s*", "\n", text)
    text = "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in text)
    text = re.sub("[\u00ad\u200b-\u200f]", "", text.translate(str.maketrans("’‘“”", "''\"\"")))
    text = re.sub(r"\[\[[^\[\]]*\]\]", " ", text)
    text = re.sub(r"!?\[([^\[\]]*)\]\([^()\s]*\)", r"\1", text)
    text = re.sub(r"\bhttps?://\S+|\bwww\.\S+", "a link", text)
    text = re.sub(r"</?[A-Za-z][^<>]{0,200}>", " ", text)
    text = re.sub(r"(?m)^\s*(?:[-*•]|#+|>|\d+[.)])\s+", "", text)
    text = re.sub(r"(?<=[\dmM]) ?[-–] ?(?=\d{1,2}(?::\d\d| ?[AaPp]\.?[Mm]\b))", " to ", text)
    text = re.sub(r" ?[—–] ?(?=\D)| -+ ", ", ", text).replace("–", "-")
    text = text.replace("…", ". ")
    return "".join(" " if unicodedata.category(char)[0] == "C" else char for char in text)


def _words(text: str) -> str:
    """Abbreviations and signs as words."""
    known = sorted(_SPOKEN, key=len, reverse=True)
    pattern = "|".join(re.escape(word) + ("" if word[-1] in "./" else r"\b") for word in known)
    text = re.sub(
        rf"(?i)(?<![\w.])(?:{pattern})(?=(\s+[A-Z][a-z])?)",
        lambda match: _SPOKEN[match[0].lower()],
        text,
    )
    text = re.sub(r"\$\s?(\d+(?:,\d{3})*)(?:\.(\d\d))?\b", _dollars, text)
    for sign, word in {"&": "and", "%": "percent", "+": "plus", "=": "equals", "@": "at", "°": "degrees"}.items():
        text = text.replace(sign, f" {word} ")
    return text


def _dollars(match: Match[str]) -> str:
    whole, cents = int(match[1].replace(",", "")), int(match[2] or 0)
    said = [f"{cardinal(whole)} dollar{'' if whole == 1 else 's'}"] if whole or not cents else []
    if cents:
        said.append(f"{cardinal(cents)} cent{'' if cents == 1 else 's'}")
    return " and ".join(said)


def _dates(text: str) -> str:
    """ "2026-11-23", "11/23/2026", "Nov. 23, 2026", "23 November" as they are said."""
    text = re.sub(r"\b(\d{4})-(\d\d)-(\d\d)\b", lambda m: _date(m, int(m[2]), int(m[3]), m[1]), text)
    text = re.sub(r"\b(\d\d?)/(\d\d?)/(\d{4})\b", lambda m: _date(m, int(m[1]), int(m[2]), m[3]), text)
    text = re.sub(
        rf"\b({_MONTH})\s+(\d\d?)(?:st|nd|rd|th)?\b(?![:.]\d)(?:,?\s+(\d{{4}})\b)?",
        lambda m: _date(m, _month(m[1]), int(m[2]), m[3]),
        text,
    )
    return re.sub(
        rf"\b(\d\d?)(?:st|nd|rd|th)?\s+({'|'.join(_MONTHS)})\b(?:,?\s+(\d{{4}})\b)?",
        lambda m: _date(m, _month(m[2]), int(m[1]), m[3]),
        text,
    )


def _month(name: str) -> int:
    return next(number for number, month in enumerate(_MONTHS, 1) if month.startswith(name[:3]))


def _date(match: Match[str], month: int, day: int, written_year: str | None) -> str:
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return match[0]
    return f"{_MONTHS[month - 1]} {ordinal(day)}" + (f" {year(int(written_year))}" if written_year else "")


def _times(text: str) -> str:
    """ "2:30 pm", "14:05", "9 a.m." as they are said."""
    half = r"\s*([AaPp])\.?\s?[Mm]\b(?:\.(?=\s+[^A-Z]|[,;:?!]))?"
    text = re.sub(rf"\b(\d\d?)(?::(\d\d))?{half}", lambda m: _clock(m, m[1], m[2], m[3]), text)
    text = re.sub(r"(?<![\d:])(\d\d?):(\d\d)(?![\d:])", lambda m: _clock(m, m[1], m[2], None), text)
    return re.sub(r"\b([ap])\.m\.", lambda m: f"{m[1].upper()} M", text)


def _clock(match: Match[str], hour_text: str, minute_text: str | None, half: str | None) -> str:
    hour, minute = int(hour_text), int(minute_text or 0)
    if hour > (12 if half else 23) or minute > 59:
        return match[0]
    if not half and (hour == 0 or hour > 12):
        half = "A" if hour < 12 else "P"
    said = cardinal(hour % 12 or 12)
    if minute:
        said += f" {'oh ' if minute < 10 else ''}{cardinal(minute)}"
    elif not half:
        said += " o'clock"
    return said + (f" {half.upper()} M" if half else "")


def _numbers(text: str) -> str:
    """Whatever digits are left."""
    rules: tuple[tuple[str, Callable[[Match[str]], str]], ...] = (
        (r"\b(\d{1,3}(?:,\d{3})+)\b", lambda m: m[1].replace(",", "")),
        (r"\b(\d{1,2})\s?-\s?(\d{1,2})\b", lambda m: f"{m[1]} to {m[2]}"),
        (r"\b(\d+)(?:st|nd|rd|th)\b", lambda m: ordinal(int(m[1])) if len(m[1]) < 13 else digits(m[1])),
        (r"(\d+)\.(\d+)", lambda m: f"{_number(m[1])} point {digits(m[2])}"),
        (r"\b(\d{1,3})/(\d{1,3})\b", lambda m: f"{m[1]} out of {m[2]}"),
        (r"(?<![\w.])-(?=\d)", lambda _: "minus "),
        (r"[0-9]+", lambda m: f" {_number(m[0])} "),
    )
    for pattern, say in rules:
        text = re.sub(pattern, say, text)
    return text


def _number(written: str) -> str:
    if len(written) > 6 or (len(written) > 1 and written[0] == "0"):
        return digits(written)
    number = int(written)
    return year(number) if len(written) == 4 and 1900 <= number <= 2099 else cardinal(number)


def _letters(text: str) -> str:
    """Initials and abbreviations in capitals as letters, apart: "JD", "J.D." and "J D" alike."""
    text = re.sub(
        r"\b[A-Z]\.(?:\s?[A-Z]\.)+(?!\w)|\b[A-Z]\.\s?[A-Z]\b", lambda m: " ".join(re.findall("[A-Z]", m[0])), text
    )
    text = re.sub(r"\b[A-Z]{2,}\b", lambda m: _capitals(m[0]), text)
    letter = r"(?<![\w'])A(?![\w'])"
    text = re.sub(rf"(?<=\b[A-Z] )\s*{letter}|{letter}(?=\s+[A-Z]\b)", _LETTER_A, text)
    return re.sub(rf"{letter}(?!\s+[a-z])", _LETTER_A, text)


def _capitals(word: str) -> str:
    if word in _READ_AS_WORDS or len(word) > 5:
        return word.lower()
    return " ".join(word)
