"""Weights come from a hub whole and right, or not at all; what is cut off goes on where it stopped."""

import errno
import fcntl
import hashlib
import json
import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from assistant.errors import Corrupt, DiskFull, InputOutput, NotFound, TryLater, Unavailable
from assistant.weights.fetch import Hub
from assistant.weights.manifest import File, Manifest, Model
from assistant.weights.store import State, Weights
from tests.hubs import COMMIT, Hosted, serving

BIG = bytes(range(256)) * 4000
SMALL = b'{"sample": 1}\n'
AT = f"owner/model/resolve/{COMMIT}/"


def weights(folder: Path, *, revision: str = COMMIT, sha256: str = hashlib.sha256(BIG).hexdigest()) -> Weights:
    files = (
        File(path="model.bin", bytes=len(BIG), sha256=sha256),
        File(path="config.json", bytes=len(SMALL)),
        File(path="tokenizer.json", bytes=len(SMALL)),
        File(path="sub/vocabulary.txt", bytes=len(SMALL)),
    )
    model = Model(
        name="m", kind="whisper", about="", licence="MIT", repository="owner/model", revision=revision, files=files
    )
    return Weights(folder, Manifest((model,)))


def hosted(at: str = AT) -> dict[str, Hosted]:
    small = {at + name: Hosted(SMALL) for name in ("config.json", "tokenizer.json", "sub/vocabulary.txt")}
    return {at + "model.bin": Hosted(BIG, redirect=True), **small}


def pull(hub_url: str, into: Weights, seen: list[tuple[str, int, int]] | None = None) -> bool:
    def note(file: str, done: int, total: int) -> None:
        if seen is not None:
            seen.append((file, done, total))

    return Hub(hub_url, rest=lambda _: None).pull(into, "m", note)


def nothing_is_installed(into: Weights) -> bool:
    return not into.installed() and into.find("m", "whisper") is None and not (into.folder / "lock.json").exists()


def test_a_model_is_installed_whole_through_a_redirect_and_found(tmp_path):
    into, seen = weights(tmp_path), []
    with serving(hosted()) as hub:
        assert pull(hub.url, into, seen)
    found = into.find("m", "whisper")
    assert found is not None
    assert (found / "model.bin").read_bytes() == BIG
    assert sorted(file.name for file in found.iterdir()) == [
        "config.json",
        "model.bin",
        "tokenizer.json",
        "vocabulary.txt",
    ]
    assert {checked.state for checked in into.verify("m")} == {State.OK}
    assert ("model.bin", len(BIG), len(BIG)) in seen
    assert [done for file, done, _ in seen if file == "model.bin"] == sorted(
        done for file, done, _ in seen if file == "model.bin"
    )


def test_a_model_that_is_there_is_not_fetched_again(tmp_path):
    into = weights(tmp_path)
    with serving(hosted()) as hub:
        pull(hub.url, into)
        hub.asked.clear()
        assert not pull(hub.url, into)
        assert hub.asked == []


def test_a_connection_that_is_cut_is_resumed_where_it_stopped(tmp_path):
    files = hosted()
    files[AT + "model.bin"].cuts = [300_000, 200_000]
    into = weights(tmp_path)
    with serving(files) as hub:
        assert pull(hub.url, into)
        asked = [wanted for path, wanted in hub.asked if path.endswith("model.bin")]
    assert asked == ["", "bytes=300000-", "bytes=500000-"]
    assert {checked.state for checked in into.verify("m")} == {State.OK}


def test_what_arrived_before_it_gave_up_is_used_by_the_next_call(tmp_path):
    files = hosted()
    files[AT + "model.bin"].cuts = [400_000] + [0] * 4
    into = weights(tmp_path)
    with serving(files) as hub:
        with pytest.raises(Unavailable, match="cut off; what arrived is kept"):
            pull(hub.url, into)
        assert nothing_is_installed(into)
        hub.asked.clear()
        assert pull(hub.url, into)
        assert (AT + "model.bin", "bytes=400000-") in hub.asked


def test_a_file_that_changed_at_its_source_meanwhile_is_begun_anew(tmp_path):
    files = hosted()
    files[AT + "model.bin"].content = b"old" * 200_000
    files[AT + "model.bin"].cuts = [300_000] + [0] * 4
    into = weights(tmp_path)
    with serving(files) as hub:
        with pytest.raises(Unavailable):
            pull(hub.url, into)
        hub.files[AT + "model.bin"] = Hosted(BIG, redirect=True, etag='"newer"')
        assert pull(hub.url, into)
    assert (into.find("m", "whisper") / "model.bin").read_bytes() == BIG


@pytest.mark.parametrize("redirect", [True, False])
def test_a_wrong_checksum_leaves_nothing_behind_that_a_later_call_could_take_for_good(tmp_path, redirect):
    files = hosted()
    files[AT + "model.bin"] = Hosted(BIG[:-1] + b"!", redirect=redirect)
    into = weights(tmp_path)
    with serving(files) as hub:
        with pytest.raises(Corrupt, match="nothing was installed"):
            pull(hub.url, into)
        assert nothing_is_installed(into)
        assert not list(tmp_path.rglob("model.bin*"))
        hub.files[AT + "model.bin"] = Hosted(BIG, redirect=redirect)
        assert pull(hub.url, into)


@pytest.mark.parametrize("name", ["model.bin", "config.json"])
def test_where_no_checksum_is_on_record_the_hubs_own_is_held_to(tmp_path, name):
    files = hosted()
    files[AT + name].claim = "0" * (64 if name == "model.bin" else 40)
    into = weights(tmp_path, sha256="")
    with serving(files) as hub, pytest.raises(Corrupt):
        pull(hub.url, into)
    assert nothing_is_installed(into)


