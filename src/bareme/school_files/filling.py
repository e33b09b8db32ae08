"""Fill the marks of a session into a school's file."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from bareme.domain.quantities import read_decimal
from bareme.errors import InvalidInput
from bareme.exports.pupil_marks import PupilMark
from bareme.school_files.csv_file import CsvFile
from bareme.school_files.grades import GradeBand, check_reachable, refuse_grades
from bareme.school_files.mark_notation import MarkNotation
from bareme.school_files.mark_sheet import MarkSheet, find_sheet
from bareme.school_files.matching import match
from bareme.school_files.outcome import Outcome
from bareme.school_files.school_file import Cell, SchoolFile
from bareme.school_files.workbook import read_sheets
from bareme.tables import is_workbook
from bareme.translation import translator


@dataclass(frozen=True)
class FillOptions:
    """What the teacher says about the file."""

    mark: str = ""
    """The title of the column for the marks. Without it, the only column that is titled "Note", "Grade" or the like."""
    feedback: str = ""
    """The title of the column for the feedback; none if empty."""
    scale: Decimal | None = None
    """The points that the marks are out of in the file; None if the file tells, or does not differ."""
    bands: tuple[GradeBand, ...] = ()
    """The grades that are written instead of points, from marks out of `scale` or of the exam's maximum."""
    sheet: str = ""
    """The name of the sheet; without it, the only one with such a list."""
    provisional: bool = False
    """Whether to write marks that are not decided."""
    encoding: str | None = None
    """The encoding of a text; None if it can be told."""


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

    @property
    def replaces_mark(self) -> bool:
        """Whether another mark stood there."""
        values = read_decimal(self.before), read_decimal(self.mark)
        is_same = values[0] == values[1] if None not in values else self.before == self.mark
        return bool(self.mark) and self.before not in {"", "-"} and not is_same


@dataclass(frozen=True)
class FilledFile:
    """The file with the marks, and an account of what was written and what was not."""

    data: bytes
    mark_title: str
    columns: tuple[str, ...]
    """The titles of all columns that do not tell whose a row is."""
    sheet: str
    """The name of the sheet; "" for a text."""
    maximum: Decimal
    """The points that the written marks are out of."""
    maximum_is_told: bool
    """Whether the teacher or the file says so; otherwise it is the session's own maximum."""
    contradicted_maximum: Decimal | None
    """What the file says instead that its marks are out of, where the teacher said another maximum."""
    rows: tuple[RowReport, ...]
    missing: tuple[PupilMark, ...]
    """Copies that no row of the file is for."""
    breaks_signature: bool
    """Whether the file had a digital signature, which does not hold for what it is now."""


def fill(
    data: bytes, marks: Sequence[PupilMark], *, maximum: Decimal, language: str, options: FillOptions | None = None
) -> FilledFile:
    """Return a school's file, a CSV text or an .xlsx workbook, with the marks of a session in one column.

    Nothing else changes. Of a text, encoding, byte order mark, delimiter, quotes, line ends and all other cells stay
    byte by byte. Of a workbook, all parts stay but the sheet, in which the other cells do, and the list of sheets,
    which asks for formulas to be computed again. `maximum` is that of the session's scheme. The decimal sign is that
    of the column, of the file, or of `language`.

    Raises:
        UncertainEncoding: the encoding cannot be told.
        InvalidInput: the file is no table with titles, the column is not clear, or a cell for a mark has a formula.
    """
    options = options or FillOptions()
    usual = translator(language).decimal_sign
    files: Sequence[SchoolFile] = read_sheets(data, usual) if is_workbook(data) else [CsvFile(data, options.encoding)]
    sheet = find_sheet(files, sheet=options.sheet, mark=options.mark, feedback=options.feedback)
    notation = _notation(sheet, maximum, usual, options)
    people = [mark for mark in marks if mark.student]
    places = match([pupil.who for pupil in sheet.pupils], [mark.student for mark in people if mark.student])
    edits: dict[int, dict[int, Cell]] = {}
    reports: list[RowReport] = []
    for pupil, before, place in zip(sheet.pupils, sheet.marks_before, places, strict=True):
        mark = people[place] if isinstance(place, int) else None
        outcome = _outcome(mark, maximum=maximum, options=options) if mark else Outcome(str(place))
        cells: dict[int, Cell] = {}
        if mark and outcome is Outcome.WRITTEN:
            is_percentage = sheet.file.is_percentage(pupil.place, sheet.mark)
            written = notation.cell(mark, is_percentage=is_percentage)
            if written is None:
                outcome = Outcome.NO_BAND
            else:
                cells[sheet.mark] = written
                outcome = _add_feedback(cells, mark, sheet)
        edits[pupil.place] = cells
        text = cells[sheet.mark].text if cells else ""
        name = pupil.who.name or pupil.who.number or pupil.who.email or pupil.who.login
        reports.append(RowReport(pupil.record.line, name, outcome, before, text))
    found = {people[place].copy_id for place in places if isinstance(place, int)}
    return FilledFile(
        data=sheet.file.edited(edits),
        mark_title=sheet.mark_title,
        columns=sheet.columns,
        sheet=sheet.file.sheet,
        maximum=notation.maximum,
        maximum_is_told=notation.told is not None,
        contradicted_maximum=None
        if options.bands
        else next((told for told in sheet.maxima if told != notation.maximum), None),
        rows=tuple(reports),
        missing=tuple(mark for mark in marks if mark.copy_id and mark.copy_id not in found),
        breaks_signature=sheet.file.is_signed,
    )


def _notation(sheet: MarkSheet, maximum: Decimal, usual: str, options: FillOptions) -> MarkNotation:
    if options.bands:
        check_reachable(options.bands, options.scale or maximum)
        _check_characters(sheet.file, options.bands)
    elif options.scale is None:
        refuse_grades(sheet.mark_title, sheet.marks_before)
    return MarkNotation(
        exam_maximum=maximum,
        told=options.scale or (None if options.bands else sheet.maximum),
        decimal_sign=sheet.decimal_sign(usual),
        percent_sign=sheet.percent_sign,
        is_text=sheet.holds_texts,
        bands=options.bands,
    )


def _check_characters(file: SchoolFile, bands: Sequence[GradeBand]) -> None:
    """Refuse a grade that the file cannot hold."""
    for band in bands:
        if file.text_cell(band.label) is None:
            raise InvalidInput(
                "the file's encoding does not have the characters of the grade {grade!r}: save the file as UTF-8",
                grade=band.label,
            )


def _add_feedback(cells: dict[int, Cell], mark: PupilMark, sheet: MarkSheet) -> Outcome:
    if sheet.feedback is None or not mark.feedback:
        return Outcome.WRITTEN
    text = sheet.file.text_cell(mark.feedback)
    if text is None:
        return Outcome.WRITTEN_WITHOUT_FEEDBACK
    cells[sheet.feedback] = text
    return Outcome.WRITTEN_WITH_SHORTENED_FEEDBACK if text.is_shortened else Outcome.WRITTEN


def _outcome(mark: PupilMark, *, maximum: Decimal, options: FillOptions) -> Outcome:
    obstacle = mark.obstacle(None if options.scale else maximum, provisional=options.provisional)
    return Outcome(obstacle.value) if obstacle else Outcome.WRITTEN
