"""The sheet of details: a row a copy and question, with everything that was said of it."""

from decimal import Decimal

from bareme.domain.leaves import Leaf
from bareme.domain.results import CopyResult, QuestionResult
from bareme.exports.material import ExportMaterial
from bareme.exports.wording import Wording
from bareme.exports.xlsx.results import student_name
from bareme.exports.xlsx.sheet import WorkbookSheet
from bareme.exports.xlsx.styles import Tint, mark_tint

_Cell = str | Decimal | int | None


def fill_details(sheet: WorkbookSheet, material: ExportMaterial, words: Wording) -> None:
    """Write the sheet.

    What a mark counts for in the total, and the version of the scheme that it was given under, have columns where that
    is not the same for all.
    """
    columns = _columns(material, words)
    sheet.widths([width for _, width in columns])
    sheet.header(1, [title for title, _ in columns])
    row = 1
    for copy in material.result.copies:
        for leaf in material.leaves:
            result = material.question(copy, leaf)
            if result is None:
                continue
            row += 1
            for col, value in enumerate(_cells(material, words, copy, leaf, result), start=1):
                if isinstance(value, str):
                    sheet.text(row, col, value)
                else:
                    counted = result.question_id in copy.counted
                    sheet.number(row, col, value, tint=mark_tint(result, counted=counted) if col == 4 else Tint.PLAIN)
    sheet.table(rows=max(row - 1, 1), columns=len(columns), frozen_columns=3)


def _columns(material: ExportMaterial, words: Wording) -> list[tuple[str, float]]:
    weighted = [(words.coefficient, 12.0), (words.counted, 10.0)] if material.is_weighted else []
    versioned = [(words.scheme_version, 11.0)] if len(material.versions) > 1 else []
    return [
        (words.student_name, 22),
        (words.copy_id, 8),
        (words.question, 22),
        (words.points, 9),
        (words.maximum, 10),
        *weighted,
        (words.status, 14),
        (words.source, 13),
        (words.provisional, 12),
        (words.graded_by, 17),
        *versioned,
        (words.flags, 19),
        (words.feedback, 38),
        (words.transcription, 38),
        (words.rationale, 38),
    ]


def _cells(
    material: ExportMaterial, words: Wording, copy: CopyResult, leaf: Leaf, result: QuestionResult
) -> list[_Cell]:
    mark = material.shown_mark(copy, result)
    weight: list[_Cell] = [leaf.coefficient, words.yes if result.question_id in copy.counted else words.no]
    version = "" if result.scheme_version is None else f"v{result.scheme_version}"
    return [
        student_name(copy, words),
        copy.copy_id,
        leaf.title,
        result.value,
        result.maximum,
        *(weight if material.is_weighted else []),
        words.describe_status(result),
        words.sources[result.source],
        words.yes if result.provisional is not None else "",
        material.graded_by(copy, result, grader=words.grader),
        *([version] if len(material.versions) > 1 else []),
        words.describe_flags(result.flags),
        result.feedback,
        mark.transcription if mark else "",
        mark.rationale if mark else "",
    ]
