"""What she answers to the editor's own questions: which place, or whether at all."""

import re

from assistant.api import saying

_MOST = 9
_HEARD_AS = {"to": 2, "too": 2, "for": 4, "won": 1}
_PLACES = {
    **{said: place for place in range(1, _MOST + 1) for said in (str(place), saying.number(place), saying.rank(place))},
    **_HEARD_AS,
}
_YES = frozenset(
    {"yes", "yes scratch", "yes scratch it", "yes scratch section", "yes scratch the section", "yes please"}
)
_THIS = frozenset({"yes", "yes please", "yeah", "yep", "yes change it", "yes change that", "yes replace it"})


def which(text: str, count: int) -> int | None:
    """The place that she named, counted from 0: "two", "the second one", "the last"; None where it is none of them."""
    words = _plain(text).removeprefix("number ").removeprefix("the ").removesuffix(" one")
    place = count if words == "last" else _PLACES.get(words, 0)
    return place - 1 if 1 <= place <= count else None


def agrees(text: str) -> bool:
    """Whether it is a plain yes to scratching."""
    return _plain(text) in _YES


def means_it(text: str) -> bool:
    """Whether it is a yes to the only place there is."""
    return _plain(text) in _THIS or which(text, 1) == 0


def is_answer(text: str) -> bool:
    """Whether it can be nothing else than an answer to one of these questions."""
    return (
        agrees(text) or means_it(text) or _plain(text) in ("no", "no thanks", "nope") or which(text, _MOST) is not None
    )


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))
