"""What hypothesis draws in the tests of the domain."""

from decimal import Decimal
from itertools import count
from typing import Any

from hypothesis import strategies as st

from bareme.domain.scheme import GradingScheme, Question


def points(highest: str = "1000") -> st.SearchStrategy[Decimal]:
    """Decimals of two places from 0 to `highest`."""
    return st.decimals(0, Decimal(highest), places=2)


STEPS = st.sampled_from([Decimal(step) for step in ("0.01", "0.1", "0.25", "0.3", "0.5", "1", "2.5")])

# Every character that the shorthand gives a meaning, French letters, mathematics, and whatever else there is.
LABELS = st.text(
    st.sampled_from(".,;:=\"«» \t\n0123456789abpzQEÉéœ()[]{}'’-–_²√π") | st.characters(codec="utf-8"),
    min_size=1,
    max_size=8,
)

type _Tree = dict[str, tuple[Decimal | None, Any]]


def _trees(depth: int) -> st.SearchStrategy[_Tree]:
    """Questions by label: the points of a leaf, or the printed points of a group, if any, and its parts."""
    question: st.SearchStrategy[tuple[Decimal | None, Any]] = st.tuples(points("100"), st.just({}))
    if depth > 1:
        question |= st.tuples(st.none() | points("100"), _trees(depth - 1))
    return st.dictionaries(LABELS, question, min_size=1, max_size=3)


def _scheme(tree: _Tree) -> GradingScheme:
    ids = count(1)

    def questions(tree: _Tree) -> tuple[Question, ...]:
        return tuple(
            Question(id=str(next(ids)), label=label, max_points=printed, parts=questions(parts))
            for label, (printed, parts) in tree.items()
        )

    return GradingScheme(questions=questions(tree))


SCHEMES = _trees(3).map(_scheme)
"""Schemes of up to three levels, with any labels, and groups with and without a printed maximum."""
