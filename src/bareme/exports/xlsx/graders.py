"""The sheet of agreement between graders. Only written if the graders' names are shown, because it names them."""

from bareme.domain.agreement import Agreement
from bareme.domain.attempts import slot_name
from bareme.domain.graders import GraderFigures, Rater
from bareme.exports.xlsx.sheet import WorkbookSheet
from bareme.exports.xlsx.styles import CellKind
from bareme.translation import Translator

_WIDTHS = [26, 26, 24, 13, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15]


def fill_graders(sheet: WorkbookSheet, figures: GraderFigures, t: Translator) -> None:
    """Write one row per pair of graders and scope, and below them the calibration of their confidence."""
    sheet.widths(_WIDTHS)
    titles = [
        *(
            t("First grader"),
            t("Second grader"),
            t("Scope"),
            t("Common marks"),
            t("Exact agreement"),
            t("Within one step"),
        ),
        *(t("Mean absolute difference"), t("RMSE"), t("Bias"), t("Bias, lower end"), t("Bias, upper end")),
        *(t("Quadratic kappa"), t("Correlation"), t("ICC(2,1)")),
    ]
    sheet.header(1, titles)
    row = 1
    for pair in figures.pairs:
        scopes = ((t("all questions"), pair.marks), *pair.questions.items(), (t("totals"), pair.totals))
        for scope, agreement in scopes:
            row += 1
            for col, text in enumerate((_name(pair.first), _name(pair.second), scope), start=1):
                sheet.text(row, col, text)
            _agreement(sheet, row, agreement, t)
    sheet.table(rows=max(row - 1, 1), columns=len(titles), frozen_columns=3)
    sheet.note(row + 2, 1, t("Bias: the first minus the second, in points, with its 95 % interval."))
    _confidence(sheet, row + 4, figures, t)


def _agreement(sheet: WorkbookSheet, row: int, agreement: Agreement, t: Translator) -> None:
    sheet.number(row, 4, agreement.pairs, kind=CellKind.COUNT)
    sheet.figure(row, 5, agreement.exact, t, kind=CellKind.SHARE)
    sheet.figure(row, 6, agreement.within_step, t, kind=CellKind.SHARE)
    in_points = [agreement.mean_absolute_difference, agreement.rmse]
    bias = [agreement.bias.mean, agreement.bias.low, agreement.bias.high]
    coefficients = [agreement.kappa, agreement.pearson, agreement.intraclass]
    for col, figure in enumerate([*in_points, *bias, *coefficients], start=7):
        sheet.figure(row, col, figure, t)


def _confidence(sheet: WorkbookSheet, row: int, figures: GraderFigures, t: Translator) -> None:
    bins = figures.confidence[0].figures.bins
    sheet.heading(row, 1, t("Confidence and agreement"))
    titles = [t("Grader"), t("Confidence where equal"), t("Confidence where different"), t("Equal"), t("Different")]
    ranges = [t("Agreement at {low}–{high} %", low=round(100 * one.start), high=round(100 * one.end)) for one in bins]
    sheet.header(row + 1, [*titles, *ranges])
    for below, one in enumerate(figures.confidence, start=row + 2):
        sheet.text(below, 1, _name(one.rater))
        sheet.figure(below, 2, one.figures.confidence_agreed, t, kind=CellKind.SHARE)
        sheet.figure(below, 3, one.figures.confidence_differed, t, kind=CellKind.SHARE)
        sheet.number(below, 4, one.figures.agreed, kind=CellKind.COUNT)
        sheet.number(below, 5, one.figures.differed, kind=CellKind.COUNT)
        for col, part in enumerate(one.figures.bins, start=6):
            sheet.figure(below, col, part.agreement, t, kind=CellKind.SHARE)
    sheet.note(
        row + 3 + len(figures.confidence),
        1,
        t(
            "Equal, different: each mark compared with those of the other graders for the same answer. Agreement at … "
            "%: share of equal ones among marks of that confidence."
        ),
    )


def _name(rater: Rater) -> str:
    return slot_name((str(rater.grader), rater.try_index))
