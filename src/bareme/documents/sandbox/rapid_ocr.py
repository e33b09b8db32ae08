"""PP-OCRv6 by RapidOCR and ONNX Runtime. Its weights lie in the wheel: nothing is downloaded."""

import io
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from PIL import Image
from rapidocr import RapidOCR
from rapidocr.utils.process_img import get_rotate_crop_image

from bareme.domain.copies import Rotation
from bareme.domain.recognition import RecognisedLine

type Pixels = np.ndarray[Any, Any]  # rows of blue, green, red, as OpenCV has them
type Quad = np.ndarray[Any, Any]  # the corners of a line from its top left, clockwise: 4 × 2 pixels

_SETTINGS = {
    "EngineConfig.onnxruntime.intra_op_num_threads": 1,
    "EngineConfig.onnxruntime.inter_op_num_threads": 1,
    "Global.log_level": "critical",
    "Global.text_score": 0.0,  # by default it drops lines that it is unsure of, without a word
}

_LEAST_LINES = 3
_SAME_AXIS = 0.75
"""Share of the lines that have to run the same way, left to right or top to bottom."""
_ELONGATED = 1.5
"""How many times as long as high a line is that has a direction."""
_CLASSIFIED = 8
"""Lines whose direction the classifier is asked for: the largest. That costs next to nothing."""
_AGREED = 0.75
"""Share of the classifier's votes. Asked about each line as it is and upside down, it has to say the contrary."""
_READ = 4
"""Lines that are read in both directions where the classifier is in doubt. That costs as much as finding all lines."""
_ASPECT = 8
"""Of such a line, a part is read that is so many times as long as high."""
_BETTER = 0.1
"""By how much a line is read with more confidence in one direction than in the other."""


class RapidEngine:
    """An `OcrEngine`. Its models are loaded when they are first used."""

    def __init__(self) -> None:
        self._ocr = RapidOCR(params=_SETTINGS)

    def read(self, picture: bytes, top: float = 1.0) -> list[RecognisedLine]:
        """Return what stands on the top of the picture."""
        whole = _decode(picture)
        pixels = whole[: max(1, round(top * len(whole)))]
        height, width = pixels.shape[:2]
        # Each line's direction is not asked for: the page stands upright, and a line that is turned wrongly is lost.
        found = self._ocr(pixels, use_det=True, use_cls=False, use_rec=True)
        boxes = () if found.boxes is None else found.boxes
        return [
            RecognisedLine(
                text=text,
                confidence=min(1.0, float(score)),
                x0=float(quad[:, 0].min()) / width,
                y0=float(quad[:, 1].min()) / height,
                x1=float(quad[:, 0].max()) / width,
                y1=float(quad[:, 1].max()) / height,
            )
            for quad, text, score in zip(boxes, found.txts or (), found.scores or (), strict=True)
        ]

    def turn(self, picture: bytes) -> Rotation | None:
        """Return by how many degrees the picture has to be turned, as its largest lines say it."""
        pixels = _decode(picture)
        quads = self._find_lines(pixels)
        axis = _axis(quads)
        if axis is None:
            return None
        if axis:
            # A quarter turn, counter-clockwise, brings the lines into the level.
            pixels = np.ascontiguousarray(np.rot90(pixels))
            quads = self._find_lines(pixels)
        largest = sorted(quads, key=_area, reverse=True)[:_CLASSIFIED]
        lines = [get_rotate_crop_image(pixels, np.asarray(quad, np.float32)) for quad in largest]
        if len(lines) < _LEAST_LINES:
            return None
        turned = self._turned_by_class(lines)
        if turned is None:
            turned = self._turned_by_reading(lines[:_READ])
        if turned is None:
            return None
        return (270, 90)[turned] if axis else (0, 180)[turned]

    def _find_lines(self, pixels: Pixels) -> Sequence[Quad]:
        boxes = self._ocr(pixels, use_det=True, use_cls=False, use_rec=False).boxes
        return [] if boxes is None else list(boxes)

    def _turned_by_class(self, lines: Sequence[Pixels]) -> bool | None:
        """Return whether the classifier calls the lines upside down, and upright when they are turned round."""
        as_found, round_ = self._share_of_turned(lines), self._share_of_turned(map(_upside_down, lines))
        if as_found <= 1 - _AGREED and round_ >= _AGREED:
            return False
        return True if as_found >= _AGREED and round_ <= 1 - _AGREED else None

    def _share_of_turned(self, lines: Iterable[Pixels]) -> float:
        """Return the share of the votes for "upside down", each by its weight."""
        votes = [self._ocr(line, use_det=False, use_cls=True, use_rec=False).cls_res[0] for line in lines]
        weights = [float(weight) for _, weight in votes]
        return sum(weight for (label, _), weight in zip(votes, weights, strict=True) if label == "180") / sum(weights)

    def _turned_by_reading(self, lines: Sequence[Pixels]) -> bool | None:
        """Return whether the lines are read better upside down; None unless two say so, and three for each other."""
        middles = [_middle(line) for line in lines]
        gains = [self._confidence(_upside_down(middle)) - self._confidence(middle) for middle in middles]
        better, worse = sum(gain > _BETTER for gain in gains), sum(gain < -_BETTER for gain in gains)
        if max(better, worse) < max(2, 3 * min(better, worse)):
            return None
        return better > worse

    def _confidence(self, line: Pixels) -> float:
        scores = self._ocr(line, use_det=False, use_cls=False, use_rec=True).scores
        return float(scores[0]) if scores else 0.0


def _decode(picture: bytes) -> Pixels:
    with Image.open(io.BytesIO(picture)) as image:
        return np.ascontiguousarray(np.asarray(image.convert("RGB"))[:, :, ::-1])


def _axis(quads: Sequence[Quad]) -> int | None:
    """Return 0 if the lines run from left to right or back, 90 if up or down, None if they do not agree."""
    across = sum(_width(quad) > _ELONGATED * _height(quad) for quad in quads)
    down = sum(_height(quad) > _ELONGATED * _width(quad) for quad in quads)
    if max(across, down) < max(_LEAST_LINES, _SAME_AXIS * (across + down)):
        return None
    return 0 if across > down else 90


def _upside_down(line: Pixels) -> Pixels:
    return np.ascontiguousarray(np.rot90(line, 2))


def _middle(line: Pixels) -> Pixels:
    height, width = line.shape[:2]
    kept = min(width, _ASPECT * height)
    start = (width - kept) // 2
    return np.ascontiguousarray(line[:, start : start + kept])


def _width(quad: Quad) -> float:
    return float(np.linalg.norm(quad[1] - quad[0]))


def _height(quad: Quad) -> float:
    return float(np.linalg.norm(quad[3] - quad[0]))


def _area(quad: Quad) -> float:
    return _width(quad) * _height(quad)
