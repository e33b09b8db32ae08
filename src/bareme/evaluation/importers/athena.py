"""Athena: text exercises with grading instructions, submissions with a human score, feedback with credits.

Files of the ls1intum/edutelligence repository, MIT.
"""

from collections import Counter
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

from bareme.domain.criteria import Criterion, CriterionKind, Level
from bareme.evaluation.items import DataSet, EvaluationItem, LeftOut, RaterMark, Remark
from bareme.evaluation.json_files import read_json_file
from bareme.evaluation.numbers import read_number
from bareme.evaluation.refusals import Refusals, refuse

_STEP = Decimal("0.25")
_PLACES = Decimal("0.1")
_NO_TEXT = ("submission to an exercise that is no text", "copie d’un exercice qui n’est pas un texte")
_NO_SCORE = ("submission without a human score", "copie sans note humaine")
_FIELDS = frozenset({"max_points", "submissions", "problem_statement"})


def recognises(value: object) -> bool:
    """Whether the JSON value is an exercise with submissions."""
    return isinstance(value, dict) and value.keys() >= _FIELDS


def read(path: Path) -> DataSet:
    """Return the submissions of one exercise, or of all the exercises in a folder.

    The human mark is the submission's score, a share of the maximum in percent to one place, as the multiple of a
    quarter point that it came from. Feedback credits of a file that says a model wrote them (`baseline_info`) are that
    system's marks, their sum kept within the exercise's range as the platform does; they never count as a person's.
    Exercises that are not texts, and submissions without a score, are left out and counted.

    Raises:
        InvalidInput: a submission cannot be used; the message names each.
    """
    paths = sorted(path.glob("*.json")) if path.is_dir() else [path]
    items: list[EvaluationItem] = []
    left_out: Counter[tuple[str, str]] = Counter()
    for file in paths:
        exercise = read_json_file(file)
        if not recognises(exercise):
            raise refuse(file, "no exercise of Athena", "pas un exercice d’Athena")
        if exercise.get("type", "text") != "text":
            left_out[_NO_TEXT] += len(exercise["submissions"])
            continue
        refusals = Refusals(file)
        for submission in exercise["submissions"]:
            with refusals.at(f"submission {submission.get('id')!r}"):
                if submission.get("score") is None:
                    left_out[_NO_SCORE] += 1
                else:
                    items.append(_item(exercise, submission))
        refusals.raise_any()
    if not items:
        raise refuse(path, "no submission to a text has a human score", "aucune copie de texte n’a de note humaine")
    return DataSet(
        name=f"Athena ({path.stem})",
        format="athena",
        licence="MIT",
        items=tuple(items),
        left_out=tuple(LeftOut(count=n, reason=Remark(en=en, fr=fr)) for (en, fr), n in left_out.items()),
    )


def _item(exercise: dict[str, Any], submission: dict[str, Any]) -> EvaluationItem:
    maximum = read_number(exercise["max_points"])
    statement = [str(exercise[name]) for name in ("problem_statement", "grading_instructions") if exercise.get(name)]
    baseline = (exercise.get("baseline_info") or {}).get("model")
    return EvaluationItem(
        item_id=f"{exercise['id']}/{submission['id']}",
        question_id=str(exercise["id"]),
        question="\n\n".join(statement),
        maximum=maximum,
        step=_STEP,
        reference_answer=str(exercise.get("example_solution") or ""),
        criteria=_criteria(exercise),
        answer=str(submission["text"]),
        human_marks=(RaterMark(rater="human", points=_points(submission["score"], maximum)),),
        system_marks=(_system_mark(str(baseline), submission, maximum),) if baseline else (),
    )


def _points(score: object, maximum: Decimal) -> Decimal:
    """Return the multiple of a quarter point whose share of the maximum is printed as `score`."""
    percent = read_number(score)
    points = (percent * maximum / 100 / _STEP).quantize(Decimal(1), rounding=ROUND_HALF_UP) * _STEP
    printed = (points / maximum * 100).quantize(_PLACES, rounding=ROUND_HALF_UP)
    if abs(printed - percent) > _PLACES:
        raise ValueError(f"no multiple of {_STEP} is {percent} % of {maximum}")
    return points


def _criteria(exercise: dict[str, Any]) -> tuple[Criterion, ...]:
    """Return the structured instructions, where there are any: each criterion's levels, worth the most that they give.

    One whose instructions only take points off is worth the most that it takes.
    """
    criteria = []
    for criterion in exercise.get("grading_criteria") or ():
        levels = tuple(
            Level(
                points=read_number(instruction["credits"]),
                description=str(instruction.get("instruction_description") or instruction["credits"]),
            )
            for instruction in criterion.get("structured_grading_instructions") or ()
        )
        worth = [level.points for level in levels] or [Decimal(0)]
        criteria.append(
            Criterion(
                id=str(criterion["id"]),
                name=str(criterion.get("title") or criterion["id"]),
                points=max(worth) if max(worth) > 0 else min(worth),
                kind=CriterionKind.LEVELS if levels else CriterionKind.RANGE,
                levels=levels,
            )
        )
    return tuple(criteria)


def _system_mark(name: str, submission: dict[str, Any], maximum: Decimal) -> RaterMark:
    by_title: dict[str, Decimal] = {}
    for feedback in submission.get("feedbacks") or ():
        title = str(feedback.get("title") or feedback.get("id"))
        by_title[title] = by_title.get(title, Decimal(0)) + read_number(feedback["credits"])
    total = sum(by_title.values(), Decimal(0))
    return RaterMark(rater=name, points=min(max(total, Decimal(0)), maximum), criteria=by_title)
