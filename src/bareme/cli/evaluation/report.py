"""`bareme eval report`: a report as HTML, Markdown and JSON."""

from pathlib import Path

from bareme.cli.exits import DONE, WrongUsage
from bareme.cli.screen import Screen
from bareme.evaluation.report import ReportMaterial, write_report
from bareme.translation import Message

PAGE = "report.html"


def print_report(screen: Screen, path: Path, page: Path | None) -> int:
    """Write the report of a run, by default beside its marks; return the exit code."""
    if page is not None and page.suffix not in {".html", ".htm"}:
        # The other two files have the same name with .md and .json.
        raise WrongUsage(Message("the page's name must end with .html"), "--out")
    from bareme.evaluation.run_report import read_material  # noqa: PLC0415 - `eval score` needs no graph

    folder = path if path.is_dir() else path.parent
    write_files(screen, read_material(path), page or folder / PAGE)
    return DONE


def write_files(screen: Screen, material: ReportMaterial, page: Path) -> None:
    """Write a report and print the names of its files."""
    for path in write_report(material, page, language=screen.language):
        screen.print(screen.t("Written: {path}", path=path))
