"""Dividing the pages of a bundle among the students, from what was read on each page."""

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict, Field

from bareme.domain.copies import PageRef


class SeenPage(BaseModel):
    """A page of the copies, and what was read on it."""

    model_config = ConfigDict(frozen=True)

    ref: PageRef
    blank: bool = False
    legible: bool = Field(default=False, description="Whether whoever looked at it could read what is on it.")
    starts_copy: bool = False
    student_name: str | None = None
    name_confidence: float = Field(0.0, ge=0, le=1)


class Bundle(BaseModel):
    """The pages that belong to one student."""

    model_config = ConfigDict(frozen=True)

    pages: tuple[PageRef, ...]
    student_name: str | None = None
    name_confidence: float = 0.0
    alone: bool = Field(description="Whether it is all that its document holds, so that a file name may name it.")
    undivided: bool = Field(description="Whether its pages may be several students': nothing on them tells.")


def divide(document: Sequence[SeenPage]) -> list[Bundle]:
    """Divide one document: a copy begins on its first page and wherever a page says so. Blank pages are left out.

    A page is never dropped for being another kind than expected: a page too many costs a glance, a page lost a mark.
    """
    written = [page for page in document if not page.blank]
    groups: list[list[SeenPage]] = []
    for page in written:
        if not groups or page.starts_copy:
            groups.append([])
        groups[-1].append(page)
    # A name on the first page says nothing about the pages that follow, unless somebody could read those too.
    told = any(page.student_name for page in written) and any(page.legible or page.student_name for page in written[1:])
    bundles = []
    for group in groups:
        named = max((page for page in group if page.student_name), key=lambda p: p.name_confidence, default=None)
        bundles.append(
            Bundle(
                pages=tuple(page.ref for page in group),
                student_name=named.student_name if named else None,
                name_confidence=named.name_confidence if named else 0.0,
                alone=len(groups) == 1,
                undivided=len(groups) == 1 and len(group) > 1 and not told,
            )
        )
    return bundles
