"""The figures. They need numpy and scipy, which the `eval` extra brings, and nothing of the graphs."""

from bareme.evaluation.metrics.bootstrap import IntervalEstimate
from bareme.evaluation.metrics.clustering import Unit
from bareme.evaluation.metrics.coverage import Risk
from bareme.evaluation.metrics.pair import PairScores
from bareme.evaluation.metrics.report import ScoreReport
from bareme.evaluation.metrics.score import MEAN, PREDICTED, score
from bareme.evaluation.metrics.table import MarkTable

__all__ = ["MEAN", "PREDICTED", "IntervalEstimate", "MarkTable", "PairScores", "Risk", "ScoreReport", "Unit", "score"]
