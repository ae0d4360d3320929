"""The program as scripts see it: what it prints, how it exits, what it leaves alone."""

import json
from pathlib import Path

import numpy as np
import pytest
import soundfile

from assistant.audio.wavfile import write_clip
from assistant.store.spool import FILE as SPOOL
from tests.evenings import needs_espeak, spoken
from tests.model_server import ModelServer, structured
from tests.programs import Program

AT = ("--now", "2026-05-04T08:00")


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """With a vault and two clients."""
    made = Program(tmp_path)
    made.run("vault", "init")
    roster = tmp_path / "roster.csv"
    roster.write_text("initials,name,aliases\nJD,Jordan Dale,Jo\nMK,Mira Kern,\n")
    made.run("clients", "import", str(roster))
    return made


def test_asking_gives_reply_intent_slots_and_level(program: Program) -> None:
    answer = json.loads(program.run("ask", "what time is it", "--json", *AT).stdout)
    assert answer == {"reply": "It's eight a m.", "intent": "household.time", "slots": {}, "level": "public"}


def test_routing_does_nothing_and_says_what_it_would_do(program: Program) -> None:
    lines = "draft a reply to m k\nset a timer for ten minutes\nxyzzy plugh\n"
    routed = [json.loads(line) for line in program.run("route", "-", "--json", said=lines).stdout.splitlines()]
    assert [line["intent"] for line in routed] == ["replies.draft", "household.timer", None]
    assert routed[0]["slots"] == {"client": "MK"}
    assert routed[1]["slots"] == {"duration": 600}
    assert routed[2]["reply"]
    assert json.loads(program.run("queue", "list", "--json").stdout) == []


def test_routing_needs_no_vault(tmp_path: Path) -> None:
    assert '"household.time"' in Program(tmp_path).run("route", "what time is it", "--json").stdout


def test_a_message_is_answered_by_a_typed_dialogue(program: Program) -> None:
    program.run("messages", "add", "--client", "MK", said="Is Thursday still on?")
    program.run("ask", "draft a reply to m k", said="yes thursday works\n")
    (waiting,) = json.loads(program.run("queue", "list", "--json").stdout)
    assert (waiting["kind"], waiting["client"], waiting["state"]) == ("reply", "MK", "review")
    assert "Yes Thursday works." in program.run("queue", "show", waiting["id"]).stdout


def test_a_typed_note_shows_its_sections(program: Program) -> None:
    program.run("ask", "start a note for j d", said="subjective\nshe slept badly\nplan\nweekly sessions\nend note\n")
    (listed,) = json.loads(program.run("notes", "list", "--json").stdout)
    sections = json.loads(program.run("notes", "show", listed["id"], "--json").stdout)["sections"]
    assert sections == {
        "subjective": "She slept badly.",
        "objective": "",
        "assessment": "",
        "plan": "Weekly sessions.",
        "risk": "",
    }


