"""The weights on this machine: finding them, checking them, taking them in from a folder.

<models>/whisper/base.en/              a directory for faster-whisper
<models>/piper/en_US-lessac-medium/    the voice's .onnx and .onnx.json
<models>/lock.json                     what was received
<models>/.partial/                     what is not yet whole
"""

import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from assistant.errors import Corrupt, InputOutput, NotFound
from assistant.paths import paths
from assistant.weights import bundled, lock, manifest, writing
from assistant.weights.manifest import Kind, Manifest

_KINDS: tuple[Kind, ...] = ("whisper", "piper", "wake")
_PREFIX = "faster-whisper-"


class State(StrEnum):
    """How an installed file compares with its record."""

    OK = "ok"
    MISSING = "missing"
    DAMAGED = "damaged"
    UNKNOWN = "unknown"
    """Nothing is recorded that it could be held against."""


@dataclass(frozen=True, slots=True)
class Checked:
    """One file, checked."""

    model: str
    file: str
    state: State


@dataclass(frozen=True, slots=True)
class Installed:
    """One model that is installed."""

    name: str
    kind: Kind
    path: Path
    """What an engine is given: a directory for whisper, an .onnx file for the others."""
    bytes: int


class Weights:
    """The models folder together with the manifest."""

    def __init__(self, folder: Path | None = None, known: Manifest | None = None) -> None:
        self.folder = paths().models if folder is None else folder
        self.manifest = manifest.read(bundled.manifest_path()) if known is None else known

    def find(self, name_or_path: str | Path, kind: Kind) -> Path | None:
        """What an engine of this kind is to be given, or None where there is no such model.

        A name that is installed, ``whisper-demo``, or a path: a directory for whisper, an .onnx file for the others
        (a voice may also be named by its directory).
        """
        name = str(name_or_path)
        try:
            return self._find(name, kind) if name else None
        except (OSError, RuntimeError, ValueError):  # what the system does not take for a path
            return None

    def _find(self, name: str, kind: Kind) -> Path | None:
        if "/" not in name:
            found = _usable(self.folder / kind / name, kind)
            if found is None and kind == "whisper" and name == bundled.DEMO_NAME:
                found = _usable(bundled.demo_path(), kind)
            if found is not None:
                return found
        path = Path(name).expanduser()
        return _usable(path, kind) if "/" in name or path.suffix == ".onnx" else None

    def installed(self) -> Sequence[Installed]:
        """Every model in the folder, by kind and name; the demonstration model is not among them."""
        found = []
        for kind in _KINDS:
            for place in sorted((self.folder / kind).glob("*")):
                usable = _usable(place, kind)
                if usable is not None:
                    size = sum(file.stat().st_size for file in place.glob("*") if file.is_file())
                    found.append(Installed(place.name, kind, usable, size))
        return found

    def expected(self, name: str) -> Mapping[str, str]:
        """File name → sha256 that it must have, or empty where that is not known; from the manifest, else the lock."""
        model, locked = self.manifest.get(name), lock.read(self.folder).get(name)
        digests = {file.name: file.sha256 for file in model.files} if model else {}
        for file, record in (locked.files if locked else {}).items():
            digests[file] = digests.get(file) or record.sha256
        return digests

    def verify(self, name: str) -> Sequence[Checked]:
        """Every file of an installed model against its record. Raises `NotFound` where it is not installed."""
        place = self.directory(name)
        if place is None:
            raise NotFound("That model is not installed.", fix=f"assistant models pull {name}")
        expected = self.expected(name)
        files = list(expected) or sorted(file.name for file in place.iterdir() if file.is_file())
        return [Checked(name, file, _state(place / file, expected.get(file, ""))) for file in files]

    def directory(self, name: str) -> Path | None:
        """Where a model of that name lies in the folder, whole or not."""
        return next((self.folder / kind / name for kind in _KINDS if (self.folder / kind / name).is_dir()), None)

    def import_folder(self, source: Path) -> Sequence[str]:
        """Copy every whisper model and Piper voice found in `source` or below it; their names.

        A model that the manifest knows (by its directory's name, its file's name, or the digest of its weights) must
        be exactly that one. Raises `NotFound` where there is none, `Corrupt` where one is damaged (that one is then
        not installed), `DiskFull`.
        """
        if not source.is_dir():
            raise NotFound("That folder isn't there.", fix=f"{source} is not a folder")
        candidates = list(_candidates(source))
        if not candidates:
            raise NotFound(
                "There is no model in that folder.",
                fix=f"{source}: a whisper model is a folder with model.bin, config.json and tokenizer.json; "
                "a Piper voice is an .onnx file with its .onnx.json beside it",
            )
        with writing.alone(self.folder):
            return [self._take_in(kind, name, files) for kind, name, files in candidates]

    def _take_in(self, kind: Kind, name: str, files: Sequence[Path]) -> str:
        partial = self.folder / ".partial" / f"import-{name}"
        with writing.room(self.folder, sum(file.stat().st_size for file in files)):
            shutil.rmtree(partial, ignore_errors=True)
            partial.mkdir(parents=True)
            try:
                for file in files:
                    shutil.copyfile(file, partial / file.name)
                name = self._recognise(kind, name, partial)
                self._accept(kind, name, partial, str(files[0].parent))
            finally:
                shutil.rmtree(partial, ignore_errors=True)
        return name

    def _recognise(self, kind: Kind, name: str, partial: Path) -> str:
        """The manifest's name for these weights, or `name`."""
        if kind == "whisper" and self.manifest.get(name) is None:
            digest = writing.sha256(partial / "model.bin")
            for model in self.manifest.models:
                if digest in {file.sha256 for file in model.files}:
                    return model.name
        return name

    def _accept(self, kind: Kind, name: str, partial: Path, source: str) -> None:
        received = {
            file.name: lock.LockedFile(sha256=writing.sha256(file), bytes=file.stat().st_size)
            for file in sorted(partial.iterdir())
        }
        for file, digest in self.expected(name).items():
            if file not in received or (digest and received[file].sha256 != digest):
                raise Corrupt(
                    "A model in that folder is not what it should be; nothing of it was installed.",
                    fix=f"{source}: {file} is missing or differs from the {name} that is on record",
                )
        writing.put_in_place(partial, self.folder / kind / name)
        lock.record(self.folder, name, lock.Locked(kind=kind, files=received))


