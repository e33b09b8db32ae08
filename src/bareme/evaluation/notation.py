"""Format figures and their intervals."""

from typing import Literal

from bareme.domain.figures import Figure
from bareme.domain.points import Language
from bareme.evaluation.metrics.bootstrap import IntervalEstimate
from bareme.exports.descriptions import UNDEFINED
from bareme.translation import translator

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


def decimal(value: float, language: Language, places: int = 6) -> str:
    """Return a number without trailing zeros."""
    text = f"{value:.{places}f}".rstrip("0").rstrip(".") if places else f"{value:.0f}"
    return _in(text, language)


def write_figure(figure: Figure, kind: Kind, language: Language) -> str:
    """Return a share in percent, any other figure with three decimals, an undefined figure as its reason."""
    if figure.value is None:
        reason = translator(language)(UNDEFINED[figure.undefined]) if figure.undefined else ""
        return f"– ({reason})"
    return write_value(figure.value, kind, language)


def write_value(value: float, kind: Kind, language: Language) -> str:
    """Return a number formatted for its kind."""
    # Adding 0.0 turns -0.0 into 0.0.
    if kind == "share":
        return _in(f"{round(100 * value, 1) + 0.0:.1f}", language) + ("\u00a0%" if language == "fr" else "%")
    return _in(f"{round(value, 3) + 0.0:.3f}", language)


def write_estimate(estimate: IntervalEstimate, kind: Kind, language: Language) -> str:
    """Return a figure with its interval, if defined: "0,833 [0,661 ; 0,921]"."""
    text = write_figure(estimate.value, kind, language)
    if estimate.low.value is None or estimate.high.value is None:
        return text
    between = "\u00a0; " if language == "fr" else ", "
    ends = (estimate.low.value, estimate.high.value)
    numbers = [write_value(end, kind, language).rstrip("%\u00a0") for end in ends]
    return f"{text} [{numbers[0]}{between}{numbers[1]}]"


def _in(text: str, language: Language) -> str:
    # The minus sign (U+2212) has the width of a digit.
    return text.replace("-", "−").replace(".", "," if language == "fr" else ".")
