"""XML as it stands in a file: where each tag stands, so that one element can be changed and the rest stays."""

import codecs
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

from bareme.errors import InvalidInput

SPREADSHEET = {
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",  # the strict form
}
RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_START_TAG = re.compile(rb"""<[^>"']*+(?:"[^"]*+"[^>"']*+|'[^']*+'[^>"']*+)*+>""")
_ATTRIBUTE = re.compile(r"""\s(?P<name>[^\s=/>"']++)\s*+=\s*+(?:"[^"]*+"|'[^']*+')""")
_DECLARED = re.compile(rb"""<\?xml[^>]*?\sencoding\s*=\s*["']([\w.-]+)["']""")


@dataclass(frozen=True, slots=True)
class Tag:
    """A start tag, and its place in bytes of `XmlSource.data`."""

    name: str
    """The local name; with "{namespace}" before it where that is not the spreadsheet's."""
    written: str
    """The name as it is written, with its prefix."""
    attributes: dict[str, str]
    """By their names as written."""
    start: int
    end: int
    is_empty: bool
    """Whether it is the end tag as well: `<c/>`."""

    @property
    def prefix(self) -> str:
        """The prefix with its colon, or ""."""
        prefix, colon, _ = self.written.rpartition(":")
        return prefix + colon


@dataclass(frozen=True, slots=True)
class Span:
    """What stands in the place of `XmlSource.data[start:end]`."""

    start: int
    end: int
    text: str


class Reader:
    """Is told what the XML has. Each method does nothing until a subclass says otherwise.

    `path` are the names of the elements below the root, down to the one that is meant.
    """

    def opened(self, path: list[str], tag: Tag) -> None:
        """Take a start tag."""

    def closed(self, path: list[str], tag: Tag, start: int, end: int) -> None:
        """Take an end tag, and its place; `<c/>` ends with its start tag."""

    def text(self, path: list[str], text: str) -> None:
        """Take a piece of the text of an element."""


class XmlSource:
    """A part of a workbook, in UTF-8 whatever its encoding is."""

    def __init__(self, data: bytes) -> None:
        try:
            self._encoding = _encoding_of(data)
            self.data = data.decode(self._encoding).encode()
        except (LookupError, ValueError):
            raise damaged() from None
        if self.encoded(self.data) != data:
            raise damaged()

    def read(self, reader: Reader) -> None:
        """Tell a reader what there is.

        Raises:
            InvalidInput: it is not well-formed, or declares entities, which no workbook does.
        """
        parser = expat.ParserCreate("utf-8", namespace_separator=" ")
        parser.namespace_prefixes = True
        parser.buffer_text = True
        open_tags: list[Tag] = []
        path: list[str] = []

        def start(name: str, attributes: dict[str, str]) -> None:
            place = parser.CurrentByteIndex
            found = _START_TAG.match(self.data, place)
            if found is None:
                raise damaged()
            namespace, local, prefix = _parts(name)
            shown = local if namespace in SPREADSHEET else f"{{{namespace}}}{local}"
            tag = Tag(
                shown,
                f"{prefix}:{local}" if prefix else local,
                {_written(key): value for key, value in attributes.items()},
                place,
                found.end(),
                found.group().endswith(b"/>"),
            )
            if open_tags:
                path.append(shown)
            open_tags.append(tag)
            reader.opened(path, tag)

        def end(_: str) -> None:
            tag = open_tags.pop()
            place = tag.end if tag.is_empty else parser.CurrentByteIndex
            reader.closed(path, tag, place, tag.end if tag.is_empty else self.data.index(b">", place) + 1)
            if path:
                path.pop()

        def refuse(*_: object) -> None:
            raise damaged()

        parser.StartElementHandler = start
        parser.EndElementHandler = end
        parser.CharacterDataHandler = lambda text: reader.text(path, text)
        parser.StartDoctypeDeclHandler = refuse
        try:
            parser.Parse(self.data, True)  # noqa: FBT003 (it takes no names)
        except expat.ExpatError:
            raise damaged() from None

    def edited(self, spans: Iterable[Span]) -> bytes:
        """Return the part with its changes, which do not overlap and come in order, in its own encoding."""
        parts, position = [], 0
        for span in spans:
            parts += [self.data[position : span.start], span.text.encode()]
            position = span.end
        return self.encoded(b"".join([*parts, self.data[position:]]))

    def encoded(self, data: bytes) -> bytes:
        """Return UTF-8 in the encoding of the part."""
        return data.decode().encode(self._encoding, "xmlcharrefreplace")


def damaged() -> InvalidInput:
    """Return the refusal of what is no workbook."""
    return InvalidInput("the file is no spreadsheet, or a damaged one: save it again as .xlsx or .csv")


def with_attributes(source: str, changes: Mapping[str, str | None]) -> str:
    """Return the source of a start tag with attributes set, or without those that are None. The others stay."""
    kept = _ATTRIBUTE.sub(lambda found: "" if found["name"] in changes else found[0], source)
    added = "".join(f" {name}={quoteattr(value)}" for name, value in changes.items() if value is not None)
    end = "/>" if kept.endswith("/>") else ">"
    return kept.removesuffix(end).rstrip() + added + end


def _encoding_of(data: bytes) -> str:
    if data.startswith(codecs.BOM_UTF16_LE):
        return "utf-16-le"
    if data.startswith(codecs.BOM_UTF16_BE):
        return "utf-16-be"
    declared = _DECLARED.match(data.removeprefix(codecs.BOM_UTF8))
    return codecs.lookup(declared[1].decode()).name if declared else "utf-8"


def _parts(name: str) -> tuple[str, str, str]:
    """Return namespace, local name and prefix, each "" if there is none."""
    parts = name.split(" ")
    if len(parts) == 1:
        return "", parts[0], ""
    return parts[0], parts[1], parts[2] if len(parts) == 3 else ""


def _written(name: str) -> str:
    _, local, prefix = _parts(name)
    return f"{prefix}:{local}" if prefix else local
