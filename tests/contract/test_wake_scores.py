"""Our driving of openWakeWord's networks gives the scores that the library itself gives."""

import json
from pathlib import Path

import numpy as np
import pytest

from assistant.audio.wavfile import read_clip
from assistant.wake.openwakeword import BUNDLED
from assistant.wake.scorer import STEP, Scorer, models_folder

SPEECH = Path(__file__).parents[2] / "../shared/speech"

CLIPS = (
    "wake/hey_jarvis/wy_hey_jarvis.wav",
    "wake/alexa/pv_115.flac",
    "wake/alexa/pv_53.flac",
    "negative/words/notwakeword-en-326cdb37-0048-45ec-b307-abd28259cc14.wav",
    "negative/noise/pmv_music.wav",
)


def sounds() -> list[np.ndarray]:
    noise = np.random.default_rng(1).normal(0, 3000, STEP * 20).astype(np.int16)
    found = [noise, np.zeros(STEP * 12, np.int16)]
    if (SPEECH / "manifest.json").is_file():
        names = {entry["file"] for entry in json.loads((SPEECH / "manifest.json").read_text())}
        assert names.issuperset(CLIPS)
        found += [read_clip(SPEECH / name).samples for name in CLIPS]
    return found


@pytest.mark.filterwarnings("ignore")
def test_every_step_of_every_clip_scores_as_in_the_library() -> None:
    from openwakeword.model import Model

    paths = [next(models_folder().glob(f"{name}_v*.onnx")) for name in BUNDLED]
    ours = Scorer(paths)
    for sound in sounds():
        theirs = Model(wakeword_model_paths=[str(path) for path in paths])
        ours.reset()
        padded = np.concatenate([sound, np.zeros(STEP * 8, np.int16)])
        for at in range(0, len(padded) - STEP + 1, STEP):
            step = padded[at : at + STEP]
            wanted = theirs.predict(step)
            assert np.allclose(ours.score(step), [wanted[path.stem] for path in paths], atol=1e-4), at
