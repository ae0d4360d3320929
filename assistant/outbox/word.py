"""A note as a Word document, through a template of hers.

A tag in the template is written as Jinja writes it, and docxtpl's ``{%p`` and ``{%tr`` take away the paragraph or the
row that they stand in. It may name: ``initials``, ``date``, ``time``, ``form``, ``state``, ``signed``; ``section.plan``
and ``field.duration``, each by its name with ``_`` for a blank; and in a loop ``sections`` and ``fields`` (``.name``,
``.text``) and ``amendments`` (``.written``, ``.reason``, ``.text``).
"""

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docxtpl import DocxTemplate
from jinja2 import TemplateSyntaxError, UndefinedError
from jinja2.exceptions import SecurityError
from lxml import etree  # type: ignore[import-untyped]

from assistant.errors import AssistantError, ConfigurationError
from assistant.outbox.package import looked_through, parsed
from assistant.outbox.tags import Offered, Tags

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that no XML can hold."""


@dataclass(frozen=True, slots=True)
class Page:
    """What is filled in; all of it as it is read."""

    initials: str
    date: str
    time: str
    """Empty where the session's is not known."""
    form: str
    state: str
    """One line that says whether it is signed."""
    signed: bool
    sections: Mapping[str, str]
    """Name → text, in order; an empty text is one that nobody spoke of."""
    known: tuple[str, ...]
    """The sections that a template may ask for though the note has them not."""
    fields: Mapping[str, str]
    known_fields: tuple[str, ...]
    amendments: tuple[Mapping[str, str], ...]
    """Each with ``written``, ``reason`` and ``text``."""
    nothing: str
    """What stands for an empty section."""


@dataclass(frozen=True, slots=True)
class Filled:
    """A document."""

    data: bytes
    left_out: tuple[str, ...]
    """The sections, fields and amendments that the template has no place for."""


def fill(template: bytes, page: Page, now: datetime) -> Filled:
    """The template with the page in it; what is not signed says so, by the template or above it.

    Raises `ConfigurationError` where the template cannot be used, with its reason.
    """
    told: list[str] = []
    offer = _Offer(page)
    tags = Tags(lambda value: told.append("state") if value is offer.state else None)
    document = _Document(io.BytesIO(looked_through(template)))
    try:
        document.init_docx()
        _sign_as_nobody(document, now)
        document.render(offer.context(), tags)
        if not page.signed and not told:
            _mark(document, offer.state)
        made = io.BytesIO()
        document.save(made)
    except AssistantError:
        raise
    except UndefinedError as error:
        raise ConfigurationError(
            "The template asks for something that the note does not have; nothing was written.",
            fix=f"{_named(error)}; it may ask for: {', '.join(offer.names())}",
        ) from None
    except TemplateSyntaxError as error:
        raise ConfigurationError(
            "A tag in the template cannot be read; nothing was written.", fix=error.message or ""
        ) from None
    except SecurityError:
        raise ConfigurationError(
            "The template does more than a template may; nothing was written.",
            fix="tags may name what the note has, choose with if, and repeat with for",
        ) from None
    except Exception as error:  # docx's, lxml's, and on a strange file any; their texts may hold what was filled in
        raise ConfigurationError(
            "The template could not be filled in; nothing was written.", fix=type(error).__name__
        ) from None
    return Filled(made.getvalue(), offer.left_out())


class _Document(DocxTemplate):  # type: ignore[misc] # docxtpl has no types
    """A template whose every part is XML again when it is filled in: docxtpl would drop what is not, unsaid."""

    def render_xml_part(self, src_xml: str, part: Any, context: Any, jinja_env: Any = None) -> str:
        """Raises `ConfigurationError` where a tag begins in one paragraph and ends in another."""
        made = str(super().render_xml_part(src_xml, part, context, jinja_env))
        try:
            root = parsed(made.encode())
        except ConfigurationError:
            raise ConfigurationError(
                "The tags of the template cut through its paragraphs; nothing was written.",
                fix="a for or if that spans paragraphs begins with {%p, one that spans rows with {%tr",
            ) from None
        _fill_gaps(root)
        return str(etree.tostring(root, encoding="unicode"))


