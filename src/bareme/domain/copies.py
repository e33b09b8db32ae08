"""Students, and the copies that they handed in."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field


class Student(BaseModel):
    """A person on the roster, or as read from a copy."""

    model_config = ConfigDict(frozen=True)

    name: str = Field(min_length=1, max_length=200, description="As it is to be shown: family name and given name.")
    student_id: str = Field("", max_length=100, description="The school's number for the student.")
    group: str = Field("", max_length=100, description="Class or group.")


def same_person(first: Student, second: Student) -> bool:
    """Whether two students are one: they have the same number or, where one has none, the same name."""
    if first.student_id and second.student_id:
        return first.student_id == second.student_id
    return first.name.casefold().split() == second.name.casefold().split()


class PageRef(BaseModel):
    """One page, by reference."""

    model_config = ConfigDict(frozen=True)

    document_id: str
    index: int = Field(ge=0, description="Position in the document, from 0.")


class CopyFlag(StrEnum):
    """Why a person should look at a copy as a whole."""

    NAME_UNCERTAIN = "name_uncertain"
    DUPLICATE_STUDENT = "duplicate_student"
    NOT_SPLIT = "not_split"  # pages that nothing could divide among students
    OLDER_SCHEME = "older_scheme"  # graded under a version of the scheme that is no longer the latest
    HIDDEN_TEXT = "hidden_text"  # the text layer says what the page does not show
    INJECTION_SUSPECTED = "injection_suspected"  # it speaks to whoever marks it


class Copy(BaseModel):
    """One student's script: an ordered list of pages, or typed answers by question id."""

    model_config = ConfigDict(frozen=True)

    copy_id: str
    student: Student | None = None
    name_confidence: float = Field(0.0, ge=0, le=1, description="How sure the student's identity is.")
    pages: tuple[PageRef, ...] = ()
    answers: dict[str, str] = Field(default_factory=dict, description="Typed answers by question id; LaTeX in $…$.")
    flags: tuple[CopyFlag, ...] = ()


class CopyStatus(StrEnum):
    """How far the grading of a copy is."""

    WAITING = "waiting"
    PROCESSING = "processing"
    COMPLETE = "complete"
    FAILED = "failed"
