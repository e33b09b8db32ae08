"""Fill the marks of a session into a school's CSV file."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bareme.domain.identity import fold
from bareme.domain.quantities import read_decimal
from bareme.errors import InvalidInput
from bareme.exports.cells import csv_text, is_formula_like
from bareme.exports.material import State
from bareme.exports.pupil_marks import PupilMark
from bareme.rosters.layout import check_width
from bareme.rosters.row_identity import RowIdentity, row_identity
from bareme.school_files.csv_cells import cell_edits
from bareme.school_files.matching import match
from bareme.school_files.notation import decimal_sign, is_maximum_title, maximum_in_title, number_text, positive
from bareme.school_files.outcome import Outcome
from bareme.school_files.text_file import Edit, TextFile
from bareme.school_files.titles import Titles, find_titles
from bareme.tables import LocatedRecord, Record, is_workbook, locate_cells
from bareme.translation import translator

_MAXIMUM_LINES = {"points possible", "note maximale", "bareme"}


@dataclass(frozen=True)
class FillOptions:
    """What the teacher says about the file."""

    mark: str = ""
    """The title of the column for the marks. Without it, the only column that is titled "Note", "Grade" or the like."""
    feedback: str = ""
    """The title of the column for the feedback; none if empty."""
    scale: Decimal | None = None
    """The points that the marks are out of in the file; None if the file tells, or does not differ."""
    provisional: bool = False
    """Whether to write marks that are not decided."""
    encoding: str | None = None
    """The encoding of the file; None if it can be told."""


@dataclass(frozen=True)
class RowReport:
    """What became of one pupil's row."""

    line: int
    name: str
    """The name in the file or, if it has none, the number, the e-mail address or the login."""
    outcome: Outcome
    before: str
    """What stood in the mark's cell."""
    mark: str = ""
    """What stands there now, if it was written."""


@dataclass(frozen=True)
class FilledFile:
    """The file with the marks, and an account of what was written and what was not."""

    data: bytes
    mark_title: str
    maximum: Decimal
    """The points that the written marks are out of."""
    maximum_is_told: bool
    """Whether the teacher or the file says so; otherwise it is the session's own maximum."""
    rows: tuple[RowReport, ...]
    missing: tuple[PupilMark, ...]
    """Copies that no row of the file is for."""


def fill(
    data: bytes, marks: Sequence[PupilMark], *, maximum: Decimal, language: str, options: FillOptions | None = None
) -> FilledFile:
    """Return a CSV file with the marks of a session in one column.

    Nothing else changes: encoding, byte order mark, delimiter, quotes, line ends and all other cells stay byte by byte.
    `maximum` is that of the session's scheme. The decimal sign is that of the column, of the file, or of `language`.

    Raises:
        UncertainEncoding: the encoding cannot be told.
        InvalidInput: the file is no CSV with titles, the column is not clear, or a cell for a mark has a formula.
    """
    options = options or FillOptions()
    if is_workbook(data):
        raise InvalidInput("marks are filled into CSV files alone: save the sheet as .csv")
    file = TextFile.read(data, options.encoding)
    table = locate_cells(file.text)
    sheet = _Sheet(table.records, options)
    people = [mark for mark in marks if mark.student]
    places = match([who for _, who in sheet.pupils], [mark.student for mark in people if mark.student])
    told = options.scale or sheet.maximum
    out_of = told or maximum
    sign = decimal_sign(
        sheet.column(sheet.mark),
        (cell for place in sheet.titles.others for cell in sheet.column(place)),
        delimiter=table.delimiter,
        usual=translator(language).decimal_sign,
    )
    edits: list[Edit] = []
    reports: list[RowReport] = []
    for (row, who), place in zip(sheet.pupils, places, strict=True):
        before = sheet.mark_before(row.record)
        mark = people[place] if isinstance(place, int) else None
        outcome = _outcome(mark, maximum=maximum, options=options) if mark else Outcome(str(place))
        cells: dict[int, str] = {}
        if mark and mark.total is not None and outcome is Outcome.WRITTEN:
            cells[sheet.mark] = number_text(mark.total if not told else mark.total * told / mark.maximum, sign)
            if sheet.feedback is not None and mark.feedback:
                if file.can_hold(text := csv_text(mark.feedback)):
                    cells[sheet.feedback] = text
                else:
                    outcome = Outcome.WRITTEN_WITHOUT_FEEDBACK
        edits += cell_edits(file.text, row, cells, table.delimiter)
        reports.append(RowReport(row.record.line, _shown(who), outcome, before, cells.get(sheet.mark, "")))
    found = {people[place].copy_id for place in places if isinstance(place, int)}
    missing = [mark for mark in marks if mark.copy_id and mark.copy_id not in found]
    return FilledFile(
        data=file.edited(edits),
        mark_title=sheet.titles.titles[sheet.mark],
        maximum=out_of,
        maximum_is_told=told is not None,
        rows=tuple(reports),
        missing=tuple(missing),
    )


