"""Read OpenDocument texts (ISO/IEC 26300): text, lists, tables, pictures and formulas, in order."""

import posixpath
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from lxml import etree

from bareme.documents.sandbox.flow import Flow
from bareme.documents.sandbox.formulas import formula_to_latex
from bareme.documents.sandbox.numerals import numeral
from bareme.errors import DocumentRefused, RefusalReason

_URN = "urn:oasis:names:tc:opendocument:xmlns:"
_TEXT, _STYLE, _DRAW, _OFFICE = (f"{{{_URN}{name}:1.0}}" for name in ("text", "style", "drawing", "office"))
_TABLE, _FO = f"{{{_URN}table:1.0}}", f"{{{_URN}xsl-fo-compatible:1.0}}"
_HREF = "{http://www.w3.org/1999/xlink}href"
_MATH = "{http://www.w3.org/1998/Math/MathML}"
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True)


def read_open_document(path: Path) -> Flow:
    """Return the text and pictures of the header and the body.

    Raises:
        DocumentRefused: the file is no OpenDocument text, damaged or encrypted.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            return _Reader(archive).read()
    except (KeyError, zipfile.BadZipFile, etree.XMLSyntaxError) as error:
        raise DocumentRefused(RefusalReason.DAMAGED, f"No OpenDocument text ({type(error).__name__})") from None


class _Reader:
    """Reads the XML of one document into a flow."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._names = set(archive.namelist())
        self._flow = Flow()
        self._content = self._xml("content.xml")
        self._styles_file = self._xml("styles.xml") if "styles.xml" in self._names else self._content
        roots = (self._styles_file, self._content)
        self._styles = {one.get(f"{_STYLE}name"): one for root in roots for one in root.iter(f"{_STYLE}style")}
        self._list_styles = {one.get(f"{_STYLE}name"): one for root in roots for one in root.iter(f"{_TEXT}list-style")}
        self._readers: dict[str, Callable[[Any], None]] = {
            f"{_TEXT}s": lambda element: self._flow.add_text(" " * int(element.get(f"{_TEXT}c", "1")[:3])),
            f"{_TEXT}tab": lambda _: self._flow.add_text("    "),
            f"{_TEXT}line-break": lambda _: self._flow.break_line(),
            f"{_TEXT}span": self._read_span,
            f"{_TEXT}note": self._read_note,
            f"{_DRAW}frame": self._read_frame,
            f"{_TEXT}tracked-changes": _skip,
            f"{_OFFICE}annotation": _skip,
            **dict.fromkeys(map(_DRAW.__add__, ("custom-shape", "g", "path", "polyline")), self._read_shape),
        }

    def read(self) -> Flow:
        for header in self._styles_file.iter(f"{_STYLE}header"):
            self._read_blocks(header)
        self._read_blocks(self._content.find(f".//{_OFFICE}text"))
        return self._flow

    def _xml(self, name: str) -> Any:
        return etree.fromstring(self._archive.read(name), _PARSER)

    def _read_blocks(self, parent: Any) -> None:
        for block in () if parent is None else parent:
            if block.tag in {f"{_TEXT}p", f"{_TEXT}h"}:
                self._read_inline(block)
                self._flow.end_paragraph()
            elif block.tag == f"{_TEXT}list":
                self._read_list(block, block.get(f"{_TEXT}style-name"), ())
            elif block.tag == f"{_TABLE}table":
                self._read_table(block)
            elif block.tag == f"{_DRAW}frame":
                self._read_frame(block)
                self._flow.end_paragraph()
            elif block.tag != f"{_TEXT}tracked-changes":
                self._read_blocks(block)

    def _read_inline(self, parent: Any) -> None:
        self._flow.add_text(_collapsed(parent.text))
        for element in parent:
            reader = self._readers.get(element.tag, self._read_inline)
            if isinstance(element.tag, str):
                reader(element)
            self._flow.add_text(_collapsed(element.tail))

    def _read_span(self, span: Any) -> None:
        style = self._styles.get(span.get(f"{_TEXT}style-name"))
        properties = None if style is None else style.find(f"{_STYLE}text-properties")
        if properties is None:
            self._read_inline(span)
            return
        position, text = properties.get(f"{_STYLE}text-position", ""), "".join(map(str, span.itertext()))
        if _is_hidden(properties):
            self._flow.warnings.add("hidden_text")
        elif position.startswith("super") or (position[:1].isdigit() and not position.startswith("0%")):
            self._flow.add_raised(text)
        elif position.startswith(("sub", "-")):
            self._flow.add_lowered(text)
        else:
            self._read_inline(span)

    def _read_note(self, note: Any) -> None:
        self._flow.add_text(f" [{' '.join(''.join(map(str, note.itertext())).split())}] ")

    def _read_frame(self, frame: Any) -> None:
        """Read the first of a frame's forms that can be shown: a formula, a picture, a text box."""
        children = list(frame)
        for child in children:
            if child.tag == f"{_DRAW}object" and self._read_formula(child):
                return
        for child in children:
            name = posixpath.normpath(child.get(_HREF, ""))
            if child.tag == f"{_DRAW}image" and name in self._names:
                self._flow.add_picture(self._archive.read(name))
                return
            if child.tag == f"{_DRAW}text-box":
                for paragraph in child.iter(f"{_TEXT}p", f"{_TEXT}h"):
                    self._flow.break_line()
                    self._read_inline(paragraph)
                self._flow.break_line()
                return
        self._flow.leave_out("object")

    def _read_formula(self, element: Any) -> bool:
        """Read an embedded formula. Return whether the object is one that is understood."""
        inline = element.find(f"{_MATH}math")
        name = posixpath.normpath(f"{element.get(_HREF, '')}/content.xml")
        if inline is None and name in self._names:
            inline = self._xml(name)
        if inline is None or inline.tag != f"{_MATH}math":
            return False
        latex = formula_to_latex(inline)
        if latex is None:
            return False
        self._flow.add_formula(latex)
        return True

    def _read_shape(self, shape: Any) -> None:
        for paragraph in shape.iter(f"{_TEXT}p"):
            self._read_inline(paragraph)
        self._flow.leave_out("drawing")

    def _read_list(self, element: Any, style: str | None, above: tuple[int, ...]) -> None:
        number = int(element.get(f"{_TEXT}start-value", "1")) - 1
        for item in element:
            if item.tag != f"{_TEXT}list-item":
                self._read_blocks([item])
                continue
            number = int(item.get(f"{_TEXT}start-value", number + 1))
            for place, block in enumerate(item):
                if block.tag == f"{_TEXT}list":
                    self._read_list(block, block.get(f"{_TEXT}style-name") or style, (*above, number))
                    continue
                if place == 0:
                    self._flow.add_text(self._label(style, (*above, number)))
                self._read_blocks([block])

    def _label(self, style: str | None, numbers: tuple[int, ...]) -> str:
        levels = self._list_styles.get(style)
        for level in () if levels is None else levels:
            if level.get(f"{_TEXT}level") == str(len(numbers)):
                form = level.get(f"{_STYLE}num-format")
                if level.tag == f"{_TEXT}list-level-style-number" and form:
                    before, after = level.get(f"{_STYLE}num-prefix", ""), level.get(f"{_STYLE}num-suffix", "")
                    return f"{before}{numeral(numbers[-1], form)}{after} "
                return "" if form == "" else "• "
        return "• "

    def _read_table(self, table: Any) -> None:
        for row in table.iter(f"{_TABLE}table-row"):
            for number, cell in enumerate(row.iterchildren(f"{_TABLE}table-cell")):
                if number:
                    self._flow.add_text(" | ")
                for place, paragraph in enumerate(cell.iter(f"{_TEXT}p", f"{_TEXT}h")):
                    if place:
                        self._flow.break_line()
                    self._read_inline(paragraph)
            self._flow.end_paragraph()


def _skip(element: Any) -> None:
    del element


def _collapsed(text: str | None) -> str:
    """Return text as OpenDocument shows it: several spaces in its XML are one."""
    return "" if not text else f"{' ' * text[:1].isspace()}{' '.join(text.split())}{' ' * text[-1:].isspace()}"


def _is_hidden(properties: Any) -> bool:
    white = properties.get(f"{_FO}color", "").casefold() == "#ffffff" and not properties.get(f"{_FO}background-color")
    return white or properties.get(f"{_TEXT}display") == "none"
