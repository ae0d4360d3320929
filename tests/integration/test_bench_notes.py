"""Searching many notes is measured on notes that are really there."""

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from assistant.bench import notes
from assistant.cli import bench
from assistant.store.vault import Vault


def test_list_and_search_are_measured_over_notes_that_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    found: dict[str, int] = {}
    questions = notes._questions

    def counting(vault: Vault) -> object:
        for what, work in questions(vault):
            found[what] = len(work())  # type: ignore[arg-type]
            yield what, work

    monkeypatch.setattr(notes, "_questions", counting)
    figures = list(notes.measure(40, 2))
    assert {each.what for each in figures} == {*found, "first search, index made"}
    assert all(each.p50 > 0 and "40 notes" in each.how for each in figures)
    assert found["list of all notes"] == 40
    assert found["search, the most frequent word"] == 20
    assert list(tmp_path.iterdir()) == [], "nothing stays behind"


def test_the_figures_are_asked_for_by_a_number_of_notes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_HOME", str(tmp_path))
    app = typer.Typer()
    app.command()(bench.bench)
    result = CliRunner().invoke(app, ["--notes", "5", "--runs", "1", "--json"])
    assert result.exit_code == 0, result.exception
    assert "5 notes" in json.loads(result.stdout)["figures"][0]["how"]
