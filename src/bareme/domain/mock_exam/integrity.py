"""Inconsistencies of a submission. They are reported and never cost marks."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime

from bareme.domain.mock_exam.answer_keys import find_key_faults, selected_labels
from bareme.domain.mock_exam.evaluation import Check, CheckKind
from bareme.domain.mock_exam.exam import CFUConfig, MockExam
from bareme.domain.mock_exam.submission import ExamSubmissionWithExam, SubmissionMetadata, SubmittedAnswer
from bareme.domain.points import add, format_points

_MINUTES_OF_GRACE = 1.0
"""Clients round down to minutes, and a request takes a moment."""


def check_submission(submission: ExamSubmissionWithExam) -> list[Check]:
    """Return the inconsistencies of the exam and its submission, in a fixed order."""
    return [
        *_declared_totals(submission.mock_exam),
        *_keys(submission.mock_exam),
        *_identifiers(submission),
        *_answers(submission),
        *_counts(submission),
        *_times(submission),
    ]


def _declared_totals(exam: MockExam) -> Iterator[Check]:
    for section in exam.sections:
        total = add(question.marks for question in section.questions)
        if section.section_marks != total:
            yield Check(
                kind=CheckKind.TOTALS_DISAGREE,
                message=f"section {section.section_id!r} declares {format_points(section.section_marks, 'en')} marks, "
                f"and its questions have {format_points(total, 'en')}; their sum is used",
            )
    total = add(question.marks for question in exam.questions())
    if exam.metadata.totalMarks != total:
        yield Check(
            kind=CheckKind.TOTALS_DISAGREE,
            message=f"the exam declares {format_points(exam.metadata.totalMarks, 'en')} marks, "
            f"and its questions have {format_points(total, 'en')}; their sum is used",
        )


def _keys(exam: MockExam) -> Iterator[Check]:
    for question in exam.questions():
        for fault in find_key_faults(question):
            yield _check(CheckKind.KEY_NOT_UNDERSTOOD, question.question_id, f"{fault}; the marker decides")


def _identifiers(submission: ExamSubmissionWithExam) -> Iterator[Check]:
    exam = submission.mock_exam
    for name, said, there in (
        ("exam_id", submission.exam_id, exam.examId),
        ("course_id", submission.course_id, exam.courseId),
    ):
        if said != there:
            yield Check(
                kind=CheckKind.IDENTIFIERS_DISAGREE,
                message=f"the submission's {name} is {said!r}, the exam's is {there!r}",
            )


def _answers(submission: ExamSubmissionWithExam) -> Iterator[Check]:
    sections = submission.mock_exam.sections
    places = {question.question_id: (section, question) for section in sections for question in section.questions}
    times = Counter(answer.question_id for answer in submission.answers)
    for question_id, count in times.items():
        if question_id not in places:
            yield _check(CheckKind.UNKNOWN_QUESTION, question_id, "is answered, but is no question of the exam")
        elif count > 1:
            yield _check(CheckKind.REPEATED_ANSWER, question_id, f"is answered {count} times; the first answer counts")
    for answer in submission.answers:
        if answer.question_id not in places:
            continue
        section, question = places[answer.question_id]
        for name, said, there in (
            ("section_id", answer.section_id, section.section_id),
            ("question_number", answer.question_number, question.question_number),
        ):
            if said != there:
                yield _check(
                    CheckKind.IDENTIFIERS_DISAGREE, answer.question_id, f"has the {name} {there!r}, its answer {said!r}"
                )
        if answer.question_type is not question.question_type:
            kinds = f"{answer.question_type.value!r}, and is {question.question_type.value!r}"
            yield _check(CheckKind.TYPE_DISAGREES, answer.question_id, f"is answered as {kinds}")
        yield from _options(answer, question.cfu_config)


def _options(answer: SubmittedAnswer, config: CFUConfig) -> Iterator[Check]:
    if answer.response is None:
        return
    selected = {answer.response.selected_option, *(answer.response.selected_options or [])}
    for name in selected_labels(config, answer.response)[1]:
        if config.options and name in selected:
            yield _check(CheckKind.UNKNOWN_OPTION, answer.question_id, f"has no option {name[:40]!r}")


def _check(kind: CheckKind, question_id: str, message: str) -> Check:
    return Check(kind=kind, message=f"{question_id!r} {message}", question_id=question_id)


def _counts(submission: ExamSubmissionWithExam) -> Iterator[Check]:
    said = submission.exam_context
    count = sum(1 for _ in submission.mock_exam.questions())
    if submission.is_truncated:
        yield Check(
            kind=CheckKind.TRUNCATED_UPLOAD,
            message=f"exam_context counts {said.questions_answered} answered questions, and {len(submission.answers)} "
            "answers came; what did not come is not marked",
        )
    if said.total_questions != count:
        yield Check(
            kind=CheckKind.COUNTS_DISAGREE,
            message=f"exam_context counts {said.total_questions} questions, the exam has {count}",
        )
    if said.questions_answered + said.questions_skipped != said.total_questions:
        yield Check(
            kind=CheckKind.COUNTS_DISAGREE,
            message=f"exam_context counts {said.questions_answered} answered and {said.questions_skipped} skipped "
            f"of {said.total_questions} questions",
        )


def _times(submission: ExamSubmissionWithExam) -> Iterator[Check]:
    said = submission.submission_metadata
    limit, of_exam = said.time_limit_minutes or 0, submission.mock_exam.metadata.timeLimit or 0
    if limit != of_exam:
        yield _times_check(f"the time limit is {limit:g} minutes, the exam's {of_exam:g}")
    started, submitted = _read_time(said.started_at), _read_time(said.submitted_at)
    for name, read in (("started_at", started), ("submitted_at", submitted)):
        if read is None:
            yield _times_check(f"{name} is no ISO 8601 time")
    spent = said.time_spent_minutes
    if started is not None and submitted is not None:
        elapsed = (submitted - started).total_seconds() / 60
        if elapsed < 0:
            yield _times_check("the exam was submitted before it was started")
        elif spent > elapsed + _MINUTES_OF_GRACE:
            yield _times_check(f"{spent:g} minutes were spent, and only {elapsed:.3g} went by")
        spent = max(spent, elapsed)
    on_answers = sum(answer.time_spent_seconds or 0 for answer in submission.answers) / 60
    if on_answers > spent + _MINUTES_OF_GRACE:
        yield _times_check(f"the answers took {on_answers:.3g} minutes, and {spent:.3g} were spent")
    if limit:
        yield from _over_time(said, spent, limit)


def _over_time(said: SubmissionMetadata, spent: float, limit: float) -> Iterator[Check]:
    over = max(0.0, spent - limit)
    declared = said.time_overage_minutes
    if declared is not None and abs(declared - over) > _MINUTES_OF_GRACE:
        yield _times_check(f"{declared:g} minutes over time are declared, and it was {over:.3g}")
    if over > _MINUTES_OF_GRACE and not said.was_auto_submitted:
        yield Check(
            kind=CheckKind.OVER_TIME,
            message=f"submitted by hand {over:.3g} minutes after the time limit of {limit:g}",
        )


def _times_check(message: str) -> Check:
    return Check(kind=CheckKind.CONTRADICTORY_TIMES, message=message)


def _read_time(text: str) -> datetime | None:
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        return None
    return read if read.tzinfo else read.replace(tzinfo=UTC)
