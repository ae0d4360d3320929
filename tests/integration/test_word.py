"""A note in a Word template: hers, the one that comes with the program, and those that must not be used."""

import io
import os
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.errors import AssistantError, ConfigurationError
from assistant.outbox.word import Filled, Page, fill
from assistant.records import FIELDS
from tests.templates import SHIPPED, changed, packed_as, parts_of, saved, soap, template

NOW = datetime(2026, 11, 23, 20, 2)
PAGE = Page(
    initials="JD",
    date="23 November 2026",
    time="2:00 pm",
    form="soap",
    state="Draft, not signed",
    signed=False,
    sections={"subjective": "He slept canary.", "assessment": "", "plan": "Rest."},
    known=("subjective", "objective", "assessment", "plan", "risk"),
    fields={"duration": "50 minutes", "risk level": "low"},
    known_fields=FIELDS,
    amendments=(),
    nothing="Not addressed.",
)
AMENDED = replace(
    PAGE,
    state="Signed 23 Nov 2026, 2:02 pm",
    signed=True,
    amendments=({"written": "24 Nov 2026, 9:00 am", "reason": "misheard", "text": "He did not sleep."},),
)


def read(made: Filled) -> list[str]:
    """The paragraphs, those of tables too, in order."""
    document = docx.Document(io.BytesIO(made.data))
    return [each.text for each in document._body.iter_inner_content() if hasattr(each, "text")]


def rows(made: Filled) -> list[tuple[str, ...]]:
    document = docx.Document(io.BytesIO(made.data))
    return [tuple(cell.text for cell in row.cells) for table in document.tables for row in table.rows]


def refusal(data: bytes, page: Page = PAGE) -> ConfigurationError:
    with pytest.raises(ConfigurationError) as caught:
        fill(data, page, NOW)
    assert caught.value.__cause__ is None
    assert "canary" not in caught.value.spoken + caught.value.fix
    return caught.value


# ── the shipped one ──────────────────────────────────────────────────────────────────────────────────────────


def test_the_shipped_template_is_the_one_that_is_built_here() -> None:
    assert parts_of(SHIPPED.read_bytes()) == parts_of(soap())
    assert SHIPPED.stat().st_size < 20_000


def test_it_has_the_heading_the_fields_the_sections_and_a_line_to_sign_on() -> None:
    made = fill(SHIPPED.read_bytes(), PAGE, NOW)
    assert read(made) == [
        *("JD\t23 November 2026, 2:00 pm", "SOAP · Draft, not signed"),
        *("Subjective", "He slept canary.", "Assessment", "Not addressed.", "Plan", "Rest."),
        "Signature\t\tDate\t",
    ]
    assert rows(made) == [("Duration", "50 minutes"), ("Risk level", "low")]
    assert made.left_out == ()


def test_without_fields_there_is_no_table_and_an_amendment_follows_the_sections() -> None:
    made = fill(SHIPPED.read_bytes(), replace(AMENDED, fields={}, time=""), NOW)
    lines = read(made)
    assert lines[:2] == ["JD\t23 November 2026", "SOAP · Signed 23 Nov 2026, 2:02 pm"]
    assert lines[-3:-1] == ["Amended 24 Nov 2026, 9:00 am: misheard", "He did not sleep."]
    assert docx.Document(io.BytesIO(made.data)).tables == []
    assert made.left_out == ()


# ── what she says stays what she said ────────────────────────────────────────────────────────────────────────

ODD = st.text(
    st.one_of(
        st.sampled_from("ab <>&\"'{}%#_-\n\t\r\a\f\v\x00\x1b\u2028\ufffe\ud83d\N{GRINNING FACE}שלו\u202e"),
        st.characters(),
    ),
    max_size=40,
)


PLAN = changed(
    SHIPPED.read_bytes(),
    lambda parts: parts.update(
        {"word/document.xml": parts_of(template("{{ state }}", "{{ section.plan }}"))["word/document.xml"]}
    ),
)


def as_read(text: str) -> str:
    """What of a text XML can hold."""
    lines = re.sub("\r\n?|[\v\f\u2028\u2029]", "\n", text)
    return re.sub("[\x00-\x08\x0e-\x1f\ud800-\udfff\ufffe\uffff]", "\N{REPLACEMENT CHARACTER}", lines)


