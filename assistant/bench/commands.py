"""How the commands of a dictation are heard: each wording spoken, clean and in noise, through each engine; and what else
becomes one: prose, people's talk, noise.

None of the voices here had a part in choosing the bars of `assistant.stt.deciding`; of the people, every second speaker.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from assistant.audio.wavfile import to_float, to_int16
from assistant.bench import sounds
from assistant.bench.prose import PROSE
from assistant.bench.words import normalise
from assistant.errors import NotFound
from assistant.events import Expecting, Phrasebook, Transcript, Utterance
from assistant.intents.sentences import SentenceSet
from assistant.intents.templates import expand
from assistant.ports import Transcriber
from assistant.records import Form
from assistant.stt.sphinx import SHORT, Sentence, SphinxTranscriber
from assistant.stt.weighing import CERTAIN

VOICES = ("flite slt", "espeak-ng en-us+linda")

SNR_DB = 10.0

KINDS = ("read", "dictation", "negative", "commands")
"""The folders of clips in which people talk."""

LONGEST = 4.0
"""A longer utterance is never taken for a command, s."""

TALK = "therapy talk"
"""The group of what is said and is no command."""

Orders = Callable[[str], str]
"""Text → what it orders, alike for all wordings of one order; empty: nothing."""


@dataclass(frozen=True, slots=True)
class Hearing:
    """One utterance through one engine."""

    engine: str
    group: str
    """The wording with its slots open, where it is a command; else what kind of sound it is."""
    spoken: str
    """Empty where nobody knows."""
    voice: str
    noisy: bool
    heard: str
    right: bool
    """Whether it was taken for the order that it is."""
    order: bool
    """Whether it was taken for any order."""

    @property
    def command(self) -> bool:
        """Whether a command was spoken for the measure."""
        return bool(self.voice) and self.group != TALK


class Grammar:
    """PocketSphinx's closed grammar at its own bar, and nothing where it is below; heard once for all who ask."""

    name = note = "the closed grammar of PocketSphinx"

    def __init__(self, sphinx: SphinxTranscriber) -> None:
        self._sphinx = sphinx
        self._last: tuple[Utterance, Sentence | None] | None = None

    def learn(self, phrases: Phrasebook) -> None:
        """Be ready for these."""
        self._sphinx.learn(phrases)

    def accepts(self, expecting: Expecting, words: Sequence[str]) -> bool:
        """Whether these words are one of its sentences."""
        return self._sphinx.accepts(expecting, words)

    def sentence(self, utterance: Utterance, expecting: Expecting) -> Sentence | None:
        """The sentence that fits best."""
        if self._last is None or self._last[0] is not utterance:
            self._last = utterance, self._sphinx.sentence(utterance, expecting)
        return self._last[1]

    def transcribe(self, utterance: Utterance, expecting: Expecting) -> Transcript:
        """The sentence, where it weighs enough."""
        found = self.sentence(utterance, expecting) if utterance.seconds < SHORT else None
        return found.transcript if found is not None and found.weight >= CERTAIN else Transcript("", "sphinx:dictation")


class Remembering:
    """The same engine for several who ask about the same utterance of a dictation: it is heard once."""

    def __init__(self, engine: Transcriber) -> None:
        self._engine = engine
        self._last: tuple[Utterance, Transcript] | None = None
        self.name, self.note = engine.name, engine.note

    def learn(self, phrases: Phrasebook) -> None:
        """Be ready for these."""
        self._engine.learn(phrases)

    def transcribe(self, utterance: Utterance, expecting: Expecting) -> Transcript:
        """What was said."""
        if self._last is None or self._last[0] is not utterance:
            self._last = utterance, self._engine.transcribe(utterance, expecting)
        return self._last[1]


def wordings(sets: Sequence[SentenceSet], fillings: Mapping[str, Sequence[str]]) -> list[tuple[str, list[str]]]:
    """Every wording of every command with its slots open, each with the ways in which it is spoken here.

    A slot takes its fillings in turn, one for each way: as many ways as the slot of a lone "{section}" has fillings, else
    one for each voice.
    """
    found: dict[str, list[str]] = {}
    for template in (one for each in sets for one in each.dictation):
        for words in expand(template.pattern):
            slots = [word.strip("{}") for word in words if word.startswith("{")]
            if any(not fillings.get(slot) for slot in slots):
                continue
            ways = max((len(fillings[slot]) for slot in slots), default=1) if len(words) == len(slots) else len(VOICES)
            turn = len(found)
            found[" ".join(words)] = [
                " ".join(_filled(word, fillings, turn + way) for word in words) for way in range(ways if slots else 1)
            ]
    return sorted(found.items())


