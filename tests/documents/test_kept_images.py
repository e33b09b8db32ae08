"""Rendered pages that are kept until they are shown: within their bytes, and as often as they were asked for."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bareme.documents import PageImage
from bareme.documents.jobs import divide
from bareme.documents.kept_images import KeptImages
from bareme.domain.copies import PageRef
from bareme.settings import Settings

ROOM = 100
STEPS = st.lists(
    st.tuples(st.booleans(), st.integers(0, 5), st.sampled_from([72, 150]), st.integers(1, 60), st.integers(1, 3))
)


def page(index: int) -> PageRef:
    return PageRef(document_id="d" * 64, index=index)


def image(index: int, size: int) -> PageImage:
    return PageImage(index, "image/jpeg", 1, 1, bytes(size))


@given(STEPS)
def test_it_never_holds_more_than_its_bytes_nor_gives_a_page_more_often_than_asked(
    steps: list[tuple[bool, int, int, int, int]],
) -> None:
    kept, uses = KeptImages(ROOM), Counter[tuple[int, int]]()
    for keeps, index, dpi, size, times in steps:
        if keeps:
            kept.keep(page(index), dpi, image(index, size), uses=times)
            uses[index, dpi] = times
        elif found := kept.take(page(index), dpi):
            assert found.index == index
            uses[index, dpi] -= 1
            assert uses[index, dpi] >= 0
        assert 0 <= kept.size <= ROOM


def test_the_pages_that_came_first_stay() -> None:
    kept = KeptImages(ROOM)
    for index in range(10):
        kept.keep(page(index), 72, image(index, 30), uses=1)
    assert [index for index in range(10) if kept.take(page(index), 72)] == [0, 1, 2]
    kept.keep(page(9), 72, image(9, 90), uses=1)
    assert kept.take(page(9), 72) is not None


def test_a_page_that_was_shown_makes_room() -> None:
    kept = KeptImages(ROOM)
    for index in range(3):
        kept.keep(page(index), 72, image(index, 30), uses=2)
    assert kept.take(page(1), 72) is not None
    kept.keep(page(3), 72, image(3, 30), uses=1)
    assert [index for index in range(4) if kept.take(page(index), 72)] == [0, 2, 3]


def test_a_page_that_nobody_asks_for_makes_room_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = KeptImages(ROOM)
    kept.keep(page(0), 72, image(0, 90), uses=1)
    monkeypatch.setattr("time.monotonic", lambda: 1e9)
    kept.keep(page(1), 72, image(1, 90), uses=1)
    assert kept.take(page(0), 72) is None
    assert kept.take(page(1), 72) is not None


@given(st.integers(0, 500), st.integers(1, 8))
def test_pages_are_spread_evenly_over_the_workers(count: int, workers: int) -> None:
    batches = list(divide(range(count), Settings(_env_file=None, document_workers=workers)))
    assert [index for batch in batches for index in batch] == list(range(count))
    assert max(map(len, batches), default=0) <= 16
    assert len(batches) >= min(count, workers)
    # All batches but the last are equal, so no worker has more than one batch more than another.
    assert len({len(batch) for batch in batches[:-1]}) <= 1
