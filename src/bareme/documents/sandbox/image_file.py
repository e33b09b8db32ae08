"""Read and render image files: photographs, scans, multi-page TIFF."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pi_heif
from PIL import Image, ImageOps

from bareme.documents.file_kind import FileKind
from bareme.documents.page_image import PageImage
from bareme.documents.sandbox.bare_jpeg import bare_jpeg
from bareme.documents.sandbox.encoding import as_jpeg, is_upright_jpeg
from bareme.documents.sandbox.frame import as_shown, is_changed
from bareme.documents.sandbox.ink import PageInk
from bareme.documents.sandbox.orientation import runs_sideways
from bareme.domain.copies import PageRef
from bareme.domain.pages import Page, PageKind

# Load the decoders before workers are forked, so that no worker has to.
Image.preinit()
pi_heif.register_heif_opener()

PILLOW_FORMATS = {
    FileKind.JPEG: "JPEG",
    FileKind.PNG: "PNG",
    FileKind.WEBP: "WEBP",
    FileKind.TIFF: "TIFF",
    FileKind.HEIC: "HEIF",
    FileKind.AVIF: "AVIF",
}
"""What Pillow calls the kinds of picture that are read."""

_A4_LONG_SIDE, _A3_LONG_SIDE = 842.0, 1191.0  # points
_TOLERANCE = 1.05
_PREVIEW_DPI = 72  # one pixel per point
_ORIENTATION, _UPRIGHT, _SIDEWAYS = 0x0112, 1, range(5, 9)  # EXIF's tag, and values of it
_MODES = {"1": "L", "P": "RGBA", "PA": "RGBA", "La": "LA", "RGBa": "RGBA"}  # before it is scaled down


class ImageFile:
    """An open image file; each frame of a TIFF is a page."""

    decodes_in_full = True

    def __init__(self, path: Path, image_format: str) -> None:
        # `files` checks the pixel limit before anything is decoded.
        Image.MAX_IMAGE_PIXELS = None
        self._path = path
        self._format = image_format
        self._last: tuple[int, int, Image.Image] | None = None
        self.media_type = f"image/{image_format.lower()}"
        self.page_warnings: set[str] = set()
        with self._frame(0) as image:
            # Of an animation, only the first frame is a page.
            self.page_count: int = getattr(image, "n_frames", 1) if image_format == "TIFF" else 1

    def warnings(self) -> set[str]:
        """Return an empty set: an image that cannot be decoded is refused as damaged."""
        return set()

    def size(self, index: int) -> tuple[float, float]:
        """Return the width and height of a page as shown, in points."""
        with self._frame(index) as image:
            width, height = image.size
            # Of a TIFF file, Pillow states the size as shown.
            if self._format != "TIFF" and image.getexif().get(_ORIENTATION, _UPRIGHT) in _SIDEWAYS:
                width, height = height, width
            points = _long_side(image, _PREVIEW_DPI) / max(width, height)
        return width * points, height * points

    def pixels(self, index: int, dpi: int) -> float:
        """Return how many pixels the page has at `dpi`; it is never enlarged."""
        with self._frame(index) as image:
            return image.width * image.height * min(1.0, _long_side(image, dpi) / max(image.size)) ** 2

    def stored_pixels(self, index: int) -> int:
        """Return how many pixels the page has in the file."""
        with self._frame(index) as image:
            return image.width * image.height

    def read(self, index: int, dpi: int) -> Page:
        """Describe a page: its size in points and whether it is blank."""
        self._upright(index, max(dpi, _PREVIEW_DPI))
        width, height = self.size(index)
        with self._frame(index) as frame:
            stored = sorted(frame.size, reverse=width > height)
        grey = self._upright(index, _PREVIEW_DPI).convert("L")
        ink = PageInk(grey)
        kind = ink.kind
        return Page(
            index=index,
            width=width,
            height=height,
            kind=kind,
            stored_size=(stored[0], stored[1]),
            turned=kind is PageKind.SCAN and runs_sideways(grey),
            ink=ink.grid(width, height),
        )

    def picture(self, page: PageRef, dpi: int, *, grey: bool = False) -> Image.Image:
        """Return the picture of a page as it is shown, reduced to `dpi` if it is larger."""
        image = self._upright(page.index, dpi)
        return as_shown(image.convert("L") if grey else image, page)

    def render(self, page: PageRef, dpi: int) -> PageImage:
        """Render a page as JPEG as it is shown, reduced to `dpi` if it is larger."""
        with self._frame(page.index) as image:
            small = max(image.size) <= _long_side(image, dpi)
        if small and self.media_type == "image/jpeg" and not is_changed(page):
            data = self._path.read_bytes()
            if is_upright_jpeg(data) and (bare := bare_jpeg(data)):
                with self._frame(page.index) as image:
                    return PageImage(page.index, "image/jpeg", *image.size, bare)
        return as_jpeg(self.picture(page, dpi), page.index)

    def close(self) -> None:
        """Do nothing: the file is open only while a page is read."""

    @contextmanager
    def _frame(self, index: int) -> Iterator[Image.Image]:
        with Image.open(self._path, formats=[self._format]) as image:
            image.seek(index)
            yield image

    def _upright(self, index: int, dpi: int) -> Image.Image:
        """Return a page in mode "L" or "RGB", no larger than at `dpi`; from its last picture if that is larger."""
        if self._last and self._last[0] == index and self._last[1] >= dpi:
            with self._frame(index) as frame:
                long_side = round(_long_side(frame, dpi))
            image = self._last[2].copy()
            image.thumbnail((long_side, long_side), Image.Resampling.LANCZOS)
            return image
        image = self._decoded(index, dpi)
        self._last = index, dpi, image
        return image.copy()

    def _decoded(self, index: int, dpi: int) -> Image.Image:
        """Return a page, decoded.

        It is scaled down first: only then does a large photograph take little memory, as JPEG is decoded at a fraction.
        """
        with self._frame(index) as frame:
            long_side = round(_long_side(frame, dpi))
            image = _scalable(frame)
            image.thumbnail((long_side, long_side), Image.Resampling.LANCZOS)
            upright = ImageOps.exif_transpose(image)
        if upright.mode in {"RGBA", "LA"} or "transparency" in upright.info:
            # Transparent pixels become white paper.
            paper = Image.new("RGBA", upright.size, "white")
            return Image.alpha_composite(paper, upright.convert("RGBA")).convert("RGB")
        return upright.convert("L" if upright.mode == "L" else "RGB")


def _scalable(image: Image.Image) -> Image.Image:
    """Return the image in a mode that can be scaled down smoothly and shows all its levels."""
    if image.mode.startswith("I"):  # 16 bits a pixel, which Pillow would cut off at white
        return image.point(lambda level: level / 256).convert("L")
    return image.convert(_MODES[image.mode]) if image.mode in _MODES else image


def _long_side(image: Image.Image, dpi: int) -> float:
    """Return the long side of the page in pixels at `dpi`.

    The resolution that cameras record means nothing, so it is only believed if it makes the page A4 to A3.
    """
    resolution = max(map(float, image.info.get("dpi", (0, 0))))
    points = max(image.size) / resolution * 72 if resolution else 0.0
    stated = _A4_LONG_SIDE <= points <= _A3_LONG_SIDE * _TOLERANCE
    return (points if stated else _A4_LONG_SIDE) * dpi / 72
