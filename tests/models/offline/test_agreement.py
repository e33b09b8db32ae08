"""How well the rules agree with the marks that the class sets deserve. Floors, so that a change that costs is seen."""

from dataclasses import dataclass
from decimal import Decimal

import pytest

from bareme.domain.attempts import MarkStatus


@dataclass
class Agreement:
    marks: int = 0
    exact: int = 0
    within_step: int = 0
    status: int = 0
    error: Decimal = Decimal(0)

    def __str__(self) -> str:
        return (
            f"{self.marks} marks, {self.exact / self.marks:.0%} exact, {self.within_step / self.marks:.0%} within one "
            f"step, mean absolute error {self.error / self.marks:.3f}, {self.status / self.marks:.0%} of statuses"
        )


@pytest.mark.parametrize(
    ("name", "rules", "floor"),
    [
        ("physics-fr", "lexical", 0.9),
        ("physics-fr", "strict", 0.8),
        ("history-science-en", "lexical", 0.85),
        ("history-science-en", "strict", 0.6),
    ],
)
async def test_agreement_with_the_marks_deserved(examine, class_set, name, rules, floor):
    taken = class_set(name)
    found = Agreement()
    for copy in taken.copies:
        marks = await examine(
            taken.scheme,
            taken.pages_of(copy),
            key="\n".join(taken.key),
            paper="\n".join(taken.paper),
            rules=rules,
            language=taken.language,
        )
        for question_id, mark in marks.items():
            deserved = copy["marks"][question_id]
            assert mark.points is not None
            off = abs(mark.points - Decimal(str(deserved["points"])))
            found.marks += 1
            found.exact += off == 0
            found.within_step += off <= Decimal("0.25")
            found.error += off
            found.status += mark.status == deserved["status"]
    print(f"\n{name}, {rules}: {found}")
    assert found.status == found.marks
    assert found.exact / found.marks >= floor


async def test_a_scanned_set_is_unreadable_throughout(examine, class_set):
    taken = class_set("scan-fr", papers="physics-fr")
    for copy in taken.copies:
        marks = await examine(taken.scheme, taken.pages_of(copy), key="\n".join(taken.key))
        assert {mark.status for mark in marks.values()} == {MarkStatus.UNREADABLE}
