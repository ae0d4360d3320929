"""Weights are found by name or path, imported from a folder, held against their record."""

import hashlib
import json
import shutil
from pathlib import Path

import pytest

from assistant.errors import ConfigurationError, Corrupt, NotFound
from assistant.weights import bundled, manifest
from assistant.weights.manifest import File, Manifest, Model
from assistant.weights.store import State, Weights

ROOT = Path(__file__).parents[2]


def whisper(folder: Path, content: bytes = b"weights") -> Path:
    folder.mkdir(parents=True)
    (folder / "model.bin").write_bytes(content)
    for name in ("config.json", "tokenizer.json", "vocabulary.json"):
        (folder / name).write_text("{}")
    return folder


def voice(folder: Path, name: str = "en_US-test-low") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.onnx").write_bytes(b"onnx")
    (folder / f"{name}.onnx.json").write_text("{}")
    return folder / f"{name}.onnx"


def known(content: bytes = b"weights") -> Manifest:
    file = File(path="model.bin", bytes=len(content), sha256=hashlib.sha256(content).hexdigest())
    return Manifest(
        (
            Model(
                name="base.en",
                kind="whisper",
                about="",
                licence="MIT",
                repository="Systran/faster-whisper-base.en",
                revision="main",
                files=(file,),
            ),
        )
    )


# ── the manifest ─────────────────────────────────────────────────────────────────────────────────────────────


def test_every_model_of_the_manifest_has_a_licence_a_pinned_commit_and_whole_files():
    models = manifest.read(ROOT / "models" / "manifest.toml").models
    assert {"base.en", "en_US-lessac-medium"} <= {model.name for model in models}
    for model in models:
        assert model.licence
        assert len(model.revision) == 40
        names = {file.name for file in model.files}
        if model.kind == "whisper":
            assert {"model.bin", "config.json", "tokenizer.json"} < names
        else:
            assert names == {f"{model.name}.onnx", f"{model.name}.onnx.json"}


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ('kind = "whisper"|kind = "wisper"', "kind"),
        ('path = "a.bin"|path = "../a.bin"', "plain path"),
        ('path = "a.bin"|path = "/a.bin"', "plain path"),
        ('name = "m"|name = "../m"', "name"),
        ("bytes = 1|bytes = 0", "bytes"),
        ('sha256 = ""|sha256 = "abc"', "sha256"),
        ('sha256 = ""|sha257 = ""', "sha257"),
        ('licence = "MIT"|', "licence"),
        ("[[models]]|[[models", "line"),
    ],
)
def test_a_mistake_in_the_manifest_is_named(tmp_path, change, complaint):
    text = """[[models]]
name = "m"
kind = "whisper"
about = ""
licence = "MIT"
repository = "o/m"
revision = "main"
files = [{ path = "a.bin", bytes = 1, sha256 = "" }]
"""
    path = tmp_path / "manifest.toml"
    path.write_text(text)
    assert manifest.read(path).names == ["m"]
    before, after = change.split("|")
    path.write_text(text.replace(before, after))
    with pytest.raises(ConfigurationError) as caught:
        manifest.read(path)
    assert complaint in caught.value.fix


def test_a_model_listed_twice_is_a_mistake(tmp_path):
    text = (ROOT / "models" / "manifest.toml").read_text()
    (tmp_path / "manifest.toml").write_text(text + text)
    with pytest.raises(ConfigurationError) as caught:
        manifest.read(tmp_path / "manifest.toml")
    assert "base.en" in caught.value.fix


def test_an_unknown_name_is_answered_with_the_nearest():
    with pytest.raises(NotFound) as caught:
        manifest.read(bundled.manifest_path()).need("bas.en")
    assert "base.en" in caught.value.fix


# ── the demonstration model ──────────────────────────────────────────────────────────────────────────────────


def test_the_demonstration_model_is_found_by_its_name_and_says_what_it_is(tmp_path):
    found = Weights(tmp_path).find("whisper-demo", "whisper")
    assert found == bundled.demo_path()
    assert "synthetic" in bundled.demo_note(found)


