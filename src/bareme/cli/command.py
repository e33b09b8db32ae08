"""What the commands share: options that mean the same everywhere, and how a command that opens documents runs."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from bareme.cli.exits import reported
from bareme.cli.language import Language, language_option
from bareme.cli.screen import Screen

LANGUAGE = language_option("Language of what is shown and written.")
SessionId = Annotated[str, typer.Argument(metavar="ID", help="The session's id, from `bareme sessions`.")]
Author = Annotated[str, typer.Option(envvar="BAREME_AUTHOR", help="Who decides, for the history.")]


def screen_of(language: Language, *, as_json: bool = False) -> Screen:
    """Return what a command writes to; with `--json` standard output is left to the result."""
    return Screen.beside_json(language) if as_json else Screen(language)


@contextmanager
def workers(language: Language, *, early: bool) -> Iterator[None]:
    """End the processes that open documents with the command; `early`, have them start while its modules load."""
    from bareme.documents import start_workers, stop_workers  # noqa: PLC0415 - `--help` need not wait for them

    with reported(language):
        starting = start_workers() if early else None
        try:
            yield
        finally:
            if starting:
                starting.join()
            stop_workers()
