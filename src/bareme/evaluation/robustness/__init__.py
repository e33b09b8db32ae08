"""Robustness tests: whether marks change with injected instructions, writing style or the student's name.

Hands on `run_suite`, which grades variants of answers on the grading graph, and what it takes and returns.
`robustness.report`, which needs the `eval` extra, summarises the effects on the marks.
"""

from bareme.evaluation.robustness.answer_sets import RobustnessTask, built_in, sample, tasks_of
from bareme.evaluation.robustness.run import SuiteName, Trial, TrialOutcome, count_copies, run_suite, variants_of
from bareme.evaluation.robustness.variants import AnswerVariant, Carrier, OriginalAnswer, VariantKind

__all__ = [
    "AnswerVariant",
    "Carrier",
    "OriginalAnswer",
    "RobustnessTask",
    "SuiteName",
    "Trial",
    "TrialOutcome",
    "VariantKind",
    "built_in",
    "count_copies",
    "run_suite",
    "sample",
    "tasks_of",
    "variants_of",
]
