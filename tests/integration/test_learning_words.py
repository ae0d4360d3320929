"""The room's recogniser learns the words that she spells, and the clients who are added, while the house runs."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from assistant.app import Mind, note_formats, open_mind, phrasebook_of, sealed_mind, transcriber, voice, wake_engine
from assistant.audio.clips import ClipSource
from assistant.audio.timeline import TimelineSink
from assistant.conversation.clock import AudioClock, ReplayClock
from assistant.conversation.trace import Trace
from assistant.errors import ConfigurationError, DeviceLost, TryLater
from assistant.events import Expecting, Phrasebook, Transcript, Utterance
from assistant.paths import Paths
from assistant.ports import Transcriber
from assistant.records import Form
from assistant.room import Engines, Room
from assistant.sealed import NoTimers
from assistant.settings import Settings, parse
from assistant.store import keys
from assistant.store.vault import Vault
from tests.evenings import NOW, PASSPHRASE, LostSource, needs_voice, spoken

pytestmark = needs_voice
TIME = "hey jarvis, what time is it"
ZONE = ZoneInfo("America/Chicago")
SETTINGS: Settings = parse(
    {"home": {"timezone": str(ZONE)}, "stt": {"engine": "whisper", "model": "whisper-demo"}, "tts": {"engine": "none"}},
    "the test",
)


class Taught:
    """The demonstration's recogniser, and what it was taught."""

    def __init__(self, engine: Transcriber) -> None:
        self._engine = engine
        self.name, self.note = engine.name, engine.note
        self.hotwords: list[tuple[str, ...]] = []
        self.dictations: list[str] = []
        self.refuse = False

    def learn(self, phrases: Phrasebook) -> None:
        """Be ready for these."""
        self.hotwords.append(phrases.hotwords)
        self.dictations.append(phrases.dictation)
        if self.refuse:
            raise ConfigurationError("I could not learn the new commands; the earlier ones still work.")
        self._engine.learn(phrases)

    def transcribe(self, utterance: Utterance, expecting: Expecting) -> Transcript:
        """What was said."""
        return self._engine.transcribe(utterance, expecting)


class Replay:
    """An evening of requests about the time; `after` the n-th answer something happens to the vault."""

    def __init__(self, home: Path) -> None:
        self.where = Paths(home / "config", home / "data", home / "state", home / "cache")
        self.taught = Taught(transcriber(SETTINGS, self.where))
        self.events: list[str] = []
        self.codes: list[str] = []
        self.sources: list[ClipSource] = []
        """What is heard instead of requests about the time."""
        self.end_dictation: Callable[[], None] = lambda: None

    def play(
        self, vault: Vault, after: Mapping[int, Callable[[], Any]], requests: int, *, sealed: bool = False
    ) -> None:
        audio, trace = AudioClock(), Trace()
        clock = ReplayClock(ZONE, NOW, lambda: audio.seconds)

        def watch(event: str, _t: float, fields: Mapping[str, Any]) -> None:
            if event == "error":
                self.codes.append(fields["code"])
            if event == "reply":
                self.events.append(fields["text"])
                after.get(len(self.events), lambda: None)()

        trace.watch(watch)
        mind = self._mind(vault, clock, sealed=sealed)
        engines = Engines(wake_engine(SETTINGS), self.taught, voice(SETTINGS, self.where))
        timers = NoTimers() if sealed else vault.timers(clock)
        room = Room(SETTINGS, mind, engines, TimelineSink(audio), audio, trace, timers)
        self.end_dictation = room.end_dictation
        asyncio.run(room.converse(self.sources or [ClipSource(spoken(TIME)) for _ in range(requests)]))
        assert len(self.events) == requests, self.events

    def _mind(self, vault: Vault, clock: ReplayClock, *, sealed: bool) -> Mind:
        if sealed:
            return sealed_mind(SETTINGS, self.where, clock)
        return open_mind(SETTINGS, self.where, vault, clock, self.taught)


@pytest.fixture
def replay(tmp_path: Path) -> Replay:
    return Replay(tmp_path)


@pytest.fixture
def vault(replay: Replay) -> Any:
    with Vault.create(replay.where.vault, PASSPHRASE, cost=keys.INTERACTIVE) as made:
        made.roster.add("JD", "Jordan Dale")
        yield made


