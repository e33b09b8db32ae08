"""The mock examiner: its prompt, and the division of long exams into parts."""

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from langchain_core.language_models import BaseChatModel

from bareme.agents.agent import Agent
from bareme.agents.evaluation_schema import evaluation_schema
from bareme.agents.prompt import fence, load_prompt
from bareme.domain.mock_exam.evaluation import EvaluationResult
from bareme.domain.mock_exam.exam import ExamQuestion, ExamSection, MCQOption
from bareme.domain.mock_exam.free_form import without_pictures
from bareme.domain.mock_exam.marking import mark_step
from bareme.domain.mock_exam.submission import AnswerResponse, ExamSubmissionWithExam
from bareme.domain.points import Language, format_points
from bareme.translation import translator

PROMPT = load_prompt("mock_examiner")
TOOL = EvaluationResult.__name__
TEMPERATURE = 0.3

LONGEST = 25
"""The most questions to mark in one call. Longer answers are slow and tend to be cut off."""
MOST_TOKENS = 16_000
"""The most estimated tokens of a message."""
_CHARACTERS_PER_TOKEN = 4

_DRAWING = "The student also made a drawing, which is not shown here."
_DRAWING_SHOWN = "The student also made a drawing, which follows as a picture."


@dataclass(frozen=True)
class Part:
    """Questions of one section to mark in one call."""

    section: ExamSection
    questions: tuple[ExamQuestion, ...]


def build_mock_examiner(
    model: BaseChatModel, submission: ExamSubmissionWithExam, parts: Sequence[Part], language: Language = "en"
) -> Agent[EvaluationResult]:
    """Return the agent that evaluates these parts."""
    schema = evaluation_schema([question for part in parts for question in part.questions])
    return Agent(model, schema, system_prompt=system_prompt(submission, language), reads_students=True)


def system_prompt(submission: ExamSubmissionWithExam, language: Language = "en") -> str:
    """Return the mock examiner's instructions, with the step of the exam's marks, for feedback in `language`."""
    step = format_points(mark_step(submission.mock_exam), "en")
    return PROMPT.fill(language=translator(language).name, mark_step=step)


def build_grading_message(submission: ExamSubmissionWithExam) -> str:
    """Return the whole message that asks for an evaluation: the exam with its keys, and the student's answers.

    The student's words stand in fences of their own, as JSON, and cannot close them. Who the student is, is not said.
    """
    return build_part_message(submission, whole(submission))


def build_part_message(submission: ExamSubmissionWithExam, parts: Sequence[Part], seen: Collection[str] = ()) -> str:
    """Return the message for some of the exam's questions. `seen`: those whose drawing follows as a picture."""
    exam = submission.mock_exam
    count = sum(len(part.questions) for part in parts)
    total = sum(1 for _ in exam.questions())
    lead = "Mark this exam." if count == total else f"Mark these {count} of the {total} questions of an exam."
    about = {
        "title": exam.metadata.title,
        "subject": exam.metadata.subject,
        "level": exam.metadata.level,
        "instructions": exam.metadata.instructions,
        "calculator_policy": exam.metadata.calculator_policy,
        "total_marks": _number(sum((question.marks for question in exam.questions()), Decimal(0))),
        "exam_id": exam.examId,
        "submission_id": submission.submission_id,
    }
    return "\n\n".join([lead, fence("exam", _json(about)), *exam_blocks(submission, parts, seen)])


def exam_blocks(submission: ExamSubmissionWithExam, parts: Sequence[Part], seen: Collection[str] = ()) -> Iterator[str]:
    """Yield the sections, and their questions with their keys and the student's answers, each fenced."""
    for part in parts:
        yield fence("section", _json(_section(part.section)))
        for question in part.questions:
            answer = submission.answer_to(question.question_id)
            yield fence("question", _json(_question(question, part.section)))
            yield fence("student_answer", _json(_answer(answer, is_seen=question.question_id in seen)))


def whole(submission: ExamSubmissionWithExam) -> list[Part]:
    """Return the sections with the questions to mark, in their order."""
    parts = [
        Part(section, tuple(q for q in section.questions if not submission.is_lost(q.question_id)))
        for section in submission.mock_exam.sections
    ]
    return [part for part in parts if part.questions]


def divide(submission: ExamSubmissionWithExam) -> list[list[Part]]:
    """Return the parts for each call: the whole exam, or for a long one a section or part of a section."""
    parts = whole(submission)
    questions = sum(len(part.questions) for part in parts)
    if not parts:
        return []
    if questions <= LONGEST and _tokens(submission, parts) <= MOST_TOKENS:
        return [parts]
    return [[piece] for part in parts for piece in _pieces(submission, part)]


def _pieces(submission: ExamSubmissionWithExam, part: Part) -> Iterator[Part]:
    """Yield `part`, halved until no piece is too long. Even halves keep all calls about equally slow."""
    too_long = len(part.questions) > LONGEST or _tokens(submission, [part]) > MOST_TOKENS
    if not too_long or len(part.questions) == 1:
        yield part
        return
    middle = (len(part.questions) + 1) // 2
    for questions in (part.questions[:middle], part.questions[middle:]):
        yield from _pieces(submission, Part(part.section, questions))


def _tokens(submission: ExamSubmissionWithExam, parts: Sequence[Part]) -> int:
    return len(build_part_message(submission, parts)) // _CHARACTERS_PER_TOKEN


def _section(section: ExamSection) -> dict[str, Any]:
    return {
        "section_id": section.section_id,
        "label": section.section_label,
        "instructions": section.section_instructions,
    }


def _question(question: ExamQuestion, section: ExamSection) -> dict[str, Any]:
    config = question.cfu_config
    key = config.answer_key
    entry: dict[str, Any] = {
        "question_id": question.question_id,
        "question_number": question.question_number,
        "section_id": section.section_id,
        "question_type": question.question_type,
        "marks": _number(question.marks),
        "stem": question.question_stem,
        "expected_format": config.expected_format,
        "options": [_option(option, config.right_labels) for option in config.options or []],
        "correct_answer": key.correct_answer,
        "acceptable_variations": key.acceptable_variations,
        "marking_scheme": [{"step": step.step, "marks": _number(step.marks)} for step in key.marking_scheme],
        "misconceptions": [{"error_pattern": m.error_pattern, "feedback": m.feedback} for m in question.misconceptions],
    }
    return {name: value for name, value in entry.items() if value not in (None, [], "")}


def _option(option: MCQOption, right: frozenset[str]) -> dict[str, Any]:
    entry = {"label": option.label, "text": option.text, "is_correct": option.is_correct or option.label in right}
    return {**entry, "feedback": option.feedback} if option.feedback else entry


def _answer(answer: AnswerResponse | None, *, is_seen: bool) -> dict[str, Any]:
    if answer is None or answer.is_blank:
        return {"answered": False}
    given = answer.model_dump(
        exclude_none=True,
        include={"selected_option", "selected_options", "response_text", "numeric_value", "working", "final_answer"},
    )
    if answer.drawing_data:
        given["drawing"] = _DRAWING_SHOWN if is_seen else _DRAWING
    return {name: value for name, value in given.items() if value not in ("", [])}


def _number(marks: Decimal) -> int | float:
    return int(marks) if marks == marks.to_integral_value() else float(marks)


def _json(value: dict[str, Any]) -> str:
    return without_pictures(json.dumps(value, ensure_ascii=False, indent=1))
