"""The one thing that an engine of text recognition can do, and which engine is installed."""

import importlib.metadata
import importlib.util
from collections.abc import Sequence
from functools import cache
from typing import Protocol

from bareme.domain.copies import Rotation
from bareme.domain.recognition import RecognisedLine
from bareme.settings import get_settings


class OcrEngine(Protocol):
    """Reads pictures. It is made in the worker that uses it, and used by one thread."""

    def read(self, picture: bytes, top: float = 1.0) -> Sequence[RecognisedLine]:
        """Return what stands on the `top` of the picture, an encoded image that stands upright; 1 is all of it.

        The lines are in fractions of that part, from top to bottom and from left to right.
        """
        ...

    def turn(self, picture: bytes) -> Rotation | None:
        """Return by how much the picture has to be turned to stand upright, or None if that cannot be told."""
        ...


def is_ocr_available() -> bool:
    """Return whether pages can be read without a model: the extra `ocr` is installed and not switched off."""
    return get_settings().ocr == "auto" and _is_installed()


@cache
def engine_name() -> str:
    """Return the engine's name and version, and those of its weights; what it has read is kept under that."""
    return f"rapidocr {importlib.metadata.version('rapidocr')}, PP-OCRv6"


@cache
def _is_installed() -> bool:
    return all(importlib.util.find_spec(name) for name in ("rapidocr", "onnxruntime"))
