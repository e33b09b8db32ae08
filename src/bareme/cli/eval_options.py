"""What the options of `bareme eval` mean; what cannot be meant is wrong usage (exit code 2)."""

from collections.abc import Sequence
from math import inf

import typer

from bareme.evaluation import FORMATS, FormatName
from bareme.evaluation.metrics.coverage import WISHES, Risk
from bareme.evaluation.metrics.table import Scale
from bareme.evaluation.numbers import read_number


def read_scale(texts: tuple[str, str, str] | None) -> Scale | None:
    """Return the scale of --scale MIN MAX STEP."""
    if texts is None:
        return None
    try:
        scale = Scale(*(read_number(text) for text in texts))
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--scale") from None
    if scale.step <= 0 or scale.maximum <= scale.minimum or (scale.maximum - scale.minimum) % scale.step:
        raise typer.BadParameter("MAX must be above MIN by a whole number of STEPs", param_hint="--scale")
    return scale


def read_labels(text: str | None) -> tuple[str, ...]:
    """Return the labels of --labels A,B,C."""
    labels = tuple(label.strip() for label in (text or "").split(",") if label.strip())
    if text is not None and len(set(labels)) < max(2, len(labels)):
        raise typer.BadParameter("at least two different labels", param_hint="--labels")
    return labels


def read_errors(errors: Sequence[float] | None, kind: str) -> tuple[tuple[Risk, float], ...]:
    """Return the errors wished for; none of its own stands for the usual ones."""
    most = inf if Risk(kind) is Risk.POINTS else 1.0
    for error in errors or ():
        if not 0 <= error <= most:
            allowed = "points, at least 0" if most == inf else "a share of the marks, 0 to 1"
            raise typer.BadParameter(f"{error:g} is not what an error can be: {allowed}", param_hint="--error")
    return tuple((Risk(kind), error) for error in errors) if errors else WISHES


def read_format(name: str | None) -> FormatName | None:
    """Return the format of --format."""
    found = next((known for known in FORMATS if known == name), None)
    if name is not None and found is None:
        raise typer.BadParameter(f"{name!r} is none of {', '.join(FORMATS)}", param_hint="--format")
    return found
