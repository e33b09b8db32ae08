"""`bareme export --fill`: the marks in the school's own file, and what was written into it and what was not."""

import asyncio
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from bareme.cli.exits import DONE, FAILED, WrongUsage, complain
from bareme.cli.export_files import write_whole
from bareme.cli.screen import Screen
from bareme.cli.session_access import find_session, in_session_language
from bareme.cli.sessions.fill_request import FillRequest
from bareme.cli.written_files import GivenCommand, print_out_of_date, remember
from bareme.documents import explain
from bareme.domain.points import ZERO, to_points
from bareme.errors import DocumentRefused, InvalidInput, InvalidPoints, UncertainEncoding
from bareme.exports.descriptions import STATES
from bareme.graphs.session_runner import SessionRunner
from bareme.rosters.encoding_doubt import describe_readings
from bareme.school_files import (
    FilledFile,
    FillOptions,
    GradeBand,
    Outcome,
    RowReport,
    columns_to_choose,
    fill_file,
    pupil_marks,
    read_bands,
)
from bareme.tables import ENCODINGS
from bareme.translation import Message

_LEFT = {
    Outcome.UNKNOWN: Message("Not in the session"),
    Outcome.AMBIGUOUS: Message("Not clear whose row it is"),
    Outcome.CONTRADICTORY: Message("Name and number, e-mail or login are not of one student"),
    Outcome.NAME_UNCERTAIN: Message("The name on the copy is uncertain: confirm whose it is"),
    Outcome.ABSENT: Message("Without a copy"),
    Outcome.PROVISIONAL: Message("Not decided yet, so left as they were"),
    Outcome.NO_TOTAL: Message("Without a total"),
    Outcome.NO_BAND: Message("Below the lowest grade"),
    Outcome.OTHER_MAXIMUM: Message("Marked out of another maximum than the class"),
    Outcome.WRITTEN_WITH_SHORTENED_FEEDBACK: Message("With shortened feedback: a cell cannot hold all of it"),
    Outcome.WRITTEN_WITHOUT_FEEDBACK: Message("Without feedback: the file's encoding does not have all its characters"),
}


def export_filled(screen: Screen, session_id: str, request: FillRequest, out: Path, command: GivenCommand) -> int:
    """Write a copy of the school's file with the marks, print its name and an account; return the exit code."""
    source = request.file
    assert source is not None  # noqa: S101 - without one there is nothing to fill
    with SessionRunner() as runner:
        snapshot = find_session(runner, session_id)
    screen = in_session_language(screen, snapshot)
    t, material = screen.t, snapshot.material
    if material is None:
        complain(
            t("session {session_id} has no results yet:\n  bareme resume {session_id}", session_id=session_id),
            screen.language,
        )
        return FAILED
    path = out / f"{source.stem}-{t('with-marks')}{source.suffix}" if out.is_dir() else out
    if path.exists() and path.samefile(source):
        raise WrongUsage(Message("your file is not overwritten: name another"), "--out")
    maximum = material.reference.total
    try:
        marks, options = pupil_marks(material), _options_of(request)
        filled = asyncio.run(fill_file(source, marks, maximum=maximum, language=screen.language, options=options))
    except UncertainEncoding as error:
        text = describe_readings(error, screen.language)
        reason = Message("{name}: {problem} ({option})", name=source.name, problem=text, option="--encoding")
        raise WrongUsage(reason, "--fill") from None
    except InvalidInput as error:
        reason = Message("{name}: {problem}", name=source.name, problem=error.message)
        raise WrongUsage(reason, "--mark" if columns_to_choose(error) else "--fill") from None
    except DocumentRefused as refusal:
        problem = explain(refusal.reason, screen.language, refusal.setting)
        raise WrongUsage(Message("{name}: {problem}", name=source.name, problem=problem), "--fill") from None
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, filled.data)
    remember(snapshot, path, command.arguments)
    screen.print(str(path))
    # Scripts take what is printed on standard output for the file's name.
    aside = Screen.beside_json(screen.language)
    _account(aside, filled, maximum, has_grades=bool(options.bands))
    if not command.is_again:
        print_out_of_date(aside, snapshot)
    return DONE


def _options_of(request: FillRequest) -> FillOptions:
    """Return the options of the filling.

    Raises:
        WrongUsage: the scale is no number above zero, the grades are no bands, or there is no such encoding.
    """
    if request.encoding and request.encoding not in ENCODINGS:
        raise WrongUsage(Message("choose one of {encodings}", encodings=list(ENCODINGS)), "--encoding")
    return FillOptions(
        mark=request.mark,
        feedback=request.feedback,
        scale=_scale(request.scale),
        bands=_bands(request.bands),
        sheet=request.sheet,
        provisional=request.provisional,
        encoding=request.encoding or None,
    )


def _scale(text: str) -> Decimal | None:
    if not text:
        return None
    try:
        scale = to_points(text)
    except InvalidPoints as error:
        raise WrongUsage(error.message, "--scale") from None
    if scale <= ZERO:
        raise WrongUsage(Message("it must be above zero"), "--scale")
    return scale


def _bands(text: str) -> tuple[GradeBand, ...]:
    try:
        return read_bands(text) if text else ()
    except InvalidInput as error:
        raise WrongUsage(error.message, "--bands") from None


def _account(screen: Screen, filled: FilledFile, maximum: Decimal, *, has_grades: bool) -> None:
    t = screen.t
    written = [row for row in filled.rows if row.mark]
    count = t.ngettext("{n} mark is written", "{n} marks are written", len(written))
    if filled.sheet:
        screen.print(t("Sheet {sheet!r}.", sheet=filled.sheet))
    if has_grades:
        screen.print(t("{count} in {title!r}, as grades.", count=count, title=filled.mark_title))
    else:
        _maximum(screen, filled, maximum, count)
    if filled.breaks_signature:
        screen.print(t("The file was signed. Its digital signature does not hold any more."), style="yellow")
    replaced = [row for row in written if row.replaces_mark]
    _list(screen, t("Another mark stood there"), [f"{_row(row)}: {row.before} → {row.mark}" for row in replaced])
    for outcome, title in _LEFT.items():
        _list(screen, t(title), [_row(row) for row in filled.rows if row.outcome is outcome])
    missing = [
        f"{mark.student.name if mark.student else mark.copy_id} ({t(STATES[mark.state])})" if mark.state else ""
        for mark in filled.missing
    ]
    _list(screen, t("In the session, but in no row of the file"), missing)


def _maximum(screen: Screen, filled: FilledFile, maximum: Decimal, count: str) -> None:
    t, out_of = screen.t, screen.points(filled.maximum)
    screen.print(t("{count} in {title!r}, out of {maximum}.", count=count, title=filled.mark_title, maximum=out_of))
    if filled.maximum != maximum:
        converted = t("They are converted: the exam is out of {maximum}.", maximum=screen.points(maximum))
        screen.print(converted, style="yellow")
    elif not filled.maximum_is_told:
        screen.print(t("The file does not say what its marks are out of."), style="yellow")
    if filled.contradicted_maximum is not None:
        told = screen.points(filled.contradicted_maximum)
        screen.print(t("The file says that its marks are out of {maximum}.", maximum=told), style="yellow")


def _list(screen: Screen, title: str, entries: Sequence[str]) -> None:
    if entries:
        screen.print(screen.t("{title} ({count}):", title=title, count=len(entries)), style="yellow")
        for entry in entries:
            screen.print(f"  {entry}")


def _row(row: RowReport) -> str:
    return f"{row.line}: {row.name}"
