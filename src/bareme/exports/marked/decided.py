"""A copy as a pupil may see it: without the marks that nobody has decided."""

from bareme.domain.attempts import MarkStatus
from bareme.domain.question_result import QuestionResult
from bareme.domain.results import CopyResult


def decided_only(copy: CopyResult) -> CopyResult:
    """Return the copy without provisional marks, and without a total that has any in it."""
    if not copy.provisional:
        return copy
    questions = {question_id: _decided(question) for question_id, question in copy.questions.items()}
    without_total = {"total": None, "percentage": None, "band": None, "rank": None, "provisional": False}
    return copy.model_copy(update={"questions": questions, **without_total})


def _decided(question: QuestionResult) -> QuestionResult:
    if question.provisional is None:
        return question
    nothing = {"status": MarkStatus.WAITING, "provisional": None, "feedback": "", "criteria": ()}
    return question.model_copy(update=nothing)
