"""The confusion matrix as a heat map."""

from xml.etree.ElementTree import Element

from bareme.evaluation.report.findings import Confusion
from bareme.evaluation.report.formatter import Formatter
from bareme.evaluation.report.plots.canvas import INK, WIDTH, Canvas, shade

_LEFT, _TOP = 52.0, 56.0


def heat_map(found: Confusion, fmt: Formatter) -> Element:
    """Return the plot: rows are the first rater's marks, columns the second's, shaded by the share of the row."""
    count = len(found.levels)
    side = min((WIDTH - _LEFT - 6) / count, 64.0)
    canvas = Canvas(_TOP + side * count + 8)
    size = 12 if side >= 26 else 10 if side >= 20 else 8
    canvas.text(4, 14, fmt.t("Rows: {rater}", rater=fmt.rater(found.first)))
    canvas.text(4, 32, fmt.t("Columns: {rater}", rater=fmt.rater(found.second)))
    for place, level in enumerate(found.levels):
        name = fmt.level(level, shares=found.shares)
        middle = side * (place + 0.5)
        canvas.text(_LEFT + middle, _TOP - 4, name, anchor="middle", size=min(size, 10))
        canvas.text(_LEFT - 5, _TOP + middle + 4, name, anchor="end", size=min(size, 10))
    for row, counts in enumerate(found.counts):
        for column, number in enumerate(counts):
            colour, ink = shade(number / (sum(counts) or 1) if number else 0)
            x, y = _LEFT + side * column, _TOP + side * row
            canvas.add("rect", x=x, y=y, width=side, height=side, fill=colour, stroke="#ffffff", stroke_width=1)
            if number:
                fits = size if len(str(number)) * size * 0.62 < side else size * 0.75
                written = fmt.count(number)
                canvas.text(x + side / 2, y + side / 2 + fits / 3, written, anchor="middle", size=fits, fill=ink)
    for place in range(count):
        x, y = _LEFT + side * place, _TOP + side * place
        canvas.add("rect", x=x, y=y, width=side, height=side, fill="none", stroke=INK, stroke_width=1.5)
    return canvas.drawing()
