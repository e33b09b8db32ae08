"""What must not change a mark: instructions inside answers, and the way or by whom an answer is written.

`run_suite` hands the variants of answers to any graders through the grading graph; `report_on`, which needs the `eval`
extra, says what became of the marks.
"""

from bareme.evaluation.robustness.answer_sets import Task, built_in, sample, tasks_of
from bareme.evaluation.robustness.run import Outcome, SuiteName, Trial, count_copies, run_suite, variants_of
from bareme.evaluation.robustness.variants import Carrier, Kind, Source, Variant

__all__ = [
    "Carrier",
    "Kind",
    "Outcome",
    "Source",
    "SuiteName",
    "Task",
    "Trial",
    "Variant",
    "built_in",
    "count_copies",
    "run_suite",
    "sample",
    "tasks_of",
    "variants_of",
]
