"""SemEval-2013 (Beetle and SciEntsBank): labelled student responses in comma-separated tables.

Dzikovska et al. 2013, SemEval-2013 Task 7: The Joint Student Response Analysis and 8th Recognizing Textual
Entailment Challenge.
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

from bareme.errors import InvalidInput
from bareme.evaluation.items import DataSet, EvaluationItem, RaterMark, ScaleLevel
from bareme.evaluation.json_files import parse_json
from bareme.evaluation.levels import match_label
from bareme.evaluation.refusals import Refusals
from bareme.evaluation.tables import TableRow, header_of, read_table
from bareme.translation import Message

# The marks of the labels, which the task itself does not define: correct answers earn full marks, incomplete ones half,
# all others none.
MARKS: Mapping[int, Mapping[str, Decimal]] = {
    5: {
        "non_domain": Decimal(0),
        "irrelevant": Decimal(0),
        "contradictory": Decimal(0),
        "partially_correct_incomplete": Decimal("0.5"),
        "correct": Decimal(1),
    },
    3: {"contradictory": Decimal(0), "incorrect": Decimal(0), "correct": Decimal(1)},
    2: {"incorrect": Decimal(0), "correct": Decimal(1)},
}
# Column names of Beetle, then of SciEntsBank.
_ALIASES = {
    "question_id": ("qid", "question_id"),
    "answer": ("answer", "student_answer"),
    "reference": ("references", "reference", "reference_answer"),
}
_SUBJECT = re.compile(r"\.(sbj\w+?)-l\d+\.")


def recognises(path: Path) -> bool:
    """Return whether the file has answers, references and labels of one of the three sets."""
    columns = header_of(path)
    return bool(columns & {"label_5way", "label_3way", "label_2way"}) and all(
        columns & set(names) for name, names in _ALIASES.items() if name != "question_id"
    )


def read(path: Path, *, ways: int | None = None) -> DataSet:
    """Return the responses with their human labels and the corresponding marks out of 1.

    `ways` selects the set of 5, 3 or 2 labels and defaults to the largest in the table. If there is no question id, the
    question's text is used.

    Raises:
        InvalidInput: the table has no such labels, or rows are invalid; the message names them.
    """
    table = read_table(path)
    found = next((n for n in (ways,) if n) if ways else (n for n in MARKS if f"label_{n}way" in table.columns), 0)
    column = f"label_{found}way"
    table.require(column, "question")
    marks = MARKS[found]
    levels = tuple(ScaleLevel(label=label, points=points) for label, points in marks.items())
    refusals = Refusals(path)
    items: list[EvaluationItem] = []
    for row in table.rows:
        with refusals.at(row.line):
            label = match_label(row.cells[column], list(marks))
            if label is None:
                raise InvalidInput("the label {cells!r} is not among the {found}", cells=row.cells[column], found=found)
            subject = _SUBJECT.search(row.cells.get("id", ""))
            items.append(
                EvaluationItem(
                    item_id=row.cells.get("id", ""),
                    question_id=_cell(row, "question_id") or row.cells["question"],
                    question=row.cells["question"],
                    maximum=Decimal(1),
                    step=Decimal("0.5") if found == 5 else Decimal(1),
                    reference_answer=_references(_cell(row, "reference")),
                    levels=levels,
                    student_id=subject[1] if subject else "",
                    answer=_cell(row, "answer"),
                    human_marks=(RaterMark(rater="human", points=marks[label], label=label),),
                )
            )
    refusals.raise_any()
    table_of_marks = ", ".join(f"{label} = {points}" for label, points in marks.items())
    return DataSet(
        name=f"SemEval-2013 ({path.stem})",
        format=f"semeval-{found}way",
        licence="none stated for Beetle (released for research); SciEntsBank: see its own card",
        items=tuple(items),
        remarks=(Message("Marks of the labels: {table_of_marks}.", table_of_marks=table_of_marks),),
    )


def _cell(row: TableRow, name: str) -> str:
    return next((row.cells[alias] for alias in _ALIASES[name] if alias in row.cells), "")


def _references(cell: str) -> str:
    """Return the reference answers, one per line; Beetle has several, in a JSON list."""
    if cell.startswith("["):
        return "\n".join(text for text in parse_json(cell) if isinstance(text, str) and text)
    return cell
