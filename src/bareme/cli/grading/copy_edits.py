"""Commands that change the copies before grading: each gives the list of all copies, for a ScaleConfirmation."""

from collections.abc import Callable, Sequence
from itertools import batched, groupby, pairwise

from bareme.domain.copies import PageRef
from bareme.errors import InvalidInput
from bareme.graphs.interrupts import ConfirmScale, DocumentSummary, ProposedCopy
from bareme.graphs.state import Json, dump

type Copies = Sequence[ProposedCopy]


def edit_copies(found: ConfirmScale, typed: str) -> Json | None:
    """Return the answer that a typed command stands for, or None if `typed` is no such command.

    Raises:
        InvalidInput: the command names no copy or page that exists, or cannot be read.
    """
    word, _, rest = typed.partition(" ")
    command = _COMMANDS.get(word.lower())
    return None if command is None else _answer(command(found.students, rest.split()))


def divide_evenly(found: ConfirmScale, pages: int) -> Json:
    """Return the answer that makes a copy of every `pages` pages, in the order of the files.

    Each file is divided by itself; files of one page that follow each other are taken together.

    Raises:
        InvalidInput: the pages of a file cannot be divided so.
    """
    files = [document for document in found.documents if document.role == "copies" and document.page_count]
    by_first: dict[PageRef, list[str]] = {}
    for copy in found.students:
        if copy.pages:
            by_first.setdefault(copy.pages[0].as_stored, []).append(copy.copy_id)
    entries: list[Json] = [{"copy_id": copy.copy_id} for copy in found.students if not copy.pages]
    for single, group in groupby(files, key=lambda document: document.page_count == 1):
        documents = list(group)
        for run in [documents] if single else [[document] for document in documents]:
            entries += _divided(run, pages, by_first)
    return _answer(entries)


def _divided(run: Sequence[DocumentSummary], size: int, by_first: dict[PageRef, list[str]]) -> list[Json]:
    refs = [
        PageRef(document_id=document.document_id, index=index)
        for document in run
        for index in range(document.page_count)
    ]
    if len(refs) % size:
        raise InvalidInput(
            "'{name}' has {count} pages, which do not divide into copies of {size}: look at it without {option}",
            name=run[0].name,
            count=len(refs),
            size=size,
            option="--pages-per-copy",
        )
    # A copy that began with the same page stays; two students may have sent the same file.
    return [
        _entry(pages, ids.pop(0) if (ids := by_first.get(pages[0])) else "") for pages in map(list, batched(refs, size))
    ]


def _answer(entries: Sequence[Json]) -> Json:
    return {"confirm": False, "copies": list(entries)}


def _entry(pages: Sequence[PageRef], copy_id: str = "", *, left_out: bool = False) -> Json:
    return {"copy_id": copy_id, "pages": [dump(page) for page in pages], "left_out": left_out}


def _find(copies: Copies, words: Sequence[str], *, with_pages: bool = True) -> ProposedCopy:
    wanted = words[0] if words else "?"
    copy = next((copy for copy in copies if copy.copy_id.casefold() == wanted.casefold()), None)
    if copy is None:
        raise InvalidInput("There is no copy {copy_id!r}.", copy_id=wanted)
    if with_pages and not copy.pages:
        raise InvalidInput("Copy {copy_id!r} has no pages.", copy_id=copy.copy_id)
    return copy


def _others(copies: Copies, *changed: ProposedCopy) -> dict[str, list[Json]]:
    """Return the entries of all copies by id, without those that change."""
    ids = {copy.copy_id for copy in changed}
    return {copy.copy_id: [] if copy.copy_id in ids else [{"copy_id": copy.copy_id}] for copy in copies}


def _flat(entries: dict[str, list[Json]]) -> list[Json]:
    return [entry for several in entries.values() for entry in several]


