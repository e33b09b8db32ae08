"""`bareme review ID …`: one action of the review at once, its options and its help."""

from itertools import islice
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from bareme.cli.command import LANGUAGE, Author, SessionId, workers
from bareme.cli.language import DEFAULT_LANGUAGE, Language

_OF_THE_SESSION = ("--author", "--language")


class _Actions(TyperGroup):
    """The actions on a session. Options of the session may stand behind the action, where people write them."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Take the arguments, the session's options first."""
        front: list[str] = []
        rest: list[str] = []
        given = iter(args)
        for text in given:
            if text == "--":
                rest += [text, *given]
            elif text in _OF_THE_SESSION:
                front += [text, *islice(given, 1)]
            elif text.startswith(tuple(f"{name}=" for name in _OF_THE_SESSION)):
                front.append(text)
            else:
                rest.append(text)
        return super().parse_args(ctx, [*front, *rest])


review_app = typer.Typer(
    cls=_Actions,
    no_args_is_help=True,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="""Decide in a session in review, one action at once.

    `bareme resume ID` asks question by question instead. Every action is a decision of its own in the history, and can
    be undone.

    Examples:
      bareme review 3f9c01ab accept --min-confidence 0.9
      bareme review 3f9c01ab mark c03 "Exercice 1.a" 2.5
      bareme review 3f9c01ab feedback c03 "Bon travail." --author "Mme Durand"
      bareme review 3f9c01ab set-student c06 "NGUYEN Hugo"
      bareme review 3f9c01ab complete c01 c02
      bareme review 3f9c01ab history c03
      bareme review 3f9c01ab undo 7
      bareme review 3f9c01ab amend "Q1: 5, Q2: 4" --regrade none
      bareme review 3f9c01ab regrade --missing
    """,
)

