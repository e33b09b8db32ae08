"""The text and pictures of a document in order, to be laid out on pages."""

import html
import io
from collections.abc import Mapping

from PIL import Image

from bareme.documents.sandbox.encoding import as_jpeg

_PICTURE_FORMATS = ["JPEG", "PNG", "WEBP", "TIFF", "GIF", "BMP", "HEIF"]
_WIDEST, _HIGHEST = 480.0, 680.0  # points, on A4 with margins
_POINTS_PER_PIXEL = 72 / 96  # how word processors show a picture at first
_MOST_PIXELS = 2000  # of a side
_MOST_STORED = 100_000_000  # pixels
_RAISED = str.maketrans("0123456789+-=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ")
_LOWERED = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")


class Flow:
    """Paragraphs of text and pictures as HTML, and warning codes for what is left out."""

    def __init__(self) -> None:
        self.pictures: dict[str, bytes] = {}
        self.warnings: set[str] = set()
        self._paragraphs: list[str] = []
        self._inline: list[str] = []

    @property
    def html(self) -> str:
        """All paragraphs."""
        return "".join(self._paragraphs)

    def add_text(self, text: str, *, bold: bool = False) -> None:
        """Add text to the paragraph; spaces are kept."""
        shown = html.escape("".join(letter if letter.isprintable() else " " for letter in text))
        shown = shown.replace("  ", "\u00a0 ")
        self._inline.append(f"<b>{shown}</b>" if bold else shown)

    def add_raised(self, text: str) -> None:
        """Add a superscript as text that says so: x² or x^{a}."""
        self.add_text(_marked(text, _RAISED, "^"))

    def add_lowered(self, text: str) -> None:
        """Add a subscript as text that says so: H₂O or x_{a}."""
        self.add_text(_marked(text, _LOWERED, "_"))

    def add_formula(self, latex: str | None) -> None:
        """Add a formula as LaTeX, or say that it cannot be shown."""
        if latex is None:
            self.leave_out("formula")
        elif latex.strip():
            self.add_text(f" ${latex.strip()}$ ")

    def add_picture(self, data: bytes) -> None:
        """Add a picture, or say that it cannot be shown."""
        try:
            with Image.open(io.BytesIO(data), formats=_PICTURE_FORMATS) as picture:
                width, height = picture.size
                _check_pixels(width * height)
                picture.draft("RGB", (_MOST_PIXELS, _MOST_PIXELS))
                shown = _on_paper(picture)
                shown.thumbnail((_MOST_PIXELS, _MOST_PIXELS), Image.Resampling.LANCZOS)
                encoded = as_jpeg(shown, 0)
        except (OSError, ValueError, SyntaxError):
            self.leave_out("picture")
            return
        name = f"{len(self.pictures)}.jpg"
        self.pictures[name] = encoded.data
        points = min(_POINTS_PER_PIXEL, _WIDEST / width, _HIGHEST / height)
        self._inline.append(f'<img src="{name}" width="{width * points:.0f}" height="{height * points:.0f}"/>')

    def leave_out(self, what: str) -> None:
        """Say in the text that something is missing there."""
        self.warnings.add("content_left_out")
        self.add_text(f" [{what} not shown] ")

    def break_line(self) -> None:
        """Begin a new line in the paragraph."""
        self._inline.append("<br/>")

    def end_paragraph(self) -> None:
        """End the paragraph, which may be empty."""
        self._paragraphs.append(f"<p>{''.join(self._inline) or '\u00a0'}</p>")
        self._inline.clear()


def _marked(text: str, table: Mapping[int, int], mark: str) -> str:
    if not text.strip():
        return text
    return text.translate(table) if all(ord(letter) in table for letter in text) else f"{mark}{{{text}}}"


def _check_pixels(count: int) -> None:
    if count > _MOST_STORED:
        raise ValueError("the picture has too many pixels")


def _on_paper(picture: Image.Image) -> Image.Image:
    if picture.mode in {"RGBA", "LA", "PA", "P"}:
        paper = Image.new("RGBA", picture.size, "white")
        return Image.alpha_composite(paper, picture.convert("RGBA")).convert("RGB")
    return picture.convert("RGB")
