"""From a table of marks to all its figures."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from itertools import combinations

from bareme.evaluation.metrics.bands import CREDITS, RANGES, BandMismatches, band_mismatches, credit, mark_range
from bareme.evaluation.metrics.bootstrap import RESAMPLES, SEED
from bareme.evaluation.metrics.calibration import Calibration, calibration
from bareme.evaluation.metrics.clustering import Unit, cluster
from bareme.evaluation.metrics.coverage import WISHES, CoverageRisk, Risk, coverage_risk
from bareme.evaluation.metrics.labels import LabelScores, label_scores
from bareme.evaluation.metrics.lost_marks import LostMarks, lost_marks
from bareme.evaluation.metrics.pair import PairScores, exact_decimals, pair_scores
from bareme.evaluation.metrics.report import Compared, Line, ScoreReport
from bareme.evaluation.metrics.slices import By, Slice, divisions, in_order, slices
from bareme.evaluation.metrics.spread import QuestionSpread, Spread, spread, spread_by_question
from bareme.evaluation.metrics.table import Marks, MarkTable
from bareme.evaluation.metrics.totals import TotalScores, total_scores

MEAN = "mean"
PREDICTED = "predicted"


def score(
    table: MarkTable,
    *,
    reference: str | None = None,
    unit: Unit | None = None,
    wishes: Sequence[tuple[Risk, float]] = WISHES,
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> ScoreReport:
    """Return the figures of a table's marks.

    Args:
        table: Marks of one person or more, and those under test.
        reference: The rater whom the marks are held against, or "mean" for the mean of all; None: the first.
        unit: What the intervals resample; None: what suits the table.
        wishes: Errors for which a threshold of confidence is looked for.
        resamples: For each interval; 0 for none.
        seed: Of the resamples. The same seed gives the same intervals.
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
        credits=scoring.compared(scoring.credits),
        ranges=scoring.compared(scoring.ranges),
        lost_marks=scoring.compared(scoring.lost),
        labels=scoring.labels(),
        totals=scoring.totals(),
        slices=scoring.slices(),
        spread=scoring.spread(),
        spread_by_question=scoring.spread_by_question(),
        calibration=scoring.calibration(),
        coverage=scoring.coverage(wishes),
    )


class _Scoring:
    """One table, the column it is held against, and how its intervals are made."""

    def __init__(self, table: MarkTable, reference: str, *, unit: Unit | None, resamples: int, seed: int) -> None:
        raters = list(table.humans)
        with exact_decimals():
            self.mean = table.reference(raters)
        self.table = table
        self.step: Decimal = table.grid
        self.reference = reference
        self.held: Marks = self.mean if reference == MEAN else table.humans[reference]
        self.people = (table.humans[raters[0]], table.humans[raters[1]]) if len(raters) > 1 else None
        self.clusters, self.clustering = cluster(table, unit)
        self.resamples, self.seed = resamples, seed

    def compared[T](self, figure: Callable[[Marks, Marks], T]) -> Compared[T]:
        """Return a figure of the marks under test, and of the two people."""
        humans = figure(*self.people) if self.people is not None else None
        return Compared(predicted=figure(self.held, self.table.predicted), humans=humans)

    def lines(self) -> tuple[Line, ...]:
        humans = dict(self.table.humans)
        references = {**humans, MEAN: self.mean} if len(humans) > 1 else humans
        return (
            *(
                Line(first=name, second=PREDICTED, scores=self._pair(marks, self.table.predicted))
                for name, marks in references.items()
            ),
            *(
                Line(first=one, second=two, scores=self._pair(humans[one], humans[two]))
                for one, two in combinations(humans, 2)
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
            clusters=self.clusters,
            resamples=self.resamples,
            seed=self.seed,
        )

    def labels(self) -> Compared[LabelScores] | None:
        columns = list(self.table.human_labels.values())
        if not columns:
            return None
        first = columns[list(self.table.humans).index(self.reference)] if self.reference != MEAN else columns[0]
        humans = self._labels(columns[0], columns[1]) if len(columns) > 1 else None
        return Compared(predicted=self._labels(first, self.table.predicted_labels), humans=humans)

    def totals(self) -> Compared[tuple[TotalScores, ...]] | None:
        return self.compared(self._totals) if self.table.students is not None else None

    def slices(self) -> dict[By, tuple[Slice, ...]]:
        table = self.table
        ways = divisions(
            self.held, questions=table.questions, models=table.models, criteria=table.criteria, maxima=table.maxima
        )
        found = {
            by: slices(
                keys,
                self.held,
                table.predicted,
                humans=self.people,
                maxima=table.maxima,
                step=self.step,
                clusters=self.clusters,
                resamples=self.resamples,
                seed=self.seed,
            )
            for by, keys in ways.items()
        }
        return {by: in_order(parts) if by is By.HUMAN_LEVEL else parts for by, parts in found.items()}

    def spread(self) -> Spread | None:
        if self.table.models is None and self.table.tries is None:
            return None
        return spread(self.table.predicted, answers=self._answers(), models=self._models())

    def spread_by_question(self) -> tuple[QuestionSpread, ...]:
        table = self.table
        if table.questions is None or (table.models is None and table.tries is None):
            return ()
        return spread_by_question(
            table.predicted, answers=self._answers(), models=self._models(), questions=table.questions
        )

    def calibration(self) -> Calibration | None:
        if self.table.confidence is None:
            return None
        return calibration(
            self.held,
            self.table.predicted,
            self.table.confidence,
            clusters=self.clusters,
            resamples=self.resamples,
            seed=self.seed,
        )

    def coverage(self, wishes: Sequence[tuple[Risk, float]]) -> CoverageRisk | None:
        if self.table.confidence is None:
            return None
        return coverage_risk(self.held, self.table.predicted, self.table.confidence, step=self.step, wishes=wishes)

    def _pair(self, first: Marks, second: Marks) -> PairScores:
        return pair_scores(
            first,
            second,
            step=self.step,
            maxima=self.table.maxima,
            clusters=self.clusters,
            resamples=self.resamples,
            seed=self.seed,
        )

    def _bands[Band: str](
        self, first: Marks, second: Marks, band: Callable[[Decimal, Decimal], Band], bands: tuple[Band, ...]
    ) -> BandMismatches:
        return band_mismatches(
            first,
            second,
            maxima=self.table.maxima,
            band=band,
            bands=bands,
            clusters=self.clusters,
            resamples=self.resamples,
            seed=self.seed,
        )

    def _labels(self, first: Sequence[str | None], second: Sequence[str | None]) -> LabelScores:
        return label_scores(
            first,
            second,
            labels=self.table.labels,
            clusters=self.clusters,
            resamples=self.resamples,
            seed=self.seed,
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
            resamples=self.resamples,
            seed=self.seed,
        )

    def _answers(self) -> list[tuple[str, ...]]:
        """Return which answer each row marks; without any key all rows mark one."""
        keys = [keys for keys in (self.table.students, self.table.questions, self.table.criteria) if keys is not None]
        return list(zip(*keys, strict=True)) if keys else [()] * self.table.rows

    def _models(self) -> list[str]:
        return list(self.table.models) if self.table.models is not None else [""] * self.table.rows
