"""Two engines side by side: who is asked, who answers, and what is said about them."""

from dataclasses import dataclass, field

import numpy as np
import pytest

from assistant.errors import ConfigurationError
from assistant.events import SAMPLE_RATE, Expecting, Phrasebook, Transcript, Utterance
from assistant.stt.paired import PairedTranscriber
from assistant.stt.sphinx import SHORT, Sentence


@dataclass
class Hears:
    """The open engine: always the same words."""

    text: str
    confidence: float = 0.5
    name: str = "open"
    note: str = "It hears words."
    asked: list[Expecting] = field(default_factory=list)
    taught: Phrasebook | None = None

    def learn(self, phrases: Phrasebook) -> None:
        self.taught = phrases

    def transcribe(self, utterance: Utterance, expecting: Expecting) -> Transcript:
        self.asked.append(expecting)
        return Transcript(self.text, "open:words", confidence=self.confidence)


@dataclass
class Knows:
    """The closed engine: always the same sentence."""

    text: str | None
    weight: float = 0.0
    name: str = "closed"
    asked: int = 0
    taught: Phrasebook | None = None

    def learn(self, phrases: Phrasebook) -> None:
        if "broken" in phrases.dictation:
            raise ConfigurationError("No.")
        self.taught = phrases

    def sentence(self, utterance: Utterance, expecting: Expecting) -> Sentence | None:
        self.asked += 1
        return None if self.text is None else Sentence(Transcript(self.text, "closed:dictation"), self.weight)

    def accepts(self, expecting: Expecting, words: list[str]) -> bool:
        return words in (["scratch", "that"], ["what's", "missing"])


def lasting(seconds: float) -> Utterance:
    count = round(seconds * SAMPLE_RATE)
    return Utterance(np.ones(count, np.int16), 0, 0, count)


def test_a_misheard_command_is_the_closed_engines():
    paired = PairedTranscriber(Hears("scratched at"), Knows("scratch that"))
    heard = paired.transcribe(lasting(1), Expecting.DICTATION)
    assert (heard.text, heard.engine) == ("scratch that", "closed:dictation")


@pytest.mark.parametrize(
    "text", ["Scratch that.", "What’s missing?", "she slept on the floor", "literal scratch that", ""]
)
def test_her_words_and_literal_commands_are_the_open_engines(text):
    heard = PairedTranscriber(Hears(text), Knows("scratch that", -40.0)).transcribe(lasting(1), Expecting.DICTATION)
    assert (heard.text, heard.engine) == (text, "open:words")


def test_where_no_sentence_fits_the_open_engine_is_heard():
    heard = PairedTranscriber(Hears("scratched at"), Knows(None)).transcribe(lasting(1), Expecting.DICTATION)
    assert heard.engine == "open:words"


def test_what_is_long_is_the_open_engines_alone():
    closed = Knows("scratch that")
    heard = PairedTranscriber(Hears("scratched at"), closed).transcribe(lasting(SHORT + 0.1), Expecting.DICTATION)
    assert (heard.engine, closed.asked) == ("open:words", 0)


@pytest.mark.parametrize("expecting", [one for one in Expecting if one is not Expecting.DICTATION])
def test_outside_a_dictation_the_open_engine_is_alone(expecting):
    opened, closed = Hears("scratched at"), Knows("scratch that")
    assert PairedTranscriber(opened, closed).transcribe(lasting(1), expecting).engine == "open:words"
    assert (opened.asked, closed.asked) == ([expecting], 0)


def test_both_are_taught():
    opened, closed, phrases = Hears(""), Knows(None), Phrasebook("a", "b", ("c",))
    PairedTranscriber(opened, closed).learn(phrases)
    assert opened.taught == closed.taught == phrases


def test_a_grammar_that_does_not_compile_teaches_neither():
    opened, closed = Hears(""), Knows(None)
    with pytest.raises(ConfigurationError):
        PairedTranscriber(opened, closed).learn(Phrasebook(dictation="broken"))
    assert opened.taught is closed.taught is None


def test_the_name_tells_of_both():
    paired = PairedTranscriber(Hears(""), Knows(None))
    assert paired.name == "open + closed"
    assert paired.note == "It hears words. Inside a dictation closed listens for the commands beside it."


def test_a_closed_engine_that_fails_says_so():
    class Breaks(Knows):
        def sentence(self, utterance: Utterance, expecting: Expecting) -> Sentence | None:
            raise RuntimeError("broken")

    with pytest.raises(RuntimeError):
        PairedTranscriber(Hears("a"), Breaks(None)).transcribe(lasting(1), Expecting.DICTATION)
