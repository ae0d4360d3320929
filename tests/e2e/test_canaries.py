"""Canary words put through every path of the program are found nowhere but where she asked to see them.

Each run is a process of its own with all its folders in the test's; every logger is at its loudest, and every record is
kept as it is handed to the handlers. Then all bytes that the program left behind or sent are searched.
"""

import json
import re
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.audio.wavfile import write_clip
from assistant.records import Client
from tests.calendar_servers import Web, send, web
from tests.canaries import LOUD, found_in, search
from tests.evenings import joined, needs_voice, spoken
from tests.model_server import Answer, ModelServer, structured
from tests.programs import Program

NAMES = {
    "name": "Zorvatrix", "surname": "Quandlemoor", "alias": "Zorvibel", "kin": "Brimhildana", "place": "Kelverstonia",
}  # fmt: skip
WORDS = {
    **NAMES,
    "dictated": "wumblefrost", "section": "snarkwhistle", "message": "pondertwig", "points": "glimmerquilt",
    "process note": "hushmallow", "private note": "murmurfen", "brought": "ponderflag", "spelt": "frobnicore",
    "timer": "tickerbloom", "discarded": "vanishplum",
    "title": "calderwisp", "location": "marrowgate", "description": "figmentloom", "feed": "feederthrush",
    "bad calendar": "brokenfinch", "bad audio": "noisyotter", "bad list": "crookedheron", "bad message": "tornsparrow",
    "bad configuration": "mislaidbadger", "bug": "tumblewort", "server": "echofalcon", "page": "lostpelican",
    "passphrase": "correct-horse-lanternfish", "key": "sk-canary-lampwick",
    "pin": "86427913",
}  # fmt: skip
AT = ("--now", "2026-05-04T08:00")
FEED = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART:20260504T150000Z\r\nDTEND:20260504T155000Z\r\n"
    "SUMMARY:JD {title}\r\nLOCATION:{location}\r\nDESCRIPTION:{description}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)
SHOWS = {
    "ask", "notes show", "notes sign", "notes search", "replies show", "messages show", "queue show", "process show",
    "supervision list", "lexicon list", "egress preview", "hear",
}  # fmt: skip
"""Verbs whose standard output is what she asked to see. Everything else is searched."""


