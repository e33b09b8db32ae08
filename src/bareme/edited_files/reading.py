"""Read an edited file back as decisions: only what differs from the export, and nothing that changed meanwhile."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from bareme.domain.decider import LOCAL_DECIDER, Decider
from bareme.domain.limits import FEEDBACK_LENGTH
from bareme.domain.points import format_points
from bareme.edited_files.account import EditedCell, EditedFile
from bareme.edited_files.cells import FoundCell, StampedRow, StampedTable, stamped_table
from bareme.edited_files.columns import ColumnTitles
from bareme.edited_files.current import CurrentContents
from bareme.edited_files.error_cells import is_error
from bareme.edited_files.tables import EditedTable
from bareme.edited_files.trial import tried
from bareme.errors import InvalidInput, UncertainEncoding
from bareme.exports.material import ExportMaterial
from bareme.exports.row_stamps import STAMP_TITLE
from bareme.exports.stamps import Content, Part, Subject, canonical
from bareme.translation import Message, translator


def read_back(
    material: ExportMaterial, tables: Sequence[EditedTable], *, by: Decider = LOCAL_DECIDER, reason: str = ""
) -> EditedFile:
    """Return the decisions that an edited export of a session asks for, and what of it cannot be taken.

    A cell asks for a decision if it differs from what was exported and from what the session has now. The decisions are
    tried on the session, which does not change. `reason` is theirs, for the record.

    Raises:
        UncertainEncoding: a CSV is possible in several encodings, and the cells that nobody changed do not tell.
        InvalidInput: the file is no export of this session, or changes too much at once.
    """
    titles = ColumnTitles(material)
    stamped = [found for table in tables if (found := stamped_table(table, titles))]
    if len(stamped) > 1 and any(table.encoding for table in tables):
        stamped = [_surest(stamped, tables)]
    if not stamped:
        raise InvalidInput(
            "no row of the file says what it is about: it is no export of Barème that can be read back, or its column "
            "{title!r} is gone. Export the session again as csv, csv-short, csv-flat or xlsx, and edit that file",
            title=STAMP_TITLE,
        )
    session_id = material.session.session_id
    for row in (row for table in stamped for row in table.rows):
        if row.stamp.session_id != session_id:
            raise InvalidInput(
                "the file is of the session {other!r}, not of {session_id!r}",
                other=row.stamp.session_id,
                session_id=session_id,
            )
    return _Reader(material).read(stamped, by, reason)


def _surest(stamped: Sequence[StampedTable], tables: Sequence[EditedTable]) -> StampedTable:
    """Return the reading of a CSV in which most cells are as exported."""
    known = [sum(cell.is_as_exported for row in table.rows for cell in row.cells) for table in stamped]
    if known.count(max(known)) > 1:
        raise UncertainEncoding(tuple((table.encoding, table.text) for table in tables))
    return stamped[known.index(max(known))]


class _Reader:
    """Sorts the cells of a file into changes, conflicts and refusals."""

    def __init__(self, material: ExportMaterial) -> None:
        self._session = material.session
        self.t = translator(material.session.policy.language)
        self._now = CurrentContents(material.session, material.result.copies)
        self._refused: list[EditedCell] = []
        self._unchanged = 0

    def read(self, tables: Sequence[StampedTable], by: Decider, reason: str) -> EditedFile:
        """Return the account of the tables."""
        edited: dict[Subject, list[FoundCell]] = defaultdict(list)
        for table in tables:
            self._refuse_what_is_loose(table)
            for cell in (cell for row in table.rows for cell in self._edited(row)):
                edited[cell.subject].append(cell)
        computed = [cell for subject, cells in edited.items() if subject.part is Part.COMPUTED for cell in cells]
        agreed = [self._agreed(cells) for subject, cells in edited.items() if subject.part is not Part.COMPUTED]
        wanted = [cell for cell in agreed if cell and self._can_be_read(cell)]
        trial = tried(self._session, self._without_double_marks(wanted), by=by, reason=reason)
        conflicts = [self._told(cell, why) for cell, why in trial.conflicts]
        self._refused += [self._told(cell, why) for cell, why in trial.refused]
        if computed and trial.after:
            not_taken = [cell for cell in (*self._refused, *conflicts) if cell.part is Part.MARK]
            self._refuse_computed(computed, CurrentContents(trial.after), not_taken)
        there = {row.stamp.copy_id for table in tables for row in table.rows}
        return EditedFile(
            actions=tuple(trial.actions),
            changes=tuple(self._told(cell, self._doubt(cell), action=action) for cell, action in trial.changes),
            conflicts=tuple(conflicts),
            refused=tuple(self._refused),
            unchanged=self._unchanged,
            missing=tuple(copy_id for copy_id in self._now.copies if copy_id not in there),
        )

    def _refuse_what_is_loose(self, table: StampedTable) -> None:
        for cell in table.loose:
            self._refuse(cell, Message("the column {title!r} of this row is empty", title=STAMP_TITLE))
        for title in table.unknown_titles:
            for cell in table.rows[0].cells[:1]:
                column = replace(cell, title=title, typed="", subject=Subject("", Part.MARK))
                self._refuse(column, Message("the session has no question {title!r}", title=title))

    def _edited(self, row: StampedRow) -> list[FoundCell]:
        """Return the cells of a row that are not as exported, unless the row is another student's by now."""
        edited = [cell for cell in row.cells if not (cell.is_as_exported or self._is_as_now(cell))]
        self._unchanged += len(row.cells) - len(edited)
        moved = next((cell for cell in edited if cell.subject.part is Part.NAME and row.stamp.copy_id), None)
        if moved is None and row.stamp.copy_id:
            # Pupils of one name, and copies without one, are told apart by what else stands beside the marks.
            others = {owner for text in row.owners if (owner := self._now.owner(text))} - {row.stamp.copy_id}
            moved = next(iter(edited), None) if others else None
        if moved is None:
            return [cell for cell in edited if cell.subject.part is not Part.NAME]
        self._refuse(
            moved,
            Message(
                "another name or number stands beside this copy, so nothing of the row is taken: rows and columns may "
                "have been sorted apart. Whose copy it is cannot be changed in the file"
            ),
        )
        return []

    def _is_as_now(self, cell: FoundCell) -> bool:
        """Whether a cell has what the session has, but for characters that the file's encoding does not have."""
        if self._now.fault(cell.subject):
            return not cell.typed.strip()  # the column of a question that the copy's scheme does not have
        is_placeholder = cell.subject.part is Part.NAME and cell.typed.strip() == self.t("Unnamed")
        now, typed = canonical(self._now.content(cell.subject)), canonical("" if is_placeholder else cell.content)
        return now == typed or (bool(cell.table.encoding) and _same_but_lost(now, typed, cell.table.encoding))

    def _agreed(self, cells: Sequence[FoundCell]) -> FoundCell | None:
        """Return the one edit of several cells on the same, or None if they contradict each other."""
        if len({canonical(cell.content) for cell in cells}) == 1:
            return cells[0]
        for cell in cells:
            self._refuse(cell, Message("the file has several values for it"))
        return None

    def _can_be_read(self, cell: FoundCell) -> bool:
        fault = self._now.fault(cell.subject) or _fault_of_content(cell)
        if fault:
            self._refuse(cell, fault)
        return fault is None

    def _without_double_marks(self, cells: Sequence[FoundCell]) -> list[FoundCell]:
        """Return the cells without marks of questions whose criteria were changed too: one is the sum of the others."""
        marks = [cell.subject for cell in cells if cell.subject.part is Part.MARK]
        whole = {(one.copy_id, one.question_id) for one in marks if not one.criterion_id}
        both = whole & {(one.copy_id, one.question_id) for one in marks if one.criterion_id}
        left = []
        for cell in cells:
            if cell.subject.part is Part.MARK and (cell.subject.copy_id, cell.subject.question_id) in both:
                self._refuse(cell, Message("the mark and its criteria were both changed: change one of them"))
            else:
                left.append(cell)
        return left

    def _refuse_computed(
        self, cells: Iterable[FoundCell], after: CurrentContents, not_taken: Sequence[EditedCell]
    ) -> None:
        """Refuse totals that were typed in. A spreadsheet computes them again once marks are changed."""
        copies = {cell.copy_id for cell in not_taken}
        for cell in cells:
            fault = after.fault(cell.subject)
            # Programs that do not calculate leave the cell of a formula empty.
            is_right = not fault and canonical(after.content(cell.subject)) == canonical(cell.content)
            if is_right or not cell.typed.strip():
                self._unchanged += 1
            elif cell.subject.copy_id not in copies:
                self._refuse(cell, fault or Message("it is computed from marks: change those"))

    def _doubt(self, cell: FoundCell) -> str:
        """Return what a person should look at before a change is made."""
        step, encoding = self._session.policy.mark_step, cell.table.encoding
        if isinstance(cell.content, Decimal) and cell.content % step:
            return self.t("not a multiple of the mark step, {step}", step=step)
        before = self._shown(self._now.content(cell.subject))
        if cell.subject.part is Part.FEEDBACK and encoding and not _can_hold(before, encoding):
            return self.t("the file's encoding, {encoding}, lacks characters that stood there", encoding=encoding)
        return ""

    def _refuse(self, cell: FoundCell, reason: Message) -> None:
        self._refused.append(self._told(cell, self.t(reason)))

    def _told(self, cell: FoundCell, reason: str, *, action: int | None = None) -> EditedCell:
        subject = cell.subject
        return EditedCell(
            sheet=cell.table.sheet,
            row=cell.row,
            column=cell.title,
            copy_id=subject.copy_id,
            question_id=subject.question_id or None,
            criterion_id=subject.criterion_id or None,
            part=subject.part,
            typed=self._shown(cell.content),
            current="" if self._now.fault(subject) else self._shown(self._now.content(subject)),
            reason=reason,
            action=action,
        )

    def _shown(self, content: Content) -> str:
        return format_points(content, self._session.policy.language) if isinstance(content, Decimal) else content or ""


def _fault_of_content(cell: FoundCell) -> Message | None:
    if cell.subject.part is Part.FEEDBACK:
        if is_error(cell.typed):
            return Message("it is an error that the spreadsheet shows: type an apostrophe before the text")
        if not cell.typed.strip() and cell.table.may_hide_errors:
            return Message("the file has cells that show an error, and this may be one: empty it in the review")
        too_long = len(cell.typed) > FEEDBACK_LENGTH
        return Message("it is longer than {n} characters", n=FEEDBACK_LENGTH) if too_long else None
    if cell.content is None:
        return Message("a mark cannot be taken away here: undo its decision in the review")
    if not isinstance(cell.content, Decimal):
        return Message("{text!r} is not a number of points with two decimals at most", text=cell.typed)
    return None


def _same_but_lost(now: str, typed: str, encoding: str) -> bool:
    """Whether two texts differ only in characters that an encoding does not have, for which programs write another."""
    return len(now) == len(typed) and all(a == b or not _can_hold(a, encoding) for a, b in zip(now, typed, strict=True))


def _can_hold(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
