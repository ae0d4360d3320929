"""A dictation while the vault is sealed."""

import pytest

from assistant.api import (
    Cancelled,
    Client,
    Cue,
    Unanswered,
)
from skills.soap_notes.skill import SoapNotes
from tests.desk import NOW, Spoken


async def test_a_sealed_vault_takes_a_dictation_as_sound_alone(sealed: SoapNotes) -> None:
    spoken = Spoken(["subjective", "she slept well", "scratch that", "read that back", "end note", "never heard"])
    reply = await sealed.start(spoken)
    assert spoken.said == [
        "The vault is sealed. I keep the sound, sealed. Go ahead.",
        "The vault is sealed, so I keep only the sound.",
    ]
    assert reply.public == "Kept. Open the vault and say continue my note."
    assert spoken.tape == ["begin", "end"]
    assert spoken.done == ["subjective", "scratch_that", "read_back", "end_note"]


@pytest.mark.parametrize("start", ["start", "start_last"])
async def test_every_wording_begins_it_for_nobody_can_be_looked_up(sealed: SoapNotes, start: str) -> None:
    spoken = Spoken(["one"])
    reply = await getattr(sealed, start)(spoken)
    assert reply.public == "I hear nothing more; the sound is kept. Open the vault and say continue my note."
    assert (await sealed.start(Spoken(["end note"]), Client("", "", ""), NOW)).public.startswith("Kept.")


async def test_a_sealed_dictation_can_be_paused(sealed: SoapNotes) -> None:
    spoken = Spoken(["one", "stop", "a call", "resume", "two", "end note"])
    await sealed.start(spoken)
    assert spoken.tape == ["begin", "pause", "go on", "end"]
    assert spoken.said[1] == "Paused; the sound so far is kept. Say resume, or end note."
    assert spoken.cues == [Cue.FAILED]


async def test_a_sealed_dictation_can_go_off_the_record(sealed: SoapNotes) -> None:
    spoken = Spoken(
        ["one", "off the record", "a secret", "read the note", "on the record", "read the note", "end note"]
    )
    await sealed.start(spoken)
    assert spoken.tape == ["begin", "pause since off the record", "go on", "end"]
    assert spoken.traced == ["one", "off the record", "read the note", "end note"]
    assert spoken.done == ["off_the_record", "on_the_record", "read_note", "end_note"]
    assert spoken.said[1:] == [
        "Off the record; I keep nothing until you say on the record.",
        "The vault is sealed, so I keep only the sound.",
    ]


@pytest.mark.parametrize("answer", ["yes", "no", Cancelled("Okay."), Unanswered("I heard nothing.")])
async def test_a_sealed_dictation_is_discarded_only_with_the_words(sealed: SoapNotes, answer: str | Exception) -> None:
    spoken = Spoken(["one", "discard note", "two", "end note"], answers=[answer, "well"])
    reply = await sealed.start(spoken)
    assert reply.public.startswith("Kept.")
    assert spoken.said[-1] == "I kept the recording. Go on."
    discarded = Spoken(["one", "discard note"], answers=["Yes, discard this note."])
    assert (await sealed.start(discarded)).public == "The recording is discarded, and nothing of it is left."
    assert discarded.tape == ["begin", "erase", "end"]


async def test_a_sealed_house_offers_nothing_it_cannot_read(sealed: SoapNotes) -> None:
    assert await sealed.at_start() is None
