"""The sheet of second looks: the graders' first and second marks. Only written if there are second looks."""

from dataclasses import dataclass

from bareme.domain.leaves import Leaf
from bareme.domain.question_result import QuestionResult
from bareme.domain.results import CopyResult
from bareme.domain.second_look import SecondLook
from bareme.exports.descriptions import SECOND_LOOK_NOTE, describe_second_look
from bareme.exports.material import ExportMaterial
from bareme.exports.xlsx.results import student_name
from bareme.exports.xlsx.sheet import WorkbookSheet
from bareme.exports.xlsx.styles import Tint, provisional_tint
from bareme.translation import Translator

_WIDTHS = [24, 9, 22, 11, 18, 11, 13, 13, 11, 36, 48]


@dataclass(frozen=True)
class SecondLooksSheet:
    """Writes the sheet."""

    sheet: WorkbookSheet
    material: ExportMaterial
    t: Translator

    def fill(self) -> None:
        """Write one row per copy, question and grader."""
        t = self.t
        titles = [t("Name"), t("Copy"), t("Question"), t("Maximum"), t("Grader")]
        titles += [
            t("First mark"),
            t("On a second look"),
            t("Change"),
            t("Mark kept"),
            t("Answer as read on the second look"),
            t("What decided it"),
        ]
        self.sheet.widths(_WIDTHS)
        self.sheet.header(1, titles)
        row = 1
        for copy in self.material.result.copies:
            for leaf in self.material.leaves:
                result = self.material.question(copy, leaf)
                if result is None:
                    continue
                for look in self.material.second_looks(copy, leaf.question.id).values():
                    row += 1
                    self._question(row, copy, leaf, result)
                    self._look(row, copy, look)
        self.sheet.table(rows=row - 1, columns=len(titles), frozen_columns=3)
        self.sheet.note(
            row + 2,
            1,
            t(SECOND_LOOK_NOTE),
        )

    def _question(self, row: int, copy: CopyResult, leaf: Leaf, result: QuestionResult) -> None:
        self.sheet.text(row, 1, student_name(copy, self.t))
        self.sheet.text(row, 2, copy.copy_id)
        self.sheet.text(row, 3, leaf.title)
        self.sheet.number(row, 4, result.maximum)
        self.sheet.number(row, 9, result.value, tint=provisional_tint(result.provisional is not None))

    def _look(self, row: int, copy: CopyResult, look: SecondLook) -> None:
        grader = self.material.grader(copy, look.label, self.t)
        self.sheet.text(row, 5, grader if look.try_index == 1 else f"{grader}/{look.try_index}")
        self.sheet.number(row, 6, look.first.points)
        self.sheet.number(row, 7, look.second.points)
        self.sheet.number(row, 8, look.change, tint=Tint.DIFFERENT if look.change else Tint.PLAIN)
        self.sheet.text(row, 10, look.second.transcription)
        remarks = (describe_second_look(look, self.t), look.second.rationale, look.second.note)
        self.sheet.text(row, 11, "\n".join(filter(None, remarks)))
