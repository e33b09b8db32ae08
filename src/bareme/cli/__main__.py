"""`python -m bareme.cli`: the same as `bareme`."""

from bareme.cli import app

app(prog_name="bareme")
