"""The options of `bareme grade`, read; a value that cannot be used is wrong usage (exit code 2)."""

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import typer

from bareme.cli.grading.roster import read_roster
from bareme.cli.options import check_grader, read_grader
from bareme.cli.wording import say
from bareme.domain.copies import Student
from bareme.domain.money import Budget
from bareme.domain.points import Language, to_points
from bareme.domain.policy import Reveal, RubricMode, Verification
from bareme.errors import InvalidInput
from bareme.graphs.contract import GUIDELINES_LENGTH, GradingContext
from bareme.graphs.estimate import refuse_unpriced
from bareme.settings import get_settings


def read_context(
    graders: Sequence[str],
    *,
    language: Language,
    step: str,
    reveal: str,
    rubric: RubricMode,
    verification: str = Verification.OFF,
    budget: Budget,
) -> GradingContext:
    """Return the settings of a session, its graders known to exist.

    Raises:
        BadParameter: a grader that cannot be built, a step that is none, or a budget in dollars for a grader whose
            price is not known.
    """
    context = GradingContext(
        graders=tuple(read_grader(text, language) for text in graders),
        language=language,
        mark_step=_step(step, language),
        reveal=Reveal(reveal),
        rubric=rubric,
        verification=Verification(verification),
        budget=budget,
    )
    used = context.policy(get_settings().default_model).graders
    for grader in used:
        check_grader(grader, language)
    try:
        refuse_unpriced(budget, used)
    except InvalidInput as error:
        raise typer.BadParameter(error.explain(language), param_hint="--max-dollars") from None
    return context


def _step(text: str, language: Language) -> Decimal:
    try:
        step = to_points(text)
    except InvalidInput as error:
        raise typer.BadParameter(error.explain(language), param_hint="--step") from None
    if not 0 < step <= 100:
        raise typer.BadParameter(say("no_step", language, step=text), param_hint="--step")
    return step


def read_guidelines(path: Path | None, language: Language) -> str:
    """Return the teacher's guidelines, a text file in UTF-8.

    Raises:
        BadParameter: it is none, or too long.
    """
    if path is None:
        return ""
    try:
        text = path.read_text(encoding="utf-8-sig").strip()
    except UnicodeDecodeError:
        raise typer.BadParameter(say("no_text", language, name=path), param_hint="--guidelines") from None
    if len(text) > GUIDELINES_LENGTH:
        reason = say("text_too_long", language, name=path, length=len(text), limit=GUIDELINES_LENGTH)
        raise typer.BadParameter(reason, param_hint="--guidelines")
    return text


def read_students(path: Path | None, language: Language) -> list[Student]:
    """Return the class list.

    Raises:
        BadParameter: the file is no class list.
    """
    if path is None:
        return []
    try:
        return read_roster(path)
    except InvalidInput as error:
        raise typer.BadParameter(error.explain(language), param_hint="--students") from None
