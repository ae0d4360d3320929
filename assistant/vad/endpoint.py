"""Where an utterance begins and where it ends: pure, and by audio time.

Every frame is pushed, listened to or not, so that what was said just before a wake word was noticed is still there.
A frame is *voiced* when its probability reaches the threshold; after a voiced one, a little less will do.
"""

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from assistant.events import FRAME, SAMPLE_RATE, AudioFrame, Samples, Utterance, Wake

HYSTERESIS = 0.15
"""How far the probability may fall below the threshold while speech goes on."""

SHORTEST = 3 * FRAME
"""Samples of voice that make speech, 0.1 s: Silero gives some loud, short words (“pause”) no more, a click less."""

CLICK_GAP = round(0.25 * SAMPLE_RATE)
"""Samples of silence after which a sound too short for speech is forgotten."""

HISTORY = 3 * SAMPLE_RATE
"""Samples that are remembered while nothing is being said."""

PHRASE = round(1.3 * SAMPLE_RATE)
"""Samples before a detection in which the whole wake phrase lies."""

PHRASE_END = round(0.3 * SAMPLE_RATE)
"""Samples after a detection in which the voice of the wake phrase itself dies away: up to 0.27 s were measured."""

BREATH = round(0.25 * SAMPLE_RATE)
"""Samples of silence that tell a wake phrase on its own from one that goes on into a request."""

LATE = 4 * SAMPLE_RATE
"""Samples at the end of an utterance that is too long in which its quietest moment is looked for."""


@dataclass(frozen=True, slots=True)
class _Heard:
    frame: AudioFrame
    voiced: bool

    @property
    def start(self) -> int:
        return self.frame.start

    @property
    def end(self) -> int:
        return self.frame.start + len(self.frame.samples)


@dataclass(slots=True)
class _Speech:
    """What is being said: not sure to be speech until `sure`."""

    onset: int
    end: int
    """End of the last voiced frame."""
    voice: int = 0
    """Voiced samples so far."""
    start: int = 0
    """Where the utterance's audio will begin; set when `sure`."""
    sure: bool = False
    wake: str = ""
    phrase_until: int = -1
    """While nothing is voiced beyond this, it is only the wake phrase."""


