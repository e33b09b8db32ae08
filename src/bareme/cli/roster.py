"""Reading a class list: what schools' programs write as CSV, in French or English, whatever the encoding."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from bareme.domain.copies import Student
from bareme.errors import InvalidInput

_COLUMNS = {
    "family": {"nom", "nom de famille", "last name", "lastname", "surname", "family name"},
    "given": {"prenom", "first name", "firstname", "given name", "forename"},
    "name": {
        *("nom et prenom", "nom prenom", "nom complet", "eleve", "etudiant"),
        *("name", "full name", "student", "student name"),
    },
    "student_id": {
        *("n°", "no", "numero", "identifiant", "ine", "matricule"),
        *("id", "student id", "student number", "number"),
    },
    "group": {"classe", "groupe", "division", "class", "group", "form"},
}
_PLAIN = str.maketrans("éèêëàâîïôûùç", "eeeeaaiiouuc")


def read_roster(path: Path) -> list[Student]:
    """Return the students of a CSV file, in its order. Empty rows are left out.

    Columns are separated by ";", "," or tabs, and known by their headers; a list of one column may do without one.
    The text is UTF-8, with or without a byte order mark, or else Windows-1252, which French Excel writes.

    Raises:
        InvalidInput: no column holds names, or there is no student.
    """
    rows = [[cell.strip() for cell in row] for row in _rows(_decode(path.read_bytes()))]
    rows = [row for row in rows if any(row)]
    if not rows:
        raise InvalidInput(f"{path.name!r} is empty")
    places = _places(rows[0])
    if "name" not in places and "family" not in places:
        if max(map(len, rows)) > 1:
            raise InvalidInput(f"{path.name!r}: no column is called 'Nom' or 'Name', but {', '.join(rows[0])!r}")
        places = {"name": 0}
    else:
        rows = rows[1:]
    students = [student for row in rows if (student := _student(row, places))]
    if not students:
        raise InvalidInput(f"{path.name!r} names no student")
    return students


def _decode(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _rows(text: str) -> Sequence[Sequence[str]]:
    head = text.lstrip().partition("\n")[0]
    delimiter = max(";,\t", key=head.count)
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


def _places(header: Sequence[str]) -> dict[str, int]:
    """Return the position of each column that is known by its title; the first of two alike counts."""
    places: dict[str, int] = {}
    for position, title in enumerate(header):
        plain = " ".join(title.casefold().translate(_PLAIN).replace("_", " ").replace("-", " ").split())
        for column, titles in _COLUMNS.items():
            if plain in titles:
                places.setdefault(column, position)
    return places


def _student(row: Sequence[str], places: dict[str, int]) -> Student | None:
    def cell(column: str) -> str:
        position = places.get(column)
        return row[position] if position is not None and position < len(row) else ""

    name = cell("name") or " ".join(part for part in (cell("family"), cell("given")) if part)
    if not name:
        return None
    return Student(name=name[:200], student_id=cell("student_id")[:100], group=cell("group")[:100])
