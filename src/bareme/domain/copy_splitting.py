"""Split the pages of a document into the copies of individual students."""

from collections.abc import Sequence

from pydantic import Field

from bareme.domain.copies import PageRef
from bareme.domain.frozen_model import FrozenModel
from bareme.domain.identity import same_name


class ClassifiedPage(FrozenModel):
    """A page with what was read on it."""

    ref: PageRef
    blank: bool = False
    accused: bool = Field(default=False, description="Whether it is blank but holds a text that nobody sees.")
    legible: bool = Field(default=False, description="Whether the reader could read the page.")
    starts_copy: bool = False
    student_name: str | None = None
    name_confidence: float = Field(0.0, ge=0, le=1)
    student_number: str = Field("", description="The one student number that the page states, if any.")
    first_question: str = Field("", description="The first question that is labelled at the top of the page.")


class SplitCopy(FrozenModel):
    """The pages of one student."""

    pages: tuple[PageRef, ...]
    student_name: str | None = None
    name_confidence: float = 0.0
    alone: bool = Field(description="Whether it is the only copy of its document, so that the file name may name it.")
    undivided: bool = Field(description="Whether its pages may belong to several students.")
    named_again: bool = Field(default=False, description="Whether the name stands on a later page again.")
    begins_again: bool = Field(default=False, description="Whether such a page begins with the first page's question.")


def split_copies(document: Sequence[ClassifiedPage]) -> list[SplitCopy]:
    """Split one document: a copy starts on the first page, on every page with `starts_copy`, and on another number.

    Blank pages are dropped, except those that their student is accused of; all others are kept, because a superfluous
    page does less harm than a lost one.
    """
    written = [page for page in document if not page.blank or page.accused]
    groups: list[list[ClassifiedPage]] = []
    for page in written:
        begins = page.starts_copy or _has_other_number(page, groups[-1] if groups else ())
        if not groups or (begins and not all(other.blank for other in groups[-1])):
            groups.append([])
        groups[-1].append(page)
    # A name on the first page covers the following pages only if at least one of those could be read.
    identified = any(page.student_name for page in written) and any(
        page.legible or page.student_name for page in written[1:]
    )
    copies = []
    for group in groups:
        again = _pages_named_again(group)
        named = max((page for page in group if page.student_name), key=lambda p: p.name_confidence, default=None)
        copies.append(
            SplitCopy(
                pages=tuple(page.ref for page in group),
                student_name=named.student_name if named else None,
                name_confidence=named.name_confidence if named else 0.0,
                alone=len(groups) == 1,
                undivided=len(groups) == 1 and sum(not page.blank for page in group) > 1 and not identified,
                named_again=bool(again),
                begins_again=any(page.first_question == group[0].first_question != "" for page in again),
            )
        )
    return copies


def _has_other_number(page: ClassifiedPage, group: Sequence[ClassifiedPage]) -> bool:
    numbers = {other.student_number for other in group if other.student_number}
    return bool(page.student_number and numbers) and page.student_number not in numbers


def _pages_named_again(group: Sequence[ClassifiedPage]) -> list[ClassifiedPage]:
    """Return the pages that bear the name that a page before them bears."""
    first = next((place for place, page in enumerate(group) if page.student_name), len(group))
    return [
        page
        for page in group[first + 1 :]
        if page.student_name and same_name(page.student_name, group[first].student_name or "")
    ]
