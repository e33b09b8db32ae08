"""`bareme review ID …`: options and help."""

from itertools import islice
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from bareme.cli.command import LANGUAGE, Author, SessionId
from bareme.cli.language import DEFAULT_LANGUAGE, Language
from bareme.cli.review import file_commands, total_commands
from bareme.cli.review.options import NEGATIVE_NUMBERS, Copies, Reason, SomeCopies, SomeQuestions, Yes, run_action

_SESSION_OPTIONS = ("--author", "--language")


class _Actions(TyperGroup):
    """The actions on a session. Options of the session are also accepted after the action."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse the arguments, after moving the session's options to the front."""
        front: list[str] = []
        rest: list[str] = []
        given = iter(args)
        for text in given:
            if text == "--":
                rest += [text, *given]
            elif text in _SESSION_OPTIONS:
                front += [text, *islice(given, 1)]
            elif text.startswith(tuple(f"{name}=" for name in _SESSION_OPTIONS)):
                front.append(text)
            else:
                rest.append(text)
        return super().parse_args(ctx, [*front, *rest])


review_app = typer.Typer(
    cls=_Actions,
    no_args_is_help=True,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="""Make one decision in a session that is in review.

    `bareme resume ID` asks question by question instead. Every action is recorded in the history and can be undone.

    Examples:
      bareme review 3f9c01ab accept --min-confidence 0.9
      bareme review 3f9c01ab mark c03 "Exercice 1.a" 2.5
      bareme review 3f9c01ab feedback c03 "Bon travail." --author "Mme Durand"
      bareme review 3f9c01ab set-student c06 "NGUYEN Hugo"
      bareme review 3f9c01ab adjust late -10% c03
      bareme review 3f9c01ab excuse c02 --question "Exercice 3.b"
      bareme review 3f9c01ab complete c01 c02
      bareme review 3f9c01ab history c03
      bareme review 3f9c01ab undo 7
      bareme review 3f9c01ab import grading.xlsx
      bareme review 3f9c01ab amend "Q1: 5, Q2: 4" --regrade none
      bareme review 3f9c01ab regrade --missing
    """,
)


@review_app.callback()
def review(
    *,
    context: typer.Context,
    session_id: SessionId,
    author: Author = "",
    language: Annotated[Language, LANGUAGE] = DEFAULT_LANGUAGE,
) -> None:
    """Keep the session id, the author and the language for the action."""
    context.obj = (session_id, author, language)


@review_app.command()
def accept(
    *,
    context: typer.Context,
    min_confidence: Annotated[
        float, typer.Option(min=0, max=1, help="Accept only marks with at least this confidence from every grader.")
    ] = 0.0,
    copies: SomeCopies = None,
    questions: SomeQuestions = None,
    provisional: Annotated[
        bool, typer.Option("--provisional", help="Also accept the average if graders differ.")
    ] = False,
    reason: Reason = "",
) -> None:
    """Accept the marks that the graders agree on: all of them, or only confident ones.

    Examples:
      bareme review 3f9c01ab accept
      bareme review 3f9c01ab accept --min-confidence 0.9
      bareme review 3f9c01ab accept --copy c01 --question "Exercice 1.a" --provisional
    """
    wanted = {"copy_ids": copies or [], "question_ids": questions or [], "provisional": provisional}
    run_action(context, "actions.accept", {**wanted, "min_confidence": min_confidence, "reason": reason})


@review_app.command(context_settings=NEGATIVE_NUMBERS)
def mark(
    *,
    context: typer.Context,
    copy: Annotated[str, typer.Argument(metavar="COPY", help="The copy: its id, or the student's name.")],
    question: Annotated[
        str, typer.Argument(metavar="QUESTION", help="The question: its id, or its number in the tables.")
    ],
    points: Annotated[
        list[str], typer.Argument(metavar="POINTS…", help="The mark, or ID=POINTS for one or more criteria.")
    ],
    reason: Reason = "",
) -> None:
    """Set the mark of a question, or the points of some or all of its criteria.

    A question of which only some criteria are decided stays open. With the last of them its mark is their sum.

    Examples:
      bareme review 3f9c01ab mark c03 "Exercice 1.a" 2.5 --reason "reading was right"
      bareme review 3f9c01ab mark c03 Q2 method=2 result=0.5
      bareme review 3f9c01ab mark c03 Q2 unit=0
    """
    run_action(context, "actions.mark", copy, question, points, reason)


