"""Flag copies whose content addresses the marker. Code looks for it: a model that obeys it does not report it."""

from collections.abc import Iterable, Sequence

from bareme.documents import DocumentStore
from bareme.domain.attempts import Flag, Mark
from bareme.domain.brief import Brief
from bareme.domain.copies import Copy, CopyFlag
from bareme.domain.injection import contains_injection
from bareme.domain.pages import Page
from bareme.graphs.material import load_record

_OF_CONTENTS = (CopyFlag.HIDDEN_TEXT, CopyFlag.DOUBTFUL_TEXT, CopyFlag.INJECTION_SUSPECTED)


def content_flags(pages: Iterable[Page], answers: Iterable[str] = ()) -> tuple[CopyFlag, ...]:
    """Return the flags for the text of a copy. Pictures are not examined."""
    pages = tuple(pages)
    hidden = any(page.hidden_text for page in pages)
    doubtful = any(page.faint_text or not page.text_verified for page in pages)
    # Hidden text is not shown to a model, so it raises no second flag.
    spoken_to = any(map(contains_injection, (*(page.text for page in pages), *answers)))
    return tuple(flag for flag, raised in zip(_OF_CONTENTS, (hidden, doubtful, spoken_to), strict=True) if raised)


def flag_injection(mark: Mark, typed: str) -> Mark:
    """Return the mark, flagged if its answer, as typed or as read, addresses the marker."""
    if Flag.INJECTION_SUSPECTED in mark.flags or not any(map(contains_injection, (typed, mark.transcription))):
        return mark
    return mark.model_copy(update={"flags": (*mark.flags, Flag.INJECTION_SUSPECTED)})


async def flag_contents(copies: Iterable[Copy], brief: Brief, store: DocumentStore) -> list[Copy]:
    """Return the copies with current flags: the teacher may have moved pages since they were first flagged."""
    return [await _flagged(copy, brief, store) for copy in copies]


async def _flagged(copy: Copy, brief: Brief, store: DocumentStore) -> Copy:
    records = {page.document_id: brief.records[page.document_id] for page in copy.pages}
    documents = {document_id: await load_record(record_id, store) for document_id, record_id in records.items()}
    pages: Sequence[Page] = [documents[page.document_id].pages[page.index] for page in copy.pages]
    kept = tuple(flag for flag in copy.flags if flag not in _OF_CONTENTS)
    return copy.model_copy(update={"flags": (*kept, *content_flags(pages, copy.answers.values()))})
