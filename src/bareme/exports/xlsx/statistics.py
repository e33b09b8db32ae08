"""The statistics sheet: formulas and charts based on the results sheet."""

from openpyxl.chart import BarChart, Reference
from openpyxl.utils import get_column_letter as column

from bareme.domain.reliability import Reliability
from bareme.exports.material import ExportMaterial
from bareme.exports.xlsx.results_layout import ResultsLayout
from bareme.exports.xlsx.sheet import Number, WorkbookSheet
from bareme.exports.xlsx.styles import CellKind
from bareme.translation import Translator

_HISTOGRAM_COLUMN = 4
_QUESTIONS_COLUMN = 7
_CHART_WIDTH, _CHART_HEIGHT = 16, 8  # centimetres


def fill_statistics(
    sheet: WorkbookSheet, material: ExportMaterial, t: Translator, results: WorkbookSheet, layout: ResultsLayout
) -> None:
    """Write the sheet; its formulas refer to the results sheet."""
    totals = results.reference + layout.down(layout.compared)
    sheet.widths([26, 11, 3, 17, 20, 3, 12, 30, 11, 16, 11, 18, 16, 17, 15, 13, 13])
    _figures(sheet, material, t, totals)
    _reliability(sheet, material.result.statistics.reliability, t)
    _histogram(sheet, material, t, results, layout)
    _questions(sheet, material, t, results, layout)


def _figures(sheet: WorkbookSheet, material: ExportMaterial, t: Translator, totals: str) -> None:
    figures = material.result.statistics
    sheet.heading(1, 1, t("Figures of the class"))
    rows: list[tuple[str, str | None, Number | None, CellKind]] = [
        (t("Copies"), None, figures.copies, CellKind.COUNT),
        (t("Graded copies"), f"=COUNT({totals})", figures.graded, CellKind.COUNT),
        (t("of which provisional"), None, figures.provisional, CellKind.COUNT),
        (t("Copies not in the averages"), "=B2-B3", figures.left_out, CellKind.COUNT),
        (t("Maximum"), None, figures.maximum, CellKind.POINTS),
        (t("Mean"), f'=IFERROR(AVERAGE({totals}),"")', figures.mean, CellKind.POINTS),
        (t("Median"), f'=IFERROR(MEDIAN({totals}),"")', figures.median, CellKind.POINTS),
        # STDEVP is the older name of STDEV.P, which every spreadsheet knows.
        (t("Standard deviation"), f'=IFERROR(STDEVP({totals}),"")', figures.deviation, CellKind.POINTS),
        (t("Lowest"), f'=IF(B3=0,"",MIN({totals}))', figures.lowest, CellKind.POINTS),
        (t("Highest"), f'=IF(B3=0,"",MAX({totals}))', figures.highest, CellKind.POINTS),
    ]
    for row, (title, formula, value, kind) in enumerate(rows, start=2):
        sheet.text(row, 1, title)
        if formula is None:
            sheet.number(row, 2, value, kind=kind)
        else:
            sheet.formula(row, 2, formula, value, kind=kind)


def _reliability(sheet: WorkbookSheet, figures: Reliability, t: Translator) -> None:
    sheet.text(12, 1, t("Cronbach's alpha"))
    sheet.figure(12, 2, figures.alpha, t)
    sheet.text(13, 1, t("Standard error of measurement"))
    sheet.figure(13, 2, figures.standard_error, t)
    sheet.note(
        14,
        1,
        t(
            "Alpha: complete copies ({copies}), questions on which they differ ({questions}, at least 3).",
            copies=figures.copies,
            questions=figures.questions,
        ),
    )


