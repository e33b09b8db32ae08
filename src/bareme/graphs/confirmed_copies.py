"""The copies as the teacher confirms them: named, joined, split, put in order, left out."""

from collections import Counter
from collections.abc import Sequence

from bareme.documents import get_store
from bareme.domain.copies import Copy, CopyFlag, PageRef
from bareme.domain.pages import Document
from bareme.errors import InvalidInput
from bareme.graphs.confirmations import ConfirmedCopy, ScaleConfirmation
from bareme.graphs.copy_limit import check_copy_limit
from bareme.graphs.copy_owners import find_owners
from bareme.graphs.interrupts import ProposedCopy
from bareme.graphs.material import load_record
from bareme.graphs.proposed_copies import clues_of, flag_names, on_roster
from bareme.graphs.state import Json, StartedState

_OF_SPLITTING = {CopyFlag.NOT_SPLIT, CopyFlag.NAME_REPEATED, CopyFlag.JOINED, CopyFlag.NOT_JOINED}
_UNREAD = {CopyFlag.NOTHING_READABLE, CopyFlag.PARTLY_READABLE}


async def edited_copies(state: StartedState, confirmation: ScaleConfirmation) -> tuple[ProposedCopy, ...]:
    """Return the copies with the changes of this answer.

    Raises:
        InvalidInput: a copy or page does not exist or is in two copies; of `copies`, also if one is in none.
    """
    current = state.analysis.current_copies
    sent = confirmation.students if confirmation.copies is None else confirmation.copies
    if sent is None:
        return current
    sent = _with_pages_as_found(sent, (*state.analysis.copies, *current))
    _check_ids(sent, current)
    if confirmation.copies is not None:
        _check_nothing_is_missing(state, sent)
    graded = [copy for copy in sent if not copy.left_out]
    taken = {copy.copy_id for copy in (*state.analysis.copies, *current)}
    by_id = {copy.copy_id: copy for copy in current}
    edited = []
    for copy in graded:
        copy_id = copy.copy_id or _next_id(taken)
        taken.add(copy_id)
        edited.append(_edited(copy_id, copy, by_id.get(copy.copy_id), state))
    _check_not_empty(edited)
    _check_pages(state, [*edited, *(_left_out(copy, by_id) for copy in sent if copy.left_out)])
    if confirmation.copies is None:
        return tuple(edited)
    return tuple(flag_names(await _find_owners(state, graded, edited)))


def to_copies(state: StartedState, proposed: Sequence[ProposedCopy]) -> list[Copy]:
    """Return the copies to grade, with the typed answers."""
    typed_ids = (copy.copy_id for copy in state.analysis.copies if copy.typed)
    answers = dict(zip(typed_ids, (typed.answers for typed in state.typed), strict=True))
    return [
        Copy(
            copy_id=copy.copy_id,
            student=copy.student,
            name_confidence=copy.name_confidence,
            name_read=copy.name_read,
            pages=copy.pages,
            answers=answers.get(copy.copy_id, {}),
            flags=copy.flags,
        )
        for copy in proposed
    ]


def check_copies(state: StartedState, copies: Sequence[Copy]) -> None:
    """Check the number of copies.

    Raises:
        InvalidInput: there is none, or there are more than a session takes.
    """
    if not copies and state.has_copies:
        raise InvalidInput("There is no copy to grade.")
    check_copy_limit(len(copies))


def left_out_of(state: StartedState) -> tuple[ProposedCopy, ...]:
    """Return the copies that were found and of which something is left out, with just those pages."""
    current = state.analysis.current_copies
    kept_ids = {copy.copy_id for copy in current}
    kept_pages = Counter(page.as_stored for copy in current for page in copy.pages)
    rest = []
    for copy in state.analysis.copies:
        pages = [page for page in copy.pages if not kept_pages[page.as_stored]]
        kept_pages.subtract(page.as_stored for page in copy.pages if kept_pages[page.as_stored])
        rest.append(copy.model_copy(update={"pages": tuple(pages)}))
    # A copy without pages is typed, or a file that could not be opened.
    whole = {copy.copy_id for copy in state.analysis.copies if not copy.pages and copy.copy_id not in kept_ids}
    return tuple(copy for copy in rest if copy.pages or copy.copy_id in whole)


