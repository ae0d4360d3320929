"""One engine for several who hear: the conversation, and what listens to a recording meanwhile."""

import threading

from assistant.events import Expecting, Phrasebook, Transcript, Utterance
from assistant.ports import Transcriber


class SharedTranscriber:
    """A transcriber that any thread may use: one utterance at a time, whoever comes."""

    def __init__(self, engine: Transcriber) -> None:
        self._engine = engine
        self._lock = threading.Lock()
        self.name = engine.name
        self.note = engine.note

    def learn(self, phrases: Phrasebook) -> None:
        """Be ready for these."""
        with self._lock:
            self._engine.learn(phrases)

    def transcribe(self, utterance: Utterance, expecting: Expecting) -> Transcript:
        """What was said; waits while something else is being heard."""
        with self._lock:
            return self._engine.transcribe(utterance, expecting)
