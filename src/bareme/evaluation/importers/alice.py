"""ALICE: German short answers, each at one of the levels that the question's rubric describes. MIT."""

from decimal import Decimal
from pathlib import Path

from bareme.evaluation.items import DataSet, EvaluationItem, Level, RaterMark, Remark
from bareme.evaluation.json_files import read_json_file
from bareme.evaluation.levels import match_label
from bareme.evaluation.refusals import Refusals, refuse

_ORDER = ("Incorrect", "Partially correct", "Correct")
_FIELDS = frozenset({"question_id", "question", "answer", "rubric", "score"})


def recognises(value: object) -> bool:
    """Whether the JSON value is a list of answers, each with a rubric and a level."""
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict) and set(value[0]) >= _FIELDS


def read(path: Path) -> DataSet:
    """Return the answers; the lowest level of a rubric is 0 points and each further one is 1 more.

    Raises:
        InvalidInput: the file is no such list, or an entry cannot be used; the message names each.
    """
    value = read_json_file(path)
    if not recognises(value):
        raise refuse(path, "no list of answers with rubrics", "pas de réponses avec grilles")
    refusals = Refusals(path)
    items: list[EvaluationItem] = []
    for index, entry in enumerate(value):
        with refusals.at(f"[{index}]"):
            levels = tuple(
                Level(label=label, points=Decimal(points), description=description)
                for points, (label, description) in enumerate(_lowest_first(entry["rubric"]))
            )
            label = match_label(str(entry["score"]), [level.label for level in levels])
            if label is None:
                raise ValueError(f"the level {entry['score']!r} is none of the rubric's")
            points = next(level.points for level in levels if level.label == label)
            items.append(
                EvaluationItem(
                    item_id=str(entry.get("id", "")),
                    question_id=str(entry["question_id"]),
                    question=str(entry["question"]),
                    maximum=levels[-1].points,
                    step=Decimal(1),
                    levels=levels,
                    answer=str(entry["answer"]),
                    human_marks=(RaterMark(rater="human", points=points, label=label),),
                )
            )
    refusals.raise_any()
    return DataSet(
        name=f"ALICE ({path.stem})",
        format="alice",
        licence="MIT",
        items=tuple(items),
        remarks=(
            Remark(
                en="A point a level: the lowest is 0.",
                fr="Un point par niveau : le plus bas vaut 0.",
            ),
        ),
    )


def _lowest_first(rubric: dict[str, str]) -> list[tuple[str, str]]:
    """Return the levels in their known order, and as they stand where one is not known."""
    if set(rubric) <= set(_ORDER):
        return sorted(rubric.items(), key=lambda level: _ORDER.index(level[0]))
    return list(rubric.items())
