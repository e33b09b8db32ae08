"""Parse options that several commands share; an invalid value is wrong usage (exit code 2)."""

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from pydantic import ValidationError

from bareme.cli.exits import WrongUsage, os_error_message
from bareme.domain.money import Budget, to_dollars
from bareme.domain.points import Language, to_points
from bareme.domain.policy import Grader, Reveal, RubricMode, Verification
from bareme.domain.scheme import GradingScheme
from bareme.domain.shorthand import parse_shorthand
from bareme.errors import BaremeError, InvalidInput
from bareme.exports import read_scheme, scheme_format
from bareme.graphs.contract import GraderInput, GradingContext, PrivacyInput
from bareme.graphs.estimate import refuse_unpriced
from bareme.models.temperature import with_temperature
from bareme.settings import get_settings
from bareme.translation import Message


def read_context(
    graders: Sequence[str],
    *,
    language: Language,
    step: Decimal,
    reveal: str,
    rubric: RubricMode,
    verification: str = Verification.OFF,
    mask_names: bool = True,
    budget: Budget,
    markers: Sequence[str] = (),
) -> GradingContext:
    """Return the settings of a session, after building its graders' models.

    Raises:
        WrongUsage: a grader cannot be built, or there is a budget in dollars and the price of a grader is unknown.
    """
    context = GradingContext(
        graders=tuple(read_grader(text) for text in graders),
        language=language,
        mark_step=step,
        reveal=Reveal(reveal),
        rubric=rubric,
        verification=Verification(verification),
        privacy=PrivacyInput(mask_names=mask_names),
        budget=budget,
        markers=tuple(markers),
    )
    used = context.policy(get_settings().default_model).graders
    for grader in used:
        check_grader(grader)
    try:
        refuse_unpriced(budget, used)
    except InvalidInput as error:
        raise WrongUsage(error.message, "--max-dollars") from None
    return context


def read_step(text: str) -> Decimal:
    """Return the step of the marks.

    Raises:
        WrongUsage: it is no number above 0 and at most 100.
    """
    try:
        step = to_points(text)
    except InvalidInput as error:
        raise WrongUsage(error.message, "--step") from None
    if not 0 < step <= 100:
        raise WrongUsage(Message("{step!r} is not a number above 0 and at most 100", step=text), "--step")
    return step


def read_graders(texts: Sequence[str]) -> tuple[GraderInput, ...]:
    """Return the graders, after building their models.

    Raises:
        WrongUsage: a grader cannot be built.
    """
    inputs = tuple(read_grader(text) for text in texts)
    for grader in GradingContext(graders=inputs).policy(get_settings().default_model).graders:
        check_grader(grader)
    return inputs


def read_budget(calls: int | None, dollars: float | None) -> Budget:
    """Return the budget of a session."""
    return Budget(calls=calls, dollars=None if dollars is None else to_dollars(dollars))


def read_model_name(text: str, *, option: str) -> GraderInput:
    """Return a grader with this model.

    Raises:
        WrongUsage: the name is not of the form provider:model.
    """
    try:
        return GraderInput(model=text)
    except ValidationError:
        raise WrongUsage(
            Message(
                "{name!r} is not a model name: write provider:model, for example "
                "openai:gpt-5.1-mini; `bareme models` lists the providers",
                name=text,
            ),
            option,
        ) from None


def read_grader(text: str) -> GraderInput:
    """Parse "openai:gpt-5.1-mini@2": a model and its number of passes."""
    model, at, tries = text.rpartition("@")
    if not at or not tries.isdecimal():
        return read_model_name(text, option="--grader")
    try:
        return GraderInput(model=read_model_name(model, option="--grader").model, tries=int(tries))
    except ValidationError:
        raise WrongUsage(
            Message("{name!r}: write a number of passes from 1 to 10 after “@”", name=text), "--grader"
        ) from None


def check_grader(grader: Grader) -> None:
    """Build the grader's model.

    Raises:
        WrongUsage: the model cannot be built.
    """
    try:
        with_temperature(grader)
    except BaremeError as error:
        raise WrongUsage(error.message, "--grader") from None


def read_scheme_option(text: str, *, option: str = "--scheme") -> GradingScheme:
    """Return a scheme from a shorthand, or from a JSON or CSV file.

    Raises:
        WrongUsage: the scheme cannot be read.
    """
    fmt = scheme_format(text)
    try:
        return parse_shorthand(text) if fmt is None else read_scheme(Path(text).read_bytes(), fmt)
    except InvalidInput as error:
        reason = error.message
        if fmt is not None:
            reason = Message("{name}: {reason}", name=text, reason=reason)
        if fmt is None and Path(text).is_file():
            reason = Message("“{name}” is not a .json or .csv file", name=text)
    except OSError as error:
        reason = os_error_message(error)
    raise WrongUsage(reason, option)
