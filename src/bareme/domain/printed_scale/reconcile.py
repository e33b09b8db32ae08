"""Reconcile what a paper prints twice: cover tables and headings, headings and the sums of their parts."""

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby

from bareme.domain.points import add
from bareme.domain.printed_scale.entries import NAMED, Entry, is_quality, total_of
from bareme.domain.printed_scale.labels import Family
from bareme.domain.printed_scale.listings import Listing
from bareme.domain.printed_scale.outline import PrintedMark
from bareme.domain.printed_scale.rows import TextRow

_PAPER = re.compile(
    r"(?:devoir|contr[ôo]le|examen|exam|midterm|partiel|interrogation|[ée]valuation|[ée]preuve|test|quiz|tent(?:a|amen)"
    r"|klausur|brevet|baccalaur[ée]at|sujet)\b",
    re.IGNORECASE,
)
"""The start of a heading that names the whole paper."""


_INTRODUCTION = 2
"""Rows of text at most between the heading of a block and its first part."""


@dataclass
class Reconciled:
    """The groups without duplicates, the printed totals, and the summary table of the same groups."""

    groups: list[Entry]
    totals: list[Decimal]
    summary: list[Entry] = field(default_factory=list)
    """The table of marks, if the paper prints one besides the headings."""

    guessed: list[str] = field(default_factory=list)
    """The labels of headings whose mark may be that of the blocks below, or their own by coincidence."""

    @property
    def contradicted(self) -> bool:
        """Whether the table has other marks than the headings."""
        listed, headed = ([entry.points for entry in entries] for entries in (self.summary, self.groups))
        same_total = total_of(self.summary) == total_of(self.groups)
        return bool(self.summary) and (not same_total or (len(listed) == len(headed) and listed != headed))


def reconcile(
    entries: Sequence[Entry], totals: Sequence[PrintedMark], listings: Sequence[Listing], *, titles: Container[TextRow]
) -> Reconciled:
    """Return the groups of `entries` without duplicates. `titles` are rows that may be the paper's title."""
    result = Reconciled(list(entries), [mark.value for mark in totals])
    _release_from_smaller_headings(result, titles)
    _unwrap(result, titles)
    _flatten_parts(result)
    _split_off_summary(result)
    _remove_overall_heading(result)
    _nest_under_headings(result)
    _drop_repeated_titles(result)
    _resolve_quality(result)
    for listing in listings:
        _compare(result, listing)
    return result


def _compare(result: Reconciled, listing: Listing) -> None:
    """Fill in what only a table or list says, and keep it as the summary."""
    totals = [] if listing.total is None else [listing.total]
    result.totals += totals
    if all(entry.points is None for entry in result.groups):
        result.groups = listing.entries
        return
    pairs = list(zip(result.groups, listing.entries, strict=False))
    same = len(result.groups) == len(listing.entries) and all(
        None in {group.points, listed.points} or group.points == listed.points for group, listed in pairs
    )
    if same:
        for group, listed in pairs:
            if group.points is None:
                group.printed, group.row = listed.points, listed.row
            if listed.parts and not group.parts:
                group.parts = listed.parts
    if not result.summary or not same:
        result.summary = listing.entries


def _split_off_summary(result: Reconciled) -> None:
    """Move a table of marks to `summary`; entries that only the table contains remain groups."""
    for run in _runs(result.groups):
        rest = [entry for entry in result.groups if entry not in run]
        if not rest or not _is_table(run):
            continue
        keys = {_key(entry) for entry in rest}
        named_again = [entry for entry in run if _key(entry) in keys]
        points = [entry.points for entry in run]
        same_points = points in (
            [entry.points for entry in rest],
            [part.points for entry in rest for part in entry.parts],
        )
        if 2 * len(named_again) < len(run) and not same_points:
            continue
        known = {_key(entry): entry for entry in run}
        for entry in rest:
            listed = known.get(_key(entry))
            if listed and entry.printed is None and not entry.parts:
                entry.printed, entry.row = listed.printed, listed.row
        only_listed = [] if same_points else [entry for entry in run if _key(entry) not in keys]
        result.groups, result.summary = rest + only_listed, run
        return


def _runs(groups: Sequence[Entry]) -> list[list[Entry]]:
    return [list(run) for _, run in groupby(groups, key=lambda entry: (entry.style.family, entry.run))]


def _is_table(run: Sequence[Entry]) -> bool:
    """Return whether the entries are in consecutive rows, as in a table, without text in between."""
    rows = [entry.row for entry in run if entry.row]
    if any(entry.parts or entry.style.level != entry.style for entry in run) or len(rows) < len(run):
        return False
    if len(run) == 1:
        return rows[0].page == 0
    first, last = rows[0], rows[-1]
    return first.page == last.page and last.y1 - first.y0 < 5 * first.size * len(rows)


def _key(entry: Entry) -> tuple[Family, str, float]:
    if entry.style.family is Family.TITLE:
        return entry.style.family, entry.label.casefold(), 0
    return entry.style.family, entry.style.numeral, entry.number


