"""The rows of a scheme's CSV as they are read: cells by column, and errors that name line and column."""

import csv
import io
from dataclasses import dataclass
from decimal import Decimal

from bareme.domain.points import to_points
from bareme.errors import InvalidInput, InvalidPoints
from bareme.exports.cells import read_csv_text
from bareme.exports.scheme_columns import NO_WORDS, TITLES, YES_WORDS, plain

_NO_NUMBER = ("{cell!r} is no number of points", "« {cell} » n'est pas un nombre de points")
_NO_WHOLE = ("{cell!r} is no whole number above 0", "« {cell} » n'est pas un nombre entier au-dessus de 0")
_NO_WORD = ("{cell!r} is none of {allowed}", "« {cell} » n'est pas l'un de {allowed}")


@dataclass(frozen=True)
class SchemeRow:
    """One row: the line it begins in, its cells by field, and the columns' titles by field."""

    line: int
    cells: dict[str, str]
    titles: dict[str, str]

    def fault(self, field: str, words: tuple[str, str], **values: object) -> InvalidInput:
        """Return the error that says what is wrong in a column, in English and French."""
        english, french = (text.format(**values) for text in words)
        title = self.titles.get(field, self.titles["points"])
        return InvalidInput(
            f"line {self.line}, column {title!r}: {english}",
            french=f"ligne {self.line}, colonne « {title} » : {french}",
        )

    def text(self, field: str) -> str:
        """Return a text as it was before it was made safe for a spreadsheet."""
        return read_csv_text(self.cells.get(field, ""))

    def points(self, field: str) -> Decimal | None:
        """Return a number of points with either decimal sign, None where the cell is empty."""
        cell = self.cells.get(field, "").strip()
        try:
            return to_points(read_csv_text(cell)) if cell else None
        except InvalidPoints:
            raise self.fault(field, _NO_NUMBER, cell=cell) from None

    def needed_points(self) -> Decimal:
        """Return the row's points, which have to be there."""
        points = self.points("points")
        if points is None:
            raise self.fault("points", _NO_NUMBER, cell="")
        return points

    def whole(self, field: str) -> int | None:
        """Return a whole number above 0, None where the cell is empty."""
        cell = self.cells.get(field, "").strip()
        if cell and not (cell.isascii() and cell.isdecimal() and len(cell) < 10 and int(cell) > 0):
            raise self.fault(field, _NO_WHOLE, cell=cell)
        return int(cell) if cell else None

    def flag(self, field: str) -> bool:
        """Return whether a cell says yes, in either language."""
        word = plain(self.cells.get(field, ""))
        if word not in YES_WORDS | NO_WORDS:
            raise self.fault(field, _NO_WORD, cell=self.cells[field], allowed="oui, non, yes, no")
        return word in YES_WORDS

    def word[T](self, field: str, words: dict[str, T], default: T) -> T:
        """Return what the word in a cell stands for, `default` where it is empty."""
        cell = plain(self.cells.get(field, ""))
        if cell and cell not in words:
            raise self.fault(field, _NO_WORD, cell=self.cells[field], allowed=", ".join(words))
        return words[cell] if cell else default


def read_scheme_rows(data: bytes) -> list[SchemeRow]:
    """Return the rows that are not empty. Columns stand in any order; those that are not known are left aside.

    Raises:
        InvalidInput: there is nothing, or no column of questions and points.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        # What French Excel writes.
        text = data.decode("cp1252", errors="replace")
    # A question's text may be longer than what the reader takes by itself.
    csv.field_size_limit(max(csv.field_size_limit(), len(text)))
    head = text.lstrip("\r\n").partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(";,\t", key=head.count))
    rows: list[tuple[int, list[str]]] = []
    line = 1
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                rows.append((line, row))
            line = reader.line_num + 1
    except csv.Error as error:
        raise InvalidInput(f"line {line}: {error}", french=f"ligne {line} : {error}") from None
    if not rows:
        raise InvalidInput("the file is empty", french="le fichier est vide")
    line, titles = rows.pop(0)
    places: dict[str, int] = {}
    for place, title in enumerate(titles):
        field = TITLES.get(plain(title))
        if field is not None:
            places.setdefault(field, place)
    if "points" not in places or not {"id", "name"} & set(places):
        shown = ", ".join(title.strip() for title in titles)
        raise InvalidInput(
            f"line {line}: there has to be a column 'ID' or 'Name' and a column 'Points', not only {shown}",
            french=f"ligne {line} : il faut une colonne « Identifiant » ou « Intitulé » et une colonne « Points », "
            f"et non seulement {shown}",
        )
    known = {field: titles[place].strip() for field, place in places.items()}
    return [SchemeRow(line, {f: row[at] for f, at in places.items() if at < len(row)}, known) for line, row in rows]
