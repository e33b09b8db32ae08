"""The Bland–Altman plot."""

from math import sqrt
from xml.etree.ElementTree import Element

from bareme.evaluation.report.findings import BlandAltman
from bareme.evaluation.report.formatter import Formatter
from bareme.evaluation.report.plots.canvas import INK, MODEL, WARNING, WIDTH, Axis, Canvas

_HEIGHT = 320.0
_LARGEST = 12.0


def bland_altman_plot(found: BlandAltman, fmt: Formatter) -> Element:
    """Return the plot: differences over means; the area of a disc is its number of answers."""
    canvas = Canvas(_HEIGHT)
    means = [place.mean for place in found.places]
    limits = [limit.value for limit in (found.low, found.high, found.bias) if limit.value is not None]
    gaps = [*(place.difference for place in found.places), *limits, 0.0]
    pad_x, pad_y = ((max(values) - min(values) or 1) * 0.07 for values in (means, gaps))
    x = Axis(min(means) - pad_x, max(means) + pad_x, 52, WIDTH - 12)
    y = Axis(min(gaps) - pad_y, max(gaps) + pad_y, _HEIGHT - 46, 30)
    canvas.axes(x, y, (fmt.t("Mean of both marks (points)"), fmt.t("Second − first (points)")), (fmt.plain, fmt.plain))
    canvas.line(x.start, y.at(0), x.end, y.at(0), INK)
    most = max(place.count for place in found.places)
    for place in found.places:
        canvas.add(
            "circle",
            cx=x.at(place.mean),
            cy=y.at(place.difference),
            r=max(1.5, _LARGEST * sqrt(place.count / most)),
            fill=MODEL,
            fill_opacity=0.55,
        )
    for figure, name in ((found.bias, "bias"), (found.low, "limit"), (found.high, "limit")):
        if figure.value is not None:
            level = y.at(figure.value)
            canvas.line(x.start, level, x.end, level, WARNING, width=1.5, dash="" if name == "bias" else "5 4")
            value = fmt.points(figure.value)
            said = (
                fmt.t("bias {value}", value=value)
                if name == "bias"
                else fmt.t("limit of agreement {value}", value=value)
            )
            canvas.text(x.end, level - 4, said, anchor="end", size=12, fill=WARNING, halo=True)
    return canvas.drawing()
