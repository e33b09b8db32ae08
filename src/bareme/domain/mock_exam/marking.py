"""From a model's raw feedback to one valid mark a question: in range, summed, and as the key decides.

Every correction is a `Check`. The model sees its checks once and may answer again; what is still wrong then is
corrected, and its checks stay in the result.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from pydantic import ValidationError

from bareme.domain.injection import contains_injection
from bareme.domain.mock_exam.answer_keys import KeyVerdict, decide, loses_marks, unread_forms
from bareme.domain.mock_exam.breakdown import fitting_breakdown, settle_breakdown
from bareme.domain.mock_exam.comments import fit_to_read
from bareme.domain.mock_exam.evaluation import Check, CheckKind, QuestionFeedback
from bareme.domain.mock_exam.exam import ExamQuestion, ExamSection, MockExam
from bareme.domain.mock_exam.quotes import answer_text
from bareme.domain.mock_exam.submission import AnswerResponse, ExamSubmissionWithExam
from bareme.domain.mock_exam.words import expected_answer, follow_mark, lacks_reason, not_marked
from bareme.domain.points import format_points, is_mark, is_on_step, to_points
from bareme.errors import InvalidPoints
from bareme.translation import Translator, translator

type RawFeedback = dict[str, list[Mapping[str, Any]]]
"""The entries of a model's answer, not yet checked, by question id; several if it repeated itself."""

_SHOWN_FORM = 40
_STEPS = (Decimal(1), Decimal("0.5"), Decimal("0.25"), Decimal("0.01"))


@dataclass(frozen=True)
class MarkedQuestions:
    """The feedback for some questions, in the exam's order.

    `checks` are the corrections, which the model is told about; `notes` are what no marker can change.
    """

    feedback: list[QuestionFeedback] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    notes: list[Check] = field(default_factory=list)
    t: Translator = field(default_factory=lambda: translator("en"))
    seen: frozenset[str] = frozenset()
    """The questions whose drawing the marker was shown."""

    def updated_by(self, later: "MarkedQuestions") -> "MarkedQuestions":
        """Return these questions, with what is said later of some of them."""
        by_id = {entry.question_id: entry for entry in later.feedback}
        feedback = [by_id.get(entry.question_id, entry) for entry in self.feedback]
        checks = [check for check in self.checks if check.question_id not in by_id] + later.checks
        notes = [*self.notes, *(note for note in later.notes if note not in self.notes)]
        return MarkedQuestions(feedback, checks, notes, self.t, self.seen)


def mark_step(exam: MockExam) -> Decimal:
    """Return the mark step: 1, or a smaller one if the exam uses fractions of a mark."""
    used = [question.marks for question in exam.questions()]
    used += [step.marks for q in exam.questions() for step in q.cfu_config.answer_key.marking_scheme]
    return next((step for step in _STEPS if all(is_on_step(marks, step) for marks in used)), _STEPS[-1])


def collect_feedback(arguments: Iterable[Mapping[str, Any]]) -> RawFeedback:
    """Return the entries of `question_feedback` from all tool calls of one answer."""
    found: RawFeedback = {}
    for call in arguments:
        entries = call.get("question_feedback")
        for entry in entries if isinstance(entries, list) else []:
            if isinstance(entry, Mapping) and entry not in found.get(str(entry.get("question_id")), []):
                found.setdefault(str(entry.get("question_id")), []).append(entry)
    return found


