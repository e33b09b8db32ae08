"""The sheet of details: one row per copy and question."""

from decimal import Decimal

from bareme.domain.leaves import Leaf
from bareme.domain.question_result import QuestionResult
from bareme.domain.results import CopyResult
from bareme.exports.descriptions import SOURCES, describe_flags, describe_status
from bareme.exports.material import ExportMaterial
from bareme.exports.row_stamps import STAMP_TITLE, question_stamp
from bareme.exports.xlsx.results import student_name
from bareme.exports.xlsx.sheet import WorkbookSheet
from bareme.exports.xlsx.styles import Tint, mark_tint
from bareme.translation import Translator

_Cell = str | Decimal | int | None


def fill_details(sheet: WorkbookSheet, material: ExportMaterial, t: Translator) -> None:
    """Write the sheet.

    There are columns for the weight of marks in the total and for the scheme version only if these differ.
    """
    columns = _columns(material, t)
    sheet.widths([width for _, width in columns])
    sheet.header(1, [title for title, _ in columns])
    row, stamps = 1, {}
    for copy in material.result.copies:
        for leaf in material.leaves:
            result = material.question(copy, leaf)
            if result is None:
                continue
            row += 1
            stamps[row] = question_stamp(material, copy, result)
            for col, value in enumerate(_cells(material, t, copy, leaf, result), start=1):
                if isinstance(value, str):
                    sheet.text(row, col, value)
                else:
                    counted = result.question_id in copy.counted
                    sheet.number(row, col, value, tint=mark_tint(result, counted=counted) if col == 4 else Tint.PLAIN)
    sheet.hidden_column(len(columns) + 1, t(STAMP_TITLE), stamps)
    sheet.print_columns(len(columns))
    sheet.table(rows=max(row - 1, 1), columns=len(columns) + 1, frozen_columns=3)


def _columns(material: ExportMaterial, t: Translator) -> list[tuple[str, float]]:
    weighted = [(t("Coefficient"), 12.0), (t("Counts"), 10.0)] if material.is_weighted else []
    versioned = [(t("Scheme version"), 11.0)] if len(material.versions) > 1 else []
    return [
        (t("Name"), 22),
        (t("Copy"), 8),
        (t("Question"), 22),
        (t("Points"), 9),
        (t("Maximum"), 10),
        *weighted,
        (t("Status"), 14),
        (t("Source"), 13),
        (t("Provisional"), 12),
        (t("Graded by"), 17),
        *versioned,
        (t("Flags"), 19),
        (t("Feedback for the student"), 38),
        (t("Answer as read"), 38),
        (t("Rationale for the teacher"), 38),
    ]


def _cells(
    material: ExportMaterial, t: Translator, copy: CopyResult, leaf: Leaf, result: QuestionResult
) -> list[_Cell]:
    mark = material.shown_mark(copy, result)
    weight: list[_Cell] = [leaf.coefficient, t("yes") if result.question_id in copy.counted else t("no")]
    version = "" if result.scheme_version is None else f"v{result.scheme_version}"
    return [
        student_name(copy, t),
        copy.copy_id,
        leaf.title,
        result.value,
        result.maximum,
        *(weight if material.is_weighted else []),
        describe_status(result, t),
        t(SOURCES[result.source]),
        t("yes") if result.provisional is not None else "",
        material.graded_by(copy, result, t),
        *([version] if len(material.versions) > 1 else []),
        describe_flags(result.flags, t),
        result.feedback,
        mark.transcription if mark else "",
        mark.rationale if mark else "",
    ]
