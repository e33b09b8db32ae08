"""Metrics of marks against human marks, computed with numpy and scipy (the `eval` extra).

Hands on `score`, which turns a `MarkTable` into a `ScoreReport`, and the classes of their parts.
"""

from bareme.evaluation.metrics.bootstrap import IntervalEstimate
from bareme.evaluation.metrics.clustering import ResamplingUnit
from bareme.evaluation.metrics.coverage import Risk
from bareme.evaluation.metrics.pair import PairScores
from bareme.evaluation.metrics.report import ScoreReport
from bareme.evaluation.metrics.score import MEAN, PREDICTED, score
from bareme.evaluation.metrics.table import MarkTable

__all__ = [
    "MEAN",
    "PREDICTED",
    "IntervalEstimate",
    "MarkTable",
    "PairScores",
    "ResamplingUnit",
    "Risk",
    "ScoreReport",
    "score",
]
