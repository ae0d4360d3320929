"""The measure of the dictation commands with the engines, the skills and the lists of this house."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.app import note_formats, phrasebook_of, skill_classes
from assistant.bench import commands
from assistant.bench.commands import Grammar, Hearing, Remembering
from assistant.errors import ModelMissing
from assistant.formats import Formats
from assistant.intents.sentences import load_all
from assistant.paths import Paths
from assistant.ports import Transcriber
from assistant.records import Client, Form
from assistant.settings import Settings
from assistant.stt.paired import PairedTranscriber
from assistant.stt.sphinx import SphinxTranscriber
from assistant.stt.whisper import WhisperTranscriber
from assistant.weights.store import Weights

THREADS = 1
"""Of Whisper: the other core is the closed grammar's."""

DEMO = "whisper-demo"

FILLINGS = {
    "client": ("j d", "m k"),
    "length": ("fifty minutes", "half an hour", "an hour", "forty five minutes"),
    "minutes": ("fifty", "forty five", "sixty", "thirty"),
    "goal": ("two", "one", "five", "three"),
    "letters": ("b o w l b y", "alpha kilo", "m o r r", "tango echo sierra"),
}
"""What stands for the slots that no list of hers fills."""


@dataclass(frozen=True, slots=True)
class Found:
    """All hearings, and with what."""

    rows: Sequence[Hearing]
    whisper: str
    noise: str
    threads: int = THREADS


class _Two:
    """A roster of two, so that the commands with a name can be said."""

    def all(self) -> Sequence[Client]:
        return [Client("1", "JD", "Jane Dawson"), Client("2", "MK", "Mira Keller")]

    def by_initials(self, initials: str) -> Client:
        return next(one for one in self.all() if one.initials == initials)


def run(settings: Settings, where: Paths, clips: Path | None) -> Found:
    """Everything once, in a note of the usual format; half an hour on two cores. Raises `EngineMissing`, `ModelMissing`, `NotFound`."""
    formats = note_formats(where)
    orders = commands.orders_of(list(skill_classes().values()), usual(formats))
    engines, whisper = _engines(settings, where, usual(formats))
    noise, noise_name = commands.background(clips)
    said = [
        (group, understood)
        for group, ways in commands.wordings(load_all(skill_classes()), fillings(formats))
        if (understood := [text for text in ways if orders(text)])  # nobody says "session by by phone"
    ]

    def rows() -> Iterator[Hearing]:
        yield from commands.spoken(engines, said, orders, noise)
        yield from commands.prose(engines, orders, noise)
        if clips is not None:
            yield from commands.people(engines, clips, orders)
        yield from commands.noises(engines, clips, orders)

    return Found(list(rows()), whisper, noise_name)


def _engines(settings: Settings, where: Paths, form: Form) -> tuple[dict[str, Transcriber], str]:
    weights = Weights(where.models)
    model = weights.find(settings.stt.model, "whisper") or weights.find(DEMO, "whisper")
    if model is None:
        raise ModelMissing("The speech recogniser's weights are not installed.", fix=f"assistant models pull {DEMO}")
    sphinx = Grammar(SphinxTranscriber(settings.stt))
    whisper = Remembering(WhisperTranscriber(settings.stt.model_copy(update={"threads": THREADS}), model))
    paired = PairedTranscriber(whisper, sphinx)
    paired.learn(phrasebook_of(settings, _Two(), (), form))
    return {"sphinx": sphinx, "whisper": whisper, "paired": paired}, whisper.name


def usual(formats: Formats) -> Form:
    """The format of a note for which she names none."""
    return next(iter(formats.forms.values()))


def fillings(formats: Formats) -> dict[str, Sequence[str]]:
    """What is said for each slot; a slot that is not here is not spoken."""
    return {
        **FILLINGS,
        "section": usual(formats).sections,
        "intervention": formats.interventions,
        "modality": tuple(formats.modalities),
    }
