# PyMuPDF is annotated in part only.
# mypy: disallow-untyped-calls=False
"""The pages that a student handed in, as pages of a new PDF: what stands on them, and nothing else of their files.

Bookmarks, scripts, attachments and links of the files stay behind: a class's scan may name other students in them.
"""

import io
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import pymupdf
from PIL import Image

from bareme.documents.marked_copy import MarkedPage
from bareme.documents.sandbox.bare_jpeg import bare_jpeg
from bareme.documents.sandbox.encoding import is_upright_jpeg
from bareme.documents.sandbox.image_file import PILLOW_FORMATS, ImageFile
from bareme.documents.sandbox.kinds import identify
from bareme.documents.sandbox.layers import hide_marked_layers, mark_hidden_layers
from bareme.documents.story_text import story_text
from bareme.domain.copies import PageRef

_QUALITY = 85
_DPI = 200
"""Of pictures that a PDF cannot hold as they are, such as HEIC photographs."""


class Originals:
    """Opens each file once, and closes them all."""

    def __init__(self) -> None:
        self._documents: dict[Path, pymupdf.Document] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for document in self._documents.values():
            document.close()

    def document_of(self, pages: Sequence[MarkedPage]) -> pymupdf.Document:
        """Return a PDF of the pages as they are shown, to be closed."""
        document = pymupdf.open()
        for page in pages:
            if page.in_place_of_it:
                _add_empty(document, page.in_place_of_it)
                continue
            kind = identify(page.path)
            if kind in PILLOW_FORMATS:
                _add_picture(document, page, ImageFile(page.path, PILLOW_FORMATS[kind]))
            else:
                self._add_page(document, page)
        hide_marked_layers(document)
        document.bake()  # what a student drew or filled in is an annotation or a field
        return document

    def _add_page(self, document: pymupdf.Document, page: MarkedPage) -> None:
        if page.path not in self._documents:
            self._documents[page.path] = pymupdf.open(page.path, filetype="pdf")
            mark_hidden_layers(self._documents[page.path])
        source, index = self._documents[page.path], page.index
        # The file's objects are copied once for all of its pages.
        document.insert_pdf(source, from_page=index, to_page=index, links=False, final=False)
        added = document[-1]
        kind, group = source.xref_get_key(source[index].xref, "Group")
        if kind == "dict" and " R" not in group:  # how colours that show through each other are mixed
            document.xref_set_key(added.xref, "Group", group)
        added.set_rotation((added.rotation + page.rotation) % 360)


def _add_empty(document: pymupdf.Document, sentence: str) -> None:
    width, height = pymupdf.paper_size("a4")
    page = document.new_page(width=width, height=height)
    style = "body { font-family: sans-serif; font-size: 14px; color: #555555; text-align: center; }"
    page.insert_htmlbox(pymupdf.Rect(60, height / 3, width - 60, height), story_text(sentence), css=style)


def _add_picture(document: pymupdf.Document, page: MarkedPage, file: ImageFile) -> None:
    width, height = file.size(page.index)
    added = document.new_page(width=width, height=height)
    added.insert_image(added.rect, stream=_picture(page, file), keep_proportion=False)
    added.set_rotation(page.rotation)


def _picture(page: MarkedPage, file: ImageFile) -> bytes:
    """Return the file's own JPEG or PNG, or its picture in a form that a PDF can hold."""
    if file.media_type == "image/jpeg":
        data = page.path.read_bytes()
        if is_upright_jpeg(data) and (bare := bare_jpeg(data)):
            return bare
    elif file.media_type == "image/png":
        with Image.open(page.path, formats=["PNG"]) as image:
            if image.mode in {"1", "L", "P", "RGB"} and "transparency" not in image.info and not image.getexif():
                return page.path.read_bytes()
    shown = io.BytesIO()
    file.picture(PageRef(document_id="", index=page.index), _DPI).save(shown, "JPEG", quality=_QUALITY)
    return shown.getvalue()