def _name(copies: Copies, words: Sequence[str]) -> list[Json]:
    copy = _find(copies, words, with_pages=False)
    name = " ".join(words[1:])
    if not name:
        raise InvalidInput("say the student's name after the copy: {example}", example="name c06 PETIT Noé")
    entries = _others(copies, copy)
    entries[copy.copy_id] = [{"copy_id": copy.copy_id, "student": {"name": name}}]
    return _flat(entries)


def _join(copies: Copies, words: Sequence[str]) -> list[Json]:
    joined = [_find(copies, [word]) for word in dict.fromkeys(words)]
    if len(joined) <= 1:
        raise InvalidInput("say which copies to join: {example}", example="join c01 c02")
    first = joined[0]
    entries = _others(copies, *joined)
    entries[first.copy_id] = [_entry([page for copy in joined for page in copy.pages], first.copy_id)]
    return _flat(entries)


def _split(copies: Copies, words: Sequence[str]) -> list[Json]:
    copy = _find(copies, words)
    starts = sorted(set(_places(copy, words[1:])) - {0})
    if not starts:
        raise InvalidInput("say at which of its pages a new copy begins: {example}", example="split c01 3")
    bounds = [0, *starts, len(copy.pages)]
    parts = [copy.pages[start:end] for start, end in pairwise(bounds)]
    entries = _others(copies, copy)
    entries[copy.copy_id] = [_entry(part, "" if number else copy.copy_id) for number, part in enumerate(parts)]
    return _flat(entries)


def _leave_out(copies: Copies, words: Sequence[str]) -> list[Json]:
    copy = _find(copies, words, with_pages=False)
    places = set(_places(copy, words[1:]))
    entries = _others(copies, copy)
    kept = [page for place, page in enumerate(copy.pages) if place not in places]
    if not places or not kept:
        entries[copy.copy_id] = [{"copy_id": copy.copy_id, "left_out": True}]
    else:
        out = [page for place, page in enumerate(copy.pages) if place in places]
        entries[copy.copy_id] = [_entry(kept, copy.copy_id), _entry(out, left_out=True)]
    return _flat(entries)


def _move(copies: Copies, words: Sequence[str]) -> list[Json]:
    copy = _find(copies, words, with_pages=False)
    place = words[1] if len(words) > 1 else "?"
    if not (place.isdecimal() and 1 <= int(place) <= len(copies)):
        raise InvalidInput("there is no place {place!r}: there are {count} copies", place=place, count=len(copies))
    order = [other.copy_id for other in copies if other is not copy]
    order.insert(int(place) - 1, copy.copy_id)
    return [{"copy_id": copy_id} for copy_id in order]


def _order_pages(copies: Copies, words: Sequence[str]) -> list[Json]:
    copy = _find(copies, words)
    places = _places(copy, words[1:])
    if sorted(places) != list(range(len(copy.pages))):
        raise InvalidInput(
            "say all {count} pages of {copy_id} in their new order: {example}",
            count=len(copy.pages),
            copy_id=copy.copy_id,
            example="pages c01 2 1",
        )
    entries = _others(copies, copy)
    entries[copy.copy_id] = [_entry([copy.pages[place] for place in places], copy.copy_id)]
    return _flat(entries)


def _places(copy: ProposedCopy, words: Sequence[str]) -> list[int]:
    """Return zero-based places of pages in a copy, from numbers counted from 1."""
    for word in words:
        if not (word.isdecimal() and 1 <= int(word) <= len(copy.pages)):
            raise InvalidInput(
                "Copy {copy_id!r} has no page {page}: it has {count}, counted from 1.",
                copy_id=copy.copy_id,
                page=word,
                count=len(copy.pages),
            )
    return [int(word) - 1 for word in words]


_COMMANDS: dict[str, Callable[[Copies, Sequence[str]], list[Json]]] = {
    **dict.fromkeys(("name", "nommer"), _name),
    **dict.fromkeys(("join", "joindre"), _join),
    **dict.fromkeys(("split", "couper"), _split),
    **dict.fromkeys(("out", "retirer"), _leave_out),
    **dict.fromkeys(("move", "placer"), _move),
    "pages": _order_pages,
}
