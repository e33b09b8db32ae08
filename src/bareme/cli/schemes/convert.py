"""`bareme scheme`: a marking scheme from one kind of file to another."""

from pathlib import Path

import typer

from bareme.cli.exits import DONE
from bareme.cli.options import read_scheme_option
from bareme.cli.screen import Screen
from bareme.cli.wording import count
from bareme.exports import scheme_format, write_scheme


def convert_scheme(screen: Screen, source: str, target: Path) -> int:
    """Write the scheme of `source`, a file or a shorthand, to `target`, and return the exit code."""
    scheme = read_scheme_option(source, screen.language, option="IN")
    fmt = scheme_format(target.name)
    if fmt is None:
        raise typer.BadParameter(screen.text("no_scheme_file", name=str(target)), param_hint="OUT")
    target.write_bytes(write_scheme(scheme, fmt, screen.language))
    questions = count(len(scheme.leaf_ids()), "question", screen.language)
    screen.say("scheme_written", name=str(target), questions=questions, points=screen.points(scheme.total))
    return DONE
