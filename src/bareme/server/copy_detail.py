"""All that is known of one copy: pages, typed answers, and what each grader read, gave and said.

Nothing tells who is behind a label: no model, no usage. Of a question whose marks are hidden there are none.
"""

from collections.abc import Iterable, Sequence
from typing import Self

from pydantic import Field

from bareme.domain.answer_places import page_of
from bareme.domain.attempts import Attempt, AttemptStatus, Mark, attempts_by_copy
from bareme.domain.copies import CopyFlag, CopyStatus, PageRef, Student
from bareme.domain.frozen_model import FrozenModel
from bareme.domain.papers import Paper
from bareme.domain.points import Points
from bareme.domain.question_result import CriterionResult
from bareme.domain.results import CopyResult
from bareme.domain.scheme import Question
from bareme.domain.session import GradedSession
from bareme.graphs.analysis import Analysis


class GraderMark(Mark):
    """A grader's mark of a question, with its words."""

    label: str = Field(description="The grader's blind label on this copy.")
    try_index: int
    round: int = Field(description="0 for the first grading; higher where it was graded again.")

    @classmethod
    def of(cls, attempt: Attempt, mark: Mark, texts: Sequence[str]) -> Self:
        """Return the mark of an attempt, with its page, which the `texts` of the copy's pages may tell."""
        own = {**dict(mark), "page": page_of(mark, texts)}
        return cls(**own, label=attempt.label, try_index=attempt.try_index, round=attempt.round)


class CopyQuestion(FrozenModel):
    """A question of a copy: what was asked, what the student is told, and the marks behind it."""

    question_id: str
    label: str = Field(description="Its label on the paper.")
    text: str = Field("", description="The question as asked, where it is known; LaTeX in $…$.")
    expected_answer: str = Field("", description="The answer key for it, where there is one.")
    maximum: Points
    feedback: str = Field("", description="For the student.")
    criteria: tuple[CriterionResult, ...] = ()
    hidden: bool = Field(default=False, description="Whether the graders' marks are withheld until it is decided.")
    marks: tuple[GraderMark, ...] = Field((), description="The graders' current marks.")
    second_looks: tuple[GraderMark, ...] = Field(
        (), description="Of graders who saw another's reading. No mark depends on them."
    )


class AttemptNote(FrozenModel):
    """What became of a grader's attempt, without its marks."""

    label: str
    try_index: int
    round: int
    status: AttemptStatus
    general_comment: str = Field("", description="Empty as long as a question's marks are hidden.")
    error: str = ""
    scheme_version: int
    left_out: tuple[Paper, ...] = Field((), description="What the grader was not shown of the teacher's papers.")


class CopyDetail(FrozenModel):
    """All that is known of one copy."""

    copy_id: str
    student: Student | None
    name_read: str = ""
    name_confidence: float = Field(description="Confidence in the student's identity.")
    pages: tuple[PageRef, ...] = ()
    answers: dict[str, str] = Field(default_factory=dict, description="Typed answers by question id; LaTeX in $…$.")
    flags: tuple[CopyFlag, ...] = ()
    status: CopyStatus
    error: str = ""
    evaluation_version: int
    scheme_version: int
    general_comment: str = ""
    questions: tuple[CopyQuestion, ...] = Field(description="In the order of the scheme.")
    attempts: tuple[AttemptNote, ...] = ()


def copy_detail(
    session: GradedSession, result: CopyResult, analysis: Analysis | None = None, texts: Sequence[str] = ()
) -> CopyDetail:
    """Return all that may be known of a copy.

    `analysis` has what papers print where the scheme has no text; `texts` are those of the copy's pages, which tell on
    which of them an answer stands where the grader does not.
    """
    printed = analysis or Analysis()
    copy = next(copy for copy in session.copies if copy.copy_id == result.copy_id)
    own = attempts_by_copy(session.attempts)[copy.copy_id]
    marks = session.current_marks(copy.copy_id, own)
    looks = session.current_marks(copy.copy_id, attempts_by_copy(session.second_looks)[copy.copy_id])
    any_hidden = any(question.hidden for question in result.questions.values())

    def question_of(leaf: Question) -> CopyQuestion:
        shown = result.questions[leaf.id]

        def visible(of: Iterable[tuple[Attempt, Mark]]) -> tuple[GraderMark, ...]:
            return () if shown.hidden else tuple(GraderMark.of(attempt, mark, texts) for attempt, mark in of)

        return CopyQuestion(
            question_id=leaf.id,
            label=leaf.name,
            text=leaf.text or printed.question_texts.get(leaf.id, ""),
            expected_answer=leaf.expected_answer or printed.answer_texts.get(leaf.id, ""),
            maximum=leaf.maximum,
            feedback=shown.feedback,
            criteria=shown.criteria,
            hidden=shown.hidden,
            marks=visible(marks.get(leaf.id, ())),
            second_looks=visible(looks.get(leaf.id, ())),
        )

    return CopyDetail(
        copy_id=copy.copy_id,
        student=result.student,
        name_read=result.name_read,
        name_confidence=copy.name_confidence,
        pages=copy.pages,
        answers=copy.answers,
        flags=result.flags,
        status=result.status,
        error=result.error,
        evaluation_version=result.evaluation_version,
        scheme_version=result.scheme_version,
        general_comment=result.general_comment,
        questions=tuple(map(question_of, session.scheme_of(copy.copy_id).leaves())),
        attempts=tuple(_note(attempt, any_hidden=any_hidden) for attempt in own),
    )


def _note(attempt: Attempt, *, any_hidden: bool) -> AttemptNote:
    kept = {name: getattr(attempt, name) for name in AttemptNote.model_fields}
    return AttemptNote(**{**kept, "general_comment": "" if any_hidden else attempt.general_comment})