def _with_pages_as_found(sent: Sequence[ConfirmedCopy], proposed: Sequence[ProposedCopy]) -> tuple[ConfirmedCopy, ...]:
    """Return what was sent, with each page turned and covered as before where the client says only which page it is."""
    found = {page.as_stored: page for copy in proposed for page in copy.pages}

    def as_found(page: PageRef) -> PageRef:
        said: Json = {name: getattr(page, name) for name in ("rotation", "mask") if name in page.model_fields_set}
        return found.get(page.as_stored, page).model_copy(update=said)

    return tuple(
        copy.model_copy(update={"pages": tuple(map(as_found, copy.pages))}) if copy.pages else copy for copy in sent
    )


def _check_ids(sent: Sequence[ConfirmedCopy], current: Sequence[ProposedCopy]) -> None:
    known = {copy.copy_id for copy in current}
    seen: set[str] = set()
    for copy in sent:
        if copy.copy_id and copy.copy_id not in known:
            raise InvalidInput("There is no copy {copy_id!r}.", copy_id=copy.copy_id)
        if copy.copy_id in seen and not copy.left_out:
            raise InvalidInput("Copy {copy_id!r} is sent twice.", copy_id=copy.copy_id)
        if copy.copy_id and not copy.left_out:
            seen.add(copy.copy_id)


def _check_nothing_is_missing(state: StartedState, sent: Sequence[ConfirmedCopy]) -> None:
    current = state.analysis.current_copies
    own = {copy.copy_id: copy.pages for copy in current}
    named = {copy.copy_id for copy in sent}
    wanted = Counter(page.as_stored for copy in current for page in copy.pages)
    placed = Counter(
        page.as_stored for copy in sent for page in (own.get(copy.copy_id, ()) if copy.pages is None else copy.pages)
    )
    for copy in current:
        if not copy.pages and copy.copy_id not in named:
            raise InvalidInput(
                "Copy {copy_id!r} is missing: send it, with {field!r} if it is not to be graded.",
                copy_id=copy.copy_id,
                field="left_out",
            )
        lost = next((page for page in _stored(copy.pages) if placed[page] < wanted[page]), None)
        if lost is not None:
            raise InvalidInput(
                "Page {page} of '{name}' (copy {copy_id!r}) is in no copy: put it in one, or send it with {field!r}.",
                page=lost.index + 1,
                name=_name(state, lost),
                copy_id=copy.copy_id,
                field="left_out",
            )


def _edited(copy_id: str, sent: ConfirmedCopy, before: ProposedCopy | None, state: StartedState) -> ProposedCopy:
    """Return the copy as sent. Names from the teacher are certain, and pages from her need no splitting."""
    copy = before or ProposedCopy(copy_id=copy_id)
    update: Json = {}
    settled: set[CopyFlag] = set()
    if sent.student is not None:
        update |= {"student": on_roster(sent.student, state.roster), "name_confidence": 1.0, "name_read": ""}
        settled |= {CopyFlag.NAME_UNCERTAIN, CopyFlag.DUPLICATE_STUDENT}
    if sent.pages is not None:
        update["pages"] = sent.pages
        settled |= _OF_SPLITTING
        settled |= {CopyFlag.TURNED} if any(page.rotation for page in sent.pages) else set()
    if sent.mask_name is not None:
        update["mask_name"] = sent.mask_name
    flags = [flag for flag in copy.flags if flag not in settled]
    if sent.pages is not None and _stored(sent.pages) != _stored(copy.pages):
        flags = [*(flag for flag in flags if flag not in _UNREAD), *_unread_flags(sent.pages, state)]
    return copy.model_copy(update={**update, "flags": tuple(flags)})


def _unread_flags(pages: Sequence[PageRef], state: StartedState) -> list[CopyFlag]:
    """Return the flag for pages of copies that could not be read, or not wholly."""
    current = state.analysis.current_copies
    sources = [copy for copy in current if not set(_stored(pages)).isdisjoint(_stored(copy.pages))]
    if sources and all(CopyFlag.NOTHING_READABLE in copy.flags for copy in sources):
        return [CopyFlag.NOTHING_READABLE]
    return [CopyFlag.PARTLY_READABLE] if any(_UNREAD & set(copy.flags) for copy in sources) else []


