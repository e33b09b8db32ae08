"""`bareme export`: options and help."""

import os
from pathlib import Path
from typing import Annotated, Literal

import typer

from bareme.cli.command import LANGUAGE, SessionId, screen_of, workers
from bareme.cli.exits import reported
from bareme.cli.language import DEFAULT_LANGUAGE, Language

Format = Literal[
    "csv",
    "csv-short",
    "csv-flat",
    "history",
    "attempts",
    "attempts-jsonl",
    "json",
    "xlsx",
    "moodle",
    "moodle-left-out",
    "moodle-feedback",
    "canvas",
    "canvas-left-out",
    "class-list",
    "marks-to-paste",
    "sheets",
    "sheets-print",
    "marked",
    "marked-print",
    "marked-annotations",
    "marked-overlay",
]


_DIALECTS: dict[str, Literal["french", "plain"] | None] = {"auto": None, "fr": "french", "plain": "plain"}


def export(
    *,
    context: typer.Context,
    session_id: SessionId,
    fmt: Annotated[
        Format | None,
        typer.Option(
            "--format",
            help="csv: one row per student; csv-short: the same with few columns; csv-flat: one row per question; "
            "history: one row per decision; attempts: one row per question and attempt; moodle, canvas: for their "
            "gradebooks (-left-out: whom they do not get); moodle-feedback: a ZIP of sheets for a Moodle assignment; "
            "class-list: in its order (marks-to-paste: the totals alone); sheets: a ZIP of one PDF per student; "
            "sheets-print: one PDF, to be printed on both sides; marked: a ZIP of the copies with the marks in a "
            "margin; marked-print: one PDF; marked-annotations: as PDF annotations; marked-overlay: the marks alone, "
            "to be printed onto the paper.",
        ),
    ] = None,
    fill: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            exists=True,
            dir_okay=False,
            help="Instead of --format: write the marks into a copy of this file of your school's system, CSV or .xlsx.",
        ),
    ] = None,
    mark: Annotated[
        str, typer.Option(metavar="COLUMN", help="With --fill: the title of the column for the marks.")
    ] = "",
    feedback: Annotated[
        str, typer.Option(metavar="COLUMN", help="With --fill: the title of the column for the feedback.")
    ] = "",
    scale: Annotated[
        str, typer.Option(metavar="MAXIMUM", help="With --fill: convert the marks, such as to marks out of 100.")
    ] = "",
    bands: Annotated[
        str,
        typer.Option(metavar="GRADES", help="With --fill: grades instead of points, each from a mark: 16:A,14:B,0:C."),
    ] = "",
    sheet: Annotated[
        str, typer.Option(metavar="NAME", help="With --fill: the sheet of a workbook, where several have such a list.")
    ] = "",
    provisional: Annotated[
        bool,
        typer.Option(
            "--provisional",
            help="--fill, files for a school's system, marked copies: also write marks that are not decided yet.",
        ),
    ] = False,
    worksheet: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            exists=True,
            dir_okay=False,
            help="moodle-feedback: the grading worksheet of the assignment, as Moodle exports it.",
        ),
    ] = None,
    encoding: Annotated[
        str,
        typer.Option(metavar="NAME", help="With --fill or --worksheet: the file's encoding, where it cannot be told."),
    ] = "",
    again: Annotated[
        bool,
        typer.Option(
            "--again", help="Instead of --format: write the files again that are out of date, where they are."
        ),
    ] = False,
    out: Annotated[
        str | None,
        typer.Option(metavar="PATH", help="A file, or a folder such as results/. Default: the current folder."),
    ] = None,
    reveal: Annotated[bool, typer.Option("--reveal", help="Name the models behind A, B…")] = False,
    only: Annotated[
        Literal["all", "complete"],
        typer.Option(help="complete: only copies marked as complete or, in a finished session, with a final total."),
    ] = "all",
    group: Annotated[str, typer.Option(help="Only students of this group of the class list.")] = "",
    dialect: Annotated[
        Literal["auto", "fr", "plain"],
        typer.Option(
            help="CSV. fr: semicolons and decimal commas; plain: commas and points. Default: plain for csv-flat and "
            "attempts, which programs read; otherwise the session's language."
        ),
    ] = "auto",
    usage: Annotated[bool, typer.Option("--usage", help="csv, xlsx: add tokens and dollars.")] = False,
    offset: Annotated[
        str,
        typer.Option(
            metavar="RIGHT,DOWN", help="marked-overlay: move the marks by so many millimetres, such as '2,-1.5'."
        ),
    ] = "",
    max_size: Annotated[
        float | None,
        typer.Option(metavar="MB", min=0.05, help="Marked copies: make pictures coarser in files that are larger."),
    ] = None,
    class_figures: Annotated[
        bool,
        typer.Option(
            "--class-figures", help="sheets, marked copies: add the class average, median, lowest and highest."
        ),
    ] = False,
    language: Annotated[Language, LANGUAGE] = DEFAULT_LANGUAGE,
) -> None:
    """Write a session's results to a file.

    Examples:
      bareme export 3f9c01ab --format xlsx
      bareme export 3f9c01ab --format csv-flat --out details.csv
      bareme export 3f9c01ab --format history
      bareme export 3f9c01ab --format json --reveal
      bareme export 3f9c01ab --format xlsx --group "3e B"
      bareme export 3f9c01ab --format csv --only complete
      bareme export 3f9c01ab --format attempts --reveal
      bareme export 3f9c01ab --format sheets --class-figures
      bareme export 3f9c01ab --format sheets-print
      bareme export 3f9c01ab --format marked
      bareme export 3f9c01ab --format marked-overlay --offset 2,-1.5
      bareme export 3f9c01ab --format moodle
      bareme export 3f9c01ab --format moodle-feedback --worksheet worksheet.csv
      bareme export 3f9c01ab --fill moodle.csv --mark Note --scale 100
      bareme export 3f9c01ab --again
    """
    if again:
        raise typer.Exit(_export_again(context, session_id, language))
    with workers(language, early=False):
        from bareme.cli.sessions.fill_request import FillRequest
        from bareme.cli.sessions.offset import read_offset
        from bareme.cli.sessions.sessions import export_session
        from bareme.cli.written_files import GivenCommand
        from bareme.exports import ExportFormat, Selection

        request = FillRequest(
            mark=mark,
            feedback=feedback,
            scale=scale,
            bands=bands,
            sheet=sheet,
            provisional=provisional,
            encoding=encoding,
            file=fill,
        )
        request.check_beside(fmt, reveal=reveal, only=only, group=group, dialect=dialect)
        command = GivenCommand.of(context)
        place = Path(out) if out else Path()
        if out and out.endswith(("/", os.sep)):  # Path drops the trailing slash
            place.mkdir(parents=True, exist_ok=True)
        if fill is not None:
            from bareme.cli.sessions.fill import export_filled

            raise typer.Exit(export_filled(screen_of(language), session_id, request, place, command))
        code = export_session(
            screen_of(language),
            session_id,
            ExportFormat(str(fmt)),
            place,
            reveal=reveal,
            selection=Selection(complete=only == "complete", group=group),
            worksheet=worksheet,
            encoding=encoding,
            command=command,
            provisional=provisional,
            dialect=_DIALECTS[dialect],
            usage=usage,
            class_figures=class_figures,
            offset=read_offset(offset),
            max_megabytes=max_size,
        )
        raise typer.Exit(code)


def _export_again(context: typer.Context, session_id: str, language: Language) -> int:
    """Write the files that are out of date where they are; return the worst exit code."""
    with reported(language):
        from bareme.cli.sessions.sessions import files_to_write_again
        from bareme.cli.written_files import parameters_of, shown

        snapshot, files = files_to_write_again(screen_of(language), session_id)
        codes, given = [0], context.params
        for file in files:
            told = parameters_of(file)
            context.params = {**given, **told}
            try:
                export(context=context, session_id=snapshot.session_id, out=shown(file.path), language=language, **told)
            except typer.Exit as ended:
                codes.append(ended.exit_code)
        return max(codes)
