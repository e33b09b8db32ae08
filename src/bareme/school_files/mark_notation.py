"""How a total is written into the column for the marks."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from bareme.domain.points import round_half_up
from bareme.domain.quantities import read_decimal
from bareme.exports.pupil_marks import PupilMark
from bareme.school_files.grades import GradeBand, grade_of
from bareme.school_files.notation import number_text
from bareme.school_files.school_file import Cell


@dataclass(frozen=True)
class MarkNotation:
    """What marks are out of, and how they are written."""

    exam_maximum: Decimal
    told: Decimal | None
    """What they are out of in the file; None if nobody says."""
    decimal_sign: str
    percent_sign: str
    is_text: bool
    """Whether a spreadsheet is given them as texts, as those which stand there already."""
    bands: Sequence[GradeBand]
    """The grades to write instead."""

    @property
    def maximum(self) -> Decimal:
        """The points that the written marks are out of."""
        return self.told or self.exam_maximum

    def cell(self, mark: PupilMark, *, is_percentage: bool) -> Cell | None:
        """Return what is written for a copy with a total; None if no grade is given for it.

        `is_percentage` is a spreadsheet's format, which shows a number times a hundred.
        """
        assert mark.total is not None  # noqa: S101 - the caller has looked
        value = mark.total * self.told / mark.maximum if self.told else mark.total
        if self.bands:
            grade = grade_of(value, self.bands)
            return None if grade is None else Cell(grade, None if self.is_text else read_decimal(grade))
        text = number_text(value, self.decimal_sign) + self.percent_sign
        if self.is_text:
            return Cell(text)
        number = round_half_up(value)
        if is_percentage:
            return Cell(text if self.percent_sign else f"{text} %", number / 100)
        return Cell(text, number)
