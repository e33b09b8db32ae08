"""Split the pages of a document into the copies of individual students."""

from collections.abc import Sequence

from pydantic import Field

from bareme.domain.copies import PageRef
from bareme.domain.frozen_model import FrozenModel


class ClassifiedPage(FrozenModel):
    """A page with what was read on it."""

    ref: PageRef
    blank: bool = False
    legible: bool = Field(default=False, description="Whether the reader could read the page.")
    starts_copy: bool = False
    student_name: str | None = None
    name_confidence: float = Field(0.0, ge=0, le=1)


class SplitCopy(FrozenModel):
    """The pages of one student."""

    pages: tuple[PageRef, ...]
    student_name: str | None = None
    name_confidence: float = 0.0
    alone: bool = Field(description="Whether it is the only copy of its document, so that the file name may name it.")
    undivided: bool = Field(description="Whether its pages may belong to several students.")


def split_copies(document: Sequence[ClassifiedPage]) -> list[SplitCopy]:
    """Split one document: a copy starts on the first page and on every page with `starts_copy`.

    Blank pages are dropped; all others are kept, because a superfluous page does less harm than a lost one.
    """
    written = [page for page in document if not page.blank]
    groups: list[list[ClassifiedPage]] = []
    for page in written:
        if not groups or page.starts_copy:
            groups.append([])
        groups[-1].append(page)
    # A name on the first page covers the following pages only if at least one of those could be read.
    identified = any(page.student_name for page in written) and any(
        page.legible or page.student_name for page in written[1:]
    )
    copies = []
    for group in groups:
        named = max((page for page in group if page.student_name), key=lambda p: p.name_confidence, default=None)
        copies.append(
            SplitCopy(
                pages=tuple(page.ref for page in group),
                student_name=named.student_name if named else None,
                name_confidence=named.name_confidence if named else 0.0,
                alone=len(groups) == 1,
                undivided=len(groups) == 1 and len(group) > 1 and not identified,
            )
        )
    return copies
