"""The limit of copies in a session, told before anything is paid where it can be known."""

from collections.abc import Sequence

from bareme.documents import DocumentStore
from bareme.domain.file_groups import Bond, NamedFile, group_files
from bareme.domain.name_field import read_name
from bareme.domain.pages import Page
from bareme.errors import InvalidInput
from bareme.graphs.interrupts import DocumentSummary
from bareme.graphs.material import load_record
from bareme.settings import get_settings


async def refuse_too_many_copies(documents: Sequence[DocumentSummary], typed: int, store: DocumentStore) -> None:
    """Refuse a request that surely has too many copies: by its files, and by the names in the name fields of pages.

    Raises:
        InvalidInput: there are more copies than a session takes.
    """
    copies = [document for document in documents if document.role == "copies"]
    groups = group_files([NamedFile(document.name, document.page_count) for document in copies])
    least = typed
    for group in groups:
        pages: list[Page] = []
        if len(group.places) == 1 and group.bond in {Bond.ALONE, Bond.STEM}:  # others are one student's
            (document,) = (copies[place] for place in group.places)
            pages += (await load_record(document.record_id, store)).pages if document.record_id else ()
        least += _least_copies(pages)
    check_copy_limit(least)


def check_copy_limit(count: int) -> None:
    """Check a number of copies.

    Raises:
        InvalidInput: a session does not take so many.
    """
    limit = get_settings().max_copies
    if count > limit:
        raise InvalidInput(
            "There are {count} copies, but a session takes at most {limit}: leave some out, make two sessions, or "
            "raise {setting}.",
            count=count,
            limit=limit,
            setting="BAREME_MAX_COPIES",
        )


def _least_copies(pages: Sequence[Page]) -> int:
    """Return how many copies the pages hold at least: students of one name, and pages without a name, are not told."""
    names = (read_name([line.text for line in page.lines]).name for page in pages)
    return max(1, len({" ".join(name.casefold().split()) for name in names if name}))
