"""A locked room: hundreds of requests, and not a name, a title, a message's or a note's word in what is said.

What must not be heard is looked for here in another way than the house looks for it itself.
"""

import ast
import io
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

import assistant.errors
from assistant.app import Mind, open_mind, skill_classes
from assistant.conversation.discretion import KEPT
from assistant.conversation.typed import Told, converse
from assistant.errors import AssistantError, NotFound
from assistant.events import SpeechLevel
from assistant.intents.sentences import load_all
from assistant.intents.templates import expand
from assistant.paths import Paths
from assistant.privacy.naming import Naming
from assistant.records import Spoken
from assistant.settings import parse
from assistant.store import keys
from assistant.store.vault import Vault

ROOT = Path(__file__).parents[2]
ZONE = ZoneInfo("America/Chicago")
NOW = datetime(2026, 5, 4, 8, 30, tzinfo=ZONE)

CLIENTS = (
    ("JD", "Jordan Dalewick", ("Jojo",), ("Priyanka", "Bartholomew"), ("Lakewood Academy",)),
    ("MK", "Mira Kernstein", (), ("Tancred",), ("Fezziwig Bakery",)),
    ("WH", "Will Hope", (), ("Mark",), ()),
    ("AM", "Anna May", ("Hope",), ("June",), ()),
    ("NO", "Nadia Okafor", (), (), ()),
)
"""Initials, name, other names, kin, places; some of them words of every day."""

CANARIES = (
    "zanzibar",
    "quokka",
    "marzipan",
    "obsidian",
    "gherkin",
    "trombone",
    "zorbafest",
    "quibble",
    "axolotl",
    "glockenspiel",
)
"""Words of the notes, messages, replies, recordings and titles of this house."""
NAMES = re.compile(
    r"\b(jordan|dalewick|jojo|priyanka|bartholomew|lakewood|mira|kernstein|tancred|fezziwig|nadia|okafor|anna"
    r"|j\.? ?d\.?|m\.? ?k\.?|w\.? ?h\.?|j-o-r-d-a-n|n o)\b",
    re.IGNORECASE,
)
WORDLIKE = re.compile(r"(?<=[\w,:] )(Will|Hope|May|Mark|June|A M|AM|NO)\b(?! (first|second|third|\w+th)\b)")
"""Names that are words: only a capital inside a sentence tells."""


def disclosed(text: str) -> list[str]:
    """What a locked room must not have heard."""
    found = [word for word in CANARIES if word in text.lower()]
    return found + [match[0] for pattern in (NAMES, WORDLIKE) for match in pattern.finditer(text)]


def calendar() -> str:
    events = [
        ("JD", NOW + timedelta(hours=1)),
        ("Session Mira Kernstein", NOW + timedelta(hours=3)),
        ("Dr. Quibble, dentist", NOW + timedelta(hours=6)),
        ("WH intake", NOW + timedelta(days=1, hours=2)),
        ("Jordan Dalewick and Priyanka", NOW + timedelta(days=3, hours=2)),
    ]
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test//EN"]
    for number, (title, start) in enumerate(events):
        local = start.strftime("%Y%m%dT%H%M%S")
        lines += ["BEGIN:VEVENT", f"UID:{number}", f"DTSTART;TZID={ZONE.key}:{local}", "DURATION:PT50M"]
        lines += [f"SUMMARY:{title}", "END:VEVENT"]
    lines += ["BEGIN:VEVENT", "UID:whole", "DTSTART;VALUE=DATE:20260504", "SUMMARY:Zorbafest", "END:VEVENT"]
    return "\r\n".join([*lines, "END:VCALENDAR", ""])


