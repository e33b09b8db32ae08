"""Find out which words of the text layer a reader can see.

The page is rendered with and without its text, and its letters are drawn once more in plain black. What the letters
add to the page, as a share of what they would add in black on white, is a word's contrast, whatever lowers it: its
colour, its opacity, what clips it or covers it.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from operator import or_
from typing import cast

from PIL import Image, ImageChops, ImageStat

from bareme.documents.sandbox.box_log import Box, BoxLog
from bareme.documents.sandbox.contrast import Contrast, WordInk
from bareme.documents.sandbox.words import Word

_FULL_PAGE = 0.8  # share of the page that the images of a scan cover
_MIN_SIZE = 4.0  # points; smaller text is unreadable
_SMALL = 5.2  # points; smaller text can hardly be read
_SCRIPT = 2  # letters at most of an exponent or an index
_MIN_CONTRAST = 0.1  # of black on white, at 12 points; text of 8 % grey is not seen on paper
_LARGEST = 2.5  # times 12 points, from where larger letters are not seen any better
_FAINT = 1.6  # times the least contrast
_CLEAR = _FAINT * _MIN_CONTRAST
_LEAST_SEEN, _PARTLY = 0.5, 0.9  # share of a word's ink that must show, and from where all of it can be read
_VARIED = 0.8  # of a word's contrast, as the standard deviation of what is behind it
_COLOUR = 0.4  # how much a difference in one colour counts against one in brightness

type _TwoImages = tuple[Image.Image, Image.Image]


@dataclass(frozen=True, slots=True)
class WordsByVisibility:
    """The words of a page by whether its reader can see them."""

    visible: tuple[Word, ...] = ()
    ocr: tuple[Word, ...] = ()  # invisible words over a scanned image, as text recognition (OCR) adds them
    hidden: tuple[Word, ...] = ()
    faint: tuple[Word, ...] = ()  # those of the visible ones that a reader may overlook


def measure_contrasts(word_ink: WordInk, grey: _TwoImages, in_colour: Callable[[], _TwoImages]) -> list[Contrast]:
    """Return the contrast of each word.

    `grey` is the page at 72 dpi with and without its text; `in_colour` renders the same two.
    """
    contrasts = word_ink.contrasts(ImageChops.difference(*grey))
    if all(contrast.mean >= _CLEAR for contrast in contrasts):
        return contrasts
    # Letters as bright as what is behind them may differ from it in colour.
    red, green, blue = ImageChops.difference(*in_colour()).split()
    strongest = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    weighed = strongest.point([round(_COLOUR * level) for level in range(256)])
    return list(map(or_, contrasts, word_ink.contrasts(weighed)))


def classify_words(
    words: Sequence[Word],
    contrasts: Sequence[Contrast],
    boxes: BoxLog,
    *,
    ground: Image.Image,
    misleading: Collection[int],
) -> WordsByVisibility:
    """Sort the words of a page by visibility.

    `ground` is the grey page at 72 dpi without its text. Words at `misleading` places are not those that a reader sees.
    """
    visible, ocr, hidden, faint = [], [], [], []
    readable = [word for word in words if word.size >= _SMALL]
    for place, (word, contrast) in enumerate(zip(words, contrasts, strict=True)):
        small = word.size < _SMALL and not _is_script(word, readable)
        if place in misleading:
            hidden.append(word)
        elif _is_seen(word, contrast) and not (small and word.size < _MIN_SIZE):
            visible.append(word)
            if word.has_letters and (small or _is_faint(word, contrast) or _is_camouflaged(word, contrast, ground)):
                faint.append(word)
        elif _within(word, boxes.images) and not _within(word, boxes.texts_on_top):
            ocr.append(word)
        else:
            hidden.append(word)
    # OCR covers a whole scanned page; a few words under an image of a typed page are hidden text.
    if boxes.image_share < _FULL_PAGE or len(ocr) <= len(visible):
        ocr, hidden = [], ocr + hidden
    return WordsByVisibility(tuple(visible), tuple(ocr), tuple(hidden), tuple(faint))


def _is_seen(word: Word, contrast: Contrast) -> bool:
    return contrast.mean >= _least_contrast(word) and contrast.seen >= _LEAST_SEEN


def _is_faint(word: Word, contrast: Contrast) -> bool:
    return contrast.mean < _FAINT * _least_contrast(word) or contrast.seen < _PARTLY


def _is_camouflaged(word: Word, contrast: Contrast, ground: Image.Image) -> bool:
    """Whether what is behind a word varies as much as the word stands out from it."""
    left, top, right, bottom = word.core
    box = max(0, int(left)), max(0, int(top)), min(ground.width, int(right) + 1), min(ground.height, int(bottom) + 1)
    behind = ground.crop(box)
    darkest, lightest = cast("tuple[int, int]", behind.getextrema())
    needed = _VARIED * 255 * contrast.mean
    # Nothing varies by more than half of its range.
    return lightest - darkest > 2 * needed and ImageStat.Stat(behind).stddev[0] > needed


def _least_contrast(word: Word) -> float:
    """Return the contrast below which a word is not seen: the larger its letters, the less they need."""
    return _MIN_CONTRAST / max(1.0, min(_LARGEST, word.size / 12))


def _is_script(word: Word, readable: Sequence[Word]) -> bool:
    """Whether a small word is an exponent or an index of another."""
    if len(word.text) > _SCRIPT:
        return False
    return any(abs(word.x0 - other.x1) < word.size and word.y0 < other.y1 and other.y0 < word.y1 for other in readable)


def _within(word: Word, boxes: tuple[Box, ...]) -> bool:
    x, y = (word.x0 + word.x1) / 2, (word.y0 + word.y1) / 2
    return any(left <= x <= right and top <= y <= bottom for left, top, right, bottom in boxes)
