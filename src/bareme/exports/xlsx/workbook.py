"""Which sheets the workbook has."""

from bareme.exports.calibration_wording import calibration_wording
from bareme.exports.material import Material, utc
from bareme.exports.wording import wording
from bareme.exports.xlsx.book import Book
from bareme.exports.xlsx.calibration import CalibrationSheet
from bareme.exports.xlsx.comparison import ComparisonSheet
from bareme.exports.xlsx.details import fill_details
from bareme.exports.xlsx.graders import fill_graders
from bareme.exports.xlsx.results import ResultsSheet, layout_of
from bareme.exports.xlsx.statistics import fill_statistics
from bareme.exports.xlsx.usage import fill_usage


def write_xlsx(material: Material) -> bytes:
    """Return the workbook of a session, in its language: results, details, comparison, statistics, usage.

    There is a sheet of what a look across the copies shows unless that is off, and where the graders are named one of
    how they agree.
    """
    words = wording(material.session.policy.language)
    layout = layout_of(material)
    book = Book(material.session.name, created=utc(material.generated_at))
    results = book.sheet(words.results_sheet)
    details = book.sheet(words.details_sheet)
    comparison = book.sheet(words.comparison_sheet)
    statistics = book.sheet(words.statistics_sheet)
    ResultsSheet(results, material, words, layout).fill()
    fill_details(details, material, words)
    ComparisonSheet(comparison, material, words).fill()
    fill_statistics(statistics, material, words, results, layout)
    usage = book.sheet(words.money.sheet)
    fill_usage(usage, material, words)
    sheets = [results, details, comparison, statistics, usage]
    if material.calibration:
        sheets.append(book.sheet(calibration_wording(material.session.policy.language).sheet))
        CalibrationSheet(sheets[-1], material, material.calibration, words).fill()
    if material.grader_figures:
        sheets.append(book.sheet(words.statistical.graders_sheet))
        fill_graders(sheets[-1], material.grader_figures, words)
    for sheet in sheets:
        sheet.page(material.session.name, words.page)
    return book.save()
