"""Rate a reading by what it explains: printed marks without a question, questions without a mark, gaps."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from bareme.domain.pages import Page, PageKind
from bareme.domain.printed_scale.consistency import left_out, marks_besides, odd_ones, unmarked_headings
from bareme.domain.printed_scale.entries import Entry, is_quality, total_of
from bareme.domain.printed_scale.headings import Headings
from bareme.domain.printed_scale.labels import Family, Style
from bareme.domain.printed_scale.notation import UNIT
from bareme.domain.printed_scale.outline import Node, PrintedMark
from bareme.domain.printed_scale.prose import is_threshold
from bareme.domain.printed_scale.rows import TextRow
from bareme.domain.quantities import find_quantities

_NUMBER = r"\d{1,3}(?:[.,]\d{1,2})?|½"
_PRINTED_MARK = re.compile(
    rf"(?<![\w.,/+×*-])(?<![/+×*-]\s)(?:{_NUMBER})(?:\s?/\s?\d{{2,3}})?\s*(?:{UNIT}|p\b)"
    rf"|[(\[]\s*(?:{UNIT}|max\w*)\W*(?:{_NUMBER})\s*[)\]]"
    rf"|[(\[][^()\[\]\d]{{1,15}}\s{UNIT}\W*[)\]]"
    rf"|(?<=[^\d\s])\s+/\s?\d{{1,3}}\s*$",
    re.IGNORECASE,
)
_LONE_NUMBER = re.compile(r"(?:^|\s)(?P<open>[(\[])\s?(?P<value>\d{1,2}(?:[.,]\d)?)\s?[)\]]$")
_STRANGE_BLOCK = re.compile(
    r"(?P<title>[^\W\d_][^\d.?!;()\[\]«]{2,40}?)[\s:–-]*(?:(?P<open>[(\[«])\s*)?"
    r"(?P<value>\d{1,3}(?:[.,]\d{1,2})?)(?:\s*(?P<unit>[^\W\d]{1,15})\.?)?\s*(?(open)[)\]»])"
)
"""A short title with a number in brackets or with decimals: "Quizz (10 Zt)", "Test 1,5"."""
_TITLE_WORDS = 4
_TOO_LITTLE_TEXT = 40
"""Characters on a page with pictures, below which its text is not the page."""


@dataclass(frozen=True)
class Evidence:
    """What speaks against a reading of the text."""

    unexplained: list[TextRow] = field(default_factory=list)
    """Rows with marks that were given to no question."""
    unread: list[int] = field(default_factory=list)
    """Pages that are pictures."""
    recognised: list[int] = field(default_factory=list)
    """Scanned pages whose marks were read in an invisible text layer, which need not say what the page shows."""
    unmarked: list[str] = field(default_factory=list)
    """Labels of questions without a mark that were left out."""
    odd: list[str] = field(default_factory=list)
    """Labels of questions whose mark was read unlike the others'."""


def weigh(rows: Sequence[TextRow], used: Iterable[TextRow], root: Node, pages: Sequence[Page]) -> Evidence:
    """Return the evidence of a paper. `used` has the row of each mark that was understood, once a mark."""
    used = list(used)
    taken = Counter(_place(row) for row in used)
    pages_used = {row.page for row in used}
    unexplained = [row for row in rows if _count_marks(row.text) > taken[_place(row)] and not is_threshold(row.text)]
    others = [row for row in rows if not taken[_place(row)]]
    return Evidence(
        unexplained=unexplained + marks_besides(root) + _lone_numbers(rows, taken) + _strange_blocks(others),
        unread=unread_pages(pages),
        recognised=[p.index + 1 for p in pages if p.is_recognised and p.index in pages_used],
        unmarked=left_out(root) + unmarked_headings(root, others, Headings(rows)),
        odd=odd_ones(root),
    )


def unread_pages(pages: Sequence[Page]) -> list[int]:
    """Return the numbers of the pages that are pictures without a text layer."""
    return [
        page.index + 1
        for page in pages
        if page.kind is PageKind.SCAN
        or (page.kind is PageKind.MIXED and sum(len(line.text) for line in page.lines) < _TOO_LITTLE_TEXT)
    ]


def speaks_of_points(row: TextRow) -> bool:
    """Return whether a number of points stands in the row."""
    return _count_marks(row.text) > 0


def marks_in(root: Node) -> Iterator[PrintedMark]:
    """Yield all marks of an outline."""
    for node in root.walk():
        yield from [node.stated] if node.stated else []
        yield from node.trailing
        yield from node.each


def rows_of(entries: Sequence[Entry]) -> Iterator[TextRow]:
    """Yield the row of each printed mark of a table or list."""
    for entry in entries:
        if entry.row and entry.printed is not None:
            yield entry.row
        yield from rows_of(entry.parts)


def gaps(entries: Sequence[Entry]) -> list[str]:
    """Return the labels before which a number is missing. Numbers may start again or run on in the next block."""
    found, last = [], dict[Style, float]()
    for entry in _walk(entries):
        if entry.style.family is Family.TITLE or entry.style.numeral == "listed":
            continue
        before = last.get(entry.style, 0.0)
        starts = int(entry.number) <= 1
        if not starts and not before <= entry.number < int(before) + 2:
            found.append(entry.label)
        last[entry.style] = entry.number
    return found


def _walk(entries: Sequence[Entry]) -> Iterator[Entry]:
    for entry in entries:
        yield entry
        yield from _walk(entry.parts)


def without_mark(entries: Sequence[Entry]) -> list[str]:
    """Return the labels of questions without a mark whose neighbours have one, at any depth."""
    found = [entry.label for entry in entries if entry.points is None and not is_quality(entry)]
    return found + [label for entry in entries for label in without_mark(entry.parts)]


def adds_up(entries: Sequence[Entry]) -> bool:
    """Return whether the parts of every entry sum to its printed mark."""
    return bool(entries) and all(
        entry.repeated
        or (
            bool(entry.parts) and entry.printed is not None and total_of(entry.parts) == entry.printed and entry.adds_up
        )
        for entry in entries
    )


def _count_marks(text: str) -> int:
    return len(_PRINTED_MARK.findall(text))


def _place(row: TextRow) -> tuple[int, float]:
    return row.page, row.y0


def _lone_numbers(rows: Sequence[TextRow], taken: Counter[tuple[int, float]]) -> list[TextRow]:
    """Return the rows that end in "[4]", unless they count 1, 2, 3 as formulas do."""
    found = [(row, match) for row in rows if (match := _LONE_NUMBER.search(row.text)) and not taken[_place(row)]]
    for bracket in "([":
        alike = [(row, match["value"]) for row, match in found if match["open"] == bracket]
        values = [value for _, value in alike]
        if len(values) > 1 and values != [str(number) for number in range(1, len(values) + 1)]:
            return [row for row, _ in alike]
    return []


def _strange_blocks(rows: Sequence[TextRow]) -> list[TextRow]:
    """Return the rows that may be headings of blocks whose mark is in a unit that is not known."""
    return [row for row in rows if (match := _STRANGE_BLOCK.fullmatch(row.text)) and _may_be_mark(match)]


def _may_be_mark(match: re.Match[str]) -> bool:
    title, unit = match["title"], match["unit"] or ""
    if not title[0].isupper() or len(title.split()) > _TITLE_WORDS:
        return False
    if not match["open"] and not re.search(r"[.,]", match["value"]):
        return False
    # "Durée (2 h)" is measured in something else.
    return not any(quantity.unit for quantity in find_quantities(f"1 {unit}"))
