"""The sheet of results: a row a student, with totals and averages that follow when a teacher edits a mark."""

from dataclasses import dataclass

from bareme.domain.bands import Band
from bareme.domain.points import Language, format_points
from bareme.domain.results import CopyResult
from bareme.exports.cells import printable, shorten
from bareme.exports.csv_wide import provisional_ids, value_of
from bareme.exports.material import Leaf, Material
from bareme.exports.wording import Wording
from bareme.exports.xlsx.sheet import Sheet, column
from bareme.exports.xlsx.styles import Kind, Tint, provisional_tint
from bareme.exports.xlsx.total_formula import total_formula

_FORMULA_TEXT_LIMIT = 255  # Excel's, for a text within a formula


@dataclass(frozen=True)
class ResultsLayout:
    """Where things stand on the sheet of results, for its own formulas and those of other sheets."""

    copies: int
    questions: int
    grouped: bool

    @property
    def name_columns(self) -> int:
        """How many columns say who the student is."""
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
        return self.total + 4

    @property
    def last_question(self) -> int:
        """The last question's column."""
        return self.first_question + self.questions - 1

    @property
    def last_row(self) -> int:
        """The last student's row; the first is row 2. Without any, row 2 is left empty for the formulas."""
        return max(self.copies, 1) + 1

    @property
    def average_row(self) -> int:
        """The row of averages; those of the maximum and of the facility follow it."""
        return self.last_row + 1

    def down(self, col: int) -> str:
        """Return the students' cells of a column: "$D$2:$D$9"."""
        return f"${column(col)}$2:${column(col)}${self.last_row}"


def layout_of(material: Material) -> ResultsLayout:
    """Return where things will stand. The group has a column where a student has one."""
    grouped = any(copy.student and copy.student.group for copy in material.result.copies)
    return ResultsLayout(len(material.result.copies), len(material.leaves), grouped)


def student_name(copy: CopyResult, words: Wording) -> str:
    """Return the student's name, or what stands for it where nobody knows it."""
    return copy.student.name if copy.student else words.unnamed


