"""What the options of a command mean; what cannot be meant is wrong usage (exit code 2)."""

import json
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import typer
from pydantic import ValidationError

from bareme.cli.roster import read_roster
from bareme.domain.copies import Student
from bareme.domain.money import Budget, to_dollars
from bareme.domain.points import Language, to_points
from bareme.domain.policy import Grader
from bareme.domain.scheme import GradingScheme
from bareme.domain.shorthand import parse_shorthand
from bareme.errors import BaremeError, InvalidInput
from bareme.graphs.contract import GraderInput, GradingContext
from bareme.graphs.estimate import refuse_unpriced
from bareme.graphs.wording import describe_faults
from bareme.models.registry import build_model
from bareme.settings import get_settings


def read_context(graders: Sequence[str], *, language: Language, step: str, budget: Budget) -> GradingContext:
    """Return the settings of a session, its graders known to exist.

    Raises:
        BadParameter: a grader that cannot be built, a step that is none, or a budget in dollars for a grader whose
            price is not known.
    """
    inputs = tuple(_grader(text) for text in graders)
    context = GradingContext(graders=inputs, language=language, mark_step=_step(step), budget=budget)
    used = context.policy(get_settings().default_model).graders
    for grader in used:
        _build(grader)
    try:
        refuse_unpriced(budget, used)
    except InvalidInput as error:
        raise typer.BadParameter(error.explain(language), param_hint="--max-dollars") from None
    return context


def read_budget(calls: int | None, dollars: float | None) -> Budget:
    """Return what a session may spend."""
    return Budget(calls=calls, dollars=None if dollars is None else to_dollars(dollars))


def _grader(text: str) -> GraderInput:
    """Read "openai:gpt-5.1-mini@2": a model, and how often it passes over each copy."""
    model, at, tries = text.rpartition("@")
    if not at or not tries.isdecimal():
        model, tries = text, ""
    try:
        return GraderInput(model=model, tries=int(tries) if tries else None)
    except ValidationError as error:
        raise typer.BadParameter(f"{text!r}: {describe_faults(error)}", param_hint="--grader") from None


def _build(grader: Grader) -> None:
    try:
        build_model(grader)
    except BaremeError as error:
        # The first line says it; LangChain adds a list of all the providers there are.
        raise typer.BadParameter(str(error).partition("\n")[0], param_hint="--grader") from None


def _step(text: str) -> Decimal:
    try:
        step = to_points(text)
    except InvalidInput as error:
        raise typer.BadParameter(str(error), param_hint="--step") from None
    if not 0 < step <= 100:
        raise typer.BadParameter(f"{text!r} is not above 0 and at most 100", param_hint="--step")
    return step


def read_scheme(text: str | None) -> GradingScheme | None:
    """Return the scheme written in shorthand, or in the JSON file of this name.

    Raises:
        BadParameter: it is neither.
    """
    if text is None:
        return None
    try:
        if not text.lower().endswith(".json"):
            return parse_shorthand(text)
        return GradingScheme.model_validate(json.loads(Path(text).read_bytes()))
    except ValidationError as error:
        reason = f"{text}: {describe_faults(error)}"
    except OSError as error:
        reason = f"{text}: {error.strerror}"
    except ValueError as error:  # InvalidShorthand is one, and so is what `json` raises
        reason = str(error)
    raise typer.BadParameter(reason, param_hint="--scheme")


def read_students(path: Path | None) -> list[Student]:
    """Return the class list.

    Raises:
        BadParameter: the file is no class list.
    """
    if path is None:
        return []
    try:
        return read_roster(path)
    except InvalidInput as error:
        raise typer.BadParameter(str(error), param_hint="--students") from None