@given(ODD)
@settings(max_examples=80, deadline=None)
def test_every_character_arrives_and_lines_stay_lines(text: str) -> None:
    text = f"|{text}|"
    made = fill(PLAN, replace(PAGE, sections={"plan": text}), NOW)
    assert read(made) == ["Draft, not signed", as_read(text)]


@pytest.mark.parametrize(
    "text",
    [
        "{{ initials }} {% if x %} {_{ }_} {%p for",
        "</w:t></w:r></w:p><w:p/>",
        "one\n\n- two\n- three",
        "&lt;already&gt; &amp;",
        "{{ ''.__class__ }}",
        "word " * 40_000,
        "x" * 300_000,
    ],
    ids=["tags", "xml", "bullets", "entities", "sandbox", "long", "one-word"],
)
def test_a_text_is_never_taken_for_something_else(text: str) -> None:
    made = fill(SHIPPED.read_bytes(), replace(PAGE, sections={"plan": text}), NOW)
    assert read(made)[3] == text.strip()


# ── what a template may ask for ──────────────────────────────────────────────────────────────────────────────


def test_each_section_and_field_has_its_name_and_what_is_not_there_is_not_addressed() -> None:
    made = fill(
        template(
            "{{ state }}: {{ section.plan }} {{ section['objective'] }}|{{ field.risk_level }}|{{ field.goals }}|",
            "{% if field.duration and not signed %}{{ field.duration | upper }}{% endif %}",
            "{{ form | upper }} {{ initials }} {{ date }} {{ time }}{{ nothing | default('') }}",
        ),
        PAGE,
        NOW,
    )
    assert read(made) == [
        "Draft, not signed: Rest. Not addressed.|low||",
        "50 MINUTES",
        "SOAP JD 23 November 2026 2:00 pm",
    ]
    assert made.left_out == ("subjective",)


def test_a_tag_that_word_cut_into_pieces_or_put_quotes_into_is_read_as_one() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("{{ state }}: ")
    for piece in ("{", "{ sect", "ion[", "‘pl", "an’] }", "}"):
        paragraph.add_run(piece).bold = piece.startswith("i")
    assert read(fill(saved(document), PAGE, NOW)) == ["Draft, not signed: Rest."]


def test_what_it_has_no_place_for_is_told() -> None:
    assert fill(template("{{ state }}"), AMENDED, NOW).left_out == (
        *("subjective", "plan"),
        *("duration", "risk level"),
        "the amendments",
    )


def test_a_section_may_have_the_name_of_anything() -> None:
    names = ("items", "get", "keys", "treatment plan", "name", "date", "__class__")
    page = replace(PAGE, sections={name: f"<{name}>" for name in names}, known=())
    made = fill(template(*(f"{{{{ section.{name.replace(' ', '_')} }}}}" for name in names)), page, NOW)
    assert read(made) == ["Draft, not signed", *(f"<{name}>" for name in names)]


@pytest.mark.parametrize(
    ("tag", "named"),
    [
        ("{{ client_name }}", "client_name;"),
        ("{{ section.treatment }}", "section.treatment;"),
        ("{{ field.fee }}", "field.fee;"),
        ("{% if section.treatment %}x{% endif %}", "section.treatment;"),
        ("{{ section.plan.words }}", "words"),
        ("{{ section }}", "section as a whole;"),
        ("{{ sections }}", "a list as a whole;"),
        ("{{ range(9) }}", "range;"),
        ("{{ lipsum() }}", "lipsum;"),
    ],
)
def test_something_unknown_is_named_with_what_there_is(tag: str, named: str) -> None:
    error = refusal(template("Fine.", tag))
    assert "asks for something" in error.spoken
    assert named in error.fix
    assert "section.subjective" in error.fix
    assert "section.objective" in error.fix


