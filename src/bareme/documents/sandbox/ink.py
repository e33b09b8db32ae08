"""Find ink on a page."""

from PIL import Image

_MARGIN = 0.03  # share of each side where a scanner's lid casts a shadow
_CONTRAST = 40  # grey levels between ink and paper
_CELL = 8  # pixels
_INK_SHARE = 0.10  # share of a cell that a pen stroke covers; a speckle covers less
_MIN_INK_CELLS = 2


def is_blank(page: Image.Image) -> bool:
    """Return whether a grey page at about 72 dpi is blank, ignoring speckles and the scanner's shadow.

    The test leans towards False: reading a blank page costs little, but skipping an answer loses its marks.
    """
    width, height = page.size
    sheet = page.crop(
        (int(width * _MARGIN), int(height * _MARGIN), int(width * (1 - _MARGIN)), int(height * (1 - _MARGIN)))
    )
    return count_ink_cells(find_ink(sheet)) < _MIN_INK_CELLS


def find_ink(page: Image.Image) -> Image.Image:
    """Return an image in which ink is 255 and the commonest grey level, the paper, is 0."""
    histogram = page.histogram()
    paper = max(range(256), key=histogram.__getitem__)
    # Darker and lighter pixels both count, so that light writing on a dark page is found.
    return page.point([255 if abs(level - paper) > _CONTRAST else 0 for level in range(256)])


def count_ink_cells(ink: Image.Image) -> int:
    """Return how many cells of the page a pen may have touched."""
    cells = ink.reduce(_CELL).histogram()
    return sum(cells[round(255 * _INK_SHARE) :])