@dataclass(frozen=True)
class ResultsSheet:
    """The sheet, and what it is written from."""

    sheet: Sheet
    material: Material
    words: Wording
    layout: ResultsLayout

    def fill(self) -> None:
        """Write the sheet."""
        words, layout = self.words, self.layout
        language = self.material.session.policy.language
        names = [words.student_name, words.student_id, words.group][: layout.name_columns]
        titles = [f"{leaf.title}\n/ {_worth(leaf, language)}" for leaf in self.material.leaves]
        remarks = [words.state, words.provisional, words.to_check, words.appreciation, words.copy_id]
        header = [*names, words.total, words.maximum, words.percentage, words.band, *titles, *remarks]
        self.sheet.widths([24, 12, 10][: layout.name_columns])
        self.sheet.widths([9, 11, 13, 13, *(13 for _ in titles), 22, 12, 15, 40, 8], first=layout.total)
        self.sheet.header(1, header)
        for row, copy in enumerate(self.material.result.copies, start=2):
            self._student(row, copy)
        self._summary()
        self._legend()
        self.sheet.table(rows=layout.last_row - 1, columns=len(header), frozen_columns=layout.name_columns)

    def _student(self, row: int, copy: CopyResult) -> None:
        student, words = copy.student, self.words
        names = (student_name(copy, words), student.student_id if student else "", student.group if student else "")
        for col, name in enumerate(names[: self.layout.name_columns], start=1):
            self.sheet.text(row, col, name)
        self._total(row, copy)
        for col, leaf in enumerate(self.material.leaves, start=self.layout.first_question):
            result = copy.questions.get(leaf.question.id)
            tint = provisional_tint(result is not None and result.provisional is not None)
            self.sheet.number(row, col, value_of(copy, leaf), tint=tint)
        remarks = (
            words.describe_state(copy),
            provisional_ids(copy),
            words.describe_copy_flags(copy),
            copy.appreciation,
            copy.copy_id,
        )
        for col, remark in enumerate(remarks, start=self.layout.last_question + 1):
            self.sheet.text(row, col, remark)

    def _total(self, row: int, copy: CopyResult) -> None:
        layout, sheet = self.layout, self.sheet
        tint = provisional_tint(copy.provisional and copy.total is not None)
        scheme = self.material.session.scheme_of(copy.copy_id)
        letters = {
            leaf.question.id: column(col) for col, leaf in enumerate(self.material.leaves, start=layout.first_question)
        }
        summed = total_formula(scheme, {leaf_id: f"{letters[leaf_id]}{row}" for leaf_id in scheme.leaf_ids()})
        total, maximum = f"{column(layout.total)}{row}", f"{column(layout.maximum)}{row}"
        sheet.formula(row, layout.total, summed, copy.total, tint=tint)
        sheet.number(row, layout.maximum, copy.maximum)
        share = None if copy.percentage is None else copy.percentage / 100
        sheet.formula(row, layout.share, f'=IFERROR(ROUND({total}/{maximum},4),"")', share, kind=Kind.SHARE, tint=tint)
        band = _band_formula(total, maximum, self.material.session.policy.grade_bands)
        sheet.formula(row, layout.band, band, copy.band, kind=Kind.TEXT, tint=tint)

    def _summary(self) -> None:
        layout, sheet, statistics = self.layout, self.sheet, self.material.result.statistics
        average, maximum, facility = (layout.average_row + i for i in range(3))
        titles = {average: self.words.average, maximum: self.words.maximum, facility: self.words.facility}
        for row, title in titles.items():
            for col in range(1, layout.last_question + 1):
                sheet.text(row, col, title if col == 1 else "", Tint.SUMMARY)
        whole = (
            float(statistics.mean / statistics.maximum) if statistics.mean is not None and statistics.maximum else None
        )
        figures = [(layout.total, statistics.mean, statistics.maximum, whole)]
        figures += [
            (col, question.mean, question.maximum, question.facility)
            for col, question in enumerate(statistics.questions, start=layout.first_question)
        ]
        for col, earned, points, share in figures:
            letter = column(col)
            sheet.number(maximum, col, points, tint=Tint.SUMMARY)
            if self.material.is_mixed:  # a formula would take in copies that the figures leave out
                sheet.number(average, col, earned, tint=Tint.SUMMARY)
                sheet.number(facility, col, share, kind=Kind.SHARE, tint=Tint.SUMMARY)
                continue
            averaged = f'=IFERROR(AVERAGE({layout.down(col)}),"")'
            ratio = f'=IFERROR({letter}{average}/{letter}{maximum},"")'
            sheet.formula(average, col, averaged, earned, tint=Tint.SUMMARY)
            sheet.formula(facility, col, ratio, share, kind=Kind.SHARE, tint=Tint.SUMMARY)

    def _legend(self) -> None:
        row = self.layout.average_row + 4
        self.sheet.text(row, 1, self.words.provisional, Tint.PROVISIONAL)
        self.sheet.note(row, 2, self.words.provisional_legend)
        self.sheet.note(row + 1, 2, self.words.empty_legend)


def _worth(leaf: Leaf, language: Language) -> str:
    times = leaf.question.coefficient
    weight = "" if times == 1 else f" × {format_points(times, language)}"
    return format_points(leaf.question.maximum, language) + weight


def _band_formula(total: str, maximum: str, bands: tuple[Band, ...]) -> str:
    ordered = sorted(bands, key=lambda band: band.from_percentage)
    bounds = ",".join(repr(band.from_percentage) for band in ordered)
    labels = ",".join(_quoted(band.label) for band in ordered)
    # Ten places undo what the division of binary fractions may leave below a bound, and no more than that.
    return f'=IFERROR(LOOKUP(ROUND(100*{total}/{maximum},10),{{{bounds}}},{{{labels}}}),"")'


def _quoted(text: str) -> str:
    return '"' + shorten(printable(text), _FORMULA_TEXT_LIMIT).replace('"', '""') + '"'
