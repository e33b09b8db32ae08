"""The comparison sheet: the graders side by side, one row per copy and question."""

from dataclasses import dataclass
from decimal import Decimal

from bareme.domain.attempts import Flag, Mark, MarkStatus, Slot, slot_name
from bareme.domain.leaves import Leaf
from bareme.domain.question_result import QuestionResult
from bareme.domain.results import CopyResult
from bareme.exports.descriptions import (
    HIDDEN_LEGEND,
    LABELS_NOTE,
    PROVISIONAL_LEGEND,
    SECOND_LOOK_NOTE,
    SOURCES,
    STATUSES,
    describe_second_look,
)
from bareme.exports.material import ExportMaterial
from bareme.exports.xlsx.results import student_name
from bareme.exports.xlsx.sheet import WorkbookSheet
from bareme.exports.xlsx.styles import CellKind, Tint, provisional_tint
from bareme.translation import Translator


@dataclass(frozen=True)
class ComparisonSheet:
    """Writes the sheet."""

    sheet: WorkbookSheet
    material: ExportMaterial
    t: Translator

    def fill(self) -> None:
        """Write the sheet. Questions without marks, or whose marks are hidden, have no row."""
        t, slots = self.t, self.material.slots
        before = [t("Name"), t("Copy"), t("Question"), t("Maximum")]
        points = [t("Grader {label}", label=slot_name(slot)) for slot in slots]
        points += [self.t("Second look {slot}", slot=slot_name(slot)) for slot in self.material.looked_again]
        confidences = [t("Confidence {slot}", slot=slot_name(slot)) for slot in slots]
        after = [t("Mark kept"), t("Source"), t("Remarks")]
        named = [t("Graders")] if self.material.grader_names else []
        header = [*before, *points, t("Difference"), t("Agreement"), *confidences, *after, *named]
        widths = [24, 9, 22, 11, *(13 for _ in points), 10, 15, *(13 for _ in slots), 11, 17, 36, 36]
        self.sheet.widths(widths[: len(header)])
        self.sheet.header(1, header)
        row = 1
        for copy in self.material.result.copies:
            for leaf in self.material.leaves:
                result = self.material.question(copy, leaf)
                marks = self.material.marks(copy, leaf.question.id) if result else {}
                if result and marks:
                    row += 1
                    self._question(row, copy, leaf, result, marks)
        self.sheet.table(rows=max(row - 1, 1), columns=len(header), frozen_columns=3)
        self._legend(row + 2)

    def _question(
        self, row: int, copy: CopyResult, leaf: Leaf, result: QuestionResult, marks: dict[Slot, Mark]
    ) -> None:
        sheet, t = self.sheet, self.t
        tint = Tint.DIFFERENT if Flag.DISAGREEMENT in result.flags else Tint.PLAIN
        sheet.text(row, 1, student_name(copy, t))
        sheet.text(row, 2, copy.copy_id)
        sheet.text(row, 3, leaf.title)
        sheet.number(row, 4, result.maximum)
        first_look = 5 + len(self.material.slots)
        verdict = first_look + len(self.material.looked_again)
        kept = verdict + 2 + len(self.material.slots)
        for i, slot in enumerate(self.material.slots):
            mark = marks.get(slot)
            confidence = mark.confidence if mark and mark.status.has_points else None
            sheet.number(row, 5 + i, mark.points if mark else None, tint=tint)
            sheet.number(row, verdict + 2 + i, confidence, kind=CellKind.SHARE)
        looks = self.material.second_looks(copy, leaf.question.id)
        for col, slot in enumerate(self.material.looked_again, start=first_look):
            look = looks.get(slot)
            sheet.number(row, col, look.second.points if look else None)
        difference = _difference(marks)
        sheet.number(row, verdict, difference, tint=tint)
        sheet.text(row, verdict + 1, self._agreement(difference, result), tint)
        sheet.number(row, kept, result.value, tint=provisional_tint(result.provisional is not None))
        sheet.text(row, kept + 1, t(SOURCES[result.source]))
        again = (
            t("Second look {slot}: {outcome}", slot=slot_name(slot), outcome=outcome)
            for slot, look in looks.items()
            if (outcome := describe_second_look(look, t))
        )
        sheet.text(row, kept + 2, ", ".join(filter(None, (_remarks(marks, t), *again))))
        if self.material.grader_names:
            labels = dict.fromkeys(label for label, _ in marks)
            names = (f"{label} = {self.material.grader(copy, label, t)}" for label in labels)
            sheet.text(row, kept + 3, ", ".join(names))

    def _agreement(self, difference: Decimal | None, result: QuestionResult) -> str:
        """Return the verdict, or an empty string for fewer than two marks.

        Equal points with different statuses are a disagreement too.
        """
        if difference is None:
            return ""
        if Flag.DISAGREEMENT not in result.flags:
            return self.t("same")
        near = 0 < difference <= self.material.session.policy.mark_step
        return self.t("within one step") if near else self.t("different")

    def _legend(self, row: int) -> None:
        self.sheet.text(row, 1, self.t("different"), Tint.DIFFERENT)
        self.sheet.note(row, 2, self.t("The graders do not give the same mark."))
        self.sheet.text(row + 1, 1, self.t("Provisional"), Tint.PROVISIONAL)
        self.sheet.note(row + 1, 2, self.t(PROVISIONAL_LEGEND))
        self.sheet.note(
            row + 2,
            2,
            self.t(LABELS_NOTE),
        )
        notes = [SECOND_LOOK_NOTE] if self.material.looked_again else []
        notes += [HIDDEN_LEGEND] if self.material.hides else []
        for below, note in enumerate(notes, start=row + 3):
            self.sheet.note(below, 2, self.t(note))


def _difference(marks: dict[Slot, Mark]) -> Decimal | None:
    points = [mark.points for mark in marks.values() if mark.points is not None]
    return max(points) - min(points) if len(points) > 1 else None


def _remarks(marks: dict[Slot, Mark], t: Translator) -> str:
    return ", ".join(
        t("{grader}: {status}", grader=slot_name(slot), status=STATUSES[mark.status])
        for slot, mark in marks.items()
        if mark.status is not MarkStatus.GRADED
    )
