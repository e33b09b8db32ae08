"""The sheet of what the session took: tokens and dollars by copy and label, and by grader where they are named."""

from bareme.domain.money import Usage
from bareme.exports.material import Material
from bareme.exports.wording import Wording
from bareme.exports.xlsx.results import student_name
from bareme.exports.xlsx.sheet import Sheet
from bareme.exports.xlsx.styles import Kind

_WIDTHS = [24, 10, 16, 10, 14, 16, 14, 12, 22]
_FIRST_FIGURE = 4


def fill_usage(sheet: Sheet, material: Material, words: Wording) -> None:
    """Write a row for the reading of the files, one a copy and label, the total, and below it one a grader."""
    money = words.money
    figures = [money.calls, money.input_tokens, money.cached_tokens, money.output_tokens, money.cost, money.unpriced]
    titles = [words.student_name, words.copy_id, words.grader, *figures]
    sheet.widths(_WIDTHS)
    sheet.header(1, titles)
    rows = [((money.analysis, "", ""), material.session.shared_usage)]
    for copy in material.result.copies:
        for label, usage in material.label_usage.get(copy.copy_id, {}).items():
            rows.append(((student_name(copy, words), copy.copy_id, material.grader(copy, label, words.grader)), usage))
    rows.append(((money.total, "", ""), material.result.usage))
    for row, (texts, usage) in enumerate(rows, start=2):
        for col, text in enumerate(texts, start=1):
            sheet.text(row, col, text)
        _figures(sheet, row, usage)
    sheet.table(rows=len(rows), columns=len(titles), frozen_columns=3)
    row = len(rows) + 3
    sheet.note(row, 1, money.note)
    if material.result.usage.estimated:
        row += 1
        sheet.note(row, 1, money.estimated)
    if material.grader_usage:
        row += 2
        sheet.heading(row, 1, money.by_grader)
        sheet.header(row + 1, [words.grader, "", "", *figures])
        for below, (name, usage) in enumerate(material.grader_usage.items(), start=row + 2):
            sheet.text(below, 1, name)
            _figures(sheet, below, usage)


def _figures(sheet: Sheet, row: int, usage: Usage) -> None:
    counts = (usage.calls, usage.input_tokens, usage.cached_input_tokens, usage.output_tokens)
    for col, value in enumerate(counts, start=_FIRST_FIGURE):
        sheet.number(row, col, value, kind=Kind.COUNT)
    sheet.number(row, _FIRST_FIGURE + 4, usage.cost, kind=Kind.DOLLARS)
    sheet.number(row, _FIRST_FIGURE + 5, usage.unpriced_calls, kind=Kind.COUNT)
