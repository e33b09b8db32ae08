"""`bareme eval report`: a page to read, and the same as Markdown and JSON."""

from pathlib import Path

from bareme.cli.screen import Screen
from bareme.evaluation.report import Material, write_report

PAGE = "report.html"


def write_files(screen: Screen, material: Material, page: Path) -> None:
    """Write a report and name its files. With `--json` the names go to standard error."""
    for path in write_report(material, page, language=screen.language):
        screen.say("eval_written", path=path)
