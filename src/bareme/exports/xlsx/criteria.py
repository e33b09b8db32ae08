"""The sheet of criteria: one row per criterion of each mark. Only written if the scheme has criteria."""

from bareme.exports.criterion_lines import CriterionLine, criterion_lines
from bareme.exports.descriptions import ROLES
from bareme.exports.material import ExportMaterial
from bareme.exports.row_stamps import STAMP_TITLE, criterion_stamp
from bareme.exports.xlsx.results import student_name
from bareme.exports.xlsx.sheet import WorkbookSheet
from bareme.exports.xlsx.styles import Tint, provisional_tint
from bareme.translation import Translator

_WIDTHS = [22, 8, 22, 34, 12, 10, 10, 10, 48, 48]


def has_criteria(material: ExportMaterial) -> bool:
    """Return whether any question of the session has criteria."""
    return any(leaf.question.criteria for leaf in material.leaves)


def fill_criteria(sheet: WorkbookSheet, material: ExportMaterial, t: Translator) -> None:
    """Write the sheet. The counted points of a question's rows sum to its mark."""
    titles = [t("Name"), t("Copy"), t("Question"), t("Criterion"), t("Kind"), t("Maximum")]
    titles += [t("Given"), t("Counted"), t("Remarks"), t("Feedback")]
    sheet.widths(_WIDTHS)
    sheet.header(1, titles)
    row, stamps = 1, {}
    for copy in material.result.copies:
        for leaf in material.leaves:
            result = material.question(copy, leaf)
            if result is None:
                continue
            for line in criterion_lines(leaf.question, result) or ():
                row += 1
                stamps[row] = criterion_stamp(material, copy, result, line)
                sheet.text(row, 1, student_name(copy, t))
                sheet.text(row, 2, copy.copy_id)
                sheet.text(row, 3, leaf.title)
                _line(sheet, row, line, provisional=result.provisional is not None, t=t)
    sheet.hidden_column(len(titles) + 1, t(STAMP_TITLE), stamps)
    sheet.print_columns(len(titles))
    sheet.table(rows=max(row - 1, 1), columns=len(titles) + 1, frozen_columns=4)


def _line(sheet: WorkbookSheet, row: int, line: CriterionLine, *, provisional: bool, t: Translator) -> None:
    tint = Tint.NOT_COUNTED if line.left_out else provisional_tint(provisional)
    sheet.text(row, 4, line.criterion.name if line.criterion else t("Limited to 0 and the maximum"))
    sheet.text(row, 5, t(ROLES[line.role]))
    sheet.number(row, 6, line.criterion.points if line.criterion else None)
    sheet.number(row, 7, line.given, tint=tint)
    sheet.number(row, 8, line.counted, tint=tint)
    sheet.text(row, 9, t("left out: another criterion of its group counts") if line.left_out else line.evidence)
    sheet.text(row, 10, line.feedback)
