"""The closing words of a result, which are written when all its marks are known."""

from collections.abc import Sequence

from bareme.agents.mock_exam_closing import build_closing_agent, closing_content
from bareme.domain.mock_exam.closing import encourage
from bareme.domain.mock_exam.evaluation import Check, CheckKind, EvaluationResult
from bareme.domain.mock_exam.stated_marks import foreign_mark
from bareme.errors import BudgetReached, ModelFailure
from bareme.graphs.mock_exam.conversation import CORRECTED_MARKS, Conversation
from bareme.graphs.mock_exam.payment import PaidExam
from bareme.models.registry import is_paid


async def close(result: EvaluationResult, talks: Sequence[Conversation], exam: PaidExam) -> EvaluationResult:
    """Return the result with its closing words.

    They are the model's, written for these marks; an exam in parts, or marked in two runs, takes one more call for
    them. Words of our own stand where the exam is not complete, or the model wrote none for the marks that stand. The
    check of a mark says so already; otherwise there is one of its own.
    """
    plain, said = encourage(result.question_feedback, exam.t), ""
    problem: Check | None = None
    if result.overall_result.questions_open:
        pass
    elif len(talks) == 1 and not talks[0].is_completed:
        said = talks[0].encouragement
        if said and talks[0].encouraged_for != result.overall_result.total_marks_earned:
            said = ""
            if not any(check.kind in CORRECTED_MARKS for check in result.checks):
                problem = _check(CheckKind.COMMENT_REPLACED, "was written for other marks, and is replaced")
        elif stated := foreign_mark(said, result):
            said = ""
            problem = _check(CheckKind.COMMENT_REPLACED, f"states {stated!r}, which is no mark here, and is replaced")
    elif is_paid(exam.grader.model):
        try:
            said = await _ask(result, exam)
        except (ModelFailure, BudgetReached) as failure:
            problem = _check(CheckKind.INCOMPLETE_COMMENT, f"is not the model's: {failure}")
    checks = [*result.checks, problem] if problem else result.checks
    return result.model_copy(update={"encouragement_message": said or plain, "checks": checks})


async def _ask(result: EvaluationResult, exam: PaidExam) -> str:
    agent = build_closing_agent(exam.model, exam.language, result)
    content = closing_content(result.overall_result, result.section_results, result.question_feedback)
    return (await exam.answer(agent, content)).encouragement_message


def _check(kind: CheckKind, message: str) -> Check:
    return Check(kind=kind, message=f"encouragement_message {message}")
