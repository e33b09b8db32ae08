"""The rows and columns of a school's file that marks are written into, and what the file says of them."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from bareme.domain.identity import fold
from bareme.domain.quantities import read_decimal
from bareme.errors import InvalidInput
from bareme.rosters.layout import check_width
from bareme.rosters.row_identity import RowIdentity, row_identity
from bareme.school_files.notation import decimal_sign, is_maximum_title, maximum_in_title, percent_sign, positive
from bareme.school_files.school_file import SchoolFile
from bareme.school_files.titles import Titles, find_titles, has_titles
from bareme.tables import Record

_MAXIMUM_LINES = {"points possible", "points possibles", "note maximale", "bareme"}
_REMARK = re.compile(r"\([^()\d]+\)")
_PERCENT = Decimal(100)


@dataclass(frozen=True)
class PupilRow:
    """A row about one pupil, and its place among the records."""

    place: int
    record: Record
    who: RowIdentity


class MarkSheet:
    """A table with a row a pupil and a column for marks.

    Raises:
        InvalidInput: it has no titles or no pupils, the column is not clear, or a cell for a mark cannot be written.
    """

    def __init__(self, file: SchoolFile, *, mark: str, feedback: str) -> None:
        self.file = file
        titles = find_titles(file.records)
        self._maxima = _line_of_maxima(file.records, titles)
        self._titles = replace(titles, computed=_computed(self._maxima))
        self.mark = self._titles.mark_column(mark)
        self.feedback = self._titles.column(feedback) if feedback else None
        if self.feedback == self.mark:
            raise InvalidInput("marks and feedback need two columns, not {title!r} alone", title=feedback)
        self.pupils: list[PupilRow] = []
        for place in range(self._titles.place + 1, len(file.records)):
            record = file.records[place]
            who = row_identity(record, self._titles.columns)
            if who.is_student:
                if file.delimiter:
                    # Wider than the titles, its cells may have moved: the mark would be written over something else.
                    check_width(record, self._titles.titles, allow_empty=False)
                self._check_cells(place)
                self.pupils.append(PupilRow(place, record, who))
        if not self.pupils:
            raise InvalidInput("the list names no student")

    @property
    def mark_title(self) -> str:
        """The title of the column for the marks."""
        return self._titles.titles[self.mark]

    @property
    def columns(self) -> tuple[str, ...]:
        """The titles of the columns that marks or feedback can be written into."""
        return tuple(self._titles.titles[place] for place in self._titles.writable)

    @property
    def marks_before(self) -> list[str]:
        """What stands in the cells for the marks."""
        return [text.strip() for text in self._column(self.mark)]

    @property
    def holds_texts(self) -> bool:
        """Whether the marks are texts: all that stand there already are."""
        pupils = zip(self.pupils, self.marks_before, strict=True)
        there = [pupil.place for pupil, text in pupils if read_decimal(text) is not None]
        return bool(there) and all(self.file.is_text(place, self.mark) for place in there)

    @property
    def percent_sign(self) -> str:
        """The percent sign that stands beside each mark; "" if none does."""
        return percent_sign(self.marks_before)

    @property
    def maxima(self) -> tuple[Decimal, ...]:
        """All maxima that the file tells: by its format, in the column's title, in a line of maxima or a column."""
        told = (_PERCENT if self._has_percentages else None, maximum_in_title(self.mark_title), self._maximum_beside)
        return tuple(dict.fromkeys(filter(None, told)))

    @property
    def maximum(self) -> Decimal | None:
        """The maximum that the file tells.

        Raises:
            InvalidInput: it tells two.
        """
        first, *others = self.maxima or (None,)
        if others and self._has_percentages:
            raise InvalidInput(
                "the column {title!r} has percentages, but its marks are out of {maximum}: give it another format",
                title=self.mark_title,
                maximum=others[0],
            )
        if others:
            raise InvalidInput(
                "the column {title!r} is out of {told} by its title, and out of {beside} by the rest of the file: "
                "say what the marks are out of",
                title=self.mark_title,
                told=first,
                beside=others[0],
            )
        return first

    def decimal_sign(self, usual: str) -> str:
        """Return the decimal sign of the column, or else of the file, or else `usual`."""
        others = (cell for place in self._titles.others for cell in self._column(place))
        return decimal_sign(self.marks_before, others, delimiter=self.file.delimiter, usual=usual)

    @property
    def _has_percentages(self) -> bool:
        is_formatted = any(self.file.is_percentage(pupil.place, self.mark) for pupil in self.pupils)
        return is_formatted or bool(self.percent_sign)

    @property
    def _maximum_beside(self) -> Decimal | None:
        if self._maxima:
            return positive(_cell(self._maxima, self.mark))
        for place, title in enumerate(self._titles.titles):
            if is_maximum_title(title):
                found = Counter(map(positive, self._column(place)))
                return next(iter(found)) if len(found) == 1 else None
        return None

    def _check_cells(self, place: int) -> None:
        """Refuse a computed cell, one that is merged into another, and one that would show a mark as a date."""
        for column in (self.mark, self.feedback):
            if column is None:
                continue
            # A feedback in CSV may begin with a dash.
            is_feedback_text = column == self.feedback and self.file.is_text(place, column)
            if self.file.is_formula(place, column) and not is_feedback_text:
                raise InvalidInput(
                    "line {line}: the column {title!r} has a formula, so it is computed and not for marks: "
                    "choose another",
                    line=self.file.records[place].line,
                    title=self._titles.titles[column],
                )
            self.file.check_cell(place, column)
        if self.file.is_date(place, self.mark):
            raise InvalidInput(
                "line {line}: the column {title!r} shows numbers as dates: give it the format of a number",
                line=self.file.records[place].line,
                title=self.mark_title,
            )

    def _column(self, place: int) -> Iterable[str]:
        return (_cell(pupil.record, place) for pupil in self.pupils)


