"""Cover the students' names before grading: masks on pages and pseudonyms in texts, fixed at confirmation."""

import asyncio
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from bareme.documents import get_store
from bareme.domain.copies import Box, Copy, CopyFlag, MaskedName, PageRef
from bareme.domain.masking.known_name import KnownName, known_name
from bareme.domain.masking.places import FoundNames, find_names
from bareme.domain.masking.telling_words import telling_words
from bareme.domain.masking.zones import boxes_of, handwritten_fields, mask, widened
from bareme.domain.pages import Page
from bareme.domain.policy import Policy
from bareme.domain.scheme import GradingScheme
from bareme.graphs.analysis import NameOnPage
from bareme.graphs.confirmed_copies import to_copies
from bareme.graphs.interrupts import ProposedCopy
from bareme.graphs.material import load_record
from bareme.graphs.state import StartedState


class _Material(NamedTuple):
    """What is known of the pages of all documents, each as it is stored."""

    pages: Mapping[PageRef, Page]
    readings: Mapping[PageRef, NameOnPage]


async def mask_names(
    state: StartedState,
    policy: Policy,
    scheme: GradingScheme | None,
    copies: Sequence[Copy],
    *,
    unmasked: Collection[str] = (),
) -> list[Copy]:
    """Return the copies as graders see them: with the mask of each page and a pseudonym, as far as names were found.

    Copies whose ids are in `unmasked` stay as they are. A copy on which a model may see a name, because nobody knows
    where it stands, is flagged.
    """
    if not policy.privacy.mask_names:
        return list(copies)
    papers = [state.guidelines, scheme.model_dump_json() if scheme else ""]
    pages: dict[PageRef, Page] = {}
    for summary in state.summaries:
        record = await load_record(summary.record_id, get_store(state.owner)) if summary.record_id else None
        for page in record.pages if record else ():
            pages[PageRef(document_id=summary.document_id, index=page.index)] = page
            papers += [page.text] if summary.role != "copies" else []
    readings = {one.page.as_stored: one for one in state.analysis.names_read}
    # For a large class this takes seconds of pure Python: in a thread, it does not block other sessions.
    masked = await asyncio.to_thread(_mask_all, copies, _Material(pages, readings), papers)
    if all(grader.follows_rules for grader in policy.graders):
        masked = [copy.model_copy(update={"flags": _without_flag(copy)}) for copy in masked]
    return [before if before.copy_id in unmasked else after for before, after in zip(copies, masked, strict=True)]


async def with_masks(
    state: StartedState, scheme: GradingScheme | None, copies: Sequence[ProposedCopy]
) -> tuple[ProposedCopy, ...]:
    """Return the proposed copies with what would be covered of each."""
    unmasked = [copy.copy_id for copy in copies if not copy.mask_name]
    masked = await mask_names(state, state.policy, scheme, to_copies(state, copies), unmasked=unmasked)
    return tuple(
        copy.model_copy(update={"pages": one.pages, "masked_name": one.masked_name, "flags": one.flags})
        for copy, one in zip(copies, masked, strict=True)
    )


def _mask_all(copies: Sequence[Copy], material: _Material, papers: Sequence[str]) -> list[Copy]:
    names = {copy.copy_id: known_name(copy) for copy in copies}
    texts = {
        copy.copy_id: [*(material.pages[page.as_stored].text for page in copy.pages), *copy.answers.values()]
        for copy in copies
    }
    telling = telling_words(names, texts, papers)
    masked = []
    for copy in copies:
        words, is_whole = telling[copy.copy_id]
        known = replace(names[copy.copy_id], telling=words, is_whole_telling=is_whole)
        masked.append(_masked(copy, known, material))
    return masked


def _masked(copy: Copy, known: KnownName, material: _Material) -> Copy:
    texts = [[line.text for line in material.pages[page.as_stored].lines_with_names] for page in copy.pages]
    on_pages = [find_names(lines, known, is_first=place == 0) for place, lines in enumerate(texts)]
    answers = [answer.split("\n") for answer in copy.answers.values()]
    in_answers = [find_names(lines, known, is_page=False) for lines in answers]
    pages = tuple(
        page.model_copy(
            update={"mask": mask(_boxes(page, found, material, is_first=place == 0), page.rotation, sent=page.mask)}
        )
        for place, (page, found) in enumerate(zip(copy.pages, on_pages, strict=True))
    )
    found_in = list(zip([*texts, *answers], [*on_pages, *in_answers], strict=True))
    masked_name = MaskedName(
        pseudonym=f"Copy {copy.copy_id.lstrip('c').lstrip('0') or copy.copy_id}",
        words=tuple(
            dict.fromkeys(
                lines[place.line][place.start : place.end] for lines, found in found_in for place in found.places
            )
        ),
        telling=tuple(sorted(known.telling)),
        is_whole_telling=known.is_whole_telling,
        unsure=tuple(dict.fromkeys(word for _, found in found_in for word in found.unsure)),
    )
    shown = (CopyFlag.NAME_SHOWN,) if _may_show_a_name(pages, known, masked_name, material) else ()
    return copy.model_copy(update={"pages": pages, "masked_name": masked_name, "flags": (*_without_flag(copy), *shown)})


def _without_flag(copy: Copy) -> tuple[CopyFlag, ...]:
    return tuple(flag for flag in copy.flags if flag is not CopyFlag.NAME_SHOWN)


def _boxes(ref: PageRef, found: FoundNames, material: _Material, *, is_first: bool) -> Iterator[Box]:
    """Yield the boxes of a page to cover, as it is stored."""
    page, reading = material.pages[ref.as_stored], material.readings.get(ref.as_stored)
    yield from boxes_of(page, found.places)
    if page.needs_picture:
        yield from handwritten_fields(page, is_first=is_first)
        if reading and reading.box:
            yield widened(reading.box).turned_back(reading.page.rotation)


def _may_show_a_name(pages: Sequence[PageRef], known: KnownName, masked_name: MaskedName, material: _Material) -> bool:
    """Whether a name may stand where nobody found it: on a picture, or in a text whose author is not known."""
    pictured = [page for page in pages if material.pages[page.as_stored].needs_picture]
    if any(not page.mask and _is_named(page, material) for page in pictured):
        return True
    if any(page.mask for page in pages):
        return False
    return bool(pictured) or (bool(pages) and not known.words and not masked_name.words)


def _is_named(page: PageRef, material: _Material) -> bool:
    reading = material.readings.get(page.as_stored)
    return bool(reading and reading.name)
