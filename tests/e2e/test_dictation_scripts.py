"""Whole dictations from sound to store, compared word for word; the scripts are in ``tests/data/dictations``.

With the demonstration's Whisper her words are ones that it hears right, so every word of the note is held to what was
said. PocketSphinx gets free words wrong: for it each line of prose is heard alone first, by the same engine, and the
note is held to that. So an error of the recogniser is its own, and everything behind it is held to every word. What is a
command has to be heard as that by both.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest

from assistant.app import note_formats, phrasebook_of
from assistant.events import FRAME, AudioFrame, Clip, Expecting, SpeechLevel
from assistant.paths import paths
from assistant.ports import Roster
from assistant.records import Client, Note
from assistant.settings import Stt, parse
from assistant.store.parts import PROCESS
from assistant.store.process_notes import ProcessNotes
from assistant.store.vault import Vault
from assistant.stt.sphinx import SphinxTranscriber
from assistant.vad.endpoint import Endpointer
from assistant.vad.silero import Silero
from skills.soap_notes.commands import understand
from tests.dictations import NOISES, Script, clip, loud, scripts
from tests.evenings import PASSPHRASE, ZONE, Evening, live, needs_espeak, needs_voice

pytestmark = [needs_voice, needs_espeak]

ENGINES: Mapping[str, Mapping[str, Any]] = {
    "whisper": {"engine": "whisper", "model": "whisper-demo"},
    "sphinx": {"engine": "sphinx"},
}
CALENDAR = "\n".join(
    [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//test//EN",
        *(
            f"BEGIN:VEVENT\nUID:{uid}\nDTSTART;TZID={ZONE}:20260504T{hour}0000\n"
            f"DTEND;TZID={ZONE}:20260504T{hour}5000\nSUMMARY:{who}\nEND:VEVENT"
            for uid, hour, who in ((1, 14, "MK"), (2, 16, "JD"))
        ),
        "END:VCALENDAR",
        "",
    ]
)
BEGINS = ("soap_notes.start", "soap_notes.resume")


class Two:
    """The roster of the evenings."""

    def all(self) -> list[Client]:
        return [Client("1", "JD", "Jordan Dale"), Client("2", "MK", "Mira Kern")]

    def by_initials(self, initials: str) -> Client:
        return next(one for one in self.all() if one.initials == initials)


@dataclass
class Alone:
    """PocketSphinx, for a line by itself."""

    engine: SphinxTranscriber

    def hears(self, sound: Clip) -> str:
        """The words of one line, which has to be one utterance."""
        detector, endpointer = Silero(), Endpointer(threshold=0.5, pause_s=0.6, longest_s=28)
        endpointer.open()
        samples, found = np.pad(sound.samples, (0, 2 * 16_000)), []
        for start in range(0, len(samples) - FRAME, FRAME):
            frame = AudioFrame(samples[start : start + FRAME], start)
            utterance = endpointer.push(frame, detector.probability(frame))
            if utterance is not None:
                found.append(self.engine.transcribe(utterance, Expecting.DICTATION).text)
        (words,) = found
        return words


@pytest.fixture(scope="module")
def alone() -> Alone:
    engine = SphinxTranscriber(Stt())
    settings = parse({"home": {"timezone": str(ZONE)}, "stt": ENGINES["sphinx"]}, "the test")
    engine.learn(phrasebook_of(settings, cast(Roster, Two())))
    return Alone(engine)


def plain(text: str) -> str:
    return text.lower().strip(" .")


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def spoken_by(script: Script, home: Path) -> list[Evening]:
    """Every evening of the script, in one home."""
    return [
        live(
            home,
            [clip(script, said) for said in lines],
            settings={"stt": ENGINES[script.engine]},
            calendar=CALENDAR,
            level=SpeechLevel.FULL if script.unlocked else SpeechLevel.PRIVATE,
        )
        for lines in script.evenings()
    ]


def supervision_and_private(home: Path) -> tuple[list[str], str]:
    with (
        Vault.open(home / "data" / "vault", PASSPHRASE) as vault,
        ProcessNotes(vault.files, vault.key(PROCESS.purpose), vault.audit) as notes,
    ):
        told = [one.text for one in vault.supervision.waiting()]
        return told, "\n\n".join(notes.get(head.id).text for head in notes.list())


def sound_is_kept(script: Script, evenings: list[Evening]) -> None:
    """Of what was for the note every sample is in a recording, and of what was not there is none."""
    played = b"".join(evening.stream.tobytes() for evening in evenings)
    runs = [run.tobytes() for sound in evenings[-1].sounds for _, run in sound.runs]
    for said in script.says:
        for piece in loud(clip(script, said)) if said.sign in ("", "-", "=") else ():
            assert piece.tobytes() in played
            assert any(piece.tobytes() in run for run in runs) is (said.sign == ""), said.words


def as_parameter(script: Script) -> Any:
    missing = bool(script.noise) and script.noise != "hum" and not (NOISES / script.noise).exists()
    skip = pytest.mark.skipif(missing, reason="the recordings of noise are not here")
    marks = [skip, pytest.mark.long] if script.long else [skip]
    return pytest.param(script, id=f"{script.engine}: {script.name}", marks=marks)


@pytest.mark.parametrize("script", [as_parameter(script) for script in scripts()])
def test_a_dictation_comes_to_the_note_that_was_dictated(script: Script, tmp_path: Path, alone: Alone) -> None:
    heard = {
        said.words: plain(alone.hears(clip(script, said))) if script.engine == "sphinx" else said.words
        for said in script.says
        if said.sign in ("", "=")
    }
    evenings = spoken_by(script, tmp_path)
    assert came(script, tmp_path, evenings) == expected(script, heard)
    sound_is_kept(script, evenings)


def came(script: Script, home: Path, evenings: list[Evening]) -> dict[str, Any]:
    """What is left behind, in the words of a script."""
    said = [reply for evening in evenings for reply in evening.said]
    events = [event for evening in evenings for event in evening.events]
    intents = [fields["name"] for name, _, fields in events if name == "intent"]
    supervision, private = supervision_and_private(home)
    return {
        "notes": [of(note) for note in evenings[-1].notes],
        "asked": [reply for reply in said[:-1] if reply in script.asked],
        "closing": said[-1],
        "intents": [name for name in intents if name not in BEGINS],
        "rests": [fields["reason"] for name, _, fields in events if name == "muted"].count("silence"),
        "supervision": supervision,
        "private": private,
    }


def of(note: Note) -> dict[str, Any]:
    texts = {one.seq: plain(one.text) for one in note.transcript}
    return {
        "client": note.client.initials,
        "form": note.form,
        "state": note.state.value,
        "sections": {name: text for name, text in note.sections.items() if text},
        "fields": dict(note.fields),
        "marked": {texts[one.seq]: one.why for one in note.marked},
        "transcript": [one.command or plain(one.text) for one in note.transcript],
    }


def expected(script: Script, heard: Mapping[str, str]) -> dict[str, Any]:
    """What the script says has to be left behind, where its lines of prose are heard so."""
    note = {
        "client": script.client,
        "form": script.form,
        "state": script.state,
        "sections": {name: worded(text.strip("\n"), heard) for name, text in script.sections.items()},
        "fields": dict(script.fields),
        "marked": {heard[words]: why for words, why in script.marked.items()},
        "transcript": transcript(script, heard),
    }
    return {
        "notes": [note] if script.state else [],
        "asked": list(script.asked),
        "closing": script.closing,
        "intents": list(script.intents),
        "rests": script.rests,
        "supervision": [worded(text, heard) for text in script.supervision],
        "private": worded(script.private, heard),
    }


def transcript(script: Script, heard: Mapping[str, str]) -> list[str]:
    """Each line that is kept: the words of her prose, the name of a command."""
    form, rows = note_formats(paths()).forms[script.form], []
    for said in script.says:
        if said.sign == "":
            rows.append(heard[said.words])
        elif said.sign == "?":
            rows.append("answer")
        elif said.sign == ">":
            order = understand(said.words, form, when=str)
            assert order is not None, f"“{said.words}” is no command"
            rows.append(order.name)
    return rows


def worded(text: str, heard: Mapping[str, str]) -> str:
    """A text that was expected, with each line in it as it is heard alone."""
    for words in sorted(heard, key=len, reverse=True):
        text = text.replace(words, heard[words]).replace(capital(words), capital(heard[words]))
    return text
