"""What the import contracts in pyproject.toml cannot express, and that they are not empty."""

import ast
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
COMPOSING = {
    "app.py",
    "room.py",
    "service.py",
    "listener.py",
    "checks.py",
    "config_text.py",
    "config_check.py",
    "settings.py",
}
COMPOSING_FOLDERS = {"cli", "demo", "bench"}


def _imports(file: Path) -> Iterator[tuple[str, str]]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from ((node.module, alias.name) for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)


def test_only_what_composes_the_house_sees_the_whole_settings() -> None:
    strangers = [
        str(file.relative_to(ROOT))
        for file in (ROOT / "assistant").rglob("*.py")
        if file.relative_to(ROOT / "assistant").parts[0] not in COMPOSING | COMPOSING_FOLDERS
        and any(
            (module, name) in {("assistant.settings", "Settings"), ("assistant", "settings")}
            or (module == "assistant.settings" and not name)
            for module, name in _imports(file)
        )
    ]
    assert strangers == []


@pytest.mark.parametrize(
    ("place", "line", "contract"),
    [
        ("skills/agenda/stray.py", "from assistant.store.vault import Vault", "A skill imports assistant.api"),
        ("skills/agenda/stray.py", "from skills.replies import skill", "No skill knows another"),
        ("assistant/tts/stray.py", "from assistant.stt import sphinx", "Imports run downward"),
        ("assistant/conversation/stray.py", "from assistant.tts import silent", "Imports run downward"),
        ("assistant/errors.py", "from assistant.records import Client", "Imports run downward"),
        ("assistant/strangers.py", "", "Imports run downward"),
        ("assistant/drafting/stray.py", "import httpx2", "One door out"),
        ("assistant/privacy/stray.py", "import anthropic", "One door out"),
        ("assistant/privacy/egress.py", "import niquests", "One door out"),
        ("assistant/privacy/egress.py", "import smtplib", "Nothing can send a message"),
        ("assistant/intents/stray.py", "from skills.agenda import skill", "Skills are found by entry point"),
        ("assistant/cli/stray.py", "import sqlcipher3", "Each library has one room"),
        ("assistant/cli/stray.py", "import docxtpl", "Word's libraries are in the outbox alone"),
        ("assistant/outbox/word.py", "import smtplib", "Nothing can send a message"),
        ("assistant/outbox/word.py", "from assistant.store import vault", "What fills in documents sees"),
        ("assistant/drafting/stray.py", "from assistant.store import process_notes", "opened by their own verb alone"),
        ("assistant/cli/notes.py", "from assistant.cli import process", "out of reach of all that drafts"),
        ("assistant/app.py", "from assistant.store import process_notes", "opened by their own verb alone"),
        ("assistant/app.py", "from assistant.store import process_drawer", "had from an open vault alone"),
        ("assistant/drafting/stray.py", "from assistant.store import vault", "or not at all"),
    ],
)
def test_an_import_that_breaks_the_plan_is_caught(tmp_path: Path, place: str, line: str, contract: str) -> None:
    for folder in ("assistant", "skills"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    with (tmp_path / place).open("a", encoding="utf-8") as file:
        file.write(f"\n{line}\n")
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "from importlinter.cli import lint_imports_command; lint_imports_command()",
            "--no-cache",
        ],
        cwd=tmp_path,
        env={"PYTHONPATH": str(tmp_path), "PATH": "/usr/bin:/bin", "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert any(contract in row and "BROKEN" in row for row in done.stdout.splitlines()), done.stdout
