"""Graded sessions in few words: copies, graders and what each gave."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from decimal import Decimal

from bareme.domain.attempts import Attempt, AttemptStatus, Mark, MarkStatus
from bareme.domain.copies import Copy, CopyStatus
from bareme.domain.decisions import Decision
from bareme.domain.policy import Grader, Policy, blind_labels
from bareme.domain.scheme import GradingScheme
from bareme.domain.session import CopyProgress, GradedSession
from bareme.domain.shorthand import parse_shorthand

AT = datetime(2026, 2, 27, 9, 30, tzinfo=UTC)

type Given = str | Mark | MarkStatus
"""What a grader gave: points, a whole mark, or a status without points."""


def mark(question_id: str, given: Given = "1", **fields: object) -> Mark:
    """A mark by a confident grader."""
    if isinstance(given, Mark):
        return given
    status = given if isinstance(given, MarkStatus) else MarkStatus.GRADED
    points = None if not status.has_points else "0" if isinstance(given, MarkStatus) else given
    values = {"question_id": question_id, "status": status, "points": points, "confidence": 0.9}
    return Mark.model_validate({**values, **fields})


def attempt(copy_id: str, label: str, marks: Mapping[str, Given] = {}, /, **fields: object) -> Attempt:
    """An attempt that gave these marks; one without marks failed."""
    status = AttemptStatus.GRADED if marks else AttemptStatus.FAILED
    by_id = {question_id: mark(question_id, given) for question_id, given in marks.items()}
    return Attempt.model_validate({"copy_id": copy_id, "label": label, "status": status, "marks": by_id, **fields})


def session(
    scheme: GradingScheme | str,
    attempts: Iterable[Attempt],
    *,
    copies: Iterable[str] = (),
    graders: int = 2,
    decisions: Iterable[Decision] = (),
    progress: Mapping[str, CopyProgress] | None = None,
    **policy: object,
) -> GradedSession:
    """A session of the copies named, or else of those that have attempts; version 1, complete unless said otherwise."""
    made = tuple(attempts)
    copy_ids = tuple(copies) or tuple(dict.fromkeys(attempt.copy_id for attempt in made))
    done = CopyProgress(status=CopyStatus.COMPLETE, evaluation_version=1, graded_at=AT)
    made_by = Policy.model_validate(
        {"graders": [Grader(model=f"openai:model-{i}") for i in range(graders)], "language": "en", **policy}
    )
    return GradedSession(
        session_id="s",
        name="Contrôle",
        created_at=AT,
        policy=made_by,
        grader_key={copy_id: blind_labels(len(made_by.grader_names), seed=copy_id) for copy_id in copy_ids},
        scheme=parse_shorthand(scheme) if isinstance(scheme, str) else scheme,
        copies=tuple(Copy(copy_id=copy_id) for copy_id in copy_ids),
        progress=dict.fromkeys(copy_ids, done) | dict(progress or {}),
        attempts=made,
        decisions=tuple(decisions),
    )


def points(*values: str | None) -> list[Decimal | None]:
    """Decimals, and None for what has no points."""
    return [None if value is None else Decimal(value) for value in values]
