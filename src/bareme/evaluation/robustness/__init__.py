"""What must not change a mark: instructions inside answers, and the way or by whom an answer is written.

`run_suite` hands the variants of answers to any graders through the grading graph; `report_on`, which needs the `eval`
extra, says what became of the marks.
"""

from bareme.evaluation.robustness.answer_sets import RobustnessTask, built_in, sample, tasks_of
from bareme.evaluation.robustness.run import SuiteName, Trial, TrialOutcome, count_copies, run_suite, variants_of
from bareme.evaluation.robustness.variants import Carrier, OriginalAnswer, Variant, VariantKind

__all__ = [
    "Carrier",
    "OriginalAnswer",
    "RobustnessTask",
    "SuiteName",
    "Trial",
    "TrialOutcome",
    "Variant",
    "VariantKind",
    "built_in",
    "count_copies",
    "run_suite",
    "sample",
    "tasks_of",
    "variants_of",
]
