"""Nothing but the doors knows the way out, and nothing at all knows how to send."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODULES = sorted(path for folder in ("assistant", "skills") for path in (ROOT / folder).rglob("*.py"))
DOORS = {
    "anthropic": {"assistant/privacy/egress.py"},
    "httpx2": {"assistant/privacy/egress.py", "assistant/weights/fetch.py"},  # public weights, no content
    "niquests": {"assistant/privacy/egress_calendar.py"},
    "caldav.davclient": {"assistant/privacy/egress_calendar.py"},
    # One looks a name up and connects to nothing, the other has a Unix socket for this user's own terminal.
    "socket": {"assistant/privacy/endpoint.py", "assistant/control.py"},
}
NETWORK = (
    "anthropic", "httpx", "httpx2", "httpcore", "httpcore2", "requests", "niquests", "urllib.request", "urllib3", "http.client",
    "http.server", "aiohttp", "websockets", "socket", "socketserver", "ssl", "ftplib", "telnetlib", "xmlrpc", "caldav.davclient",
    "poplib", "nntplib", "paramiko", "openai", "huggingface_hub",
)  # fmt: skip
SENDERS = ("smtplib", "aiosmtplib", "email.mime", "imaplib", "imap_tools", "twilio", "sendmail")
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
        assert not module or here in DOORS.get(module, set()), f"{here} imports {name}"
    tree = ast.parse(path.read_text(encoding="utf-8"))
    called = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert not called & set(CONNECTING), f"{here} opens a connection of its own"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_module_can_send_mail(path: Path) -> None:
    assert not [name for name in imports(path) if within(name, SENDERS)]
    text = path.read_text(encoding="utf-8").lower()
    assert not [word for word in ("smtplib", "sendmail", "send_message(") if word in text]


def test_the_terminals_socket_reaches_no_network() -> None:
    tree = ast.parse((ROOT / "assistant/control.py").read_text(encoding="utf-8"))
    families = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr.startswith("AF_")}
    made = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {"socket.socket", "socket"}
    ]
    assert families == {"AF_UNIX"}
    assert made
    assert all([ast.unparse(one) for one in call.args] == ["socket.AF_UNIX"] for call in made)


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
    assert not within("https", NETWORK)
