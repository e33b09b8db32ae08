"""What a page shows beside its text: nothing, rules that separate its parts, underlined lines, or more."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from PIL import Image

from bareme.documents.sandbox.painted_letters import Row

_WHITE = 250  # grey level of paper
_VISIBLE = 2  # grey levels from which the paper differs from itself
_THIN = 3  # pixels
_LONG = 0.5  # share of the page's width
_INKED = 0.3  # share of a dotted rule
_ABOVE, _BELOW = 1.1, 0.8  # of a row's size, above and below its baseline: there a rule is at the row
_UNDERLINE = 0.3  # of a row's size, below its baseline
_END = 0.4  # of a row's size, by which an underline may be shorter or longer


def find_underlined(without_text: Image.Image, rows: Sequence[Row]) -> set[int] | None:
    """Return the places of the rows that are underlined from end to end, or None if more than rules is shown.

    `without_text` is the grey page at 72 dpi whose text was taken away. Any other rule at a text may strike it out,
    underline a part of it, or be a fraction's.
    """
    histogram = without_text.histogram()
    paper = max(range(256), key=histogram.__getitem__)
    if paper < _WHITE:
        return None
    marks = without_text.point([255 if abs(level - paper) > _VISIBLE else 0 for level in range(256)])
    found = [_underlined_by(marks, top, bottom, rows) for top, bottom in _bands(marks)]
    return None if None in found else {place for places in found for place in places or ()}


def _bands(marks: Image.Image) -> Iterator[tuple[int, int]]:
    """Yield first and last line of each band of lines that have ink."""
    box = marks.getbbox()
    lines = range(box[1], box[3]) if box else ()
    inked = [y for y in lines if marks.crop((0, y, marks.width, y + 1)).getbbox()]
    for _, group in groupby(enumerate(inked), key=lambda pair: pair[1] - pair[0]):
        band = [y for _, y in group]
        yield band[0], band[-1]


def _underlined_by(marks: Image.Image, top: int, bottom: int, rows: Sequence[Row]) -> list[int] | None:
    """Return the row that a rule underlines, if any; None if it is no rule, or may mean something else."""
    band = marks.crop((0, top, marks.width, bottom + 1))
    left, _, right, _ = band.getbbox() or (0, 0, 0, 0)
    columns = band.crop((left, 0, right, band.height)).reduce((1, band.height)).point([0] + [255] * 255)
    if bottom - top >= _THIN or columns.histogram()[255] < _INKED * (right - left):
        return None
    at = [
        place
        for place, row in enumerate(rows)
        if row.baseline - _ABOVE * row.size < bottom and top < row.baseline + _BELOW * row.size
    ]
    if not at:
        return [] if right - left >= _LONG * marks.width else None
    row = rows[at[0]]
    beneath = len(at) == 1 and row.baseline <= top + 1 and bottom <= row.baseline + _UNDERLINE * row.size + 1
    ends = abs(left - row.left) <= _END * row.size and abs(right - row.right) <= _END * row.size
    return at if beneath and ends else None
