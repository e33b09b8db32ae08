"""Encode page images."""

import io

from PIL import Image

from bareme.documents.page_image import PageImage

_QUALITY = 80
_ORIENTATION = 0x0112  # the EXIF orientation tag; 1 is upright


def as_jpeg(image: Image.Image, index: int) -> PageImage:
    """Encode a scan or photograph as JPEG."""
    buffer = io.BytesIO()
    image.info.pop("comment", None)  # Pillow would hand it on; all other metadata is dropped
    image.save(buffer, "JPEG", quality=_QUALITY)
    return PageImage(index, "image/jpeg", *image.size, buffer.getvalue())


def as_png(image: Image.Image, index: int) -> PageImage:
    """Encode a typed page as PNG, which keeps edges sharp and compresses white areas well."""
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return PageImage(index, "image/png", *image.size, buffer.getvalue())


def decoded(page: PageImage) -> Image.Image:
    """Return the picture of a page."""
    return Image.open(io.BytesIO(page.data))


def is_upright_jpeg(data: bytes) -> bool:
    """Return whether the JPEG is greyscale or RGB and needs no EXIF rotation."""
    with Image.open(io.BytesIO(data), formats=["JPEG"]) as image:
        return image.mode in {"L", "RGB"} and image.getexif().get(_ORIENTATION, 1) == 1
