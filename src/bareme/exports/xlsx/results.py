"""The results sheet: one row per student, with formulas for totals and averages."""

from collections.abc import Mapping
from dataclasses import dataclass

from openpyxl.utils import get_column_letter as column

from bareme.domain.bands import Band
from bareme.domain.copies import CopyFlag, Student
from bareme.domain.results import CopyResult
from bareme.exports.cells import printable, shorten
from bareme.exports.csv_wide import provisional_ids, uncounted_ids
from bareme.exports.descriptions import (
    ABSENT,
    COPY_FLAGS,
    HIDDEN_LEGEND,
    PROVISIONAL_LEGEND,
    describe_copy_flags,
    describe_state,
    describe_worth,
)
from bareme.exports.material import ExportMaterial
from bareme.exports.xlsx.sheet import WorkbookSheet
from bareme.exports.xlsx.styles import CellKind, Tint, mark_tint, provisional_tint
from bareme.exports.xlsx.total_formula import total_formula
from bareme.translation import Translator

_FORMULA_TEXT_LIMIT = 255  # Excel's, for a text within a formula


@dataclass(frozen=True)
class ResultsLayout:
    """The layout of the results sheet, for its formulas and those of other sheets."""

    copies: int
    questions: int
    grouped: bool
    version: int | None = None
    """The scheme version of the averages if copies are under several versions, else None."""

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
        """The first question's column. If copies are under several versions, two more columns precede it."""
        return self.total + (4 if self.version is None else 6)

    @property
    def scheme_version(self) -> int:
        """The column of the copy's scheme version, if there are several."""
        return self.total + 4

    @property
    def compared(self) -> int:
        """The column of the totals that class statistics use."""
        return self.total if self.version is None else self.total + 5

    @property
    def last_question(self) -> int:
        """The last question's column."""
        return self.first_question + self.questions - 1

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
    return ResultsLayout(len(material.rows), len(material.leaves), grouped, version)


def student_name(copy: CopyResult, t: Translator) -> str:
    """Return the student's name, or a placeholder if it is unknown."""
    return copy.student.name if copy.student else t("Unnamed")