def test_a_file_for_which_nobody_states_a_checksum_is_refused(tmp_path):
    files = hosted()
    files[AT + "config.json"].claim = "of-no-known-kind"
    into = weights(tmp_path)
    with serving(files) as hub, pytest.raises(Corrupt):
        pull(hub.url, into)
    assert nothing_is_installed(into)


def test_the_first_download_pins_the_commit_and_the_checksums_and_later_ones_hold_to_them(tmp_path):
    floating, pinned = hosted("owner/model/resolve/main/"), hosted()
    into = weights(tmp_path, revision="main", sha256="")
    with serving(floating | pinned) as hub:
        pull(hub.url, into)
        assert [path for path, _ in hub.asked][1:] == [
            AT + "config.json",
            AT + "tokenizer.json",
            AT + "sub/vocabulary.txt",
        ]
        lock = json.loads((tmp_path / "lock.json").read_text())["m"]
        assert lock["commit"] == COMMIT
        assert lock["files"]["model.bin"] == {"sha256": hashlib.sha256(BIG).hexdigest(), "bytes": len(BIG)}

        (into.find("m", "whisper") / "model.bin").write_bytes(b"damaged")
        assert State.DAMAGED in {checked.state for checked in into.verify("m")}
        hub.files[AT + "model.bin"] = Hosted(b"another model", redirect=True)
        with pytest.raises(Corrupt):
            pull(hub.url, into)
        hub.files[AT + "model.bin"] = Hosted(BIG, redirect=True)
        assert pull(hub.url, into)
    assert {checked.state for checked in into.verify("m")} == {State.OK}


@pytest.mark.parametrize("status", [401, 404])
def test_a_model_that_the_server_does_not_have_is_one_sentence(tmp_path, status):
    files = hosted()
    files[AT + "config.json"].statuses = [status]
    into = weights(tmp_path)
    with serving(files) as hub, pytest.raises(NotFound, match="does not have that model") as caught:
        pull(hub.url, into)
    assert str(status) in caught.value.fix
    assert nothing_is_installed(into)


def test_a_busy_server_is_asked_again(tmp_path):
    files = hosted()
    files[AT + "model.bin"].statuses = [503, 429]
    into = weights(tmp_path)
    with serving(files) as hub:
        assert pull(hub.url, into)


def test_a_server_that_stays_busy_is_left_for_later(tmp_path):
    files = hosted()
    files[AT + "model.bin"].statuses = [503] * 9
    into = weights(tmp_path)
    with serving(files) as hub, pytest.raises(TryLater):
        pull(hub.url, into)
    assert nothing_is_installed(into)


@pytest.mark.parametrize("address", ["http://127.0.0.1:9", "http://no-such-host.invalid", "nonsense", "http://[::bad"])
def test_without_a_network_there_is_one_sentence_and_a_way_on(tmp_path, address):
    into = weights(tmp_path)
    with pytest.raises(Unavailable, match="can't reach the download server") as caught:
        pull(address, into)
    assert "check the network" in caught.value.fix
    assert nothing_is_installed(into)


def test_the_hubs_address_comes_from_hf_endpoint(tmp_path, monkeypatch):
    into = weights(tmp_path)
    with serving(hosted()) as hub:
        monkeypatch.setenv("HF_ENDPOINT", hub.url + "/")
        assert pull("", into)


def test_where_downloads_are_switched_off_nothing_is_asked(tmp_path, monkeypatch):
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with serving(hosted()) as hub:
        with pytest.raises(Unavailable, match="switched off"):
            pull(hub.url, weights(tmp_path))
        assert hub.asked == []


@contextmanager
def file_size_limited_to(limit: int) -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_disk_that_fills_up_midway_is_said_and_what_was_written_is_given_back(tmp_path):
    into = weights(tmp_path)
    with serving(hosted()) as hub:
        with file_size_limited_to(200_000), pytest.raises(DiskFull, match="everything else is safe"):
            pull(hub.url, into)
        assert nothing_is_installed(into)
        assert not list(tmp_path.rglob("model.bin*"))
        assert pull(hub.url, into)


def test_a_model_that_cannot_fit_is_refused_before_a_byte_is_fetched(tmp_path):
    into = weights(tmp_path)
    huge = into.manifest.models[0].model_copy(update={"files": (File(path="model.bin", bytes=10**16),)})
    into.manifest = Manifest((huge,))
    with serving(hosted()) as hub:
        with pytest.raises(DiskFull, match="not enough room"):
            pull(hub.url, into)
        assert hub.asked == []


def test_a_models_folder_that_cannot_be_written_is_one_sentence(tmp_path):
    (tmp_path / "models").write_text("a file in the way")
    with pytest.raises(InputOutput, match="cannot be written"):
        pull("http://127.0.0.1:9", weights(tmp_path / "models"))


def test_two_downloads_at_once_do_not_meet(tmp_path):
    into = weights(tmp_path)
    (tmp_path / ".partial").mkdir()
    with (tmp_path / ".partial" / "lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(TryLater, match="still running"):
            pull("http://127.0.0.1:9", into)


def test_the_systems_words_for_a_full_disk_are_all_known(tmp_path):
    from assistant.weights.writing import failure

    for code in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        assert isinstance(failure(OSError(code, os.strerror(code)), tmp_path), DiskFull)
    assert not isinstance(failure(OSError(errno.EACCES, "no"), tmp_path), DiskFull)
