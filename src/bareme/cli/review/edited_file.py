"""`bareme review ID import`: marks and feedback that were changed in an exported file."""

from collections.abc import Sequence
from pathlib import Path

from bareme.cli.confirm import confirmed
from bareme.cli.exits import DONE, FAILED, WrongUsage
from bareme.cli.review.actions import say_refused
from bareme.cli.review.review import Review
from bareme.cli.review.target import ReviewTarget, in_review
from bareme.cli.screen import Screen
from bareme.documents import explain
from bareme.domain.outcomes import OutcomeStatus
from bareme.edited_files import EditedCell, EditedFile, open_tables, read_back
from bareme.errors import DocumentRefused, InvalidInput, UncertainEncoding
from bareme.exports.stamps import Part
from bareme.rosters.encoding_doubt import describe_readings
from bareme.tables import ENCODINGS
from bareme.translation import Message

_LONGEST = 60
"""Characters of a text that are shown."""


def import_file(target: ReviewTarget, file: Path, encoding: str, reason: str, *, yes: bool) -> int:
    """Take in the changes of a file after confirmation; the exit code says whether all were taken."""
    if encoding and encoding not in ENCODINGS:
        raise WrongUsage(Message("choose one of {encodings}", encodings=list(ENCODINGS)), "--encoding")

    def work(review: Review) -> int:
        edited = _read(review, file, encoding or None, reason)
        _Account(review, edited).print()
        complete = DONE if not (edited.conflicts or edited.refused) else FAILED
        if not edited.actions:
            review.screen.print(review.screen.t("The file changes nothing."))
            return complete
        if not yes and not confirmed(review.screen):
            return FAILED
        outcomes = review.act(*(action.model_dump(mode="json") for action in edited.actions))
        applied = sum(outcome.status is OutcomeStatus.APPLIED for outcome in outcomes)
        made = review.screen.t.ngettext("{n} decision is recorded.", "{n} decisions are recorded.", applied)
        review.screen.print(made, style="green")
        return max(say_refused(review, outcomes), complete)

    return in_review(target, work)


def _read(review: Review, file: Path, encoding: str | None, reason: str) -> EditedFile:
    screen = review.screen
    try:
        tables = review.runner.run(open_tables(file.read_bytes(), encoding=encoding))
        return read_back(review.material, tables, reason=reason)
    except UncertainEncoding as error:
        told = describe_readings(error, screen.language)
        said = Message("{name}: {problem} ({option})", name=file.name, problem=told, option="--encoding")
    except InvalidInput as error:
        said = Message("{name}: {problem}", name=file.name, problem=error.message)
    except DocumentRefused as refusal:
        told = explain(refusal.reason, screen.language, refusal.setting)
        said = Message("{name}: {problem}", name=file.name, problem=told)
    raise WrongUsage(said, "FILE")


class _Account:
    """What of a file is taken, and what is not."""

    def __init__(self, review: Review, edited: EditedFile) -> None:
        self._screen: Screen = review.screen
        self._edited = edited
        self._names = {copy.copy_id: copy.student.name for copy in review.result.copies if copy.student}

    def print(self) -> None:
        """Print it: changes first, then what is left as it is, each with its reason."""
        t, edited = self._screen.t, self._edited
        self._list(t("Changes"), edited.changes)
        self._list(t("Changed here since the export, so left as they are"), edited.conflicts, style="yellow")
        self._list(t("Not taken"), edited.refused, style="yellow")
        if edited.missing:
            missing = t("Copies without a row in the file: {copies}.", copies=", ".join(edited.missing))
            self._screen.print(missing)

    def _list(self, title: str, cells: Sequence[EditedCell], style: str = "") -> None:
        if cells:
            self._screen.print(self._screen.t("{title} ({count}):", title=title, count=len(cells)), style=style)
            for cell in cells:
                self._screen.print(f"  {self._line(cell)}")

    def _line(self, cell: EditedCell) -> str:
        t = self._screen.t
        named = f"{cell.copy_id} ({self._names[cell.copy_id]})" if cell.copy_id in self._names else cell.copy_id
        about = [named, cell.question_id, cell.criterion_id]
        if cell.part is Part.FEEDBACK:
            about.append(t("feedback"))
        place = t("row {row}", row=str(cell.row))
        change = f"{_short(cell.current)} → {_short(cell.typed)}"
        values = {
            "place": f"{cell.sheet}, {place}" if cell.sheet else place,
            "about": ", ".join(filter(None, about)) or cell.column,
            "change": change,
        }
        if cell.reason:
            return t("{place}: {about}: {change} – {reason}", reason=cell.reason, **values)
        return t("{place}: {about}: {change}", **values)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return f"“{line[:_LONGEST]}…”" if len(line) > _LONGEST else line or "–"