class House(Program):
    """A program whose loggers are loud, with what she wrote herself apart in ``hers``."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.hers = folder / "hers"
        self.hers.mkdir()
        self.passphrase = self._secret("passphrase", WORDS["passphrase"])
        self.log = folder / "log"
        self.log.touch()
        loud = folder / "loud"
        loud.mkdir()
        (loud / "sitecustomize.py").write_text(LOUD)
        self.variables |= {"LOUD_LOG": str(self.log), "PYTHONPATH": f"{loud}:{self.environment()['PYTHONPATH']}"}

    def _secret(self, name: str, content: str) -> Path:
        file = self.hers / name
        file.write_text(content)
        file.chmod(0o600)
        return file

    def settle(self, model: ModelServer, calendar: Web) -> None:
        """A model in the house and two calendars, each with what it needs."""
        key, pin = self._secret("key", WORDS["key"]), self._secret("pin", WORDS["pin"])
        (self.hers / "own.ics").write_text(FEED.format(**WORDS), newline="")
        self.configure(
            f'[stt]\nengine = "whisper"\nmodel = "whisper-demo"\n[speech]\npin_file = "{pin}"\n'
            f'[drafting]\ntrust = "local"\nbase_url = "{model.url}"\nmodel = "house"\napi_key_file = "{key}"\n'
            f'[[calendar.sources]]\nname = "own"\nlocation = "{self.hers / "own.ics"}"\n'
            f'[[calendar.sources]]\nname = "feed"\nlocation = "{calendar.url}x.ics"\nusername = "her"\npassword_file = "{key}"\n'
        )

    def hits(self) -> list[str]:
        """Every canary in what the program left behind, its log, and what it wrote that nobody asked to see."""
        left = search(
            [self.home / "data", self.home / "state", self.home / "cache", self.temporary, self.folder / "home"], WORDS
        )
        heard = [f"log: {hit}" for hit in found_in(self.log.read_bytes(), WORDS)]
        for run in self.runs:
            shows = " ".join(run.words[:2]) in SHOWS or run.words[0] in SHOWS
            text = run.stderr + ("" if shows else run.stdout)
            heard += [f"{' '.join(run.words[:2])}: {hit}" for hit in found_in(text.encode(), WORDS)]
        return left + heard


@pytest.fixture
def model() -> Iterator[ModelServer]:
    with ModelServer().running() as running:
        yield running


@pytest.fixture
def calendar() -> Iterator[Web]:
    with web() as running:
        running.answer = lambda handler: send(handler, 200, FEED.format(**{**WORDS, "title": WORDS["feed"]}).encode())
        yield running


@pytest.fixture
def house(tmp_path: Path, model: ModelServer, calendar: Web) -> House:
    made = House(tmp_path)
    made.furnish(
        Client("", "JD", f"{WORDS['name']} {WORDS['surname']}", (WORDS["alias"],), (WORDS["kin"],), (WORDS["place"],))
    )
    made.settle(model, calendar)
    return made


def echo(body: object) -> Answer:
    """A server that repeats what it was sent, and more, in its error."""
    return Answer(
        500,
        json.dumps({"error": {"type": "x", "message": f"{WORDS['server']} {body}"}}).encode(),
        {"retry-after-ms": "1"},
    )


def test_the_search_finds_what_is_planted(tmp_path: Path) -> None:
    import base64

    for number, data in enumerate(
        [
            b"..wumbleFROST..", "wumblefrost".encode("utf-16-le"), "WUMBLEFROST".encode("utf-16-be"), b"wumblefrost".hex().encode(),
            *(base64.b64encode(b"x" * shift + b"Wumblefrost and more".lower()) for shift in range(4)),
        ]
    ):  # fmt: skip
        (tmp_path / "deep" / str(number)).mkdir(parents=True)
        (tmp_path / "deep" / str(number) / "file").write_bytes(b"\0\1" + data + b"\0")
    (tmp_path / "wumblefrost.txt").touch()
    hits = search([tmp_path], {"dictated": "wumblefrost"})
    assert len({hit.split(":")[0] for hit in hits}) == 9
    assert search([tmp_path], {"other": "quandlemoor"}) == []


def test_what_is_typed_stays_in_the_vault_and_no_name_leaves_it(
    house: House, model: ModelServer, calendar: Web
) -> None:
    model.answer = lambda fields: structured(
        {
            **{name: [] for name in ("objective", "assessment", "plan")},
            "subjective": [{"sentence": said, "spans": [int(at)]} for at, said in fields.get("subjective", {}).items()],
            "body": "Fine.",
        }
    )
    full = " ".join(NAMES.values())
    house.run("messages", "add", "--client", "JD", said=f"{WORDS['message']} from {full}")
    house.run("process", "add", "--client", "JD", said=f"{WORDS['process note']} of {full}")
    house.run("supervision", "add", "--client", "JD", said=f"{WORDS['brought']} of {full}")
    house.run("lexicon", "add", WORDS["spelt"])
    dictation = (
        f"subjective\n{full} said {WORDS['dictated']}\n"
        f"private note\n{full} is {WORDS['private note']} to me\nback to the note\n"
        f"plan\n{WORDS['section']}\n{WORDS['discarded']}\nscratch that\nend note\n"
    )
    house.run("ask", "start a note for j d", *AT, said=dictation)
    house.run("ask", "draft a reply to j d", *AT, said=f"{WORDS['points']} for {full}\n")
    house.run("ask", f"set a timer for ten minutes for {WORDS['timer']}", *AT)
    house.run("ask", "what's on my calendar today", *AT)
    for verb in ("notes", "replies", "messages", "queue", "audit", "egress"):
        house.run(verb, {"audit": "show", "egress": "log"}.get(verb, "list"))
    ((note),) = json.loads(house.run("notes", "list", "--json").stdout)
    assert WORDS["dictated"] in house.run("notes", "show", note["id"]).stdout.lower()
    house.run("egress", "preview", "note", note["id"])
    house.run("ask", "what's on my supervision list", *AT)
    house.run("notes", "export", note["id"], "--transcript", "--out", str(house.hers / "note.txt"))
    assert found_in((house.hers / "note.txt").read_bytes(), {"private note": WORDS["private note"]}) == []
    thoughts = [each["id"] for each in json.loads(house.run("process", "list", "--json").stdout)]
    told = "".join(house.run("process", "show", each).stdout.lower() for each in thoughts)
    assert {"process note (utf-8)", "private note (utf-8)"} <= set(found_in(told.encode(), WORDS))
    assert WORDS["brought"] in house.run("supervision", "list").stdout
    assert house.run("lexicon", "remove", WORDS["spelt"], "--yes").stdout
    assert house.hits() == []
    # What left: the words that the task may carry, after the pass; to the calendar nothing but the question.
    assert len(model.bodies) == 2
    sent = b"\n".join(model.bodies)
    assert {"dictated (utf-8)", "section (utf-8)", "message (utf-8)", "points (utf-8)"} == set(found_in(sent, WORDS))
    heads = "\n".join(wire.partition("\n\n")[0] for wire in model.wire).encode()
    assert found_in(heads, WORDS) == ["key (utf-8)"] * 1
    asked = repr((calendar.asked, calendar.bodies)).encode()
    assert {hit.split(" (")[0] for hit in found_in(asked, WORDS)} <= {"key"}, "her password for the feed"


def test_a_note_that_is_found_edited_signed_amended_and_exported_stays_in_the_vault(house: House) -> None:
    dictation = f"subjective\n{WORDS['dictated']}\nplan\n{WORDS['section']}\nend note\n"
    house.run("ask", "start a note for j d", *AT, said=dictation)
    ((note),) = json.loads(house.run("notes", "list", "--json").stdout)
    assert WORDS["dictated"] in house.run("notes", "search", "-", said=f"{WORDS['dictated']}\n").stdout.lower()
    house.run("notes", "edit", note["id"], "--section", "plan", "--from", "-", said=f"{WORDS['points']} then rest")
    house.run("notes", "versions", note["id"])
    assert WORDS["points"] in house.run("notes", "sign", note["id"], "--yes").stdout.lower()
    house.run("notes", "amend", note["id"], "--reason", WORDS["timer"], said=WORDS["discarded"])
    house.run("notes", "edit", note["id"], "--section", "plan", "--from", "-", said=WORDS["message"], code=77)
    assert WORDS["discarded"] in house.run("notes", "search", WORDS["discarded"]).stdout.lower()
    house.run("notes", "export", note["id"], "--format", "markdown", "--out", str(house.hers / "note.md"))
    assert WORDS["timer"] in (house.hers / "note.md").read_text().lower()
    house.run("notes", "export", note["id"], "--format", "word", "--out", str(house.hers / "note.docx"))
    with zipfile.ZipFile(house.hers / "note.docx") as document:
        assert WORDS["timer"] in document.read("word/document.xml").decode().lower()
    house.run("vault", "verify")
    assert house.hits() == []


def test_an_error_anywhere_holds_no_word_of_it(house: House, model: ModelServer, calendar: Web) -> None:
    model.answer = echo
    house.run("messages", "add", "--client", "JD", said=WORDS["message"])
    house.run("ask", "draft a reply to j d", *AT, said=f"{WORDS['points']} for {WORDS['name']}\n")
    house.variables["BUG"] = f"{WORDS['bug']} {WORDS['name']}"
    house.run("ask", "what time is it", code=1)
    del house.variables["BUG"]
    bad = house.hers / "bad"
    for words, content, code in (
        (("hear", str(bad)), f"RIFF{WORDS['bad audio']}", 74),
        (("run", "--audio-in", str(bad)), f"RIFF\0\0\0\0WAVE{WORDS['bad audio']}", 74),
        (("clients", "import", str(bad)), f"initials,name\nXY,{WORDS['bad list']},{WORDS['bad list']},x,y,z\n", None),
        (("clients", "import", str(bad)), f"initials,name\n{WORDS['bad list']},x\n", None),
        (("messages", "add", "--client", "JD", str(bad)), f"{WORDS['bad message']}\0", 74),
    ):
        bad.write_text(content)
        house.run(*words, code=code)
    (house.hers / "own.ics").write_text(f"{WORDS['bad calendar']}\n" * 9)
    calendar.answer = lambda handler: send(handler, 500, f"<html>{WORDS['page']}</html>".encode(), "text/html")
    house.run("ask", "what's on my calendar today", *AT, code=None)
    for line in ('closing = "{}', 'timeout_s = "{}"', 'trust = "{}"'):
        house.configure(f"[drafting]\n{line.format(WORDS['bad configuration'])}\n")
        house.run("notes", "list", code=78)
    assert house.hits() == []
    assert house.log.stat().st_size > 1000, "the loggers are loud"


def test_were_the_records_not_reduced_the_log_would_hold_the_words(house: House, model: ModelServer) -> None:
    model.answer = lambda _fields: structured({"body": "Fine."})
    house.variables["LEAKY"] = "1"
    house.run("ask", "draft a reply to j d", *AT, said=f"{WORDS['points']}\n")
    assert any("points" in hit for hit in house.hits())


def test_keys_of_every_kind_are_nowhere_but_where_she_keeps_them(house: House) -> None:
    shown = house.run("vault", "recovery").stdout
    house.runs.clear()  # the one time that it is seen
    key = next(line.strip() for line in shown.splitlines() if re.fullmatch(r"    [\w -]{20,}", line))
    house.run("messages", "add", "--client", "JD", said=WORDS["message"])
    house.run("vault", "backup")
    house.run("vault", "verify")
    house.run("doctor", "--json", code=None)
    wrong = house.hers / "wrong"
    wrong.write_text(f"not {WORDS['passphrase']}")
    wrong.chmod(0o600)
    house.run("notes", "list", code=77, passphrase=wrong)
    assert house.hits() == []
    groups = {"recovery key": key, "recovery key, bare": re.sub(r"[\s-]", "", key)}
    assert search([house.home, house.temporary, house.folder / "home"], groups) == []
    assert found_in(house.log.read_bytes(), groups) == []


# ── sound ────────────────────────────────────────────────────────────────────────────────────────────────────

SPOKEN = {"dictated aloud": "diaphragmatic", "said aloud": "affect was congruent"}
EVENING = ("hey jarvis, start a soap note for J D", 6.0, "subjective", 2.0, "mood was anxious and affect was congruent",
           2.0, "plan", 2.0, "homework is to practice diaphragmatic breathing two times a day", 2.0)  # fmt: skip


@pytest.fixture
def recording(house: House) -> Path:
    file = house.hers / "said.wav"
    write_clip(file, joined(*(part if isinstance(part, float) else spoken(part) for part in EVENING), 3.0))
    return file


@needs_voice
@pytest.mark.long
def test_what_is_spoken_stays_in_the_vault_and_out_of_a_trace_without_words(house: House, recording: Path) -> None:
    trace = house.folder / "trace"
    house.run("run", "--audio-in", str(recording), "--trace", str(trace), *AT)
    ((note),) = json.loads(house.run("notes", "list", "--json").stdout)
    kept = house.run("notes", "show", note["id"]).stdout.lower()
    assert all(word in kept for word in SPOKEN.values()), "it was heard, so it was there to be found"
    assert "segment" in trace.read_text()
    assert found_in(trace.read_bytes(), SPOKEN) == []
    everything = [house.home, house.temporary, house.folder / "home", house.log]
    assert search(everything, SPOKEN) == []
    assert house.hits() == []


@needs_voice
@pytest.mark.long
def test_a_house_that_is_killed_leaves_nothing_in_clear(house: House, recording: Path) -> None:
    trace = house.folder / "trace"
    command = [
        sys.executable,
        "-m",
        "assistant",
        "run",
        "--audio-in",
        str(recording),
        "--realtime",
        "--trace",
        str(trace),
    ]
    errors = house.folder / "errors"
    with errors.open("wb") as file:
        process = subprocess.Popen([*command, *AT], env=house.environment(), stderr=file)
    deadline = time.monotonic() + 120
    while not (trace.exists() and trace.read_text().count('"segment"') >= 3):
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.1)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert found_in(errors.read_bytes(), {**WORDS, **SPOKEN}) == []
    assert search([house.home, house.temporary, house.folder / "home", house.log, trace], SPOKEN) == []
    samples = recording.read_bytes()[44:]
    loud = max(range(0, len(samples) - 64_000, 32_000), key=lambda at: len(set(samples[at : at + 64])))
    for path in house.home.rglob("*"):
        assert not path.is_file() or samples[loud : loud + 64] not in path.read_bytes(), "no sound in clear either"


def _pulses(path: Path) -> bool:
    """What PulseAudio's library, which espeak-ng is linked to, makes of its own: folders, links and its cookie."""
    return "pulse" in str(path) or path.name == ".config"


