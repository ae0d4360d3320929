"""Hearing a recording on its own, outside any conversation: for `assistant hear` and the benchmarks."""

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from assistant.audio.wavfile import RecordingSource
from assistant.events import FRAME, SAMPLE_RATE, AudioFrame, Expecting, Utterance, Wake
from assistant.intents.words import strip_wake
from assistant.ports import Transcriber, WakeEngine
from assistant.settings import Settings
from assistant.vad.endpoint import Endpointer
from assistant.vad.silero import Silero
from assistant.wake.openwakeword import phrase

TAIL = 40
"""Frames of silence after the recording, so that its last utterance ends."""

COMMAND_S = 6.0
"""A recording whose speech is no longer than this is heard as a command, else as free speech."""


class Listener:
    """Wake words, end-pointing and words over whole recordings."""

    def __init__(self, settings: Settings, wake: WakeEngine | None, transcriber: Transcriber) -> None:
        self._settings = settings.listening
        self._wake = wake
        self._transcriber = transcriber

    def hear(self, file: Path) -> dict[str, Any]:
        """``{"file", "wakes": [{"name", "t", "score"}], "text", "engine"}``. Raises `BadAudio`."""
        wakes, utterances = asyncio.run(self._listen(RecordingSource(file)))
        texts: list[str] = []
        engine = self._transcriber.name
        for utterance in utterances:
            expecting = Expecting.COMMAND if utterance.seconds <= COMMAND_S else Expecting.DICTATION
            heard = self._transcriber.transcribe(utterance, expecting)
            engine = heard.engine
            texts.append(strip_wake(heard.text, utterance.wake) if utterance.wake else heard.text)
        return {
            "file": str(file),
            "wakes": [
                {"name": wake.name, "t": round(wake.at / SAMPLE_RATE, 2), "score": round(wake.score, 3)}
                for wake in wakes
            ],
            "text": " ".join(text for text in texts if text),
            "engine": engine,
        }

    async def _listen(self, source: RecordingSource) -> tuple[list[Wake], list[Utterance]]:
        detector = Silero()
        settings = self._settings
        endpointer = Endpointer(threshold=settings.threshold, pause_s=settings.pause_s, longest_s=settings.longest_s)
        endpointer.open()
        if self._wake:
            self._wake.reset()
        wakes: list[Wake] = []
        utterances: list[Utterance] = []

        def push(frame: AudioFrame) -> None:
            wakes.extend(self._wake.hear(frame) if self._wake else ())
            utterance = endpointer.push(frame, detector.probability(frame))
            if utterance is not None:
                utterances.append(_marked(utterance, wakes))
                if not endpointer.is_open:
                    endpointer.open()

        position, quiet = 0, np.zeros(FRAME, np.int16)
        async for frame in source.frames():
            push(frame)
            position = frame.start + FRAME
        for number in range(TAIL):
            push(AudioFrame(quiet, position + number * FRAME))
        return wakes, utterances


def _marked(utterance: Utterance, wakes: list[Wake]) -> Utterance:
    """With the wake phrase, where a wake word fell into the utterance."""
    for wake in wakes:
        if utterance.start < wake.at <= utterance.speech_end + SAMPLE_RATE // 2:
            return replace(utterance, wake=phrase(wake.name))
    return utterance
