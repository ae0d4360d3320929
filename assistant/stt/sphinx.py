"""PocketSphinx with the model in its wheel: closed grammars for commands, a language model for everything else.

A grammar always finds one of its own sentences, whatever was said. So each hearing is weighed, word by word, against a
free loop of phones over the same audio: see `assistant.stt.weighing`. Below the bar, the language model's words stand,
and `Transcript.engine` says which it was: ``sphinx:grammar``, ``sphinx:dictation``, ``sphinx:yes-no``, ``sphinx:pin``,
``sphinx:free``.
"""

import re
import threading
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.errors import ConfigurationError, EngineMissing
from assistant.events import SAMPLE_RATE, Expecting, Phrasebook, Samples, Transcript, Utterance, Word
from assistant.settings import Stt
from assistant.stt import jsgf
from assistant.stt.automaton import Automaton, build
from assistant.stt.doubt import unsure
from assistant.stt.grammars import PIN, YES_NO
from assistant.stt.letters import possessive, pronounce
from assistant.stt.levels import cut, is_silent, levelled
from assistant.stt.weighing import CERTAIN, SURE, Piece, belief, ground, is_noise, weigh

FRAMES_PER_SECOND = 100

DOUBTFUL = 0.5
"""Posterior below which a free word is marked. Chosen on 38 human clips of read speech: 42 % of all words are marked
there, 60 % of those are wrong, and 71 % of the wrong ones are marked; 43 %, 56 % and 61 % on 37 others. No bar does
better: many wrong words are sure of themselves. A sentence of a grammar has no doubtful words: it was weighed whole."""

SHORT = 3.5
"""A dictation command is never longer than this, s: said slowly, or spelt, many take 2.5 to 3.5 s. Of 34 in two slowed
voices 28 were heard there and none wrongly; of 89 pieces of 2.5 to 5 s out of human clips none came near a bar."""

