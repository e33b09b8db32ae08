"""DigiKlausur: a university exam on neural networks, marked 0, 1 or 2 by one person, in three tables."""

import re
from decimal import Decimal
from pathlib import Path

from bareme.errors import InvalidInput
from bareme.evaluation.items import DataSet, EvaluationItem, RaterMark
from bareme.evaluation.refusals import Refusals, refuse
from bareme.evaluation.tables import header_of, read_table
from bareme.translation import Message

_ANSWERS, _QUESTIONS, _REFERENCES = "answers.tsv", "questions.tsv", "questions_with_reference.tsv"
# The placeholder of the exam's form, which remained in front of some answers.
_PROMPT = re.compile(r"\A\s*+YOUR ANSWER HERE\s*+:?\s*")


def recognises(path: Path) -> bool:
    """Return whether the file is the table of answers, with the table of questions beside it."""
    return header_of(path) == {"id", "answer", "score"} and (path.parent / _QUESTIONS).is_file()


def read(path: Path) -> DataSet:
    """Return the answers of `answers.tsv`, or of the folder that contains it, with questions and model answers.

    The form's placeholder is removed from answers.

    Raises:
        InvalidInput: rows are invalid; the message names them.
    """
    path = path / _ANSWERS if path.is_dir() else path
    questions_path, references_path = path.with_name(_QUESTIONS), path.with_name(_REFERENCES)
    if not questions_path.is_file():
        raise refuse(path, Message("there is no {questions!r} beside it", questions=_QUESTIONS))
    questions = _column(questions_path, "question")
    references: dict[str, str] = {}
    if references_path.is_file():
        references = _column(references_path, "solution")
    refusals, prompts = Refusals(path), 0
    items: list[EvaluationItem] = []
    table = read_table(path)
    table.require("id", "answer", "score")
    for number, row in enumerate(table.rows, start=1):
        with refusals.at(row.line):
            question_id = row.cells["id"]
            if question_id not in questions:
                raise InvalidInput(
                    "the question {question_id!r} is not in {questions}", question_id=question_id, questions=_QUESTIONS
                )
            answer = _PROMPT.sub("", row.cells["answer"], count=1) if _PROMPT.match(row.cells["answer"]) else None
            prompts += answer is not None
            mark = {"rater": "human", "points": row.cells["score"]}
            items.append(
                EvaluationItem(
                    item_id=str(number),
                    question_id=question_id,
                    question=questions[question_id],
                    maximum=Decimal(2),
                    step=Decimal(1),
                    reference_answer=references.get(question_id, ""),
                    answer=row.cells["answer"] if answer is None else answer,
                    human_marks=(RaterMark.model_validate(mark),),
                )
            )
    refusals.raise_any()
    bare = len({item.question_id for item in items if not item.reference_answer})
    return DataSet(
        name="DigiKlausur",
        format="digiklausur",
        licence="none stated where it was found",
        items=tuple(items),
        remarks=(
            Message("“YOUR ANSWER HERE” was removed from {prompts} answers.", prompts=prompts),
            Message("{bare} questions have no model answer.", bare=bare),
        ),
    )


def _column(path: Path, name: str) -> dict[str, str]:
    """Return the values of a column by question id."""
    table = read_table(path)
    table.require("id", name)
    return {row.cells["id"]: row.cells[name].strip() for row in table.rows}
