"""The usage sheet: tokens and dollars by copy, and by grader if their names are shown."""

from bareme.domain.money import Usage
from bareme.exports.descriptions import TOKENS_ESTIMATED, UNPRICED_NOTE
from bareme.exports.material import ExportMaterial
from bareme.exports.xlsx.results import student_name
from bareme.exports.xlsx.sheet import WorkbookSheet
from bareme.exports.xlsx.styles import CellKind
from bareme.translation import Translator

_WIDTHS = [24, 10, 10, 26, 14, 16, 14, 12, 22]


def fill_usage(sheet: WorkbookSheet, material: ExportMaterial, t: Translator) -> None:
    """Write rows for the whole session, each copy, the total, and each grader.

    If the graders' names are shown, a copy has one row per grader; otherwise prices would reveal who is who.
    """
    figures = [
        t("Calls"),
        t("Requests without an answer"),
        t("Tokens in"),
        t("Tokens cached"),
        t("Tokens out"),
        t("Cost ($)"),
        t("Calls of unknown price"),
    ]
    texts, widths = [t("Name"), t("Copy")], _WIDTHS
    if material.label_usage:
        texts, widths = [*texts, t("Grader")], [*_WIDTHS[:2], 22, *_WIDTHS[2:]]
    sheet.widths(widths)
    sheet.header(1, [*texts, *figures])
    rows = [((t("Beside the copies: reading the files, calibration"), "", ""), material.session.shared_usage)]
    for copy in material.result.copies:
        by_grader = {material.grader(copy, i): took for i, took in material.label_usage.get(copy.copy_id, {}).items()}
        for name, usage in (by_grader or {"": copy.usage}).items():
            rows.append(((student_name(copy, t), copy.copy_id, name), usage))
    rows.append(((t("Total"), "", ""), material.result.usage))
    for row, (names, usage) in enumerate(rows, start=2):
        for col, text in enumerate(names[: len(texts)], start=1):
            sheet.text(row, col, text)
        _figures(sheet, row, usage, first=1 + len(texts))
    sheet.table(rows=len(rows), columns=len(widths), frozen_columns=len(texts))
    row = len(rows) + 3
    sheet.note(
        row,
        1,
        t(UNPRICED_NOTE),
    )
    if material.result.usage.estimated:
        row += 1
        sheet.note(row, 1, t(TOKENS_ESTIMATED))
    if material.grader_usage:
        row += 2
        sheet.heading(row, 1, t("By grader"))
        sheet.header(row + 1, [t("Grader"), *[""] * (len(texts) - 1), *figures])
        for below, (name, usage) in enumerate(material.grader_usage.items(), start=row + 2):
            for col, text in enumerate([name, *[""] * (len(texts) - 1)], start=1):
                sheet.text(below, col, text)
            _figures(sheet, below, usage, first=1 + len(texts))


def _figures(sheet: WorkbookSheet, row: int, usage: Usage, *, first: int) -> None:
    counts = (usage.calls, usage.unanswered_calls, usage.input_tokens, usage.cached_input_tokens, usage.output_tokens)
    for col, value in enumerate(counts, start=first):
        sheet.number(row, col, value, kind=CellKind.COUNT)
    sheet.number(row, first + 5, usage.cost, kind=CellKind.DOLLARS)
    sheet.number(row, first + 6, usage.unpriced_calls, kind=CellKind.COUNT)
