"""The answers to the interrupts before grading: `confirm_scale` and `confirm_rubric`."""

from collections import Counter
from typing import Annotated, Self

from pydantic import Field, model_validator

from bareme.domain.copies import PageRef, Student
from bareme.domain.criteria import Criterion
from bareme.domain.limits import (
    ID_LENGTH,
    MOST_COPIES,
    MOST_CRITERIA,
    MOST_GRADERS,
    MOST_PAGES,
    MOST_QUESTIONS,
    Id,
    Remark,
)
from bareme.domain.policy import RubricMode
from bareme.domain.scheme import GradingScheme
from bareme.domain.shorthand import Shorthand
from bareme.errors import InvalidInput
from bareme.graphs.contract import GraderInput, WireModel


class ConfirmedCopy(WireModel):
    """A copy as the teacher confirms it."""

    copy_id: str = Field(
        "",
        max_length=ID_LENGTH,
        description="The proposed copy's id; left empty for a new one (a copy that was split).",
    )
    student: Student | None = Field(None, description="If left out, whoever was found, or is named on the pages.")
    pages: tuple[PageRef, ...] | None = Field(
        None, max_length=MOST_PAGES, description="In order; the proposed copy's if left out."
    )
    left_out: bool = Field(default=False, description="Whether these pages, or this copy, are not to be graded.")
    mask_name: bool | None = Field(
        None,
        description="false: graders see the name on this copy, except for what `mask` of a page covers. As before if "
        "left out.",
    )


class ScaleConfirmation(WireModel):
    """Answer to `confirm_scale`: one of `candidate` and `scheme`, and what the teacher changed.

    With `confirm: false` the changes are taken, and the interrupt comes again and shows what they make.
    """

    confirm: bool = Field(default=True, description="Whether to start grading; false: show the result and ask again.")
    candidate: int | None = Field(None, ge=0, le=MOST_QUESTIONS, description="Index of the candidate to grade by.")
    scheme: GradingScheme | Shorthand | None = Field(
        None,
        description='A full scheme, or the shorthand "Q1: 5, Q2: 3". Shorthand changes the scheme of the request, if '
        "it had one, and keeps all that it does not name.",
    )
    replace: bool = Field(
        default=False,
        description="Whether `scheme` may drop parts of the request's scheme, and shorthand is the complete scheme. "
        "Without it, what would be dropped is shown first.",
    )
    students: tuple[ConfirmedCopy, ...] | None = Field(
        None,
        max_length=MOST_COPIES,
        description="All copies to grade; those found if left out. Copies and pages not named are not graded.",
    )
    copies: tuple[ConfirmedCopy, ...] | None = Field(
        None,
        max_length=MOST_COPIES,
        description="All copies in their order, named, joined, split or left out: every page that was found is in one "
        "of them, and in one alone. Those found if left out.",
    )
    graders: tuple[GraderInput, ...] | None = Field(
        None, max_length=MOST_GRADERS, description="The graders, if they change. An empty list: people mark by hand."
    )
    rubric: RubricMode | None = Field(None, description="off or generate, if it changes.")
    pilot: tuple[Id, ...] = Field(
        (),
        max_length=MOST_COPIES,
        description="Ids of the copies to grade first, to look at them. The others wait, and a `regrade` of what is "
        "missing grades them, by the scheme as it is then. Empty: all copies.",
    )

    @model_validator(mode="after")
    def _one_scale(self) -> Self:
        if self.students is not None and self.copies is not None:
            raise InvalidInput("give either {one} or {other}", one="students", other="copies")
        if self.candidate is not None and self.scheme is not None:
            raise InvalidInput("give either {one} or {other}", one="candidate", other="scheme")
        if self.confirm and self.candidate is None and self.scheme is None:
            raise InvalidInput("give either {one} or {other}", one="candidate", other="scheme")
        return self


class RubricConfirmation(WireModel):
    """Answer to `confirm_rubric`: accept the criteria, or edit, drop or redraft those of some questions."""

    accept: bool = Field(default=False, description="Grade by these criteria, after the edits and drops given here.")
    rubric: dict[Id, Annotated[tuple[Criterion, ...], Field(max_length=MOST_CRITERIA)]] = Field(
        default_factory=dict,
        max_length=MOST_QUESTIONS,
        description="Edited criteria by question id: all those of the question.",
    )
    drop: tuple[Id, ...] = Field(
        (), max_length=MOST_QUESTIONS, description="Ids of questions to mark without criteria."
    )
    redo: dict[Id, Remark] = Field(
        default_factory=dict,
        max_length=MOST_QUESTIONS,
        description="Remarks by question id; those questions are drafted again.",
    )

    @model_validator(mode="after")
    def _one_wish_a_question(self) -> Self:
        if not (self.accept or self.rubric or self.drop or self.redo):
            raise InvalidInput("give {one}, or one of {others}", one="accept", others=["rubric", "drop", "redo"])
        if self.accept and self.redo:
            raise InvalidInput("what is drafted again cannot be accepted yet: wait for the new draft")
        wishes = Counter([*self.rubric, *set(self.drop), *self.redo])
        repeated = [question_id for question_id, count in wishes.items() if count > 1]
        if repeated:
            raise InvalidInput(
                "one of {names} for each question, not two for {question_id!r}",
                names=["rubric", "drop", "redo"],
                question_id=repeated[0],
            )
        return self
