"""Mohler: short answers from a computer science course, each marked from 0 to 5 by two people.

Mohler, Bunescu & Mihalcea 2011, Learning to Grade Short Answer Questions using Semantic Similarity Measures and
Dependency Graph Alignments, ACL.
"""

from decimal import Decimal
from pathlib import Path

from bareme.evaluation.items import DataSet, EvaluationItem, LeftOut, RaterMark
from bareme.evaluation.refusals import Refusals
from bareme.evaluation.tables import header_of, read_table
from bareme.translation import Message

_RATERS = ("me", "other")
_COLUMNS = frozenset({"question_id", "question", "reference", "answer", *_RATERS})


def recognises(path: Path) -> bool:
    """Return whether the file has the columns of this data set."""
    return header_of(path) >= _COLUMNS


def read(path: Path) -> DataSet:
    """Return the answers with the marks of both graders.

    The column `ave` is ignored: in the exams (questions 11.* and 12.*) it is not the mean of the graders. Questions
    that the authors exclude are left out.

    Raises:
        InvalidInput: rows are invalid; the message names them.
    """
    refusals, excluded = Refusals(path), 0
    items: list[EvaluationItem] = []
    table = read_table(path)
    table.require("question_id", "question", "reference", "answer", *_RATERS)
    for number, row in enumerate(table.rows, start=1):
        with refusals.at(row.line):
            cells = row.cells
            if cells.get("excluded_by_authors", "").casefold() in {"true", "1"}:
                excluded += 1
                continue
            exercise = cells["question_id"].partition(".")[0]
            index = cells.get("student_index", "")
            items.append(
                EvaluationItem(
                    item_id=str(number),
                    question_id=cells["question_id"],
                    question=cells["question"],
                    maximum=Decimal(5),
                    reference_answer=cells["reference"],
                    student_id=f"{exercise}-{index}" if index else "",
                    answer=cells["answer"],
                    human_marks=tuple(
                        RaterMark.model_validate({"rater": rater, "points": cells[rater]}) for rater in _RATERS
                    ),
                )
            )
    refusals.raise_any()
    reason = Message("question left out by the authors")
    return DataSet(
        name="Mohler",
        format="mohler",
        licence="none stated; for research, citing Mohler, Bunescu & Mihalcea 2011",
        items=tuple(items),
        left_out=(LeftOut(count=excluded, reason=reason),) if excluded else (),
        remarks=(Message("Students are identified only within an assignment."),),
    )
