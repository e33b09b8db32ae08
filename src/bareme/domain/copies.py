"""Students and their copies."""

from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from bareme.domain.frozen_model import FrozenModel
from bareme.domain.limits import ID_LENGTH, LARGEST_COUNT, MOST_BOXES, NAME_LENGTH, TEXT_LENGTH
from bareme.errors import InvalidInput

TypedAnswer = Annotated[str, StringConstraints(max_length=TEXT_LENGTH)]
"""A student's typed answer to one question, as clients send it."""


class Student(FrozenModel):
    """A student, from the roster or as read from a copy."""

    name: str = Field(min_length=1, max_length=NAME_LENGTH, description="Display name: family name and given name.")
    student_id: str = Field("", max_length=100, description="The student's number at the school.")
    group: str = Field("", max_length=100, description="Class or group.")
    email: str = Field("", max_length=NAME_LENGTH, description="The student's e-mail address.")
    login: str = Field("", max_length=100, description="The student's name on the school's computers.")


Rotation = Literal[0, 90, 180, 270]
"""Degrees clockwise."""
Share = Annotated[
    float,
    # A ten-thousandth of a page is less than a tenth of a millimetre.
    AfterValidator(lambda share: round(share, 4)),
    Field(ge=0, le=1, allow_inf_nan=False, description="A share of the page's width or height."),
]


class Box(FrozenModel):
    """A rectangle on a page, in shares of the page as shown: (0, 0) is its top left, (1, 1) its bottom right."""

    x0: Share
    y0: Share
    x1: Share
    y1: Share

    @model_validator(mode="after")
    def _has_an_area(self) -> Self:
        if self.x0 >= self.x1 or self.y0 >= self.y1:
            raise InvalidInput("a box's right and bottom come after its left and top")
        return self

    def turned(self, rotation: Rotation) -> "Box":
        """Return the same place on the page turned clockwise by `rotation`."""
        match rotation:
            case 90:
                return Box(x0=1 - self.y1, y0=self.x0, x1=1 - self.y0, y1=self.x1)
            case 180:
                return Box(x0=1 - self.x1, y0=1 - self.y1, x1=1 - self.x0, y1=1 - self.y0)
            case 270:
                return Box(x0=self.y0, y0=1 - self.x1, x1=self.y1, y1=1 - self.x0)
            case _:
                return self

    def turned_back(self, rotation: Rotation) -> "Box":
        """Return the same place on the page before it was turned clockwise by `rotation`."""
        match rotation:
            case 90:
                return self.turned(270)
            case 270:
                return self.turned(90)
            case _:
                return self.turned(rotation)


class PageRef(FrozenModel):
    """A page as it is shown: which one, how it is turned, and what of it is covered."""

    document_id: str = Field(max_length=ID_LENGTH, description="The document that it is in.")
    index: int = Field(ge=0, le=LARGEST_COUNT, description="Zero-based position in the document.")
    rotation: Rotation = Field(0, description="How far the page is turned clockwise before it is shown.")
    mask: tuple[Box, ...] = Field((), max_length=MOST_BOXES, description="What is covered of it, once turned.")

    @property
    def as_stored(self) -> "PageRef":
        """The same page, neither turned nor covered."""
        return PageRef(document_id=self.document_id, index=self.index)

    @property
    def uncovered(self) -> "PageRef":
        """The same page without its mask, for whoever may see what is under it."""
        return self.model_copy(update={"mask": ()})


class CopyFlag(StrEnum):
    """A reason to check a copy as a whole."""

    NAME_UNCERTAIN = "name_uncertain"
    DUPLICATE_STUDENT = "duplicate_student"
    NAME_REPEATED = "name_repeated"  # it may be two copies: the name stands at the top of a later page again
    NOTHING_READABLE = "nothing_readable"  # its files cannot be opened, or show nothing that could be read
    PARTLY_READABLE = "partly_readable"  # some of its files, pages, pictures or formulas could not be shown
    JOINED = "joined"  # its pages come from several files that only their names hold together
    TURNED = "turned"  # a page seems to lie sideways or upside down
    NOT_JOINED = "not_joined"  # a picture by itself that may be a page of another copy
    NOT_SPLIT = "not_split"  # its pages could not be divided among students
    OLDER_SCHEME = "older_scheme"  # graded under an earlier version of the scheme
    HIDDEN_TEXT = "hidden_text"  # its text layer contains text that is invisible on the page
    DOUBTFUL_TEXT = "doubtful_text"  # its text layer may say what a reader does not see: pale, tiny or not checked
    INJECTION_SUSPECTED = "injection_suspected"  # it seems to give instructions to the grader
    NAME_SHOWN = "name_shown"  # graders may see the student's name: where it stands is not known
    PAPERS_LEFT_OUT = "papers_left_out"  # graded without all of the teacher's papers: the context is too short


class MaskedName(FrozenModel):
    """What graders are not told of a student's name. It is fixed when the copies are confirmed."""

    pseudonym: str = Field(description="What stands in place of the name in the texts that graders read: Copy 7.")
    words: tuple[str, ...] = Field((), description="What it stands for: names and numbers as they are written.")
    telling: tuple[str, ...] = Field(
        (), description="The words of the name, without accents, that are replaced also where they stand alone."
    )
    is_whole_telling: bool = Field(
        default=True,
        description="Whether the whole name is replaced wherever it stands: neither the exam nor others name it.",
    )
    unsure: tuple[str, ...] = Field(
        (), description="Words that stay readable: they may be the name, and they may belong to the subject."
    )


class Copy(FrozenModel):
    """One student's script: an ordered list of pages, or typed answers by question id."""

    copy_id: str
    student: Student | None = None
    name_confidence: float = Field(0.0, ge=0, le=1, description="Confidence in the student's identity.")
    name_read: str = Field("", description="What the copy or its file says, if it is not the student's name.")
    pages: tuple[PageRef, ...] = ()
    answers: dict[str, str] = Field(default_factory=dict, description="Typed answers by question id; LaTeX in $…$.")
    flags: tuple[CopyFlag, ...] = ()
    masked_name: MaskedName | None = Field(None, description="Null if graders are told the name.")


class CopyStatus(StrEnum):
    """The state of grading a copy."""

    WAITING = "waiting"
    PROCESSING = "processing"  # a run has handed it to its graders, and they are not done
    COMPLETE = "complete"
    FAILED = "failed"
