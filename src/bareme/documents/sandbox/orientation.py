"""Tell the direction of the lines on a page without text."""

from PIL import Image, ImageMath

from bareme.documents.sandbox.ink import find_ink

_STRIPS = 6  # in each, lines run straight enough although the page is tilted
_RULE = 0.25  # share of a strip: a ruled line covers all of it, and would outweigh the writing
_LEAST = 0.3  # of a page with a few lines of writing; on less, the direction cannot be told
_CLEARLY = 1.45  # upright pages with writing had at least 1.46 the other way round


def runs_sideways(page: Image.Image) -> bool:
    """Return whether the lines of a grey page at about 72 dpi run from top to bottom.

    Between lines there is paper, so the ink changes more sharply across the lines than along them. Whether a page is
    upside down cannot be told in this way.
    """
    ink = find_ink(page)
    down, across = _sharpness(ink), _sharpness(ink.transpose(Image.Transpose.ROTATE_90))
    return across > _LEAST and across > _CLEARLY * down


def _sharpness(ink: Image.Image) -> float:
    """Return how sharply the ink changes from row to row: the mean over vertical strips of the page."""
    shares = ink.convert("F").resize((_STRIPS, ink.height), Image.Resampling.BOX)
    rows = ink.height - 1
    if rows < 1:
        return 0.0
    squares = ImageMath.lambda_eval(
        lambda image: image["min"](abs(image["after"] - image["before"]) / 255, _RULE) ** 2,
        before=shares.crop((0, 0, _STRIPS, rows)),
        after=shares.crop((0, 1, _STRIPS, rows + 1)),
    )
    (mean,) = memoryview(squares.resize((1, 1), Image.Resampling.BOX).tobytes()).cast("f")
    return float(mean) * rows