def test_the_demonstration_model_is_never_among_the_installed(tmp_path):
    assert Weights(tmp_path).installed() == []


def test_a_copy_of_the_demonstration_model_still_says_what_it_is(tmp_path):
    copy = shutil.copytree(bundled.demo_path(), tmp_path / "innocent")
    assert bundled.demo_note(copy) == bundled.demo_note(bundled.demo_path())


@pytest.mark.parametrize("marker", ["", "[]", "{", '{"demo": false}', '{"demo": "yes"}'])
def test_only_a_marker_that_says_so_makes_a_demonstration_model(tmp_path, marker):
    (tmp_path / "demo.json").write_text(marker)
    assert bundled.demo_note(tmp_path) == ""


# ── finding ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_installed_model_is_found_by_name(tmp_path):
    place = whisper(tmp_path / "whisper" / "base.en")
    spoken = voice(tmp_path / "piper" / "en_US-test-low")
    weights = Weights(tmp_path, known())
    assert weights.find("base.en", "whisper") == place
    assert weights.find("en_US-test-low", "piper") == spoken
    assert [(model.name, model.path) for model in weights.installed()] == [
        ("base.en", place),
        ("en_US-test-low", spoken),
    ]


def test_a_name_is_found_only_as_the_kind_it_is(tmp_path):
    whisper(tmp_path / "whisper" / "base.en")
    assert Weights(tmp_path, known()).find("base.en", "piper") is None


def test_a_path_is_taken_as_it_stands(tmp_path, monkeypatch):
    weights = Weights(tmp_path / "models", known())
    place = whisper(tmp_path / "mine")
    spoken = voice(tmp_path / "voices")
    assert weights.find(place, "whisper") == place
    assert weights.find(spoken, "piper") == spoken
    assert weights.find(spoken.parent, "piper") == spoken
    monkeypatch.setenv("HOME", str(tmp_path))
    assert weights.find("~/mine", "whisper") == place


@pytest.mark.parametrize("name", ["", ".", "..", "../whisper/base.en/nothing", "nothing", "/", "\x00", "a" * 5000])
def test_a_name_of_nothing_finds_nothing(tmp_path, name):
    weights = Weights(tmp_path, known())
    assert weights.find(name, "whisper") is None
    assert weights.find(name, "piper") is None


@pytest.mark.parametrize("lost", ["model.bin", "config.json", "tokenizer.json", "vocabulary.json"])
def test_a_model_that_is_not_whole_is_not_found(tmp_path, lost):
    place = whisper(tmp_path / "whisper" / "base.en")
    (place / lost).unlink()
    assert Weights(tmp_path, known()).find("base.en", "whisper") is None


def test_a_voice_without_its_configuration_is_not_found(tmp_path):
    spoken = voice(tmp_path / "piper" / "v", "v")
    spoken.with_name("v.onnx.json").unlink()
    assert Weights(tmp_path, known()).find("v", "piper") is None


# ── checking ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_files_are_held_against_the_manifest(tmp_path):
    place = whisper(tmp_path / "whisper" / "base.en")
    weights = Weights(tmp_path, known())
    assert [checked.state for checked in weights.verify("base.en")] == [State.OK]
    (place / "model.bin").write_bytes(b"weightz")
    assert [checked.state for checked in weights.verify("base.en")] == [State.DAMAGED]
    (place / "model.bin").unlink()
    assert [checked.state for checked in weights.verify("base.en")] == [State.MISSING]


def test_files_of_which_nothing_is_recorded_are_called_unknown(tmp_path):
    voice(tmp_path / "piper" / "mine", "mine")
    assert {checked.state for checked in Weights(tmp_path, known()).verify("mine")} == {State.UNKNOWN}


def test_checking_what_is_not_installed_says_how_to_get_it(tmp_path):
    with pytest.raises(NotFound) as caught:
        Weights(tmp_path, known()).verify("base.en")
    assert caught.value.fix == "assistant models pull base.en"


def test_a_damaged_record_is_named(tmp_path):
    voice(tmp_path / "piper" / "mine", "mine")
    (tmp_path / "lock.json").write_text("{")
    with pytest.raises(Corrupt) as caught:
        Weights(tmp_path, known()).verify("mine")
    assert "lock.json" in caught.value.fix


