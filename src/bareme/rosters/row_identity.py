"""Who a row of a class list is about."""

import re
import unicodedata
from dataclasses import dataclass

from bareme.domain.copies import Student
from bareme.domain.identity import fold
from bareme.rosters.columns import Columns
from bareme.tables import Record

_FORMULA_TEXT = re.compile(r'="(?P<text>[^"]*)"')
_NO_STUDENT = {
    *("points possible", "points", "date", "class average", "average", "overall average", "mean", "total", "count"),
    *("points possibles", "moyenne", "moyenne de la classe", "moyenne du groupe", "effectif", "nombre d eleves"),
    *("note maximale", "bareme"),
    *("durchschnitt", "klassendurchschnitt", "punkte", "summe", "promedio", "media", "puntos", "median", "mediane"),
}
"""What stands in the place of a name in rows that are about the class."""
_TEST_STUDENT = {"student test", "test student", "eleve test", "etudiant test", "teststudent"}


@dataclass(frozen=True)
class RowIdentity:
    """What a row says about who it is, each "" if it does not say it."""

    name: str
    number: str
    group: str
    email: str
    login: str

    @property
    def is_student(self) -> bool:
        """Whether the row is about a student of the class, not about the class or a test account."""
        name = fold(self.name)
        if name in _TEST_STUDENT:
            return False
        # "Effectif : 24" and "Moyenne 12,5" stand below a list.
        about_class = re.sub(r"\d+", " ", name).strip() in _NO_STUDENT or ":" in self.name
        if about_class:
            return bool(self.number or self.email)
        return bool(self.name or self.number or self.email or self.login)

    @property
    def student(self) -> Student | None:
        """The student, or None if the row has no name or is not about one."""
        if not self.name or not self.is_student:
            return None
        return Student(name=self.name, student_id=self.number, group=self.group, email=self.email, login=self.login)


def row_identity(record: Record, columns: Columns) -> RowIdentity:
    """Return who a row is about, as far as `columns` tell."""
    cells = {
        field: next((text for place in places if (text := _cell(record, place))), "")
        for field, places in columns.places.items()
    }
    family = cells.get("family", "")
    if columns.second_family is not None:
        family = f"{family} {_cell(record, columns.second_family)}".strip()
    halves = [family, cells.get("given", "")]
    name = cells.get("name") or " ".join(filter(None, reversed(halves) if columns.given_first else halves))
    number = cells.get("number", "").removeprefix("#")
    return RowIdentity(
        name=name[:200],
        number="" if fold(number).startswith("participant") else number[:100],
        group=cells.get("group", "")[:100],
        email=cells.get("email", "")[:200],
        login=cells.get("login", "").removeprefix("#")[:100],
    )


def _cell(record: Record, place: int) -> str:
    text = record.cells[place] if place < len(record.cells) else ""
    quoted = _FORMULA_TEXT.fullmatch(text.strip())
    # Composed letters, so that a name is written in one way wherever it is shown.
    return " ".join(unicodedata.normalize("NFC", quoted["text"] if quoted else text).split())
