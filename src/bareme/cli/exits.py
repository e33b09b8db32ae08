"""Exit codes, and the reporting of errors."""

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import typer
from rich.console import Console
from rich.text import Text

from bareme.cli.language import DEFAULT_LANGUAGE, Language
from bareme.cli.screen import clean
from bareme.errors import BaremeError
from bareme.translation import Message, translator

DONE = 0
FAILED = 1
MISUSED = 2
INTERRUPTED = 130  # 128 + SIGINT, as shells expect it

_OS_ERRORS = {
    errno.ENOENT: Message("No such file or directory"),
    errno.EACCES: Message("Permission denied"),
    errno.EPERM: Message("Operation not permitted"),
    errno.EISDIR: Message("Is a directory"),
    errno.ENOTDIR: Message("Not a directory"),
    errno.EEXIST: Message("File exists"),
    errno.ENOSPC: Message("No space left on device"),
    errno.EADDRINUSE: Message("Address already in use"),
    errno.EADDRNOTAVAIL: Message("Cannot assign requested address"),
}
"""What the system says, so that it can be translated."""


class WrongUsage(typer.BadParameter):
    """An option or argument that cannot be used (exit code 2)."""

    def __init__(self, reason: Message, option: str = "") -> None:
        super().__init__(str(reason), param_hint=option)
        self.reason = Message("{option}: {problem}", option=option, problem=reason) if option else reason


@contextmanager
def reported(language: Language = DEFAULT_LANGUAGE) -> Iterator[None]:
    """Turn exceptions into one line on standard error and an exit code.

    Our own errors and those of the file system are explained. Any other error is a bug; BAREME_DEBUG=1 shows its
    traceback.
    """
    try:
        yield
    except typer.Exit:
        raise
    except WrongUsage as error:
        complain(translator(language)(error.reason), language)
        raise typer.Exit(MISUSED) from None
    except KeyboardInterrupt:
        raise typer.Exit(INTERRUPTED) from None
    except Exception as error:
        if os.environ.get("BAREME_DEBUG") == "1":
            raise
        complain(_describe(error, language), language)
        raise typer.Exit(FAILED) from None


def complain(message: str, language: Language) -> None:
    """Write an error to standard error."""
    t = translator(language)
    line = Text(t("Error: {message}", message=clean(message)))
    line.stylize("bold red", 0, line.plain.rindex(clean(message)))
    Console(stderr=True).print(line)


def os_error_message(error: OSError) -> Message:
    """Return the file's name and the system's message."""
    system = error.strerror or type(error).__name__
    reason = _OS_ERRORS.get(error.errno or 0) or Message(system)
    return Message("{name}: {reason}", name=error.filename, reason=reason) if error.filename else reason


def _describe(error: Exception, language: Language) -> str:
    t = translator(language)
    if isinstance(error, BaremeError):
        return error.explain(language)
    if isinstance(error, OSError):
        return t(os_error_message(error))
    if isinstance(error, sqlite3.DatabaseError):
        from bareme.settings import get_settings  # noqa: PLC0415 - Pydantic would slow `--help`

        return t(
            "the data that Barème keeps in {home} cannot be read ({reason}); set BAREME_HOME to use another folder",
            home=get_settings().home,
            reason=error,
        )
    from pydantic import ValidationError  # noqa: PLC0415 - it would slow `--help`

    if isinstance(error, ValidationError):
        from bareme.validation import explain_faults  # noqa: PLC0415 - it loads Pydantic

        return t(explain_faults(error))
    return t("unexpected error ({kind}); set BAREME_DEBUG=1 to see where it happened", kind=type(error).__name__)
