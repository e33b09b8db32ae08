"""The one process that reads pictures: its own memory and CPU limits, one thread, behind everything else."""

from dataclasses import replace
from functools import cache

from bareme.documents.limits import Limits
from bareme.documents.ocr.engine import OcrEngine
from bareme.documents.workers import WorkerPool
from bareme.domain.copies import Rotation
from bareme.domain.pages import TextLine
from bareme.settings import get_settings

_pool = WorkerPool(lambda: 1, niceness=10)  # what people wait for comes first


async def recognise(picture: bytes, *, width: float, height: float, top: float = 1.0) -> tuple[TextLine, ...]:
    """Return the lines on the picture of a page, an encoded image that stands upright.

    `width` and `height` are the page's as shown, in points, and so are the coordinates of the lines. Only the `top` of
    the page is read, a share of its height.

    Raises:
        DocumentRefused: it takes too much time or memory.
    """
    return await _pool.run(_limits(), _read, picture, width, height, top)


async def find_turn(picture: bytes) -> Rotation | None:
    """Return by how many degrees, clockwise, the picture has to be turned to stand upright.

    About 72 dots per inch are enough. None if it cannot be told: too few lines, or handwriting of no clear direction.

    Raises:
        DocumentRefused: it takes too much time or memory.
    """
    return await _pool.run(_limits(), _turn, picture)


def _limits() -> Limits:
    settings = get_settings()
    return replace(Limits.from_settings(settings), seconds=settings.ocr_seconds, memory_bytes=settings.ocr_memory_bytes)


def _read(picture: bytes, width: float, height: float, top: float) -> tuple[TextLine, ...]:
    from bareme.documents.sandbox.recognised_text import lines_of  # noqa: PLC0415 (only the worker loads it)

    return lines_of(_engine().read(picture, top), width, height * top)


def _turn(picture: bytes) -> Rotation | None:
    return _engine().turn(picture)


@cache
def _engine() -> OcrEngine:
    from bareme.documents.sandbox.rapid_ocr import RapidEngine  # noqa: PLC0415 (only the worker loads it)

    return RapidEngine()
