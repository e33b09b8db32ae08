"""The plot of differences with their intervals relative to zero."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from bareme.evaluation.report.plots.canvas import GRID, INK, MODEL, WIDTH, Axis, Canvas, ticks

_TOP, _ROW = 30.0, 44.0


@dataclass(frozen=True)
class Gap:
    """The difference of one metric with its interval; None for undefined bounds."""

    name: str
    value: float
    low: float | None
    high: float | None

    @property
    def excludes_zero(self) -> bool:
        """Whether the interval excludes zero."""
        return self.low is not None and self.high is not None and (self.low > 0 or self.high < 0)


def differences_plot(gaps: Sequence[Gap], write: Callable[[float], str]) -> Element:
    """Return the plot, one row per metric; the dot is filled if the interval excludes zero."""
    bottom = _TOP + _ROW * len(gaps)
    canvas = Canvas(bottom + 8)
    ends = [end for gap in gaps for end in (gap.value, gap.low, gap.high) if end is not None]
    low, high = min(*ends, 0.0), max(*ends, 0.0)
    pad = (high - low or 1) * 0.06
    x = Axis(low - pad, high + pad, 16, WIDTH - 16)
    for tick in ticks(x.low, x.high):
        canvas.line(x.at(tick), _TOP - 8, x.at(tick), bottom, GRID)
        canvas.text(x.at(tick), _TOP - 14, write(tick), anchor="middle", size=12)
    canvas.line(x.at(0), _TOP - 8, x.at(0), bottom, INK, width=1.5)
    for place, gap in enumerate(gaps):
        top = _TOP + _ROW * place
        # The name is above its row, because a margin wide enough for it does not fit on a phone.
        canvas.text(x.start, top + 14, gap.name, fill=INK, halo=True)
        y = top + 30
        if gap.low is not None and gap.high is not None:
            canvas.line(x.at(gap.low), y, x.at(gap.high), y, MODEL, width=2)
        fill = MODEL if gap.excludes_zero else "#ffffff"
        canvas.add("circle", cx=x.at(gap.value), cy=y, r=5, fill=fill, stroke=MODEL, stroke_width=2)
    return canvas.drawing()
