"""The reliability diagram and the coverage–risk curve."""

from xml.etree.ElementTree import Element

from bareme.evaluation.metrics.calibration import ConfidenceCalibration
from bareme.evaluation.metrics.coverage import CoverageRisk, Risk
from bareme.evaluation.report.formatter import Formatter
from bareme.evaluation.report.plots.canvas import GRID, HUMAN, INK, MODEL, QUIET, WIDTH, Axis, Canvas

_LEFT, _RIGHT = 52.0, WIDTH - 24


def reliability_diagram(found: ConfidenceCalibration, fmt: Formatter) -> Element:
    """Return the plot: the share of correct marks over confidence, and below it the histogram of confidence."""
    canvas = Canvas(418)
    x, y = Axis(0, 1, _LEFT, _RIGHT), Axis(0, 1, 270, 30)
    canvas.axes(x, y, (fmt.t("Stated confidence"), fmt.t("Share equal to the human mark")), (fmt.percent, fmt.percent))
    canvas.line(x.at(0), y.at(0), x.at(1), y.at(1), QUIET, dash="5 4")
    canvas.text(x.at(0.73), y.at(0.82), fmt.t("perfect calibration"), anchor="end", size=12, halo=True)
    used = [
        (one, one.confidence.value, one.agreement.value)
        for one in found.bins
        if one.confidence.value is not None and one.agreement.value is not None
    ]
    canvas.path([(x.at(said), y.at(right)) for _, said, right in used], MODEL)
    counts = Axis(0, max((one.count for one in found.bins), default=1) or 1, 410, 350)
    canvas.text(4, 322, fmt.t("Marks by confidence"))
    for one, said, right in used:
        canvas.line(x.at(said), y.at(said), x.at(said), y.at(right), HUMAN, width=2)
        canvas.add("circle", cx=x.at(said), cy=y.at(right), r=5, fill=MODEL)
        left, top = x.at(one.start) + 1, counts.at(one.count)
        canvas.add("rect", x=left, y=top, width=x.at(one.end) - left - 1, height=410 - top, fill=MODEL)
        middle = (x.at(one.start) + x.at(one.end)) / 2
        canvas.text(middle, top - 3, fmt.count(one.count), anchor="middle", size=10)
    canvas.line(x.start, 410, x.end, 410, QUIET)
    return canvas.drawing()


def coverage_curve(found: CoverageRisk, fmt: Formatter) -> Element:
    """Return the plot: the error of the accepted marks over their share."""
    canvas = Canvas(350)
    highest = max(max(point.differs, point.beyond_step) for point in found.curve)
    x, y = Axis(0, 1, _LEFT, _RIGHT), Axis(0, max(highest * 1.08, 0.05), 270, 30)
    canvas.axes(
        x,
        y,
        (fmt.t("Share of marks accepted unchecked"), fmt.t("Error of the accepted marks")),
        (fmt.percent, fmt.percent),
    )
    for wish in found.thresholds:
        if wish.risk is not Risk.POINTS and wish.wished <= y.high:
            colour = GRID if wish.at is None else QUIET
            canvas.line(x.start, y.at(wish.wished), x.end, y.at(wish.wished), colour, dash="2 4")
    for name, colour, dash in (("differs", MODEL, ""), ("beyond_step", HUMAN, "7 4")):
        canvas.path([(x.at(point.coverage), y.at(getattr(point, name))) for point in found.curve], colour, dash=dash)
        if len(found.curve) <= 30:
            for point in found.curve:
                place = x.at(point.coverage), y.at(getattr(point, name))
                if name == "differs":
                    canvas.add("circle", cx=place[0], cy=place[1], r=3, fill=colour)
                else:
                    canvas.diamond(*place, 4, colour)
    for wish in found.thresholds:
        if wish.at is not None and wish.risk is not Risk.POINTS:
            place = x.at(wish.at.coverage), y.at(getattr(wish.at, wish.risk))
            canvas.add("circle", cx=place[0], cy=place[1], r=7, fill="none", stroke=INK, stroke_width=1.5)
    for column, (name, colour, dash) in enumerate((("differs", MODEL, ""), ("beyond_step", HUMAN, "7 4"))):
        left = _LEFT + column * 190
        canvas.line(left, 330, left + 28, 330, colour, width=2, dash=dash)
        canvas.text(left + 34, 334, fmt.risk(Risk(name)), size=12)
    return canvas.drawing()
