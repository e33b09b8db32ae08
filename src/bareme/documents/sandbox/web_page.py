"""Read what was typed into a school system's editor, which is kept as HTML: Moodle's `onlinetext.html`."""

import base64
import binascii
import re
from pathlib import Path
from typing import Any

from lxml import html

from bareme.documents.sandbox.flow import Flow
from bareme.documents.sandbox.plain_text import decode
from bareme.errors import DocumentRefused, RefusalReason

HTML_SUFFIXES = {".html", ".htm"}

_BLOCKS = {
    *("p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ul", "ol", "tr", "table", "section", "article", "pre"),
    *("blockquote", "body", "header", "footer", "figure", "dl", "dt", "dd"),
}
_UNSEEN = {"script", "style", "head", "title", "template", "noscript"}
_NOT_SHOWN = {"object", "embed", "iframe", "video", "audio", "canvas", "svg", "math"}
_HIDDEN = re.compile(
    r"display:none|visibility:hidden|(?<![-\w])color:(?:#fff(?:fff)?\b|white)|font-size:0", re.IGNORECASE
)
_DATA = re.compile(r"data:image/[\w+.-]+;base64,", re.IGNORECASE)


def read_web_page(path: Path) -> Flow:
    """Return the text and the pictures in the page itself; nothing is fetched.

    Raises:
        DocumentRefused: the file has no text.
    """
    text, guessed = decode(path.read_bytes())
    if not text.strip():
        raise DocumentRefused(RefusalReason.EMPTY, "The page has no text")
    parser = html.HTMLParser(encoding="utf-8", no_network=True)
    flow = Flow()
    reader = _Reader(flow)
    reader.read(html.document_fromstring(text.encode(), parser=parser))
    reader.end()
    if guessed:
        flow.warnings.add("encoding_guessed")
    return flow


class _Reader:
    """Reads the elements of a page into a flow."""

    def __init__(self, flow: Flow) -> None:
        self._flow = flow
        self._open = False

    def end(self) -> None:
        """End the paragraph, if there is one."""
        if self._open:
            self._flow.end_paragraph()
        self._open = False

    def read(self, element: Any) -> None:
        """Read an element with what is in it."""
        tag = element.tag if isinstance(element.tag, str) else ""
        if not tag or tag in _UNSEEN:
            return
        if _HIDDEN.search("".join(element.get("style", "").split())):
            self._flow.warnings.add("hidden_text")
            return
        if tag in _NOT_SHOWN:
            self._flow.leave_out("object")
            self._open = True
        elif tag == "img":
            self._read_picture(element.get("src", ""))
        elif tag == "br":
            self._flow.break_line()
        elif tag in {"sup", "sub"}:
            (self._flow.add_raised if tag == "sup" else self._flow.add_lowered)("".join(element.itertext()))
            self._open = True
        else:
            self._read_inside(element, tag)

    def _read_inside(self, element: Any, tag: str) -> None:
        if tag in _BLOCKS:
            self.end()
        if tag == "li":
            self._add(_label(element))
        if tag in {"td", "th"} and element.getprevious() is not None:
            self._add(" | ")
        self._add(element.text)
        for child in element:
            self.read(child)
            self._add(child.tail)
        if tag in _BLOCKS:
            self.end()

    def _add(self, text: str | None) -> None:
        if not text or (not self._open and not text.strip()):
            return
        kept = " ".join(text.split())
        before, after = " " * (self._open and text[:1].isspace()), " " * text[-1:].isspace()
        self._flow.add_text(f"{before}{kept}{after}" if kept else " ")
        self._open = True

    def _read_picture(self, source: str) -> None:
        match = _DATA.match(source)
        self._open = True
        try:
            data = base64.b64decode(source[match.end() :], validate=True) if match else b""
        except binascii.Error:
            data = b""
        if data:
            self._flow.add_picture(data)
        else:
            self._flow.leave_out("picture")  # it is in another file, or elsewhere


def _label(item: Any) -> str:
    parent = item.getparent()
    if parent is None or parent.tag != "ol":
        return "• "
    start = parent.get("start", "1")
    place = sum(other.tag == "li" for other in item.itersiblings(preceding=True))
    return f"{(int(start) if start.isdecimal() else 1) + place}. "
