"""The layout of the results sheet: which column and row holds what."""

from dataclasses import dataclass

from openpyxl.utils import get_column_letter as column

from bareme.domain.copies import Student
from bareme.exports.material import ExportMaterial


@dataclass(frozen=True)
class ResultsLayout:
    """The layout of the results sheet, for its formulas and those of other sheets."""

    copies: int
    questions: int
    grouped: bool
    version: int | None = None
    """The scheme version of the averages if copies are under several versions, else None."""
    excuses: bool = False
    """Whether a student is excused from anything. Such a copy is not compared."""
    adjusted: bool = False
    """Whether any total is adjusted."""

    @property
    def name_columns(self) -> int:
        """The number of columns that identify the student."""
        return 3 if self.grouped else 2

    @property
    def total(self) -> int:
        """The column of totals; maximum, share and band follow it."""
        return self.name_columns + 1

    @property
    def maximum(self) -> int:
        """The column of the maximum."""
        return self.total + 1

    @property
    def share(self) -> int:
        """The column of the share of the maximum."""
        return self.total + 2

    @property
    def band(self) -> int:
        """The column of the grade band."""
        return self.total + 3

    @property
    def first_question(self) -> int:
        """The first question's column."""
        return self.total + 4 + (self.version is not None) + self.has_compared

    @property
    def scheme_version(self) -> int:
        """The column of the copy's scheme version, if there are several."""
        return self.total + 4

    @property
    def compared(self) -> int:
        """The column of the totals that class statistics use: one of its own if not all copies are compared."""
        return self.first_question - 1 if self.has_compared else self.total

    @property
    def has_compared(self) -> bool:
        """Whether the compared totals have a column of their own."""
        return self.version is not None or self.excuses

    @property
    def last_question(self) -> int:
        """The last question's column."""
        return self.first_question + self.questions - 1

    @property
    def adjustment(self) -> int:
        """The column of adjustments, behind the questions."""
        return self.last_question + 1

    @property
    def first_remark(self) -> int:
        """The first column behind the numbers."""
        return self.last_question + 1 + self.adjusted

    @property
    def last_row(self) -> int:
        """The last student's row; the first is row 2. If there are no students, row 2 is left empty."""
        return max(self.copies, 1) + 1

    @property
    def average_row(self) -> int:
        """The row of averages; the rows of maximum and facility follow it."""
        return self.last_row + 1

    def average(self, col: int) -> str:
        """Return the formula, without "=", for the mean of a column over the compared copies."""
        if self.version is None or col == self.compared:
            return f"AVERAGE({self.down(col)})"
        return f"AVERAGEIFS({self.down(col)},{self.down(self.scheme_version)},{self.version})"

    def down(self, col: int) -> str:
        """Return the students' cells of a column: "$D$2:$D$9"."""
        return f"${column(col)}$2:${column(col)}${self.last_row}"


def layout_of(material: ExportMaterial) -> ResultsLayout:
    """Return the layout. There is a column for the group if any student has one."""
    students = (row if isinstance(row, Student) else row.student for row in material.rows)
    grouped = any(student and student.group for student in students)
    version = material.reference.version if len(material.versions) > 1 else None
    return ResultsLayout(
        copies=len(material.rows),
        questions=len(material.leaves),
        grouped=grouped,
        version=version,
        excuses=material.excuses,
        adjusted=material.is_adjusted,
    )
