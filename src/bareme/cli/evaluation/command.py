"""Options that the commands of `bareme eval` share."""

from typing import Annotated, Literal

import typer

from bareme.cli.language import language_option

LANGUAGE = language_option("Language of what is shown.")
Unit = Literal["student", "question", "both", "row"]
Cluster = Annotated[Unit | None, typer.Option(help="Unit that intervals resample. Default: chosen from the data.")]
Resamples = Annotated[int, typer.Option(help="Resamples for each interval; 0 for no intervals.", min=0, max=100_000)]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
Format = Annotated[str | None, typer.Option("--format", help="Format, if the file does not tell.")]
MaxCalls = Annotated[int | None, typer.Option(help="Most calls to make; the rest waits.", min=0)]
MaxDollars = Annotated[float | None, typer.Option(help="Most US dollars that it may cost; the rest waits.", min=0)]
