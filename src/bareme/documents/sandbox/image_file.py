"""Read and render image files: photographs, scans, multi-page TIFF."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pi_heif
from PIL import Image, ImageOps

from bareme.documents.page_image import PageImage
from bareme.documents.sandbox.bare_jpeg import bare_jpeg
from bareme.documents.sandbox.encoding import as_jpeg, is_upright_jpeg
from bareme.documents.sandbox.frame import as_shown, is_changed
from bareme.documents.sandbox.ink import kind_by_ink
from bareme.documents.sandbox.orientation import runs_sideways
from bareme.domain.copies import PageRef
from bareme.domain.pages import Page, PageKind

# Load the decoders before workers are forked, so that no worker has to.
Image.preinit()
pi_heif.register_heif_opener()

_A4_LONG_SIDE, _A3_LONG_SIDE = 842.0, 1191.0  # points
_TOLERANCE = 1.05
_MODES = {"1": "L", "P": "RGBA", "PA": "RGBA", "La": "LA", "RGBa": "RGBA"}  # before it is scaled down


class ImageFile:
    """An open image file; each frame of a TIFF is a page."""

    def __init__(self, path: Path, image_format: str) -> None:
        # `files` checks the pixel limit before anything is decoded.
        Image.MAX_IMAGE_PIXELS = None
        self._path = path
        self._format = image_format
        self.media_type = f"image/{image_format.lower()}"
        with self._frame(0) as image:
            # Of an animation, only the first frame is a page.
            self.page_count: int = getattr(image, "n_frames", 1) if image_format == "TIFF" else 1

    def warnings(self) -> set[str]:
        """Return an empty set: an image that cannot be decoded is refused as damaged."""
        return set()

    def pixels(self, index: int, dpi: int) -> float:
        """Return how many pixels the page has at `dpi`; it is never enlarged."""
        with self._frame(index) as image:
            return image.width * image.height * min(1.0, _long_side(image, dpi) / max(image.size)) ** 2

    def stored_pixels(self, index: int) -> int:
        """Return how many pixels the page has in the file."""
        with self._frame(index) as image:
            return image.width * image.height

    def read(self, index: int) -> Page:
        """Describe a page: its size in points and whether it is blank."""
        image = self._upright(index, 72)
        with self._frame(index) as frame:
            points = _long_side(frame, 72) / max(image.size)
        grey = image.convert("L")
        kind = kind_by_ink(grey)
        return Page(
            index=index,
            width=image.width * points,
            height=image.height * points,
            kind=kind,
            turned=kind is PageKind.SCAN and runs_sideways(grey),
        )

    def render(self, page: PageRef, dpi: int) -> PageImage:
        """Render a page as JPEG as it is shown, reduced to `dpi` if it is larger."""
        with self._frame(page.index) as image:
            small = max(image.size) <= _long_side(image, dpi)
        if small and self.media_type == "image/jpeg" and not is_changed(page):
            data = self._path.read_bytes()
            if is_upright_jpeg(data) and (bare := bare_jpeg(data)):
                with self._frame(page.index) as image:
                    return PageImage(page.index, "image/jpeg", *image.size, bare)
        return as_jpeg(as_shown(self._upright(page.index, dpi), page), page.index)

    def close(self) -> None:
        """Do nothing: the file is open only while a page is read."""

    @contextmanager
    def _frame(self, index: int) -> Iterator[Image.Image]:
        with Image.open(self._path, formats=[self._format]) as image:
            image.seek(index)
            yield image

    def _upright(self, index: int, dpi: int) -> Image.Image:
        """Return a page in mode "L" or "RGB", no larger than at `dpi`.

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
