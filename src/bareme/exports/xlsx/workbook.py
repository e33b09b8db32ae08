"""Which sheets the workbook has."""

from bareme.exports.material import ExportMaterial, utc
from bareme.exports.wording import wording
from bareme.exports.xlsx.book import Book
from bareme.exports.xlsx.calibration import CalibrationSheet
from bareme.exports.xlsx.comparison import ComparisonSheet
from bareme.exports.xlsx.criteria import fill_criteria, has_criteria
from bareme.exports.xlsx.details import fill_details
from bareme.exports.xlsx.graders import fill_graders
from bareme.exports.xlsx.history import fill_history
from bareme.exports.xlsx.results import ResultsSheet, layout_of
from bareme.exports.xlsx.second_looks import SecondLooksSheet
from bareme.exports.xlsx.statistics import fill_statistics
from bareme.exports.xlsx.usage import fill_usage


def write_xlsx(material: ExportMaterial) -> bytes:
    """Return the workbook of a session, in its language: results, details, comparison, statistics, usage, history.

    Where graders looked again there is a sheet of that; where the scheme has criteria, one of what they earned; unless
    that is off, one of what a look across the copies shows; where the graders are named, one of how they agree.
    """
    words = wording(material.session.policy.language)
    layout = layout_of(material)
    book = Book(material.session.name, created=utc(material.generated_at))
    results = book.sheet(words.workbook.results_sheet)
    details = book.sheet(words.workbook.details_sheet)
    sheets = [results, details]
    ResultsSheet(results, material, words, layout).fill()
    fill_details(details, material, words)
    sheets.append(book.sheet(words.workbook.comparison_sheet))
    ComparisonSheet(sheets[-1], material, words).fill()
    if material.looked_again:
        sheets.append(book.sheet(words.second_looks.sheet))
        SecondLooksSheet(sheets[-1], material, words).fill()
    sheets.append(book.sheet(words.workbook.statistics_sheet))
    fill_statistics(sheets[-1], material, words, results, layout)
    if has_criteria(material):
        sheets.append(book.sheet(words.workbook.criteria_sheet))
        fill_criteria(sheets[-1], material, words)
    sheets.append(book.sheet(words.money.sheet))
    fill_usage(sheets[-1], material, words)
    if material.calibration:
        sheets.append(book.sheet(words.calibration.sheet))
        CalibrationSheet(sheets[-1], material, material.calibration, words).fill()
    if material.grader_figures:
        sheets.append(book.sheet(words.statistical.graders_sheet))
        fill_graders(sheets[-1], material.grader_figures, words)
    sheets.append(book.sheet(words.history.sheet))
    fill_history(sheets[-1], material, words)
    for sheet in sheets:
        sheet.page(material.session.name, words.workbook.page)
    return book.save()