def _left_out(sent: ConfirmedCopy, by_id: dict[str, ProposedCopy]) -> ProposedCopy:
    copy = by_id.get(sent.copy_id) or ProposedCopy(copy_id="")
    return copy if sent.pages is None else copy.model_copy(update={"pages": sent.pages})


async def _find_owners(
    state: StartedState, sent: Sequence[ConfirmedCopy], edited: Sequence[ProposedCopy]
) -> list[ProposedCopy]:
    """Return the copies; those whose first page is not what it was are matched again, unless the teacher names them."""
    before = {copy.copy_id: copy for copy in state.analysis.current_copies}
    again = [
        copy.copy_id
        for confirmed, copy in zip(sent, edited, strict=True)
        if confirmed.student is None and copy.pages and not _is_same_student(before.get(copy.copy_id), copy)
    ]
    if not again:
        return list(edited)
    records = await _records(state)
    names = {one.page: one for one in state.analysis.names_read if one.name}
    clues = []
    for copy in edited:
        if copy.copy_id not in again:
            continue
        stored = _stored(copy.pages)
        read = max((names[page] for page in stored if page in names), key=lambda n: n.confidence, default=None)
        pages = [records[page.document_id].pages[page.index] for page in copy.pages]
        clues.append(clues_of(pages, read.name if read else "", read.confidence if read else 0.0))
    owners = dict(zip(again, find_owners(clues, state.roster), strict=True))
    return [
        copy.model_copy(
            update={"student": owner.student, "name_confidence": owner.confidence, "name_read": owner.name_read}
        )
        if (owner := owners.get(copy.copy_id))
        else copy
        for copy in edited
    ]


def _is_same_student(before: ProposedCopy | None, copy: ProposedCopy) -> bool:
    """Whether the copy keeps its student: it still has the page that it began with."""
    if before is None or before.student is None:
        return False
    return not before.pages or before.pages[0].as_stored in _stored(copy.pages)


async def _records(state: StartedState) -> dict[str, Document]:
    store = get_store(state.owner)
    return {
        summary.document_id: await load_record(summary.record_id, store)
        for summary in state.summaries
        if summary.role == "copies" and summary.record_id
    }


def _next_id(taken: set[str]) -> str:
    number = len(taken) + 1
    while f"c{number:02}" in taken:
        number += 1
    return f"c{number:02}"


def _check_not_empty(copies: Sequence[ProposedCopy]) -> None:
    for copy in copies:
        if not copy.pages and not copy.typed and CopyFlag.NOTHING_READABLE not in copy.flags:
            raise InvalidInput("Copy {copy_id!r} has neither pages nor answers.", copy_id=copy.copy_id)


def _check_pages(state: StartedState, copies: Sequence[ProposedCopy]) -> None:
    counts = {summary.document_id: summary.page_count for summary in state.summaries if summary.role == "copies"}
    # Two students may have sent the same file.
    sent = Counter(s.document_id for s in state.summaries if s.role == "copies" and not s.refused)
    seen: Counter[PageRef] = Counter()
    for copy in copies:
        for page in copy.pages:
            if page.document_id not in counts:
                document_id = page.document_id[:12]
                raise InvalidInput("There is no document {document_id!r} with copies.", document_id=document_id)
            if page.index >= counts[page.document_id]:
                raise InvalidInput(
                    "'{name}' has no page {page}: its last one is page {last}.",
                    name=_name(state, page),
                    page=page.index + 1,
                    last=counts[page.document_id],
                )
            if seen[page.as_stored] == sent[page.document_id]:
                raise InvalidInput(
                    "Page {page} of '{name}' is in two copies.", page=page.index + 1, name=_name(state, page)
                )
            seen[page.as_stored] += 1


def _stored(pages: Sequence[PageRef]) -> tuple[PageRef, ...]:
    """Return the pages by which copies are compared: however a page is turned or covered, it is the same page."""
    return tuple(page.as_stored for page in pages)


def _name(state: StartedState, page: PageRef) -> str:
    return next((summary.name for summary in state.summaries if summary.document_id == page.document_id), "?")
