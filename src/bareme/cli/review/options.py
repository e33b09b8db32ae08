"""The arguments that the commands of `bareme review` share, and how each runs its action."""

from importlib import import_module
from typing import Annotated

import typer

from bareme.cli.command import workers

NEGATIVE_NUMBERS = {"ignore_unknown_options": True}
"""Settings of a command that takes -0.5 as an argument and not as an option."""

Copies = Annotated[list[str], typer.Argument(metavar="COPY…", help="Copies: ids (c01 c02), or names of students.")]
SomeCopies = Annotated[
    list[str] | None, typer.Option("--copy", metavar="COPY", help="A copy: its id, or the student's name. Repeatable.")
]
SomeQuestions = Annotated[
    list[str] | None,
    typer.Option("--question", metavar="ID", help="A question: its id, or its number in the tables. Repeatable."),
]
Reason = Annotated[str, typer.Option(help="The reason, for the history.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask for confirmation.")]


def run_action(context: typer.Context, name: str, *arguments: object, **options: object) -> None:
    """Run a function of this package, named as "module.function", on the session; exit with its exit code."""
    session_id, author, language = context.obj
    with workers(language, early=False):
        from bareme.cli.review.target import ReviewTarget
        from bareme.cli.screen import Screen

        module, function = name.split(".")
        action = getattr(import_module(f"bareme.cli.review.{module}"), function)
        raise typer.Exit(action(ReviewTarget(Screen(language), session_id, author), *arguments, **options))
