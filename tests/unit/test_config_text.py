"""The configuration file is what the settings say, and saying its defaults aloud changes nothing."""

import re
import tomllib
from pathlib import Path

import pytest

from assistant.config_text import render
from assistant.errors import ConfigurationError
from assistant.settings import Settings, keys, load, parse

FILE = Path(__file__).parents[2] / "config/assistant.toml"
KEY = re.compile(r"^# (\w+) = .+$", re.MULTILINE)
BLOCK = "# [[calendar.sources]]"


def _uncommented(text: str) -> str:
    return KEY.sub(lambda found: found[0].removeprefix("# "), text)


def test_the_file_in_the_repository_is_the_rendering() -> None:
    assert FILE.read_text(encoding="utf-8") == render()


def test_the_file_is_toml_with_every_table_and_nothing_set() -> None:
    assert tomllib.loads(render()) == {name: {} for name in Settings.model_fields}
    assert load(FILE) == Settings()


def test_every_key_is_there_once_with_a_comment_above_it() -> None:
    table, found = "", []
    lines = render().splitlines()
    for before, line in zip(["", *lines], lines, strict=False):
        if head := re.fullmatch(r"(?:# )?\[+([\w.]+)\]+", line):
            table = head[1]
        elif key := KEY.match(line):
            found.append(f"{table}.{key[1]}")
            assert before.startswith("# "), line
    assert sorted(found) == sorted(set(keys()) - {"calendar.sources"})


def test_uncommenting_every_default_changes_nothing() -> None:
    before, _, example = render().partition(BLOCK)
    assert parse(tomllib.loads(_uncommented(before)), "here") == Settings()
    whole = _uncommented(f"{before}{BLOCK[2:]}{example}")
    [source] = parse(tomllib.loads(whole), "here").calendar.sources
    assert (source.name, source.kind, source.username) == ("work", "caldav", "me")


def test_a_path_begins_at_home_and_an_empty_one_is_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    settings = parse(
        {
            "speech": {"pin_file": "~/pin"},
            "vault": {"passphrase_file": ""},
            "calendar": {"sources": [{"name": "work", "location": "~/work.ics"}]},
        },
        "here",
    )
    assert settings.speech.pin_file == tmp_path / "pin"
    assert settings.vault.passphrase_file is None
    assert settings.calendar.sources[0].location == str(tmp_path / "work.ics")


def test_a_home_folder_that_is_nobodys_is_a_mistake_and_no_crash() -> None:
    with pytest.raises(ConfigurationError) as caught:
        parse({"speech": {"pin_file": "~nobody-at-all/pin"}}, "here")
    assert "speech.pin_file" in caught.value.fix
