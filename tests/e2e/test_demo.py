"""The demo: every line of it is heard as it is said, and what it shows is what is kept."""

import io
import shutil

import pytest
from rich.console import Console

from assistant.demo.actress import Actress, actress
from assistant.demo.evening import play
from assistant.demo.screen import Screen
from assistant.demo.script import NOW, SCENES


def screen() -> tuple[Screen, io.StringIO]:
    """A screen, and what can be read on it."""
    shown = io.StringIO()
    return Screen(Console(file=shown, width=120), NOW), shown


def only(program: str) -> Actress:
    """Her voice where nothing else is installed."""
    installed = shutil.which
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(shutil, "which", lambda name: installed(name) if name == program else None)
        return actress()


def test_what_nobody_is_shown_is_named_for_what_it_is() -> None:
    on, shown = screen()
    on.watch("transcript", 1.0, {"hidden": True, "text": "", "took": 0.1})
    on.watch("segment", 2.0, {"hidden": True, "text": "", "took": 0.1})
    pin, thoughts = shown.getvalue().splitlines()
    assert "a PIN, shown to nobody" in pin
    assert "her own thoughts, shown to nobody" in thoughts


@pytest.mark.long
@pytest.mark.parametrize("program", ["flite", "espeak-ng"])
def test_every_line_is_heard_as_it_is_said_and_does_what_it_says(program: str, monkeypatch: pytest.MonkeyPatch) -> None:
    found = shutil.which(program)
    if not found:
        pytest.skip(f"{program} is not installed")
    monkeypatch.setattr("assistant.demo.evening.actress", lambda: only(program))
    on, shown = screen()
    evening = play(on, None)
    dictated = next(scene.says[1:] for scene in SCENES if "end note" in scene.says)
    [note] = evening.notes
    assert [one.text.lower().rstrip(".") for one in note.transcript] == list(dictated)
    assert dict(note.fields) == {"duration": "50 minutes"}
    assert note.sections["subjective"].endswith("Client had four panic attacks this week.")
    assert (evening.supervision, len(evening.replies)) == (1, 1)
    assert "Objective is empty." in shown.getvalue()
    for line in (scene.says[0].lower() for scene in SCENES):
        assert f"“{line}”" in shown.getvalue()
