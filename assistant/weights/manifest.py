"""The list of the weights that may be fetched: ``models/manifest.toml``, typed."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path, PurePosixPath
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from assistant.errors import ConfigurationError, NotFound

Kind = Literal["whisper", "piper", "wake"]

_SAFE = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._-]*$")


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class File(_Entry):
    """One file of a model."""

    path: str
    """In the repository, with ``/``."""
    bytes: Annotated[int, Field(gt=0)]
    """Exact where `sha256` is given, else about."""
    sha256: Annotated[str, Field(pattern=r"^([0-9a-f]{64})?$")] = ""
    """Empty where it could not be known beforehand."""

    @property
    def name(self) -> str:
        """What it is called once installed."""
        return PurePosixPath(self.path).name

    @field_validator("path")
    @classmethod
    def _inside(cls, value: str) -> str:
        if not all(_SAFE.fullmatch(part) for part in value.split("/")):
            msg = f"“{value}” is not a plain path inside a repository"
            raise ValueError(msg)
        return value


class Model(_Entry):
    """A set of weights: what they are, whose, and where they come from."""

    name: Annotated[str, Field(pattern=_SAFE.pattern)]
    kind: Kind
    about: str
    licence: str
    repository: Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]+/[A-Za-z0-9._-]+$")]
    revision: Annotated[str, Field(pattern=_SAFE.pattern)]
    """A full commit, or a branch or tag whose commit is pinned by the first download."""
    files: Annotated[tuple[File, ...], Field(min_length=1)]

    @property
    def bytes(self) -> int:
        """All files together."""
        return sum(file.bytes for file in self.files)

    @model_validator(mode="after")
    def _distinct(self) -> "Model":
        names = [file.name for file in self.files]
        if len(set(names)) != len(names):
            msg = f"{self.name}: two files have the same name"
            raise ValueError(msg)
        return self


class _Document(_Entry):
    models: tuple[Model, ...]


@dataclass(frozen=True, slots=True)
class Manifest:
    """Every model that is known."""

    models: tuple[Model, ...]

    def get(self, name: str) -> Model | None:
        """The model of that name."""
        return next((model for model in self.models if model.name == name), None)

    def need(self, name: str) -> Model:
        """As `get`, but raises `NotFound` with the nearest name."""
        model = self.get(name)
        if model is None:
            near = get_close_matches(name, self.names, 1, 0.4)
            hint = f"did you mean {near[0]}?" if near else f"known are {', '.join(self.names)}"
            raise NotFound("There is no model by that name.", fix=f"“{name}” is not in the manifest; {hint}")
        return model

    @property
    def names(self) -> Sequence[str]:
        """In the manifest's order."""
        return [model.name for model in self.models]


def read(path: Path) -> Manifest:
    """The manifest in `path`. Raises `ConfigurationError` with each mistake on a line of `fix`."""
    try:
        tree = tomllib.loads(path.read_text(encoding="utf-8"))
        models = _Document.model_validate(tree).models
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigurationError("The list of models cannot be read.", fix=f"{path}: {error}") from None
    except ValidationError as error:
        lines = [f"{path}: {'.'.join(str(part) for part in e['loc'])}: {e['msg']}" for e in error.errors()]
        raise ConfigurationError("The list of models has a mistake.", fix="\n".join(lines)) from None
    names = [model.name for model in models]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ConfigurationError("The list of models has a mistake.", fix=f"{path}: listed twice: {', '.join(twice)}")
    return Manifest(models)
