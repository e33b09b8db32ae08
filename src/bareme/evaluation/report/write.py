"""Write the files of a report."""

import json
from pathlib import Path

from pydantic import BaseModel

from bareme.domain.points import Language
from bareme.evaluation.report.compose import compose
from bareme.evaluation.report.document import ReportDocument
from bareme.evaluation.report.gather import gather
from bareme.evaluation.report.html_page import html_page
from bareme.evaluation.report.markdown_text import markdown_text
from bareme.evaluation.report.material import ReportMaterial

DISAGREEMENTS = 20


def write_report(
    material: ReportMaterial, page: Path, *, language: Language, disagreements: int = DISAGREEMENTS
) -> tuple[Path, Path, Path]:
    """Write the HTML page, and Markdown and JSON files with the same stem; return the three paths.

    The output is deterministic.

    Raises:
        OSError: a file cannot be written.
    """
    found = gather(material, shown=disagreements)
    return write_files(compose(found, material.remarks, language), found, page)


def report_document(material: ReportMaterial, language: Language) -> ReportDocument:
    """Return the document of a report."""
    return compose(gather(material, shown=DISAGREEMENTS), material.remarks, language)


def write_files(document: ReportDocument, found: BaseModel, page: Path) -> tuple[Path, Path, Path]:
    """Write a document as HTML and Markdown and its data as JSON; return the three paths.

    Raises:
        OSError: a file cannot be written.
    """
    text, data = page.with_suffix(".md"), page.with_suffix(".json")
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text(html_page(document), encoding="utf-8", newline="\n")
    text.write_text(markdown_text(document), encoding="utf-8", newline="\n")
    # A lone surrogate in a model's reply cannot be encoded in UTF-8, but can be escaped in JSON.
    content = json.dumps(found.model_dump(mode="json"), ensure_ascii=False, indent=1) + "\n"
    data.write_bytes(content.encode(errors="backslashreplace"))
    return page, text, data
