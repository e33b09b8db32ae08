"""Rules that read a printed marking scale off a paper's text layer. Pure: no model, no file, no network.

The steps, a file each: `rows`, `bare` and `tables` (lines to visual rows), `headings`, `labels`, `notation` and
`prose` (what a row may hold), `outline` (the tree of questions), `assign` (marks to questions), `entries`,
`reconcile`, `choice` and `candidates` (what is printed twice, what counts, what adds up, how sure that is).
"""

from collections.abc import Sequence

from bareme.domain.pages import Page
from bareme.domain.printed_scale.assign import assign_marks
from bareme.domain.printed_scale.bare import spell_out
from bareme.domain.printed_scale.candidates import candidate_of
from bareme.domain.printed_scale.choice import find_choices
from bareme.domain.printed_scale.entries import entries_of
from bareme.domain.printed_scale.labels import read_labels
from bareme.domain.printed_scale.notation import find_notations
from bareme.domain.printed_scale.reconcile import reconcile
from bareme.domain.printed_scale.rows import read_rows
from bareme.domain.scale import ScaleCandidate

__all__ = ["find_scales"]


def find_scales(pages: Sequence[Page]) -> list[ScaleCandidate]:
    """Return the marking scales printed on `pages`, best first; an empty list where none is printed.

    Nothing is invented: a question without a mark has `max_points` None, and `total` is None where the marks of a
    group are unknown and no total is printed. A group whose own mark is not printed carries the sum of its parts.
    """
    rows = spell_out(read_rows(pages, keep=_matters))
    reading = assign_marks(rows)
    reconciled = reconcile(entries_of(reading.root), reading.totals)
    candidate = candidate_of(reconciled, choices=find_choices(rows), bonus=reading.bonus)
    return [candidate] if candidate else []


def _matters(text: str) -> bool:
    """Whether a row may not be taken for a running head though it stands on every page."""
    return bool(find_notations(text, heading=True) or read_labels(text, prominent=True))
