"""The results sheet: one row per student, with formulas for totals and averages."""

from collections.abc import Iterator, Mapping
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
    describe_adjustments,
    describe_copy_flags,
    describe_excused,
    describe_state,
    describe_worth,
)
from bareme.exports.material import ExportMaterial
from bareme.exports.row_stamps import STAMP_TITLE, absent_stamp, copy_stamp
from bareme.exports.xlsx.results_layout import ResultsLayout
from bareme.exports.xlsx.sheet import WorkbookSheet, fitting
from bareme.exports.xlsx.styles import CellKind, Tint, mark_tint, provisional_tint
from bareme.exports.xlsx.total_formula import total_formula
from bareme.translation import Translator

_REMARK_LINES = 2
"""That a remark may make a row high. All of it is in the cell, and in the sheets that follow."""
_FORMULA_TEXT_LIMIT = 255  # Excel's, for a text within a formula


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
        versions = [] if layout.version is None else [t("Scheme version")]
        versions += [t("Compared total")] if layout.has_compared else []
        adjusted = [t("Adjustment")] if layout.adjusted else []
        titles = ["\n".join((leaf.title, describe_worth(leaf, t, t.language, "\n"))) for leaf in self.material.leaves]
        remarks = [title for title, _ in self._remarks()]
        marks = [t("Total"), t("Maximum"), t("Percentage"), t("Grade"), *versions]
        header = [*names, *marks, *titles, *adjusted, *remarks]
        self.sheet.widths([24, 12, 10][: layout.name_columns])
        self.sheet.widths(
            [
                9,
                11,
                12,
                11,
                *(11 for _ in versions),
                *(fitting(title.split("\n"), least=8, most=13) for title in titles),
            ],
            first=layout.total,
        )
        self.sheet.widths([13 for _ in adjusted], first=layout.adjustment)
        self.sheet.widths([width for _, width in self._remarks()], first=layout.first_remark)
        self.sheet.header(1, header)
        for row, listed in enumerate(self.material.rows, start=2):
            if isinstance(listed, Student):
                self._absent(row, listed)
            else:
                self._student(row, listed)
        self._summary()
        self._legend()
        self.sheet.hidden_column(len(header) + 1, t(STAMP_TITLE), dict(enumerate(self._stamps(), start=2)))
        self.sheet.print_columns(len(header))
        self.sheet.table(rows=layout.last_row - 1, columns=len(header) + 1, frozen_columns=layout.name_columns)

    def down(self, col: int) -> str:
        """Return the students' cells of a column, for formulas of other sheets."""
        return self.sheet.reference + self.layout.down(col)

    @property
    def copies(self) -> str:
        """The cells with the ids of copies, for formulas of other sheets."""
        titles = [title for title, _ in self._remarks()]
        return self.down(self.layout.first_remark + titles.index(self.t("Copy")))

    def _stamps(self) -> Iterator[str]:
        for row in self.material.rows:
            yield absent_stamp(self.material) if isinstance(row, Student) else copy_stamp(self.material, row)

    def _remarks(self) -> list[tuple[str, float]]:
        """Return the columns after the marks with their widths."""
        t = self.t
        uncounted = [(t("Not counted"), 12.0)] if any(leaf.choice for leaf in self.material.leaves) else []
        adjusted = [(t("Adjustments"), 30.0)] if self.material.is_adjusted else []
        excused = [(t("Excused"), 14.0)] if self.material.excuses else []
        read = [(t("Read as"), 24.0)] if any(copy.name_read for copy in self.material.result.copies) else []
        states = [describe_state(copy, t) for copy in self.material.result.copies]
        checks = [describe_copy_flags(copy, t) for copy in self.material.result.copies]
        return [
            *((t("State"), fitting(states, least=12, most=28)), (t("Complete"), 12), (t("Provisional"), 14)),
            *(*uncounted, *adjusted, *excused, *read),
            *((t("To check"), fitting(checks, least=12, most=28)), (t("General remark"), 40), (t("Copy"), 8)),
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
            t("Adjustments"): describe_adjustments(copy, t),
            t("Excused"): describe_excused(copy, t),
            t("To check"): describe_copy_flags(copy, t),
            t("General remark"): copy.general_comment,
            t("Copy"): copy.copy_id,
        }
        if self.layout.adjusted:
            self.sheet.number(row, self.layout.adjustment, copy.adjustment)
        for col, (title, _) in enumerate(self._remarks(), start=self.layout.first_remark):
            self.sheet.text(row, col, remarks[title], most_lines=_REMARK_LINES)

    def _absent(self, row: int, student: Student) -> None:
        """Write the row of a student without a copy, which formulas leave out as it has no number."""
        self._names(row, student.name, student)
        for col in range(self.layout.total, self.layout.first_remark):
            self.sheet.number(row, col, None)
        for col, (title, _) in enumerate(self._remarks(), start=self.layout.first_remark):
            self.sheet.text(row, col, self.t(ABSENT) if title == self.t("State") else "", most_lines=_REMARK_LINES)

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
        scheme = self.material.session.scheme_of(copy.copy_id).without(copy.excused_ids())
        adjustment = f"{column(layout.adjustment)}{row}" if copy.adjustment is not None else None
        summed = total_formula(scheme, cells, marks, adjustment) if scheme else None
        if summed is None:
            sheet.number(row, layout.total, copy.total, tint=tint)
        else:
            sheet.formula(row, layout.total, summed, copy.total, tint=tint)
        sheet.number(row, layout.maximum, copy.maximum)
        share = None if copy.percentage is None else copy.percentage / 100
        sheet.formula(
            row,
            layout.share,
            f'=IF({total}="","",IFERROR(ROUND({total}/{maximum},4),""))',
            share,
            kind=CellKind.SHARE,
            tint=tint,
        )
        band = _band_formula(total, maximum, self.material.session.policy.grade_bands)
        sheet.formula(row, layout.band, band, copy.band, kind=CellKind.TEXT, tint=tint)
        if layout.version is not None:
            sheet.number(row, layout.scheme_version, copy.scheme_version, kind=CellKind.COUNT)
        if layout.has_compared:
            is_compared = copy.scheme_version == self.material.reference.version and not copy.excused_ids()
            compared = copy.total if is_compared else None
            sheet.formula(row, layout.compared, f"={total}" if is_compared else '=""', compared, tint=tint)

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
        if self.layout.excuses:
            self.sheet.text(row, 1, self.t("Excused"))
            self.sheet.note(
                row,
                2,
                self.t(
                    "An excused question is in neither the total nor the maximum of the copy; the grade is that of the "
                    "percentage. The copy is not in the averages of totals, and a copy excused as a whole is in none."
                ),
            )
            row += 1
        if self.layout.adjusted:
            self.sheet.text(row, 1, self.t("Adjustment"))
            self.sheet.note(row, 2, self.t("Added to the sum of the marks, within 0 and the maximum."))
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
    looked_up = f"LOOKUP(ROUND(100*{total}/{maximum},10),{{{bounds}}},{{{labels}}})"
    # An empty cell counts as 0: a copy without a total has no grade.
    return f'=IF({total}="","",IFERROR({looked_up},""))'


def _quoted(text: str) -> str:
    return '"' + shorten(printable(text), _FORMULA_TEXT_LIMIT).replace('"', '""') + '"'
