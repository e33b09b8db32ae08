"""Gather the data of a report from its material."""

from collections import Counter
from collections.abc import Iterable
from itertools import combinations

from bareme.evaluation.report.bland_altman import bland_altman
from bareme.evaluation.report.confusion import confusion
from bareme.evaluation.report.disagreements import largest_disagreements
from bareme.evaluation.report.findings import Pairs, ReportFindings, UsageLine
from bareme.evaluation.report.material import MarkedAnswer, ReportMaterial

# More graders are drawn together, because nobody reads a page of forty heat maps.
_GRADERS_APART = 6
_RATERS_COMPARED = 3


def gather(material: ReportMaterial, *, shown: int) -> ReportFindings:
    """Return the findings, with at most `shown` disagreements."""
    reference = material.metrics.reference
    found = _pairs_of_raters(material)
    step = material.metrics.step
    disagreements, count = largest_disagreements(material.rows, reference, shown=shown)
    return ReportFindings(
        name=material.name,
        metrics=material.metrics,
        by_grader=dict(material.by_grader),
        facts={fact.key: fact.value for fact in material.facts},
        card=material.card,
        usage=tuple(UsageLine(grader=one.grader, usage=one.usage) for one in material.usage),
        statuses=dict(Counter(row.status for row in material.rows if row.points is None)),
        confusion=tuple(confusion(first, second, pairs, step=step) for first, second, pairs in found if pairs),
        bland_altman=tuple(bland_altman(first, second, pairs) for first, second, pairs in found if pairs),
        disagreements=disagreements,
        disagreeing=count,
    )


def _pairs_of_raters(material: ReportMaterial) -> list[tuple[str, str, Pairs]]:
    reference, graders = material.metrics.reference, material.graders
    apart = len(graders) <= _GRADERS_APART
    found: list[tuple[str, str, Pairs]] = [
        (
            reference,
            grader,
            [
                (held, row.points, row.maximum)
                for row in material.rows
                if (row.grader == grader or not apart)
                and row.points is not None
                and (held := row.reference_mark(reference)) is not None
            ],
        )
        for grader in (graders if apart else ("",))
    ]
    for one, two in combinations(material.raters[:_RATERS_COMPARED], 2):
        rows = _once(material.rows)
        marks = [(row.humans.get(one), row.humans.get(two), row.maximum) for row in rows]
        found.append((one, two, [(x, y, most) for x, y, most in marks if x is not None and y is not None]))
    return found


def _once(rows: Iterable[MarkedAnswer]) -> list[MarkedAnswer]:
    """Return one row per answer, however many graders and tries marked it."""
    return list({row.item_id or (row.student_id, row.question_id): row for row in rows}.values())
