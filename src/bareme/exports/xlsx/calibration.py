"""The calibration sheet: inconsistent marks across copies."""

from bareme.domain.calibration.report import CalibrationReport
from bareme.exports.descriptions import SOURCES, UNDEFINED, describe_severity
from bareme.exports.material import ExportMaterial
from bareme.exports.xlsx.sheet import WorkbookSheet
from bareme.exports.xlsx.styles import CellKind
from bareme.translation import Message, Translator

_WIDTHS = [12, 28, 24, 14, 14, 22, 22, 60]
_PLACES = {"on": Message("on the boundary"), "below": Message("one step or less below it")}


class CalibrationSheet:
    """Writes the sheet's tables from top to bottom."""

    def __init__(
        self, sheet: WorkbookSheet, material: ExportMaterial, calibration: CalibrationReport, t: Translator
    ) -> None:
        self.sheet = sheet
        self.material = material
        self.calibration = calibration
        self.t = t
        self.copies = {copy.copy_id: copy for copy in material.result.copies}
        self.row = 1

    def fill(self) -> None:
        """Write the sheet, with the graders' severity only if their names are shown."""
        self.sheet.widths(_WIDTHS)
        self._note(self.t("Consistency across the copies: nothing here changes a mark."))
        self._same_answers()
        if self.calibration.graders:
            self._severity()
        self._surprises()
        self._boundaries()

    def _same_answers(self) -> None:
        t = self.t
        self._heading(t("Same answer, different marks"))
        if not self.calibration.inconsistencies:
            self._note(t("None: all answers that are known to be the same have the same mark."))
            return
        titles = [t("Copy"), t("Name"), t("Question"), t("Points"), t("Maximum"), t("Source")]
        self._header([*titles, t("Grouped by"), t("Answer as read")])
        for inconsistency in self.calibration.inconsistencies:
            question_id = inconsistency.question_id
            for mark in inconsistency.marks:
                copy = self.copies[mark.copy_id]
                shown = self.material.shown_mark(copy, copy.questions[question_id])
                self._copy(mark.copy_id, question_id)
                self.sheet.number(self.row, 4, mark.points)
                self.sheet.number(self.row, 5, inconsistency.maximum)
                self.sheet.text(self.row, 6, t(SOURCES[mark.source]))
                self.sheet.text(self.row, 7, t("model") if inconsistency.by_model else t("rules"))
                self.sheet.text(self.row, 8, shown.transcription if shown else "")
                self.row += 1
            if inconsistency.follow_through:
                self._note(t("Errors carried forward earn credit here: a difference may be right."))

    def _severity(self) -> None:
        t = self.t
        self._heading(t("Severity of the graders"))
        titles = [
            t("Copies"),
            t("Grader"),
            t("Finding"),
            t("Bias (share of the maximum)"),
            t("Lower end"),
            t("Upper end"),
        ]
        self._header(titles)
        for severity in self.calibration.graders:
            self.sheet.number(self.row, 1, severity.copies, kind=CellKind.COUNT)
            self.sheet.text(self.row, 2, str(severity.grader))
            self.sheet.text(self.row, 3, describe_severity(severity, t))
            for col, figure in enumerate((severity.bias.mean, severity.bias.low, severity.bias.high), start=4):
                self.sheet.figure(self.row, col, figure, t, kind=CellKind.SHARE)
            self.row += 1
        self._note(
            t(
                "Bias: the grader's mark minus the mean of the others', by copy, with its 95% interval. A"
                " finding needs at least 5 copies, an interval that excludes 0 and a bias of at least "
                "2.5% of the maximum."
            )
        )

    def _surprises(self) -> None:
        t, found = self.t, self.calibration.surprises
        self._heading(t("Unexpected marks"))
        if found.undefined is not None:
            self._note(t(UNDEFINED[found.undefined]))
        elif not found.marks:
            self._note(t.pgettext("marks", "None."))
        else:
            titles = [t("Copy"), t("Name"), t("Question"), t("Points"), t("Expected"), t("Studentized residual")]
            self._header(titles)
        for surprise in found.marks:
            self._copy(surprise.copy_id, surprise.question_id)
            self.sheet.number(self.row, 4, surprise.points)
            self.sheet.number(self.row, 5, surprise.expected)
            self.sheet.number(self.row, 6, surprise.deviation)
            self.row += 1
        self._note(
            t(
                "Expected: estimated from the copy's other questions and the other copies. At least 8 "
                "complete copies and 4 questions are needed."
            )
        )

    def _boundaries(self) -> None:
        t = self.t
        self._heading(t("Totals on a grade's boundary"))
        if not self.calibration.boundaries:
            self._note(t.pgettext("totals", "None."))
            return
        self._header([t("Copy"), t("Name"), t("Grade"), t("Total"), t("Boundary"), t("Place")])
        for total in self.calibration.boundaries:
            self._copy(total.copy_id, total.band)
            self.sheet.number(self.row, 4, total.total)
            self.sheet.number(self.row, 5, total.boundary)
            self.sheet.text(self.row, 6, t(_PLACES[total.place]))
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
        """Write the first columns of a table of copies."""
        student = self.copies[copy_id].student
        for col, text in enumerate((copy_id, student.name if student else self.t("Unnamed"), about), start=1):
            self.sheet.text(self.row, col, text)
