"""The history sheet: one row per decision."""

from decimal import Decimal

from bareme.exports.history import Value, history_entries, history_titles
from bareme.exports.material import ExportMaterial
from bareme.exports.xlsx.sheet import WorkbookSheet
from bareme.translation import Translator

_WIDTHS = [8, 22, 20, 16, 10, 22, 18, 24, 24, 24, 28, 11]


def fill_history(sheet: WorkbookSheet, material: ExportMaterial, t: Translator) -> None:
    """Write the sheet, with a note if there are no decisions."""
    titles = history_titles(t)
    sheet.widths(_WIDTHS)
    sheet.header(1, titles)
    entries = history_entries(material)
    for row, entry in enumerate(entries, start=2):
        when = f"{entry.at:%Y-%m-%d %H:%M:%S}"
        cells: list[Value] = [
            *(entry.number, when, entry.author, entry.identity, entry.copy_id, entry.student_name, entry.question_id),
            *(entry.what, entry.before, entry.after, entry.reason, f"v{entry.scheme_version}"),
        ]
        for col, value in enumerate(cells, start=1):
            if isinstance(value, Decimal):
                sheet.number(row, col, value)
            else:
                sheet.text(row, col, value)
    if not entries:
        sheet.note(2, 1, t("No decision has been made yet."))
    sheet.table(rows=max(len(entries), 1), columns=len(titles), frozen_columns=1)
