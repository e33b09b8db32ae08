"""Characters that were read wrongly, whatever the order in which lines were read."""

from collections.abc import Sequence

from rapidfuzz.distance import Levenshtein
from rapidfuzz.fuzz import partial_ratio_alignment

_LEAST = 60
"""Likeness, of 100, below which two pieces of text are not the same one."""


def count_errors(true: Sequence[str], read: Sequence[str]) -> int:
    """Return the errors in what was read: the pieces that are most alike are held against each other, longest first.

    That is flexible character accuracy (Clausner, Pletschacher, Antonacopoulos 2020). Spaces do not count.
    """
    wanted, found = _pieces(true), _pieces(read)
    errors = missing = 0
    while wanted:
        piece = max(wanted, key=len)
        wanted.remove(piece)
        matches = [(match, other) for other in found if (match := partial_ratio_alignment(piece, other)) is not None]
        match, other = max(matches, key=lambda one: one[0].score * min(len(piece), len(one[1])), default=(None, ""))
        if match is None or match.score < _LEAST:
            missing += len(piece)
            continue
        found.remove(other)
        errors += Levenshtein.distance(piece[match.src_start : match.src_end], other[match.dest_start : match.dest_end])
        wanted += _pieces([piece[: match.src_start], piece[match.src_end :]])
        found += _pieces([other[: match.dest_start], other[match.dest_end :]])
    return errors + max(missing, sum(map(len, found)))


def _pieces(lines: Sequence[str]) -> list[str]:
    return [piece for line in lines if (piece := "".join(line.split()))]