def _release_from_smaller_headings(result: Reconciled, titles: Container[TextRow]) -> None:
    """Take exercises out of an unnumbered heading before them that does not contain them.

    It cannot contain them if its mark is less than their sum, and hardly if it has questions or a text of its own.
    """
    released: list[Entry] = []
    for entry in result.groups:
        released.append(entry)
        inside = [part for part in entry.parts if part.style.family in NAMED]
        parts = total_of(inside)
        if entry.style.family is not Family.TITLE or _is_title_row(entry, titles) or is_quality(entry):
            continue
        if not inside or entry.printed is None or parts is None:
            continue
        has_content = entry.asks or entry.text_rows > _INTRODUCTION
        if parts > entry.printed or entry.asks or (has_content and parts != entry.printed):
            if parts <= entry.printed or _PAPER.match(entry.label):
                result.guessed.append(entry.label)
            released += inside
            entry.parts = [part for part in entry.parts if part not in inside]
    result.groups = released


def _is_title_row(entry: Entry, titles: Container[TextRow]) -> bool:
    """Return whether an unnumbered heading and its mark are the title of the paper and its total."""
    together = entry.row is not None and entry.row.text.startswith(entry.label[:8])
    return entry.row in titles if together else _PAPER.match(entry.label) is not None


def _unwrap(result: Reconciled, titles: Container[TextRow]) -> None:
    """Treat a single heading that contains everything as the paper's title, and its mark as the total."""
    quality = [entry for entry in result.groups if is_quality(entry)]
    rest = [entry for entry in result.groups if not is_quality(entry)]
    if len(rest) != 1 or rest[0].style.family is not Family.TITLE:
        return
    [paper] = rest
    if ((_is_title_row(paper, titles) or _PAPER.match(paper.label)) and paper.parts) or (
        paper.parts and all(_is_division(part) for part in paper.parts)
    ):
        result.groups = [*paper.parts, *quality]
        result.totals += [paper.printed] if paper.printed is not None else []
    elif paper.row and paper.parts and not paper.row.text.startswith(paper.label[:8]):
        result.guessed.append(paper.label)  # its mark is printed elsewhere, and may be the total


def _flatten_parts(result: Reconciled) -> None:
    """Replace parts without a mark by the marked headings that they contain: "Première partie" by "Dictée".

    Parts are kept if their exercises have the same numbers, because these could not be told apart.
    """
    inner = [_key(part) for entry in result.groups if _is_unmarked_part(entry) for part in entry.parts]
    if len(set(inner)) == len(inner):
        result.groups = [
            part for entry in result.groups for part in (entry.parts if _is_unmarked_part(entry) else [entry])
        ]


def _is_unmarked_part(entry: Entry) -> bool:
    inner = {Family.TITLE, Family.EXERCISE}
    return (
        entry.style.family is Family.PART
        and entry.printed is None
        and bool(entry.parts)
        and all(part.style.family in inner and part.printed is not None for part in entry.parts)
    )


def _remove_overall_heading(result: Reconciled) -> None:
    """Treat the mark of an empty heading that equals the sum of all others as the paper's total."""
    if not result.groups:
        return
    first, others = result.groups[0], result.groups[1:]
    empty = first.style.family is Family.TITLE and not first.parts and not first.asks
    if empty and first.printed is not None and len(others) > 1 and total_of(others) == first.printed:
        result.totals.append(first.printed)
        result.groups = others
        if first.text_rows > _INTRODUCTION and not _PAPER.match(first.label):
            result.guessed.append(first.label)


def _is_division(entry: Entry) -> bool:
    numbered = entry.style.numeral != "criterion"
    return numbered and entry.style.family in {Family.TITLE, Family.EXERCISE, Family.PART} and not is_quality(entry)


def _nest_under_headings(result: Reconciled) -> None:
    """Nest headings below an earlier heading without parts if they sum to its mark."""
    for position, heading in enumerate(result.groups):
        if heading.style.family is not Family.TITLE or heading.parts or heading.printed is None:
            continue
        for end in range(position + 3, len(result.groups) + 1):
            below = result.groups[position + 1 : end]
            if result.groups[end:] and result.groups[end].style == below[-1].style != heading.style:
                continue  # the numbers go on
            if total_of(below) == heading.printed and (position or end < len(result.groups)):
                heading.parts = below
                if heading.text_rows > _INTRODUCTION:
                    result.guessed.append(heading.label)
                del result.groups[position + 1 : end]
                return


def _drop_repeated_titles(result: Reconciled) -> None:
    seen: dict[tuple[object, ...], Entry] = {}
    for entry in list(result.groups):
        twin = seen.setdefault((*_key(entry), entry.points), entry)
        if twin is not entry and entry.style.family is Family.TITLE and not (twin.parts and entry.parts):
            result.groups.remove(entry if not entry.parts else twin)


def _resolve_quality(result: Reconciled) -> None:
    """Count marks for writing once, at the end, or not at all if the printed total excludes them."""
    rest = [entry for entry in result.groups if not is_quality(entry)]
    quality = list({entry.points: entry for entry in reversed(result.groups) if is_quality(entry)}.values())[::-1]
    total = total_of(rest)
    excluded = total is not None and total in result.totals and total_of(rest + quality) not in result.totals
    included = [
        part.points for entry in rest for part in _descendants(entry) if is_quality(part) and part.points is not None
    ]
    if excluded or add(included) == total_of(quality):
        quality = []
    result.groups = rest + quality
    table = {entry.row.page for entry in result.summary if entry.row}
    result.summary += [entry for entry in quality if entry.row and entry.row.page in table]


def _descendants(entry: Entry) -> Iterator[Entry]:
    for part in entry.parts:
        yield part
        yield from _descendants(part)
