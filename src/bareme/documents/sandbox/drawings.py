"""Find out whether a page shows more than its text: handwriting, figures, graphs."""

from collections.abc import Callable

from PIL import Image, ImageChops

from bareme.documents.sandbox.ink import count_ink_cells, find_ink

type _Combine = Callable[[Image.Image, Image.Image], Image.Image]

_RULE_LENGTH = 32  # pixels; a shorter line may be part of a figure
_RULE_WIDTH = 4  # pixels; a thicker one is a bar
_MIN_CELLS = 2


def has_drawing(page: Image.Image) -> bool:
    """Return whether a grey page at 72 dpi, without its text, shows more than the rules of tables, forms and frames.

    The test leans towards True: a picture that was not needed costs little, but a figure that is not shown costs marks.
    """
    ink = find_ink(page)
    across, down = (_RULE_LENGTH, 1), (1, _RULE_LENGTH)
    # A rule is long one way and thin the other.
    thin_across = ImageChops.subtract(ink, _open(ink, (1, _RULE_WIDTH)))
    thin_down = ImageChops.subtract(ink, _open(ink, (_RULE_WIDTH, 1)))
    for rules in (_open(thin_across, across), _open(thin_down, down)):
        ink = ImageChops.subtract(ink, rules)
    return count_ink_cells(ink) >= _MIN_CELLS


def _open(ink: Image.Image, size: tuple[int, int]) -> Image.Image:
    """Return what of the ink is part of a solid rectangle of `size`: its morphological opening."""
    width, height = size
    eroded = _combine(ink, ImageChops.darker, width, height, direction=1)
    return _combine(eroded, ImageChops.lighter, width, height, direction=-1)


def _combine(image: Image.Image, combine: _Combine, width: int, height: int, *, direction: int) -> Image.Image:
    """Return the minimum or maximum of each pixel's neighbours in a rectangle to one side of it."""
    for size, step in ((width, (direction, 0)), (height, (0, direction))):
        covered = 1
        while covered < size:
            shift = min(covered, size - covered)  # doubling takes few steps
            image = combine(image, _shifted(image, shift * step[0], shift * step[1]))
            covered += shift
    return image


def _shifted(image: Image.Image, right: int, down: int) -> Image.Image:
    """Return the image moved, with no ink at the edge that it leaves."""
    moved = Image.new("L", image.size)
    moved.paste(image, (right, down))
    return moved
