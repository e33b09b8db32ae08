"""Remarks on rows of a table that mark the same answer more than once."""

from decimal import Decimal

from bareme.evaluation.items import Remark
from bareme.evaluation.metrics.table import MarkTable
from bareme.translation import Message


def repeated_answers(marks: MarkTable) -> list[Remark]:
    """Return remarks on rows that repeat an answer within a try, and on contradictory human marks of an answer."""
    answers = marks.answers if marks.questions is not None else None
    if answers is None:
        return []
    passes = zip(answers, marks.models or answers, marks.tries or answers, strict=True)
    again = len(answers) - len(set(passes))
    human: dict[tuple[str, ...], set[tuple[Decimal | None, ...]]] = {}
    for answer, given in zip(answers, zip(*marks.humans.values(), strict=True), strict=True):
        human.setdefault(answer, set()).add(given)
    several = sum(len(found) > 1 for found in human.values()) if marks.models or marks.tries else 0
    remarks = []
    if again:
        remarks.append(Message("Rows that mark an answer again, counted like any other: {again}.", again=again))
    if several:
        remarks.append(Message("Answers whose human marks differ from one row to another: {several}.", several=several))
    return remarks
