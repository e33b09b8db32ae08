"""The files of a session's students, at hand as long as an export that shows their pages is made."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager

from bareme.domain.attempts import attempts_by_copy
from bareme.exports.naming import ExportFormat
from bareme.exports.originals import Original
from bareme.graphs.state import ConfirmedState, GradingState
from bareme.storage.document_store import DocumentStore
from bareme.storage.documents import get_store


@asynccontextmanager
async def shown_files(state: GradingState, fmt: ExportFormat) -> AsyncIterator[dict[str, Original]]:
    """Yield the students' files that an export of this format shows, by document id; none for most formats.

    Scans on which graders did not say where the answers stand are read without a model, where that is installed.

    Raises:
        DocumentMissing: a file was deleted.
    """
    if not fmt.shows_pages or not isinstance(state, ConfirmedState):
        yield {}
        return
    store = get_store(state.owner)
    records = {summary.document_id: summary.record_id for summary in state.summaries if summary.record_id}
    unsure = _without_boxes(state)
    wanted: dict[str, set[int]] = {}
    for copy in state.copies.values():
        for page in copy.pages:
            indexes = wanted.setdefault(page.document_id, set())
            indexes.update([page.index] if copy.copy_id in unsure else [])
    async with AsyncExitStack() as stack:
        yield {
            document_id: await _original(document_id, records[document_id], sorted(indexes), store, stack)
            for document_id, indexes in wanted.items()
        }


async def _original(
    document_id: str, record_id: str, unsure: Sequence[int], store: DocumentStore, stack: AsyncExitStack
) -> Original:
    # Most exports show no pages, and need not load the clients of models.
    from bareme.documents.ocr import recognised_lines  # noqa: PLC0415
    from bareme.graphs.material import load_record  # noqa: PLC0415

    path = await stack.enter_async_context(store.path(document_id))
    record = await load_record(record_id, store)
    recognised = await recognised_lines(record, [record.pages[index] for index in unsure], store=store)
    return Original(path, record.pages, recognised)


def _without_boxes(state: ConfirmedState) -> set[str]:
    """Return the ids of the copies with a question of which no grader said where its answer is."""
    placed = attempts_by_copy(state.attempts.values())
    return {
        copy_id
        for copy_id in state.copies
        if len({i for attempt in placed[copy_id] for i, mark in attempt.marks.items() if mark.box})
        < len({i for attempt in placed[copy_id] for i in attempt.marks})
    }
