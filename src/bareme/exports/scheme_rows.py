"""Read the rows of a scheme's CSV, with errors that name line and column."""

from dataclasses import dataclass
from decimal import Decimal

from bareme.domain.points import to_points
from bareme.errors import InvalidInput, InvalidPoints
from bareme.exports.cells import read_csv_text
from bareme.exports.scheme_columns import NO, YES, column_fields, flag_words, plain
from bareme.tables import decode, read_records
from bareme.translation import Message, languages, translator


@dataclass(frozen=True)
class SchemeRow:
    """One row: the line on which it starts, its cells by field, and the column titles by field."""

    line: int
    cells: dict[str, str]
    titles: dict[str, str]

    def fault(self, field: str, problem: Message | str) -> InvalidInput:
        """Return an error about a column of this row."""
        title = self.titles.get(field, self.titles["points"])
        return InvalidInput("line {line}, column {title!r}: {problem}", line=self.line, title=title, problem=problem)

    def text(self, field: str) -> str:
        """Return a text, without the escaping for spreadsheets."""
        return read_csv_text(self.cells.get(field, ""))

    def points(self, field: str) -> Decimal | None:
        """Return points with either decimal sign, or None if the cell is empty."""
        cell = self.cells.get(field, "").strip()
        try:
            return to_points(read_csv_text(cell)) if cell else None
        except InvalidPoints:
            raise self.fault(field, _not_points(cell)) from None

    def needed_points(self) -> Decimal:
        """Return the row's points; raise InvalidInput if there are none."""
        points = self.points("points")
        if points is None:
            raise self.fault("points", _not_points(""))
        return points

    def whole(self, field: str) -> int | None:
        """Return a whole number above 0, or None if the cell is empty."""
        cell = self.cells.get(field, "").strip()
        if cell and not (cell.isascii() and cell.isdecimal() and len(cell) < 10 and int(cell) > 0):
            raise self.fault(field, Message("{cell!r} is not a whole number above 0", cell=cell))
        return int(cell) if cell else None

    def flag(self, field: str) -> bool:
        """Return whether a cell means yes, in any language."""
        words, word = flag_words(), plain(self.cells.get(field, ""))
        if word not in words:
            allowed = [translator(language)(answer) for language in languages() for answer in (YES, NO)]
            raise self.fault(field, _not_allowed(self.cells[field], allowed))
        return words[word]

    def word[T](self, field: str, words: dict[str, T], default: T) -> T:
        """Return the value of the word in a cell, or `default` if it is empty."""
        cell = plain(self.cells.get(field, ""))
        if cell and cell not in words:
            raise self.fault(field, _not_allowed(self.cells[field], list(words)))
        return words[cell] if cell else default


def _not_points(cell: str) -> Message:
    return Message("{cell!r} is not a number of points", cell=cell)


def _not_allowed(cell: str, allowed: list[str]) -> Message:
    return Message("{cell!r} is not one of {allowed}", cell=cell, allowed=allowed)


def read_scheme_rows(data: bytes) -> list[SchemeRow]:
    """Return the non-empty rows. Columns may be in any order; unknown ones are ignored.

    Raises:
        UncertainEncoding: its encoding cannot be told.
        InvalidInput: the file is empty, or has no columns for questions and points.
    """
    try:
        text = data.decode("utf-8-sig")  # a text of a scheme may hold any character
    except UnicodeDecodeError:
        text = decode(data).text
    head = text.lstrip("\r\n").partition("\n")[0]
    rows = read_records(text, delimiter=max(";,\t", key=head.count))
    if not rows:
        raise InvalidInput("the file is empty")
    header, *rows = rows
    line, titles = header.line, header.cells
    fields, places = column_fields(), dict[str, int]()
    for place, title in enumerate(titles):
        field = fields.get(plain(title))
        if field is not None:
            places.setdefault(field, place)
    if "points" not in places or not {"id", "name"} & set(places):
        raise InvalidInput(
            "line {line}: a column 'ID' or 'Name' and a column 'Points' are required; found only {titles}",
            line=line,
            titles=[title.strip() for title in titles],
        )
    known = {field: titles[place].strip() for field, place in places.items()}
    return [
        SchemeRow(row.line, {f: row.cells[at] for f, at in places.items() if at < len(row.cells)}, known)
        for row in rows
    ]
