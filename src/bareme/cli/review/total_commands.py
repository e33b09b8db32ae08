"""`bareme review ID adjust` and `excuse`: what changes the total of a copy, not its marks."""

from enum import StrEnum
from typing import Annotated

import typer

from bareme.cli.review.options import Copies, Reason, SomeQuestions, run_action


class AdjustmentName(StrEnum):
    """The adjustments of a total, as they are typed."""

    LATE = "late"
    PRESENTATION = "presentation"
    SPELLING = "spelling"
    CLASS_CORRECTION = "class-correction"
    OTHER = "other"


class PercentOf(StrEnum):
    """What a percentage is of."""

    EARNED = "earned"
    MAXIMUM = "maximum"


def adjust(
    *,
    context: typer.Context,
    category: Annotated[AdjustmentName, typer.Argument(help="Why the total is adjusted.")],
    amount: Annotated[
        str, typer.Argument(metavar="AMOUNT", help="Points (-1, +0.5), per cent (-10%), or 'none' to take it back.")
    ],
    copies: Annotated[
        list[str] | None,
        typer.Argument(metavar="COPY…", help="Copies: ids (c01 c02), or names of students. With --all: none."),
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Every copy of the class that is not complete.")] = False,
    of: Annotated[
        PercentOf, typer.Option(help="What a percentage is of: the sum of the copy's marks, or its maximum.")
    ] = PercentOf.EARNED,
    reason: Reason = "",
) -> None:
    """Adjust the total of copies: late work, presentation, spelling, a correction of the whole class.

    A copy has one adjustment of each kind. They are added to the sum of its marks, within 0 and the maximum.

    Examples:
      bareme review 3f9c01ab adjust late -10% c03 --reason "two days late"
      bareme review 3f9c01ab adjust presentation -0.5 c01 c04
      bareme review 3f9c01ab adjust class-correction +1 --all
      bareme review 3f9c01ab adjust late none c03
    """
    run_action(
        context,
        "total_actions.adjust",
        category.value.replace("-", "_"),
        amount,
        copies or [],
        every=every,
        of=of.value,
        reason=reason,
    )


def excuse(
    *,
    context: typer.Context,
    copies: Copies,
    questions: SomeQuestions = None,
    undo: Annotated[bool, typer.Option("--not", help="Take it back: the student is marked again.")] = False,
    reason: Reason = "",
) -> None:
    """Excuse students from the exam, or from questions. Nothing that was marked is lost.

    An excused question is neither in the total nor in the maximum; the grade is that of the percentage.

    Examples:
      bareme review 3f9c01ab excuse c07 --reason "ill"
      bareme review 3f9c01ab excuse c02 --question "Exercice 3.b"
      bareme review 3f9c01ab excuse c07 --not
    """
    run_action(context, "total_actions.excuse", copies, questions or [], excused=not undo, reason=reason)
