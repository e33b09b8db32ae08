"""What `bareme export` says beside a file for a school's system: whose marks it does not have."""

from pathlib import Path
from typing import Unpack

from bareme.cli.exits import WrongUsage
from bareme.cli.export_files import write_whole
from bareme.cli.screen import Screen
from bareme.cli.written_files import GivenCommand, remember
from bareme.errors import InvalidInput, UncertainEncoding
from bareme.exports import ExportFormat, FormatOptions, write_export
from bareme.exports.material import ExportMaterial
from bareme.exports.pupil_marks import pupil_marks
from bareme.exports.school_systems import canvas_handover, moodle_handover, unlisted
from bareme.graphs.session_snapshot import SessionSnapshot
from bareme.rosters.encoding_doubt import describe_readings
from bareme.storage.written_files import is_as_written
from bareme.translation import Message

LEFT_OUT = {
    ExportFormat.MOODLE: (ExportFormat.MOODLE_LEFT_OUT, moodle_handover),
    ExportFormat.CANVAS: (ExportFormat.CANVAS_LEFT_OUT, canvas_handover),
}
"""The format that lists whom another one leaves out, and who that is."""


def participants_in(worksheet: Path, material: ExportMaterial, encoding: str, language: str) -> dict[str, str]:
    """Return the numbers of a Moodle worksheet by copy id.

    Raises:
        WrongUsage: the file cannot be read as one.
    """
    from bareme.school_files.worksheet import participants  # noqa: PLC0415 - no other format needs it

    try:
        return dict(participants(worksheet.read_bytes(), pupil_marks(material), encoding or None))
    except UncertainEncoding as error:
        text = describe_readings(error, language)
        reason = Message("{name}: {problem} ({option})", name=worksheet.name, problem=text, option="--encoding")
        raise WrongUsage(reason, "--worksheet") from None
    except InvalidInput as error:
        reason = Message("{name}: {problem}", name=worksheet.name, problem=error.message)
        raise WrongUsage(reason, "--worksheet") from None


def list_left_out(
    screen: Screen,
    snapshot: SessionSnapshot,
    material: ExportMaterial,
    path: Path,
    command: GivenCommand,
    **options: Unpack[FormatOptions],
) -> None:
    """Write a list of those whom the file at `path` leaves out beside it, unless somebody has changed that list."""
    t = screen.t
    listed, handover = LEFT_OUT[ExportFormat(str(command.arguments["fmt"]))]
    left_out = handover(material, options).left_out
    if not left_out:
        return
    beside = path.with_name(f"{path.stem}-{t('left-out')}.csv")
    if beside.exists() and not is_as_written(beside):
        text = t("Left out ({count}). {path} was changed, so it stays as it is.", count=len(left_out), path=str(beside))
        screen.print(text, style="yellow")
        return
    write_whole(beside, write_export(material, listed, **options))
    remember(snapshot, beside, {**command.arguments, "fmt": listed.value})
    screen.print(t("Left out ({count}): {path}", count=len(left_out), path=str(beside)), style="yellow")


def say_unlisted(screen: Screen, material: ExportMaterial, fmt: ExportFormat, **options: Unpack[FormatOptions]) -> None:
    """Say of whom a file for a school's system has nothing, where no other file lists them."""
    t = screen.t
    if fmt is ExportFormat.MOODLE_FEEDBACK:
        numbers = options.get("participants", {})
        missing = [copy for copy in material.result.copies if copy.copy_id not in numbers]
        names = [copy.student.name if copy.student else copy.copy_id for copy in missing]
        _list(screen, t("Not known which participant of the assignment it is"), names)
    elif fmt is ExportFormat.MARKS_TO_PASTE:
        _list(screen, t("In the session, but not in the class list"), unlisted(material))


def _list(screen: Screen, title: str, entries: list[str]) -> None:
    if entries:
        screen.print(screen.t("{title} ({count}):", title=title, count=len(entries)), style="yellow")
        for entry in entries:
            screen.print(f"  {entry}")
