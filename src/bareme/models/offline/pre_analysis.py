"""The answer to the tool `PreAnalysis`: what each page is, whose it is, and what the exam is."""

from typing import Any

from bareme.models.offline.prompt_reader import PreAnalysisRequest


def analyse(request: PreAnalysisRequest) -> dict[str, Any]:
    seen: set[int] = set()
    pages = []
    for page in request.pages:
        first = page.document not in seen
        seen.add(page.document)
        kind = {"copies": "copy", "copy": "copy"}.get(page.role, page.role)
        pages.append(
            {
                "page": page.number,
                "kind": kind,
                "starts_copy": kind == "copy" and first,
                "student_name": None,
                "name_confidence": 0.0,
            }
        )
    return {
        "title": "",
        "subject": "",
        "language": request.language,
        "pages": pages,
        "scale_candidates": [],
        "blocking_issues": [],
    }
