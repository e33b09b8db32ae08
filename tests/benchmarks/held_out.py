"""Agreement with people by question: intervals over questions, and baselines that learn from other questions alone.

Answers to one question share its key, so they are not independent: what is resampled, and what is held out, is the
question with all its answers.
"""

import math
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import cohen_kappa_score, f1_score
from sklearn.model_selection import GroupKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from tests.benchmarks.short_answers import MarkedAnswer

RESAMPLES = 500
_FOLDS = 10

type Floats = np.ndarray[Any, np.dtype[np.float64]]
type Levels = np.ndarray[Any, np.dtype[np.int_]]


@dataclass(frozen=True)
class Estimate:
    """A figure and its 95 % interval over questions."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{_short(self.value)} ({_short(self.low)} to {_short(self.high)})"


@dataclass(frozen=True)
class Marker:
    """What marks answers: a score for each, which orders them, and a level."""

    name: str
    scores: Floats
    levels: Levels


def _short(value: float) -> str:
    return f"{value:.3f}".replace("0.", ".", 1)


def baselines(answers: Sequence[MarkedAnswer], human: Levels, questions: Sequence[str]) -> Iterator[Marker]:
    """Yield the lexical baselines. Their levels are learned from the other questions' marks."""
    for name, measure in (("bag of words, cosine", bag_of_words), ("overlap, F1 of words", shared_words)):
        scores = np.array([measure(answer) for answer in answers])
        yield Marker(name, scores, linked(scores, human, questions))
    measures = [[m for other in (a.reference, a.question) for m in _measures(a.answer, other)] for a in answers]
    learner = make_pipeline(StandardScaler(), LogisticRegression(max_iter=2000, class_weight="balanced"))
    folds = GroupKFold(min(_FOLDS, len(set(questions))))
    chances = cross_val_predict(learner, measures, human, groups=questions, cv=folds, method="predict_proba")
    classes = np.unique(human)
    yield Marker("overlap, eight measures, trained", chances @ classes, classes[chances.argmax(axis=1)])


def linked(scores: Floats, human: Levels, questions: Sequence[str]) -> Levels:
    """Return levels for `scores` such that, on the other questions, each level is as frequent as people gave it."""
    found, groups = np.zeros(len(scores), dtype=int), np.array(questions)
    for train, test in GroupKFold(min(_FOLDS, len(set(questions)))).split(scores, groups=groups):
        classes, counts = np.unique(human[train], return_counts=True)
        bounds = np.quantile(scores[train], np.cumsum(counts)[:-1] / len(train))
        found[test] = classes[np.searchsorted(bounds, scores[test], side="left")]
    return found


def agreement(marker: Marker, human: Floats, levels: Levels, questions: Sequence[str]) -> dict[str, Estimate]:
    """Return r of the scores with what people gave, and macro-F1 and quadratic weighted kappa of the levels."""
    return {
        "r": _estimate(lambda w: _r(marker.scores, human, w), questions),
        "macro-F1": _estimate(
            lambda w: f1_score(levels, marker.levels, average="macro", sample_weight=w, zero_division=0), questions
        ),
        "QWK": _estimate(
            lambda w: cohen_kappa_score(levels, marker.levels, weights="quadratic", sample_weight=w), questions
        ),
    }


def difference_in_r(one: Marker, other: Marker, human: Floats, questions: Sequence[str]) -> Estimate:
    """Return how much higher the r of `one` is, over the same resamples for both."""
    return _estimate(lambda w: _r(one.scores, human, w) - _r(other.scores, human, w), questions)


def _estimate(figure: Callable[[Floats], float], questions: Sequence[str]) -> Estimate:
    names, place = np.unique(np.array(questions), return_inverse=True)
    draw = np.random.default_rng(14)
    drawn = draw.multinomial(len(names), [1 / len(names)] * len(names), size=RESAMPLES)
    values = [figure(weights[place].astype(float)) for weights in drawn]
    low, high = np.nanquantile(values, [0.025, 0.975])
    return Estimate(float(figure(np.ones(len(place)))), float(low), float(high))


def _r(one: Floats, other: Floats, weights: Floats) -> float:
    covered = np.cov(one, other, aweights=weights)
    return float(covered[0, 1] / math.sqrt(covered[0, 0] * covered[1, 1]))


def bag_of_words(answer: MarkedAnswer) -> float:
    """Return the cosine of the answer's and the reference's counts of words, neither stemmed nor weighted."""
    return _cosine(_words(answer.answer), _words(answer.reference))


def shared_words(answer: MarkedAnswer) -> float:
    """Return the F1 of the answer's words against the reference's, each word once."""
    words, others = set(_words(answer.answer)), set(_words(answer.reference))
    return 2 * len(words & others) / (len(words) + len(others)) if words or others else 0.0


def _measures(answer: str, other: str) -> list[float]:
    # SemEval's measures of overlap; words shared in the same place stand in for Lesk's common sequences.
    words, others = _words(answer), _words(other)
    shared, parts = len(set(words) & set(others)), len(set(words)) + len(set(others))
    place = sum(one == two for one, two in zip(words, others, strict=False))
    return [shared, 2 * shared / parts if parts else 0, _cosine(words, others), place]


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def _cosine(first: Sequence[str], second: Sequence[str]) -> float:
    one, other = Counter(first), Counter(second)
    size = math.hypot(*one.values()) * math.hypot(*other.values())
    return sum(one[word] * other[word] for word in one) / size if size else 0.0
