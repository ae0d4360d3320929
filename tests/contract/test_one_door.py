"""Nothing but the doors knows the way out, and nothing at all knows how to send."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.privacy.declarations import CALENDAR_DOOR, DECLARED, MODEL_DOOR, WEIGHTS_DOOR

ROOT = Path(__file__).parents[2]
MODULES = sorted(path for folder in ("assistant", "skills") for path in (ROOT / folder).rglob("*.py"))


def file_of(module: str) -> str:
    return f"{module.replace('.', '/')}.py"


DOORS = {
    "anthropic": {file_of(MODEL_DOOR)},
    "httpx2": {file_of(MODEL_DOOR), file_of(WEIGHTS_DOOR)},
    "niquests": {file_of(CALENDAR_DOOR)},
    "caldav.davclient": {file_of(CALENDAR_DOOR)},
}
INSIDE = {
    # One looks a name up and connects to nothing, the other has a Unix socket for this user's own terminal.
    "socket": {"assistant/privacy/endpoint.py", "assistant/control.py"},
}
NETWORK = (
    "anthropic", "httpx", "httpx2", "httpcore", "httpcore2", "requests", "niquests", "urllib.request", "urllib3", "http.client",
    "http.server", "aiohttp", "websockets", "socket", "socketserver", "ssl", "ftplib", "telnetlib", "xmlrpc", "caldav.davclient",
    "poplib", "nntplib", "paramiko", "openai", "huggingface_hub",
)  # fmt: skip
SENDERS = ("smtplib", "aiosmtplib", "email.mime", "imaplib", "imap_tools", "twilio", "sendmail")
SPARED = {"assistant/calendars/entry.py": ("mailto:",), "assistant/outbox/package.py": ("mailto:",)}
"""An attendee's address in a calendar is written so, and her own in the head of a letter."""
PROGRAMS = {"assistant/tts/espeak.py", "assistant/demo/actress.py"}
"""What starts a program: the synthesisers."""
CONNECTING = ("open_connection", "create_connection", "create_server", "start_server", "urlopen", "urlretrieve")


def imports(path: Path) -> Iterator[str]:
    """Every module that a file imports, wherever in it; "a.b" and "a.b.c" for ``from a.b import c``."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def within(name: str, modules: tuple[str, ...]) -> str:
    """The module of `modules` that `name` is or lies in, else empty."""
    return next((module for module in modules if name == module or name.startswith(f"{module}.")), "")


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_module_has_no_way_out_unless_it_is_a_door(path: Path) -> None:
    here = path.relative_to(ROOT).as_posix()
    for name in imports(path):
        module = within(name, NETWORK)
        allowed = DOORS.get(module, set()) | INSIDE.get(module, set())
        assert not module or here in allowed, f"{here} imports {name}"
    tree = ast.parse(path.read_text(encoding="utf-8"))
    called = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert not called & set(CONNECTING), f"{here} opens a connection of its own"


def test_whatever_opens_a_connection_is_declared_and_what_is_declared_is_there() -> None:
    assert {file for files in DOORS.values() for file in files} == {file_of(one.door) for one in DECLARED}
    assert all((ROOT / file_of(one.door)).is_file() for one in DECLARED)


def test_the_words_of_clients_are_declared_for_the_model_alone_and_pseudonymised() -> None:
    assert {one.door for one in DECLARED if one.content} == {MODEL_DOOR}
    assert all(one.pseudonymised for one in DECLARED if one.content)
    assert len({one.name for one in DECLARED}) == len(DECLARED)


# ── nothing can send a message ───────────────────────────────────────────────────────────────────────────────


def ways_to_send(source: str) -> list[str]:
    """What in a source could send a message, or start a program that does."""
    text = source.lower()
    tree = ast.parse(source)
    found = [word for word in ("smtp", "sendmail", "send_message(", "mailto:", "os.system", "os.popen") if word in text]
    numbers = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    return found + [str(port) for port in (465, 587, 2525) if port in numbers]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_module_can_send_a_message(path: Path) -> None:
    here = path.relative_to(ROOT).as_posix()
    assert not [name for name in imports(path) if within(name, SENDERS)]
    assert not [way for way in ways_to_send(path.read_text(encoding="utf-8")) if way not in SPARED.get(here, ())]
    starts = [name for name in imports(path) if within(name, ("subprocess", "multiprocessing", "pty"))]
    assert not starts or here in PROGRAMS, f"{here} starts a program"


def test_each_door_is_used() -> None:
    for module, doors in DOORS.items():
        for door in doors:
            path = ROOT / door
            if path.exists():
                assert any(within(name, (module,)) for name in imports(path)), f"{door} no longer imports {module}"


def test_the_look_would_notice() -> None:
    (hidden,) = [
        name
        for name in ast.walk(ast.parse("def f():\n    from http import client"))
        if isinstance(name, ast.ImportFrom)
    ]
    assert within(f"{hidden.module}.{hidden.names[0].name}", NETWORK) == "http.client"
    assert within("smtplib", SENDERS)
    assert ways_to_send("import smtplib\nport = 587") == ["smtp", "587"]
    assert not within("https", NETWORK)
