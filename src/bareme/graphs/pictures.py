"""Which pages a grader is shown as pictures: how many pictures, joined or one a page, and at which resolution."""

import math
from collections.abc import Sequence
from itertools import batched
from typing import NamedTuple

from bareme.documents import grid_size
from bareme.domain.copies import PageRef
from bareme.domain.pages import Page, PageKind
from bareme.domain.policy import Grader
from bareme.errors import NeedsPictures
from bareme.models.picture_limit import PictureLimit
from bareme.models.picture_rules import UNLIMITED, PictureRule, Size, picture_rule
from bareme.models.registry import is_paid
from bareme.settings import get_settings
from bareme.translation import Message

LEAST_DPI = 75
"""Handwriting is illegible below it."""
_JOINED = PictureRule(long_side=3_000)
"""How large a picture of several pages becomes where the model's own limit is not known."""

_ROUNDED_DOWN = 0.001
"""The part of a pixel for which MuPDF draws none."""

type ShownPage = tuple[PageRef, Page]


class Picture(NamedTuple):
    """One picture: a page, or several pages in rows, at `dpi` dots per inch, `size` in pixels."""

    pages: tuple[PageRef, ...]
    dpi: int
    size: Size


def resolution(width: float, height: float, model: str, largest: PictureRule = UNLIMITED) -> int:
    """Return the dots per inch at which `model` looks at a page of this size in points, in a picture of its own.

    The picture is `largest` at most.
    """
    dpi = get_settings().render_dpi
    size = _in_pixels(width, height, dpi)
    return max(1, int(dpi * min(picture_rule(model).shrink(size), largest.shrink(size))))


def picture_of(pages: Sequence[ShownPage], model: str, largest: PictureRule = UNLIMITED) -> Picture:
    """Return the picture of one page, or of several joined ones, as large as `model` looks at it, within `largest`."""
    dpi = get_settings().render_dpi
    rules = [picture_rule(model), largest, *([_JOINED] if len(pages) > 1 else [])]
    size = _joined_size([_turned(ref, _in_pixels(page.width, page.height, dpi)) for ref, page in pages])
    fitting = max(1, int(dpi * min(rule.shrink(size) for rule in rules)))
    sizes = [_turned(ref, _rendered_size(page, fitting)) for ref, page in pages]
    return Picture(tuple(ref for ref, _ in pages), fitting, _joined_size(sizes))


def plan_pictures(
    pages: Sequence[ShownPage], shared: Sequence[ShownPage], grader: Grader, limit: PictureLimit
) -> tuple[tuple[Picture, ...], tuple[Picture, ...]]:
    """Return the pictures of the teacher's pages and of the copy's for a request that may have `limit` of them.

    Pages of the copy whose text suffices have none. If there is no room for both, the teacher's are left out, and then
    pages of the copy are joined.

    Raises:
        NeedsPictures: the copy cannot be shown in this way.
    """
    texts, pages = pages, [page for page in pages if not page[1].text_suffices]
    if limit is None or len(shared) + len(pages) <= limit:
        return _one_a_page(shared, grader), _one_a_page(pages, grader)
    if limit == 0:
        if is_paid(grader.model):  # rules cost nothing, and say themselves that a page is unreadable
            _check_text(texts, grader)
        return (), ()
    if len(pages) <= limit:
        return (), _one_a_page(pages, grader)
    in_one = -(-len(pages) // limit)
    joined = tuple(picture_of(group, grader.model) for group in batched(pages, in_one))
    if min(picture.dpi for picture in joined) < LEAST_DPI:
        raise NeedsPictures(
            Message.ngettext(
                "{pages} pages in {n} picture cannot be read, and the model takes no more in a request: grade this "
                "copy with a model that takes several pictures, or mark it yourself",
                "{pages} pages in {n} pictures cannot be read, and the model takes no more in a request: grade this "
                "copy with a model that takes more pictures, or mark it yourself",
                limit,
                pages=len(pages),
            )
        )
    return (), joined


def _one_a_page(pages: Sequence[ShownPage], grader: Grader) -> tuple[Picture, ...]:
    return tuple(picture_of([page], grader.model) for page in pages)


def _check_text(pages: Sequence[ShownPage], grader: Grader) -> None:
    """Raise NeedsPictures if a page's text does not say what is on it.

    Where the teacher asks for text alone, pictures beside a page's text are left out; otherwise they may be the answer.
    """
    pictured = {PageKind.SCAN} if grader.images == "never" else {PageKind.SCAN, PageKind.MIXED}
    for number, (_, page) in enumerate(pages, start=1):
        if page.kind in pictured:
            raise NeedsPictures(
                "the model takes no pictures, and page {page} of the copy needs one: grade this copy with a model that "
                "takes pictures, or mark it yourself",
                page=number,
            )


def _joined_size(sizes: Sequence[Size]) -> Size:
    return sizes[0] if len(sizes) == 1 else grid_size(sizes)


def _turned(ref: PageRef, size: Size) -> Size:
    return (size[1], size[0]) if ref.rotation in {90, 270} else size


def _rendered_size(page: Page, dpi: int) -> Size:
    """Return the size of a page's picture, which is never larger than what the file stores."""
    if page.stored_size is None:
        width, height = (max(1, math.ceil(side / 72 * dpi - _ROUNDED_DOWN)) for side in (page.width, page.height))
        return width, height
    width, height = _in_pixels(page.width, page.height, dpi)
    is_stored_larger = page.stored_size[0] >= width and page.stored_size[1] >= height
    return (width, height) if is_stored_larger else page.stored_size


def _in_pixels(width: float, height: float, dpi: int) -> Size:
    return max(1, round(width / 72 * dpi)), max(1, round(height / 72 * dpi))
