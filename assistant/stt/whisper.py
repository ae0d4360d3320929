"""Whisper through faster-whisper, on the CPU, from a directory of weights; it never goes online.

The demonstration model (see `models/whisper-demo/README.md`) is told apart by its ``demo.json``, or by windows of 15 s,
which no real Whisper model has. Hot words are not given to it: they raise its error rate.
"""

import json
import math
import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from assistant.errors import Corrupt, EngineMissing, ModelMissing
from assistant.events import SAMPLE_RATE, Expecting, Phrasebook, Transcript, Utterance, Word
from assistant.settings import Stt
from assistant.stt.doubt import unsure
from assistant.stt.levels import as_floats, is_silent

NEEDED = ("model.bin", "config.json", "tokenizer.json")
"""Without ``tokenizer.json`` faster-whisper would ask a hub for one."""

NO_SPEECH = 0.6
"""From this probability of no speech on, a segment must be sure of its words."""

UNSURE = -1.0
"""Mean log-probability of the tokens below which a segment is not sure of its words."""

DOUBTFUL = 0.8
"""Probability below which a single word is marked. Chosen on 27 clips of synthetic voices in the demonstration model's own
domain (4 of 173 words marked; 3 of the 4 wrong ones among them). On 754 words of other talk it marked 57 %: 89 % of those
were wrong, and 72 % of the wrong ones were marked. No real Whisper could be measured."""

REPETITIVE = 2.4
"""Text that compresses better than this goes round in circles."""

SILENT_WORDS = frozenset(
    [
        "",
        "you",
        "bye",
        "thank you",
        "thank you very much",
        "thanks for watching",
        "thank you for watching",
        "please subscribe",
    ]
)
"""What Whisper writes for silence and for noise: its training data were subtitles."""


class WhisperTranscriber:
    """faster-whisper, int8, one utterance at a time.

    Raises `ModelMissing` where the directory lacks a file, `Corrupt` where one is damaged, `EngineMissing` without
    the library.
    """

    def __init__(self, section: Stt, directory: Path) -> None:
        self._section = section
        self.demo, self._window = _examine(directory)
        self._model = _load(directory, section.threads or max(1, (os.cpu_count() or 2) // 2))
        model = directory.name.removeprefix("faster-").removeprefix("whisper-")
        self.name = f"whisper {model}"
        self.note = (
            "This is the demonstration model: it understands a few synthetic voices only, never people, and is never"
            " for a real microphone."
            if self.demo
            else "Whisper hears on this machine; nothing that is said leaves it."
        )
        self._engine = f"whisper:{model}"
        self._hotwords: str | None = None

    def learn(self, phrases: Phrasebook) -> None:
        """Take over the hot words; the demonstration model gets none."""
        self._hotwords = ", ".join(phrases.hotwords) or None if not self.demo else None

    def transcribe(self, utterance: Utterance, expecting: Expecting) -> Transcript:
        """The words, cased and punctuated as the model does it; word times and confidences for dictation only."""
        start, end = utterance.speech_start / SAMPLE_RATE, utterance.speech_end / SAMPLE_RATE
        nothing = Transcript("", self._engine, start, end, confidence=1.0)
        if is_silent(utterance):
            return nothing
        spoken = [segment for segment in self._segments(utterance, expecting) if not _is_silence(segment)]
        text = " ".join(segment.text.strip() for segment in spoken).strip()
        if not text:
            return nothing
        words = tuple(
            Word(word.word.strip(), _at(utterance, word.start), _at(utterance, word.end), _share(word.probability))
            for segment in spoken
            for word in segment.words or ()
        )
        doubts = unsure(utterance, text, words, DOUBTFUL)
        return Transcript(text, self._engine, start, end, _confidence(spoken), words, unsure=doubts)

    def _segments(self, utterance: Utterance, expecting: Expecting) -> Sequence[Any]:
        dictation = expecting is Expecting.DICTATION
        # Without timestamps, audio beyond the window is cut in the middle of a word.
        fits = len(utterance.samples) / SAMPLE_RATE < self._window - 1
        segments, _ = self._model.transcribe(
            as_floats(utterance.samples),
            language="en",
            temperature=0.0,
            beam_size=self._section.dictation_beam if dictation else self._section.beam,
            condition_on_previous_text=False,
            without_timestamps=fits and not dictation,
            word_timestamps=dictation,
            vad_filter=False,
            no_speech_threshold=NO_SPEECH,
            log_prob_threshold=UNSURE,
            hotwords=self._hotwords,
        )
        return list(segments)


def _examine(directory: Path) -> tuple[bool, float]:
    """Whether it is the demonstration model, and the length of its window, s."""
    vocabulary = any((directory / name).is_file() for name in ("vocabulary.json", "vocabulary.txt"))
    missing = [name for name in NEEDED if not (directory / name).is_file()]
    if missing or not vocabulary:
        raise ModelMissing(
            "The speech model is not installed.",
            fix=f"{directory} lacks {', '.join(missing) or 'vocabulary.json'}; get it with: assistant models pull",
        )
    path = directory / "preprocessor_config.json"
    try:
        window = float(json.loads(path.read_text(encoding="utf-8")).get("chunk_length", 30)) if path.is_file() else 30.0
    except (OSError, ValueError, AttributeError, TypeError) as error:
        raise _corrupt(directory, f"{path.name}: {error}") from None
    return (directory / "demo.json").is_file() or window == 15, window


def _load(directory: Path, threads: int) -> Any:
    try:
        from faster_whisper import WhisperModel
    except ImportError as error:
        raise EngineMissing(
            "The library that hears with Whisper is not installed.", fix=f"{error}; run: ./run"
        ) from None
    try:
        return WhisperModel(
            str(directory), device="cpu", compute_type="int8", cpu_threads=threads, local_files_only=True
        )
    except Exception as error:  # tokenizers raises bare Exception for a damaged file, ctranslate2 RuntimeError
        raise _corrupt(directory, str(error)) from None


def _corrupt(directory: Path, why: str) -> Corrupt:
    return Corrupt(
        "The speech model is damaged; please install it again.",
        fix=f"{directory}: {why}; check it with: assistant models verify",
    )


def _is_silence(segment: Any) -> bool:
    if segment.no_speech_prob < NO_SPEECH:
        return False
    bare = " ".join(re.sub(r"[^a-z ]", " ", segment.text.lower()).split())
    return bare in SILENT_WORDS or segment.avg_logprob < UNSURE


def _confidence(segments: Sequence[Any]) -> float:
    """Mean probability of a token, weighed by length; low where the text goes round in circles."""
    if any(segment.compression_ratio > REPETITIVE for segment in segments):
        return 0.1
    tokens = [max(1, len(segment.tokens)) for segment in segments]
    mean = sum(segment.avg_logprob * count for segment, count in zip(segments, tokens, strict=True)) / sum(tokens)
    return _share(math.exp(mean))


def _at(utterance: Utterance, seconds: float) -> float:
    return utterance.start / SAMPLE_RATE + float(seconds)


def _share(value: float) -> float:
    return min(1.0, max(0.0, float(value)))