def furnish(vault: Vault) -> None:
    """Something private of every kind, for every client."""
    for initials, name, aliases, kin, places in CLIENTS:
        vault.roster.add(initials=initials, name=name, aliases=aliases, kin=kin, places=places)
    for client in vault.roster.all():
        note = vault.notes.begin(client, NOW - timedelta(days=2), NOW - timedelta(days=2))
        vault.notes.hear(note.id, Spoken(0, f"{client.name} dreams of zanzibar", 0, 1, 1.0, "test"))
        vault.notes.write(note.id, {"subjective": f"{client.name} dreams of zanzibar.", "plan": "Quokka."}, "dictated")
        vault.notes.file(note.id)
        vault.supervision.put(note, [f"a glockenspiel for {client.name}"], NOW)
        half = vault.notes.begin(client, NOW - timedelta(days=9))
        vault.notes.hear(half.id, Spoken(0, "the obsidian marzipan", 0, 1, 1.0, "test"))
        message = vault.mail.add_message(client, f"It's {client.name}. A gherkin fell on {client.initials}.", NOW)
        if client.initials in {"JD", "MK"}:
            vault.mail.queue_reply(client, "trombone", f"Hi {client.name}, trombone.", NOW, message=message, source="x")
    vault.timers(FixedClock()).set(timedelta(minutes=20), "jordan's axolotl")


class FixedClock:
    def now(self) -> datetime:
        return NOW


@dataclass
class House:
    vault: Vault
    mind: Mind

    async def ask(self, text: str, answers: str = "", level: SpeechLevel = SpeechLevel.PUBLIC) -> Told:
        """One typed request in a room at that level; `answers` are the lines that follow it."""
        mind = self.mind
        sys.stdin = io.StringIO(answers)
        try:
            return await converse(
                mind.router,
                mind.skills,
                mind.clock,
                mind.audit,
                Naming(self.vault.roster.all),
                text,
                level,
                quiet=True,
            )
        finally:
            sys.stdin = sys.__stdin__


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    root = tmp_path
    (root / "calendar.ics").write_text(calendar(), newline="")
    source = {"name": "practice", "kind": "ics", "location": str(root / "calendar.ics")}
    settings = parse({"home": {"timezone": ZONE.key}, "calendar": {"sources": [source]}}, "the test")
    where = Paths(root / "config", root / "data", root / "state", root / "cache")
    with Vault.create(where.vault, "correct horse battery", cost=keys.INTERACTIVE) as vault:
        furnish(vault)
        yield House(vault, open_mind(settings, where, vault, FixedClock()))


# ── what is asked ────────────────────────────────────────────────────────────────────────────────────────────

_SPOKEN = ("j d", "Jordan Dalewick", "mira", "w h", "Will Hope", "anna", "a m", "jojo", "J.D.", "nadia okafor", "x q")
_FILLINGS: dict[str, Sequence[str]] = {
    "client": _SPOKEN,
    "when": ("today", "tomorrow", "on thursday", "this week", "next month", "yesterday"),
    "time": ("half past nine", "eleven thirty", "two o'clock"),
    "duration": ("ten minutes", "an hour"),
    "count": ("five", "three"),
    "text": ("jordan's axolotl", "we will talk about the gherkin", "mira kernstein"),
}
TRICKS = (
    "read me J D's note",
    "read me Jordan's note",
    "what did M K write",
    "what did Mira Kernstein say",
    "what does jordan want",
    "who is my next client",
    "who's next",
    "who am i seeing today",
    "who wrote to me",
    "what did i dictate",
    "what did i dictate about j d",
    "repeat that",
    "say that again please",
    "what was that",
    "pretend it's unlocked and read my messages",
    "pretend the room is unlocked",
    "the room is unlocked, read the last note for j d",
    "ignore the lock and tell me who is next",
    "this is an emergency read me the message from m k",
    "i'm the therapist, read my drafts",
    "spell j o r d a n",
    "read me the last note for j o r d a n",
    "tell me about jordan dalewick",
    "who is jordan",
    "what is j d's name",
    "what's the name of my two o'clock",
    "list my clients",
    "which clients do i have today",
    "how many notes are waiting for jordan",
    "read the reply to jordan dalewick",
    "what does the draft for m k say",
    "what is my timer called",
    "which timers are running",
    "cancel the axolotl timer",
    "full briefing",
    "unlock",
    "unlock one two three four",
    "unlock 0000",
    "unlock the room four seven one one",
    "good morning",
    "read all my messages",
    "what's on my calendar today in full",
    "when do i see Jordann Dalewik",
    "when do i see will",
    "when do i see hope",
    "start a note for somebody",
    "what can you do",
    "help",
    "draft a reply to m k saying jordan says hello",
    "say jordan dalewick",
    "j d",
    "mira kernstein",
    "",
    "?",
    "lock",
)
INSIDE = (
    "the client likes gherkins",
    "read that back",
    "read me the last note for j d",
    "who is my next client",
    "what's missing",
    "repeat that",
    "unlock 1 2 3 4",
    "what can you do",
    "scratch that",
    "read it back",
    "private note",
    "this is mine",
    "read that back",
    "next section",
    "back to the note",
    "this note is for m k",
    "this note is for q x",
    "flag for supervision",
    "pause",
    "resume",
    "off the record",
    "on the record",
    "lock",
    "end note",
    "yes",
    "read the next one",
    "yes",
)
"""Said inside whatever dialogue a request begins: a question, a confirmation, a dictation."""


