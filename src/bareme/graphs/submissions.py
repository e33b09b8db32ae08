"""What was handed in together: the files of one student, or one file that may hold a whole class."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bareme.domain.copies import CopyFlag, PageRef
from bareme.domain.copy_splitting import ClassifiedPage, SplitCopy, split_copies
from bareme.domain.file_groups import Bond, NamedFile, group_files
from bareme.domain.identity import same_name
from bareme.domain.pages import Page, PageKind
from bareme.graphs.proposal import OpenedDocument

_LEFT_OUT = {"content_left_out"}


@dataclass(frozen=True)
class Submission:
    """Files in reading order, and what holds them together. Refused files have no page."""

    items: tuple[OpenedDocument, ...]
    bond: Bond

    @property
    def name(self) -> str:
        """The name of the first file, with its folders."""
        return self.items[0].summary.name

    @property
    def is_picture(self) -> bool:
        """Whether it is one picture that nothing tells to be all of a copy."""
        summary = self.items[0].summary
        return len(self.items) == 1 and summary.media_type.startswith("image/") and summary.page_count == 1

    @property
    def pages(self) -> dict[PageRef, Page]:
        """The pages of all files, in order."""
        return {item.record.ref(page): page for item in self.items for page in item.record.pages}

    def split(self, pages: Sequence[ClassifiedPage]) -> list[SplitCopy]:
        """Return the copies on `pages`, which are those of the files; there is at least one, if only of blank pages."""
        if self._is_one_students:
            pages = [page.model_copy(update={"starts_copy": False, "student_number": ""}) for page in pages]
        elif len(self.items) > 1:
            pages = list(_joined(pages))
        copies = split_copies(pages) or [
            SplitCopy(pages=tuple(page.ref for page in pages), alone=True, undivided=False)
        ]
        if len(copies) == 1 and (self._is_one_students or len(self.items) > 1):
            return [copies[0].model_copy(update={"undivided": False})]
        return copies

    @property
    def _is_one_students(self) -> bool:
        """Whether one student sent the files, whatever their pages say."""
        return self.bond in {Bond.SUBMISSION, Bond.FOLDER}

    def flags(self, copy: SplitCopy) -> list[CopyFlag]:
        """Return the flags of a copy whose pages, or some of them, cannot be read or lie the wrong way."""
        pages = [self.pages[ref] for ref in copy.pages]
        if not any(page.kind.is_legible for page in pages):
            return [CopyFlag.NOTHING_READABLE]
        unread = any(page.incomplete or page.kind is PageKind.UNREADABLE for page in pages)
        refused = copy.alone and any(
            item.summary.refused or _LEFT_OUT.intersection(item.record.warnings) for item in self.items
        )
        raised = {
            CopyFlag.PARTLY_READABLE: unread or refused,
            CopyFlag.TURNED: any(page.turned for page in pages),
        }
        return [flag for flag, holds in raised.items() if holds]


def _joined(pages: Sequence[ClassifiedPage]) -> Iterator[ClassifiedPage]:
    """Yield pages of several files. Each file begins with a page of its own, so only another name begins a copy."""
    name = ""
    for page in pages:
        other = bool(page.student_name and name and not same_name(page.student_name, name))
        name = page.student_name or name
        yield page.model_copy(update={"starts_copy": page.starts_copy and other})


def submissions_of(opened: Sequence[OpenedDocument]) -> list[Submission]:
    """Return the documents of copies, put together by what their names tell."""
    copies = [item for item in opened if item.summary.role == "copies"]
    groups = group_files([NamedFile(item.summary.name, len(item.record.pages)) for item in copies])
    return [Submission(tuple(copies[place] for place in group.places), group.bond) for group in groups]
