# PyMuPDF is annotated in part only.
# mypy: disallow-untyped-calls=False
"""Finding the one JPEG that a scanned page consists of, so that it need not be decoded and encoded again."""

import io
import re

import pymupdf
from PIL import Image

from bareme.documents.sandbox.encoding import is_upright_jpeg

_NUMBER = rb"[-+]?(?:\d+\.?\d*|\.\d+)"
# Nothing but: save, place, draw one picture, restore.
_ONE_PICTURE = re.compile(
    rb"\s*(?:q\s+)*((?:(?:" + _NUMBER + rb"\s+){6}cm\s+(?:q\s+)*)+)/(\S+)\s+Do\s*(?:Q\s*)*", re.DOTALL
)
_PLACED = re.compile(rb"((?:" + _NUMBER + rb"\s+){6})cm")
_COLOURS = {"DeviceGray", "DeviceRGB", "CalGray", "CalRGB", "ICCBased"}
_LONGEST_CONTENT = 2000  # bytes: such a page's content is one line
_CONTENT_PARTS = 4
_SLACK = 0.01  # of the page: white edges and rounding
_TOO_FINE = 1.5  # times the resolution asked for
_BYTES_A_PIXEL = 0.25  # what quality 80 makes of a scan, at most


def find_scan_jpeg(page: pymupdf.Page, dpi: int) -> tuple[int, int, bytes] | None:
    """Return width, height and bytes of the upright JPEG that fills the page, if it has nothing else.

    None as well when the picture is much finer or larger than a rendering at `dpi` would be.
    """
    xref = _only_picture(page)
    if xref is None:
        return None
    data: bytes = page.parent.xref_stream_raw(xref)
    width, height = page.rect.width * dpi / 72, page.rect.height * dpi / 72
    if len(data) > width * height * _BYTES_A_PIXEL or not is_upright_jpeg(data):
        return None
    with Image.open(io.BytesIO(data), formats=["JPEG"]) as picture:
        return (*picture.size, data) if picture.width <= width * _TOO_FINE else None


def _only_picture(page: pymupdf.Page) -> int | None:
    """Return the number of the JPEG that the page draws all over itself, if it draws nothing else."""
    document, pictures = page.parent, page.get_images()
    if page.rotation or len(pictures) != 1 or page.first_annot or page.first_widget:
        return None
    content = b"\n".join(document.xref_stream(part) or b"" for part in page.get_contents()[:_CONTENT_PARTS])
    drawn = _ONE_PICTURE.fullmatch(content[: _LONGEST_CONTENT + 1])
    xref, mask, _, _, _, colours, _, name, coding, *_ = pictures[0]
    plain = not mask and coding == "DCTDecode" and colours in _COLOURS and _is_plain(document, xref)
    return xref if plain and drawn and drawn[2] == name.encode() and _fills(page, drawn[1]) else None


def _is_plain(document: pymupdf.Document, xref: int) -> bool:
    """Tell whether the picture is shown as it is stored."""
    return all(document.xref_get_key(xref, key)[0] == "null" for key in ("Decode", "Mask", "SMask"))


def _fills(page: pymupdf.Page, placing: bytes) -> bool:
    """Tell whether a picture so placed covers the page, neither turned nor mirrored."""
    matrix = pymupdf.Matrix(1, 1)
    for match in _PLACED.finditer(placing):
        matrix = pymupdf.Matrix(*map(float, match[1].split())) * matrix
    if matrix.b or matrix.c or matrix.a <= 0 or matrix.d <= 0:
        return False
    # It is placed in the file's coordinates, which count from the bottom.
    placed = pymupdf.Rect(matrix.e, matrix.f, matrix.e + matrix.a, matrix.f + matrix.d) * page.transformation_matrix
    slack = max(page.rect.width, page.rect.height) * _SLACK
    return all(abs(here - there) <= slack for here, there in zip(tuple(placed), tuple(page.rect), strict=True))
