"""Read and render image files: photographs, scans, multi-page TIFF."""

from pathlib import Path

from PIL import Image, ImageOps

from bareme.documents.page_image import PageImage
from bareme.documents.sandbox.encoding import as_jpeg, is_upright_jpeg
from bareme.documents.sandbox.ink import is_blank
from bareme.domain.pages import Page, PageKind

# Load the decoders before workers are forked, so that no worker has to.
Image.preinit()

_A4_LONG_SIDE = 842.0  # points


class ImageFile:
    """An open image file; each frame of a TIFF is a page.

    The physical size that cameras record is unreliable, so the long side of a page is assumed to be that of A4.
    """

    def __init__(self, path: Path, image_format: str) -> None:
        # `files` checks the pixel limit before anything is decoded.
        Image.MAX_IMAGE_PIXELS = None
        self._path = path
        self._image = Image.open(path, formats=[image_format])
        self.media_type = f"image/{image_format.lower()}"
        # Of an animation, only the first frame is a page.
        self.page_count: int = getattr(self._image, "n_frames", 1) if image_format == "TIFF" else 1

    def warnings(self) -> set[str]:
        """Return an empty set: an image that cannot be decoded is refused as damaged."""
        return set()

    def pixels(self, index: int, dpi: int) -> float:  # noqa: ARG002 (an image is decoded at its own size)
        """Return the number of pixels of the stored image."""
        self._image.seek(index)
        return self._image.width * self._image.height

    def read(self, index: int) -> Page:
        """Describe a page: its size in points and whether it is blank."""
        image = self._upright(index)
        points = _A4_LONG_SIDE / max(image.size)
        width, height = image.width * points, image.height * points
        image.thumbnail((_A4_LONG_SIDE, _A4_LONG_SIDE))
        kind = PageKind.BLANK if is_blank(image.convert("L")) else PageKind.SCAN
        return Page(index=index, width=width, height=height, kind=kind)

    def render(self, index: int, dpi: int) -> PageImage:
        """Render a page as JPEG, reduced to `dpi` if it is larger."""
        long_side = round(_A4_LONG_SIDE * dpi / 72)
        self._image.seek(index)
        if self.media_type == "image/jpeg" and max(self._image.size) <= long_side:
            data = self._path.read_bytes()
            if is_upright_jpeg(data):
                return PageImage(index, "image/jpeg", *self._image.size, data)
        image = self._upright(index)
        image.thumbnail((long_side, long_side), Image.Resampling.LANCZOS)
        return as_jpeg(image, index)

    def close(self) -> None:
        """Close the file."""
        self._image.close()

    def _upright(self, index: int) -> Image.Image:
        self._image.seek(index)
        upright = ImageOps.exif_transpose(self._image)
        if upright.mode in {"RGBA", "LA", "PA"} or "transparency" in upright.info:
            # Transparent pixels become white paper.
            paper = Image.new("RGBA", upright.size, "white")
            return Image.alpha_composite(paper, upright.convert("RGBA")).convert("RGB")
        return upright.convert("L" if upright.mode in {"1", "L"} else "RGB")
