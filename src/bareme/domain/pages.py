"""What is known of a page before anybody reads it: its text layer, its look. Plain data, made by `documents`."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field


class PageKind(StrEnum):
    """What a page is made of."""

    TYPED = "typed"  # text that the file draws as text
    SCAN = "scan"  # one picture that fills the page, without text
    OCR_SCAN = "ocr_scan"  # the same with an invisible text layer: trust the picture
    MIXED = "mixed"  # text and large pictures
    BLANK = "blank"


class TextLine(BaseModel):
    """One visible line of a page's text layer.

    Coordinates in points (1/72 inch), origin at the top left of the page as it is shown (its rotation applied).
    """

    model_config = ConfigDict(frozen=True)

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    size: float = Field(description="Font size of the line's largest span, in points.")
    bold: bool = False


class Page(BaseModel):
    """One page of a document."""

    model_config = ConfigDict(frozen=True)

    index: int = Field(ge=0, description="Position in the document, from 0.")
    width: float = Field(description="Width as shown, in points.")
    height: float = Field(description="Height as shown, in points.")
    rotation: int = Field(0, description="Rotation flag of the file, in degrees; already applied to everything here.")
    kind: PageKind
    lines: tuple[TextLine, ...] = Field((), description="Visible text in reading order; for an OCR scan, its OCR text.")
    hidden_text: str = Field("", description="Text of the layer that a reader of the page cannot see.")

    @property
    def text(self) -> str:
        """The visible lines, joined by newlines."""
        return "\n".join(line.text for line in self.lines)


class Document(BaseModel):
    """What opening a document gave: its pages and what to warn of."""

    model_config = ConfigDict(frozen=True)

    document_id: str
    media_type: str = Field(description="As its content says, whatever its name: application/pdf, image/png …")
    pages: tuple[Page, ...]
    warnings: tuple[str, ...] = Field(
        (), description="Codes: repaired, hidden_text, picture_not_decoded, blank_pages …"
    )
