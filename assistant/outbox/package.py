"""A Word template as it comes from a disk: looked through before anything is filled in, and rid of what tells of its past.

A .docx is a zip of XML parts that name one another in relationships. Refused is what would run, fetch or embed when
somebody opens the filled document; what only tells who worked on the template, and on which machine, is left out.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from posixpath import basename

from lxml import etree  # type: ignore[import-untyped]

from assistant.errors import ConfigurationError

LARGEST = 20 * 2**20
"""Of the file, bytes."""

_UNPACKED = 100 * 2**20
_PARTS = 2000
_TYPES = "[Content_Types].xml"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.{}.main+xml"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_HARMLESS_LINKS = ("http://", "https://", "mailto:", "tel:")

_LEFT_OUT = {
    "core-properties",
    "extended-properties",
    "custom-properties",
    "thumbnail",
    "attachedTemplate",
    "docMetadata/LabelInfo",
}
"""Kinds of relationships: author, company and the like, a picture of an earlier document, the file it was made from."""

_REFUSED = {
    "vbaProject": "macros",
    "wordVbaData": "macros",
    "attachedToolbars": "macros",
    "keyMapCustomizations": "key bindings",
    "control": "a control",
    "activeXControlBinary": "a control",
    "oleObject": "an embedded object",
    "package": "an embedded object",
    "aFChunk": "another document",
    "subDocument": "another document",
    "mailMergeSource": "a mail merge",
    "mailMergeHeaderSource": "a mail merge",
}
_FETCHING = re.compile(
    r"\b(INCLUDE\w*|IMPORT|LINK|DDE|DDEAUTO|DATABASE|AUTOTEXT|AUTOTEXTLIST|RD|MACROBUTTON|EMBED|QUOTE)\b", re.IGNORECASE
)
"""Fields that read another file, run something, or hide the name of one that does."""


def looked_through(data: bytes) -> bytes:
    """The template without traces of its past. Raises `ConfigurationError` where it may not be used, or is none."""
    parts = _unpacked(data)
    types = parts.get(_TYPES, b"")
    if b"macroEnabled" in types or b"vbaProject" in types:
        raise _refused("macros")
    if _MAIN.format("template").encode() in types:  # a .dotx is the same but for its name
        parts[_TYPES] = types.replace(_MAIN.format("template").encode(), _MAIN.format("document").encode())
    elif _MAIN.format("document").encode() not in types:
        raise no_document()
    for name, part in parts.items():
        if name.endswith(".rels"):
            parts[name] = _relationships(part)
        elif part.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<" or part[:2] in _UTF16:  # whatever its name says
            parts[name] = _content(part)
    return _packed(parts)


def no_document() -> ConfigurationError:
    """For what cannot be read as a Word document at all."""
    return ConfigurationError(
        "The template is not a Word document that can be read; nothing was written.",
        fix="save it in Word as .docx, without a password",
    )


def parsed(part: bytes) -> etree._Element:
    """One part as XML, nothing fetched and nothing expanded. Raises `ConfigurationError`."""
    try:
        root = etree.fromstring(part, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    except (etree.XMLSyntaxError, ValueError):
        raise no_document() from None
    if root.getroottree().docinfo.doctype:
        raise no_document()
    return root


def _refused(what: str) -> ConfigurationError:
    return ConfigurationError(
        "The template has something in it that could run or fetch something when it is opened; nothing was written.",
        fix=f"take it out in Word and save as .docx: {what}",
    )


def _unpacked(data: bytes) -> dict[str, bytes]:
    if len(data) > LARGEST:
        raise ConfigurationError("The template is too large; nothing was written.", fix=f"at most {LARGEST >> 20} MB")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = packed.infolist()
            if len(parts) > _PARTS or sum(each.file_size for each in parts) > _UNPACKED:
                raise ConfigurationError(
                    "The template is too large; nothing was written.", fix="it unpacks to too much"
                )
            unpacked = {each.filename: packed.read(each) for each in parts if not each.is_dir()}
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, EOFError, ValueError):
        raise no_document() from None
    if len({name.lower() for name in unpacked}) != sum(not each.is_dir() for each in parts):
        raise no_document()  # two parts of one name: which one counts is anybody's guess
    return unpacked


def _packed(parts: Mapping[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, part in parts.items():
            packed.writestr(name, part)
    return made.getvalue()


def _relationships(part: bytes) -> bytes:
    root = parsed(part)
    for each in list(root):
        kind = str(each.get("Type", ""))
        if kind.endswith(tuple(f"/{one}" for one in _LEFT_OUT)):
            root.remove(each)
        elif basename(kind) in _REFUSED:
            raise _refused(_REFUSED[basename(kind)])
        elif each.get("TargetMode") == "External":
            link = str(each.get("Target", "")).lower()
            if basename(kind) != "hyperlink" or not link.startswith(_HARMLESS_LINKS):
                raise _refused(f"a link to another file ({basename(kind)})")
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def _content(part: bytes) -> bytes:
    root = parsed(part)
    if next(root.iter("{*}mailMerge"), None) is not None:
        raise _refused("a mail merge")
    for field in _fields(root):
        if found := _FETCHING.search(field):
            raise _refused(f"the field {found[1].upper()}")
    attached = list(root.iter("{*}attachedTemplate"))
    if not attached:
        return part
    for each in attached:
        each.getparent().remove(each)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def _fields(root: etree._Element) -> Iterator[str]:
    """What Word's fields say. Word may cut one into pieces, so the pieces of a paragraph, and all, are put together."""
    for each in root.iter("{*}fldSimple"):
        yield from (str(value) for name, value in each.attrib.items() if name.endswith("}instr"))
    for within in (root, *root.iter("{*}p")):
        yield "".join(each.text or "" for each in within.iter("{*}instrText"))
