"""The one process that reads pictures: its own memory and CPU limits, one thread, behind everything else."""

from dataclasses import replace
from functools import cache

from bareme.documents.limits import Limits
from bareme.documents.ocr.engine import OcrEngine
from bareme.documents.workers import WorkerPool
from bareme.domain.copies import Rotation
from bareme.domain.recognition import Recognition
from bareme.settings import get_settings

_pool = WorkerPool(lambda: 1, niceness=10)  # what people wait for comes first


async def recognise(picture: bytes) -> Recognition:
    """Return what stands on the picture of a page, an encoded image that stands upright.

    Raises:
        DocumentRefused: it takes too much time or memory.
    """
    return await _pool.run(_limits(), _read, picture)


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


def _read(picture: bytes) -> Recognition:
    return _engine().read(picture)


def _turn(picture: bytes) -> Rotation | None:
    return _engine().turn(picture)


@cache
def _engine() -> OcrEngine:
    from bareme.documents.sandbox.rapid_ocr import RapidEngine  # noqa: PLC0415 (only the worker loads it)

    return RapidEngine()
