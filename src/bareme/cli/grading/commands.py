"""`bareme grade` and `bareme resume`: options and help."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from bareme.cli.command import LANGUAGE, Author, SessionId, screen_of, workers
from bareme.cli.exits import WrongUsage, reported
from bareme.cli.language import DEFAULT_LANGUAGE, Language
from bareme.translation import Message

PagesPerCopy = Annotated[
    int | None, typer.Option(help="Pages of each copy: the files are divided so, whatever is read on them.", min=1)
]
Reveal = Literal["always", "after_decision"]
TextEncoding = Literal["utf-8", "utf-16", "cp1252", "mac_roman", "cp850", "iso8859_15", "cp1250"]


def grade(
    *,
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILES…",
            help="The copies: PDF files, pictures, Word or text files, ZIP files or folders of these.",
            exists=True,
        ),
    ],
    exam_paper: Annotated[list[Path] | None, typer.Option(help="The exam paper.", exists=True, dir_okay=False)] = None,
    answer_key: Annotated[list[Path] | None, typer.Option(help="The answer key.", exists=True, dir_okay=False)] = None,
    scheme: Annotated[
        str | None,
        typer.Option(help="The scale: 'Q1: 5, Q2: 3', or a .json or .csv file. Default: found in the files."),
    ] = None,
    students: Annotated[
        Path | None,
        typer.Option(help="The class list: CSV or a spreadsheet (.xlsx, .xls, .ods).", exists=True, dir_okay=False),
    ] = None,
    students_encoding: Annotated[
        TextEncoding | None, typer.Option(help="The encoding of the class list, where it cannot be told.")
    ] = None,
    pages_per_copy: PagesPerCopy = None,
    guidelines: Annotated[
        Path | None, typer.Option(help="A text file with your marking guidelines.", exists=True, dir_okay=False)
    ] = None,
    rubric: Annotated[
        Literal["off", "generate"], typer.Option(help="generate: draft criteria before grading; you confirm them.")
    ] = "off",
    grader: Annotated[
        list[str] | None,
        typer.Option(metavar="MODEL[@TRIES]", help="A grader and its passes; repeatable. Asked for if left out."),
    ] = None,
    by_hand: Annotated[
        bool, typer.Option("--by-hand", help="No grader: you mark every question yourself, with `bareme resume`.")
    ] = False,
    marker: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="With --by-hand: somebody who marks every copy blind; repeatable."),
    ] = None,
    language: Annotated[Language, LANGUAGE] = DEFAULT_LANGUAGE,
    step: Annotated[str, typer.Option(help="Step of the marks, in points.")] = "0.25",
    reveal: Annotated[
        Reveal, typer.Option(help="When you see the graders' marks; after_decision: once you have marked the question.")
    ] = "always",
    verification: Annotated[
        Literal["off", "disagreements"],
        typer.Option(
            help="disagreements: graders that differ look again and see each other's reading. No mark changes."
        ),
    ] = "off",
    show_names: Annotated[
        bool, typer.Option("--show-names", help="Let graders see students' names, which are covered where found.")
    ] = False,
    max_calls: Annotated[
        int | None, typer.Option(help="Most calls that the session may make; the rest waits.", min=0)
    ] = None,
    max_dollars: Annotated[
        float | None, typer.Option(help="Most US dollars that it may cost; the rest waits.", min=0)
    ] = None,
    name: Annotated[str, typer.Option(help="The session's name; default: subject and date.")] = "",
    out: Annotated[Path, typer.Option(help="Folder for the result files.", file_okay=False)] = Path(),
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Accept what was found and drafted without asking.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object; the rest goes to stderr.")] = False,
) -> None:
    """Grade copies and write the results as CSV, JSON and Excel.

    Shows the scale and the students that were found, asks you to confirm them, grades, and leaves the session open so
    that you can decide where graders differ. Ctrl-C keeps what is finished.

    Examples:
      bareme grade copies.pdf --exam-paper exam-paper.pdf --answer-key key.pdf
      bareme grade moodle.zip --scheme "Q1: 5, Q2: 3" --students class.csv
      bareme grade copies/ --scheme "Q1: 5, Q2: 3" --students class.csv --grader offline:lexical
      bareme grade scans.pdf --exam-paper exam-paper.pdf --pages-per-copy 2
      bareme grade copies.pdf --grader openai:gpt-5.1-mini@2 --grader offline:lexical
      bareme grade copies.pdf --grader openai:gpt-5.1 --grader openai:gpt-4.1 --verification disagreements
      bareme grade copies.pdf --grader openai:gpt-5.1 --max-dollars 2
      bareme grade copies.pdf --answer-key key.pdf --rubric generate --guidelines marking.txt
      bareme grade copies.pdf --exam-paper exam-paper.pdf --grader offline:lexical --yes --json --out results
      bareme grade copies.pdf --exam-paper exam-paper.pdf --reveal after_decision
      bareme grade copies.pdf --exam-paper exam-paper.pdf --by-hand
      bareme grade copies.pdf --scheme "Q1: 5, Q2: 3" --by-hand --marker "Mme Roy" --marker "M. Blanc"
    """
    with workers(language, early=True):
        from bareme.cli.grading.exam_files import Exam, find_files
        from bareme.cli.grading.grade import GradeOptions, begin_session
        from bareme.cli.grading.grader_question import choose_graders
        from bareme.cli.grading.options import read_edits, read_guidelines
        from bareme.cli.grading.roster import check_roster
        from bareme.cli.options import read_budget, read_context, read_scheme_option, read_step

        exam_files = [
            *find_files("exam_paper", exam_paper or []),
            *find_files("answer_key", answer_key or []),
            *find_files("copies", files),
        ]
        known = read_scheme_option(scheme) if scheme else None
        instructions, mark_step = read_guidelines(guidelines), read_step(step)
        screen = screen_of(language, as_json=as_json)
        if students:
            exam_files.append(check_roster(screen, students, students_encoding, ask=not yes))
        context = read_context(
            choose_graders(screen, grader or [], may_ask=not yes, by_hand=by_hand),
            language=language,
            step=mark_step,
            reveal=reveal,
            rubric=rubric,
            verification=verification,
            mask_names=not show_names,
            budget=read_budget(max_calls, max_dollars),
            markers=marker or (),
        )
        exam = Exam(exam_files, context, instructions, known, name)
        options = GradeOptions(yes=yes, edits=read_edits(None, pages_per_copy), out=out, as_json=as_json)
        raise typer.Exit(begin_session(screen, exam, options))


def resume(
    *,
    session_id: SessionId,
    scheme: Annotated[str | None, typer.Option(help="The scale, if the session waits for it.")] = None,
    pages_per_copy: PagesPerCopy = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Accept what was found and drafted without asking.")] = False,
    retry: Annotated[bool, typer.Option("--retry", help="Grade what is waiting or failed.")] = False,
    finish: Annotated[bool, typer.Option("--finish", help="End the review.")] = False,
    max_calls: Annotated[int | None, typer.Option(help="Raise the call budget to this.", min=0)] = None,
    max_dollars: Annotated[float | None, typer.Option(help="Raise the dollar budget to this.", min=0)] = None,
    force: Annotated[bool, typer.Option("--force", help="Finish even if some questions are undecided.")] = False,
    out: Annotated[
        Path, typer.Option(help="Folder for the result files, if grading continues.", file_okay=False)
    ] = Path(),
    author: Author = "",
    marker: Annotated[
        str, typer.Option("--as", metavar="NAME", help="Mark blind as this marker: nobody else's marks are shown.")
    ] = "",
    language: Annotated[Language, LANGUAGE] = DEFAULT_LANGUAGE,
) -> None:
    """Resume a session where it stopped: the scale, the criteria, the grading, or the review.

    Nothing that is finished is graded again. In review, it shows each flagged question and asks for your decision: a
    mark, a grader's letter, points for each criterion, or feedback. You can skip, undo and quit; every decision is
    kept. `bareme review ID` makes a single decision.

    Examples:
      bareme resume 3f9c01ab
      bareme resume 3f9c01ab --scheme "Q1: 5, Q2: 3"
      bareme resume 3f9c01ab --retry
      bareme resume 3f9c01ab --retry --max-dollars 5
      bareme resume 3f9c01ab --finish --force
      bareme resume 3f9c01ab --as "Mme Roy"
    """
    with reported(language):
        if finish and retry:
            raise WrongUsage(Message("give --finish or --retry, not both"))
        if marker and (finish or retry):
            raise WrongUsage(Message("give {first} or {second}, not both", first="--as", second="--finish/--retry"))
        if force and not finish:
            raise WrongUsage(Message("--force needs --finish"))
    with workers(language, early=False):
        from bareme.cli.grading.grade import GradeOptions
        from bareme.cli.grading.options import read_edits
        from bareme.cli.grading.resume import resume_session
        from bareme.cli.options import read_budget

        options = GradeOptions(
            yes=yes,
            edits=read_edits(scheme, pages_per_copy),
            out=out,
            budget=read_budget(max_calls, max_dollars),
        )
        ended = resume_session(
            screen_of(language),
            session_id,
            options=options,
            author=marker or author,
            marks=bool(marker),
            finish=finish,
            force=force,
            retry=retry,
        )
        raise typer.Exit(ended)
