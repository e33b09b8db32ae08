"""Find ink on a page."""

from PIL import Image, ImageChops, ImageFilter, ImageStat

from bareme.domain.ink_grid import CELL, cells_in, pack_grid
from bareme.domain.pages import PageKind

_CONTRAST = 40  # grey levels between ink and paper
_FAINTEST = 12  # grey levels of pencil on even paper
_NOISE = 3  # times the level that nine in ten pixels stay below
_LEAST_INK = round(255 * 0.10)  # mean level of a cell with a pen stroke; a speckle covers less
_BACKGROUND = 16  # pixels of a square whose mean is the paper around a stroke
_MARGIN = 0.03  # share of each side where a scanner's lid casts a shadow
_SHADOW = 0.5  # share of a side that the shadow covers, and writing does not
_NONE = Image.Dither.NONE
_DARK = 60  # grey level of a sheet that was turned black


class PageInk:
    """The ink of a grey page at about 72 dpi, without the shadows that a scanner's lid casts along its edges."""

    def __init__(self, page: Image.Image) -> None:
        self._page = _without_shadows(page)
        self._faint = _find_faint_ink(self._page)

    @property
    def kind(self) -> PageKind:
        """What the page is if it has no text: blank, a scan, or black all over.

        One faint character anywhere makes it a scan: reading a blank page costs little, but skipping an answer loses
        its marks.
        """
        if ImageStat.Stat(self._page).mean[0] < _DARK and not _has_cell(find_ink(self._page)):
            return PageKind.UNREADABLE
        return PageKind.SCAN if _has_cell(self._faint) else PageKind.BLANK

    def grid(self, width: float, height: float) -> str:
        """Return where something is written, as a packed grid.

        `width` and `height` are the page's in points: a small photograph has fewer pixels.
        """
        cells = self._faint.reduce(CELL).point([255 if level >= _LEAST_INK else 0 for level in range(256)])
        size = cells_in(width), cells_in(height)
        return pack_grid((cells if cells.size == size else cells.resize(size)).convert("1", dither=_NONE).tobytes())


def find_ink(page: Image.Image) -> Image.Image:
    """Return an image in which ink is 255 and the commonest grey level, the paper, is 0."""
    paper = _paper_level(page)
    # Darker and lighter pixels both count, so that light writing on a dark page is found.
    return page.point([255 if abs(level - paper) > _CONTRAST else 0 for level in range(256)])


def _paper_level(page: Image.Image) -> int:
    histogram = page.histogram()
    return max(range(256), key=histogram.__getitem__)


def count_ink_cells(ink: Image.Image) -> int:
    """Return how many cells of the page a pen may have touched."""
    return sum(ink.reduce(CELL).histogram()[_LEAST_INK:])


def _find_faint_ink(page: Image.Image) -> Image.Image:
    """Return an image in which what differs from the paper around it is 255."""
    around = page.reduce(_BACKGROUND).filter(ImageFilter.MedianFilter(3)).resize(page.size, Image.Resampling.BILINEAR)
    difference = ImageChops.difference(page, around)
    noise = _percentile(difference, 0.9)
    # Where there is much ink, it is no noise.
    contrast = min(_CONTRAST, max(_FAINTEST, _NOISE * noise))
    return difference.point([255 if level > contrast else 0 for level in range(256)])


def _percentile(image: Image.Image, share: float) -> int:
    counted, wanted = 0, share * image.width * image.height
    for level, count in enumerate(image.histogram()):
        counted += count
        if counted >= wanted:
            return level
    return 255


def _without_shadows(page: Image.Image) -> Image.Image:
    """Return the page with the paper beside them instead of the dark bands along its edges."""
    width, height = page.size
    across, down = max(1, round(width * _MARGIN)), max(1, round(height * _MARGIN))
    ink = find_ink(page)
    clean = page.copy()
    for band, beside, profile in (
        ((0, 0, across, height), (across, 0, 2 * across, height), (1, height)),
        ((width - across, 0, width, height), (width - 2 * across, 0, width - across, height), (1, height)),
        ((0, 0, width, down), (0, down, width, 2 * down), (width, 1)),
        ((0, height - down, width, height), (0, height - 2 * down, width, height - down), (width, 1)),
    ):
        covered = ink.crop(band).resize(profile, Image.Resampling.BOX).point([0] + [1] * 255).histogram()[1]
        if covered > _SHADOW * max(profile):
            clean.paste(clean.crop(beside), band)
    return clean


def _has_cell(ink: Image.Image) -> bool:
    """Return whether there is a cell that a pen may have touched, wherever the grid of cells lies."""
    half = CELL // 2
    return any(
        count_ink_cells(ink.crop((right, down, ink.width, ink.height))) for right in (0, half) for down in (0, half)
    )
