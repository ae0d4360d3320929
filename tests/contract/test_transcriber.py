"""Every transcriber keeps the same promises: right words for words, none for none, whatever the samples."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from assistant.events import SAMPLE_RATE, Expecting, Phrasebook, Utterance
from assistant.ports import Transcriber
from assistant.settings import Stt
from tests.utterances import of, said

ROOT = Path(__file__).parents[2]

COMMANDS = """#JSGF V1.0;
grammar commands;
public <commands> = [ hey jarvis ] ( <agenda> | <timer> | <note> | good morning | read my drafts );
<agenda> = ( what's | what is ) on my calendar [ <when> ] | when do i see <client>;
<when> = today | tomorrow | this week;
<client> = j d | m k | siobhan;
<timer> = set a timer for ( five | ten | twenty ) minutes | cancel the timer;
<note> = start a soap note for <client>;
"""
DICTATION = (
    "#JSGF V1.0;\ngrammar dictation;\npublic <dictation> = scratch that | go to plan | next section | end note;\n"
)


def whisper() -> Transcriber:
    from assistant.stt.whisper import WhisperTranscriber

    return WhisperTranscriber(Stt(threads=1), ROOT / "models/whisper-demo")


def sphinx() -> Transcriber:
    from assistant.stt.sphinx import SphinxTranscriber

    return SphinxTranscriber(Stt())


def paired() -> Transcriber:
    from assistant.stt.paired import PairedTranscriber
    from assistant.stt.sphinx import SphinxTranscriber

    return PairedTranscriber(whisper(), SphinxTranscriber(Stt()))


@pytest.fixture(scope="module", params=[whisper, sphinx, paired], ids=["whisper", "sphinx", "paired"])
def transcriber(request) -> Transcriber:
    engine = request.param()
    engine.learn(Phrasebook(COMMANDS, DICTATION, ("J D", "M K")))
    return engine


@pytest.fixture(params=list(Expecting), ids=lambda one: one.value)
def expecting(request) -> Expecting:
    return request.param


def test_it_says_who_it_is(transcriber):
    assert transcriber.name
    assert transcriber.note.endswith(".")


@pytest.mark.parametrize("text", ["what's on my calendar tomorrow", "read my drafts"])
def test_a_command_is_heard_word_for_word(transcriber, text):
    utterance = said(text, "flite", "slt")
    transcript = transcriber.transcribe(utterance, Expecting.COMMAND)
    assert transcript.text == text
    assert transcript.confidence > 0.5
    assert (transcript.start, transcript.end) == (
        utterance.speech_start / SAMPLE_RATE,
        utterance.speech_end / SAMPLE_RATE,
    )


def test_the_same_audio_gives_the_same_words_whatever_came_between(transcriber):
    utterance = said("good morning", "flite", "slt")
    first = transcriber.transcribe(utterance, Expecting.COMMAND)
    transcriber.transcribe(of(np.random.default_rng(2).integers(-9000, 9000, 20_000, np.int16)), Expecting.COMMAND)
    assert transcriber.transcribe(utterance, Expecting.COMMAND) == first


def test_words_of_a_dictation_lie_in_the_audio_time_of_their_utterance(transcriber):
    utterance = said("she slept better this week and went back to work", start=60 * SAMPLE_RATE)
    transcript = transcriber.transcribe(utterance, Expecting.DICTATION)
    assert transcript.words
    assert all(60 <= word.start <= word.end <= 60 + len(utterance.samples) / SAMPLE_RATE for word in transcript.words)
    assert [word.start for word in transcript.words] == sorted(word.start for word in transcript.words)
    assert all(0 <= word.confidence <= 1 for word in transcript.words)
    assert " ".join(word.text for word in transcript.words) == transcript.text


@pytest.mark.parametrize("level", [0, 1, 20])
def test_silence_has_no_words(transcriber, expecting, level):
    samples = np.random.default_rng(3).integers(-level, level + 1, 2 * SAMPLE_RATE).astype(np.int16)
    assert transcriber.transcribe(of(samples), expecting).text == ""


@pytest.mark.parametrize("loudness", [300, 3000, 12_000])
def test_noise_has_no_words_or_doubtful_ones(transcriber, expecting, loudness):
    noise = np.random.default_rng(4).normal(0, loudness, 2 * SAMPLE_RATE).clip(-32768, 32767).astype(np.int16)
    transcript = transcriber.transcribe(of(noise), expecting)
    assert not transcript.text or transcript.confidence <= 0.5


def test_an_utterance_in_which_no_speech_was_found_has_no_words(transcriber, expecting):
    loud = said("good morning", "flite", "slt").samples
    assert transcriber.transcribe(Utterance(loud, 0, 100, 100), expecting).text == ""


@pytest.mark.parametrize("count", [0, 1, 159, 1599])
def test_less_than_a_tenth_of_a_second_has_no_words(transcriber, expecting, count):
    samples = np.random.default_rng(5).integers(-20_000, 20_000, count).astype(np.int16)
    assert transcriber.transcribe(of(samples), expecting).text == ""


@pytest.mark.parametrize("value", [-32768, 32767])
def test_the_loudest_samples_are_borne(transcriber, expecting, value):
    transcript = transcriber.transcribe(of(np.full(SAMPLE_RATE, value, np.int16)), expecting)
    assert not transcript.text or transcript.confidence <= 0.5


def test_clipped_speech_is_still_that_speech(transcriber):
    clear = said("read my drafts", "flite", "slt")
    clipped = (clear.samples.astype(np.int32) * 4).clip(-32768, 32767).astype(np.int16)
    loud = Utterance(clipped, clear.start, clear.speech_start, clear.speech_end)
    assert transcriber.transcribe(loud, Expecting.COMMAND).text == "read my drafts"


def test_it_works_from_another_thread(transcriber):
    utterance = said("good morning", "flite", "slt")
    with ThreadPoolExecutor(1) as worker:
        assert worker.submit(transcriber.transcribe, utterance, Expecting.COMMAND).result().text == "good morning"


def test_learning_again_and_learning_nothing_do_no_harm(transcriber):
    transcriber.learn(Phrasebook())
    transcriber.transcribe(said("good morning", "flite", "slt"), Expecting.COMMAND)
    transcriber.learn(Phrasebook(COMMANDS, DICTATION, ("J D", "M K")))
    assert transcriber.transcribe(said("good morning", "flite", "slt"), Expecting.COMMAND).text == "good morning"


def test_unsure_words_are_words_of_the_text_in_order(transcriber):
    transcript = transcriber.transcribe(said("her orthopedist injected the bursa in october"), Expecting.DICTATION)
    assert transcript.unsure
    assert list(transcript.unsure) == sorted(set(transcript.unsure))
    assert set(transcript.unsure) <= set(range(len(transcript.text.split())))
