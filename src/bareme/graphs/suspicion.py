"""What in a copy is meant for whoever marks it: looked for by code, since a model that obeys it does not tell."""

from collections.abc import Iterable, Sequence

from bareme.documents import DocumentStore
from bareme.domain.attempts import Flag, Mark
from bareme.domain.brief import Brief
from bareme.domain.copies import Copy, CopyFlag
from bareme.domain.injection import contains_injection
from bareme.domain.pages import Page
from bareme.graphs.material import load_record

_OF_CONTENTS = (CopyFlag.HIDDEN_TEXT, CopyFlag.INJECTION_SUSPECTED)


def suspicions(pages: Iterable[Page], answers: Iterable[str] = ()) -> tuple[CopyFlag, ...]:
    """Return the flags that a copy's contents give reason for; a picture says nothing here."""
    pages = tuple(pages)
    hidden = any(page.hidden_text for page in pages)
    # What nobody can see is not shown to a model, so it is not suspected a second time.
    spoken_to = any(map(contains_injection, (*(page.text for page in pages), *answers)))
    return tuple(flag for flag, raised in zip(_OF_CONTENTS, (hidden, spoken_to), strict=True) if raised)


def suspect(mark: Mark, typed: str) -> Mark:
    """Return the mark, flagged where its answer, as typed or as read, speaks to the marker."""
    if Flag.INJECTION_SUSPECTED in mark.flags or not any(map(contains_injection, (typed, mark.transcription))):
        return mark
    return mark.model_copy(update={"flags": (*mark.flags, Flag.INJECTION_SUSPECTED)})


async def flag_contents(copies: Iterable[Copy], brief: Brief, store: DocumentStore) -> list[Copy]:
    """Return the copies with the flags of their contents as these are now: the teacher may have moved pages."""
    return [await _flagged(copy, brief, store) for copy in copies]


async def _flagged(copy: Copy, brief: Brief, store: DocumentStore) -> Copy:
    records = {page.document_id: brief.records[page.document_id] for page in copy.pages}
    documents = {document_id: await load_record(record_id, store) for document_id, record_id in records.items()}
    pages: Sequence[Page] = [documents[page.document_id].pages[page.index] for page in copy.pages]
    kept = tuple(flag for flag in copy.flags if flag not in _OF_CONTENTS)
    return copy.model_copy(update={"flags": (*kept, *suspicions(pages, copy.answers.values()))})
