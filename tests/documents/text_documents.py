"""Generate what students type: Word documents and OpenDocument texts."""

import io
import zipfile
from collections.abc import Callable
from typing import Any

import docx
from docx.oxml import parse_xml
from PIL import Image, ImageDraw

M = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MATHML = 'xmlns="http://www.w3.org/1998/Math/MathML"'

type Build = Callable[[Any], object]


def picture() -> bytes:
    """A figure: a circle."""
    drawn = Image.new("RGB", (400, 300), "white")
    ImageDraw.Draw(drawn).ellipse((50, 50, 250, 250), outline="black", width=8)
    buffer = io.BytesIO()
    drawn.save(buffer, "PNG")
    return buffer.getvalue()


def word(build: Build) -> bytes:
    """Return the Word document that `build` fills in."""
    document = docx.Document()
    build(document)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def run(text: str) -> str:
    return f"<m:r><m:t>{text}</m:t></m:r>"


def add_omml(document: Any, inner: str, before: str = "") -> None:
    """Add a paragraph with a formula."""
    paragraph = document.add_paragraph(before)
    paragraph._p.append(parse_xml(f"<m:oMath {M}>{inner}</m:oMath>"))


ODT_NAMES = (
    " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{urn}:1.0"'
        for name, urn in {
            "office": "office",
            "text": "text",
            "table": "table",
            "draw": "drawing",
            "style": "style",
            "fo": "xsl-fo-compatible",
        }.items()
    )
    + ' xmlns:xlink="http://www.w3.org/1999/xlink"'
)

ODT_STYLES = """
<style:style style:name="up" style:family="text"><style:text-properties style:text-position="super 58%"/></style:style>
<style:style style:name="down" style:family="text"><style:text-properties style:text-position="sub 58%"/></style:style>
<style:style style:name="white" style:family="text"><style:text-properties fo:color="#ffffff"/></style:style>
<text:list-style style:name="L1">
  <text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix=")"/>
  <text:list-level-style-number text:level="2" style:num-format="a" style:num-suffix="."/>
</text:list-style>
"""


def odt(body: str, **files: bytes) -> bytes:
    """Return the OpenDocument text with this body; `files` by name, with "__" for "/"."""
    content = (
        f'<?xml version="1.0"?><office:document-content {ODT_NAMES}><office:automatic-styles>{ODT_STYLES}'
        f"</office:automatic-styles><office:body><office:text>{body}</office:text></office:body>"
        "</office:document-content>"
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", content, zipfile.ZIP_DEFLATED)
        for name, data in files.items():
            archive.writestr(name.replace("__", "/"), data)
    return buffer.getvalue()


def frame(name: str) -> str:
    return f'<draw:frame><draw:image xlink:href="{name}"/></draw:frame>'


def formula(name: str) -> str:
    return f'<draw:frame><draw:object xlink:href="./{name}"/></draw:frame>'
