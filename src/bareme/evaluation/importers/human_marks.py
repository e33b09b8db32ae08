"""Human marks by session and question: `{"session": {"Q1": 4.5}}`, or nested under `human_marks_by_qid`."""

from pathlib import Path
from typing import Any

from bareme.evaluation.items import DataSet, EvaluationItem
from bareme.evaluation.json_files import read_json_file
from bareme.evaluation.refusals import Refusals, refuse
from bareme.translation import Message

_FIELD = "human_marks_by_qid"
_MAXIMUM_NAMES = ("max_marks", "max_points", "maximum")


def recognises(value: object) -> bool:
    """Return whether the JSON value is a mapping of mappings that contains a number."""
    if not isinstance(value, dict) or not value:
        return False
    maps = [marks for marks in map(_marks, value.values()) if isinstance(marks, dict)]
    return any(map(_is_mark, (mark for marks in maps for mark in marks.values())))


def read(path: Path) -> DataSet:
    """Return one item per session and question, without a human mark if the mark is null.

    A session may also contain `questions`, each with `question_id` and `max_marks`.

    Raises:
        InvalidInput: the file is not such a mapping, or marks are invalid; the message names them.
    """
    value = read_json_file(path)
    if not isinstance(value, dict) or not value:
        raise refuse(path, Message("not a mapping of sessions"))
    refusals = Refusals(path)
    items: list[EvaluationItem] = []
    for session, content in value.items():
        marks = _marks(content)
        maxima = _maxima(content)
        if not isinstance(marks, dict):
            refusals.add(session, Message("expected a mapping from questions to marks"))
            continue
        for question_id, points in marks.items():
            with refusals.at(f"{session}.{question_id}"):
                given = [] if points is None else [{"rater": "human", "points": points}]
                items.append(
                    EvaluationItem.model_validate(
                        {
                            "item_id": f"{session}/{question_id}",
                            "question_id": question_id,
                            "maximum": maxima.get(question_id),
                            "student_id": session,
                            "human_marks": given,
                        }
                    )
                )
    refusals.raise_any()
    return DataSet(name=path.stem, format="human_marks", items=tuple(items))


def _marks(content: object) -> Any:
    return content.get(_FIELD, content) if isinstance(content, dict) else content


def _maxima(content: Any) -> dict[str, Any]:
    questions = content.get("questions") if isinstance(content, dict) and _FIELD in content else None
    return {
        str(question.get("question_id")): next((question[name] for name in _MAXIMUM_NAMES if name in question), None)
        for question in (questions if isinstance(questions, list) else ())
        if isinstance(question, dict)
    }


def _is_mark(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