def mark_questions(
    submission: ExamSubmissionWithExam,
    section: ExamSection,
    questions: Sequence[ExamQuestion],
    raw_feedback: RawFeedback,
    t: Translator | None = None,
    *,
    seen: frozenset[str] = frozenset(),
) -> MarkedQuestions:
    """Return feedback for exactly these questions of `section`, whatever `raw_feedback` contains.

    Words of our own are in the language of `t`, English if there is none. `seen`: the questions whose drawing was
    shown.
    """
    step = mark_step(submission.mock_exam)
    marked = MarkedQuestions(t=t or translator("en"), seen=seen)
    for question in questions:
        entries = raw_feedback.get(question.question_id, [])
        raw, faults = fit_to_read(
            entries[0] if entries else {}, _comparable(submission.answer_to(question.question_id), question)
        )
        for fault in faults:
            _note(marked.checks, CheckKind.UNFIT_COMMENT, question, fault)
        feedback = _read(question, section, raw, step, marked)
        if len({_verdict(entry) for entry in entries}) > 1:
            # Neither mark is more trustworthy than the other.
            feedback = feedback.model_copy(update={"marks_earned": None, "marking_breakdown": None})
            _note(marked.checks, CheckKind.NOT_MARKED, question, "was marked twice, differently")
        elif not entries:
            _note(marked.checks, CheckKind.NOT_MARKED, question, "is not in the evaluation")
        marked.feedback.append(_settle(feedback, question, submission, step, marked) if entries else feedback)
    unmarked = {feedback.question_id for feedback in marked.feedback if feedback.marks_earned is None}
    # If the key or the breakdown gave a mark after all, only that is reported.
    checks = [c for c in marked.checks if c.kind is not CheckKind.NOT_MARKED or c.question_id in unmarked]
    return MarkedQuestions(marked.feedback, checks, marked.notes, marked.t, seen)


def leave_unmarked(submission: ExamSubmissionWithExam, t: Translator) -> MarkedQuestions:
    """Return the questions that nobody is asked about, because their answers did not arrive."""
    lost = MarkedQuestions(t=t)
    for section in submission.mock_exam.sections:
        for question in section.questions:
            if submission.is_lost(question.question_id):
                lost.feedback.append(_read(question, section, {}, _STEPS[-1], lost))
                _note(lost.notes, CheckKind.NOT_MARKED, question, "is not marked: its answer did not arrive")
    return lost


def _settle(
    feedback: QuestionFeedback,
    question: ExamQuestion,
    submission: ExamSubmissionWithExam,
    step: Decimal,
    marked: MarkedQuestions,
) -> QuestionFeedback:
    """Return the feedback with the mark that stands, and with words that fit it."""
    said = feedback.marks_earned
    sent = submission.sent_answer(question.question_id)
    response = sent.response if sent else None
    if feedback.injection_suspected or (response is not None and contains_injection(response.written)):
        _note(marked.notes, CheckKind.INJECTION_SUSPECTED, question, "has an answer that speaks to the marker")
        feedback = feedback.model_copy(update={"injection_suspected": True})
    is_hidden = question.question_id not in marked.seen
    if response is not None and response.drawing_data and is_hidden:
        _note(marked.notes, CheckKind.DRAWING_NOT_SEEN, question, "has a drawing that nobody looked at")
    if response is not None and response.is_drawing_alone and is_hidden:
        unseen = feedback.model_copy(update={"marks_earned": None, "marking_breakdown": None})
        marked.checks[:] = [check for check in marked.checks if check.question_id != question.question_id]
        _note(marked.notes, CheckKind.NOT_MARKED, question, "is not marked: its answer is a drawing")
        return follow_mark(unseen, question, response, said=said, t=marked.t)
    # An answer that says it belongs elsewhere is for a marker to judge.
    place = (feedback.section_id, question.question_number)
    placed = sent is None or (sent.section_id, sent.question_number) == place
    verdict = decide(question, response) if placed or response is None or response.is_blank else None
    if verdict is None and unread_forms(question):
        unread = ", ".join(repr(form[:_SHOWN_FORM]) for form in unread_forms(question))
        _note(marked.notes, CheckKind.KEY_NOT_UNDERSTOOD, question, f"has a key that was not read: {unread}")
    written = _comparable(response, question)
    if verdict is not None:
        feedback = _decide_by_key(feedback, question, verdict, marked.checks)
        steps = fitting_breakdown(feedback.marking_breakdown, verdict.marks, question, written, marked.checks)
        feedback = feedback.model_copy(update={"marking_breakdown": steps})
    else:
        feedback = settle_breakdown(feedback, question, written, step, marked.checks)
    if verdict is None and loses_marks(question, response) and feedback.marks_earned == question.marks:
        _note(
            marked.checks, CheckKind.NOT_MARKED, question, "has all marks, and its answer is not what the key asks for"
        )
        feedback = feedback.model_copy(update={"marks_earned": None, "marking_breakdown": None})
    if feedback.marks_earned == said and lacks_reason(feedback, question, response):
        _note(marked.checks, CheckKind.INCOMPLETE_COMMENT, question, "lost marks, and where_you_went_wrong is empty")
    return follow_mark(feedback, question, response, said=said, t=marked.t)


