"""The grid that says where something is written on a page."""

import tracemalloc

from hypothesis import given
from hypothesis import strategies as st

from bareme.domain.copies import Box
from bareme.domain.ink_grid import CELL, cells_in, is_inked, pack_grid

SIDES = st.floats(5, 1_300)
SHARES = st.lists(st.integers(0, 1_000).map(lambda n: n / 1_000), min_size=2, max_size=2, unique=True).map(sorted)


def packed(columns: int, rows: int, inked: set[tuple[int, int]]) -> str:
    row_bytes = -(-columns // 8)
    bits = bytearray(row_bytes * rows)
    for column, row in inked:
        bits[row * row_bytes + column // 8] |= 0x80 >> column % 8
    return pack_grid(bytes(bits))


@given(SIDES, SIDES, SHARES, SHARES, st.data())
def test_a_box_is_inked_if_the_centre_of_an_inked_cell_lies_in_it(
    width: float, height: float, across: list[float], down: list[float], data: st.DataObject
) -> None:
    columns, rows = cells_in(width), cells_in(height)
    cells = st.tuples(st.integers(0, columns - 1), st.integers(0, rows - 1))
    inked = data.draw(st.sets(cells, max_size=8))
    box = Box(x0=across[0], y0=down[0], x1=across[1], y1=down[1])
    found = is_inked(packed(columns, rows, inked), width, height, box)
    places = [((column + 0.5) * CELL / width, (row + 0.5) * CELL / height) for column, row in inked]
    if any(box.x0 < x < box.x1 and box.y0 < y < box.y1 for x, y in places):
        assert found
    edge_x, edge_y = CELL / width, CELL / height
    if not any(box.x0 - edge_x <= x <= box.x1 + edge_x and box.y0 - edge_y <= y <= box.y1 + edge_y for x, y in places):
        assert not found


def test_a_grid_that_expands_beyond_its_page_takes_no_memory() -> None:
    bomb = pack_grid(bytes(20_000_000))
    tracemalloc.start()
    try:
        assert not is_inked(bomb, 595, 842, Box(x0=0, y0=0, x1=1, y1=1))
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()
