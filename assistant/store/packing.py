"""The words of one version of a note as they are kept: one JSON text, sealed as a whole."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from assistant.records import Marked, Supported


@dataclass(frozen=True, slots=True)
class Words:
    """What a version holds."""

    sections: Mapping[str, str] = field(default_factory=dict)
    support: Mapping[str, Sequence[Supported]] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)
    marked: Sequence[Marked] = ()


def pack(words: Words) -> str:
    """Sections alone are a flat object; with anything beside them they are one key of several."""
    tree: dict[str, Any] = dict(words.sections)
    if words.support or words.fields or words.marked:
        tree = {
            "sections": tree,
            "support": {name: [asdict(each) for each in sentences] for name, sentences in words.support.items()},
            "fields": dict(words.fields),
            "marked": [[each.seq, each.why] for each in words.marked],
        }
    return json.dumps(tree, ensure_ascii=False)


def unpack(text: str) -> Words:
    """The words again, whichever version of the house packed them."""
    tree = json.loads(text)
    if not isinstance(tree.get("support"), dict):  # a section of that name is a text
        return Words(tree)
    support = {name: tuple(_supported(each) for each in sentences) for name, sentences in tree["support"].items()}
    marked = tuple(Marked(seq, why) for seq, why in tree.get("marked", ()))
    return Words(tree["sections"], support, tree.get("fields", {}), marked)


def _supported(tree: Mapping[str, Any]) -> Supported:
    return Supported(tree["sentence"], tuple(tree["spans"]), tree["flag"], tuple(tree.get("heard", ())))
