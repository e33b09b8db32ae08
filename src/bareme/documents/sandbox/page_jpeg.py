"""A page that is one JPEG: decoded once, at the fraction of its size that its pictures need."""

import io

from PIL import Image

from bareme.documents.page_image import PageImage
from bareme.documents.sandbox.bare_jpeg import bare_jpeg
from bareme.documents.sandbox.encoding import is_upright_jpeg
from bareme.documents.sandbox.frame import turned
from bareme.domain.copies import Rotation

_MAX_BYTES_PER_PIXEL = 0.25  # what JPEG quality 80 takes for a scan at most
_BAD_JPEG = (OSError, ValueError, SyntaxError, Image.DecompressionBombError)
_FILTER = Image.Resampling.HAMMING  # as sharp as bicubic when scaling down, in half the time
_GAP = 1.01  # times the size at which the faster box filter stops
_EDGE = 2  # pixels by which a picture may be smaller than asked for; scaling would change nothing else

type Size = tuple[int, int]


class PageJpeg:
    """The JPEG of a page that is shown turned clockwise by `rotation`. Sizes are as shown.

    A JPEG is decoded at 1/2, 1/4 or 1/8 of its size in a fraction of the time.
    """

    def __init__(self, data: bytes, stored: Size, rotation: Rotation) -> None:
        self._data = data
        self._stored = stored
        self._rotation: Rotation = rotation
        self._decoded: Image.Image | None = None
        self.is_damaged = False
        """Whether it could not be decoded when a picture was asked for."""

    @classmethod
    def open(cls, data: bytes, rotation: Rotation) -> "PageJpeg | None":
        """Return the JPEG; None if it is damaged, or has other colours than grey and RGB."""
        try:
            with Image.open(io.BytesIO(data), formats=["JPEG"]) as image:
                return cls(data, image.size, rotation) if image.mode in {"L", "RGB"} else None
        except _BAD_JPEG:
            return None

    def scaled(self, size: Size, *, grey: bool = False, largest: Size = (0, 0)) -> Image.Image | None:
        """Return the picture at `size`, or None if the JPEG is damaged.

        `largest` is the size that will be asked for later.
        """
        stored, later = self._as_stored(size), self._as_stored(largest)
        if self._decoded is None or not _reaches(self._decoded.size, self._within(stored)):
            self._decode((max(stored[0], later[0]), max(stored[1], later[1])))
        if self._decoded is None:
            return None
        return turned(_scaled(self._decoded.convert("L") if grey else self._decoded, stored), self._rotation)

    @property
    def size(self) -> Size:
        """Its own size."""
        return self._as_stored(self._stored)

    def within(self, size: Size) -> Size:
        """Return `size`, or the JPEG's own if that is smaller."""
        return self._as_stored(self._within(self._as_stored(size)))

    def as_it_is(self, index: int, size: Size) -> PageImage | None:
        """Return the JPEG itself, unless a picture at `size` would have fewer pixels or far fewer bytes."""
        heavy = len(self._data) > size[0] * size[1] * _MAX_BYTES_PER_PIXEL
        if heavy or self._rotation or not _covers(size, self._stored) or not is_upright_jpeg(self._data):
            return None
        bare = bare_jpeg(self._data)
        return PageImage(index, "image/jpeg", *self._stored, bare) if bare else None

    def _decode(self, size: Size) -> None:
        self._decoded = None
        try:
            image = Image.open(io.BytesIO(self._data), formats=["JPEG"])
            image.draft(image.mode, (size[0] - _EDGE, size[1] - _EDGE))
            image.load()
        except _BAD_JPEG:
            self.is_damaged = True
        else:
            self._decoded = image

    def _within(self, stored: Size) -> Size:
        return stored if _covers(self._stored, stored) else self._stored

    def _as_stored(self, size: Size) -> Size:
        return (size[1], size[0]) if self._rotation in {90, 270} else size


def _scaled(image: Image.Image, size: Size) -> Image.Image:
    if _reaches(image.size, size) and _reaches(size, image.size):
        return image.crop((0, 0, min(image.width, size[0]), min(image.height, size[1])))
    return image.resize(size, _FILTER, reducing_gap=_GAP)


def _reaches(larger: Size, smaller: Size) -> bool:
    return larger[0] + _EDGE >= smaller[0] and larger[1] + _EDGE >= smaller[1]


def _covers(larger: Size, smaller: Size) -> bool:
    return larger[0] >= smaller[0] and larger[1] >= smaller[1]
