"""Pictures as bytes."""

import io

from PIL import Image

from bareme.documents.images import PageImage

_QUALITY = 80
_ORIENTATION = 0x0112  # EXIF's tag; 1 is upright


def as_jpeg(picture: Image.Image, index: int) -> PageImage:
    """Encode as JPEG: for what was scanned or photographed."""
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=_QUALITY)
    return PageImage(index, "image/jpeg", *picture.size, buffer.getvalue())


def as_png(picture: Image.Image, index: int) -> PageImage:
    """Encode as PNG: for typed pages, whose edges stay sharp and whose white costs nothing."""
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    return PageImage(index, "image/png", *picture.size, buffer.getvalue())


def is_upright_jpeg(data: bytes) -> bool:
    """Tell whether every program shows this JPEG the right way up and in the right colours."""
    with Image.open(io.BytesIO(data), formats=["JPEG"]) as picture:
        return picture.mode in {"L", "RGB"} and picture.getexif().get(_ORIENTATION, 1) == 1
