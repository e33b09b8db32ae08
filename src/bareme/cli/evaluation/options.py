"""Parse the options of `bareme eval`; an invalid value is wrong usage (exit code 2)."""

from collections.abc import Sequence
from math import inf

from bareme.cli.exits import WrongUsage
from bareme.errors import InvalidInput
from bareme.evaluation import FORMATS, FormatName
from bareme.evaluation.metrics.coverage import DEFAULT_TARGETS, Risk
from bareme.evaluation.metrics.table import Scale
from bareme.evaluation.numbers import read_number
from bareme.translation import Message


def read_scale(texts: tuple[str, str, str] | None) -> Scale | None:
    """Return the scale of --scale MIN MAX STEP."""
    if texts is None:
        return None
    try:
        scale = Scale(*(read_number(text) for text in texts))
    except InvalidInput as error:
        raise WrongUsage(error.message, "--scale") from None
    if scale.step <= 0 or scale.maximum <= scale.minimum or (scale.maximum - scale.minimum) % scale.step:
        raise WrongUsage(Message("MAX must be above MIN by a whole number of STEPs"), "--scale")
    return scale


def read_labels(text: str | None) -> tuple[str, ...]:
    """Return the labels of --labels A,B,C."""
    labels = tuple(label.strip() for label in (text or "").split(",") if label.strip())
    if text is not None and len(set(labels)) < max(2, len(labels)):
        raise WrongUsage(Message("give at least two different labels"), "--labels")
    return labels


def read_errors(errors: Sequence[float] | None, kind: str) -> tuple[tuple[Risk, float], ...]:
    """Return the target errors, or the default ones if none are given."""
    most = inf if Risk(kind) is Risk.POINTS else 1.0
    for error in errors or ():
        if not 0 <= error <= most:
            given = f"{error:g}"
            if most == inf:
                reason = Message("{error} is not a possible error: points start at 0", error=given)
            else:
                reason = Message(
                    "{error} is not a possible error: a share of the marks lies between 0 and 1", error=given
                )
            raise WrongUsage(reason, "--error")
    return tuple((Risk(kind), error) for error in errors) if errors else DEFAULT_TARGETS


def read_format(name: str | None) -> FormatName | None:
    """Return the format of --format."""
    found = next((known for known in FORMATS if known == name), None)
    if name is not None and found is None:
        raise WrongUsage(Message("{name!r} is not one of {known}", name=name, known=", ".join(FORMATS)), "--format")
    return found
