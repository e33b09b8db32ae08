"""Figures without a value and parts that are not shown, each with its reason."""

from collections import Counter
from collections.abc import Iterator

from bareme.domain.figures import Figure
from bareme.evaluation.notation import FIGURES
from bareme.evaluation.report.document import Block, Paragraph, Section, Table
from bareme.evaluation.report.findings import Findings
from bareme.evaluation.report.words import Words


def undefined(found: Findings, words: Words) -> Section:
    """Return what a reader may miss."""
    missing = [
        (who, words(name), words.reason(figure)) for who, name, figure in _overall(found, words) if figure.undefined
    ]
    blocks: list[Block] = [Paragraph(words(f"not_shown_{key}")) for key in _not_shown(found)]
    blocks += [Paragraph(line, "note") for line in _in_parts(found, words)]
    if missing:
        header = (words("raters"), words("figure"), words("reason"))
        blocks.append(Table(words("undefined_table"), header, tuple(missing), frozenset({1, 2})))
    else:
        blocks.append(Paragraph(words("all_defined")))
    return Section("undefined", words("undefined"), tuple(blocks))


def _overall(found: Findings, words: Words) -> Iterator[tuple[str, str, Figure]]:
    metrics = found.metrics
    for line in metrics.lines:
        for name, _ in FIGURES:
            who = f"{words.rater(line.first)} – {words.rater(line.second)}"
            yield who, name, getattr(line.scores, name).value
    test = words.rater("")
    yield test, "lost_each", metrics.lost_marks.predicted.a_student
    if metrics.spread is not None:
        yield test, "within", metrics.spread.within
        yield test, "between", metrics.spread.between
    if metrics.calibration is not None:
        yield test, "expected_error", metrics.calibration.expected_error.value
        yield test, "brier", metrics.calibration.brier.value
    if metrics.coverage is not None:
        yield test, "area", metrics.coverage.area


def _not_shown(found: Findings) -> Iterator[str]:
    metrics = found.metrics
    if metrics.credits.humans is None:
        yield "human_human"
    if not metrics.credits.predicted.pairs:
        yield "maximum"
    if metrics.calibration is None or not metrics.calibration.pairs:
        yield "confidence"
    if metrics.totals is None:
        yield "students"
    if metrics.spread is None:
        yield "spread"


def _in_parts(found: Findings, words: Words) -> list[str]:
    lines = []
    for by, slices in found.metrics.slices.items():
        title = words(f"by_{by}", reference=words.rater(found.metrics.reference))
        for name, _ in FIGURES:
            reasons = Counter(words.reason(getattr(one.scores, name).value) for one in slices)
            lines += [
                words("undefined_parts", by=title, figure=words(name), count=count, all=len(slices), reason=reason)
                for reason, count in reasons.items()
                if reason
            ]
    return lines
