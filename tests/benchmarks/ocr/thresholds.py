"""How sure of its lines a page has to be to be read: what becomes of the marks at each threshold."""

from collections import Counter
from collections.abc import Mapping, Sequence
from unittest.mock import patch

from bareme.documents.ocr import scans
from tests.benchmarks.ocr.class_sets import SETS, ClassFigures, judge_class
from tests.benchmarks.ocr.degraded import HANDWRITTEN, HANDWRITTEN_HELD_OUT, TYPED, TYPED_HELD_OUT, Degradation

THRESHOLDS = (0.0, 0.9, 0.93, 0.95, 0.97)
GROUPS: Mapping[str, Sequence[Degradation]] = {
    "typed": TYPED,
    "typed, held out": TYPED_HELD_OUT,
    "by hand": HANDWRITTEN,
    "by hand, held out": HANDWRITTEN_HELD_OUT,
}


async def judge_thresholds(
    groups: Mapping[str, Sequence[Degradation]], thresholds: Sequence[float]
) -> dict[tuple[str, float], ClassFigures]:
    """Return the figures of each group of scans at each threshold. Pages are read once, and marked each time."""
    found = {}
    for group, kinds in groups.items():
        for threshold in thresholds:
            with patch.object(scans, "_LEGIBLE", threshold):
                found[group, threshold] = _sum([await judge_class(name, kind) for name in SETS for kind in kinds])
    return found


def _sum(figures: Sequence[ClassFigures]) -> ClassFigures:
    return ClassFigures(
        marks=sum((one.marks for one in figures), Counter()),
        pages=sum(one.pages for one in figures),
        pages_read=sum(one.pages_read for one in figures),
        errors=sum(one.errors for one in figures),
        characters=sum(one.characters for one in figures),
    )
