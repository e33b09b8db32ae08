"""Documents that are pictures: a photograph, a scan, a fax of several pages."""

from pathlib import Path

from PIL import Image, ImageOps

from bareme.documents.images import PageImage
from bareme.documents.sandbox.encoding import as_jpeg, is_upright_jpeg
from bareme.documents.sandbox.ink import is_blank
from bareme.domain.pages import Page, PageKind

_A4_LONG_SIDE = 842.0  # points


class PictureFile:
    """A picture file; each frame of a TIFF is a page.

    Cameras say nothing reliable about size, so a page's long side is taken to be that of A4.
    """

    def __init__(self, path: Path, picture_format: str) -> None:
        # The pixel limit is ours to check, before anything is decoded.
        Image.MAX_IMAGE_PIXELS = None
        self._path = path
        self._picture = Image.open(path, formats=[picture_format])
        self.media_type = f"image/{picture_format.lower()}"
        # An animation is one page: its first frame.
        self.page_count: int = getattr(self._picture, "n_frames", 1) if picture_format == "TIFF" else 1

    def warnings(self) -> set[str]:
        """Give no warning: a picture that cannot be decoded is refused as damaged."""
        return set()

    def pixels(self, index: int, dpi: int) -> float:  # noqa: ARG002 (a picture is decoded at its own size)
        """Return the picture's own pixels."""
        self._picture.seek(index)
        return self._picture.width * self._picture.height

    def read(self, index: int) -> Page:
        """Describe a page: its size in points, blank or a scan."""
        picture = self._upright(index)
        points = _A4_LONG_SIDE / max(picture.size)
        width, height = picture.width * points, picture.height * points
        picture.thumbnail((_A4_LONG_SIDE, _A4_LONG_SIDE))
        kind = PageKind.BLANK if is_blank(picture.convert("L")) else PageKind.SCAN
        return Page(index=index, width=width, height=height, kind=kind)

    def render(self, index: int, dpi: int) -> PageImage:
        """Render a page as JPEG, not larger than `dpi` asks for."""
        long_side = round(_A4_LONG_SIDE * dpi / 72)
        self._picture.seek(index)
        if self.media_type == "image/jpeg" and max(self._picture.size) <= long_side:
            data = self._path.read_bytes()
            if is_upright_jpeg(data):
                return PageImage(index, "image/jpeg", *self._picture.size, data)
        picture = self._upright(index)
        picture.thumbnail((long_side, long_side), Image.Resampling.LANCZOS)
        return as_jpeg(picture, index)

    def close(self) -> None:
        """Close the file."""
        self._picture.close()

    def _upright(self, index: int) -> Image.Image:
        self._picture.seek(index)
        upright = ImageOps.exif_transpose(self._picture)
        if upright.mode in {"RGBA", "LA", "PA"} or "transparency" in upright.info:
            # What is transparent is paper.
            paper = Image.new("RGBA", upright.size, "white")
            return Image.alpha_composite(paper, upright.convert("RGBA")).convert("RGB")
        return upright.convert("L" if upright.mode in {"1", "L"} else "RGB")
