"""Wake words by name and by path, and one wake for each phrase."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from assistant.errors import ConfigurationError, ModelMissing
from assistant.events import FRAME, SAMPLE_RATE, AudioFrame, Wake
from assistant.settings import Wake as WakeSection
from assistant.wake.openwakeword import BUNDLED, REFRACTORY, OpenWakeWord, phrase
from assistant.wake.scorer import STEP, models_folder


def engine(*models: str, threshold: float = 0.5) -> OpenWakeWord:
    return OpenWakeWord(WakeSection(models=models or ("hey_jarvis",), threshold=threshold))


class Scripted:
    """In place of the networks: scores that are given."""

    def __init__(self, scores: list[list[float]]) -> None:
        self._scores = iter(scores)

    def score(self, step: np.ndarray) -> list[float]:
        assert step.shape == (STEP,)
        return next(self._scores)

    def reset(self) -> None:
        pass


def hear(scores: list[list[float]], *models: str) -> list[Wake]:
    """What is heard when the steps of a stream score so."""
    listener = engine(*models)
    listener._scorer = Scripted(scores)  # type: ignore[assignment]
    wakes: list[Wake] = []
    for start in range(0, len(scores) * STEP - FRAME + 1, FRAME):
        wakes += listener.hear(AudioFrame(np.zeros(FRAME, np.int16), start))
    return wakes


@pytest.mark.parametrize(
    ("name", "spoken"),
    [
        ("hey_jarvis", "hey jarvis"),
        ("alexa", "alexa"),
        ("ok_house_v0.1", "ok house"),
        ("Hey-Mrs-Kim_v2", "hey mrs kim"),
        ("hey  v8", "hey v8"),
        ("_lucy_", "lucy"),
        ("", ""),
    ],
)
def test_the_phrase_of_a_name(name: str, spoken: str) -> None:
    assert phrase(name) == spoken


def test_every_bundled_wake_word_loads_and_all_at_once_too() -> None:
    assert engine(*BUNDLED).names == BUNDLED


@pytest.mark.parametrize("written", ["hey_jarvis", "Hey Jarvis", "hey-jarvis", "hey_jarvis_v0.1"])
def test_a_bundled_name_may_be_written_as_it_is_said(written: str) -> None:
    assert engine(written).names == ("hey_jarvis",)


def test_a_custom_model_is_named_after_its_file(tmp_path: Path) -> None:
    shutil.copy(models_folder() / "alexa_v0.1.onnx", tmp_path / "ok_house_v0.2.onnx")
    assert engine(str(tmp_path / "ok_house_v0.2.onnx"), "hey_jarvis").names == ("ok_house", "hey_jarvis")


def test_the_same_wake_word_twice_is_one() -> None:
    assert engine("alexa", "alexa").names == ("alexa",)


def test_two_files_of_one_name_are_refused(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        shutil.copy(models_folder() / "alexa_v0.1.onnx", tmp_path / folder / "house.onnx")
    with pytest.raises(ConfigurationError, match="same name"):
        engine(str(tmp_path / "a" / "house.onnx"), str(tmp_path / "b" / "house.onnx"))


@pytest.mark.parametrize("name", ["computer", "", "../alexa", "melspectrogram", "*", "missing.onnx"])
def test_an_unknown_wake_word_names_the_bundled_ones(name: str) -> None:
    with pytest.raises(ModelMissing) as caught:
        engine(name)
    assert caught.value.spoken == "I don't have the wake word that the configuration names."
    assert "alexa, hey_jarvis, hey_marvin, hey_mycroft" in caught.value.fix
    assert caught.value.exit_code == 78


@pytest.mark.parametrize("kind", ["empty", "text", "cut", "embedding_model.onnx", "silero_vad.onnx", "timer_v0.1.onnx"])
def test_a_file_that_is_no_wake_word_is_refused(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "house.onnx"
    whole = (models_folder() / "alexa_v0.1.onnx").read_bytes()
    made = {"empty": b"", "text": b"not a network at all", "cut": whole[: len(whole) // 2]}
    path.write_bytes(made[kind] if kind in made else (models_folder() / kind).read_bytes())
    with pytest.raises(ConfigurationError, match="not one that I can listen for") as caught:
        engine(str(path))
    assert not isinstance(caught.value, ModelMissing)
    assert str(path) in caught.value.fix


# ── one wake for each phrase ─────────────────────────────────────────────────────────────────────────────────


def test_a_phrase_wakes_once_however_its_score_wavers() -> None:
    scores = [0.0, 0.2, 0.7, 1.0, 0.4, 0.9, 0.4, 0.6, 0.1, *[0.0] * 30]
    (wake,) = hear([[score] for score in scores])
    assert wake == Wake("hey_jarvis", 0.7, 3 * STEP)


def test_a_score_that_never_falls_wakes_once() -> None:
    assert len(hear([[0.9]] * 200)) == 1


def test_the_phrase_said_again_wakes_again() -> None:
    quiet = [[0.0]] * (REFRACTORY // STEP)
    wakes = hear([[0.9], *quiet, [0.9], *quiet])
    assert [wake.at for wake in wakes] == [STEP, (REFRACTORY // STEP + 2) * STEP]


def test_of_two_wake_words_at_once_the_surer_one_is_heard() -> None:
    (wake,) = hear([[0.0, 0.0], [0.6, 0.8], [0.9, 0.1], [0.0, 0.0]], "alexa", "hey_jarvis")
    assert (wake.name, wake.score) == ("hey_jarvis", 0.8)


def test_the_moment_is_counted_by_the_stream_it_came_in() -> None:
    listener = engine()
    listener._scorer = Scripted([[0.9]])  # type: ignore[assignment]
    wakes: list[Wake] = []
    for number in range(3):
        wakes += listener.hear(AudioFrame(np.zeros(FRAME, np.int16), 100_000 + number * FRAME))
    assert [wake.at for wake in wakes] == [100_000 + STEP]


def test_after_a_reset_it_is_as_new() -> None:
    rng = np.random.default_rng(1)
    frames = [AudioFrame(rng.normal(0, 3000, FRAME).astype(np.int16), n * FRAME) for n in range(40)]
    listener = engine()
    scores: list[list[float]] = []
    real = listener._scorer.score
    listener._scorer.score = lambda step: scores.append(real(step)) or scores[-1]  # type: ignore[method-assign,func-returns-value]
    for frame in frames:
        listener.hear(frame)
    first, scores[:] = list(scores), []
    listener.hear(frames[0])
    listener.reset()
    scores.clear()
    for frame in frames:
        listener.hear(frame)
    assert scores == first


def test_silence_wakes_nothing() -> None:
    listener = engine(*BUNDLED, threshold=0.05)
    silence = np.zeros(FRAME, np.int16)
    assert not any(listener.hear(AudioFrame(silence, at)) for at in range(0, 20 * SAMPLE_RATE, FRAME))
