"""What the options of a command mean; what cannot be meant is wrong usage (exit code 2)."""

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import typer
from pydantic import ValidationError

from bareme.cli.exits import describe_os_error
from bareme.cli.grading.roster import read_roster
from bareme.cli.wording import say
from bareme.domain.copies import Student
from bareme.domain.money import Budget, to_dollars
from bareme.domain.points import Language, to_points
from bareme.domain.policy import Grader, Reveal, RubricMode, Verification
from bareme.domain.scheme import GradingScheme
from bareme.domain.shorthand import parse_shorthand
from bareme.errors import BaremeError, InvalidInput
from bareme.exports import read_scheme, scheme_format
from bareme.graphs.contract import GUIDELINES_LENGTH, GraderInput, GradingContext
from bareme.graphs.estimate import refuse_unpriced
from bareme.models.registry import build_model
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
        graders=tuple(_grader(text, language) for text in graders),
        language=language,
        mark_step=_step(step, language),
        reveal=Reveal(reveal),
        rubric=rubric,
        verification=Verification(verification),
        budget=budget,
    )
    used = context.policy(get_settings().default_model).graders
    for grader in used:
        _build(grader, language)
    try:
        refuse_unpriced(budget, used)
    except InvalidInput as error:
        raise typer.BadParameter(error.explain(language), param_hint="--max-dollars") from None
    return context


def read_graders(texts: Sequence[str], language: Language) -> tuple[GraderInput, ...]:
    """Return the graders, known to exist; without any, the default model.

    Raises:
        BadParameter: one that cannot be built.
    """
    inputs = tuple(_grader(text, language) for text in texts) or (GraderInput(model=get_settings().default_model),)
    for grader in GradingContext(graders=inputs).policy(get_settings().default_model).graders:
        _build(grader, language)
    return inputs


def read_budget(calls: int | None, dollars: float | None) -> Budget:
    """Return what a session may spend."""
    return Budget(calls=calls, dollars=None if dollars is None else to_dollars(dollars))


def read_model_name(text: str, language: Language, *, option: str) -> GraderInput:
    """Return a grader of this model.

    Raises:
        BadParameter: it is not written as models are.
    """
    try:
        return GraderInput(model=text)
    except ValidationError:
        raise typer.BadParameter(say("no_model_name", language, name=text), param_hint=option) from None


def _grader(text: str, language: Language) -> GraderInput:
    """Read "openai:gpt-5.1-mini@2": a model, and how often it passes over each copy."""
    model, at, tries = text.rpartition("@")
    if not at or not tries.isdecimal():
        return read_model_name(text, language, option="--grader")
    try:
        return GraderInput(model=read_model_name(model, language, option="--grader").model, tries=int(tries))
    except ValidationError:
        raise typer.BadParameter(say("too_many_tries", language, name=text), param_hint="--grader") from None


def _build(grader: Grader, language: Language) -> None:
    try:
        build_model(grader)
    except BaremeError as error:
        raise typer.BadParameter(error.explain(language), param_hint="--grader") from None


def _step(text: str, language: Language) -> Decimal:
    try:
        step = to_points(text)
    except InvalidInput as error:
        raise typer.BadParameter(error.explain(language), param_hint="--step") from None
    if not 0 < step <= 100:
        raise typer.BadParameter(say("no_step", language, step=text), param_hint="--step")
    return step


def read_scheme_option(text: str, language: Language, *, option: str = "--scheme") -> GradingScheme:
    """Return the scheme written in shorthand, or in the JSON or CSV file of this name.

    Raises:
        BadParameter: it is neither.
    """
    fmt = scheme_format(text)
    try:
        return parse_shorthand(text) if fmt is None else read_scheme(Path(text).read_bytes(), fmt)
    except InvalidInput as error:
        why = error.explain(language)
        reason = why if fmt is None else f"{text}: {why}"
        if fmt is None and Path(text).is_file():
            reason = say("no_scheme_file", language, name=text)
    except OSError as error:
        reason = describe_os_error(error, language)
    raise typer.BadParameter(reason, param_hint=option)


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