Copies = Annotated[list[str], typer.Argument(metavar="COPY…", help="Copies: ids (c01 c02), or names of students.")]
SomeCopies = Annotated[
    list[str] | None, typer.Option("--copy", metavar="COPY", help="A copy, by id or student. May be given again.")
]
SomeQuestions = Annotated[
    list[str] | None, typer.Option("--question", metavar="ID", help="A question. May be given again.")
]
Reason = Annotated[str, typer.Option(help="Why, for the history.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]


@review_app.callback()
def review(
    *,
    context: typer.Context,
    session_id: SessionId,
    author: Author = "",
    language: Annotated[Language, LANGUAGE] = DEFAULT_LANGUAGE,
) -> None:
    """Keep which session it is and who decides; the group's help says the rest."""
    context.obj = (session_id, author, language)


def _run(context: typer.Context, name: str, *arguments: object, **options: object) -> None:
    """Run a function of `actions` on the session, and end with its exit code."""
    session_id, author, language = context.obj
    with workers(language, early=False):
        from bareme.cli.review import actions
        from bareme.cli.screen import Screen

        action = getattr(actions, name)
        target = actions.ReviewTarget(Screen(language), session_id, author)
        raise typer.Exit(action(target, *arguments, **options))


@review_app.command()
def accept(
    *,
    context: typer.Context,
    min_confidence: Annotated[
        float, typer.Option(min=0, max=1, help="Only marks of which every grader is at least so sure.")
    ] = 0.0,
    copies: SomeCopies = None,
    questions: SomeQuestions = None,
    provisional: Annotated[
        bool, typer.Option("--provisional", help="Also the average, where graders differ and nothing decides.")
    ] = False,
    reason: Reason = "",
) -> None:
    """Make the marks that the graders agree on your own: all, or those that they are sure of.

    Examples:
      bareme review 3f9c01ab accept
      bareme review 3f9c01ab accept --min-confidence 0.9
      bareme review 3f9c01ab accept --copy c01 --question "Exercice 1.a" --provisional
    """
    wanted = {"copy_ids": copies or [], "question_ids": questions or [], "provisional": provisional}
    _run(context, "accept", {**wanted, "min_confidence": min_confidence, "reason": reason})


@review_app.command()
def mark(
    *,
    context: typer.Context,
    copy: Annotated[str, typer.Argument(metavar="COPY", help="The copy: its id, or the student's name.")],
    question: Annotated[
        str, typer.Argument(metavar="QUESTION", help="The question: its id, or its number in the tables.")
    ],
    points: Annotated[
        list[str], typer.Argument(metavar="POINTS…", help="The mark; or, of each criterion in order, ID=POINTS.")
    ],
    reason: Reason = "",
) -> None:
    """Give a question its mark, or the points of each of its criteria.

    Examples:
      bareme review 3f9c01ab mark c03 "Exercice 1.a" 2.5 --reason "reading was right"
      bareme review 3f9c01ab mark c03 Q2 method=2 result=0.5
    """
    _run(context, "mark", copy, question, points, reason)


@review_app.command()
def feedback(
    *,
    context: typer.Context,
    copy: Annotated[str, typer.Argument(metavar="COPY", help="The copy: its id, or the student's name.")],
    text: Annotated[str, typer.Argument(metavar="TEXT", help="For the student; mathematics as LaTeX in $…$.")],
    question: Annotated[str | None, typer.Option(metavar="ID", help="The general remark if left out.")] = None,
    reason: Reason = "",
) -> None:
    """Tell the student something in your own words: on a question, or on the copy as a whole.

    Examples:
      bareme review 3f9c01ab feedback c03 "Bon travail."
      bareme review 3f9c01ab feedback c03 "Relisez la loi d'Ohm." --question "Exercice 1.a"
    """
    _run(context, "on_copies", "set_feedback", [copy], {"text": text, "question_id": question, "reason": reason})


@review_app.command("set-student")
def set_student(
    *,
    context: typer.Context,
    copy: Annotated[str, typer.Argument(metavar="COPY", help="The copy: its id, or the student's name.")],
    student: Annotated[str, typer.Argument(metavar="STUDENT", help="A name or number, of the class list or any.")],
    reason: Reason = "",
) -> None:
    """Say whose copy it is. An empty name says that nobody knows.

    Examples:
      bareme review 3f9c01ab set-student c06 "NGUYEN Hugo"
      bareme review 3f9c01ab set-student c06 ""
    """
    _run(context, "on_copies", "set_student", [copy], {"student": student or None, "reason": reason})


@review_app.command()
def complete(*, context: typer.Context, copies: Copies, reason: Reason = "") -> None:
    """Close copies whose every question has a mark that stands. They take no change until they are reopened.

    Example:
      bareme review 3f9c01ab complete c01 c02
    """
    _run(context, "on_copies", "mark_complete", copies, {"reason": reason})


@review_app.command()
def reopen(*, context: typer.Context, copies: Copies, reason: Reason = "") -> None:
    """Open complete copies again.

    Example:
      bareme review 3f9c01ab reopen c01 --reason "the student asked"
    """
    _run(context, "on_copies", "reopen", copies, {"reason": reason})


@review_app.command()
def undo(
    *,
    context: typer.Context,
    number: Annotated[int, typer.Argument(metavar="NUMBER", help="The decision's, from `history`.", min=1)],
    reason: Reason = "",
) -> None:
    """Take a decision back: what stood before it stands again. That is a decision, too.

    Example:
      bareme review 3f9c01ab undo 7
    """
    _run(context, "undo", number, reason)


@review_app.command()
def history(
    *,
    context: typer.Context,
    copy: Annotated[str | None, typer.Argument(metavar="[COPY]", help="All if left out.")] = None,
) -> None:
    """List the decisions: number, when, who, what stood before and after. Also of a finished session.

    Examples:
      bareme review 3f9c01ab history
      bareme review 3f9c01ab history c03
    """
    _run(context, "history", copy)


@review_app.command()
def amend(
    *,
    context: typer.Context,
    scheme: Annotated[
        str,
        typer.Argument(
            metavar="SCHEME", help="The whole new scale: 'Q1: 5, Q2: 4', or a file of it. Shorthand keeps criteria."
        ),
    ],
    regrade: Annotated[
        str | None, typer.Option(metavar="all|none|COPIES", help="Copies to bring under it: all, none, or c01,c02.")
    ] = None,
    reason: Reason = "",
    yes: Yes = False,
) -> None:
    """Make a new version of the scale. Shows first what it changes, and what grading again takes, and asks.

    Copies that are not brought under it keep their version, and are flagged everywhere. Your decisions stay.

    Examples:
      bareme review 3f9c01ab amend "Q1: 5, Q2: 4"
      bareme review 3f9c01ab amend scheme.json --regrade c01,c02
      bareme review 3f9c01ab amend "Q1: 5, Q2: 4" --regrade none --yes
    """
    _run(context, "amend", scheme, regrade, reason, yes=yes)


@review_app.command()
def regrade(
    *,
    context: typer.Context,
    copies: SomeCopies = None,
    questions: SomeQuestions = None,
    missing: Annotated[bool, typer.Option("--missing", help="Only what is waiting or failed.")] = False,
    yes: Yes = False,
) -> None:
    """Have the models grade again: everything, a copy, a question, or what is missing. Your decisions stay.

    Examples:
      bareme review 3f9c01ab regrade --missing
      bareme review 3f9c01ab regrade --copy c03 --question "Exercice 1.a" --yes
    """
    _run(context, "regrade", copies or [], questions or [], missing=missing, yes=yes)
