"""What was really received: ``lock.json`` in the models folder, written when a model is installed.

It holds, per model, the commit and each file's sha256 and size. The manifest goes before it where it states a
digest; where it does not, this is what every later download and check must match.
"""

import json
import os
from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from assistant.errors import Corrupt


class LockedFile(BaseModel):
    """A file as it was received."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sha256: str
    bytes: int


class Locked(BaseModel):
    """A model as it was received."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: str
    repository: str = ""
    """Empty where it was imported from a folder."""
    commit: str = ""
    """Empty where the server named none."""
    files: dict[str, LockedFile]
    """By name."""


_CONTENT = TypeAdapter(dict[str, Locked])


def read(folder: Path) -> Mapping[str, Locked]:
    """Every record, by the model's name; none where there is no file. Raises `Corrupt`."""
    path = folder / "lock.json"
    try:
        return _CONTENT.validate_json(path.read_bytes())
    except FileNotFoundError:
        return {}
    except (OSError, ValidationError) as error:
        raise Corrupt(
            "The record of the installed models is damaged.",
            fix=f"delete {path} and run `assistant models verify` ({type(error).__name__})",
        ) from None


def record(folder: Path, name: str, locked: Locked) -> None:
    """Put one model's record in, replacing its former one; the file changes in one step."""
    content = dict(read(folder)) | {name: locked}
    new = folder / "lock.json.new"
    plain = {key: content[key].model_dump() for key in sorted(content)}
    with new.open("w", encoding="utf-8") as file:
        json.dump(plain, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    new.replace(folder / "lock.json")
