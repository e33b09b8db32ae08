"""The answer to the tool `PreAnalysis`: the kind and owner of each page, and facts about the exam."""

import re
from collections.abc import Sequence
from typing import Any

from bareme.domain.name_field import NO_NAME, PageName, read_name
from bareme.domain.segmentation.running_heads import continues, page_number, without_marker
from bareme.models.offline.exam_facts import language_of, subject_of, title_of
from bareme.models.offline.names import read_bare_name, same_person
from bareme.models.offline.prompt_reader import FilePage, PreAnalysisRequest
from bareme.models.offline.words import fold

_KINDS = {"copies": "copy", "copy": "copy", "exam_paper": "exam_paper", "answer_key": "answer_key"}


def analyse(request: PreAnalysisRequest) -> dict[str, Any]:
    """Return the arguments of the tool call. Pages without text get their document's kind and no name.

    No scale is given: the same rules have read the pages themselves, and would be taken for a second witness.
    """
    papers = [page for page in request.pages if page.role == "exam_paper"]
    papers = papers or [page for page in request.pages if page.role == "answer_key"]
    lines = [line for page in papers for line in _lines(page)]
    text = "\n".join(lines) or "\n".join(page.text for page in request.pages)
    language = language_of(text)
    return {
        "title": title_of(lines),
        "subject": subject_of(lines, language or request.language),
        "language": language or "",
        "pages": _read_pages(request.pages, printed=_words(text) if papers else frozenset()),
        "scale_candidates": [],
        "blocking_issues": [],
    }


def _read_pages(pages: Sequence[FilePage], *, printed: frozenset[str]) -> list[dict[str, Any]]:
    readings: list[dict[str, Any]] = []
    documents: set[int] = set()
    owner: str | None = None
    head = ""
    for page in pages:
        kind = _KINDS.get(page.role, "other")
        lines = _lines(page)
        # If the first page shown is not its document's first, an earlier message had the beginning.
        first = page.document not in documents and (page.number > 1 or page.document == 1)
        documents.add(page.document)
        name, starts = NO_NAME, False
        if kind == "copy":
            if first:
                owner, head = None, _head(lines)
            name = _name_on(lines, owner, printed=printed)
            starts = first or _starts(lines, name, owner, head)
            if starts:
                owner = name.name
        readings.append(
            {
                "page": page.number,
                "kind": kind,
                "starts_copy": starts,
                "student_name": name.name,
                "name_confidence": name.confidence,
            }
        )
    return readings


def _name_on(lines: Sequence[str], owner: str | None, *, printed: frozenset[str]) -> PageName:
    field = read_name(lines)
    if field.field or not lines:
        return field
    words = without_marker(lines[0])
    if owner is not None and words and same_person(words, owner):
        return PageName(field=False, name=words, confidence=0.5)
    # A page that continues a copy can only have its owner's name.
    return NO_NAME if continues(lines) else read_bare_name(lines, printed=printed)


def _starts(lines: Sequence[str], name: PageName, owner: str | None, head: str) -> bool:
    """Whether a page begins a copy, although it is not the first of its document."""
    if not lines or continues(lines):
        return False
    if name.name and owner and same_person(name.name, owner):
        return False
    return bool(name.field or name.name or page_number(lines) == 1 or (head and _head(lines) == head))


def _head(lines: Sequence[str]) -> str:
    """Return the first line without digits, or "" if it is too short to compare."""
    words = re.sub(r"[\d\W_]+", " ", fold(lines[0])).strip() if lines else ""
    return words if len(words.split()) >= 3 else ""


def _lines(page: FilePage) -> list[str]:
    return [line for line in page.text.splitlines() if line.strip()]


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[^\W\d_]{3,}", fold(text)))
