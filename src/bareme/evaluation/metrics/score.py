"""From a table of marks to all its figures."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import cached_property
from itertools import combinations

from bareme.evaluation.metrics.bands import CREDITS, RANGES, BandMismatches, band_mismatches, credit, mark_range
from bareme.evaluation.metrics.bootstrap import RESAMPLES, SEED
from bareme.evaluation.metrics.calibration import ConfidenceCalibration, calibration
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
        credits=scoring.compared(_Scoring.credits),
        ranges=scoring.compared(_Scoring.ranges),
        lost_marks=scoring.compared(_Scoring.lost),
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
        self.unit, self.resamples, self.seed = unit, resamples, seed

    @cached_property
    def once(self) -> "_Scoring":
        """The people alone, each answer once."""
        once = self.table.once()
        if once is self.table:
            return self
        return _Scoring(once, self.reference, unit=self.unit, resamples=self.resamples, seed=self.seed)

    def compared[T](self, figure: Callable[["_Scoring", Marks, Marks], T]) -> Compared[T]:
        """Return a figure of the marks under test, and of the two people."""
        once = self.once
        humans = figure(once, *once.people) if once.people is not None else None
        return Compared(predicted=figure(self, self.held, self.table.predicted), humans=humans)

    def lines(self) -> tuple[Line, ...]:
        names, once = list(self.table.humans), self.once
        references = {**self.table.humans, MEAN: self.mean} if len(names) > 1 else self.table.humans
        return (
            *(
                Line(first=name, second=PREDICTED, scores=self.pair(marks, self.table.predicted))
                for name, marks in references.items()
            ),
            *(
                Line(first=one, second=two, scores=once.pair(once.table.humans[one], once.table.humans[two]))
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
            clusters=self.clusters,
            resamples=self.resamples,
            seed=self.seed,
        )

    def labels(self) -> Compared[LabelScores] | None:
        columns = self.table.human_labels
        if not columns:
            return None
        first = columns[self.reference] if self.reference in columns else next(iter(columns.values()))
        people = list(self.once.table.human_labels.values())
        humans = self.once.label_pair(people[0], people[1]) if len(people) > 1 else None
        return Compared(predicted=self.label_pair(first, self.table.predicted_labels), humans=humans)

    def totals(self) -> Compared[tuple[TotalScores, ...]] | None:
        return self.compared(_Scoring._totals) if self.table.students is not None else None

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
                answers=table.answers if table.models or table.tries else None,
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

    def pair(self, first: Marks, second: Marks) -> PairScores:
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
        self, first: Marks, second: Marks, band: Callable[[Decimal, Decimal, Decimal], Band], bands: tuple[Band, ...]
    ) -> BandMismatches:
        return band_mismatches(
            first,
            second,
            maxima=self.table.maxima,
            minima=self.table.minima,
            band=band,
            bands=bands,
            clusters=self.clusters,
            resamples=self.resamples,
            seed=self.seed,
        )

    def label_pair(self, first: Sequence[str | None], second: Sequence[str | None]) -> LabelScores:
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

    def _models(self) -> list[str] | None:
        """Return whose mark each row is; one model's where only tries are known, None where neither is."""
        table = self.table
        if table.models is not None:
            return list(table.models)
        return None if table.tries is None else [""] * table.rows
