"""Telling an empty page from one with something on it."""

from PIL import Image

_MARGIN = 0.03  # of each side: the shadow of a scanner's lid
_CONTRAST = 40  # grey levels darker than the paper
_CELL = 8  # pixels
_INKY = 0.10  # of a cell: a stroke crosses it, a speckle does not
_CELLS_OF_A_MARK = 2


def is_blank(page: Image.Image) -> bool:
    """Tell whether a grey page of about 72 dpi is empty paper; speckles and a scanner's shadow do not count.

    In doubt it is not: an empty page that is read costs little, an answer taken for an empty page costs its marks.
    """
    width, height = page.size
    sheet = page.crop(
        (int(width * _MARGIN), int(height * _MARGIN), int(width * (1 - _MARGIN)), int(height * (1 - _MARGIN)))
    )
    histogram = sheet.histogram()
    paper = max(range(256), key=histogram.__getitem__)
    # Ink on paper; a dark page with light writing counts as well.
    ink = sheet.point([255 if abs(level - paper) > _CONTRAST else 0 for level in range(256)])
    cells = ink.reduce(_CELL).histogram()
    return sum(cells[round(255 * _INKY) :]) < _CELLS_OF_A_MARK
