"""How a figure and its interval are written."""

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
"""The figures of two raters in the order in which they are shown, and how each is written."""


def decimal(value: float, language: Language, places: int = 6) -> str:
    """Return a number without zeros at its end."""
    text = f"{value:.{places}f}".rstrip("0").rstrip(".") if places else f"{value:.0f}"
    return _in(text, language)


def write_figure(figure: Figure, kind: Kind, language: Language) -> str:
    """Return a figure: a share in percent, anything else with three decimals; undefined ones with their reason."""
    if figure.value is None:
        reason = translator(language)(UNDEFINED[figure.undefined]) if figure.undefined else ""
        return f"– ({reason})"
    return write_value(figure.value, kind, language)


def write_value(value: float, kind: Kind, language: Language) -> str:
    """Return a number that is defined."""
    # Adding nothing takes the sign off what was rounded to nothing.
    if kind == "share":
        return _in(f"{round(100 * value, 1) + 0.0:.1f}", language) + ("\u00a0%" if language == "fr" else "%")
    return _in(f"{round(value, 3) + 0.0:.3f}", language)


def write_estimate(estimate: IntervalEstimate, kind: Kind, language: Language) -> str:
    """Return a figure and its interval where it has one: "0,833 [0,661 ; 0,921]"."""
    text = write_figure(estimate.value, kind, language)
    if estimate.low.value is None or estimate.high.value is None:
        return text
    between = "\u00a0; " if language == "fr" else ", "
    ends = (estimate.low.value, estimate.high.value)
    numbers = [write_value(end, kind, language).rstrip("%\u00a0") for end in ends]
    return f"{text} [{numbers[0]}{between}{numbers[1]}]"


def _in(text: str, language: Language) -> str:
    # A true minus sign, which is as wide as the figures.
    return text.replace("-", "−").replace(".", "," if language == "fr" else ".")