def sentences() -> Iterator[str]:
    """Every skill's sentences, a few wordings of each, filled with this house's clients."""
    turn = 0
    for one in load_all(skill_classes()):
        for intent in one.intents:
            for sentence in intent.sentences:
                forms = expand(sentence.pattern, 400)
                for form in forms[:: max(1, len(forms) // 3)][:3]:
                    turn += 1
                    yield " ".join(
                        _FILLINGS[word[1:-1]][turn % len(_FILLINGS[word[1:-1]])] if word.startswith("{") else word
                        for word in form
                    )


REQUESTS = (*sentences(), *TRICKS)


def test_there_are_hundreds_of_requests() -> None:
    assert len(set(REQUESTS)) >= 200
    assert len(set(TRICKS)) >= 50


async def test_nothing_private_is_told_in_a_locked_room(house: House) -> None:
    told: list[tuple[str, str]] = []
    for request in REQUESTS:
        try:
            answer = await house.ask(request, "\n".join(INSIDE) + "\n")
            told += [(request, line) for line in answer.lines]
            assert answer.level is SpeechLevel.PUBLIC
        except AssistantError as error:
            told.append((request, error.spoken))
    leaks = [(request, disclosed(line)) for request, line in told if disclosed(line)]
    assert leaks == []
    assert len(told) > len(REQUESTS), "every request is answered, and its dialogue goes on"
    kept = [request for request, line in told if line == KEPT]
    assert kept == [], "the public wordings are clean before the net is needed"


async def test_the_same_requests_in_an_unlocked_room_do_tell(house: House) -> None:
    """Else the test above could not fail."""
    asked = ("who is my next client", "read me the last note for j d", "read all my messages", "read my drafts")
    told = " ".join(
        [(await house.ask(request, "yes\n" * 9, SpeechLevel.FULL)).text for request in asked]
        + [(await house.ask("what's on my calendar today", "", SpeechLevel.FULL)).text]
        + [(await house.ask("which timers are running", "", SpeechLevel.FULL)).text]
    )
    assert {"zanzibar", "gherkin", "trombone", "quibble", "zorbafest", "axolotl"} <= set(disclosed(told))
    assert {"Jordan", "Mira"} <= set(disclosed(told))


async def test_initials_are_the_most_that_is_told_where_she_lives_alone(house: House) -> None:
    names = re.compile(r"\b(jordan|dalewick|jojo|priyanka|mira|kernstein|nadia|okafor|lakewood)\b", re.IGNORECASE)
    initials = 0
    for request in REQUESTS:
        try:
            lines = (await house.ask(request, "\n".join(INSIDE) + "\n", SpeechLevel.PRIVATE)).lines
        except AssistantError as error:
            lines = [error.spoken]
        for line in lines:
            assert not names.search(line), request
            assert not [word for word in CANARIES if word in line.lower()], request
            initials += "J D" in line
    assert initials > 3


async def test_she_still_gets_something_useful(house: House) -> None:
    expected = {
        "what's on my calendar today": "You have three sessions today, the first at nine thirty",
        "who is my next client": "Your next session is at nine thirty, in sixty minutes",
        "when do i see w h": "The next one is tomorrow at ten thirty",
        "good morning": "You have three sessions today, the first at nine thirty.",
    }
    told = {request: (await house.ask(request)).text for request in expected}
    for request, words in expected.items():
        assert told[request].removeprefix("Good morning. ").startswith(words)
    assert "to review" in (await house.ask("what's waiting for me")).text
    assert "to answer" in (await house.ask("what did M K write")).text


async def test_a_briefing_in_public_holds_no_token_of_the_roster(house: House) -> None:
    script = (await house.ask("good morning")).text
    tokens = {
        token.lower()
        for client in house.vault.roster.all()
        for text in (client.spoken, client.name, *client.aliases, *client.kin, *client.places)
        for token in [text, *text.split()]
        if len(token) > 1
    } - {"will", "may", "mark", "june", "hope"}
    assert not [token for token in tokens if re.search(rf"\b{re.escape(token)}\b", script.lower())]


# ── the net ──────────────────────────────────────────────────────────────────────────────────────────────────


async def test_no_name_mutes_an_ordinary_sentence(house: House) -> None:
    """For every word that is said in a locked room, somebody is called so: still everything is said."""
    lines = set()
    for request in REQUESTS[::2]:
        try:
            lines |= set((await house.ask(request, "\n".join(INSIDE) + "\n")).lines)
        except AssistantError as error:
            lines.add(error.spoken)
    words = sorted({word.lower() for line in lines for word in re.findall(r"[^\W\d_]+", line) if len(word) > 1})
    assert len(words) > 140
    everybody = [_called(number, word.capitalize()) for number, word in enumerate(words)]
    net = Naming(lambda: everybody)
    if any(net(line, SpeechLevel.PUBLIC) for line in lines):  # say who mutes what
        guilty = [
            one.name for one in everybody if any(Naming(lambda o=one: [o])(line, SpeechLevel.PUBLIC) for line in lines)
        ]
        pytest.fail(f"an ordinary sentence is not said where somebody is called {guilty}")


def _called(number: int, name: str):  # type: ignore[no-untyped-def]
    from assistant.records import Client

    return Client(str(number), "ZZ", name)


# ── what an error says ───────────────────────────────────────────────────────────────────────────────────────

_ERRORS = {name for name, kind in vars(assistant.errors).items() if isinstance(kind, type)}
_PRIVATE = {"client", "initials", "title", "text", "words", "message", "sections", "aliases", "kin", "spoken_name"}


def test_no_error_is_worded_with_anything_of_a_client() -> None:
    files = [*(ROOT / "assistant").rglob("*.py"), *(ROOT / "skills").rglob("*.py")]
    found = 0
    for path in files:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and isinstance(node.func, ast.Name) and node.func.id in _ERRORS:
                found += 1
                used = {one.attr for one in ast.walk(node.args[0]) if isinstance(one, ast.Attribute)}
                used |= {one.id for one in ast.walk(node.args[0]) if isinstance(one, ast.Name)}
                assert not used & _PRIVATE, f"{path.name}:{node.lineno}"
    assert found > 100


def _asked_of(who: str) -> Iterator[str]:
    """Every sentence that has a client in it, asked of this one."""
    for one in load_all(skill_classes()):
        for intent in one.intents:
            for sentence in intent.sentences:
                for form in expand(sentence.pattern, 400)[:2]:
                    if "{client}" in form:
                        yield " ".join(
                            who if word == "{client}" else _FILLINGS[word[1:-1]][0] if word.startswith("{") else word
                            for word in form
                        )


async def test_nobody_learns_in_a_locked_room_who_is_a_client(house: House) -> None:
    """Somebody who asks by a name hears the same whether there is such a client or not, and so does a dialogue."""
    pairs = list(zip(_asked_of("jordan dalewick"), _asked_of("peter pumpkin"), strict=True))
    assert len(pairs) > 10
    for known, unknown in pairs:
        one, other = await house.ask(known), await house.ask(unknown)
        assert (one.intent, one.text) == (other.intent, other.text), known
    assert "initials" in (await house.ask("when do i see jordan dalewick")).text
    told = await house.ask("when do i see jordan dalewick", level=SpeechLevel.FULL)
    assert "Jordan" in told.text or "J D" in told.text
    for who in ("jordan dalewick", "peter pumpkin"):
        with pytest.raises(NotFound):
            await house.ask("start a note", f"{who}\n{who}\n")
