"""Words that follow the mark: what a student reads never says the opposite of the marks beside it."""

from decimal import Decimal

from bareme.domain.mock_exam.evaluation import QuestionFeedback
from bareme.domain.mock_exam.submission import AnswerResponse, ExamQuestion
from bareme.domain.points import ZERO, format_points

_NOT_MARKED = "This question could not be marked."


def follow_mark(
    feedback: QuestionFeedback,
    question: ExamQuestion,
    response: AnswerResponse | None,
    said: Decimal | None,
) -> QuestionFeedback:
    """Return `feedback` with words for its own mark. `said` is the mark that the model wrote its words for.

    Where code changed the mark, the model's words are replaced by plain ones.
    """
    earned = feedback.marks_earned
    if earned is None:
        return feedback.model_copy(
            update={**_plain(question), "feedback_summary": "This question could not be marked."}
        )
    is_right = earned == question.marks if question.marks else feedback.is_correct
    flags = {"is_correct": is_right, "is_partially_correct": ZERO < earned < question.marks}
    feedback = feedback.model_copy(update=flags)
    if earned != said:
        feedback = feedback.model_copy(update={**_plain(question), "feedback_summary": _summary(earned, question)})
    if is_right:
        return feedback.model_copy(update={"where_you_went_wrong": None, "misconception_detected": None})
    if feedback.where_you_went_wrong and feedback.where_you_went_wrong.strip():
        return feedback
    return feedback.model_copy(update={"where_you_went_wrong": _reason(question, response)})


def lacks_reason(feedback: QuestionFeedback, question: ExamQuestion, response: AnswerResponse | None) -> bool:
    """Return whether marks were lost by an answer, and nothing says why."""
    lost = feedback.marks_earned is not None and feedback.marks_earned < question.marks
    is_blank = response is None or response.is_blank
    return lost and not is_blank and not (feedback.where_you_went_wrong or "").strip()


def _plain(question: ExamQuestion) -> dict[str, object]:
    return {
        "what_you_did_well": None,
        "where_you_went_wrong": None,
        "misconception_detected": None,
        "correct_approach": f"The expected answer: {question.cfu_config.answer_key.correct_answer}",
    }


def _summary(earned: Decimal, question: ExamQuestion) -> str:
    marks = f"{format_points(earned, 'en')} of {format_points(question.marks, 'en')} marks"
    if earned == question.marks:
        return f"{marks}: your answer is what the answer key asks for."
    return f"{marks}: your answer was held against the answer key."


def _reason(question: ExamQuestion, response: AnswerResponse | None) -> str:
    if response is None or response.is_blank:
        return "No answer was given."
    return f"The answer key asks for: {question.cfu_config.answer_key.correct_answer}"
