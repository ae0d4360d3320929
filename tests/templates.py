"""Word templates: the one that comes with the program, and whatever a test wants to put in her hands.

``python tests/templates.py`` writes ``config/soap.docx`` again; a test holds the two together.
"""

import io
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import docx
from docx.document import Document
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from lxml import etree

SHIPPED = Path(__file__).parents[1] / "config" / "soap.docx"
GREY = RGBColor(0x59, 0x59, 0x59)


def saved(document: Document) -> bytes:
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def template(*paragraphs: str) -> bytes:
    """A document with these paragraphs."""
    document = docx.Document()
    for each in paragraphs:
        document.add_paragraph(each)
    return saved(document)


def changed(data: bytes, change: Callable[[dict[str, bytes]], object]) -> bytes:
    """The same file with its parts changed."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    change(parts)
    return packed_as(parts)


def packed_as(parts: Mapping[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, part in parts.items():
            packed.writestr(zipfile.ZipInfo(name), part, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


# ── the shipped one ──────────────────────────────────────────────────────────────────────────────────────────


def soap() -> bytes:
    """Calm and plain: a heading, the fields in a small table, the sections, a line to sign on."""
    document = docx.Document()
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21.59), Cm(27.94)  # US Letter
    page.left_margin = page.right_margin = Cm(2.54)
    page.top_margin = page.bottom_margin = Cm(2.2)
    _styles(document)
    heading = document.add_paragraph(style="Title")
    heading.add_run("{{ initials }}")
    when = heading.add_run("\t{{ date }}{% if time %}, {{ time }}{% endif %}")
    when.font.size, when.font.bold = Pt(11), False
    under = document.add_paragraph("{{ form|upper }} · ", style="Subtitle")
    state = under.add_run("{{ state }}")
    state.font.bold, state.font.color.rgb = True, RGBColor(0, 0, 0)
    document.add_paragraph("{%p if fields %}")
    _field_table(document)
    for text, style in (
        ("{%p endif %}", "Normal"),
        ("{%p for each in sections %}", "Normal"),
        ("{{ each.name }}", "Heading 1"),
        ("{{ each.text }}", "Normal"),
        ("{%p endfor %}", "Normal"),
        ("{%p for each in amendments %}", "Normal"),
        ("Amended {{ each.written }}: {{ each.reason }}", "Heading 1"),
        ("{{ each.text }}", "Normal"),
        ("{%p endfor %}", "Normal"),
    ):
        document.add_paragraph(text, style=style)
    line = document.add_paragraph("Signature\t\tDate\t", style="Signature Line")
    stops = line.paragraph_format.tab_stops
    for at, leader in ((9.6, 3), (10.2, 0), (16.5, 3)):  # 3: a line of underscores
        stops.add_tab_stop(Cm(at), WD_TAB_ALIGNMENT.LEFT, leader)  # type: ignore[arg-type]
    return changed(saved(document), _bare)


def _field_table(document: Document) -> None:
    table = document.add_table(rows=3, cols=2)
    table.autofit = False
    rows = (("{%tr for each in fields %}", ""), ("{{ each.name }}", "{{ each.text }}"), ("{%tr endfor %}", ""))
    for at, width in enumerate((Cm(3.6), Cm(12.9))):
        table.columns[at].width = width
        for row, texts in zip(table.rows, rows, strict=True):
            cell = row.cells[at]
            cell.width, cell.paragraphs[0].style = width, "Field"
            cell.paragraphs[0].add_run(texts[at]).font.color.rgb = None if at else GREY


def _styles(document: Document) -> None:
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Calibri", Pt(11)
    normal.paragraph_format.space_after, normal.paragraph_format.line_spacing = Pt(6), 1.15
    for name, size, before, after in (("Title", 20, 0, 0), ("Subtitle", 10, 0, 10), ("Heading 1", 12, 12, 3)):
        style = document.styles[name]
        style.font.name, style.font.size, style.font.bold, style.font.italic = (
            "Calibri",
            Pt(size),
            name != "Subtitle",
            False,
        )
        style.font.color.rgb = GREY if name == "Subtitle" else RGBColor(0, 0, 0)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
        fonts = style.element.rPr.rFonts
        for each in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{each}"), None)
        spacing = style.element.rPr.find(qn("w:spacing"))
        if spacing is not None:
            style.element.rPr.remove(spacing)
    border = document.styles["Title"].element.pPr.find(qn("w:pBdr"))
    if border is not None:
        document.styles["Title"].element.pPr.remove(border)
    document.styles["Title"].paragraph_format.tab_stops.add_tab_stop(Cm(16.5), WD_TAB_ALIGNMENT.RIGHT)
    document.styles["Heading 1"].paragraph_format.keep_with_next = True
    for name, after in (("Field", 1), ("Signature Line", 0)):
        style = document.styles.add_style(name, 1)  # type: ignore[arg-type] # a style of paragraphs
        style.base_style = normal
        style.paragraph_format.space_after = Pt(after)
    document.styles["Signature Line"].paragraph_format.space_before = Pt(36)


def _bare(parts: dict[str, Any]) -> None:
    """Without what says when and with what it was made, and without the styles that nothing in it has."""
    unused = {name for name in parts if name.startswith(("docProps/", "customXml/")) or "WithEffects" in name}
    for name in unused:
        del parts[name]
    for name in ("_rels/.rels", "word/_rels/document.xml.rels", "[Content_Types].xml"):
        root = parse_xml(parts[name])
        for each in list(root):
            if Path(each.get("Target", each.get("PartName", ""))).name in {Path(one).name for one in unused}:
                root.remove(each)
        parts[name] = _written(root)
    styles = parse_xml(parts["word/styles.xml"])
    for each in styles.findall(qn("w:style")):
        if each.get(qn("w:type")) == "table" and each.get(qn("w:default")) != "1":
            styles.remove(each)
    parts["word/styles.xml"] = _written(styles)


def _written(root: Any) -> bytes:
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


if __name__ == "__main__":
    SHIPPED.write_bytes(soap())
