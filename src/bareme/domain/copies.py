"""Students and their copies."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from bareme.domain.frozen_model import FrozenModel
from bareme.domain.limits import ID_LENGTH, LARGEST_COUNT, NAME_LENGTH, TEXT_LENGTH

TypedAnswer = Annotated[str, StringConstraints(max_length=TEXT_LENGTH)]
"""A student's typed answer to one question, as clients send it."""


class Student(FrozenModel):
    """A student, from the roster or as read from a copy."""

    name: str = Field(min_length=1, max_length=NAME_LENGTH, description="Display name: family name and given name.")
    student_id: str = Field("", max_length=100, description="The student's number at the school.")
    group: str = Field("", max_length=100, description="Class or group.")
    email: str = Field("", max_length=NAME_LENGTH, description="The student's e-mail address.")
    login: str = Field("", max_length=100, description="The student's name on the school's computers.")


class PageRef(FrozenModel):
    """A reference to a page."""

    document_id: str = Field(max_length=ID_LENGTH, description="The document that it is in.")
    index: int = Field(ge=0, le=LARGEST_COUNT, description="Zero-based position in the document.")


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
    INJECTION_SUSPECTED = "injection_suspected"  # it seems to give instructions to the grader
    PAPERS_LEFT_OUT = "papers_left_out"  # graded without all of the teacher's papers: the context is too short


class Copy(FrozenModel):
    """One student's script: an ordered list of pages, or typed answers by question id."""

    copy_id: str
    student: Student | None = None
    name_confidence: float = Field(0.0, ge=0, le=1, description="Confidence in the student's identity.")
    name_read: str = Field("", description="What the copy or its file says, if it is not the student's name.")
    pages: tuple[PageRef, ...] = ()
    answers: dict[str, str] = Field(default_factory=dict, description="Typed answers by question id; LaTeX in $…$.")
    flags: tuple[CopyFlag, ...] = ()


class CopyStatus(StrEnum):
    """The state of grading a copy."""

    WAITING = "waiting"
    PROCESSING = "processing"  # a run has handed it to its graders, and they are not done
    COMPLETE = "complete"
    FAILED = "failed"
