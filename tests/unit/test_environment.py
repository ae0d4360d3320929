"""Variables that make a library write down what passes through it."""

import importlib.util
import re
from pathlib import Path

import pytest

from assistant.environment import NAMES, TALKATIVE, Talkative, refuse_talkative, talkative
from assistant.errors import ConfigurationError


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("value", ["1", "debug", ""])
def test_each_is_refused_whatever_it_is_set_to_and_what_to_type_is_said(name: str, value: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        refuse_talkative({"PATH": "/bin", name: value})
    assert caught.value.fix == f"unset {name}"
    assert caught.value.exit_code == 78


def test_all_that_are_set_are_named_at_once() -> None:
    with pytest.raises(ConfigurationError) as caught:
        refuse_talkative({"SSLKEYLOGFILE": "/tmp/keys", "PYTHON_CALDAV_NEW": "1", "ANTHROPIC_LOG": "debug"})
    assert caught.value.fix == "unset ANTHROPIC_LOG PYTHON_CALDAV_NEW SSLKEYLOGFILE"


def test_nothing_else_is_refused() -> None:
    refuse_talkative(
        {"PATH": "/bin", "ANTHROPIC_LOGO": "1", "XSSLKEYLOGFILE": "1", "PYTHON_CALDAV": "1", "HOME": "/root"}
    )
    assert talkative({}) == {}


def test_the_whole_names_and_the_list_are_the_same() -> None:
    assert all(any(one.matches(name) for one in TALKATIVE) for name in NAMES)
    assert all(any(one.matches(name) for name in NAMES) for one in TALKATIVE)


@pytest.mark.parametrize("one", TALKATIVE, ids=lambda one: one.name)
def test_the_library_still_reads_it(one: Talkative) -> None:
    found = importlib.util.find_spec(one.library)
    assert found is not None
    assert found.origin is not None
    file = Path(found.origin)
    sources = file.parent.rglob("*.py") if file.name == "__init__.py" else [file]
    words = re.compile(re.escape(one.name.removesuffix("*")))
    assert any(words.search(source.read_text(encoding="utf-8", errors="replace")) for source in sources)
