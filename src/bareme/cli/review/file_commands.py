"""`bareme review ID import`: options and help."""

from pathlib import Path
from typing import Annotated

import typer

from bareme.cli.review.options import Reason, Yes, run_action


def import_file(
    *,
    context: typer.Context,
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE", exists=True, dir_okay=False, help="An exported csv, csv-short, csv-flat or xlsx."
        ),
    ],
    encoding: Annotated[str, typer.Option(metavar="NAME", help="The encoding of a CSV, where it cannot be told.")] = "",
    reason: Reason = "",
    yes: Yes = False,
) -> None:
    """Take in marks and feedback that you changed in an exported file. Shows them, then asks.

    Each changed cell becomes a decision. Copies that have changed here since the export are listed and left as they
    are, and so is all that cannot be taken.

    Examples:
      bareme review 3f9c01ab import grading.xlsx
      bareme review 3f9c01ab import grading.csv --yes --reason "council of 12 March"
    """
    run_action(context, "edited_file.import_file", file, encoding, reason, yes=yes)
