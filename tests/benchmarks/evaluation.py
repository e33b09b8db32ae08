"""Ten thousand marks scored with all intervals, in a process of its own: its figures as one JSON object."""

import json
import random
import time
from decimal import Decimal

from bareme.evaluation.metrics import MarkTable, score

STUDENTS, QUESTIONS, MODELS = 200, 25, 2
SCALE = 80  # quarter points of a maximum of 20


def table() -> MarkTable:
    """Return the marks of two people and two models, each within a point of the first person's."""
    source = random.Random(1)  # noqa: S311 - marks, not secrets

    def near(mark: int) -> Decimal:
        return Decimal(min(SCALE, max(0, mark + source.randint(-4, 4)))) / 4

    answers = [(f"s{i}", f"Q{j}", source.randint(0, SCALE)) for i in range(STUDENTS) for j in range(QUESTIONS)]
    rows = [(student, question, mark, f"m{m}") for student, question, mark in answers for m in range(MODELS)]
    second = {(student, question): near(mark) for student, question, mark in answers}
    return MarkTable(
        humans={
            "one": [Decimal(mark) / 4 for _, _, mark, _ in rows],
            "two": [second[student, question] for student, question, _, _ in rows],
        },
        predicted=[near(mark) for _, _, mark, _ in rows],
        maxima=[Decimal(SCALE) / 4] * len(rows),
        students=[student for student, _, _, _ in rows],
        questions=[question for _, question, _, _ in rows],
        models=[model for _, _, _, model in rows],
        confidence=[source.random() for _ in rows],
    )


def main() -> None:
    """Measure once."""
    marks = table()
    start, used = time.perf_counter(), time.process_time()
    report = score(marks)
    seconds, processor = time.perf_counter() - start, time.process_time() - used
    parts = sum(len(found) for found in report.slices.values())
    print(
        json.dumps(
            {
                "marks": report.rows,
                "resamples": report.resamples,
                "parts": parts,
                "seconds": round(seconds, 2),
                "processor_seconds": round(processor, 2),
            }
        )
    )


if __name__ == "__main__":
    main()
