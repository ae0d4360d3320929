"""Routing: exactly, by asking, or honestly not."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.errors import ConfigurationError, NotFound
from assistant.events import Intent, SpeechLevel
from assistant.intents.router import Router, answer_yes_no, as_json, choose
from assistant.intents.sentences import load, read
from assistant.records import Client

CHICAGO = ZoneInfo("America/Chicago")
JD = Client("1", "JD", "Jane Doe", ("Janie",))
JB = Client("2", "JB", "James Brown")
MK = Client("3", "MK", "Maria Keller")
AB = Client("4", "AB", "Anna Bell")
AK = Client("5", "AK", "Anna Kern")

DESK = """
language: en
intents:
  day:
    sentences: ["(what's|what is) on my (calendar|schedule) [{when}]", "what do i have {when}"]
    example: "what's on my calendar tomorrow"
  when:
    sentences: ["when do i see {client} [again] [{when}]"]
    example: "when do i see J D"
  next:
    sentences: ["(what's|what is) next"]
    example: "what's next"
  reply:
    sentences: ["draft a reply to {client}", "tell {client} [that] {text}"]
    example: "draft a reply to M K"
  note:
    sentences: ["start a [soap] note (for {client}|for my {time} [session])"]
    example: "start a note for J D"
"""


@dataclass
class Clients:
    clients: list[Client] = field(default_factory=lambda: [JD, JB, MK])

    def all(self) -> Sequence[Client]:
        return self.clients

    def by_initials(self, initials: str) -> Client:
        raise NotFound("I don't know that client.")


class FixedClock:
    def now(self) -> datetime:
        return datetime(2026, 11, 23, 17, 40, tzinfo=CHICAGO)


SETS = (read(DESK, "desk", "desk.yaml"), load("household", "skills.household"))


@pytest.fixture
def router() -> Router:
    return Router(SETS, Clients(), FixedClock())


@pytest.mark.parametrize(
    ("text", "intent", "slots"),
    [
        ("What time is it?", "household.time", {}),
        ("um, okay, can you please set a timer for ten minutes now, thanks", "household.timer", {"duration": 600.0}),
        ("Set a pasta timer for 10 minutes.", "household.timer", {"text": "pasta", "duration": 600.0}),
        ("set a ten-minute timer", "household.timer", {"duration": 600.0}),
        ("Volume 50%.", "household.volume", {"count": 50}),
        ("thank you", "household.goodbye", {}),
        ("What's on my calendar?", "desk.day", {}),
        ("whats on my schedule on Thursday please", "desk.day", {"when": {"start": "2026-11-26T00:00:00-06:00", "end": "2026-11-27T00:00:00-06:00"}}),
        ("When do I see J.D.?", "desk.when", {"client": "JD"}),
        ("when do i see jd", "desk.when", {"client": "JD"}),
        ("when do i see jay dee again", "desk.when", {"client": "JD"}),
        ("when do i see janie", "desk.when", {"client": "JD"}),
        ("when do i see Maria Keller", "desk.when", {"client": "MK"}),
        ("when do i see M K next week", "desk.when", {"client": "MK", "when": {"start": "2026-11-30T00:00:00-06:00", "end": "2026-12-07T00:00:00-06:00"}}),
        ("start a note for my two o'clock", "desk.note", {"time": "2026-11-23T14:00:00-06:00"}),
        ("tell M.K. that Thursday is fine, thanks", "desk.reply", {"client": "MK", "text": "thursday is fine thanks"}),
    ],
)  # fmt: skip
def test_a_sentence_is_understood_with_its_slots(router: Router, text: str, intent: str, slots: object) -> None:
    told = as_json(router.route(text), text)
    assert told == {"text": text, "intent": intent, "slots": slots, "score": 1.0, "reply": None}


def test_resolved_slots_are_values_and_not_words(router: Router) -> None:
    timer = router.route("set a timer for an hour and a half").intent
    assert timer is not None
    assert timer.slots == {"duration": timedelta(hours=1.5)}
    assert timer.text == "set a timer for an hour and a half"
    note = router.route("start a note for JD").intent
    assert note is not None
    assert note.slots == {"client": JD}


def test_initials_that_sound_alike_are_asked_about(router: Router) -> None:
    routing = router.route("when do i see j p")
    assert routing.intent is None
    assert [choice.slots["client"] for choice in routing.choices] == [JD, JB]
    assert routing.reply.at(SpeechLevel.PRIVATE) == "Which one, J D or J B?"
    assert choose("j b", routing.choices) is routing.choices[1]


def test_a_single_client_that_sounds_alike_is_confirmed(router: Router) -> None:
    routing = router.route("draft a reply to n k")
    assert [choice.slots["client"] for choice in routing.choices] == [MK]
    assert routing.reply.at(SpeechLevel.PRIVATE) == "Did you mean M K?"
    assert choose("yes", routing.choices) is routing.choices[0]


def test_a_name_that_two_clients_share_is_asked_about() -> None:
    routing = Router(SETS, Clients([AB, AK]), FixedClock()).route("when do i see anna")
    assert routing.intent is None
    assert routing.reply.at(SpeechLevel.PRIVATE) == "Which one, A B or A K?"


def test_a_misheard_name_is_asked_about(router: Router) -> None:
    routing = router.route("when do i see Mariah Kellar")
    assert [choice.slots["client"] for choice in routing.choices] == [MK]


def test_unknown_initials_are_said_to_be_unknown(router: Router) -> None:
    routing = router.route("when do i see Q Z")
    assert routing.intent is None
    assert routing.choices == ()
    assert routing.reply.at(SpeechLevel.PUBLIC) == "I don't know that client."
    assert "initials" in routing.reply.at(SpeechLevel.PRIVATE)


@pytest.mark.parametrize(
    "text",
    ["when do i see j p", "draft a reply to n k", "when do i see mariah", "wen do i sea j d", "when do i see q z"],
)
def test_no_client_is_named_to_a_public_room(router: Router, text: str) -> None:
    public = router.route(text).reply.public.lower()
    assert public
    for one in (JD, JB, MK):
        assert one.spoken.lower() not in public
        assert one.name.split()[0].lower() not in public


def test_a_near_miss_is_asked_about_and_keeps_its_slot(router: Router) -> None:
    routing = router.route("whats on my calender tomorrow")
    assert routing.intent is None
    assert len(routing.choices) == 1
    assert routing.choices[0].name == "desk.day"
    assert routing.choices[0].score < 1
    assert routing.choices[0].slots["when"].said == "tomorrow"  # type: ignore[union-attr]
    assert routing.reply.public == "Did you mean: what's on my calendar tomorrow?"


@pytest.mark.parametrize("text", ["don't cancel the timer", "do not set a timer for ten minutes", "never stop talking"])
def test_a_denial_is_never_taken_for_the_sentence_that_it_denies(router: Router, text: str) -> None:
    routing = router.route(text)
    assert routing.intent is None
    assert routing.choices == ()


@pytest.mark.parametrize(
    "text",
    [
        "she reported low mood and poor sleep over the past week", "what's the weather like in new york", "seven of clubs",
        "add apples to my shopping list", "you better talk", "tell me a joke", "is the front door locked",
        "cheddar block", "…", "what's", "set a timer", "the", "set a timer for",
    ],
)  # fmt: skip
def test_what_is_not_a_sentence_is_neither_done_nor_guessed(router: Router, text: str) -> None:
    routing = router.route(text)
    assert routing.intent is None
    assert routing.choices == ()
    assert routing.reply.public.startswith("I did")


@pytest.mark.parametrize("text", ["", "   ", "...", "?!", "\n"])
def test_nothing_heard_is_said_to_be_nothing(router: Router, text: str) -> None:
    assert router.route(text).reply.public == "I didn't hear anything."


def test_in_any_state_only_the_always_sentences_are_understood_and_only_exactly(router: Router) -> None:
    stop = router.route("Stop.", only_always=True).intent
    assert stop is not None
    assert stop.name == "household.stop"
    for text in (
        "set a timer for ten minutes",
        "stopp",
        "what's next",
        "client wants to stop the medication",
        "and then stop",
        "time",
        "help me",
        "enough",
        "no cancel",
        "so help",
    ):
        routing = router.route(text, only_always=True)
        assert routing.intent is None
        assert routing.choices == ()


def test_a_client_who_was_just_added_is_known_at_once() -> None:
    clients = Clients([JD])
    router = Router(SETS, clients, FixedClock())
    assert router.route("draft a reply to m k").intent is None
    clients.clients.append(MK)
    assert router.route("draft a reply to m k").intent is not None


def test_the_wake_phrase_may_still_be_there() -> None:
    router = Router(SETS, Clients(), FixedClock(), wakes=["hey jarvis"])
    told = router.route("Hey, Travis, what's next?").intent
    assert told is not None
    assert told.name == "desk.next"


@settings(max_examples=60, deadline=None)
@given(
    st.one_of(
        st.text(max_size=60),
        st.lists(
            st.sampled_from(
                ["when", "do", "i", "see", "j", "d", "a", "note", "for", "my", "set", "timer", "{x}", "[", "<"]
            ),
            max_size=9,
        ).map(" ".join),
    )
)
def test_nothing_that_is_heard_breaks_it(text: str) -> None:
    routing = Router(SETS, Clients(), FixedClock()).route(text)
    assert routing.intent is not None or routing.reply.public


# ── answers ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Yes.", True), ("yeah, sure", True), ("Yep!", True), ("uh, yes please", True), ("That's right.", True),
        ("go ahead", True), ("Okay, thanks.", True), ("yes file it", True), ("correct", True), ("mm-hmm", True),
        ("No.", False), ("nope", False), ("no thank you", False), ("No, the other one.", False), ("not now", False),
        ("don't", False), ("that's wrong", False), ("Nah.", False), ("not really", False),
        ("", None), ("maybe", None), ("what", None), ("yes no", None), ("no yes", None), ("yes but not the last part", None),
        ("the patient said yes", None), ("I don't know", None), ("notes", None), ("yesterday", None), ("um", None),
    ],
)  # fmt: skip
def test_yes_and_no_are_told_apart(text: str, meant: bool | None) -> None:
    assert answer_yes_no(text) is meant


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("J D", 0), ("J.B.", 1), ("jay bee", 1), ("the second one", 1), ("number two", 1), ("First.", 0), ("the last one", 1),
        ("Jane Doe", 0), ("I meant J B", 1), ("yes, J D", 0), ("two", 1), ("um the first one please", 0),
        ("no", None), ("yes", None), ("neither", None), ("", None), ("third", None), ("Q Z", None), ("the weather", None),
    ],
)  # fmt: skip
def test_one_of_several_is_chosen(text: str, place: int | None) -> None:
    choices = (Intent("desk.when", {"client": JD}), Intent("desk.when", {"client": JB}))
    assert choose(text, choices) is (None if place is None else choices[place])


# ── broken files ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "body",
    [
        "", "language: en", "intents: [", "- a", "language: de\nintents: {a: {sentences: [x], example: x}}",
        "language: en\nintents: {}", "language: en\nintents: {a: }", "language: en\nintents: {a: {sentences: [x]}}",
        "language: en\nintents: {a: {sentences: x, example: x}}", "language: en\nintents: {a: {sentences: ['a (b'], example: x}}",
        "language: en\nintents: {a: {sentences: ['[a]'], example: x}}", "language: en\nintents: {a: {sentences: ['{when}'], example: x}}",
        "language: en\nintents: {a: {sentences: ['go {place}'], example: x}}", "language: en\nintents: {a: {sentences: ['go <x>'], example: x}}",
        "language: en\nintents: {a: {sentences: ['{text} or {text}'], example: x}}", "language: en\nintents: {a: {sentences: [3], example: x}}",
        "language: en\nintents: {a-b: {sentences: [x], example: x}}", "language: en\nintents: {a: {sentences: [x], example: x, alway: true}}",
        "language: en\nintents: {a: {sentences: ['go {when'], example: x}}", "language: en\nintents: {a: {sentences: [x], example: x}}\ndictation: stop",
    ],
)  # fmt: skip
def test_a_broken_file_of_sentences_is_named(body: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        read(body, "desk", "skills/desk/sentences.en.yaml")
    assert caught.value.fix.startswith("skills/desk/sentences.en.yaml: ")


def test_a_skill_without_sentences_is_named() -> None:
    with pytest.raises(ConfigurationError, match="sentences") as caught:
        load("nothing", "skills.nothing")
    assert "skills/nothing/sentences.en.yaml" in caught.value.fix
