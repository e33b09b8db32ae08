"""The line of titles of a school's file, and the column that is meant."""

from collections.abc import Sequence
from dataclasses import dataclass

from bareme.domain.identity import fold
from bareme.errors import InvalidInput
from bareme.rosters.columns import Columns, find_columns
from bareme.school_files.notation import without_maximum
from bareme.tables import Record

_MOST_LINES_ABOVE = 30
_MARK_TITLES = {
    *("note", "notes", "note finale", "total", "points", "grade", "mark", "marks", "score", "final grade"),
    *("bewertung", "note punkte", "punkte", "calificacion", "nota", "puntuacion"),
}
_IDENTITY = {"family", "given", "name", "number", "email", "login"}


@dataclass(frozen=True)
class Titles:
    """The titles, the columns that tell whose a row is, and the place of the line among the records."""

    titles: tuple[str, ...]
    columns: Columns
    place: int
    computed: frozenset[int] = frozenset()
    """The columns that the system computes itself, and takes no marks in."""

    def mark_column(self, named: str) -> int:
        """Return the position of the column for marks: the named one or, without a name, the only one titled so.

        Raises:
            InvalidInput: there is no such column, or several.
        """
        if not self.writable:
            raise InvalidInput(
                "no column is for marks: all of them say whose the row is, or are computed by your school's system"
            )
        if named:
            return self.column(named)
        found = [place for place in self.writable if _plain(self.titles[place]) in _MARK_TITLES]
        if len(found) == 1:
            return found[0]
        raise InvalidInput("name the column for the marks: {titles}", titles=self._choices)

    def column(self, named: str) -> int:
        """Return the position of a column by its title, as it stands or but for case, accents and brackets.

        Raises:
            InvalidInput: there is no such column, there are several, it tells whose the row is, or it is computed.
        """
        for same in (_as_it_stands, fold, _plain):
            found = [place for place, title in enumerate(self.titles) if same(title) == same(named) != ""]
            if len(found) == 1:
                if found[0] in self.columns.used:
                    raise InvalidInput(
                        "the column {title!r} says whose the row is: choose another", titles=self._choices, title=named
                    )
                if found[0] in self.computed:
                    raise InvalidInput(
                        "the column {title!r} is computed by your school's system, which takes no marks there: "
                        "choose another",
                        titles=self._choices,
                        title=named,
                    )
                return found[0]
            if found:
                raise InvalidInput(
                    "{count} columns are titled {title!r}", titles=self._choices, count=len(found), title=named
                )
        raise InvalidInput("there is no column {title!r}: there are {titles}", title=named, titles=self._choices)

    @property
    def others(self) -> list[int]:
        """The positions of the titled columns that do not tell whose a row is."""
        return [place for place, title in enumerate(self.titles) if title and place not in self.columns.used]

    @property
    def writable(self) -> list[int]:
        """Those of them that the system does not compute."""
        return [place for place in self.others if place not in self.computed]

    @property
    def _choices(self) -> list[str]:
        return [self.titles[place] for place in self.writable]


def find_titles(records: Sequence[Record]) -> Titles:
    """Return the line with the most titles that tell whose a row is.

    Raises:
        InvalidInput: there is none.
    """
    found = _candidates(records)
    if not found:
        raise InvalidInput(
            "no column is titled {french!r}, {english!r} or as a number, an e-mail address or a login: put a first "
            "line such as {example!r} into the file",
            french="Nom",
            english="Name",
            example="Nom;Prénom;Note",
        )
    _, place, columns = max(found, key=lambda one: one[0])  # the first of equals
    place = _last_line(records, place, columns)
    return Titles(tuple(" ".join(cell.split()) for cell in records[place].cells), columns, place)


def columns_to_choose(error: InvalidInput) -> list[str]:
    """Return the titles to choose from, where a column was not clear; none of another error."""
    titles = error.message.values.get("titles", ())
    return [str(title) for title in titles] if isinstance(titles, list) else []


def has_titles(records: Sequence[Record]) -> bool:
    """Whether there is a line of titles that tell whose a row is."""
    return bool(_candidates(records))


def _candidates(records: Sequence[Record]) -> list[tuple[int, int, Columns]]:
    """Return the lines with titles that tell whose a row is: how many, the place, and the columns."""
    return [
        (len(columns.used), place, columns)
        for place, record in enumerate(records[:_MOST_LINES_ABOVE])
        if _IDENTITY & (columns := find_columns(record.cells)).places.keys()
    ]


def _last_line(records: Sequence[Record], place: int, columns: Columns) -> int:
    """Return the last line of the titles: where some are merged over two lines, others have their own below."""
    below = place + 1
    while below < len(records) and all(_cell(records[below], at) == _cell(records[place], at) for at in columns.used):
        below += 1
    return below - 1


def _cell(record: Record, place: int) -> str:
    return record.cells[place] if place < len(record.cells) else ""


def _as_it_stands(title: str) -> str:
    return " ".join(title.split())


def _plain(title: str) -> str:
    """Return a title as compared, without its maximum and the number of the assignment that Canvas adds."""
    return fold(without_maximum(title).split("(", maxsplit=1)[0])
