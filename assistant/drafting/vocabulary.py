"""Words as the check of a draft compares them: stems, paraphrases, opposites. Pure.

The lists are short on purpose. What is not in them must be in her words, so a missing entry costs her a look at a true
sentence; a wrong one could let a false sentence through.
"""

import re

_IRREGULAR = {
    form: base
    for entry in """
    be is am are was were been being · have has had having · do does did done doing · go goes went gone going
    sleep slept · feel felt · say said · tell told · keep kept · lose lost · meet met · get got gotten · make made
    take took taken · give gave given · come came · see saw seen · eat ate eaten · drink drank drunk · begin began begun
    write wrote written · speak spoke spoken · think thought · bring brought · buy bought · teach taught · catch caught
    fall fell fallen · find found · hear heard · hold held · know knew known · pay paid · run ran · sit sat · spend spent
    stand stood · wake woke woken · wear wore worn · win won · build built · break broke broken · choose chose chosen
    drive drove driven · forget forgot forgotten · grow grew grown · become became · understand understood · send sent
    rise rose risen · child children · foot feet · fight fought · life lives · wife wives · lie lay lying · leave leaving · note noted noting
    """.replace("\n", " · ").split("·")
    for base, *forms in [entry.split() or [""]]
    for form in forms
}

_AS_IS = frozenset({"weekly", "monthly", "nightly", "daily", "evening", "nothing", "hardly", "during", "note", "mine"})
"""Whose ending is no ending, or tells too much to be taken off."""

_SAME = """
father dad daddy · mother mom mum mommy · grandmother grandma · grandfather grandpa · child kid · husband hubby
client patient pt · therapist clinician counselor provider writer · job work employment · medication meds medicine med
milligram mg · kilogram kg · minute min · hour hr · percent % · poor bad poorly · anxiety anxious · okay ok fine alright
decrease reduce lower decline lessen · increase raise higher · improve improvement better · worsen worse · slight slightly
difficulty difficult hard trouble struggle · discuss talk speak discussion conversation · practise practice
recommend suggest recommendation suggestion · assignment homework · start begin · stop quit cease · finish complete
attend come · argue argument fight · frequently often · usually mostly · need require · help assist · sad sadness
afraid scared fearful fear frightened · angry anger · tired fatigue exhausted · continue keep still remain ongoing
plan intend · try attempt · want wish · maybe perhaps possibly may might could possible · whether if · buy purchase
appointment visit · tearful cry teary · affect affective · also too additionally · like enjoy · consider consideration
"""
"""Words that say the same, apart by a dot; the first stands for all."""

_PHRASES = tuple(
    (re.compile(rf"\b(?:{pattern})\b"), into)
    for pattern, into in (
        (r"twice", "two times"),
        (r"thrice", "three times"),
        (r"(?:every|each|per|once (?:a|per|each|every)) day|(?<=times )a day", "daily"),
        (r"(?:every|each|per|once (?:a|per|each|every)) night|(?<=times )a night", "nightly"),
        (r"(?:every|each|per|once (?:a|per|each|every)) week|(?<=times )a week", "weekly"),
        (r"(?:every|each|per|once (?:a|per|each|every)) month|(?<=times )a month", "monthly"),
        (r"a bit|a little|somewhat|kind of|sort of", "slightly"),
        (r"a lot of|lots of", "much"),
        (r"(?:went|gone|going|go|goes) over", "review"),
        (r"due to|because of|on account of", "because"),
        (r"no one", "nobody"),
    )
)
"""Phrases that say the same, put alike before anything is compared."""


def phrased(folded: str) -> str:
    """Folded text with phrases that say the same put alike."""
    for pattern, into in _PHRASES:
        folded = pattern.sub(into, folded)
    return folded


def stem(word: str) -> str:
    """What a folded word is compared by."""
    bare = _bare(word)
    return _CANON.get(bare, bare)


def _bare(word: str) -> str:
    word = _IRREGULAR.get(word, word)
    if word in _AS_IS:
        return word
    for ending, put, shortest in _ENDINGS:
        if word.endswith(ending) and len(word) >= shortest and not word.endswith("eed"):
            return _singled(word[: -len(ending)] + put)
    if len(word) > 3 and word[-1] == "s" and word[-2] not in "sui":
        word = word[:-2] if word.endswith(("ches", "shes", "sses", "xes")) else word[:-1]
    return word[:-1] if len(word) > 3 and word.endswith("e") else word


def _singled(word: str) -> str:
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "lsze":
        return word[:-1]
    return word[:-1] if len(word) > 3 and word.endswith("e") else word


_ENDINGS = (
    ("ies", "y", 5), ("ied", "y", 5), ("iness", "y", 7), ("ness", "", 7), ("ment", "", 8), ("ing", "", 6), ("ed", "", 5),
    ("ly", "", 6),
)  # fmt: skip
"""What is taken off, what is put, and from what length of the word on."""

_CANON: dict[str, str] = {}
for _group in _SAME.replace("\n", " · ").split("·"):
    _CANON.update({_bare(word): _group.split()[0] for word in _group.split()})


def _stems(words: str) -> frozenset[str]:
    return frozenset(stem(word) for word in words.split())


FRAME = _stems(
    """
    a an the this that these those there here it its itself and or as at by for from in into of on onto to with about
    regarding concerning than then so such be have do will  s m re ve d ll st nd rd th
    report state say tell describe note express share mention indicate explain endorse feel experience
    what which who whom whose when where how while during
    client she he they her him his hers their them theirs herself himself themselves i me my mine myself we us our ours
    you your therapist identify deny
    """
)
"""Stems that carry no claim of their own; who is meant, and what is denied, is looked at apart."""

NEGATIONS = _stems(
    """
    no not never none neither nor without cannot deny absent negative lack nobody nothing nowhere
    dont doesnt didnt isnt wasnt wont cant couldnt wouldnt shouldnt hasnt havent hadnt arent werent aint mustnt
    """
)

LIMITS = _stems(
    """
    maybe probably sometimes occasionally rarely almost nearly only hardly unlikely likely would should
    stop refuse avoid try want hope consider think plan pretend threaten fail unable used
    mild moderate severe slightly intermittent history
    """
)
"""Stems that change what follows; where it is kept, so must they be."""

KIN = _stems(
    """
    father mother parent brother sister sibling son daughter child husband wife spouse partner boyfriend girlfriend
    fiance grandmother grandfather aunt uncle cousin niece nephew friend boss supervisor manager coworker colleague
    roommate neighbor teacher doctor nurse psychiatrist ex stepmother stepfather stepson stepdaughter baby
    family
    """
)

OPPOSITES = tuple(
    _stems(pair)
    for pair in (
        "left right", "upper decrease", "increase decrease", "improve worsen", "before after", "morning evening", "start stop",
        "more less", "high low", "always never", "first last", "last next", "positive negative", "acute chronic", "good poor",
        "mild severe", "day night",
    )
)  # fmt: skip