@dataclass(frozen=True)
class ResultsSheet:
    """Writes the sheet."""

    sheet: WorkbookSheet
    material: ExportMaterial
    t: Translator
    layout: ResultsLayout

    def fill(self) -> None:
        """Write the sheet."""
        t, layout = self.t, self.layout
        names = [t("Name"), t("Student ID"), t("Group")][: layout.name_columns]
        versions = [] if layout.version is None else [t("Scheme version"), t("Compared total")]
        titles = ["\n".join((leaf.title, describe_worth(leaf, t, t.language, "\n"))) for leaf in self.material.leaves]
        remarks = [title for title, _ in self._remarks()]
        marks = [t("Total"), t("Maximum"), t("Percentage"), t("Grade"), *versions]
        header = [*names, *marks, *titles, *remarks]
        self.sheet.widths([24, 12, 10][: layout.name_columns])
        self.sheet.widths([9, 11, 13, 13, *(11 for _ in versions), *(13 for _ in titles)], first=layout.total)
        self.sheet.widths([width for _, width in self._remarks()], first=layout.last_question + 1)
        self.sheet.header(1, header)
        for row, listed in enumerate(self.material.rows, start=2):
            if isinstance(listed, Student):
                self._absent(row, listed)
            else:
                self._student(row, listed)
        self._summary()
        self._legend()
        self.sheet.table(rows=layout.last_row - 1, columns=len(header), frozen_columns=layout.name_columns)

    def _remarks(self) -> list[tuple[str, float]]:
        """Return the columns after the marks with their widths."""
        t = self.t
        uncounted = [(t("Not counted"), 12.0)] if any(leaf.choice for leaf in self.material.leaves) else []
        read = [(t("Read as"), 24.0)] if any(copy.name_read for copy in self.material.result.copies) else []
        return [
            *((t("State"), 22), (t("Complete"), 12), (t("Provisional"), 12)),
            *uncounted,
            *read,
            *((t("To check"), 21), (t("General remark"), 40), (t("Copy"), 8)),
        ]

    def _student(self, row: int, copy: CopyResult) -> None:
        student, t = copy.student, self.t
        self._names(row, student_name(copy, t), student)
        cells: dict[str, str] = {}
        for col, leaf in enumerate(self.material.leaves, start=self.layout.first_question):
            result = self.material.question(copy, leaf)
            if result is None:
                self.sheet.number(row, col, None)
                continue
            cells[result.question_id] = f"{column(col)}{row}"
            tint = mark_tint(result, counted=result.question_id in copy.counted)
            self.sheet.number(row, col, result.value, tint=tint)
        self._total(row, copy, cells)
        remarks = {
            t("State"): describe_state(copy, t),
            t("Complete"): t("yes") if copy.is_complete else "",
            t("Provisional"): provisional_ids(copy),
            t("Not counted"): uncounted_ids(copy),
            t("Read as"): copy.name_read,
            t("To check"): describe_copy_flags(copy, t),
            t("General remark"): copy.general_comment,
            t("Copy"): copy.copy_id,
        }
        for col, (title, _) in enumerate(self._remarks(), start=self.layout.last_question + 1):
            self.sheet.text(row, col, remarks[title])

    def _absent(self, row: int, student: Student) -> None:
        """Write the row of a student without a copy, which formulas leave out as it has no number."""
        self._names(row, student.name, student)
        for col in range(self.layout.total, self.layout.last_question + 1):
            self.sheet.number(row, col, None)
        for col, (title, _) in enumerate(self._remarks(), start=self.layout.last_question + 1):
            self.sheet.text(row, col, self.t(ABSENT) if title == self.t("State") else "")

    def _names(self, row: int, name: str, student: Student | None) -> None:
        cells = (name, student.student_id if student else "", student.group if student else "")
        for col, cell in enumerate(cells[: self.layout.name_columns], start=1):
            self.sheet.text(row, col, cell)

    def _total(self, row: int, copy: CopyResult, cells: Mapping[str, str]) -> None:
        layout, sheet = self.layout, self.sheet
        tint = provisional_tint(copy.provisional and copy.total is not None)
        marks = f"{column(layout.first_question)}{row}:{column(layout.last_question)}{row}"
        total, maximum = f"{column(layout.total)}{row}", f"{column(layout.maximum)}{row}"
        # A missing mark leaves the total empty: a failure is not a zero.
        summed = total_formula(self.material.session.scheme_of(copy.copy_id), cells, marks)
        if summed is None:
            sheet.number(row, layout.total, copy.total, tint=tint)
        else:
            sheet.formula(row, layout.total, summed, copy.total, tint=tint)
        sheet.number(row, layout.maximum, copy.maximum)
        share = None if copy.percentage is None else copy.percentage / 100
        sheet.formula(
            row, layout.share, f'=IFERROR(ROUND({total}/{maximum},4),"")', share, kind=CellKind.SHARE, tint=tint
        )
        band = _band_formula(total, maximum, self.material.session.policy.grade_bands)
        sheet.formula(row, layout.band, band, copy.band, kind=CellKind.TEXT, tint=tint)
        if layout.version is not None:
            version = f"{column(layout.scheme_version)}{row}"
            compared = copy.total if copy.scheme_version == layout.version else None
            sheet.number(row, layout.scheme_version, copy.scheme_version, kind=CellKind.COUNT)
            sheet.formula(row, layout.compared, f'=IF({version}={layout.version},{total},"")', compared, tint=tint)

    def _summary(self) -> None:
        layout, sheet, statistics = self.layout, self.sheet, self.material.result.statistics
        average, maximum, facility = (layout.average_row + i for i in range(3))
        titles = {average: self.t("Class average"), maximum: self.t("Maximum"), facility: self.t("Facility")}
        for row, title in titles.items():
            for col in range(1, layout.last_question + 1):
                sheet.text(row, col, title if col == 1 else "", Tint.SUMMARY)
        whole = (
            float(statistics.mean / statistics.maximum) if statistics.mean is not None and statistics.maximum else None
        )
        figures = [(layout.compared, statistics.mean, statistics.maximum, whole)]
        questions = {question.question_id: question for question in statistics.questions}
        for col, leaf in enumerate(self.material.leaves, start=layout.first_question):
            if self.material.reference.version in leaf.versions:
                question = questions[leaf.question.id]
                figures.append((col, question.mean, question.maximum, question.facility))
        for col, earned, points, share in figures:
            letter = column(col)
            averaged = f'=IFERROR({layout.average(col)},"")'
            ratio = f'=IFERROR({letter}{average}/{letter}{maximum},"")'
            sheet.formula(average, col, averaged, earned, tint=Tint.SUMMARY)
            sheet.number(maximum, col, points, tint=Tint.SUMMARY)
            sheet.formula(facility, col, ratio, share, kind=CellKind.SHARE, tint=Tint.SUMMARY)

    def _legend(self) -> None:
        row = self.layout.average_row + 4
        self.sheet.text(row, 1, self.t("Provisional"), Tint.PROVISIONAL)
        self.sheet.note(row, 2, self.t(PROVISIONAL_LEGEND))
        self.sheet.note(
            row + 1, 2, self.t("An empty cell is not a zero: the question could not be marked; averages leave it out.")
        )
        row += 2
        if any(leaf.choice for leaf in self.material.leaves):
            self.sheet.text(row, 1, self.t("Not counted"), Tint.NOT_COUNTED)
            self.sheet.note(
                row, 2, self.t("Mark that is not in the total: other questions of the same choice count instead.")
            )
            row += 1
        if self.layout.version is not None:
            self.sheet.text(row, 1, self.t(COPY_FLAGS[CopyFlag.OLDER_SCHEME]))
            self.sheet.note(
                row,
                2,
                self.t(
                    "Copies marked under an older version of the scheme, with a maximum of their own; "
                    "averages include only version {version}.",
                    version=self.layout.version,
                ),
            )
            row += 1
        if self.material.hides:
            self.sheet.note(row, 2, self.t(HIDDEN_LEGEND))
            row += 1
        if self.material.rules_note:
            self.sheet.text(row, 1, self.t("Graders"))
            self.sheet.note(row, 2, self.material.rules_note)


def _band_formula(total: str, maximum: str, bands: tuple[Band, ...]) -> str:
    ordered = sorted(bands, key=lambda band: band.from_percentage)
    bounds = ",".join(repr(band.from_percentage) for band in ordered)
    labels = ",".join(_quoted(band.label) for band in ordered)
    # Rounding to ten places corrects binary rounding errors just below a bound.
    return f'=IFERROR(LOOKUP(ROUND(100*{total}/{maximum},10),{{{bounds}}},{{{labels}}}),"")'


def _quoted(text: str) -> str:
    return '"' + shorten(printable(text), _FORMULA_TEXT_LIMIT).replace('"', '""') + '"'
