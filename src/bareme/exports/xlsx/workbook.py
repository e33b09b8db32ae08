"""Assemble the sheets of the workbook."""

from bareme.exports.material import ExportMaterial, utc
from bareme.exports.options import FormatOptions
from bareme.exports.xlsx.book import Book
from bareme.exports.xlsx.calibration import CalibrationSheet
from bareme.exports.xlsx.comparison import ComparisonSheet
from bareme.exports.xlsx.criteria import fill_criteria, has_criteria
from bareme.exports.xlsx.details import fill_details
from bareme.exports.xlsx.graders import fill_graders
from bareme.exports.xlsx.history import fill_history
from bareme.exports.xlsx.results import ResultsSheet
from bareme.exports.xlsx.results_layout import layout_of
from bareme.exports.xlsx.second_looks import SecondLooksSheet
from bareme.exports.xlsx.statistics import fill_statistics
from bareme.exports.xlsx.totals import fill_totals
from bareme.exports.xlsx.usage import fill_usage
from bareme.translation import translator


def write_xlsx(material: ExportMaterial, options: FormatOptions) -> bytes:
    """Return the workbook of a session in its language: totals, results, details, comparison, statistics, history.

    There are further sheets for second looks, criteria, calibration, usage if it is asked for and, if their names are
    shown, graders.
    """
    t = translator(material.session.policy.language)
    layout = layout_of(material)
    book = Book(material.session.name, created=utc(material.generated_at))
    totals = book.sheet(t("Class totals"))
    results = book.sheet(t("Results"))
    details = book.sheet(t("Details"))
    sheets = [results, details]
    results_sheet = ResultsSheet(results, material, t, layout)
    results_sheet.fill()
    fill_totals(totals, material, t, results_sheet)
    fill_details(details, material, t)
    sheets.append(book.sheet(t("Comparison")))
    ComparisonSheet(sheets[-1], material, t).fill()
    if material.looked_again:
        sheets.append(book.sheet(t("Second looks")))
        SecondLooksSheet(sheets[-1], material, t).fill()
    sheets.append(book.sheet(t("Statistics")))
    fill_statistics(sheets[-1], material, t, results, layout)
    if has_criteria(material):
        sheets.append(book.sheet(t("Criteria")))
        fill_criteria(sheets[-1], material, t)
    if options.get("usage"):
        sheets.append(book.sheet(t("Usage")))
        fill_usage(sheets[-1], material, t)
    if material.calibration:
        sheets.append(book.sheet(t("Calibration")))
        CalibrationSheet(sheets[-1], material, material.calibration, t).fill()
    if material.grader_figures:
        sheets.append(book.sheet(t("Graders")))
        fill_graders(sheets[-1], material.grader_figures, t)
    sheets.append(book.sheet(t("History")))
    fill_history(sheets[-1], material, t)
    printed = " · ".join(filter(None, (material.session.name, material.rules_note)))
    totals.page(printed, t("Page"), upright=True)
    for sheet in sheets:
        sheet.page(printed, t("Page"))
    return book.save()
