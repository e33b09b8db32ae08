"""What the options of `bareme eval` mean; what cannot be meant is wrong usage (exit code 2)."""

from collections.abc import Sequence
from math import inf

import typer

from bareme.cli.wording import say
from bareme.domain.points import Language
from bareme.errors import InvalidInput
from bareme.evaluation import FORMATS, FormatName
from bareme.evaluation.metrics.coverage import DEFAULT_TARGETS, Risk
from bareme.evaluation.metrics.table import Scale
from bareme.evaluation.numbers import read_number


def read_scale(texts: tuple[str, str, str] | None, language: Language) -> Scale | None:
    """Return the scale of --scale MIN MAX STEP."""
    if texts is None:
        return None
    try:
        scale = Scale(*(read_number(text) for text in texts))
    except InvalidInput as error:
        raise typer.BadParameter(error.explain(language), param_hint="--scale") from None
    if scale.step <= 0 or scale.maximum <= scale.minimum or (scale.maximum - scale.minimum) % scale.step:
        raise typer.BadParameter(say("eval_no_scale", language), param_hint="--scale")
    return scale


def read_labels(text: str | None, language: Language) -> tuple[str, ...]:
    """Return the labels of --labels A,B,C."""
    labels = tuple(label.strip() for label in (text or "").split(",") if label.strip())
    if text is not None and len(set(labels)) < max(2, len(labels)):
        raise typer.BadParameter(say("eval_few_labels", language), param_hint="--labels")
    return labels


def read_errors(errors: Sequence[float] | None, kind: str, language: Language) -> tuple[tuple[Risk, float], ...]:
    """Return the errors wished for; none of its own stands for the usual ones."""
    most = inf if Risk(kind) is Risk.POINTS else 1.0
    for error in errors or ():
        if not 0 <= error <= most:
            reason = say("eval_no_error_points" if most == inf else "eval_no_error_share", language, error=f"{error:g}")
            raise typer.BadParameter(reason, param_hint="--error")
    return tuple((Risk(kind), error) for error in errors) if errors else DEFAULT_TARGETS


def read_format(name: str | None, language: Language) -> FormatName | None:
    """Return the format of --format."""
    found = next((known for known in FORMATS if known == name), None)
    if name is not None and found is None:
        raise typer.BadParameter(
            say("eval_none_of", language, name=name, known=", ".join(FORMATS)), param_hint="--format"
        )
    return found