@needs_voice
@pytest.mark.long
@pytest.mark.parametrize("verb", [("demo",), ("bench", "--runs", "1", "--idle-seconds", "0")], ids=lambda verb: verb[0])
def test_demo_and_bench_leave_nothing_behind(house: House, verb: tuple[str, ...]) -> None:
    house.run(*verb)
    left = [path for place in (house.temporary, house.folder / "home") for path in place.rglob("*")]
    assert [str(path) for path in left if not _pulses(path)] == []
    assert found_in(house.log.read_bytes(), SPOKEN) == []
    assert found_in(house.runs[-1].stderr.encode(), SPOKEN) == []


# ── what is written where, seen from outside ─────────────────────────────────────────────────────────────────

MADE = re.compile(r'(?:openat\(\w+, |creat\(|mkdir(?:at)?\((?:\w+, )?|memfd_create\()"([^"]+)"(.*)')


def made_files(trace: Path) -> set[str]:
    """The paths that a traced program opened to write or made."""
    paths = set()
    for line in trace.read_text(errors="replace").splitlines():
        call = MADE.search(line)
        if (
            call
            and " = -1 " not in line
            and (any(flag in call[2] for flag in ("O_CREAT", "O_WRONLY", "O_RDWR")) or "openat" not in line)
        ):
            paths.add(call[1])
    return paths


@needs_voice
@pytest.mark.long
@pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed")
def test_no_file_is_made_but_in_the_vault_and_no_temporary_one_holds_sound_or_words(
    house: House, recording: Path
) -> None:
    trace = house.folder / "calls"
    command = ["strace", "-f", "-e", "trace=openat,creat,mkdir,mkdirat,memfd_create,connect", "-o", str(trace)]
    subprocess.run(
        [*command, sys.executable, "-m", "assistant", "run", "--audio-in", str(recording), "--audio-out", str(house.hers / "out.wav"), *AT],
        env=house.environment(), check=True, capture_output=True, timeout=600,
    )  # fmt: skip
    known = (
        str(house.home / "data"),
        str(house.home / "state"),
        str(house.log),
        str(house.hers / "out.wav"),
        "/dev/null",
        "/dev/tty",
        "/dev/shm/sem.",  # a semaphore: a counter, no content
    )
    made = [Path(path) for path in made_files(trace) if not path.startswith(known) and "__pycache__" not in path]
    assert [str(path) for path in made if not _pulses(path)] == []
    outward = [
        line for line in trace.read_text(errors="replace").splitlines() if "AF_INET" in line and "127.0.0.1" not in line
    ]
    assert outward == []