@pytest.mark.parametrize(
    ("tag", "said"),
    [
        ("{{ section.plan", "cannot be read"),
        ("{% for each in sections %}", "cannot be read"),
        ("{% unheard of %}", "cannot be read"),
        ("{{ section.plan | safe }}", "cannot be read"),
        ("{{ section.plan | center(9) }}", "cannot be read"),
        ("{{ initials.upper() }}", "more than a template may"),
        ("{{ initials.__class__ }}", "more than a template may"),
        ("{{ ''.__class__.__mro__ }}", "more than a template may"),
        ("{{ 'x' * 10 ** 9 }}", "more than a template may"),
        ("{{ '%999999999d' % 1 }}", "more than a template may"),
        ("{% macro a() %}{% endmacro %}{{ a() }}", "more than a template may"),
        ("{% include '/etc/passwd' %}", "could not be filled"),
        ("{% import 'os' as os %}", "could not be filled"),
        ("{{ 1 / 0 }}", "could not be filled"),
        ("{{ initials + 1 }}", "could not be filled"),
    ],
)
def test_a_tag_that_is_wrong_or_does_too_much_is_refused(tag: str, said: str) -> None:
    assert said in refusal(template(tag)).spoken


def test_tags_that_cut_through_paragraphs_are_refused_and_not_mended_by_guess() -> None:
    document = docx.Document()
    document.add_paragraph("{% for each in sections %}")
    document.add_table(1, 1).cell(0, 0).text = "{{ each.text }}{% endfor %}"
    assert "{%p" in refusal(saved(document)).fix


def test_a_header_and_a_footer_are_filled_in_too() -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "{{ state }}"
    document.sections[0].footer.paragraphs[0].text = "{{ initials }} & {{ section.plan }}"
    made = docx.Document(io.BytesIO(fill(saved(document), replace(PAGE, sections={"plan": "<&>"}), NOW).data))
    assert made.sections[0].header.paragraphs[0].text == "Draft, not signed"
    assert made.sections[0].footer.paragraphs[0].text == "JD & <&>"


def test_a_table_without_rows_and_a_cell_without_a_paragraph_are_not_left_behind() -> None:
    document = docx.Document()
    document.add_paragraph("{{ state }}")
    empty = document.add_table(3, 1)
    for row, text in zip(empty.rows, ("{%tr for each in fields %}", "{{ each.text }}", "{%tr endfor %}"), strict=True):
        row.cells[0].text = text
    document.add_paragraph("between")
    document.add_table(1, 1).cell(0, 0).text = "{%p if fields %}"
    document.tables[1].cell(0, 0).add_paragraph("{%p endif %}")
    made = fill(saved(document), replace(PAGE, fields={}), NOW)
    assert rows(made) == [("",)]
    assert b"<w:p/></w:tc>" in parts_of(made.data)["word/document.xml"]


# ── a draft says that it is one ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("tag", ["Letter", "{% if false %}{{ state }}{% endif %}", "{% if state %}{% endif %}"])
def test_a_template_that_does_not_say_so_gets_a_line_above_all(tag: str) -> None:
    assert read(fill(template(tag, "{{ section.plan }}"), PAGE, NOW))[0] == "Draft, not signed"
    assert "Draft" not in "".join(read(fill(template(tag), AMENDED, NOW)))


def test_a_template_that_says_so_gets_no_second_line() -> None:
    assert read(fill(template("{{ state }}"), PAGE, NOW)) == ["Draft, not signed"]


# ── what tells of a machine or of the past ───────────────────────────────────────────────────────────────────


def test_the_document_tells_nothing_of_who_made_it_and_where() -> None:
    document = docx.Document()
    document.add_paragraph("{{ state }}")
    document.core_properties.author = "canary {{ initials }}"
    document.core_properties.last_modified_by = document.core_properties.keywords = "canary"

    def attach(parts: dict[str, bytes]) -> None:
        parts["word/settings.xml"] = parts["word/settings.xml"].replace(
            b"</w:settings>", b'<w:attachedTemplate r:id="rId99"/></w:settings>'
        )
        parts["word/_rels/settings.xml.rels"] = rels(
            {"attachedTemplate": ("file:///C:/Users/canary/letter.dotm", "External")}
        )

    made = fill(changed(saved(document), attach), PAGE, NOW)
    parts = parts_of(made.data)
    assert not any(b"canary" in part for part in parts.values())
    assert not any(b"attachedTemplate" in part for part in parts.values())
    assert not any("thumbnail" in name or "app.xml" in name or "custom.xml" in name for name in parts)
    properties = docx.Document(io.BytesIO(made.data)).core_properties
    assert (properties.author, properties.last_modified_by, properties.title) == ("", "", "")
    assert properties.created.replace(tzinfo=None) == properties.modified.replace(tzinfo=None) == NOW
    user = os.environ.get("USER") or "root"
    assert user.encode() not in parts["docProps/core.xml"]


