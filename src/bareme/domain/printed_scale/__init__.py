"""Read a printed marking scale from a paper's text layer with rules: no model, no file, no network.

Hands on `find_place`, `find_question_texts`, `find_scales`, `mentions_of_points` and `unread_pages`. Its steps:
`rows`, `bare` and `tables` turn lines into visual rows; `listings` takes out tables and lists of marks; `vocabulary`,
`headings`, `labels`, `notation` and `prose` recognise what a row contains; `outline` builds the tree of questions;
`assign`, `row_marks` and `trailing` give them their marks; `entries` and `reconcile` remove duplicates and check sums;
`choice`, `consistency`, `evidence` and `candidates` rate what was found.
"""

from collections.abc import Sequence

from bareme.domain.pages import Page
from bareme.domain.printed_scale.assign import assign_marks
from bareme.domain.printed_scale.bare import add_units, with_bare_marks
from bareme.domain.printed_scale.candidates import CONFIRMED, candidates_of
from bareme.domain.printed_scale.choice import find_choices
from bareme.domain.printed_scale.entries import entries_of
from bareme.domain.printed_scale.evidence import marks_in, rows_of, speaks_of_points, unread_pages, weigh
from bareme.domain.printed_scale.headings import Headings
from bareme.domain.printed_scale.labels import read_labels
from bareme.domain.printed_scale.listings import take_listings
from bareme.domain.printed_scale.notation import find_notations
from bareme.domain.printed_scale.places import find_place
from bareme.domain.printed_scale.question_texts import question_texts
from bareme.domain.printed_scale.reconcile import reconcile
from bareme.domain.printed_scale.rows import TextRow, read_rows
from bareme.domain.scale import ScaleCandidate

__all__ = ["find_place", "find_question_texts", "find_scales", "mentions_of_points", "unread_pages"]


def find_scales(pages: Sequence[Page]) -> list[ScaleCandidate]:
    """Return the marking scales printed on `pages`, best first.

    A question without a printed mark has `max_points` None. `total` is None if the marks of a group are unknown and no
    total is printed. A group without a printed mark has the sum of its parts.
    """
    rows = read_rows(pages, keep=_has_marks_or_label)
    found = _read(add_units(rows), pages)
    if not found or found[0].confidence < CONFIRMED:
        # Bare numbers in brackets may be marks, references or numbers of formulas: sums decide.
        others = (_read(variant, pages) for variant in with_bare_marks(rows))
        found = next((other for other in others if other and other[0].confidence >= CONFIRMED), found)
    return [candidate.limited_by_recognition() for candidate in found]


def find_question_texts(pages: Sequence[Page]) -> dict[str, str]:
    """Return what `pages` print for each question, by the id that `find_scales` gives it, where that is certain."""
    rows = read_rows(pages, keep=_has_marks_or_label)
    return question_texts(rows, assign_marks(rows).root)


def mentions_of_points(pages: Sequence[Page]) -> list[TextRow]:
    """Return the rows that speak of points, whether or not a scale can be read from them."""
    return [row for row in read_rows(pages, keep=_has_marks_or_label) if speaks_of_points(row)]


def _read(rows: Sequence[TextRow], pages: Sequence[Page]) -> list[ScaleCandidate]:
    text, listings = take_listings(rows)
    reading = assign_marks(text)
    reconciled = reconcile(entries_of(reading.root), reading.totals, listings, titles=Headings(rows).titles())
    marks = [mark.row for mark in (*marks_in(reading.root), *reading.totals)]
    listed = [row for listing in listings for row in (*rows_of(listing.entries), listing.total_row) if row]
    evidence = weigh(rows, [*marks, *listed, *reading.explained], reading.root, pages)
    return candidates_of(
        reconciled, evidence, choices=find_choices(rows), bonus=reading.bonus, inferred=reading.inferred
    )


def _has_marks_or_label(text: str) -> bool:
    """Return whether a row must be kept even if it is repeated on every page like a running head."""
    return bool(find_notations(text, heading=True) or read_labels(text, prominent=True))