# ── importing ────────────────────────────────────────────────────────────────────────────────────────────────


def test_models_and_voices_are_taken_in_from_a_folder_and_recorded(tmp_path):
    whisper(tmp_path / "stick" / "faster-whisper-base.en")
    voice(tmp_path / "stick" / "voices")
    weights = Weights(tmp_path / "models", known())
    assert sorted(weights.import_folder(tmp_path / "stick")) == ["base.en", "en_US-test-low"]
    assert weights.find("base.en", "whisper") == tmp_path / "models" / "whisper" / "base.en"
    assert {checked.state for checked in weights.verify("en_US-test-low")} == {State.OK}
    assert (tmp_path / "stick" / "faster-whisper-base.en" / "model.bin").exists()


def test_a_hubs_cache_is_understood_links_and_all(tmp_path):
    blobs = whisper(tmp_path / "cache" / "models--Systran--faster-whisper-base.en" / "blobs-of-another-place")
    snapshot = blobs.parent / "snapshots" / "abc"
    snapshot.mkdir(parents=True)
    for file in blobs.iterdir():
        (snapshot / file.name).symlink_to(file)
    blobs_hidden = blobs.rename(blobs.parent.parent / "blobs")
    for link in snapshot.iterdir():
        link.unlink()
        link.symlink_to(blobs_hidden / link.name)
    weights = Weights(tmp_path / "models", known())
    assert "base.en" in weights.import_folder(snapshot.parents[1])
    assert not (tmp_path / "models" / "whisper" / "base.en" / "model.bin").is_symlink()


def test_a_model_under_another_name_is_recognised_by_its_weights(tmp_path):
    whisper(tmp_path / "stick" / "copy of whisper")
    assert Weights(tmp_path / "models", known()).import_folder(tmp_path / "stick") == ["base.en"]


def test_a_damaged_model_is_not_taken_in(tmp_path):
    whisper(tmp_path / "stick" / "base.en", b"weightz")
    weights = Weights(tmp_path / "models", known())
    with pytest.raises(Corrupt, match="nothing of it was installed"):
        weights.import_folder(tmp_path / "stick")
    assert weights.installed() == []
    assert not (tmp_path / "models" / "lock.json").exists()


@pytest.mark.parametrize("name", ["nowhere", "empty"])
def test_a_folder_without_a_model_is_said_so(tmp_path, name):
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / "lonely.onnx").write_bytes(b"no configuration beside it")
    with pytest.raises(NotFound):
        Weights(tmp_path / "models", known()).import_folder(tmp_path / name)


# ── the command line ─────────────────────────────────────────────────────────────────────────────────────────


def test_the_list_is_an_array_of_objects_with_what_is_installed(tmp_path, monkeypatch):
    from typer.testing import CliRunner

    from assistant.cli.models import app

    monkeypatch.setenv("ASSISTANT_HOME", str(tmp_path))
    voice(tmp_path / "data" / "models" / "piper" / "mine", "mine")
    result = CliRunner().invoke(app, ["list", "--json"])
    rows = {row["name"]: row for row in json.loads(result.output)}
    assert rows["mine"]["installed"]
    assert rows["whisper-demo"]["installed"]
    assert not rows["base.en"]["installed"]
    assert rows["base.en"]["licence"] == "MIT"
    assert "base.en" in CliRunner().invoke(app, ["list"]).output


def test_checking_on_the_command_line_ends_with_the_error_where_a_file_is_damaged(tmp_path, monkeypatch):
    from typer.testing import CliRunner

    from assistant.cli.models import app

    monkeypatch.setenv("ASSISTANT_HOME", str(tmp_path))
    assert "No model is installed" in CliRunner().invoke(app, ["verify"]).output
    whisper(tmp_path / "data" / "models" / "whisper" / "base.en")
    result = CliRunner().invoke(app, ["verify"])
    assert isinstance(result.exception, Corrupt)
    assert result.exception.fix == "assistant models pull base.en"
    assert "damaged" in result.output
