"""RSMTool: tables with an id, one or two human scores and a system's score, without texts.

Madnani, Loukina, von Davier, Burstein & Cahill 2017, Building Better Open-Source Tools to Support Fairness in Automated
Scoring, ACL Workshop on Ethics in NLP.
"""

from pathlib import Path

from bareme.evaluation.items import DataSet, EvaluationItem, RaterMark
from bareme.evaluation.numbers import is_missing
from bareme.evaluation.refusals import Refusals
from bareme.evaluation.repetition import repetition_period
from bareme.evaluation.tables import header_of, read_table
from bareme.translation import Message

_IDS = ("id", "ID", "spkitemid")
_HUMANS = (("human1", "sc1", "h1", "H1"), ("human2", "sc2", "h2", "H2"))
_SYSTEMS = ("system_scaled", "scale_trim", "scale", "raw_trim", "raw", "system")
_SUBJECTS = ("candidate", "student", "student_id")


def recognises(path: Path) -> bool:
    """Return whether the file has an id, a human score and a system's score, but no questions."""
    columns = header_of(path)
    return all(columns & set(names) for names in (_IDS, _HUMANS[0], _SYSTEMS)) and "question_id" not in columns


def read(path: Path) -> DataSet:
    """Return the responses, without texts and all to one question; missing scores are left out.

    If the human scores repeat periodically, as in RSMTool's example, rows at the same position in the period are
    attributed to the same student, so that intervals do not treat them as independent.

    Raises:
        InvalidInput: rows are invalid; the message names them.
    """
    table = read_table(path)
    columns = set(table.columns)
    for names in (_IDS, _HUMANS[0]):
        table.require(next((name for name in names if name in columns), names[0]))
    id_column = next(name for name in _IDS if name in columns)
    humans = [name for names in _HUMANS for name in names if name in columns]
    systems = [name for name in _SYSTEMS if name in columns]
    student_column = next((name for name in _SUBJECTS if name in columns), None)
    period = None
    if student_column is None:
        period = repetition_period([[row.cells[name] for row in table.rows] for name in humans])
    refusals = Refusals(path)
    items: list[EvaluationItem] = []
    for index, row in enumerate(table.rows):
        with refusals.at(row.line):
            marks = [
                tuple(
                    RaterMark.model_validate({"rater": name, "points": row.cells[name]})
                    for name in names
                    if not is_missing(row.cells[name])
                )
                for names in (humans, systems)
            ]
            student = row.cells[student_column] if student_column else f"{index % period + 1}" if period else ""
            items.append(
                EvaluationItem(
                    item_id=row.cells[id_column],
                    question_id="1",
                    student_id=student,
                    human_marks=marks[0],
                    system_marks=marks[1],
                )
            )
    refusals.raise_any()
    remark = Message(
        "The human scores repeat every {period} rows: rows at the same position count as one student.", period=period
    )
    return DataSet(
        name=f"RSMTool ({path.stem})",
        format="rsmtool",
        licence="Apache-2.0 for the examples that come with RSMTool",
        items=tuple(items),
        remarks=(remark,) if period else (),
    )
