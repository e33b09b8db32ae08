"""The short CSV: a row a student, with the total, its grade, its state and a mark a question."""

from collections.abc import Iterator

from bareme.domain.copies import Student
from bareme.exports.descriptions import ABSENT, describe_state, describe_worth
from bareme.exports.dialect import Cells, Dialect
from bareme.exports.material import ExportMaterial
from bareme.exports.options import FormatOptions, dialect_of
from bareme.exports.row_stamps import STAMP_TITLE, absent_stamp, copy_stamp
from bareme.translation import translator


def write_csv_short(material: ExportMaterial, options: FormatOptions) -> bytes:
    """Return the short CSV of a session in its language. Where rules mark, a column says so."""
    dialect = dialect_of(material, options)
    return dialect.write(_rows(material, dialect))


def _rows(material: ExportMaterial, dialect: Dialect) -> Iterator[Cells]:
    t = translator(material.session.policy.language)
    by_rules = [material.rules_note] if material.rules_note else []
    yield [
        *(t("Student ID"), t("Name"), t("Total"), t("Maximum"), t("Grade"), t("State")),
        *(f"{leaf.title} ({describe_worth(leaf, t, dialect.notation)})" for leaf in material.leaves),
        *(t("Graders") for _ in by_rules),
        t(STAMP_TITLE),
    ]
    for row in material.rows:
        student = row if isinstance(row, Student) else row.student
        who = (student.student_id, student.name) if student else ("", "")
        if isinstance(row, Student):
            unmarked = [None for _ in material.leaves]
            yield [*who, None, None, "", t(ABSENT), *unmarked, *("" for _ in by_rules), absent_stamp(material)]
            continue
        questions = [material.question(row, leaf) for leaf in material.leaves]
        yield [
            *(*who, row.total, row.maximum, row.band or "", describe_state(row, t)),
            *(question.value if question else None for question in questions),
            *by_rules,
            copy_stamp(material, row),
        ]