class _Offer:
    """What the template may ask for, and what it did ask for."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._asked: set[str] = set()
        self.state = _text(page.state)

    def context(self) -> dict[str, Any]:
        """The names that a tag may begin with."""
        page, there = self._page, {**dict.fromkeys(self._page.known, ""), **self._page.sections}
        fields = {**dict.fromkeys(page.known_fields, ""), **page.fields}
        return {
            "initials": _text(page.initials),
            "date": _text(page.date),
            "time": _text(page.time),
            "form": _text(page.form),
            "state": self.state,
            "signed": page.signed,
            "section": self._by_name("section", {name: text.strip() or page.nothing for name, text in there.items()}),
            "field": self._by_name("field", fields),
            "sections": [
                self._row("section", name, text.strip() or page.nothing) for name, text in page.sections.items()
            ],
            "fields": [self._row("field", name, text) for name, text in page.fields.items()],
            "amendments": [
                Offered("amendment", {name: _text(text) for name, text in each.items()}, self._amended)
                for each in page.amendments
            ],
        }

    def names(self) -> list[str]:
        """All that a tag may ask for, as she writes it."""
        return [
            each
            for name, value in self.context().items()
            for each in ([f"{name}.{key}" for key in value] if isinstance(value, Offered) else [name])
        ]

    def left_out(self) -> tuple[str, ...]:
        """What the note has and the template did not ask for, by name."""
        page = self._page
        names = [name for name, text in page.sections.items() if text.strip() and f"section {name}" not in self._asked]
        names += [name for name in page.fields if f"field {name}" not in self._asked]
        return tuple(names + (["the amendments"] if page.amendments and "amendment" not in self._asked else []))

    def _by_name(self, kind: str, texts: Mapping[str, str]) -> Offered:
        keys = {re.sub(r"\W", "_", name): name for name in texts}
        return Offered(
            kind,
            {key: _text(texts[name]) for key, name in keys.items()},
            lambda key: self._asked.add(f"{kind} {keys[key]}"),
        )

    def _row(self, kind: str, name: str, text: str) -> Offered:
        def asked(key: str) -> None:
            if key == "text":
                self._asked.add(f"{kind} {name}")

        return Offered(kind, {"name": _text(name[:1].upper() + name[1:]), "text": _text(text)}, asked)

    def _amended(self, key: str) -> None:
        if key == "text":
            self._asked.add("amendment")


def _text(text: str) -> str:
    """Without what XML cannot hold; every kind of line end is one."""
    lines = re.sub("\r\n?|[\x0b\x0c\u2028\u2029]", "\n", text)
    return _FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", lines)


def _named(error: UndefinedError) -> str:
    """What was asked for, out of Jinja's sentence: names of the template, never a value."""
    quoted = re.fullmatch(r"'(\w+)' is undefined", error.message or "")
    return quoted[1] if quoted else re.sub(r"'\S*[.]\S+ object' ", "", error.message or "")


def _fill_gaps(root: etree._Element) -> None:
    """Word calls a table without rows, and a cell that does not end in a paragraph, damage."""
    for table in list(root.iter(qn("w:tbl"))):
        if table.find(qn("w:tr")) is None:
            table.getparent().remove(table)
    for cell in root.iter(qn("w:tc")):
        if not len(cell) or cell[-1].tag != qn("w:p"):
            cell.append(OxmlElement("w:p"))


def _sign_as_nobody(document: DocxTemplate, now: datetime) -> None:
    """Neither who made the template nor whose machine this is; the moment is that of the export."""
    properties = document.docx.core_properties
    for name in ("author", "last_modified_by", "title", "comments", "subject", "keywords", "category"):
        setattr(properties, name, "")
    properties.created = properties.modified = now.replace(tzinfo=None, microsecond=0)
    properties.revision = 1


def _mark(document: DocxTemplate, state: str) -> None:
    """One bold line above all."""
    paragraph, run, properties, text = (OxmlElement(name) for name in ("w:p", "w:r", "w:rPr", "w:t"))
    properties.append(OxmlElement("w:b"))
    text.text = state
    run.extend((properties, text))
    paragraph.append(run)
    document.docx.element.body.insert(0, paragraph)