# ── what must not be used ────────────────────────────────────────────────────────────────────────────────────

RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
LINK = '<Relationship Id="rId{}" Type="{}/{}" Target="{}"{}/>'


def rels(named: Mapping[str, tuple[str, str]]) -> bytes:
    """A part of relationships: kind → target and its mode."""
    links = "".join(
        LINK.format(99 + at, RELATIONS, kind, target, f' TargetMode="{mode}"' if mode else "")
        for at, (kind, (target, mode)) in enumerate(named.items())
    )
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{links}</Relationships>'.encode()


def linked(kind: str, target: str, mode: str = "External") -> bytes:
    """A template whose settings name something."""
    return changed(
        template("{{ state }}"),
        lambda parts: parts.update({"word/_rels/settings.xml.rels": rels({kind: (target, mode)})}),
    )


def rewritten(part: str, old: bytes, new: bytes) -> bytes:
    def rewrite(parts: dict[str, bytes]) -> None:
        assert old in parts[part]
        parts[part] = parts[part].replace(old, new, 1)

    return changed(template("{{ state }}", "second"), rewrite)


def field(code: str) -> bytes:
    return f'<w:p><w:fldSimple w:instr=" {code} "/></w:p><w:p>'.encode()


@pytest.mark.parametrize("target", ["http://elsewhere.example/t.dotm", "file:///C:/x.dotm", r"\\host\share\t.dotm"])
def test_what_word_would_fetch_when_it_opens_is_refused_or_gone(target: str) -> None:
    for kind in ("image", "frame", "oleLink", "externalLinkPath", "somethingNew"):
        error = refusal(linked(kind, target))
        assert "run or fetch" in error.spoken
        assert target not in error.fix
    made = fill(linked("attachedTemplate", target), PAGE, NOW)
    assert not any(b"elsewhere" in part or b".dotm" in part for part in parts_of(made.data).values())


@pytest.mark.parametrize(
    ("kind", "what"),
    [
        ("vbaProject", "macros"),
        ("oleObject", "object"),
        ("control", "control"),
        ("aFChunk", "document"),
        ("package", "object"),
    ],
)
def test_what_could_run_is_refused(kind: str, what: str) -> None:
    assert what in refusal(linked(kind, "x.bin", "")).fix


def test_a_link_to_her_own_page_may_stay() -> None:
    made = fill(linked("hyperlink", "https://practice.example/"), PAGE, NOW)
    assert (
        read(made)
        == [
            "Draft, not signed",
        ][:1]
    )
    assert "hyperlink" in refusal(linked("hyperlink", "file:///etc/passwd")).fix


MAIN = b"wordprocessingml.document.main+xml"


def test_a_template_of_words_own_kind_is_as_good_and_one_with_macros_is_not() -> None:
    dotx = rewritten("[Content_Types].xml", MAIN, b"wordprocessingml.template.main+xml")
    made = fill(dotx, PAGE, NOW)
    assert read(made) == ["Draft, not signed", "second"]
    assert MAIN in parts_of(made.data)["[Content_Types].xml"]
    whole = b"application/vnd.openxmlformats-officedocument." + MAIN
    docm = rewritten("[Content_Types].xml", whole, b"application/vnd.ms-word.document.macroEnabled.main+xml")
    assert "macros" in refusal(docm).fix


@pytest.mark.parametrize(
    "code",
    [
        *(
            'INCLUDEPICTURE "http://elsewhere.example/x.png" \\d',
            "includetext x",
            "DDEAUTO c:\\\\x",
            "LINK Excel.Sheet",
        ),
        *("IMPORT x", "DATABASE \\c x", "MACROBUTTON x"),
    ],
)
def test_a_field_that_fetches_is_refused_whole_or_in_pieces(code: str) -> None:
    escaped = code.replace('"', "&quot;")
    assert "the field" in refusal(rewritten("word/document.xml", b"<w:p>", field(escaped))).fix
    pieces = "".join(f"<w:r><w:instrText>{each}</w:instrText></w:r>" for each in escaped[:4]) + (
        f"<w:r><w:instrText>{escaped[4:]}</w:instrText></w:r>"
    )
    assert "the field" in refusal(rewritten("word/document.xml", b"<w:p>", f"<w:p>{pieces}</w:p><w:p>".encode())).fix


