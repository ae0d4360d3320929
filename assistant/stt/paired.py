"""Two engines that hear a dictation side by side: an open one for her words, a closed one for the commands among them.

Only a short utterance can be a command. Both hear it at the same time, on two threads, and `assistant.stt.deciding`
says who is right; the transcript's engine tells which it was. Everything else is the open engine's alone.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

from assistant.events import Expecting, Phrasebook, Transcript, Utterance
from assistant.ports import Transcriber
from assistant.stt.deciding import Open, is_command
from assistant.stt.sphinx import SHORT, Sentence
from assistant.stt.words import plain


class Closed(Protocol):
    """An engine that knows the sentences of closed grammars, and no others."""

    name: str

    def learn(self, phrases: Phrasebook) -> None:
        """Be ready for these."""
        ...

    def sentence(self, utterance: Utterance, expecting: Expecting) -> Sentence | None:
        """The sentence that fits best, with its weight."""
        ...

    def accepts(self, expecting: Expecting, words: Sequence[str]) -> bool:
        """Whether these words, lower case, are one of its sentences."""
        ...


class PairedTranscriber:
    """The open engine, with the closed one beside it in a dictation."""

    def __init__(self, opened: Transcriber, closed: Closed) -> None:
        self._open = opened
        self._closed = closed
        self._beside = ThreadPoolExecutor(1, thread_name_prefix="closed-grammar")
        self.name = f"{opened.name} + {closed.name}"
        self.note = f"{opened.note} Inside a dictation {closed.name} listens for the commands beside it."

    def learn(self, phrases: Phrasebook) -> None:
        """Both are taught, or neither: raises `ConfigurationError` where a grammar does not compile."""
        self._closed.learn(phrases)
        self._open.learn(phrases)

    def transcribe(self, utterance: Utterance, expecting: Expecting) -> Transcript:
        """The open engine's words, or the dictation command that the closed one heard."""
        if expecting is not Expecting.DICTATION or utterance.seconds > SHORT:
            return self._open.transcribe(utterance, expecting)
        closed = self._beside.submit(self._closed.sentence, utterance, expecting)
        opened = self._open.transcribe(utterance, expecting)
        sentence = closed.result()
        if sentence is None:
            return opened
        known = self._closed.accepts(expecting, plain(opened.text).split())
        heard = Open(opened.text, opened.confidence, known)
        return sentence.transcript if is_command(sentence.transcript.text, sentence.weight, heard) else opened
