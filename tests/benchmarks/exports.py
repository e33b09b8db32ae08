"""Every format of a class of a hundred copies of fifty criteria: `python -m tests.benchmarks.exports`."""

import json
import random
import time
from datetime import UTC, datetime
from decimal import Decimal

from bareme.domain.attempts import Attempt, AttemptStatus, CriterionMark, Mark, MarkStatus
from bareme.domain.copies import Copy, CopyStatus, Student
from bareme.domain.criteria import Criterion
from bareme.domain.points import add
from bareme.domain.policy import Grader, Policy
from bareme.domain.scheme import GradingScheme, Question
from bareme.domain.session import CopyProgress, GradedSession
from bareme.exports import export
from tests.exports.formats import FROM_THE_SESSION

COPIES, QUESTIONS, CRITERIA = 100, 10, 5
AT = datetime(2026, 3, 1, tzinfo=UTC)


def large_session(copies: int = COPIES) -> GradedSession:
    """Return a session: one grader, marks drawn by a fixed seed, every other question with a coefficient."""
    dice = random.Random(1)  # noqa: S311 - dice, not secrets
    criteria = tuple(Criterion(id=f"k{i}", name=f"Critère {i}", points=Decimal(1)) for i in range(CRITERIA))
    questions = tuple(
        Question(id=f"{i}", max_points=Decimal(CRITERIA), coefficient=Decimal("1.5") if i % 2 else 1, criteria=criteria)
        for i in range(QUESTIONS)
    )

    def mark(question: Question) -> Mark:
        given = tuple(CriterionMark(criterion_id=c.id, points=Decimal(dice.randint(0, 4)) / 4) for c in criteria)
        return Mark(
            question_id=question.id,
            status=MarkStatus.GRADED,
            points=add(criterion.points for criterion in given),
            feedback="L’énergie cinétique $E_c = \\frac{1}{2} m v^2$ est juste, l’unité manque.",
            confidence=0.9,
            criteria=given,
        )

    papers = tuple(Copy(copy_id=f"c{i:03}", student=Student(name=f"Élève {i}")) for i in range(copies))
    attempts = tuple(
        Attempt(
            copy_id=copy.copy_id,
            label="A",
            status=AttemptStatus.GRADED,
            marks={question.id: mark(question) for question in questions},
        )
        for copy in papers
    )
    return GradedSession(
        session_id="large",
        name="Grande classe",
        created_at=AT,
        policy=Policy(graders=(Grader(model="offline:lexical"),)),
        scheme=GradingScheme(name="Barème", questions=questions),
        copies=papers,
        progress={copy.copy_id: CopyProgress(status=CopyStatus.COMPLETE, graded_at=AT) for copy in papers},
        attempts=attempts,
    )


def measure() -> dict[str, float]:
    """Write every format and return the seconds of each, and of all."""
    session = large_session()
    seconds = {}
    for fmt in FROM_THE_SESSION:
        started = time.perf_counter()
        export(session, fmt, generated_at=AT)
        seconds[fmt.value] = round(time.perf_counter() - started, 2)
    return {**seconds, "all": round(sum(seconds.values()), 2)}


if __name__ == "__main__":
    print(json.dumps(measure()))
