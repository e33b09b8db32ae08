# PyMuPDF is annotated in part only.
# mypy: disallow-untyped-calls=False
"""Find the JPEG that a scanned page consists of, which is read faster than the page is rendered."""

import re

import pymupdf

from bareme.documents.sandbox.page_jpeg import PageJpeg

_NUMBER = rb"[-+]?(?:\d++\.?\d*+|\.\d++)"
# A content stream with only these operators: q (save), cm (transform), Do (paint one image), Q (restore).
_ONE_IMAGE = re.compile(
    rb"\s*+(?:q\s++)*+((?:(?:" + _NUMBER + rb"\s++){6}cm\s++(?:q\s++)*+)++)/(\S++)\s++Do\s*+(?:Q\s*+)*+", re.DOTALL
)
_MATRIX = re.compile(rb"((?:" + _NUMBER + rb"\s++){6})cm")
_COLOURS = {"DeviceGray", "DeviceRGB", "CalGray", "CalRGB", "ICCBased"}
_MAX_CONTENT_BYTES = 2000  # the content stream of such a page is one line
_MAX_CONTENT_STREAMS = 4
_TOLERANCE = 0.01  # share of the page's long side, for white edges and rounding


def find_scan_jpeg(page: pymupdf.Page) -> PageJpeg | None:
    """Return the JPEG that is the page's only content, or None."""
    xref = _only_image(page)
    return None if xref is None else PageJpeg.open(page.parent.xref_stream_raw(xref), page.rotation)


def _only_image(page: pymupdf.Page) -> int | None:
    """Return the xref of the JPEG that covers the page and is its only content, or None."""
    document, images = page.parent, page.get_images()
    if len(images) != 1 or page.first_annot or page.first_widget:
        return None
    content = b"\n".join(document.xref_stream(part) or b"" for part in page.get_contents()[:_MAX_CONTENT_STREAMS])
    drawn = _ONE_IMAGE.fullmatch(content[: _MAX_CONTENT_BYTES + 1])
    xref, mask, _, _, _, colours, _, name, coding, *_ = images[0]
    plain = not mask and coding == "DCTDecode" and colours in _COLOURS and _is_plain(document, xref)
    return xref if plain and drawn and drawn[2] == name.encode() and _fills(page, drawn[1]) else None


def _is_plain(document: pymupdf.Document, xref: int) -> bool:
    """Return whether the image has no decode array and no mask."""
    return all(document.xref_get_key(xref, key)[0] == "null" for key in ("Decode", "Mask", "SMask"))


def _fills(page: pymupdf.Page, transforms: bytes) -> bool:
    """Return whether an image under these `cm` operators covers the page, upright before the page is turned."""
    matrix = pymupdf.Matrix(1, 1)
    for match in _MATRIX.finditer(transforms):
        matrix = pymupdf.Matrix(*map(float, match[1].split())) * matrix
    if matrix.b or matrix.c or matrix.a <= 0 or matrix.d <= 0:
        return False
    # PDF coordinates start at the bottom of the page, MuPDF's at the top.
    placed = pymupdf.Rect(matrix.e, matrix.f, matrix.e + matrix.a, matrix.f + matrix.d) * page.transformation_matrix
    whole = page.rect * page.derotation_matrix
    tolerance = max(whole.width, whole.height) * _TOLERANCE
    return all(abs(a - b) <= tolerance for a, b in zip(tuple(placed), tuple(whole), strict=True))