def _usable(place: Path, kind: Kind) -> Path | None:
    """What an engine is given of this directory or file, if it is whole."""
    if kind == "whisper":
        vocabulary = place / "vocabulary.json", place / "vocabulary.txt"
        whole = all((place / name).is_file() for name in ("model.bin", "config.json", "tokenizer.json"))
        return place if whole and any(file.is_file() for file in vocabulary) else None
    if place.is_dir():
        inside = sorted(place.glob("*.onnx"))
        place = inside[0] if len(inside) == 1 else place / f"{place.name}.onnx"
    if place.suffix != ".onnx" or not place.is_file():
        return None
    return place if kind == "wake" or place.with_name(place.name + ".json").is_file() else None


def _state(file: Path, sha256: str) -> State:
    if not file.is_file():
        return State.MISSING
    try:
        if not sha256:
            return State.UNKNOWN
        return State.OK if writing.sha256(file) == sha256 else State.DAMAGED
    except OSError as error:
        raise InputOutput("A model cannot be read.", fix=f"{file}: {error.strerror}") from None


def _candidates(source: Path) -> Iterator[tuple[Kind, str, Sequence[Path]]]:
    """Kind, name and files of each model in or below a folder, symbolic links to files followed."""
    for weights in sorted(source.rglob("model.bin")):
        place = weights.parent
        if _usable(place, "whisper"):
            yield "whisper", _whisper_name(place), sorted(f for f in place.iterdir() if f.is_file())
    for voice in sorted(source.rglob("*.onnx")):
        if _usable(voice, "piper"):
            yield "piper", voice.stem, [voice, voice.with_name(voice.name + ".json")]


def _whisper_name(place: Path) -> str:
    """From the directory's name, or the repository's where it lies in a hub cache (``models--…/snapshots/<commit>``)."""
    place = place.resolve()
    name = place.parents[1].name if place.parent.name == "snapshots" else place.name
    return name.rpartition("--")[2].removeprefix(_PREFIX)
