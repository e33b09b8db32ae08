"""The sheet of what a look across the copies shows: same answers with other marks first."""

from bareme.domain.calibration.report import CalibrationReport
from bareme.exports.material import ExportMaterial
from bareme.exports.wording import Wording
from bareme.exports.xlsx.sheet import WorkbookSheet
from bareme.exports.xlsx.styles import CellKind

_WIDTHS = [12, 28, 24, 14, 14, 22, 22, 60]


class CalibrationSheet:
    """Tables below each other, written once."""

    def __init__(
        self, sheet: WorkbookSheet, material: ExportMaterial, calibration: CalibrationReport, words: Wording
    ) -> None:
        self.sheet = sheet
        self.material = material
        self.calibration = calibration
        self.words = words
        self.named = words.calibration
        self.copies = {copy.copy_id: copy for copy in material.result.copies}
        self.row = 1

    def fill(self) -> None:
        """Write the sheet. The graders are in it only where they are named."""
        self.sheet.widths(_WIDTHS)
        self._note(self.named.nothing_changed)
        self._same_answers()
        if self.calibration.graders:
            self._severity()
        self._surprises()
        self._boundaries()

    def _same_answers(self) -> None:
        words, named = self.words, self.named
        self._heading(named.same_heading)
        if not self.calibration.inconsistencies:
            self._note(named.same_none)
            return
        titles = [words.copy_id, words.student_name, words.question, words.points, words.maximum, words.source]
        self._header([*titles, named.found_by, words.transcription])
        for inconsistency in self.calibration.inconsistencies:
            question_id = inconsistency.question_id
            for mark in inconsistency.marks:
                copy = self.copies[mark.copy_id]
                shown = self.material.shown_mark(copy, copy.questions[question_id])
                self._copy(mark.copy_id, question_id)
                self.sheet.number(self.row, 4, mark.points)
                self.sheet.number(self.row, 5, inconsistency.maximum)
                self.sheet.text(self.row, 6, words.sources[mark.source])
                self.sheet.text(self.row, 7, named.found(by_model=inconsistency.by_model))
                self.sheet.text(self.row, 8, shown.transcription if shown else "")
                self.row += 1
            if inconsistency.follow_through:
                self._note(named.follow_through)

    def _severity(self) -> None:
        words, named = self.words, self.named
        self._heading(named.severity_heading)
        titles = [
            words.statistical.copies,
            words.grader,
            named.verdict,
            named.severity,
            named.severity_low,
            named.severity_high,
        ]
        self._header(titles)
        for severity in self.calibration.graders:
            self.sheet.number(self.row, 1, severity.copies, kind=CellKind.COUNT)
            self.sheet.text(self.row, 2, str(severity.grader))
            self.sheet.text(self.row, 3, named.judge(severity))
            for col, figure in enumerate((severity.bias.mean, severity.bias.low, severity.bias.high), start=4):
                self.sheet.figure(self.row, col, figure, words.statistical, kind=CellKind.SHARE)
            self.row += 1
        self._note(named.severity_note)

    def _surprises(self) -> None:
        words, named, found = self.words, self.named, self.calibration.surprises
        self._heading(named.surprises_heading)
        if found.undefined is not None:
            self._note(words.statistical.undefined[found.undefined])
        elif not found.marks:
            self._note(named.surprises_none)
        else:
            titles = [words.copy_id, words.student_name, words.question, words.points, named.expected, named.deviation]
            self._header(titles)
        for surprise in found.marks:
            self._copy(surprise.copy_id, surprise.question_id)
            self.sheet.number(self.row, 4, surprise.points)
            self.sheet.number(self.row, 5, surprise.expected)
            self.sheet.number(self.row, 6, surprise.deviation)
            self.row += 1
        self._note(named.surprises_note)

    def _boundaries(self) -> None:
        words, named = self.words, self.named
        self._heading(named.boundaries_heading)
        if not self.calibration.boundaries:
            self._note(named.boundaries_none)
            return
        self._header([words.copy_id, words.student_name, words.band, words.total, named.boundary, named.place])
        for total in self.calibration.boundaries:
            self._copy(total.copy_id, total.band)
            self.sheet.number(self.row, 4, total.total)
            self.sheet.number(self.row, 5, total.boundary)
            self.sheet.text(self.row, 6, named.places[total.place])
            self.row += 1

    def _heading(self, text: str) -> None:
        self.row += 1
        self.sheet.heading(self.row, 1, text)
        self.row += 1

    def _header(self, titles: list[str]) -> None:
        self.sheet.header(self.row, titles)
        self.row += 1

    def _note(self, text: str) -> None:
        self.sheet.note(self.row, 1, text)
        self.row += 1

    def _copy(self, copy_id: str, about: str) -> None:
        """Write the columns that the tables of copies begin with."""
        student = self.copies[copy_id].student
        for col, text in enumerate((copy_id, student.name if student else self.words.unnamed, about), start=1):
            self.sheet.text(self.row, col, text)
