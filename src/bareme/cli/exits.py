"""How a command ends: its exit code, and what it says when something went wrong."""

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import typer
from rich.console import Console
from rich.text import Text

from bareme.cli.screen import clean
from bareme.cli.wording import Language, say
from bareme.errors import BaremeError

_OS_ERRORS: dict[type[OSError], str] = {
    FileNotFoundError: "il n'y a pas de fichier ou de dossier de ce nom",
    PermissionError: "l'accès est refusé",
    IsADirectoryError: "c'est un dossier",
    NotADirectoryError: "ce n'est pas un dossier",
    FileExistsError: "il y a déjà quelque chose de ce nom",
}
_BY_NUMBER = {
    errno.ENOSPC: "il n'y a plus de place",
    errno.EADDRINUSE: "l'adresse est déjà prise",
    errno.EADDRNOTAVAIL: "cette machine n'a pas cette adresse",
}
"""What the system says in English alone."""

DONE = 0
FAILED = 1
MISUSED = 2
INTERRUPTED = 130  # 128 + SIGINT, as shells expect it


@contextmanager
def reported(language: Language = "fr") -> Iterator[None]:
    """Turn what goes wrong inside into one line on standard error and an exit code.

    Errors raised on purpose and those of the file system say what happened; any other is a fault of ours, whose
    traceback BAREME_DEBUG=1 shows. Wrong usage is told here too: Typer would put English around French.
    """
    try:
        yield
    except typer.Exit:
        raise
    except typer.BadParameter as error:
        complain(_describe_misuse(error, language), language)
        raise typer.Exit(MISUSED) from None
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


def _describe_misuse(error: typer.BadParameter, language: Language) -> str:
    hint = str(error.param_hint or "")
    return say("of_option", language, option=hint) + error.message if hint else error.message


def describe_os_error(error: OSError, language: Language) -> str:
    """Return which file it is about, and what is the matter with it."""
    reason = error.strerror or type(error).__name__
    if language == "fr":
        reason = _BY_NUMBER.get(error.errno or 0) or _OS_ERRORS.get(type(error), reason)
    return say("file_error", language, name=error.filename, reason=reason) if error.filename else reason


def _describe(error: Exception, language: Language) -> str:
    if isinstance(error, BaremeError):
        return error.explain(language)
    if isinstance(error, OSError):
        return describe_os_error(error, language)
    if isinstance(error, sqlite3.DatabaseError):
        from bareme.settings import get_settings  # noqa: PLC0415 - Pydantic would slow `--help`

        return say("bad_database", language, home=get_settings().home, reason=error)
    return say("unexpected", language, kind=type(error).__name__)