def _histogram(
    sheet: WorkbookSheet, material: ExportMaterial, t: Translator, results: WorkbookSheet, layout: ResultsLayout
) -> None:
    shares = results.reference + layout.down(layout.share)
    # A total that is not compared is an empty text, which is no number above the lowest one.
    compared = f',{results.reference}{layout.down(layout.compared)},">=-1000000"' if layout.has_compared else ""
    bars = material.result.statistics.histogram
    sheet.heading(1, _HISTOGRAM_COLUMN, t("Distribution of totals"))
    sheet.header(2, [t("Interval (%)"), t("Number of copies")], first=_HISTOGRAM_COLUMN)
    for row, bar in enumerate(bars, start=3):
        last = bar is bars[-1]
        low, high = bar.from_percentage / 100, bar.to_percentage / 100
        upper = "<=" if last else "<"
        # Bounds are joined with "&" as numbers, because within the text a French Excel would expect decimal commas.
        sheet.text(row, _HISTOGRAM_COLUMN, f"{bar.from_percentage}–{bar.to_percentage}")
        sheet.formula(
            row,
            _HISTOGRAM_COLUMN + 1,
            f'=COUNTIFS({shares},">="&{low},{shares},"{upper}"&{high}{compared})',
            bar.count,
            kind=CellKind.COUNT,
        )
    chart = _chart(t("Distribution of totals"), t("Interval (%)"), t("Number of copies"))
    chart.gapWidth = 8  # the bars of a histogram nearly touch
    _plot(chart, sheet, _HISTOGRAM_COLUMN + 1, _HISTOGRAM_COLUMN, first=3, last=2 + len(bars))
    chart.y_axis.majorUnit = float(max(1, max((bar.count for bar in bars), default=0) // 5))  # copies are whole
    chart.y_axis.number_format = "0"
    sheet.worksheet.add_chart(chart, "A15")


def _questions(
    sheet: WorkbookSheet, material: ExportMaterial, t: Translator, results: WorkbookSheet, layout: ResultsLayout
) -> None:
    first = _QUESTIONS_COLUMN
    sheet.heading(1, first, t("Facility by question"))
    titles = [t("Question"), t("Title"), t("Maximum"), t("Graded copies"), t("Mean"), t("Facility")]
    titles.append(t("Disagreements"))
    shares = [t("Blank"), t("Unreadable"), t("Not treated")]
    sheet.header(2, [*titles, t("Discrimination"), *shares], first=first)
    questions = {figures.question_id: figures for figures in material.result.statistics.questions}
    compared = _compared(results, layout)
    of_reference = [
        (col, leaf)
        for col, leaf in enumerate(material.leaves, start=layout.first_question)
        if material.reference.version in leaf.versions
    ]
    for row, (col, leaf) in enumerate(of_reference, start=3):
        figures = questions[leaf.question.id]
        marks = results.reference + layout.down(col)
        counted = f'COUNTIFS({marks},">=0"{compared})' if compared else f"COUNT({marks})"
        averaged = f"AVERAGEIFS({marks}{compared})" if compared else f"AVERAGE({marks})"
        mean, maximum = f"{column(first + 4)}{row}", f"{column(first + 2)}{row}"
        sheet.text(row, first, leaf.question.id)
        sheet.text(row, first + 1, leaf.path)
        sheet.number(row, first + 2, figures.maximum)
        sheet.formula(row, first + 3, f"={counted}", figures.graded, kind=CellKind.COUNT)
        sheet.formula(row, first + 4, f'=IFERROR({averaged},"")', figures.mean)
        sheet.formula(row, first + 5, f'=IFERROR({mean}/{maximum},"")', figures.facility, kind=CellKind.SHARE)
        sheet.number(row, first + 6, figures.disagreements, kind=CellKind.COUNT)
        sheet.figure(row, first + 7, figures.discrimination, t)
        for at, share in enumerate([figures.blank, figures.unreadable, figures.not_treated], start=first + 8):
            sheet.figure(row, at, share, t, kind=CellKind.SHARE)
    chart = _chart(t("Facility by question"), t("Question"), t("Facility"))
    chart.gapWidth = 40
    chart.y_axis.scaling.max = 1
    chart.y_axis.majorUnit = 0.2
    chart.y_axis.number_format = "0%"
    _plot(chart, sheet, first + 5, first, first=3, last=2 + len(questions))
    sheet.worksheet.add_chart(chart, "A31")


def _compared(results: WorkbookSheet, layout: ResultsLayout) -> str:
    """Return the condition for COUNTIFS and AVERAGEIFS that selects the compared copies, or "" if all are compared."""
    if layout.version is None:
        return ""
    return f",{results.reference}{layout.down(layout.scheme_version)},{layout.version}"


def _chart(title: str, x_title: str, y_title: str) -> BarChart:
    chart = BarChart()
    chart.type = "col"
    chart.title = title
    chart.x_axis.title, chart.y_axis.title = x_title, y_title
    chart.legend = None
    chart.width, chart.height = _CHART_WIDTH, _CHART_HEIGHT
    chart.y_axis.scaling.min = 0
    # openpyxl 3.1 leaves this unset, and Excel then hides the axes.
    chart.x_axis.delete = chart.y_axis.delete = False
    return chart


def _plot(chart: BarChart, sheet: WorkbookSheet, values: int, names: int, *, first: int, last: int) -> None:
    chart.add_data(Reference(sheet.worksheet, min_col=values, min_row=first, max_row=last))
    chart.set_categories(Reference(sheet.worksheet, min_col=names, min_row=first, max_row=last))
    chart.series[0].graphicalProperties.solidFill = "2E75B6"
