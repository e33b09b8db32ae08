"""Read Word documents: text, lists, tables, pictures and formulas, in order."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import docx
from docx.opc.exceptions import PackageNotFoundError
from lxml import etree

from bareme.documents.sandbox.flow import Flow
from bareme.documents.sandbox.formulas import formula_to_latex
from bareme.documents.sandbox.numerals import numeral
from bareme.errors import DocumentRefused, RefusalReason

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_V = "{urn:schemas-microsoft-com:vml}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_TINY = 6  # half points
_BULLETS = {"bullet", "none"}


def read_word(path: Path) -> Flow:
    """Return the text and pictures of the header, the body and the notes.

    Raises:
        DocumentRefused: the file is no Word document, or damaged.
    """
    try:
        document = docx.Document(str(path))
    except (KeyError, ValueError, PackageNotFoundError, etree.XMLSyntaxError) as error:
        raise DocumentRefused(RefusalReason.DAMAGED, f"No Word document ({type(error).__name__})") from None
    flow = Flow()
    reader = _Reader(document, flow)
    for section in document.sections:
        for header in (section.first_page_header, section.header):
            if not header.is_linked_to_previous and header.paragraphs:
                reader.read_blocks(header._element, header.part)  # noqa: SLF001 - python-docx hides the XML
    reader.read_blocks(document.element.body, document.part)
    for part in document.part.package.iter_parts():
        if str(part.partname).endswith(("/footnotes.xml", "/endnotes.xml")):
            reader.read_notes(etree.fromstring(part.blob, _PARSER), document.part)
    return flow


_PARSER = etree.XMLParser(resolve_entities=False, no_network=True)


class _Reader:
    """Reads the XML of one document into a flow."""

    def __init__(self, document: Any, flow: Flow) -> None:
        self._flow = flow
        self._lists = _Lists(document)
        self._part: Any = document.part
        self._readers: dict[str, Callable[[Any], None]] = {
            f"{_W}t": lambda element: self._flow.add_text(element.text or ""),
            f"{_W}tab": lambda _: self._flow.add_text("    "),
            f"{_W}br": lambda _: self._flow.break_line(),
            f"{_W}cr": lambda _: self._flow.break_line(),
            f"{_W}noBreakHyphen": lambda _: self._flow.add_text("-"),
            f"{_W}sym": lambda _: self._flow.leave_out("symbol"),
            f"{_W}r": self._read_run,
            f"{_M}oMath": lambda element: self._flow.add_formula(formula_to_latex(element)),
            f"{_M}oMathPara": lambda element: self._flow.add_formula(formula_to_latex(element)),
            f"{_A}blip": lambda element: self._read_picture(element.get(f"{_R}embed")),
            f"{_V}imagedata": lambda element: self._read_picture(element.get(f"{_R}id")),
            f"{_W}drawing": self._read_drawing,
            f"{_W}txbxContent": self._read_text_box,
            f"{_MC}AlternateContent": self._read_alternative,
            # Tracked deletions, comments' marks and fields' codes are not on the page.
            **dict.fromkeys((f"{_W}del", f"{_W}instrText", f"{_W}pPr", f"{_W}rPr", f"{_W}delText"), _skip),
        }

    def read_blocks(self, parent: Any, part: Any) -> None:
        """Read paragraphs and tables."""
        self._part = part
        for block in parent:
            if block.tag == f"{_W}p":
                self._read_paragraph(block)
            elif block.tag == f"{_W}tbl":
                self._read_table(block)
            elif block.tag in {f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}customXml"}:
                self.read_blocks(block, part)

    def read_notes(self, notes: Any, part: Any) -> None:
        """Read footnotes, without the lines that separate them."""
        for note in notes:
            if note.get(f"{_W}type") is None:
                self._flow.add_text(f"[{note.get(f'{_W}id')}] ")
                self.read_blocks(note, part)

    def _read_paragraph(self, paragraph: Any) -> None:
        if label := self._lists.label(paragraph):
            self._flow.add_text(f"{label} ")
        self._read(paragraph)
        self._flow.end_paragraph()

    def _read(self, parent: Any) -> None:
        for element in parent:
            reader = self._readers.get(element.tag)
            if reader:
                reader(element)
            elif isinstance(element.tag, str):
                self._read(element)

    def _read_run(self, run: Any) -> None:
        properties = run.find(f"{_W}rPr")
        text = "".join(element.text or "" for element in run.iter(f"{_W}t"))
        if properties is not None and text.strip():
            if _is_hidden(properties):
                self._flow.warnings.add("hidden_text")
                return
            script = properties.find(f"{_W}vertAlign")
            position = script.get(f"{_W}val") if script is not None else ""
            if position in {"superscript", "subscript"}:
                (self._flow.add_raised if position == "superscript" else self._flow.add_lowered)(text)
                return
        self._read(run)

    def _read_table(self, table: Any) -> None:
        for row in table.iter(f"{_W}tr"):
            for number, cell in enumerate(row.iterchildren(f"{_W}tc")):
                if number:
                    self._flow.add_text(" | ")
                for place, paragraph in enumerate(cell.iter(f"{_W}p")):
                    if place:
                        self._flow.break_line()
                    self._read(paragraph)
            self._flow.end_paragraph()

    def _read_drawing(self, drawing: Any) -> None:
        shown = [*drawing.iter(f"{_A}blip"), *drawing.iter(f"{_W}txbxContent")]
        if shown:
            self._read(drawing)
        else:
            self._flow.leave_out("drawing")  # shapes and charts

    def _read_text_box(self, box: Any) -> None:
        for paragraph in box.iter(f"{_W}p"):
            self._flow.break_line()
            self._read(paragraph)
        self._flow.break_line()

    def _read_alternative(self, alternative: Any) -> None:
        """Read the first form that can be shown: of a chart, often only the picture for older programs can."""
        forms = [form for form in alternative if isinstance(form.tag, str)]
        for form in [*filter(_shows_something, forms), *forms][:1]:
            self._read(form)

    def _read_picture(self, relation: str | None) -> None:
        part = self._part.related_parts.get(relation)
        if part is None:
            self._flow.leave_out("picture")
        else:
            self._flow.add_picture(part.blob)


def _shows_something(form: Any) -> bool:
    shown = form.iter(f"{_A}blip", f"{_V}imagedata", f"{_W}txbxContent", f"{_W}t")
    return next(shown, None) is not None  # an element without children is false


def _skip(element: Any) -> None:
    del element


def _is_hidden(properties: Any) -> bool:
    """Whether text with these properties is not seen on the page: hidden, white, or tiny."""
    vanish = properties.find(f"{_W}vanish")
    if vanish is not None and vanish.get(f"{_W}val", "true") not in {"0", "false"}:
        return True
    size, colour = properties.find(f"{_W}sz"), properties.find(f"{_W}color")
    if size is not None and size.get(f"{_W}val", "").isdigit() and int(size.get(f"{_W}val")) < _TINY:
        return True
    shaded = properties.find(f"{_W}shd") is not None or properties.find(f"{_W}highlight") is not None
    return colour is not None and colour.get(f"{_W}val", "").upper() == "FFFFFF" and not shaded


class _Lists:
    """Counts the numbered paragraphs, whose numbers are not in the text."""

    def __init__(self, document: Any) -> None:
        self._levels: dict[tuple[str, int], tuple[str, str, int]] = {}
        self._counts: defaultdict[str, dict[int, int]] = defaultdict(dict)
        self._styles = {style.get(f"{_W}styleId"): style for style in document.styles.element.iter(f"{_W}style")}
        try:
            numbering = document.part.numbering_part.element
        except (KeyError, NotImplementedError):
            return
        abstract = {one.get(f"{_W}abstractNumId"): one for one in numbering.iter(f"{_W}abstractNum")}
        for number in numbering.iter(f"{_W}num"):
            kind = abstract.get(_value(number, "abstractNumId"))
            for level in () if kind is None else kind.iter(f"{_W}lvl"):
                place = int(level.get(f"{_W}ilvl"))
                start = _value(level, "start")
                self._levels[number.get(f"{_W}numId"), place] = (
                    _value(level, "numFmt"),
                    _value(level, "lvlText"),
                    int(start) if start.isdigit() else 1,
                )

    def label(self, paragraph: Any) -> str:
        """Return the paragraph's number as printed, such as "2)" or "b.", a bullet, or ""."""
        number, level = self._place(paragraph)
        if (number, level) not in self._levels:
            return ""
        form, pattern, start = self._levels[number, level]
        if form in _BULLETS:
            return "•" if form == "bullet" else ""
        counts = self._counts[number]
        counts[level] = counts.get(level, start - 1) + 1
        for deeper in [other for other in counts if other > level]:
            del counts[deeper]
        for other in range(level + 1):
            other_form = self._levels.get((number, other), (form, "", 1))[0]
            pattern = pattern.replace(f"%{other + 1}", numeral(counts.get(other, 1), other_form))
        return pattern

    def _place(self, paragraph: Any) -> tuple[str, int]:
        """Return the list and the level of a paragraph, from itself or its style."""
        for properties in self._properties(paragraph):
            place = properties.find(f"{_W}numPr")
            if place is not None:
                level = _value(place, "ilvl")
                return _value(place, "numId"), int(level) if level.isdigit() else 0
        return "", 0

    def _properties(self, paragraph: Any) -> Iterator[Any]:
        own = paragraph.find(f"{_W}pPr")
        if own is None:
            return
        yield own
        style = self._styles.get(_value(own, "pStyle"))
        if style is not None and (inherited := style.find(f"{_W}pPr")) is not None:
            yield inherited


def _value(parent: Any, name: str) -> str:
    child = parent.find(f"{_W}{name}")
    return "" if child is None else child.get(f"{_W}val", "")
