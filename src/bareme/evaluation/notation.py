"""Format figures and their intervals."""

from typing import Literal

from bareme.domain.figures import Figure
from bareme.evaluation.metrics.bootstrap import IntervalEstimate
from bareme.exports.descriptions import UNDEFINED
from bareme.translation import Translator

Kind = Literal["share", "points", "coefficient"]

FIGURES: tuple[tuple[str, Kind], ...] = (
    ("exact", "share"),
    ("within_step", "share"),
    ("mean_absolute_error", "points"),
    ("share_of_maximum", "share"),
    ("rmse", "points"),
    ("bias", "points"),
    ("quadratic_kappa", "coefficient"),
    ("kappa", "coefficient"),
    ("pearson", "coefficient"),
    ("spearman", "coefficient"),
    ("intraclass", "coefficient"),
    ("macro_f1", "coefficient"),
)
"""The metrics of two raters in the order of display, with the kind of each."""


def decimal(value: float, t: Translator, places: int = 6) -> str:
    """Return a number without trailing zeros."""
    text = f"{value:.{places}f}".rstrip("0").rstrip(".") if places else f"{value:.0f}"
    return _in(text, t)


def write_figure(figure: Figure, kind: Kind, t: Translator) -> str:
    """Return a share in percent, any other figure with three decimals, an undefined figure as its reason."""
    if figure.value is None:
        reason = t(UNDEFINED[figure.undefined]) if figure.undefined else ""
        return f"– ({reason})"
    return write_value(figure.value, kind, t)


def write_value(value: float, kind: Kind, t: Translator) -> str:
    """Return a number formatted for its kind."""
    # Adding 0.0 turns -0.0 into 0.0.
    if kind == "share":
        return t("{number}%", number=_in(f"{round(100 * value, 1) + 0.0:.1f}", t))
    return _in(f"{round(value, 3) + 0.0:.3f}", t)


def write_estimate(estimate: IntervalEstimate, kind: Kind, t: Translator) -> str:
    """Return a figure with its interval, if defined: "0,833 [0,661 ; 0,921]"."""
    text = write_figure(estimate.value, kind, t)
    if estimate.low.value is None or estimate.high.value is None:
        return text
    ends = (estimate.low.value, estimate.high.value)
    low, high = (write_value(end, kind, t).rstrip("%\u00a0") for end in ends)
    return t("{figure} [{low}, {high}]", figure=text, low=low, high=high)


def _in(text: str, t: Translator) -> str:
    # The minus sign (U+2212) has the width of a digit.
    return t.decimal(text.replace("-", "−"))