def test_the_level_decides_the_words(program: Program, tmp_path: Path) -> None:
    calendar = tmp_path / "c.ics"
    calendar.write_text(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:t\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART:20260504T150000Z\r\n"
        "DTEND:20260504T155000Z\r\nSUMMARY:JD\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    program.configure(f'[[calendar.sources]]\nname = "work"\nkind = "ics"\nlocation = "{calendar}"\n')
    said = {
        level: json.loads(program.run("ask", "what's next", "--json", "--level", level, *AT).stdout)["reply"]
        for level in ("public", "private", "full")
    }
    assert "ten" in said["public"]
    assert "J D" not in said["public"]
    assert "J D" in said["private"]
    assert "J D" not in program.run("briefing", "--out", str(tmp_path / "b.wav"), *AT).stdout


@needs_espeak
def test_the_briefing_and_say_leave_sound(program: Program, tmp_path: Path) -> None:
    for verb in (["briefing", *AT], ["say", "Ten minutes, starting now."]):
        out = tmp_path / f"{verb[0]}.wav"
        program.run(*verb, "--out", str(out))
        samples, rate = soundfile.read(out)
        assert len(samples) > rate
        assert np.abs(samples).max() > 0.1


def test_without_a_voice_the_answers_are_printed_and_it_says_so(program: Program) -> None:
    program.configure('[tts]\nengine = "none"\n')
    write_clip(program.folder / "said.wav", spoken("hey jarvis, what time is it"))
    done = program.run("run", "--audio-in", str(program.folder / "said.wav"), *AT)
    assert "It's eight a m." in done.stdout
    assert "none" in done.stderr


def test_a_model_in_the_house_drafts_and_sees_no_name(program: Program) -> None:
    with ModelServer().running() as server:
        server.always(structured({"body": "Thursday works well. See you then."}))
        program.configure(f'[drafting]\ntrust = "local"\nbase_url = "{server.url}"\nmodel = "house"\n')
        program.run("messages", "add", "--client", "MK", said="Is Thursday still on? Mira Kern")
        program.run("ask", "draft a reply to m k", said="yes thursday works\n")
    (waiting,) = json.loads(program.run("queue", "list", "--json").stdout)
    shown = program.run("queue", "show", waiting["id"]).stdout
    assert "Thursday works well. See you then." in shown
    assert server.wire
    assert not any(name in sent for sent in server.wire for name in ("Mira", "Kern"))


# ── what it must stand up to ─────────────────────────────────────────────────────────────────────────────────


def test_a_wrong_passphrase_is_77_and_touches_nothing_but_what_the_audit_will_hear(
    program: Program, tmp_path: Path
) -> None:
    def held() -> dict[Path, bytes]:
        return {file: file.read_bytes() for file in program.home.rglob("*") if file.is_file() and file.name != SPOOL}

    before = held()
    wrong = tmp_path / "wrong"
    wrong.write_text("not the passphrase\n")
    wrong.chmod(0o600)
    program.run("notes", "list", code=77, passphrase=wrong)
    assert before == held()


@pytest.mark.parametrize(
    ("configuration", "told"),
    [
        ("[wake]\ntreshold = 0.4\n", "wake.threshold"),
        ("[wake\n", "TOML"),
        ('[stt]\nengine = "whisper"\n', "models pull"),
        ('[stt]\nengine = "ears"\n', "whisper"),
        ('[tts]\nengine = "piper"\n', "models pull"),
        ('[home]\ntimezone = "Mars/Olympus"\n', "time zone"),
        ('[wake]\nmodels = ["hey_nobody"]\n', "hey_jarvis"),
    ],
)
def test_a_wrong_configuration_is_78_and_says_how_to_mend_it(program: Program, configuration: str, told: str) -> None:
    program.configure(configuration)
    write_clip(program.folder / "said.wav", spoken("hey jarvis"))
    done = program.run("run", "--audio-in", str(program.folder / "said.wav"), code=78)
    assert told in done.stderr


@pytest.mark.parametrize("content", [b"", b"RIFF", b"hello " * 1000, b"RIFF\xff\xff\xff\xffWAVEfmt "])
def test_what_is_no_recording_is_74(program: Program, content: bytes) -> None:
    file = program.folder / "x.wav"
    file.write_bytes(content)
    program.run("run", "--audio-in", str(file), code=74)
    program.run("hear", str(file), code=74)


@needs_espeak
@pytest.mark.parametrize("shape", ["96000 Hz", "six channels", "8 bit", "truncated"])
def test_a_recording_of_any_shape_is_understood(program: Program, shape: str) -> None:
    clip = spoken("hey jarvis, what time is it")
    sound = np.repeat(clip.samples.astype(np.float32) / 32768, 96_000 // clip.rate)
    file, trace = program.folder / "x.wav", program.folder / "t.jsonl"
    match shape:
        case "96000 Hz":
            soundfile.write(file, sound, 96_000)
        case "six channels":
            soundfile.write(file, np.stack([sound] * 6, axis=1), 96_000)
        case "8 bit":
            soundfile.write(file, sound, 96_000, subtype="PCM_U8")
        case _:
            soundfile.write(file, np.concatenate([sound, sound * 0]), 96_000)
            file.write_bytes(file.read_bytes()[: len(sound) * 2 + 50_001])
    program.run("run", "--audio-in", str(file), "--trace", str(trace), *AT)
    events = [json.loads(line) for line in trace.read_text().splitlines()]
    assert "household.time" in [event.get("name") for event in events]
    assert "what time" not in trace.read_text(), "words stay out of a trace that was not asked for them"


def test_a_disk_that_fills_up_is_74_and_the_answer_is_not_lost(program: Program) -> None:
    write_clip(program.folder / "said.wav", spoken("hey jarvis, what time is it"))
    done = program.run("run", "--audio-in", str(program.folder / "said.wav"), "--audio-out", "/dev/full", code=74)
    assert "full" in done.stderr


def test_no_microphone_is_69(program: Program) -> None:
    import sounddevice

    if any(device["max_input_channels"] for device in sounddevice.query_devices()):
        pytest.skip("this machine has a microphone")
    program.run("run", code=69)


def test_a_calendar_with_garbage_in_it_still_answers(program: Program, tmp_path: Path) -> None:
    calendar = tmp_path / "c.ics"
    event = "BEGIN:VEVENT\r\nUID:{0}\r\nDTSTART:20260504T{0}0000Z\r\nDURATION:PT50M\r\nSUMMARY:JD\r\nEND:VEVENT\r\n"
    calendar.write_text(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n" + event.format(15) + "}{ \x00 garbage\r\nBEGIN:VEVENT\r\nDTSTART:never\r\n"
        "END:VEVENT\r\n" + event.format(19) + "END:VCALENDAR\r\n"
    )
    program.configure(f'[[calendar.sources]]\nname = "work"\nlocation = "{calendar}"\n')
    reply = json.loads(program.run("ask", "what's on my calendar today", "--json", *AT).stdout)["reply"].lower()
    assert "ten" in reply
    assert "two" in reply


def test_a_calendar_server_that_refuses_is_one_sentence(program: Program) -> None:
    program.configure('[[calendar.sources]]\nname = "work"\nkind = "caldav"\nlocation = "http://127.0.0.1:9/"\n')
    program.run("ask", "what's next", code=69)


def test_a_note_is_taken_while_no_calendar_answers(program: Program) -> None:
    program.configure('[[calendar.sources]]\nname = "work"\nkind = "caldav"\nlocation = "http://127.0.0.1:9/"\n')
    program.run("ask", "start a note for j d", said="she slept badly\nend note\n")
    assert len(json.loads(program.run("notes", "list", "--json").stdout)) == 1


def test_usage_is_2(program: Program) -> None:
    program.run("ask", code=2)
    program.run("ask", "what time is it", "--level", "loud", code=2)
    program.run("ask", "what time is it", "--now", "yesterday", code=2)


def test_doctor_has_a_line_for_each_part(program: Program) -> None:
    findings = json.loads(program.run("doctor", "--json", code=0 if _has_sound() else 69).stdout)
    assert {"python", "wake word", "speech to text", "voice", "vault", "drafting", "speech lock", "disk"} <= {
        finding["what"] for finding in findings
    }
    assert all(finding["fix"] for finding in findings if finding["verdict"] == "bad")


def test_bench_measures_every_part(program: Program) -> None:
    figures = json.loads(program.run("bench", "--json", "--runs", "1", "--idle-seconds", "0.5").stdout)
    assert figures["machine"]["cores"] >= 1
    assert all(figure["p50"] > 0 for figure in figures["figures"])
    assert len(figures["figures"]) == 8


def test_the_version_names_the_engines(program: Program) -> None:
    assert "faster-whisper" in program.run("--version").stdout


def _has_sound() -> bool:
    import sounddevice

    devices = sounddevice.query_devices()
    return any(device["max_input_channels"] for device in devices) and any(d["max_output_channels"] for d in devices)
