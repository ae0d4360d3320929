"""What comes with the program: the manifest and the demonstration model.

In a checkout both lie in ``models/``; in an installed wheel in ``assistant/data/``.
"""

import json
from pathlib import Path

from assistant.errors import Corrupt

DEMO_NAME = "whisper-demo"
"""The name by which the demonstration model is asked for. No automatic choice ever falls on it."""


def _beside(name: str) -> Path:
    package = Path(__file__).resolve().parents[1]
    for folder in (package / "data", package.parent / "models"):
        if (folder / name).exists():
            return folder / name
    raise Corrupt(
        "A part of the assistant itself is missing.", fix=f"install the assistant again: {name} is not where it belongs"
    )


def manifest_path() -> Path:
    """``manifest.toml``. Raises `Corrupt` where the installation lacks it."""
    return _beside("manifest.toml")


def demo_path() -> Path:
    """The folder of the demonstration model. Raises `Corrupt` where the installation lacks it."""
    return _beside(DEMO_NAME)


def demo_note(model: Path) -> str:
    """What must be said when the model in this folder is in use; empty for a model that hears people.

    A folder is a demonstration model where its ``demo.json`` says so, wherever it was copied to.
    """
    try:
        marker = json.loads((model / "demo.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return ""
    if not isinstance(marker, dict) or marker.get("demo") is not True:
        return ""
    return str(marker.get("note") or "This is a demonstration model: it does not understand people.")