def test_fields_that_count_pages_and_name_days_may_stay() -> None:
    for code in ("PAGE", "NUMPAGES", "DATE \\@ yyyy", "HYPERLINK https://practice.example/"):
        assert "second" in read(fill(rewritten("word/document.xml", b"<w:p>", field(code)), PAGE, NOW))


def test_a_mail_merge_is_refused() -> None:
    merging = rewritten("word/settings.xml", b"</w:settings>", b"<w:mailMerge/></w:settings>")
    assert "mail merge" in refusal(merging).fix


def bomb() -> bytes:
    """A hundred and fifty megabytes in one small file."""
    return changed(template("x"), lambda parts: parts.update({"word/media/big.png": b"\0" * 150 * 2**20}))


ENTITIES = (
    b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "canary"><!ENTITY c SYSTEM "file:///etc/passwd">]><a>&b;&c;</a>'
)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"canary, not a zip at all",
        bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 2000,
        packed_as({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<a/>"}),
        packed_as({"[Content_Types].xml": b"<a/>"}),
        packed_as({"[Content_Types].xml": b"application/vnd.openxmlformats-officedocument." + MAIN}),
        changed(template("x"), lambda parts: parts.pop("word/document.xml")),
        changed(template("x"), lambda parts: parts.pop("_rels/.rels")),
        changed(template("x"), lambda parts: parts.update({"word/document.xml": b"<canary"})),
        changed(template("x"), lambda parts: parts.update({"word/document.xml": b"<canary/>"})),
        changed(template("x"), lambda parts: parts.update({"word/document.xml": "<a/>".encode("utf-16")})),
        changed(template("x"), lambda parts: parts.update({"word/settings.xml": ENTITIES})),
        changed(template("x"), lambda parts: parts.update({"WORD/document.xml": parts["word/document.xml"]})),
        changed(template("x"), lambda parts: parts.update({"word/_rels/settings.xml.rels": b"canary"})),
        packed_as({f"{number}": b"" for number in range(3000)}),
        b"PK" + b"\0" * (21 * 2**20),
        bomb(),
    ],
    ids=lambda data: str(len(data)),
)
def test_what_is_no_template_is_refused_in_a_sentence(data: bytes) -> None:
    assert "nothing was written" in refusal(data).spoken


def test_a_file_with_a_password_on_its_parts_is_refused() -> None:
    locked = bytearray(template("x"))
    for found in re.finditer(rb"PK\x01\x02", bytes(locked)):
        locked[found.start() + 8] |= 1
    assert "password" in refusal(bytes(locked)).fix


WHOLE = SHIPPED.read_bytes()
CUTS = st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.binary(min_size=1, max_size=4)), min_size=1, max_size=4)


def damaged(whole: bytes, cuts: list[tuple[int, bytes]]) -> bytes:
    made = bytearray(whole)
    for at, put in cuts:
        made[at : at + len(put)] = put
    return bytes(made)


def used_or_refused(data: bytes) -> str:
    """What it said, if anything."""
    try:
        fill(data, PAGE, NOW)
    except AssistantError as error:
        return error.spoken + error.fix
    return ""


@given(CUTS, st.integers(0, len(WHOLE)))
@settings(max_examples=100, deadline=None)
def test_a_damaged_file_is_used_or_refused_and_nothing_else(cuts: list[tuple[int, bytes]], end: int) -> None:
    for data in (damaged(WHOLE, cuts), WHOLE[:end]):
        assert "canary" not in used_or_refused(data)


SOURCE = parts_of(template("{{ state }} {{ section.plan }}"))["word/document.xml"]


@given(st.lists(st.tuples(st.integers(0, len(SOURCE) - 1), st.sampled_from([b"<w:p>", b"}", b"{%", b"/", b">", b"&"]))))
@settings(max_examples=100, deadline=None)
def test_damaged_xml_is_used_or_refused_and_nothing_else(cuts: list[tuple[int, bytes]]) -> None:
    data = changed(WHOLE, lambda parts: parts.update({"word/document.xml": damaged(SOURCE, cuts)}))
    assert "canary" not in used_or_refused(data)