class Endpointer:
    """Cuts a stream of frames into utterances while it is open; it stays open until it is closed.

    `threshold` 0 to 1; all else in seconds. Frames must follow one another without gaps. An utterance is at most
    `longest_s` long: speech that goes on is cut at its quietest late moment and its rest is the next utterance. No
    sample is in two utterances of one opening, and no voiced sample of speech in none.
    """

    def __init__(
        self, *, threshold: float, pause_s: float, longest_s: float, preroll_s: float = 0.5, tail_s: float = 0.4
    ) -> None:
        self._threshold = threshold
        self._usual_pause = self._pause = round(pause_s * SAMPLE_RATE)
        self._longest = round(longest_s * SAMPLE_RATE)
        self._preroll = round(preroll_s * SAMPLE_RATE)
        self._tail = round(tail_s * SAMPLE_RATE)
        self._history: deque[_Heard] = deque()
        self._now = 0
        self._open = False
        self._floor = 0
        self._last_speech = 0
        self._speech: _Speech | None = None

    @property
    def is_open(self) -> bool:
        """Whether an utterance is being collected."""
        return self._open

    @property
    def speaking(self) -> bool:
        """Whether an utterance is under way: begun, and the pause that ends it not yet over.

        As long as it may be the wake phrase alone: whether there is voice at this moment.
        """
        speech = self._speech
        if speech is None or not speech.sure:
            return False
        return speech.end > speech.phrase_until or self._now - speech.end <= FRAME

    @property
    def silence_s(self) -> float:
        """Seconds since the last speech, or since it was opened."""
        return 0.0 if self.speaking else (self._now - self._last_speech) / SAMPLE_RATE

    def open(self, *, after: Wake | None = None, phrase: str = "", pause_s: float | None = None) -> None:
        """Collect from now on; after a wake word, also what she has said since in the same breath.

        Such an utterance begins with the wake phrase, and says so in `wake`; what may be the phrase alone comes at once
        and is marked `brief`, and the next utterance after it is collected as if it had not been.
        """
        self._pause = self._usual_pause if pause_s is None else round(pause_s * SAMPLE_RATE)
        self._open = True
        self._speech = None
        self._floor = self._last_speech = self._now
        if after is not None:
            self._look_back(after, phrase)

    def close(self) -> None:
        """Collect nothing; what was under way is dropped."""
        self._open = False
        self._speech = None

    def push(self, frame: AudioFrame, probability: float) -> Utterance | None:
        """The next frame; gives the utterance that it ends, if any."""
        before = self._history[-1].voiced if self._history else False
        heard = _Heard(frame, probability >= self._threshold - (HYSTERESIS if before else 0.0))
        self._history.append(heard)
        self._now = heard.end
        ended = self._follow(heard) if self._open else None
        self._forget()
        return ended

    # ── after a wake word ────────────────────────────────────────────────────────────────────────────────────

    def _look_back(self, wake: Wake, phrase: str) -> None:
        begin = wake.at - PHRASE
        voiced = [heard for heard in self._history if heard.voiced and heard.end > begin]
        if not voiced:
            return
        end = voiced[-1].end
        until = wake.at + PHRASE_END
        if end <= until and self._now - end >= BREATH:
            self._floor = min(self._now, end)  # a pause already: she begins anew, and may just have begun
            return
        oldest = self._history[0].start
        self._speech = _Speech(
            onset=max(begin, voiced[0].start),
            end=end,
            voice=FRAME * len(voiced),
            start=max(begin, oldest),
            sure=True,
            wake=phrase,
            phrase_until=until,
        )

    # ── following what is said ───────────────────────────────────────────────────────────────────────────────

    def _follow(self, heard: _Heard) -> Utterance | None:
        speech = self._speech
        if heard.voiced:
            speech = self._speech = self._heard_voice(heard)
        if speech is None:
            return None
        silence = self._now - speech.end
        if speech.end <= speech.phrase_until:
            return self._brief(speech) if silence >= BREATH else None
        if not speech.sure:
            if silence >= CLICK_GAP:
                self._speech = None
            return None
        if silence >= self._pause:
            return self._finish(speech)
        if self._now - speech.start + len(heard.frame.samples) > self._longest:
            return self._cut(speech)
        return None

    def _heard_voice(self, heard: _Heard) -> _Speech:
        speech = self._speech or _Speech(onset=heard.start, end=heard.start)
        speech.end = heard.end
        speech.voice += len(heard.frame.samples)
        if not speech.sure and speech.voice >= SHORTEST:
            speech.sure = True
            speech.start = max(self._floor, speech.onset - self._preroll, self._history[0].start)
        return speech

    def _finish(self, speech: _Speech) -> Utterance:
        """It has ended: the utterance with its tail. What comes after the tail may be pre-roll of the next."""
        self._speech = None
        self._last_speech = speech.end
        self._floor = min(self._now, speech.end + self._tail)
        return self._utterance(speech.start, self._floor, speech.onset, speech.end, speech.wake)

    def _brief(self, speech: _Speech) -> Utterance | None:
        """The wake phrase with no more than a short word after it; what follows it is an utterance of its own."""
        self._speech = None
        self._floor = self._last_speech = speech.end
        if not speech.wake:
            return None
        whole = self._utterance(speech.start, self._now, speech.onset, speech.end, speech.wake)
        return replace(whole, brief=True)

    def _cut(self, speech: _Speech) -> Utterance:
        """It is too long: what comes before its quietest late moment. The rest is speech already, however short."""
        late = [heard for heard in self._history if heard.start > max(speech.onset, self._now - LATE)]
        at = _quietest(late).start if late else self._now
        before = [h for h in self._history if h.voiced and speech.start <= h.start < at]
        after = [h for h in self._history if h.voiced and h.start >= at]
        self._floor = self._last_speech = at
        if after:
            self._speech = _Speech(
                onset=after[0].start, end=after[-1].end, voice=FRAME * len(after), start=at, sure=True
            )
        else:
            self._speech = None
        end = before[-1].end if before else at
        return self._utterance(speech.start, at, speech.onset, end, speech.wake)

    def _utterance(self, start: int, end: int, onset: int, speech_end: int, wake: str) -> Utterance:
        return Utterance(_joined(self._history, start, end), start, onset, speech_end, wake)

    def _forget(self) -> None:
        keep = self._now - HISTORY
        if self._speech is not None:
            keep = min(keep, self._speech.onset - self._preroll, self._speech.start if self._speech.sure else keep)
        while self._history and self._history[0].end <= keep:
            self._history.popleft()


def _quietest(heard: Sequence[_Heard]) -> _Heard:
    """The frame with the least sound in it and around it; unvoiced ones before voiced ones."""
    energy = np.array([np.mean(h.frame.samples.astype(np.float64) ** 2) for h in heard])
    around = np.convolve(np.pad(energy, 1, mode="edge"), np.ones(3), mode="valid")
    return min(zip(heard, around, strict=True), key=lambda pair: (pair[0].voiced, pair[1]))[0]


def _joined(history: Iterable[_Heard], start: int, end: int) -> Samples:
    """The stream from `start` to `end`."""
    pieces = [
        h.frame.samples[max(0, start - h.start) : end - h.start] for h in history if h.end > start and h.start < end
    ]
    return np.concatenate(pieces) if pieces else np.zeros(0, np.int16)
