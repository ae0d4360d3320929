"""Word error rates of an engine on a folder of clips whose words are known.

The folder, or the one above it, holds ``manifest.json``: a list of ``{"file", "text"}``, with ``speech_start_s`` and
``speech_end_s`` where they are known; ``file`` is relative to the manifest. Clips without a text are left out.

    rows = measure(engine, Path("clips/read"), Expecting.ANSWER)
    word_error_rate(rows)
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

from assistant.audio.wavfile import read_clip, resample
from assistant.errors import NotFound
from assistant.events import SAMPLE_RATE, Expecting, Phrasebook, Transcript, Utterance
from assistant.numerals import cardinal
from assistant.ports import Transcriber


@dataclass(frozen=True, slots=True)
class Row:
    """One clip."""

    file: str
    reference: str
    """Normalised, as is `heard`."""
    heard: str
    errors: int
    """Words substituted, left out and added."""
    engine: str
    confidence: float
    audio_s: float
    took_s: float
    wrong: int = 0
    """Words heard that were not said there."""
    marked: int = 0
    """Words that the engine says it is not sure of."""
    wrong_marked: int = 0


def measure(
    engine: Transcriber, manifest_dir: Path, expecting: Expecting = Expecting.ANSWER, *, closed: bool = False
) -> list[Row]:
    """Every clip of the folder through `engine`; `closed`: it is taught a grammar of their texts first.

    Raises `NotFound` without a manifest or a clip with a text, `BadAudio` for a clip that cannot be read.
    """
    clips = list(_clips(manifest_dir))
    if not clips:
        raise NotFound(
            "There are no clips with known words there.", fix=f"{manifest_dir} has none in its manifest.json"
        )
    if closed:
        engine.learn(Phrasebook(commands=grammar(clip["text"] for _, clip in clips)))
    return [_row(engine, path, clip, expecting) for path, clip in clips]


def word_error_rate(rows: Sequence[Row]) -> float:
    """Pooled: all errors over all words of the references."""
    return sum(row.errors for row in rows) / max(1, sum(len(row.reference.split()) for row in rows))


def marks(rows: Sequence[Row]) -> tuple[float, float]:
    """(of the words marked unsure, the share that is wrong; of the wrong words, the share that is marked)."""
    wrong_marked = sum(row.wrong_marked for row in rows)
    return wrong_marked / max(1, sum(r.marked for r in rows)), wrong_marked / max(1, sum(r.wrong for r in rows))


def exact(rows: Sequence[Row]) -> int:
    """Clips without an error."""
    return sum(row.errors == 0 for row in rows)


def grammar(texts: Iterable[str]) -> str:
    """A JSGF grammar of these sentences."""
    return f"#JSGF V1.0;\ngrammar clips;\npublic <command> = {' | '.join(sorted({normalise(t) for t in texts}))};\n"


def normalise(text: str) -> str:
    """Lower case, no punctuation but the apostrophe, whole numbers as words."""
    lower = text.lower().replace("’", "'")
    return " ".join(re.sub(r"\d+", lambda n: cardinal(int(n[0])), re.sub(r"[^\w' ]|_", " ", lower)).split())


def _clips(folder: Path) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    manifest = next((p for p in (folder / "manifest.json", folder.parent / "manifest.json") if p.is_file()), None)
    if manifest is None:
        raise NotFound("There is no manifest there.", fix=f"neither {folder} nor the folder above has a manifest.json")
    try:
        entries = [(manifest.parent / entry["file"], entry) for entry in json.loads(manifest.read_text("utf-8"))]
    except (ValueError, KeyError, TypeError) as error:
        raise NotFound("The manifest cannot be read.", fix=f"{manifest}: {error}") from None
    for path, entry in entries:
        if path.resolve().is_relative_to(folder.resolve()) and entry.get("text"):
            yield path, entry


def _row(engine: Transcriber, path: Path, clip: Mapping[str, Any], expecting: Expecting) -> Row:
    from rapidfuzz.distance import Levenshtein

    recording = read_clip(path)
    samples = resample(recording.samples, recording.rate, SAMPLE_RATE)
    first = int(clip["speech_start_s"] * SAMPLE_RATE) if clip.get("speech_start_s") is not None else 0
    last = int(clip["speech_end_s"] * SAMPLE_RATE) if clip.get("speech_end_s") is not None else len(samples)
    utterance = Utterance(samples, 0, first, min(last, len(samples)))
    began = perf_counter()
    transcript = engine.transcribe(utterance, expecting)
    took = perf_counter() - began
    reference, heard = normalise(clip["text"]), normalise(transcript.text)
    errors = Levenshtein.distance(reference.split(), heard.split())
    seconds = len(samples) / SAMPLE_RATE
    wrong, marked = _wrong(reference, heard), _marked(transcript)
    return Row(
        path.name,
        reference,
        heard,
        errors,
        transcript.engine,
        transcript.confidence,
        seconds,
        took,
        len(wrong),
        len(marked),
        len(wrong & marked),
    )


def _wrong(reference: str, heard: str) -> set[int]:
    """Places of the words heard that the reference has not."""
    from rapidfuzz.distance import Levenshtein

    changes = Levenshtein.opcodes(reference.split(), heard.split())
    return {place for one in changes if one.tag != "equal" for place in range(one.dest_start, one.dest_end)}


def _marked(transcript: Transcript) -> set[int]:
    """Places of the unsure words among the normalised ones."""
    found: set[int] = set()
    before = 0
    for number, word in enumerate(transcript.text.split()):
        after = before + len(normalise(word).split())
        if number in transcript.unsure:
            found |= set(range(before, after))
        before = after
    return found