def find_sheet(files: Sequence[SchoolFile], *, sheet: str, mark: str, feedback: str) -> MarkSheet:
    """Return the only table with a row a pupil and the columns that are named, on the sheet of a name if there is one.

    Raises:
        InvalidInput: there is none, or there are several.
    """
    if sheet:
        named = [file for file in files if fold(file.sheet) == fold(sheet)]
        if not named and not any(file.sheet for file in files):
            raise InvalidInput("there is no sheet {sheet!r}: the file is a text, which has no sheets", sheet=sheet)
        if not named:
            raise InvalidInput(
                "there is no sheet {sheet!r}: there are {sheets}", sheet=sheet, sheets=[file.sheet for file in files]
            )
        files = named[:1]
    titled = [file for file in files if has_titles(file.records)]
    found: list[MarkSheet] = []
    problems: list[InvalidInput] = []
    for file in titled or files:
        try:
            found.append(MarkSheet(file, mark=mark, feedback=feedback))
        except InvalidInput as error:
            problems.append(error)
    if len(found) > 1:
        raise InvalidInput(
            "several sheets have such a list: name one of {sheets}", sheets=[one.file.sheet for one in found]
        )
    if not found:
        raise problems[0] if problems else InvalidInput("the list is empty")
    return found[0]


def _line_of_maxima(records: Sequence[Record], titles: Titles) -> Record | None:
    """Return the line that tells the maximum of each column, or None."""
    for record in records[titles.place + 1 :]:
        who = row_identity(record, titles.columns)
        if not who.is_student and fold(who.name) in _MAXIMUM_LINES:
            return record
    return None


def _computed(maxima: Record | None) -> frozenset[int]:
    """Return the columns of which the line of maxima says that they are computed: "(read only)" in Canvas's files."""
    cells = maxima.cells if maxima else ()
    return frozenset(place for place, cell in enumerate(cells) if _REMARK.fullmatch(cell.strip()))


def _cell(record: Record, place: int) -> str:
    return record.cells[place] if place < len(record.cells) else ""
