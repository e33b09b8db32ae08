"""Options that several commands share, read; a value that cannot be used is wrong usage (exit code 2)."""

from collections.abc import Sequence
from pathlib import Path

import typer
from pydantic import ValidationError

from bareme.cli.exits import describe_os_error
from bareme.cli.wording import say
from bareme.domain.money import Budget, to_dollars
from bareme.domain.points import Language
from bareme.domain.policy import Grader
from bareme.domain.scheme import GradingScheme
from bareme.domain.shorthand import parse_shorthand
from bareme.errors import BaremeError, InvalidInput
from bareme.exports import read_scheme, scheme_format
from bareme.graphs.contract import GraderInput, GradingContext
from bareme.models.registry import build_model
from bareme.settings import get_settings


def read_graders(texts: Sequence[str], language: Language) -> tuple[GraderInput, ...]:
    """Return the graders, known to exist; without any, the default model.

    Raises:
        BadParameter: one that cannot be built.
    """
    inputs = tuple(read_grader(text, language) for text in texts) or (GraderInput(model=get_settings().default_model),)
    for grader in GradingContext(graders=inputs).policy(get_settings().default_model).graders:
        check_grader(grader, language)
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


def read_grader(text: str, language: Language) -> GraderInput:
    """Read "openai:gpt-5.1-mini@2": a model, and how often it passes over each copy."""
    model, at, tries = text.rpartition("@")
    if not at or not tries.isdecimal():
        return read_model_name(text, language, option="--grader")
    try:
        return GraderInput(model=read_model_name(model, language, option="--grader").model, tries=int(tries))
    except ValidationError:
        raise typer.BadParameter(say("too_many_tries", language, name=text), param_hint="--grader") from None


def check_grader(grader: Grader, language: Language) -> None:
    """Build the grader's model.

    Raises:
        BadParameter: it cannot be built.
    """
    try:
        build_model(grader)
    except BaremeError as error:
        raise typer.BadParameter(error.explain(language), param_hint="--grader") from None


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