class _Sheet:
    """The rows of a school's file, and the columns that are written."""

    def __init__(self, records: Sequence[LocatedRecord], options: FillOptions) -> None:
        self.titles: Titles = find_titles([row.record for row in records])
        self._below = records[self.titles.place + 1 :]
        self.mark = self.titles.mark_column(options.mark)
        self.feedback = self.titles.column(options.feedback) if options.feedback else None
        if self.feedback == self.mark:
            raise InvalidInput("marks and feedback need two columns, not {title!r} alone", title=options.feedback)
        self.pupils: list[tuple[LocatedRecord, RowIdentity]] = []
        for row in self._below:
            who = row_identity(row.record, self.titles.columns)
            if who.is_student:
                # Wider than the titles, its cells may have moved: the mark would be written over something else.
                check_width(row.record, self.titles.titles, allow_empty=False)
                self.pupils.append((row, who))
        if not self.pupils:
            raise InvalidInput("the list names no student")

    def mark_before(self, record: Record) -> str:
        """Return what stands in a mark's cell.

        Raises:
            InvalidInput: it is a formula.
        """
        text = _cell(record, self.mark).strip()
        # A mere "-" is how Moodle writes that there is no grade.
        if is_formula_like(text) and text.strip("- ") and read_decimal(text.lstrip("+-")) is None:
            raise InvalidInput(
                "line {line}: the column {title!r} has a formula, so it is computed and not for marks: choose another",
                line=record.line,
                title=self.titles.titles[self.mark],
            )
        return text

    def column(self, place: int) -> Iterable[str]:
        """Yield what stands in a column beside the pupils."""
        return (_cell(row.record, place) for row, _ in self.pupils)

    @property
    def maximum(self) -> Decimal | None:
        """The maximum that the file tells: in the column's title, in a line of maxima or in a column of them."""
        if told := maximum_in_title(self.titles.titles[self.mark]):
            return told
        for row in self._below:
            who = row_identity(row.record, self.titles.columns)
            if not who.is_student and fold(who.name) in _MAXIMUM_LINES:
                return positive(_cell(row.record, self.mark))
        for place, title in enumerate(self.titles.titles):
            if is_maximum_title(title):
                found = Counter(map(positive, self.column(place)))
                return next(iter(found)) if len(found) == 1 else None
        return None


def _cell(record: Record, place: int) -> str:
    return record.cells[place] if place < len(record.cells) else ""


def _shown(who: RowIdentity) -> str:
    return who.name or who.number or who.email or who.login


def _outcome(mark: PupilMark, *, maximum: Decimal, options: FillOptions) -> Outcome:
    if not mark.copy_id:
        return Outcome.ABSENT
    if mark.name_is_uncertain:
        return Outcome.NAME_UNCERTAIN
    if mark.total is None or mark.maximum <= 0:
        return Outcome.NO_TOTAL
    if mark.state is not State.FINAL and not options.provisional:
        return Outcome.PROVISIONAL
    return Outcome.WRITTEN if mark.maximum == maximum or options.scale else Outcome.OTHER_MAXIMUM