def _comparable(response: AnswerResponse | None, question: ExamQuestion) -> str | None:
    """Return what quotations are held against, or None if a drawing may hold more."""
    return None if response is not None and response.drawing_data else answer_text(response, question.cfu_config)


def _verdict(entry: Mapping[str, Any]) -> str:
    """Return what an entry says of the mark; other words for the same mark are no contradiction."""
    breakdown = entry.get("marking_breakdown")
    steps = breakdown if isinstance(breakdown, list) else []
    steps = [step.get("marks_earned") for step in steps if isinstance(step, Mapping)]
    return repr((entry.get("marks_earned"), steps))


def _note(checks: list[Check], kind: CheckKind, question: ExamQuestion, message: str) -> None:
    checks.append(Check(kind=kind, message=f"{question.question_id!r} {message}", question_id=question.question_id))


def _read(
    question: ExamQuestion, section: ExamSection, raw: Mapping[str, Any], step: Decimal, marked: MarkedQuestions
) -> QuestionFeedback:
    """Return the usable parts of one entry. Code sets what it knows; missing texts are filled from the key."""
    owned = {
        "question_id": question.question_id,
        "question_number": question.question_number,
        "section_id": section.section_id,
        "marks_possible": question.marks,
        # What is worth nothing has no mark that says whether it is right.
        "is_correct": not question.marks and raw.get("is_correct") is True,
        "is_partially_correct": False,
        "injection_suspected": raw.get("injection_suspected") is True,
        "marks_earned": _read_marks(question, raw, step, marked.checks),
    }
    words = {
        "feedback_summary": marked.t("Marked, without a comment.") if raw else not_marked(marked.t),
        "correct_approach": expected_answer(question, marked.t),
        "related_concept": section.section_label or question.question_type.value,
    }
    kept = {**raw, **owned}
    try:
        return QuestionFeedback.model_validate(kept)
    except ValidationError as error:
        faulty = sorted({str(fault["loc"][0]) for fault in error.errors()})
    if raw:
        _note(marked.checks, CheckKind.INCOMPLETE_COMMENT, question, f"has no usable {', '.join(faulty)}")
    usable = {name: value for name, value in kept.items() if name not in faulty}
    return QuestionFeedback.model_validate({**words, **usable})


def _read_marks(question: ExamQuestion, raw: Mapping[str, Any], step: Decimal, checks: list[Check]) -> Decimal | None:
    if not raw:
        return None
    try:
        marks = to_points(raw.get("marks_earned"))
    except InvalidPoints as error:
        _note(checks, CheckKind.NOT_MARKED, question, f"has no mark: {error}")
        return None
    if is_mark(marks, maximum=question.marks, step=step):
        return marks
    allowed = f"multiples of {_shown(step)} from 0 to {_shown(question.marks)}"
    _note(checks, CheckKind.NOT_MARKED, question, f"cannot have {_shown(marks)} marks: they are {allowed}")
    return None


def is_another_mark(given: object, accepted: Decimal) -> bool:
    """Return whether `given` is a number of points that differs from an accepted mark."""
    try:
        return to_points(given) != accepted
    except InvalidPoints:
        return False


def _decide_by_key(
    feedback: QuestionFeedback, question: ExamQuestion, verdict: KeyVerdict, checks: list[Check]
) -> QuestionFeedback:
    earned = feedback.marks_earned
    if earned != verdict.marks:
        given = "no valid mark" if earned is None else f"{_shown(earned)} of {_shown(question.marks)} marks"
        _note(
            checks,
            CheckKind.KEY_OVERRULED_MODEL,
            question,
            f"was given {given}, where the key decides {_shown(verdict.marks)}: {verdict.reason}",
        )
    return feedback.model_copy(update={"marks_earned": verdict.marks})


def _shown(marks: Decimal) -> str:
    return format_points(marks, "en")
