"""Reading a class list: what schools' programs write as CSV, in French or English, whatever the encoding."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from bareme.domain.copies import Student
from bareme.errors import InvalidInput

_COLUMNS = {
    "nom": {"nom", "nom de famille"},
    "prenom": {"prenom"},
    "first name": {"first name", "firstname", "given name", "forename"},
    "last name": {"last name", "lastname", "surname", "family name"},
    "name": {  # of one column
        *("nom et prenom", "nom prenom", "nom complet", "eleve", "etudiant"),
        *("name", "full name", "student", "student name"),
    },
    "student_id": {
        *("n°", "no", "numero", "identifiant", "ine", "matricule"),
        *("id", "student id", "student number", "number"),
    },
    "group": {"classe", "groupe", "division", "class", "group", "form"},
}
_NAME_COLUMNS = ("name", "nom", "prenom", "first name", "last name")
"""In this order they make a name: "MARTIN Léa", "Anna Smith"."""

_PLAIN = str.maketrans("éèêëàâîïôûùç", "eeeeaaiiouuc")


def read_roster(path: Path) -> list[Student]:
    """Return the students of a CSV file, in its order. Rows without a name are left out.

    Columns are separated by ";", "," or tabs, and known by their titles; a list of one column may do without one.
    The text is UTF-8, with or without a byte order mark, or else Windows-1252, which French Excel writes.

    Raises:
        InvalidInput: no column holds names, or there is no student.
    """
    rows = [[cell.strip() for cell in row] for row in _rows(_decode(path.read_bytes()))]
    rows = [row for row in rows if any(row)]
    if not rows:
        raise InvalidInput("{name!r} is empty", name=path.name)
    places = _places(rows[0])
    if any(column in places for column in _NAME_COLUMNS):
        del rows[0]
    elif max(map(len, rows)) == 1:
        places = {"name": 0}
    else:
        titles = ", ".join(repr(title) for title in rows[0])
        raise InvalidInput(
            "{name!r} has no column 'Nom' or 'Name': its first row is {titles}", name=path.name, titles=titles
        )
    students = [student for row in rows if (student := _student(row, places))]
    if not students:
        raise InvalidInput("{name!r} names no student", name=path.name)
    return students


def _decode(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _rows(text: str) -> list[list[str]]:
    head = text.lstrip().partition("\n")[0]
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=max(";,\t", key=head.count)))
    except csv.Error as error:
        raise InvalidInput("the class list is no CSV: {error}", error=error) from None


def _places(header: Sequence[str]) -> dict[str, int]:
    """Return the position of each column that is known by its title; the first of two alike counts."""
    places: dict[str, int] = {}
    for position, title in enumerate(header):
        plain = " ".join(title.casefold().replace("_", " ").replace("-", " ").translate(_PLAIN).split())
        for column, titles in _COLUMNS.items():
            if plain in titles:
                places.setdefault(column, position)
    return places


def _student(row: Sequence[str], places: dict[str, int]) -> Student | None:
    cells = {column: row[position] for column, position in places.items() if position < len(row)}
    parts = ("name",) if cells.get("name") else _NAME_COLUMNS
    name = " ".join(cells[column] for column in parts if cells.get(column))
    if not name:
        return None
    return Student(name=name[:200], student_id=cells.get("student_id", "")[:100], group=cells.get("group", "")[:100])
