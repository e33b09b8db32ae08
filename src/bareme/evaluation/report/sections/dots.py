"""The dot plot of two figures by question, with its table."""

from bareme.evaluation.report.document import Plot, ReportTable
from bareme.evaluation.report.formatter import Formatter
from bareme.evaluation.report.plots.by_question import Dots, dots_by_question

_DRAWN = 30


def dots_plot(key: str, title: str, dots: list[Dots], fmt: Formatter, *, summary: str, first: str, second: str) -> Plot:
    """Return the plot; if there are many questions, it shows those with the largest values."""
    shown, note = _largest(dots, fmt)
    return Plot(
        key=key,
        title=title,
        summary=summary,
        drawing=dots_by_question(shown, fmt, first=first, second=second),
        table=_dots_table(title, shown, first, second, fmt),
        note=note,
    )


def _largest(dots: list[Dots], fmt: Formatter) -> tuple[list[Dots], str]:
    """Return the dots to draw, in the order of the table, and a note if others are left out."""
    if len(dots) <= _DRAWN:
        return dots, ""
    ranked = sorted(range(len(dots)), key=lambda place: -max(dots[place].first or 0, dots[place].second or 0))
    note = fmt.t(
        "The {shown} questions with the largest values, of {count}.",
        shown=fmt.count(_DRAWN),
        count=fmt.count(len(dots)),
    )
    return [dots[place] for place in sorted(ranked[:_DRAWN])], note


def _dots_table(caption: str, dots: list[Dots], first: str, second: str, fmt: Formatter) -> ReportTable:
    def cell(value: float | None) -> str:
        return "–" if value is None else fmt.points(value)

    def estimate(dot: Dots) -> str:
        if dot.low is None or dot.high is None:
            return cell(dot.first)
        return fmt.t("{figure} [{low}, {high}]", figure=cell(dot.first), low=cell(dot.low), high=cell(dot.high))

    seconds = any(dot.second is not None for dot in dots)
    rows = [
        (
            dot.name,
            estimate(dot),
            *([cell(dot.second)] if seconds else []),
        )
        for dot in dots
    ]
    return ReportTable(caption, (fmt.t("Question"), first, *([second] if seconds else [])), tuple(rows))