@review_app.command()
def feedback(
    *,
    context: typer.Context,
    copy: Annotated[str, typer.Argument(metavar="COPY", help="The copy: its id, or the student's name.")],
    text: Annotated[
        str, typer.Argument(metavar="TEXT", help="The feedback for the student; mathematics as LaTeX in $…$.")
    ],
    question: Annotated[
        str | None, typer.Option(metavar="ID", help="The question that it is about. Default: the copy as a whole.")
    ] = None,
    criterion: Annotated[
        str | None, typer.Option(metavar="ID", help="The criterion of the question. Default: the question as a whole.")
    ] = None,
    reason: Reason = "",
) -> None:
    """Write feedback for the student, on a criterion, on a question or on the copy as a whole.

    Examples:
      bareme review 3f9c01ab feedback c03 "Bon travail."
      bareme review 3f9c01ab feedback c03 "Relisez la loi d'Ohm." --question "Exercice 1.a"
      bareme review 3f9c01ab feedback c03 "Quelle unité ?" --question Q2 --criterion unit
    """
    about = {"question_id": question, "criterion_id": criterion}
    run_action(context, "actions.on_copies", "set_feedback", [copy], {"text": text, **about, "reason": reason})


@review_app.command("set-student")
def set_student(
    *,
    context: typer.Context,
    copy: Annotated[str, typer.Argument(metavar="COPY", help="The copy: its id, or the student's name.")],
    student: Annotated[str, typer.Argument(metavar="STUDENT", help="A name or a number, from the class list or not.")],
    reason: Reason = "",
) -> None:
    """Set the student of a copy. An empty name means unknown.

    Examples:
      bareme review 3f9c01ab set-student c06 "NGUYEN Hugo"
      bareme review 3f9c01ab set-student c06 ""
    """
    run_action(context, "actions.on_copies", "set_student", [copy], {"student": student or None, "reason": reason})


@review_app.command()
def complete(*, context: typer.Context, copies: Copies, reason: Reason = "") -> None:
    """Close copies on which every question is decided. They cannot change until they are reopened.

    Example:
      bareme review 3f9c01ab complete c01 c02
    """
    run_action(context, "actions.on_copies", "mark_complete", copies, {"reason": reason})


@review_app.command()
def reopen(*, context: typer.Context, copies: Copies, reason: Reason = "") -> None:
    """Reopen closed copies.

    Example:
      bareme review 3f9c01ab reopen c01 --reason "the student asked"
    """
    run_action(context, "actions.on_copies", "reopen", copies, {"reason": reason})


@review_app.command("reopen-session")
def reopen_session(*, context: typer.Context, reason: Reason = "") -> None:
    """Reopen a finished session. Everything that was decided stays.

    Example:
      bareme review 3f9c01ab reopen-session --reason "a mark was forgotten"
    """
    run_action(context, "actions.reopen_session", reason)


@review_app.command()
def undo(
    *,
    context: typer.Context,
    number: Annotated[int, typer.Argument(metavar="NUMBER", help="Number of the decision, from `history`.", min=1)],
    reason: Reason = "",
) -> None:
    """Undo a decision and restore what it replaced. The undo is recorded too.

    Example:
      bareme review 3f9c01ab undo 7
    """
    run_action(context, "actions.undo", number, reason)


@review_app.command()
def history(
    *,
    context: typer.Context,
    copy: Annotated[str | None, typer.Argument(metavar="[COPY]", help="One copy only. Default: all.")] = None,
) -> None:
    """List the decisions: number, date, author, before and after. Works for finished sessions too.

    Examples:
      bareme review 3f9c01ab history
      bareme review 3f9c01ab history c03
    """
    run_action(context, "actions.history", copy)


@review_app.command()
def amend(
    *,
    context: typer.Context,
    scheme: Annotated[
        str,
        typer.Argument(metavar="SCHEME", help="What changes: 'Q2: 4', or a file. The rest stays."),
    ],
    regrade: Annotated[
        str | None,
        typer.Option(metavar="all|none|COPIES", help="Copies to grade under the new version: all, none, or c01,c02."),
    ] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="SCHEME is the whole new scale: what it does not name is removed.")
    ] = False,
    reason: Reason = "",
    yes: Yes = False,
) -> None:
    """Make a new version of the scale. Shows what changes, what is lost and what grading again costs, then asks.

    Copies that are not graded again keep their version and are flagged everywhere. Your decisions stay.

    Examples:
      bareme review 3f9c01ab amend "Q2: 4"
      bareme review 3f9c01ab amend scheme.json --regrade c01,c02
      bareme review 3f9c01ab amend "Q1: 5, Q2: 4" --replace --regrade none --yes
    """
    run_action(context, "amendment.amend", scheme, regrade, reason, replace=replace, yes=yes)


@review_app.command()
def regrade(
    *,
    context: typer.Context,
    copies: SomeCopies = None,
    questions: SomeQuestions = None,
    missing: Annotated[bool, typer.Option("--missing", help="Only what is waiting or failed.")] = False,
    yes: Yes = False,
) -> None:
    """Grade again: everything, a copy, a question, or only what is missing. Your decisions stay.

    Examples:
      bareme review 3f9c01ab regrade --missing
      bareme review 3f9c01ab regrade --copy c03 --question "Exercice 1.a" --yes
    """
    run_action(context, "actions.regrade", copies or [], questions or [], missing=missing, yes=yes)


review_app.command(context_settings=NEGATIVE_NUMBERS)(total_commands.adjust)
review_app.command()(total_commands.excuse)
review_app.command("import")(file_commands.import_file)
