"""The dot plot by question, with intervals if given."""

from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from bareme.evaluation.report.formatter import Formatter
from bareme.evaluation.report.plots.canvas import GRID, HUMAN, MODEL, WIDTH, Axis, Canvas, ticks

_LEFT, _ROW, _TOP = 120.0, 22.0, 58.0
_NAME = 17


@dataclass(frozen=True)
class Dots:
    """One question: a figure with its interval and a second figure; None for undefined values."""

    name: str
    first: float | None
    second: float | None
    low: float | None = None
    high: float | None = None


def dots_by_question(rows: Sequence[Dots], fmt: Formatter, *, first: str, second: str) -> Element:
    """Return the plot, one row per question; `first` and `second` are the names of dots and diamonds."""
    canvas = Canvas(_TOP + _ROW * len(rows) + 12)
    values = [value for row in rows for value in (row.first, row.second, row.high) if value is not None]
    bottom = _TOP + _ROW * len(rows)
    x = Axis(0, (max(values, default=1.0) or 1.0) * 1.04, _LEFT, WIDTH - 14)
    canvas.add("circle", cx=12, cy=12, r=5, fill=MODEL)
    canvas.text(24, 16, first)
    if any(row.second is not None for row in rows):
        canvas.diamond(WIDTH / 2 + 12, 12, 6, HUMAN)
        canvas.text(WIDTH / 2 + 24, 16, second)
    for tick in ticks(x.low, x.high):
        canvas.line(x.at(tick), _TOP - 6, x.at(tick), bottom, GRID)
        canvas.text(x.at(tick), _TOP - 12, fmt.plain(tick), anchor="middle", size=12)
    for place, row in enumerate(rows):
        y = _TOP + _ROW * (place + 0.5)
        name = row.name if len(row.name) <= _NAME else row.name[: _NAME - 1] + "…"
        canvas.text(_LEFT - 8, y + 4, name, anchor="end", size=12)
        canvas.line(_LEFT, y, x.end, y, GRID)
        if row.low is not None and row.high is not None:
            canvas.line(x.at(row.low), y, x.at(row.high), y, MODEL, width=2)
        if row.second is not None:
            canvas.diamond(x.at(row.second), y, 6, HUMAN)
        if row.first is not None:
            canvas.add("circle", cx=x.at(row.first), cy=y, r=5, fill=MODEL)
    return canvas.drawing()
