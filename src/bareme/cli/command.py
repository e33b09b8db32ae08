"""Options that several commands share, and the context in which commands run."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Annotated

import typer

from bareme.cli.exits import reported
from bareme.cli.language import Language, language_option
from bareme.cli.screen import Screen

LANGUAGE = language_option("Language of what is shown and written.")
SessionId = Annotated[str, typer.Argument(metavar="ID", help="The session's id or name, or how one begins.")]
Author = Annotated[str, typer.Option(envvar="BAREME_AUTHOR", help="Who decides, for the history.")]


def screen_of(language: Language, *, as_json: bool = False) -> Screen:
    """Return the screen of a command. With `--json`, standard output is reserved for the result."""
    return Screen.beside_json(language) if as_json else Screen(language)


@contextmanager
def workers(language: Language, *, early: bool) -> Iterator[None]:
    """Run a command and stop its document workers afterwards. `early` starts them while its modules load."""
    with reported(language):
        starting = _start_workers() if early else None
        try:
            yield
        finally:
            if starting:
                starting.join()
            if "bareme.documents.workers" in sys.modules:  # whoever opened a document has loaded it
                from bareme.documents import stop_workers  # noqa: PLC0415 - it takes long to load

                stop_workers()


def _start_workers() -> Thread:
    from bareme.documents import start_workers  # noqa: PLC0415 - `--help` need not wait for it

    return start_workers()
