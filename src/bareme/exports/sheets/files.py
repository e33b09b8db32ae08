"""The sheets of a class as files: an archive of one PDF a pupil with a list for a mail merge, or one PDF to print."""

from collections.abc import Iterator, Mapping, Sequence

from bareme.documents.print_sheets import bind_sheets, print_sheets
from bareme.domain.copies import Student
from bareme.domain.results import CopyResult
from bareme.errors import InvalidInput
from bareme.exports.descriptions import ABSENT, describe_state
from bareme.exports.dialect import Cells, dialect_for
from bareme.exports.material import ExportMaterial
from bareme.exports.options import FormatOptions, progress_of
from bareme.exports.sheets.page import sheet_of
from bareme.exports.student_files import file_names, zipped
from bareme.translation import translator


def write_sheets(material: ExportMaterial, options: FormatOptions) -> bytes:
    """Return a ZIP of one PDF a pupil, and of a CSV for a mail merge with a row a pupil.

    Raises:
        InvalidInput: no copy has a mark.
        DocumentRefused: a sheet takes too many pages, or too much time or memory.
    """
    pdfs = print_sheets_of(material, _copies_with_sheets(material), options)
    names = file_names(material, pdfs)
    merge = dialect_for(None, material.session.policy.language).write(_rows(material, names))
    return zipped(material, {**{names[copy_id]: pdf for copy_id, pdf in pdfs.items()}, "mail-merge.csv": merge})


def write_sheets_to_print(material: ExportMaterial, options: FormatOptions) -> bytes:
    """Return one PDF in the order of the class list, in which each pupil has an even number of pages.

    Raises:
        InvalidInput: no copy has a mark.
        DocumentRefused: a sheet takes too many pages, or too much time or memory.
    """
    return bind_sheets(list(print_sheets_of(material, _copies_with_sheets(material), options).values()))


def _copies_with_sheets(material: ExportMaterial) -> list[CopyResult]:
    copies = [row for row in material.rows if isinstance(row, CopyResult) and has_sheet(row)]
    if not copies:
        raise InvalidInput("no copy has a mark yet, so there is no sheet to write")
    return copies


def print_sheets_of(material: ExportMaterial, copies: Sequence[CopyResult], options: FormatOptions) -> dict[str, bytes]:
    """Return a PDF a copy, by copy id.

    Raises:
        DocumentRefused: a sheet takes too many pages, too much time or memory.
    """
    class_figures = options.get("class_figures", False)
    sheets = [sheet_of(material, copy, class_figures=class_figures) for copy in copies]
    pdfs = print_sheets(sheets, progress_of(options))
    return {copy.copy_id: pdf for copy, pdf in zip(copies, pdfs, strict=True)}


def has_sheet(copy: CopyResult) -> bool:
    """Whether there is anything to tell the pupil: a mark, or that she is excused."""
    return copy.is_excused or any(question.value is not None for question in copy.questions.values())


def _rows(material: ExportMaterial, names: Mapping[str, str]) -> Iterator[Cells]:
    t = translator(material.session.policy.language)
    yield [
        *(t("Student ID"), t("Name"), t("Group"), t("E-mail"), t("File")),
        *(t("Total"), t("Maximum"), t("Percentage"), t("State"), t("Graders")),
    ]
    for row in material.rows:
        student = row if isinstance(row, Student) else row.student
        who = [student.student_id, student.name, student.group, student.email] if student else [""] * 4
        if isinstance(row, Student):
            yield [*who, "", None, None, None, t(ABSENT), ""]
        else:
            marks = (row.total, row.maximum, row.percentage)
            yield [*who, names.get(row.copy_id, ""), *marks, describe_state(row, t), material.rules_note]
