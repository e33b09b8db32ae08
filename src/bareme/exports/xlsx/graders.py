"""The sheet that holds the graders against each other. It names them, so it is there only where that was asked for."""

from bareme.domain.agreement import Agreement
from bareme.domain.graders import GraderFigures, Rater
from bareme.exports.figure_wording import FigureWording
from bareme.exports.material import slot_name
from bareme.exports.wording import Wording
from bareme.exports.xlsx.sheet import WorkbookSheet
from bareme.exports.xlsx.styles import CellKind

_WIDTHS = [26, 26, 24, 13, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15]


def fill_graders(sheet: WorkbookSheet, figures: GraderFigures, words: Wording) -> None:
    """Write a row a pair of graders and scope, and below them what each one's confidence is worth."""
    named = words.statistical
    sheet.widths(_WIDTHS)
    titles = [
        *(named.first_grader, named.second_grader, named.scope, named.pairs, named.exact, named.within_step),
        *(named.mean_absolute_difference, named.rmse, named.bias, named.bias_low, named.bias_high),
        *(named.kappa, named.pearson, named.intraclass),
    ]
    sheet.header(1, titles)
    row = 1
    for pair in figures.pairs:
        scopes = ((named.all_questions, pair.marks), *pair.questions.items(), (named.totals, pair.totals))
        for scope, agreement in scopes:
            row += 1
            for col, text in enumerate((_name(pair.first), _name(pair.second), scope), start=1):
                sheet.text(row, col, text)
            _agreement(sheet, row, agreement, named)
    sheet.table(rows=max(row - 1, 1), columns=len(titles), frozen_columns=3)
    sheet.note(row + 2, 1, named.bias_note)
    _confidence(sheet, row + 4, figures, words)


def _agreement(sheet: WorkbookSheet, row: int, agreement: Agreement, words: FigureWording) -> None:
    sheet.number(row, 4, agreement.pairs, kind=CellKind.COUNT)
    sheet.figure(row, 5, agreement.exact, words, kind=CellKind.SHARE)
    sheet.figure(row, 6, agreement.within_step, words, kind=CellKind.SHARE)
    in_points = [agreement.mean_absolute_difference, agreement.rmse]
    bias = [agreement.bias.mean, agreement.bias.low, agreement.bias.high]
    coefficients = [agreement.kappa, agreement.pearson, agreement.intraclass]
    for col, figure in enumerate([*in_points, *bias, *coefficients], start=7):
        sheet.figure(row, col, figure, words)


def _confidence(sheet: WorkbookSheet, row: int, figures: GraderFigures, words: Wording) -> None:
    named = words.statistical
    bins = figures.confidence[0].figures.bins
    sheet.heading(row, 1, named.confidence_heading)
    titles = [words.grader, named.confidence_agreed, named.confidence_differed, named.agreed, named.differed]
    ranges = [named.agreement_between.format(low=round(100 * one.start), high=round(100 * one.end)) for one in bins]
    sheet.header(row + 1, [*titles, *ranges])
    for below, one in enumerate(figures.confidence, start=row + 2):
        sheet.text(below, 1, _name(one.rater))
        sheet.figure(below, 2, one.figures.confidence_agreed, named, kind=CellKind.SHARE)
        sheet.figure(below, 3, one.figures.confidence_differed, named, kind=CellKind.SHARE)
        sheet.number(below, 4, one.figures.agreed, kind=CellKind.COUNT)
        sheet.number(below, 5, one.figures.differed, kind=CellKind.COUNT)
        for col, part in enumerate(one.figures.bins, start=6):
            sheet.figure(below, col, part.agreement, named, kind=CellKind.SHARE)
    sheet.note(row + 3 + len(figures.confidence), 1, named.confidence_note)


def _name(rater: Rater) -> str:
    return slot_name((str(rater.grader), rater.try_index))
