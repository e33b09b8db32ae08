"""Athena: text exercises with grading instructions and human scores, from ls1intum/edutelligence. MIT licence."""

from collections import Counter
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, Field

from bareme.domain.criteria import Criterion, CriterionKind, Level
from bareme.errors import InvalidInput
from bareme.evaluation.items import DataSet, EvaluationItem, LeftOut, Number, RaterMark
from bareme.evaluation.json_files import read_json_file
from bareme.evaluation.refusals import Refusals, refuse
from bareme.translation import Message

_STEP = Decimal("0.25")
_PLACES = Decimal("0.1")
_NO_TEXT = Message("submission to an exercise that is not a text")
_NO_SCORE = Message("submission without a human score")
_FIELDS = frozenset({"max_points", "submissions", "problem_statement"})
_Text = Annotated[str, Field(coerce_numbers_to_str=True)]


class _Feedback(BaseModel):
    id: _Text = ""
    title: str | None = None
    credits: Number


class _Submission(BaseModel):
    id: _Text
    text: _Text
    score: Number | None = None
    feedbacks: list[_Feedback] | None = None


class _Instruction(BaseModel):
    credits: Number
    instruction_description: str | None = None


class _Criterion(BaseModel):
    id: _Text
    title: str | None = None
    structured_grading_instructions: list[_Instruction] | None = None


class _Baseline(BaseModel):
    model: str | None = None


class _Exercise(BaseModel):
    """An exercise in the file; its submissions are validated one by one."""

    id: _Text = ""
    type: str = "text"
    max_points: Annotated[Number, Field(gt=0)]
    problem_statement: str | None = None
    grading_instructions: str | None = None
    example_solution: str | None = None
    grading_criteria: list[_Criterion] | None = None
    baseline_info: _Baseline | None = None
    submissions: list[Any]


def recognises(value: object) -> bool:
    """Return whether the JSON value is an exercise with submissions."""
    return isinstance(value, dict) and value.keys() >= _FIELDS and isinstance(value["submissions"], list)


def read(path: Path) -> DataSet:
    """Return the submissions of one exercise, or of all exercises in a folder.

    The human mark is computed from the submission's score, a percentage with one decimal place, as the multiple of a
    quarter point that it was rounded from. Feedback credits become a system's marks if `baseline_info` names the model;
    as on the platform, their sum is limited to the exercise's range. Exercises other than texts and submissions without
    a score are left out and counted.

    Raises:
        InvalidInput: submissions are invalid; the message names them.
    """
    paths = sorted(path.glob("*.json")) if path.is_dir() else [path]
    items: list[EvaluationItem] = []
    left_out: Counter[Message] = Counter()
    for file in paths:
        exercise = _exercise(file)
        if exercise.type != "text":
            left_out[_NO_TEXT] += len(exercise.submissions)
            continue
        refusals = Refusals(file)
        for number, value in enumerate(exercise.submissions, start=1):
            named = value.get("id", number) if isinstance(value, dict) else number
            with refusals.at(f"submission {named!r}"):
                submission = _Submission.model_validate(value)
                if submission.score is None:
                    left_out[_NO_SCORE] += 1
                else:
                    items.append(_item(exercise, submission, submission.score))
        refusals.raise_any()
    if not items:
        raise refuse(path, Message("no text submission has a human score"))
    return DataSet(
        name=f"Athena ({path.stem})",
        format="athena",
        licence="MIT",
        items=tuple(items),
        left_out=tuple(LeftOut(count=count, reason=reason) for reason, count in left_out.items()),
    )


def _exercise(file: Path) -> _Exercise:
    value = read_json_file(file)
    if not recognises(value):
        raise refuse(file, Message("not an Athena exercise"))
    refusals, found = Refusals(file), None
    with refusals.at("exercise"):
        found = _Exercise.model_validate(value)
    refusals.raise_any()
    assert found is not None  # noqa: S101 - else a fault was kept, and raised
    return found


def _item(exercise: _Exercise, submission: _Submission, score: Decimal) -> EvaluationItem:
    maximum = exercise.max_points
    baseline = exercise.baseline_info.model if exercise.baseline_info else None
    return EvaluationItem(
        item_id=f"{exercise.id}/{submission.id}",
        question_id=exercise.id,
        question="\n\n".join(filter(None, (exercise.problem_statement, exercise.grading_instructions))),
        maximum=maximum,
        step=_STEP,
        reference_answer=exercise.example_solution or "",
        criteria=_criteria(exercise),
        answer=submission.text,
        human_marks=(RaterMark(rater="human", points=_points(score, maximum)),),
        system_marks=(_system_mark(baseline, submission, maximum),) if baseline else (),
    )


def _points(percent: Decimal, maximum: Decimal) -> Decimal:
    """Return the multiple of a quarter point whose percentage of the maximum rounds to `percent`."""
    points = (percent * maximum / 100 / _STEP).quantize(Decimal(1), rounding=ROUND_HALF_UP) * _STEP
    printed = (points / maximum * 100).quantize(_PLACES, rounding=ROUND_HALF_UP)
    if abs(printed - percent) > _PLACES:
        raise InvalidInput(
            "no multiple of {step} is {percent} % of {maximum}", step=_STEP, percent=percent, maximum=maximum
        )
    return points


def _criteria(exercise: _Exercise) -> tuple[Criterion, ...]:
    """Return the structured grading instructions as criteria with levels, worth their highest level.

    A criterion that only deducts points is worth its largest deduction.
    """
    criteria = []
    for criterion in exercise.grading_criteria or ():
        levels = tuple(
            Level(points=one.credits, description=one.instruction_description or str(one.credits))
            for one in criterion.structured_grading_instructions or ()
        )
        worth = [level.points for level in levels] or [Decimal(0)]
        criteria.append(
            Criterion(
                id=criterion.id,
                name=criterion.title or criterion.id,
                points=max(worth) if max(worth) > 0 else min(worth),
                kind=CriterionKind.LEVELS if levels else CriterionKind.RANGE,
                levels=levels,
            )
        )
    return tuple(criteria)


def _system_mark(name: str, submission: _Submission, maximum: Decimal) -> RaterMark:
    by_title: dict[str, Decimal] = {}
    for feedback in submission.feedbacks or ():
        title = feedback.title or feedback.id
        by_title[title] = by_title.get(title, Decimal(0)) + feedback.credits
    total = sum(by_title.values(), Decimal(0))
    return RaterMark(rater=name, points=min(max(total, Decimal(0)), maximum), criteria=by_title)
