"""The microphone goes at any moment of a dictation with edits; "continue my note" has all that was said by then."""

import random
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from assistant.events import SAMPLE_RATE, Clip
from assistant.records import Form, Note, Spoken
from skills.soap_notes.draft import Dictation
from tests.evenings import NOW, joined, live, needs_voice, spoken

pytestmark = needs_voice

BEGIN = "hey jarvis, start a note for J D"
SLEEP = "client reports poor sleep this week"
ATTACKS = "client had two panic attacks this week"
HOMEWORK = "homework is to practice deep breathing two times a day"
SAID = (SLEEP, ATTACKS, "scratch that", "plan", HOMEWORK, "undo that", "assessment", ATTACKS, "go to plan", SLEEP)
GAP_S = 1.2


def dictated() -> tuple[Clip, list[int]]:
    """Everything in one recording, and the sample at which each utterance is over."""
    parts: list[Clip | float] = []
    ends, length = [], 0
    for line in SAID:
        one = joined(spoken(line), GAP_S)
        parts.append(one)
        length += len(one.samples)
        ends.append(length - round(GAP_S * SAMPLE_RATE))
    return joined(*parts), ends


def told(transcript: Sequence[Spoken]) -> list[tuple[str, str]]:
    return [(one.text.lower().strip(" ."), one.command) for one in transcript if one.command != "end_note"]


def words(text: str) -> list[str]:
    return text.lower().replace(".", "").split()


def sections(note: Note, transcript: Sequence[Spoken]) -> dict[str, list[str]]:
    form = Form(note.form, tuple(note.sections))
    return {name: words(text) for name, text in Dictation.replay(transcript, form).sections().items()}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Note:
    """The same evening without a mishap."""
    clip, _ = dictated()
    (note,) = live(tmp_path_factory.mktemp("whole"), [BEGIN, clip, "end note"]).notes
    assert len(note.transcript) == len(SAID) + 1
    return note


@pytest.mark.long
@pytest.mark.parametrize("seed", range(4))
def test_whatever_was_said_up_to_the_last_second_is_in_the_continued_note(
    tmp_path: Path, whole: Note, seed: int
) -> None:
    clip, ends = dictated()
    at = random.Random(seed).randrange(ends[1], ends[-1])
    cut = Clip(clip.samples[:at], SAMPLE_RATE)
    lost = live(tmp_path, [BEGIN, cut], lost=True)
    assert lost.said[-1] == "The microphone went away; I keep what was said."
    later = NOW + timedelta(minutes=40)
    (note,) = live(tmp_path, ["hey jarvis, continue my note", "end note"], now=later).notes
    said = [end for end in ends if end <= at - SAMPLE_RATE]
    assert told(note.transcript)[: len(said)] == told(whole.transcript)[: len(said)]
    assert len(told(note.transcript)) <= len(said) + 2, "no more than what was being said"
    kept = {name: words(text) for name, text in note.sections.items()}
    assert sections(note, note.transcript) == kept, "the edits are in it, in their order"
    if len(told(note.transcript)) == len(said):
        assert sections(note, note.transcript) == sections(whole, whole.transcript[: len(said)])
