"""The report of all metrics of a table of marks, as `bareme eval score --json` prints it."""

from pydantic import Field

from bareme.domain.frozen_model import FrozenModel
from bareme.evaluation.metrics.bands import BandMismatches
from bareme.evaluation.metrics.calibration import ConfidenceCalibration
from bareme.evaluation.metrics.clustering import Clustering
from bareme.evaluation.metrics.coverage import CoverageRisk
from bareme.evaluation.metrics.labels import LabelScores
from bareme.evaluation.metrics.lost_marks import LostMarks
from bareme.evaluation.metrics.pair import PairScores
from bareme.evaluation.metrics.slices import Slice, SliceBy
from bareme.evaluation.metrics.spread import QuestionSpread, Spread
from bareme.evaluation.metrics.totals import TotalScores


class Line(FrozenModel):
    """The scores of two columns of marks: of people, their mean, or the marks under test."""

    first: str
    second: str
    scores: PairScores


class Compared[T](FrozenModel):
    """A metric of the marks under test, and of the second person against the first."""

    predicted: T
    humans: T | None = Field(description="Null if only one person marked.")


class ScoreReport(FrozenModel):
    """The agreement of marks with human marks."""

    rows: int
    missing: dict[str, int] = Field(description="Number of rows without a mark, by rater; they are left out.")
    step: float = Field(description="The step in points: as given, or the grid of the human marks.")
    reference: str = Field(description="The reference of all metrics except `lines`: a rater, or the mean of all.")
    clustering: Clustering
    resamples: int
    lines: tuple[Line, ...] = Field(
        description="The marks under test against each person and their mean, then the people against each other."
    )
    credits: Compared[BandMismatches] = Field(description="Bands: zero, partial, full.")
    ranges: Compared[BandMismatches] = Field(description="Bands: 0–25, 25–75, 75–100 % of the maximum.")
    lost_marks: Compared[LostMarks]
    labels: Compared[LabelScores] | None = Field(description="Null if the marks are not labels.")
    totals: Compared[tuple[TotalScores, ...]] | None = Field(
        description="By model and try; null if students are unknown."
    )
    slices: dict[SliceBy, tuple[Slice, ...]]
    spread: Spread | None = Field(description="Null if students, or both models and tries, are unknown.")
    spread_by_question: tuple[QuestionSpread, ...]
    calibration: ConfidenceCalibration | None = Field(description="Null if no confidence is given.")
    coverage: CoverageRisk | None = Field(description="Null if no confidence is given.")
