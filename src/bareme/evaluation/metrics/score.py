"""Compute all metrics of a table of marks."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import cached_property
from itertools import combinations

from bareme.evaluation.metrics.bands import CREDITS, RANGES, BandMismatches, band_mismatches, credit, mark_range
from bareme.evaluation.metrics.bootstrap import RESAMPLES, SEED
from bareme.evaluation.metrics.calibration import ConfidenceCalibration, calibration
from bareme.evaluation.metrics.clustering import ResamplingUnit, cluster
from bareme.evaluation.metrics.coverage import DEFAULT_TARGETS, CoverageRisk, Risk, coverage_risk
from bareme.evaluation.metrics.labels import LabelScores, label_scores
from bareme.evaluation.metrics.lost_marks import LostMarks, lost_marks
from bareme.evaluation.metrics.pair import PairScores, exact_decimals, pair_scores
from bareme.evaluation.metrics.report import Compared, Line, ScoreReport
from bareme.evaluation.metrics.slices import Slice, SliceBy, slice_keys, slices, sort_levels
from bareme.evaluation.metrics.spread import QuestionSpread, Spread, spread, spread_by_question
from bareme.evaluation.metrics.table import Marks, MarkTable
from bareme.evaluation.metrics.totals import TotalScores, total_scores

MEAN = "mean"
PREDICTED = "predicted"


def score(
    table: MarkTable,
    *,
    reference: str | None = None,
    unit: ResamplingUnit | None = None,
    targets: Sequence[tuple[Risk, float]] = DEFAULT_TARGETS,
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> ScoreReport:
    """Return the metrics of a table's marks.

    Args:
        table: Marks of one or more people, and those under test.
        reference: The rater to compare with, or "mean" for the mean of all raters. Default: the first rater.
        unit: What the intervals resample. Default: chosen from the table.
        targets: Risks for which to find a confidence threshold.
        resamples: Number of resamples per interval; 0 for no intervals.
        seed: Seed of the resamples; the same seed gives the same intervals.
    """
    scoring = _Scoring(table, reference or next(iter(table.humans)), unit=unit, resamples=resamples, seed=seed)
    columns = {**table.humans, PREDICTED: table.predicted}
    return ScoreReport(
        rows=table.rows,
        missing={name: sum(mark is None for mark in marks) for name, marks in columns.items()},
        step=float(table.grid),
        reference=scoring.reference,
        clustering=scoring.clustering,
        resamples=resamples,
        lines=scoring.lines(),
        credits=scoring.compared(_Scoring.credits),
        ranges=scoring.compared(_Scoring.ranges),
        lost_marks=scoring.compared(_Scoring.lost),
        labels=scoring.labels(),
        totals=scoring.totals(),
        slices=scoring.slices(),
        spread=scoring.spread(),
        spread_by_question=scoring.spread_by_question(),
        calibration=scoring.calibration(),
        coverage=scoring.coverage(targets),
    )


class _Scoring:
    """A table with its reference column and bootstrap."""

    def __init__(
        self, table: MarkTable, reference: str, *, unit: ResamplingUnit | None, resamples: int, seed: int
    ) -> None:
        raters = list(table.humans)
        with exact_decimals():
            self.mean = table.reference(raters)
        self.table = table
        self.step: Decimal = table.grid
        self.reference = reference
        self.reference_marks: Marks = self.mean if reference == MEAN else table.humans[reference]
        self.people = (table.humans[raters[0]], table.humans[raters[1]]) if len(raters) > 1 else None
        self.bootstrap, self.clustering = cluster(table, unit, resamples=resamples, seed=seed)
        self.unit = unit

    @cached_property
    def distinct(self) -> "_Scoring":
        """The scoring of the human marks, with one row per answer."""
        distinct = self.table.distinct_answers()
        if distinct is self.table:
            return self
        bootstrap = self.bootstrap
        return _Scoring(distinct, self.reference, unit=self.unit, resamples=bootstrap.resamples, seed=bootstrap.seed)

    def compared[T](self, metric: Callable[["_Scoring", Marks, Marks], T]) -> Compared[T]:
        """Return a metric of the marks under test, and of the two people."""
        distinct = self.distinct
        humans = metric(distinct, *distinct.people) if distinct.people is not None else None
        return Compared(predicted=metric(self, self.reference_marks, self.table.predicted), humans=humans)

    def lines(self) -> tuple[Line, ...]:
        names, distinct = list(self.table.humans), self.distinct
        people = distinct.table.humans
        references = {**self.table.humans, MEAN: self.mean} if len(names) > 1 else self.table.humans
        return (
            *(
                Line(first=name, second=PREDICTED, scores=self.pair(marks, self.table.predicted))
                for name, marks in references.items()
            ),
            *(
                Line(first=one, second=two, scores=distinct.pair(people[one], people[two]))
                for one, two in combinations(names, 2)
            ),
        )

    def credits(self, first: Marks, second: Marks) -> BandMismatches:
        return self._bands(first, second, credit, CREDITS)

    def ranges(self, first: Marks, second: Marks) -> BandMismatches:
        return self._bands(first, second, mark_range, RANGES)

    def lost(self, first: Marks, second: Marks) -> LostMarks:
        table = self.table
        return lost_marks(
            first,
            second,
            maxima=table.maxima,
            questions=table.questions,
            students=table.students,
            bootstrap=self.bootstrap,
        )

    def labels(self) -> Compared[LabelScores] | None:
        columns = self.table.human_labels
        if not columns:
            return None
        first = columns[self.reference] if self.reference in columns else next(iter(columns.values()))
        people = list(self.distinct.table.human_labels.values())
        humans = self.distinct.label_pair(people[0], people[1]) if len(people) > 1 else None
        return Compared(predicted=self.label_pair(first, self.table.predicted_labels), humans=humans)

    def totals(self) -> Compared[tuple[TotalScores, ...]] | None:
        return self.compared(_Scoring._totals) if self.table.students is not None else None

    def slices(self) -> dict[SliceBy, tuple[Slice, ...]]:
        table = self.table
        ways = slice_keys(
            self.reference_marks,
            questions=table.questions,
            models=table.models,
            criteria=table.criteria,
            maxima=table.maxima,
        )
        found = {
            by: slices(
                keys,
                self.reference_marks,
                table.predicted,
                humans=self.people,
                answers=table.answers if table.models or table.tries else None,
                maxima=table.maxima,
                step=self.step,
                bootstrap=self.bootstrap,
            )
            for by, keys in ways.items()
        }
        return {by: sort_levels(parts) if by is SliceBy.HUMAN_LEVEL else parts for by, parts in found.items()}

    def spread(self) -> Spread | None:
        answers, models = self.table.answers, self._models()
        return spread(self.table.predicted, answers=answers, models=models) if answers and models else None

    def spread_by_question(self) -> tuple[QuestionSpread, ...]:
        answers, models, questions = self.table.answers, self._models(), self.table.questions
        if not answers or not models or questions is None:
            return ()
        return spread_by_question(self.table.predicted, answers=answers, models=models, questions=questions)

    def calibration(self) -> ConfidenceCalibration | None:
        if self.table.confidence is None:
            return None
        return calibration(self.reference_marks, self.table.predicted, self.table.confidence, bootstrap=self.bootstrap)

    def coverage(self, targets: Sequence[tuple[Risk, float]]) -> CoverageRisk | None:
        table = self.table
        if table.confidence is None:
            return None
        return coverage_risk(self.reference_marks, table.predicted, table.confidence, step=self.step, targets=targets)

    def pair(self, first: Marks, second: Marks) -> PairScores:
        return pair_scores(
            first,
            second,
            step=self.step,
            maxima=self.table.maxima,
            bootstrap=self.bootstrap,
        )

    def _bands[Band: str](
        self, first: Marks, second: Marks, band: Callable[[Decimal, Decimal, Decimal], Band], bands: tuple[Band, ...]
    ) -> BandMismatches:
        return band_mismatches(
            first,
            second,
            maxima=self.table.maxima,
            minima=self.table.minima,
            band=band,
            bands=bands,
            bootstrap=self.bootstrap,
        )

    def label_pair(self, first: Sequence[str | None], second: Sequence[str | None]) -> LabelScores:
        return label_scores(
            first,
            second,
            labels=self.table.labels,
            bootstrap=self.bootstrap,
        )

    def _totals(self, first: Marks, second: Marks) -> tuple[TotalScores, ...]:
        table = self.table
        return total_scores(
            first,
            second,
            students=table.students or (),
            models=table.models,
            tries=table.tries,
            maxima=table.maxima,
            step=self.step,
            resamples=self.bootstrap.resamples,
            seed=self.bootstrap.seed,
        )

    def _models(self) -> list[str] | None:
        """Return the model of each row, "" if only tries are known, or None if neither is."""
        table = self.table
        if table.models is not None:
            return list(table.models)
        return None if table.tries is None else [""] * table.rows