def spoken(
    engines: Mapping[str, Transcriber],
    said: Sequence[tuple[str, list[str]]],
    orders: Orders,
    noise: sounds.Sound,
    voices: Sequence[str] = VOICES,
) -> Iterator[Hearing]:
    """Each wording in each voice, clean and in noise. Raises `EngineMissing` without the voices."""
    for number, voice in enumerate(voices):
        for group, ways in said:
            for text in ways if len(ways) > len(voices) else [ways[number % len(ways)]]:
                for behind in (None, noise):
                    yield from _spoken(engines, group, text, voice, orders, behind)


def prose(
    engines: Mapping[str, Transcriber], orders: Orders, noise: sounds.Sound, voices: Sequence[str] = VOICES
) -> Iterator[Hearing]:
    """Short pieces of therapy talk, full of the commands' words, in a voice each: half of them in noise."""
    for place, text in enumerate(PROSE):
        voice = voices[place // 2 % len(voices)]
        yield from _spoken(engines, TALK, text, voice, orders, noise if place % 2 else None)


def people(engines: Mapping[str, Transcriber], folder: Path, orders: Orders) -> Iterator[Hearing]:
    """The clips of people as they are cut at pauses of 0.6 and of 0.2 s, as utterances of a dictation."""
    for path, clip in _clips(folder):
        kind, text = path.relative_to(folder).parts[0], str(clip.get("text") or "")
        if kind not in KINDS or "noise" in path.parts or not held_out(str(clip.get("speaker") or clip["file"])):
            continue
        for pause_s in (0.6, 0.2):
            cuts = list(sounds.utterances(sounds.recording(path), pause_s))
            whole = text if len(cuts) == 1 else ""
            for utterance in cuts:
                if utterance.seconds <= LONGEST:
                    yield from _hear(engines, f"people, {kind}", whole, utterance, orders)


def noises(engines: Mapping[str, Transcriber], folder: Path | None, orders: Orders) -> Iterator[Hearing]:
    """What the end-pointer lets through of half a minute of each noise, at three levels, and of the folder's noises."""
    made = [
        (name, to_int16((level * make(30.0)).astype(np.float32)))
        for name, make in sounds.NOISES.items()
        for level in (0.02, 0.1, 0.4)
    ]
    real = [(f"clip {path.stem}", sounds.recording(path)) for path in _noise_clips(folder)]
    for name, sound in made + real:
        for utterance in sounds.utterances(sound, 0.6):
            yield from _hear(engines, f"noise, {name}", "", utterance, orders)


def background(folder: Path | None) -> tuple[sounds.Sound, str]:
    """The noise behind the voices, with its name: of the folder's clips where there are some, else pink."""
    clips = _noise_clips(folder)
    if not clips:
        return sounds.coloured(10.0), "pink noise"
    return np.concatenate([to_float(sounds.recording(path)) for path in clips]), "recorded noise of homes"


def held_out(speaker: str) -> bool:
    """Whether this person had no part in choosing the bars."""
    return sum(map(ord, speaker)) % 2 == 1


def orders_of(classes: Sequence[type[Any]], form: Form) -> Orders:
    """What any of these skills would do with a text in a dictation of this format."""
    return lambda text: next((order for one in classes if (order := one.dictated(text, form))), "")


def _spoken(
    engines: Mapping[str, Transcriber], group: str, text: str, voice: str, orders: Orders, noise: sounds.Sound | None
) -> Iterator[Hearing]:
    behind = None if noise is None else np.roll(noise, -(sum(map(ord, voice + text)) * 9973 % len(noise)))
    utterance = sounds.said(sounds.speak(voice, text), behind, SNR_DB)
    yield from _hear(engines, group, text, utterance, orders, voice, noisy=noise is not None)


def _hear(
    engines: Mapping[str, Transcriber],
    group: str,
    text: str,
    utterance: Utterance,
    orders: Orders,
    voice: str = "",
    *,
    noisy: bool = False,
) -> Iterator[Hearing]:
    meant = orders(text) if text else ""
    for name, engine in engines.items():
        heard = engine.transcribe(utterance, Expecting.DICTATION).text
        got = orders(heard)
        right = (bool(meant) and got == meant) or (bool(text) and normalise(heard) == normalise(text))
        yield Hearing(name, group, text, voice, noisy, heard, right, bool(got))


def _filled(word: str, fillings: Mapping[str, Sequence[str]], turn: int) -> str:
    if not word.startswith("{"):
        return word
    known = fillings[word.strip("{}")]
    return known[turn % len(known)]


def _clips(folder: Path) -> list[tuple[Path, Mapping[str, Any]]]:
    manifest = folder / "manifest.json"
    try:
        return [(folder / entry["file"], entry) for entry in json.loads(manifest.read_text("utf-8"))]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise NotFound("The manifest of the clips cannot be read.", fix=f"{manifest}: {error}") from None


def _noise_clips(folder: Path | None) -> list[Path]:
    """Those below a folder called noise."""
    if folder is None:
        return []
    return sorted(path for path, _ in _clips(folder) if path.parent.name == "noise")
