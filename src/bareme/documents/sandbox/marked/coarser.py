# PyMuPDF is annotated in part only.
# mypy: disallow-untyped-calls=False
"""Make the pictures of a PDF coarser, until the file is small enough. Pillow does it: MuPDF's own way loses some."""

import io
from contextlib import suppress

import pymupdf
from PIL import Image

_STENCILS = ("SMask", "Mask", "ImageMask")
"""Keys of pictures of which some points are not painted: those would be, in a JPEG."""
_STEPS = ((200, 70), (150, 55), (110, 45), (80, 40))
"""Dots per inch and JPEG quality; at less, small handwriting cannot be read."""


def within(most: int, whole: bytes) -> bytes:
    """Return the file with pictures so coarse that it has `most` bytes, or as small as it is while they are legible."""
    smallest = whole
    for dpi, quality in _STEPS:
        if len(smallest) <= most:
            break
        with pymupdf.open(stream=whole, filetype="pdf") as document:
            _shrink(document, dpi, quality)
            smaller: bytes = document.tobytes(garbage=3, deflate=True, no_new_id=True)
        smallest = min(smallest, smaller, key=len)
    return smallest


def _shrink(document: pymupdf.Document, dpi: int, quality: int) -> None:
    done = set()
    for page in document.pages():
        for shown in page.get_image_info(xrefs=True):
            xref, box = shown["xref"], pymupdf.Rect(shown["bbox"])
            if xref in done or not xref or not _is_painted_whole(document, xref):
                continue
            done.add(xref)
            stored = document.extract_image(xref)
            most = dpi * max(box.width, box.height) / 72  # pixels of its long side
            smaller = _encoded(stored["image"], most / max(shown["width"], shown["height"], 1), quality)
            if smaller and len(smaller) < len(stored["image"]):
                page.replace_image(xref, stream=smaller)


def _is_painted_whole(document: pymupdf.Document, xref: int) -> bool:
    return all(document.xref_get_key(xref, key) in {("null", "null"), ("bool", "false")} for key in _STENCILS)


def _encoded(picture: bytes, factor: float, quality: int) -> bytes:
    """Return a picture as a JPEG, nothing if Pillow cannot read it."""
    with suppress(OSError, ValueError, SyntaxError), Image.open(io.BytesIO(picture)) as image:
        image.load()
        plain = image if image.mode in {"L", "RGB"} else image.convert("RGB")
        size = max(1, round(plain.width * factor)), max(1, round(plain.height * factor))
        shown = plain.resize(size, Image.Resampling.LANCZOS) if factor < 1 else plain
        written = io.BytesIO()
        shown.save(written, "JPEG", quality=quality)
        return written.getvalue()
    return b""
