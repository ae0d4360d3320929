"""The page on notes: every command on it is one, and every test that it names is there."""

import re
from datetime import UTC, datetime
from pathlib import Path

from assistant import formats
from assistant.intents.written import SpokenTimes
from skills.soap_notes.commands import understand

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "notes.md").read_text(encoding="utf-8")
FORMS = formats.load(ROOT / "config" / "note_formats.toml").forms.values()
NOW = datetime(2026, 11, 23, 17, 40, tzinfo=UTC)


def ahead(words: str) -> str:
    return SpokenTimes().read(words, NOW)


def test_every_command_on_it_is_understood() -> None:
    table = PAGE.split("## Where each promise is held")[0]
    rows = re.findall(r"^\| (?!Said|start a note|literal)(.+?) \|", table, re.MULTILINE)
    wordings = [wording for row in rows for wording in row.split(" · ")]
    assert len(wordings) > 70
    assert [one for one in wordings if not any(understand(one, form, ahead) for form in FORMS)] == []


def test_every_test_that_it_names_is_there() -> None:
    named = set(re.findall(r"`(test_\w+)`", PAGE))
    assert len(named) > 35
    there = {
        name for file in ROOT.glob("tests/**/test_*.py") for name in re.findall(r"def (test_\w+)", file.read_text())
    }
    assert named - there == set()
