"""Answers to the assistant's own questions: yes or no, and which one. Pure."""

from collections.abc import Sequence

from assistant.events import Intent
from assistant.intents.numbers import cardinal, ordinal, whole
from assistant.intents.slots import Candidates, Resolved, client
from assistant.intents.words import normalize
from assistant.records import Client

_YES = (
    "yes", "yeah", "yep", "yup", "ya", "yes please", "please do", "please", "sure", "sure thing", "correct", "right",
    "that's right", "that's correct", "that's it", "that's the one", "that one", "exactly", "do it", "go ahead", "go for it",
    "okay", "ok", "of course", "absolutely", "definitely", "certainly", "affirmative", "uh huh", "mm hmm", "mhm", "fine",
    "sounds good", "sounds right", "perfect", "i did", "i do", "it is", "yes i did", "good", "great",
)  # fmt: skip
_NO = (
    "no", "nope", "nah", "no thanks", "no thank you", "not that", "not that one", "not really", "wrong", "that's wrong",
    "incorrect", "not now", "don't", "do not", "please don't", "negative", "i didn't", "i did not", "neither", "none",
    "none of them", "neither one", "it isn't", "it's not", "no way", "not yet", "uh uh", "nuh uh", "never mind", "nevermind",
)  # fmt: skip
_FILLERS = {"um", "uh", "er", "well", "oh", "hmm", "thanks", "thank", "you", "then", "now", "jarvis"}
_DENIALS = {"not", "no", "don't", "didn't", "isn't", "wrong", "but", "except", "wait"}
_LEADS = (
    "yes",
    "yeah",
    "i mean",
    "i meant",
    "i said",
    "it's",
    "it is",
    "the one with",
    "the client",
    "with",
    "for",
    "the",
)


def answer_yes_no(text: str) -> bool | None:
    """True for yes, False for no, None where it is neither or both.

    "No" with something after it is still no; "yes" with a denial after it is neither.
    """
    words = normalize(text).split()
    said = " ".join(words)
    if said in _YES:
        return True
    if said in _NO:
        return False
    words = [word for word in words if word not in _FILLERS]
    said = " ".join(words)
    if not words:
        return None
    if said in _NO or any(said.startswith(no + " ") for no in _NO):
        return None if any(word in ("yes", "yeah", "yep") for word in words) else False
    if said in _YES or any(said.startswith(yes + " ") for yes in _YES):
        rest = set(words[1:])
        return None if rest & _DENIALS and said not in _YES else True
    return None


def choose(text: str, choices: Sequence[Intent]) -> Intent | None:
    """The one that she means: by place ("the second one"), by client, or by yes where there is one; else None."""
    words = normalize(text).split()
    said = " ".join(word for word in words if word not in _FILLERS)
    if not said or not choices:
        return None
    by_client = _by_client(said, choices)
    if by_client is not None:
        return by_client
    answer = answer_yes_no(text)
    if answer is not None and said.split()[0] not in ("number", "right"):
        return choices[0] if answer and len(choices) == 1 else None
    return _by_place(said, choices)


def _by_client(said: str, choices: Sequence[Intent]) -> Intent | None:
    of_client = {one.id: choice for choice in choices if isinstance(one := choice.slots.get("client"), Client)}
    clients = [one for choice in choices if isinstance(one := choice.slots.get("client"), Client)]
    if not clients:
        return None
    for form in _without_leads(said):
        found = client(form, clients)
        if isinstance(found, Resolved) and isinstance(found.value, Client):
            return of_client[found.value.id]
        if isinstance(found, Candidates) and len(found.values) == 1 and len(clients) > 1:
            return of_client[found.values[0].id]
    return None


def _without_leads(said: str) -> list[str]:
    found = [said]
    for _ in range(3):
        lead = next((one for one in _LEADS if found[-1].startswith(one + " ")), None)
        if lead is None:
            break
        found.append(found[-1].removeprefix(lead + " "))
    return found


def _by_place(said: str, choices: Sequence[Intent]) -> Intent | None:
    words = said.removesuffix(" please").removeprefix("the ").removeprefix("number ").removesuffix(" one").split()
    if words in (["last"], ["latter"]):
        return choices[-1]
    if words == ["former"]:
        return choices[0]
    place = whole(ordinal(words, 0), words) or whole(cardinal(words, 0), words)
    return choices[place - 1] if place and place <= len(choices) else None