SEARCHES = {
    Expecting.COMMAND: "grammar",
    Expecting.DICTATION: "dictation",
    Expecting.YES_NO: "yes-no",
    Expecting.PIN: "pin",
}
"""The closed grammar for what is expected; a free answer has none of its own."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """The sentence of a closed grammar that fits best, however well."""

    transcript: Transcript
    weight: float
    """See `assistant.stt.weighing`."""


class SphinxTranscriber:
    """PocketSphinx; the language model (60 MB) is loaded when free words are first needed.

    Raises `EngineMissing` without the library.
    """

    name = "sphinx en-us"
    note = (
        "PocketSphinx hears: it knows the commands it was taught, and gets about every second word of free speech"
        " wrong; install a Whisper model for dictation."
    )

    def __init__(self, section: Stt) -> None:
        del section  # its keys are whisper's
        try:
            import pocketsphinx
        except ImportError as error:
            raise EngineMissing(
                "The library that hears commands is not installed.", fix=f"{error}; run: ./run"
            ) from None
        self._language_model = pocketsphinx.get_model_path("en-us/en-us.lm.bin")
        self._decoder: Any = pocketsphinx.Decoder(
            lm=None,
            samprate=SAMPLE_RATE,
            loglevel="FATAL",
            maxhmmpf=3000,  # a quarter faster on free words, and no worse
            maxwpf=5,
            compallsen=True,  # scores count from the best state of a frame: of all states, or they could not be compared
        )
        self._decoder.add_allphone_file("phones")
        self._lock = threading.Lock()
        self._pocketsphinx = pocketsphinx
        self._closed: dict[str, Automaton] = {}
        """The grammars by the name of their search."""
        self._free = False
        self._learnt: dict[str, str] = {}
        """What each of them was compiled from, as far as they are learnt."""
        self._mute: dict[str, frozenset[str]] = {}
        self.unpronounceable: tuple[str, ...] = ()
        """Words of the last phrasebook that nothing can pronounce; the sentences that need them cannot be heard."""
        for name, grammar in (("yes-no", YES_NO), ("pin", PIN)):
            self._adopt(name, self._compile(name, grammar, set()))

    def learn(self, phrases: Phrasebook) -> None:
        """Compile the grammars, those that are not as before; an empty one forgets the old.

        Raises `ConfigurationError` where one does not compile; what was learnt before stays.
        """
        with self._lock:
            changed = {name: text for name, text in self._grammars(phrases) if text != self._learnt.get(name, "")}
            mute: dict[str, set[str]] = {name: set() for name in changed}
            compiled = [(name, self._compile(name, text, mute[name])) for name, text in changed.items()]
            for name, closed in compiled:
                self._adopt(name, closed)
            self._learnt.update(changed)
            self._mute.update((name, frozenset(words)) for name, words in mute.items())
            self.unpronounceable = tuple(sorted(frozenset().union(*self._mute.values())))

    def transcribe(self, utterance: Utterance, expecting: Expecting) -> Transcript:
        """The sentence of a grammar where the audio bears it out, else the language model's words."""
        if is_silent(utterance):
            return self._nothing(utterance)
        samples, start = cut(utterance)
        with self._lock:
            phones = self._decode("phones", levelled(samples))
            if is_noise(phones):
                return self._nothing(utterance)
            for name, bar in _grammars_for(expecting, utterance.seconds):
                heard = self._hear(name, samples, phones)
                if heard is not None and heard[1] >= bar:
                    return self._transcript(utterance, name, heard[0], start, belief(heard[1]))
            self._load_language_model()
            pieces = [piece for piece in self._decode("free", levelled(samples)) if piece.is_word]
        doubt = sum(piece.posterior for piece in pieces) / max(1, len(pieces))
        return self._transcript(utterance, "free", pieces, start, min(0.5, doubt))

    def sentence(self, utterance: Utterance, expecting: Expecting) -> Sentence | None:
        """What the closed grammar makes of it, with its weight, for somebody else to judge; no other words are looked for.

        None where nothing in it is speech, or where the sound ends in the middle of a sentence.
        """
        name = SEARCHES.get(expecting)
        if name is None or is_silent(utterance):
            return None
        samples, start = cut(utterance)
        with self._lock:
            phones = self._decode("phones", levelled(samples))
            heard = None if is_noise(phones) else self._hear(name, samples, phones)
        if heard is None:
            return None
        return Sentence(self._transcript(utterance, name, heard[0], start, belief(heard[1])), heard[1])

    def accepts(self, expecting: Expecting, words: Sequence[str]) -> bool:
        """Whether these words, lower case, are a whole sentence of the closed grammar."""
        closed = self._closed.get(SEARCHES.get(expecting, ""))
        return closed is not None and closed.accepts(words)

    # ── hearing ──────────────────────────────────────────────────────────────────────────────────────────────────

    def _hear(self, name: str, samples: Samples, phones: Sequence[Piece]) -> tuple[list[Piece], float] | None:
        """The grammar's sentence with its weight; None where it did not reach the end of one of its sentences."""
        if name not in self._closed:
            return None
        pieces = self._decode(name, levelled(samples))
        words = [piece for piece in pieces if piece.is_word]
        if not words or not self._closed[name].accepts([piece.word for piece in words]):
            return None
        return words, weigh(pieces, ground(phones), self._phones_in)

    def _decode(self, search: str, samples: Samples) -> list[Piece]:
        decoder = self._decoder
        decoder.reinit_feat()  # else the noise of one utterance colours the next
        decoder.activate_search(search)
        decoder.start_utt()
        decoder.process_raw(samples.tobytes(), full_utt=True)
        decoder.end_utt()
        if decoder.hyp() is None:
            return []
        return [
            Piece.of(s.word, s.start_frame, s.end_frame, s.ascore, s.prob, scaled=search != "phones")
            for s in decoder.seg() or ()
        ]

    def _phones_in(self, word: str) -> int:
        return len((self._decoder.lookup_word(word) or "AH AH AH").split())

    def _load_language_model(self) -> None:
        if not self._free:
            self._decoder.add_lm_file("free", self._language_model)
            self._free = True

    def _nothing(self, utterance: Utterance) -> Transcript:
        return self._transcript(utterance, "free", (), 0.0, 1.0)

    def _transcript(
        self, utterance: Utterance, kind: str, pieces: Sequence[Piece], start: float, confidence: float
    ) -> Transcript:
        words = tuple(
            Word(
                piece.word,
                start + piece.first / FRAMES_PER_SECOND,
                start + (piece.last + 1) / FRAMES_PER_SECOND,
                confidence if kind != "free" else piece.posterior,
            )
            for piece in pieces
        )
        text = " ".join(word.text for word in words)
        return Transcript(
            text,
            f"sphinx:{kind}",
            utterance.speech_start / SAMPLE_RATE,
            utterance.speech_end / SAMPLE_RATE,
            confidence,
            words,
            unsure=unsure(utterance, text, words, DOUBTFUL) if kind == "free" else (),
        )

    # ── learning ─────────────────────────────────────────────────────────────────────────────────────────────────

    @staticmethod
    def _grammars(phrases: Phrasebook) -> Iterable[tuple[str, str]]:
        return (("grammar", phrases.commands), ("dictation", phrases.dictation))

    def _compile(self, name: str, grammar: str, mute: set[str]) -> Automaton:
        """The grammar's automaton; words without a sound are added to `mute`, and cannot be said."""

        def spelling(word: str) -> str:
            spelled = self._spell(word)
            if not spelled:
                mute.add(word)
            return spelled

        try:
            return build(jsgf.respell(jsgf.parse(grammar) if grammar.strip() else jsgf.NEVER, spelling))
        except ValueError as error:
            raise ConfigurationError(
                "I could not learn the new commands; the earlier ones still work.",
                fix=f"the {name} grammar does not compile: {error}",
            ) from None

    def _adopt(self, name: str, closed: Automaton) -> None:
        """Hear this grammar from now on, in place of the one of that name."""
        if name in self._closed:
            self._decoder.activate_search("phones")  # the one in use cannot be removed
            self._decoder.remove_search(name)
            del self._closed[name]
        if closed.words:
            self._decoder.add_fsg(name, self._network(closed))
            self._closed[name] = closed

    def _network(self, closed: Automaton) -> Any:
        """The automaton as PocketSphinx has it: every arc free, one final state."""
        end = len(closed.arcs)
        network = self._pocketsphinx.FsgModel("closed", self._decoder.get_logmath(), 1.0, end + 1)
        numbers = {word: network.word_add(word) for word in sorted(closed.words)}
        for state, arcs in enumerate(closed.arcs):
            for word, after in arcs.items():
                network.trans_add(state, after, 0, numbers[word])
        for state in closed.finals:
            network.null_trans_add(state, end, 0)
        network.set_start_state(0)
        network.set_final_state(end)
        return network

    def _spell(self, word: str) -> str:
        """The word, or its parts, with a pronunciation from now on; empty where it can have none."""
        if self._decoder.lookup_word(word) is not None:
            return word
        if "-" in word.strip("-"):
            parts = [self._spell(part) for part in word.split("-") if part]
            return " ".join(parts) if all(parts) else ""
        phones = self._sound(word)
        if phones:
            self._decoder.add_word(word, phones, True)
        return word if phones else ""

    def _sound(self, word: str) -> str:
        stem = word.replace("’", "'").removesuffix("'s")
        plain = "".join(c for c in unicodedata.normalize("NFKD", stem) if not unicodedata.combining(c))
        phones = self._decoder.lookup_word(stem) or self._decoder.lookup_word(plain) or pronounce(stem)
        known = re.sub(r"\s+", " ", phones or "").strip()
        return possessive(known) if known and stem != word else known


def _grammars_for(expecting: Expecting, seconds: float) -> Sequence[tuple[str, float]]:
    """Which grammars may answer, with the bar for each; in a note, text taken for a command does more harm."""
    match expecting:
        case Expecting.COMMAND:
            return (("grammar", SURE),)
        case Expecting.YES_NO:
            return (("yes-no", SURE),)
        case Expecting.ANSWER:
            return (("yes-no", CERTAIN),)
        case Expecting.PIN:
            return (("pin", SURE),)
        case Expecting.DICTATION:
            return (("dictation", CERTAIN),) if seconds < SHORT else ()
