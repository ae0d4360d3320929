"""What is written into the audit is ids, numbers and words of ours: every call in the program, looked at one by one."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
MODULES = sorted(path for folder in ("assistant", "skills") for path in (ROOT / folder).rglob("*.py"))
WRITERS = ("record", "read", "read_list")

KNOWN = {
    # ids that the store made
    "item": "an id",
    "note_id": "an id",
    "process_id": "an id",
    "message_id": "an id",
    "reply_id": "an id",
    "message.id": "an id",
    "client.id": "an id",
    "of": "an id",
    # words of ours
    "event": "one of a few names: a parameter, checked where it is given",
    "kind": "one of a few names: a parameter, checked where it is given",
    "self._event": "shown or spoken",
    "self.reader": "terminal, voice or page",
    "self._audit.reader": "terminal, voice or page",
    "level.name.lower()": "private or full",
    "self.about": "the name of an intent, from the skills' own files",
    "self._told.intent": "the name of an intent, from the skills' own files",
    "why": "asked or quiet",
    "by": "pin or terminal",
    # numbers, and what is made of them
    "count": "a number",
    "strange": "a number",
    "str(wrong)": "a number",
    "made.manifest.stamp": "when a backup was made",
    "held.stamp": "when a backup was made",
    "beyond": "when backups were made",
    "question.item": "the id of what is drafted",
    "str(self._passage(question, host, size))": "task, host, trust and size",
    "str(self._passage(question, self._host(), None, rule))": "task, host, trust and the rule that refused",
    "str(Passage(CALENDAR.name, host, 'configured'))": "the server of a calendar",
    "at": "a moment",
}
"""Every expression that may be given to the audit, and what it is. Whoever adds one here has looked where it comes from."""
KNOWN_IN = {
    "assistant/cli/exporting.py": {"format_": "one of a few names: how it is written"},
    "assistant/store/deletion.py": {"detail": "numbers of items, and when backups were made"},
    "assistant/store/rotation.py": {"fresh.name": "the number of a generation"},
    "assistant/store/signing.py": {"detail": "a number and a digest that is salted"},
}
"""The same for names that say too little to be known everywhere."""


def _is_audit(node: ast.expr) -> bool:
    return "audit" in ast.unparse(node).lower()


def _writers(tree: ast.AST) -> Iterator[ast.Attribute]:
    """Every mention of a method that writes."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in WRITERS and _is_audit(node.value):
            yield node


def _calls(tree: ast.AST) -> Iterator[list[ast.expr]]:
    """What each call gives; on a thread or not."""
    writers = set(_writers(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            given = [*node.args, *(word.value for word in node.keywords)]
            if node.func in writers:
                yield given
            elif given and given[0] in writers:
                yield given[1:]


def _parts(node: ast.expr) -> Iterator[str]:
    """The expressions that it is put together from, as they are written."""
    match node:
        case ast.Constant():
            return
        case ast.JoinedStr():
            for value in node.values:
                yield from _parts(value)
        case ast.FormattedValue():
            yield from _parts(node.value)
        case ast.IfExp():
            yield from _parts(node.body)
            yield from _parts(node.orelse)
        case ast.BoolOp():
            for value in node.values:
                yield from _parts(value)
        case _:
            text = ast.unparse(node)
            if not re.fullmatch(r"len\([\w.()]+\)", text):
                yield text


def strange(source: str, here: str = "") -> list[str]:
    """What a module gives to the audit that is not known to be without content."""
    known = {*KNOWN, *KNOWN_IN.get(here, ())}
    return [part for given in _calls(ast.parse(source)) for each in given for part in _parts(each) if part not in known]


def test_every_module_gives_the_audit_ids_numbers_and_words_of_ours() -> None:
    found = {path: strange(path.read_text(encoding="utf-8"), path.relative_to(ROOT).as_posix()) for path in MODULES}
    assert {path.name: parts for path, parts in found.items() if parts} == {}


def test_the_audit_is_called_by_a_name_of_its_own_only() -> None:
    """A method that is handed on or renamed would be called where this look cannot see it."""
    calls = 0
    for path in MODULES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        calls += len(list(_calls(tree)))
        assert len(list(_writers(tree))) == len(list(_calls(tree))), path
    assert calls > 15


def test_the_look_would_notice() -> None:
    assert strange('self._audit.record("read", note.text)') == ["note.text"]
    assert strange('vault.audit.record("read", detail=f"{client.name} {len(text)}")') == ["client.name"]
    assert strange('await asyncio.to_thread(audit.record, "spoken", reply.full)') == ["reply.full"]
    assert strange('VaultAudit(database).record(event, item, "x" if y else text)') == ["text"]
    assert strange('file.record(text)\naudit.read_list("notes", len(found))') == []
