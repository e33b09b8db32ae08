"""Pages of a document and their text layer, as plain data that `documents` extracts."""

from enum import StrEnum

from pydantic import Field
from pydantic.dataclasses import dataclass

from bareme.domain.copies import Box, PageRef, Rotation
from bareme.domain.frozen_model import FrozenModel
from bareme.domain.ink_grid import is_inked


class PageKind(StrEnum):
    """What a page consists of."""

    TYPED = "typed"  # text with at most small images
    SCAN = "scan"  # images without text
    OCR_SCAN = "ocr_scan"  # a scan with an invisible, less reliable text layer from text recognition
    MIXED = "mixed"  # text and large images
    BLANK = "blank"
    UNREADABLE = "unreadable"  # what is on it could not be shown: a picture or form that cannot be decoded, all black

    @property
    def is_legible(self) -> bool:
        """Whether there may be something to read on such a page."""
        return self not in {PageKind.BLANK, PageKind.UNREADABLE}


@dataclass(frozen=True, slots=True)
class TextLine:
    """One visible line of a page's text layer.

    Coordinates in points (1/72 inch); the origin is the top left of the page after its rotation. A class has ten
    thousand lines, and a model would take more than twice the memory.
    """

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    size: float
    """Font size of the line's largest span, in points."""
    bold: bool = False
    word_edges: tuple[float, ...] = ()
    """Left and right of each of its words, in order; empty if they do not run from left to right."""
    confidence: float = 1.0
    """Of text recognition; 1 for text that the file holds."""


class PageRecognition(FrozenModel):
    """Where the text of a page comes from that was recognised on its picture."""

    engine: str = Field(description="Name and version of what read it.")
    confidence: float = Field(ge=0, le=1, description="That of its least certain line.")


class Page(FrozenModel):
    """One page of a document."""

    index: int = Field(ge=0, description="Zero-based position in the document.")
    width: float = Field(description="Width after rotation, in points.")
    height: float = Field(description="Height after rotation, in points.")
    rotation: int = Field(0, description="Rotation in degrees; already applied to the page's size and coordinates.")
    kind: PageKind
    stored_size: tuple[int, int] | None = Field(
        None, description="Width and height in pixels of the picture that it consists of; no rendering is larger."
    )
    lines: tuple[TextLine, ...] = Field((), description="Visible text in reading order; for an OCR scan, its OCR text.")
    drawn: bool = Field(
        default=False, description="Whether a page with text also shows figures, graphs or handwriting of any size."
    )
    incomplete: bool = Field(default=False, description="Whether a picture on it could not be shown.")
    turned: bool = Field(
        default=False,
        description="Whether its text does not run from left to right, or the lines of a scan from top to bottom.",
    )
    turn: Rotation = Field(0, description="How far it has to be turned to stand upright, as text recognition found.")
    recognition: PageRecognition | None = Field(
        None, description="How its text was read, or found to be right, if Barème read the picture."
    )
    name_zone: tuple[TextLine, ...] = Field(
        (), description="What was recognised at the top of a scan, to find and cover a name. No model is shown it."
    )
    ink: str | None = Field(
        None,
        description="Where something is written, as a packed grid; null where its text says all.",
    )
    hidden_text: str = Field(
        "", description="Text of the text layer that is invisible on the page, or that its letters do not say."
    )
    faint_text: str = Field(
        "", description="Those words of its lines that are so pale, small or covered that a reader may overlook them."
    )
    text_verified: bool = Field(
        default=True, description="Whether its lines could be held against what the page shows."
    )
    text_suffices: bool = Field(
        default=False, description="Whether its lines say all that it shows, so that its picture tells nothing more."
    )

    @property
    def has_unverified_layer(self) -> bool:
        """Whether it is a scan with an invisible text layer that nobody held against what the scan shows."""
        return self.kind is PageKind.OCR_SCAN and self.recognition is None

    @property
    def lines_with_names(self) -> tuple[TextLine, ...]:
        """The lines in which a student's name is looked for."""
        return self.lines or self.name_zone

    @property
    def is_recognised(self) -> bool:
        """Whether its lines are what one program recognised on it: a second one has not read the same."""
        return self.has_unverified_layer or any(line.confidence < 1 for line in self.lines)

    @property
    def needs_picture(self) -> bool:
        """Whether its text does not say all that is on it."""
        if self.text_suffices:
            return False
        return self.drawn or not self.text_verified or self.kind in {PageKind.SCAN, PageKind.OCR_SCAN, PageKind.MIXED}

    def is_inked(self, box: Box) -> bool:
        """Whether something is written in a box of the page, before its turn. If that is not known, it may be."""
        return self.ink is None or is_inked(self.ink, self.width, self.height, box)

    @property
    def text(self) -> str:
        """The visible lines, joined by newlines."""
        return "\n".join(line.text for line in self.lines)


class Document(FrozenModel):
    """An opened document: its pages and warnings."""

    document_id: str
    media_type: str = Field(description="Detected from the content: application/pdf, image/png …")
    pages: tuple[Page, ...]
    warnings: tuple[str, ...] = Field(
        (), description="Warning codes: repaired, hidden_text, picture_not_decoded, blank_pages …"
    )

    def ref(self, page: Page) -> PageRef:
        """Return the reference to one of its pages, as it is shown: upright."""
        return PageRef(document_id=self.document_id, index=page.index, rotation=page.turn)
