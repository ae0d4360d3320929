"""PocketSphinx with the model in its wheel: closed grammars for commands, a language model for everything else.

A grammar always finds one of its own sentences, whatever was said. So each hearing is weighed, word by word, against a
free loop of phones over the same audio: see `assistant.stt.weighing`. Below the bar, the language model's words stand,
and `Transcript.engine` says which it was: ``sphinx:grammar``, ``sphinx:dictation``, ``sphinx:yes-no``, ``sphinx:free``.
"""

import re
import threading
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

from assistant.errors import ConfigurationError, EngineMissing
from assistant.events import SAMPLE_RATE, Expecting, Phrasebook, Samples, Transcript, Utterance, Word
from assistant.settings import Stt
from assistant.stt import jsgf
from assistant.stt.letters import possessive, pronounce
from assistant.stt.levels import cut, is_silent, levelled
from assistant.stt.weighing import CERTAIN, SURE, Piece, belief, ground, is_noise, weigh

FRAMES_PER_SECOND = 100

SHORT = 2.5
"""A dictation command is never longer than this, s."""

YES_NO = """#JSGF V1.0;
grammar yes_no;
public <command> = <yes> | <no> | <end>;
<yes> = yes [please] | yeah | yep | sure | okay | correct | that's right | do it | yes discard this note | yes scratch;
<no> = no [thanks | thank you] | nope | not now | don't;
<end> = cancel | stop | never mind | repeat that | say that again | pause | quiet | lock;
"""
"""What can be said to any question, beside an answer."""


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
        )
        self._decoder.add_allphone_file("phones")
        self._lock = threading.Lock()
        self._searches: dict[str, str] = {}
        self._free = False
        self.unpronounceable: tuple[str, ...] = ()
        """Words of the last phrasebook that nothing can pronounce; the sentences that need them cannot be heard."""
        self._teach("yes-no", YES_NO)

    def learn(self, phrases: Phrasebook) -> None:
        """Compile both grammars; an empty one forgets the old.

        Raises `ConfigurationError` where one does not compile; what was learnt before stays.
        """
        with self._lock:
            mute = sorted({word for text in (phrases.commands, phrases.dictation) for word in self._mute(text)})
            compiled = [(name, self._compile(name, text)) for name, text in self._grammars(phrases)]
            for name, search in compiled:
                self._adopt(name, search)
            self.unpronounceable = tuple(mute)

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

    # ── hearing ──────────────────────────────────────────────────────────────────────────────────────────────────

    def _hear(self, name: str, samples: Samples, phones: Sequence[Piece]) -> tuple[list[Piece], float] | None:
        """The grammar's sentence with its weight; None where it did not reach the end of one of its sentences."""
        if name not in self._searches:
            return None
        search = self._searches[name]
        pieces = self._decode(search, levelled(samples))
        words = [piece for piece in pieces if piece.is_word]
        if not words or not self._decoder.get_fsg(search).accept(" ".join(piece.word for piece in words)):
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
        return Transcript(
            " ".join(word.text for word in words),
            f"sphinx:{kind}",
            utterance.speech_start / SAMPLE_RATE,
            utterance.speech_end / SAMPLE_RATE,
            confidence,
            words,
        )

    # ── learning ─────────────────────────────────────────────────────────────────────────────────────────────────

    @staticmethod
    def _grammars(phrases: Phrasebook) -> Iterable[tuple[str, str]]:
        return (("grammar", phrases.commands), ("dictation", phrases.dictation))

    def _teach(self, name: str, grammar: str) -> None:
        self._adopt(name, self._compile(name, grammar))

    def _compile(self, name: str, grammar: str) -> str:
        """A new search beside the old one; empty for an empty grammar."""
        if not grammar.strip():
            return ""
        search = f"{name}-2" if self._searches.get(name) == f"{name}-1" else f"{name}-1"
        nameless = list(jsgf.undefined(grammar))
        try:
            if nameless:
                raise ValueError(f"no rule {', '.join(nameless)}")
            self._decoder.add_jsgf_string(search, jsgf.respell(grammar, self._spell).encode())
        except (ValueError, RuntimeError) as error:
            raise ConfigurationError(
                "I could not learn the new commands; the earlier ones still work.",
                fix=f"the {name} grammar does not compile: {error}",
            ) from None
        return search

    def _adopt(self, name: str, search: str) -> None:
        old = self._searches.pop(name, "")
        if old and old != search:
            self._decoder.activate_search("phones")  # the one in use cannot be removed
            self._decoder.remove_search(old)
        if search:
            self._searches[name] = search

    def _mute(self, grammar: str) -> list[str]:
        return [word for word in jsgf.words(grammar) if self._spell(word) == "<VOID>"]

    def _spell(self, word: str) -> str:
        """The word, with a pronunciation from now on; ``<VOID>`` where it can have none."""
        if self._decoder.lookup_word(word) is not None:
            return word
        parts = word.split("-")
        if len(parts) > 1:
            return f"( {' '.join(self._spell(part) for part in parts if part)} )"
        phones = self._sound(word)
        if not phones:
            return "<VOID>"
        self._decoder.add_word(word, phones, True)
        return word

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
        case Expecting.DICTATION:
            return (("dictation", CERTAIN),) if seconds < SHORT else ()
