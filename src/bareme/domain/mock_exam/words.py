"""Words that follow the mark: what a student reads never says the opposite of the marks beside it."""

from decimal import Decimal

from bareme.domain.mock_exam.answer_keys import decide
from bareme.domain.mock_exam.evaluation import QuestionFeedback
from bareme.domain.mock_exam.exam import ExamQuestion
from bareme.domain.mock_exam.submission import AnswerResponse
from bareme.domain.points import ZERO, format_points
from bareme.translation import Translator


def follow_mark(
    feedback: QuestionFeedback,
    question: ExamQuestion,
    response: AnswerResponse | None,
    *,
    said: Decimal | None,
    t: Translator,
) -> QuestionFeedback:
    """Return `feedback` with words for its own mark. `said` is the mark that the model wrote its words for.

    Where code changed the mark, or the key says of a question that is worth nothing what the model did not, the
    model's words are replaced by plain ones, in the language of `t`.
    """
    earned = feedback.marks_earned
    if earned is None:
        unmarked = {"feedback_summary": not_marked(t), "is_correct": False, "is_partially_correct": False}
        return feedback.model_copy(update={**_plain(question, t), **unmarked})
    is_right = earned == question.marks if question.marks else _is_right(feedback, question, response)
    fits = earned == said and (bool(question.marks) or is_right == feedback.is_correct)
    flags = {"is_correct": is_right, "is_partially_correct": ZERO < earned < question.marks}
    feedback = feedback.model_copy(update=flags)
    if not fits:
        summary = _summary(earned, question, response, is_right=is_right, t=t)
        plain = {**_plain(question, t), "feedback_summary": summary}
        feedback = feedback.model_copy(update=plain)
    if is_right:
        return feedback.model_copy(update={"where_you_went_wrong": None, "misconception_detected": None})
    if feedback.where_you_went_wrong and feedback.where_you_went_wrong.strip():
        return feedback
    return feedback.model_copy(update={"where_you_went_wrong": _reason(question, response, t)})


def lacks_reason(feedback: QuestionFeedback, question: ExamQuestion, response: AnswerResponse | None) -> bool:
    """Return whether marks were lost by an answer, and nothing says why."""
    lost = feedback.marks_earned is not None and feedback.marks_earned < question.marks
    return lost and not _is_blank(response) and not (feedback.where_you_went_wrong or "").strip()


def not_marked(t: Translator) -> str:
    """Return what stands in place of a comment on a question without a mark."""
    return t("This question could not be marked.")


def expected_answer(question: ExamQuestion, t: Translator) -> str:
    """Return what stands in place of the way to the answer."""
    return t("The expected answer: {answer}", answer=question.cfu_config.answer_key.correct_answer)


def _plain(question: ExamQuestion, t: Translator) -> dict[str, object]:
    return {
        "what_you_did_well": None,
        "where_you_went_wrong": None,
        "misconception_detected": None,
        "correct_approach": expected_answer(question, t),
    }


def _is_blank(response: AnswerResponse | None) -> bool:
    return response is None or response.is_blank


def _is_right(feedback: QuestionFeedback, question: ExamQuestion, response: AnswerResponse | None) -> bool:
    """Return whether the answer to a question that is worth nothing is right: by the key, or as the model says."""
    verdict = decide(question.model_copy(update={"marks": Decimal(1)}), response)
    return feedback.is_correct if verdict is None else bool(verdict.marks)


def _summary(
    earned: Decimal, question: ExamQuestion, response: AnswerResponse | None, *, is_right: bool, t: Translator
) -> str:
    given, marks = format_points(earned, t.language), format_points(question.marks, t.language)
    if is_right:
        return t("{earned} of {marks} marks: your answer is what the answer key asks for.", earned=given, marks=marks)
    if _is_blank(response):
        return t("{earned} of {marks} marks: no answer was given.", earned=given, marks=marks)
    return t("{earned} of {marks} marks: your answer was held against the answer key.", earned=given, marks=marks)


def _reason(question: ExamQuestion, response: AnswerResponse | None, t: Translator) -> str:
    if _is_blank(response):
        return t("No answer was given.")
    return t("The answer key asks for: {answer}", answer=question.cfu_config.answer_key.correct_answer)
