"""All figures of a table of marks, as one object: what `bareme eval score --json` prints."""

from pydantic import BaseModel, ConfigDict, Field

from bareme.evaluation.metrics.bands import BandMismatches
from bareme.evaluation.metrics.calibration import ConfidenceCalibration
from bareme.evaluation.metrics.clustering import Clustering
from bareme.evaluation.metrics.coverage import CoverageRisk
from bareme.evaluation.metrics.labels import LabelScores
from bareme.evaluation.metrics.lost_marks import LostMarks
from bareme.evaluation.metrics.pair import PairScores
from bareme.evaluation.metrics.slices import By, Slice
from bareme.evaluation.metrics.spread import QuestionSpread, Spread
from bareme.evaluation.metrics.totals import TotalScores


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class Line(_Frozen):
    """Two raters: people, their mean, or the marks under test."""

    first: str
    second: str
    scores: PairScores


class Compared[T](_Frozen):
    """A figure of the marks under test, and the same of the second person against the first."""

    predicted: T
    humans: T | None = Field(description="Null where one person marked.")


class ScoreReport(_Frozen):
    """How close marks are to people's."""

    rows: int
    missing: dict[str, int] = Field(description="Rows without a mark, by rater; they are left out.")
    step: float = Field(description="One step in points: the one given, or the grid on which the human marks lie.")
    reference: str = Field(description="Against whom all but `lines` is: a rater, or the mean of all.")
    clustering: Clustering
    resamples: int
    lines: tuple[Line, ...] = Field(description="The marks under test against each person and their mean; then people.")
    credits: Compared[BandMismatches] = Field(description="Zero, partial, full.")
    ranges: Compared[BandMismatches] = Field(description="0–25, 25–75, 75–100 % of the maximum.")
    lost_marks: Compared[LostMarks]
    labels: Compared[LabelScores] | None = Field(description="Null where the marks are not labels.")
    totals: Compared[tuple[TotalScores, ...]] | None = Field(
        description="By model and try; null where students are not known."
    )
    slices: dict[By, tuple[Slice, ...]]
    spread: Spread | None = Field(description="Null without students, or without models and tries.")
    spread_by_question: tuple[QuestionSpread, ...]
    calibration: ConfidenceCalibration | None = Field(description="Null where no confidence is given.")
    coverage: CoverageRisk | None = Field(description="Null where no confidence is given.")
