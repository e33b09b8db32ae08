# PyMuPDF is annotated in part only.
# mypy: disallow-untyped-calls=False
"""Draw the letters of a page opaquely, whatever hides them: colour, opacity, clipping, what lies on top.

That is the ink which the page would show if its reader saw every letter of its text layer.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import pymupdf
from PIL import Image
from pymupdf import mupdf

_METATEXT = ("begin_metatext", "end_metatext")

type Origin = tuple[int, int, int]  # a letter's code point and the tenths of a point at which its baseline starts


class TextInk:
    """The ink of a page's text: one image, or several where words lie on each other."""

    def __init__(self, page: pymupdf.Page, size: tuple[int, int]) -> None:
        self._page = page
        self._size = size
        self.actual_texts: set[str] = set()
        """The texts that the file gives in place of its letters."""
        self.fonts: list[Any] = []
        """The font of each span that is painted or ignored, in the order of MuPDF's text trace."""

    def draw(self, layers: Mapping[Origin, int] | None = None) -> list[Image.Image]:
        """Return the ink (255) of all text on nothing (0), with the letters at these origins in images of their own."""
        count = 1 + max((layers or {}).values(), default=0)
        masks = [new_mask(self._size) for _ in range(count)]
        targets = [mupdf.fz_new_draw_device(mupdf.FzMatrix(), mask) for mask in masks]
        recorder = _Recorder([target.m_internal for target in targets], layers or {})
        mupdf.fz_run_page(self._page.this, recorder, mupdf.FzMatrix(), mupdf.FzCookie())
        mupdf.fz_close_device(recorder)
        for target in targets:
            mupdf.fz_close_device(target)
        self.actual_texts, self.fonts = recorder.actual_texts, recorder.fonts
        return [Image.frombytes("L", self._size, bytes(mupdf.fz_pixmap_samples_memoryview(mask))) for mask in masks]


def origin_key(character: str, origin: tuple[float, float]) -> Origin:
    """Return the key of a letter whose baseline starts at this point."""
    return ord(character), round(10 * origin[0]), round(10 * origin[1])


class _Recorder(mupdf.FzDevice2):  # type: ignore[misc]
    """A device that passes on text alone, opaque and unclipped."""

    def __init__(self, targets: list[Any], layers: Mapping[Origin, int]) -> None:
        super().__init__()
        for name in ("fill_text", "stroke_text", "ignore_text", "clip_text", "clip_stroke_text", *_METATEXT):
            getattr(self, f"use_virtual_{name}")()
        self.actual_texts: set[str] = set()
        self.fonts: list[Any] = []
        self.kept: dict[int, Any] = {}
        self._replaced: list[str] = []  # what the file gives in place of the letters that follow
        self._targets = targets
        self._layers = layers
        self._parameters = mupdf.FzColorParams()

    def fill_text(self, _context: Any, text: Any, matrix: Any, *_how: Any) -> None:
        self._keep_fonts(text)
        self._draw(text, matrix)

    def stroke_text(self, _context: Any, text: Any, stroke: Any, matrix: Any, *_how: Any) -> None:
        self._keep_fonts(text)
        self._draw(text, matrix, stroke)

    def ignore_text(self, _context: Any, text: Any, matrix: Any) -> None:
        self._keep_fonts(text)
        self._draw(text, matrix)

    def clip_text(self, _context: Any, text: Any, matrix: Any, *_how: Any) -> None:
        self._draw(text, matrix)

    def clip_stroke_text(self, _context: Any, text: Any, stroke: Any, matrix: Any, *_how: Any) -> None:
        self._draw(text, matrix, stroke)

    def begin_metatext(self, _context: Any, kind: int, text: str) -> None:
        self._replaced.append(text if kind == mupdf.FZ_METATEXT_ACTUALTEXT else "")

    def end_metatext(self, _context: Any) -> None:
        if self._replaced:
            self._replaced.pop()

    def _keep_fonts(self, text: Any) -> None:
        for span in _spans(text):
            address = int(span.font.this)
            if address not in self.kept:
                self.kept[address] = mupdf.FzFont(mupdf.ll_fz_keep_font(span.font))
            self.fonts.append(self.kept[address])

    def _draw(self, text: Any, matrix: Any, stroke: Any = None) -> None:
        self.actual_texts |= {replaced for replaced in self._replaced if replaced.strip()}
        if not self._layers:
            self._paint(0, text, matrix, stroke)
            return
        parts: dict[int, Any] = {}
        for span in _spans(text):
            trm, whole = mupdf.FzTextSpan(span), span.trm
            for place in range(span.len):
                item = trm.items(place)
                layer = self._layer(item, matrix)
                if layer not in parts:
                    parts[layer] = mupdf.FzText(mupdf.ll_fz_new_text())
                letter = mupdf.fz_matrix()
                letter.a, letter.b, letter.c, letter.d = whole.a, whole.b, whole.c, whole.d
                letter.e, letter.f = item.x, item.y
                mupdf.ll_fz_show_glyph(
                    parts[layer].m_internal, span.font, letter, item.gid, item.ucs, span.wmode, 0, 0, 0
                )
        for layer, part in parts.items():
            self._paint(layer, part.m_internal, matrix, stroke)

    def _layer(self, item: Any, matrix: Any) -> int:
        x, y = item.x * matrix.a + item.y * matrix.c + matrix.e, item.x * matrix.b + item.y * matrix.d + matrix.f
        return self._layers.get((item.ucs, round(10 * x), round(10 * y)), 0)

    def _paint(self, layer: int, text: Any, matrix: Any, stroke: Any) -> None:
        target, parameters = self._targets[layer], self._parameters.internal()  # a mask has no colours
        if stroke is None:
            mupdf.ll_fz_fill_text(target, text, matrix, None, [], 1.0, parameters)
        else:
            mupdf.ll_fz_stroke_text(target, text, stroke, matrix, None, None, 1.0, parameters)


def new_mask(size: tuple[int, int]) -> Any:
    """Return a pixmap of opacity alone, in which colours and their conversion play no part."""
    box = mupdf.fz_make_irect(0, 0, *size)
    mask = mupdf.FzPixmap(mupdf.FzColorspace(), box, mupdf.FzSeparations(), 1)
    mupdf.fz_clear_pixmap(mask)
    return mask


def _spans(text: Any) -> Iterator[Any]:
    span = text.head
    while span:
        yield span
        span = span.next
