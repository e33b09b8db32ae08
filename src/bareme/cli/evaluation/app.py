"""`bareme eval`: its commands, in the order of the help."""

import typer

from bareme.cli.evaluation.run_commands import compare, report, robustness, run
from bareme.cli.evaluation.table_commands import card, score

app = typer.Typer(name="eval", help="Measure how close marks are to human marks.", no_args_is_help=True)
for command in (score, card, run, compare, report, robustness):
    app.command()(command)
