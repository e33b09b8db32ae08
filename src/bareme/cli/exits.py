"""How a command ends: its exit code, and what it says when something went wrong."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import typer
from rich.console import Console
from rich.text import Text

from bareme.cli.screen import clean
from bareme.cli.wording import Language, say
from bareme.errors import BaremeError

DONE = 0
FAILED = 1
INTERRUPTED = 130  # 128 + SIGINT, as shells expect it


@contextmanager
def reported(language: Language = "fr") -> Iterator[None]:
    """Turn what goes wrong inside into one line on standard error and an exit code.

    Errors raised on purpose and those of the file system say what happened; any other is a fault of ours, whose
    traceback BAREME_DEBUG=1 shows.
    """
    try:
        yield
    except (typer.Exit, typer.BadParameter):
        raise
    except KeyboardInterrupt:
        raise typer.Exit(INTERRUPTED) from None
    except Exception as error:
        if os.environ.get("BAREME_DEBUG") == "1":
            raise
        complain(_describe(error, language), language)
        raise typer.Exit(FAILED) from None


def complain(message: str, language: Language) -> None:
    """Write an error to standard error, which every command keeps free of results."""
    line = Text.assemble((say("error", language), "bold red"), clean(message))
    Console(stderr=True).print(line)


def _describe(error: Exception, language: Language) -> str:
    if isinstance(error, BaremeError):
        return error.explain(language)
    if isinstance(error, OSError) and error.filename:
        return f"{error.filename}: {error.strerror}"
    return say("unexpected", language, kind=type(error).__name__)


def end_at_once() -> None:
    """End the process without waiting for anything: the second Ctrl-C."""
    if sys.stderr.isatty():
        sys.stderr.write("\x1b[?25h\n")  # a progress bar hides the cursor
        sys.stderr.flush()
    os._exit(INTERRUPTED)
