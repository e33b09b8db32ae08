"""Whether the text of a typed page says all that it shows, so that no model needs its picture."""

from collections.abc import Awaitable, Callable
from random import Random

import pymupdf
import pytest

from bareme.domain.pages import Document
from tests.documents import page_kinds, page_kinds_held_out
from tests.documents.page_kinds import Draw, written_page

SEEDS = 3


def seeded(seed: int) -> Random:
    return Random(seed)  # noqa: S311 - pages that are the same each time


async def suffices(opened: Callable[..., Awaitable[Document]], kinds: tuple[Draw, ...]) -> dict[str, list[bool]]:
    """Return of each kind what was found on pages with different random numbers."""
    found: dict[str, list[bool]] = {}
    for draw in kinds:
        source = pymupdf.open()
        for seed in range(SEEDS):
            written_page(source, seeded(seed), draw)
        found[draw.__name__] = [page.text_suffices for page in (await opened(source)).pages]
    return found


@pytest.mark.parametrize("kinds", [page_kinds.ALL_SAID, page_kinds_held_out.ALL_SAID], ids=["known", "held_out"])
async def test_the_picture_of_a_plain_text_tells_nothing_more(
    opened: Callable[..., Awaitable[Document]], kinds: tuple[Draw, ...]
) -> None:
    found = await suffices(opened, kinds)
    assert found == {name: [True] * SEEDS for name in found}


@pytest.mark.parametrize("kinds", [page_kinds.SHOWS_MORE, page_kinds_held_out.SHOWS_MORE], ids=["known", "held_out"])
async def test_a_page_that_shows_more_keeps_its_picture(
    opened: Callable[..., Awaitable[Document]], kinds: tuple[Draw, ...]
) -> None:
    found = await suffices(opened, kinds)
    assert found == {name: [False] * SEEDS for name in found}


async def test_a_turned_page_and_a_scan_keep_their_pictures(opened: Callable[..., Awaitable[Document]]) -> None:
    plain, source = pymupdf.open(), pymupdf.open()
    picture = written_page(plain, seeded(0), page_kinds.nothing).get_pixmap(dpi=100)
    written_page(source, seeded(0), page_kinds.nothing).set_rotation(90)
    source.new_page(width=595, height=842).insert_image(pymupdf.Rect(0, 0, 595, 842), pixmap=picture)
    assert [page.text_suffices for page in (await opened(source)).pages] == [False, False]
