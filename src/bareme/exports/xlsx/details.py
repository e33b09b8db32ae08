"""The sheet of details: a row a copy and question, with everything that was said of it."""

from bareme.exports.material import Material
from bareme.exports.wording import Wording
from bareme.exports.xlsx.results import student_name
from bareme.exports.xlsx.sheet import Sheet
from bareme.exports.xlsx.styles import provisional_tint


def fill_details(sheet: Sheet, material: Material, words: Wording) -> None:
    """Write the sheet."""
    columns = (
        (words.student_name, 22),
        (words.copy_id, 8),
        (words.question, 22),
        (words.points, 9),
        (words.maximum, 10),
        (words.status, 14),
        (words.source, 13),
        (words.provisional, 12),
        (words.graded_by, 17),
        (words.flags, 19),
        (words.feedback, 38),
        (words.transcription, 38),
        (words.rationale, 38),
    )
    sheet.widths([width for _, width in columns])
    sheet.header(1, [title for title, _ in columns])
    row = 1
    for copy in material.result.copies:
        for leaf in material.leaves_of_copy(copy):
            row += 1
            result = copy.questions[leaf.question.id]
            mark = material.shown_mark(copy, result)
            provisional = result.provisional is not None
            sheet.text(row, 1, student_name(copy, words))
            sheet.text(row, 2, copy.copy_id)
            sheet.text(row, 3, leaf.title)
            sheet.number(row, 4, result.value, tint=provisional_tint(provisional))
            sheet.number(row, 5, result.maximum)
            texts = (
                words.statuses[result.status],
                words.sources[result.source],
                words.yes if provisional else "",
                material.graded_by(copy, result, grader=words.grader),
                words.describe_flags(result.flags),
                result.feedback,
                mark.transcription if mark else "",
                mark.rationale if mark else "",
            )
            for col, text in enumerate(texts, start=6):
                sheet.text(row, col, text)
    sheet.table(rows=row - 1, columns=len(columns), frozen_columns=3)
