"""`bareme scheme`: convert marking schemes between file formats."""

from pathlib import Path

from bareme.cli.exits import DONE, WrongUsage
from bareme.cli.options import read_scheme_option
from bareme.cli.screen import Screen
from bareme.exports import scheme_format, write_scheme
from bareme.translation import Message


def convert_scheme(screen: Screen, source: str, target: Path) -> int:
    """Write the scheme in `source`, a file or a shorthand, to `target`; return the exit code."""
    scheme = read_scheme_option(source, option="IN")
    fmt = scheme_format(target.name)
    if fmt is None:
        raise WrongUsage(Message("“{name}” is not a .json or .csv file", name=str(target)), "OUT")
    target.write_bytes(write_scheme(scheme, fmt, screen.language))
    questions = screen.t.ngettext("{n} question", "{n} questions", len(scheme.leaf_ids()))
    screen.print(
        screen.t(
            "{name}: {questions}, {points} points",
            name=str(target),
            questions=questions,
            points=screen.points(scheme.total),
        )
    )
    return DONE
