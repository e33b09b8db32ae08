"""ALICE: German short answers, each with a level of the question's rubric. MIT licence."""

from decimal import Decimal
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, Field

from bareme.errors import InvalidInput
from bareme.evaluation.items import DataSet, EvaluationItem, RaterMark, ScaleLevel
from bareme.evaluation.json_files import read_json_file
from bareme.evaluation.levels import match_label
from bareme.evaluation.refusals import Refusals, refuse
from bareme.translation import Message

_ORDER = ("Incorrect", "Partially correct", "Correct")
_FIELDS = frozenset({"question_id", "question", "answer", "rubric", "score"})
_Text = Annotated[str, Field(coerce_numbers_to_str=True)]


class _Entry(BaseModel):
    """An answer in the file."""

    id: _Text = ""
    question_id: _Text
    question: _Text
    answer: _Text
    rubric: dict[str, _Text] = Field(min_length=1)
    score: _Text


def recognises(value: object) -> bool:
    """Return whether the JSON value is a list of answers with rubrics and levels."""
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict) and value[0].keys() >= _FIELDS


def read(path: Path) -> DataSet:
    """Return the answers; the lowest level of a rubric is worth 0 points, and each higher level one more.

    Raises:
        InvalidInput: the file is not such a list, or entries are invalid; the message names them.
    """
    value = read_json_file(path)
    if not recognises(value):
        raise refuse(path, Message("not a list of answers with rubrics"))
    refusals = Refusals(path)
    items: list[EvaluationItem] = []
    for index, entry in enumerate(value):
        with refusals.at(f"[{index}]"):
            found = _Entry.model_validate(entry)
            levels = tuple(
                ScaleLevel(label=label, points=Decimal(points), description=description)
                for points, (label, description) in enumerate(_lowest_first(found.rubric))
            )
            label = match_label(found.score, [level.label for level in levels])
            if label is None:
                raise InvalidInput("the rubric has no level {score!r}", score=found.score)
            points = next(level.points for level in levels if level.label == label)
            items.append(
                EvaluationItem(
                    item_id=found.id,
                    question_id=found.question_id,
                    question=found.question,
                    maximum=levels[-1].points,
                    step=Decimal(1),
                    levels=levels,
                    answer=found.answer,
                    human_marks=(RaterMark(rater="human", points=points, label=label),),
                )
            )
    refusals.raise_any()
    return DataSet(
        name=f"ALICE ({path.stem})",
        format="alice",
        licence="MIT",
        items=tuple(items),
        remarks=(Message("Each level is worth one point more than the level below; the lowest is worth 0."),),
    )


def _lowest_first(rubric: dict[str, str]) -> list[tuple[str, str]]:
    """Return the levels in their known order, or in the order of the file if one is unknown."""
    if set(rubric) <= set(_ORDER):
        return sorted(rubric.items(), key=lambda level: _ORDER.index(level[0]))
    return list(rubric.items())