def test_it_learns_anew_after_a_turn_in_which_something_was_added_and_after_no_other(
    replay: Replay, vault: Vault
) -> None:
    vault.lexicon.add("Zoloft")
    changes = {2: lambda: vault.lexicon.add("Lamictal"), 4: lambda: vault.roster.add("MK", "Mira Kern")}
    replay.play(vault, changes, 5)
    assert replay.taught.hotwords == [
        ("J D", "Zoloft", "Jordan Dale"),
        ("J D", "Lamictal", "Jordan Dale", "Zoloft"),
        ("J D", "Lamictal", "Jordan Dale", "Zoloft", "M K", "Mira Kern"),
    ]
    assert replay.codes == []


def test_where_it_cannot_learn_or_look_it_goes_on_as_it_is(
    replay: Replay, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy() -> Sequence[str]:
        raise TryLater("Somebody else is writing; try again in a moment.")

    def refused() -> None:
        replay.taught.refuse = True
        vault.lexicon.add("Lamictal")

    changes: dict[int, Callable[[], Any]] = {
        1: refused,
        2: lambda: monkeypatch.setattr(vault.lexicon, "words", busy),
    }
    replay.play(vault, changes, 3)
    assert len(replay.taught.hotwords) == 2
    assert replay.codes == ["configuration"]


def test_a_sealed_house_learns_nobodys_words(replay: Replay, vault: Vault) -> None:
    vault.lexicon.add("Zoloft")
    replay.play(vault, {1: lambda: vault.lexicon.add("Lamictal")}, 2, sealed=True)
    assert replay.taught.hotwords == [()]


# ── the sections of the open note ────────────────────────────────────────────────────────────────────────────


def sounds(*lines: str) -> list[ClipSource]:
    return [ClipSource(spoken(line)) for line in lines]


@pytest.fixture
def grammars(vault: Vault, replay: Replay) -> tuple[str, str]:
    """Of a dictation: of any format, and of a SOAP note."""
    soap = note_formats(replay.where).forms["soap"]
    general, own = (phrasebook_of(SETTINGS, vault.roster, (), form).dictation for form in (None, soap))
    assert general != own
    return general, own


BEGIN, SLEEP = "hey jarvis, start a note for J D", "client reports poor sleep this week"


@pytest.mark.parametrize("sealed", [False, True], ids=["open", "sealed"])
@pytest.mark.parametrize("ends", ["she ends it", "it is put away"])
def test_in_a_note_only_its_own_sections_are_heard_and_after_it_those_of_every_format(
    replay: Replay, vault: Vault, grammars: tuple[str, str], ends: str, sealed: bool
) -> None:
    """The request after it is heard on the same worker, so everything was learnt by then."""
    general, own = grammars

    def put_away() -> None:
        replay.end_dictation()

    after = {1: put_away} if ends == "it is put away" else {}
    lines = [BEGIN, SLEEP, "end note", TIME] if ends == "she ends it" else [BEGIN, TIME]
    replay.sources = sounds(*lines)
    replay.play(vault, after, 3 if ends == "she ends it" else 2, sealed=sealed)
    if sealed:
        general, own = (phrasebook_of(SETTINGS, None, (), form).dictation for form in (None, _soap(replay)))
    assert replay.taught.dictations == [general, own, general]


def test_when_the_microphone_is_lost_in_a_note_the_next_one_hears_every_format_again(
    replay: Replay, vault: Vault, grammars: tuple[str, str]
) -> None:
    general, own = grammars
    replay.sources = [*sounds(BEGIN), LostSource(spoken(SLEEP))]
    with pytest.raises(DeviceLost):
        replay.play(vault, {}, 1)
    assert replay.taught.dictations[:2] == [general, own]
    replay.events, replay.sources = [], sounds(TIME)
    replay.play(vault, {}, 2)
    assert replay.taught.dictations[-1] == general


def test_a_format_that_cannot_be_learnt_keeps_nobody_from_dictating(replay: Replay, vault: Vault) -> None:
    replay.sources = sounds(TIME, BEGIN, SLEEP, "end note")

    def refuse() -> None:
        replay.taught.refuse = True

    replay.play(vault, {1: refuse}, 3)
    (note,) = vault.notes.list()
    assert "poor sleep" in vault.notes.get(note.id).sections["subjective"]
    assert set(replay.codes) == {"configuration"}


def _soap(replay: Replay) -> Form:
    return note_formats(replay.where).forms["soap"]
