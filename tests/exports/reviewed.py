"""A session late in its review: coefficients, a choice, criteria of every kind, two versions of the scheme."""

from datetime import timedelta
from decimal import Decimal

from bareme.domain.attempts import CriterionMark
from bareme.domain.copies import Copy, CopyStatus, Student
from bareme.domain.criteria import Criterion
from bareme.domain.decisions import (
    CompletionDecision,
    Decision,
    FeedbackDecision,
    MarkDecision,
    MarkSource,
    SchemeDecision,
    StudentDecision,
)
from bareme.domain.points import Language
from bareme.domain.policy import Reveal
from bareme.domain.scheme import GradingScheme, Question
from bareme.domain.session import CopyProgress, GradedSession
from tests.exports.conftest import AT, DECIDED_AT, attempt, mark, session_of

CRITERIA = (
    Criterion(id="law", name="Loi citée", points=Decimal(2)),
    Criterion(id="graph", name="Méthode graphique", points=Decimal(2), group="method"),
    Criterion(id="sum", name="Méthode par le calcul", points=Decimal(2), group="method"),
    Criterion(id="care", name="Soin", points=Decimal(1), bonus=True),
    Criterion(id="unit", name="Unité absente", points=Decimal(-1)),
)


def _question(question_id: str, maximum: int, **fields: object) -> Question:
    return Question.model_validate({"id": question_id, "max_points": maximum, **fields})


def _scheme(version: int) -> GradingScheme:
    """1: out of 4, criteria. 2: times two. 3: best two of three. 4 has another maximum in version 1, 5 is gone in 2."""
    choice = tuple(_question(f"3.{i}", 3) for i in "abc")
    last = [_question("4", 5), _question("5", 1)] if version == 1 else [_question("4", 4)]
    return GradingScheme(
        name="Ondes",
        version=version,
        questions=(
            _question("1", 4, criteria=CRITERIA),
            _question("2", 3, coefficient=2),
            Question(id="3", label="Au choix", best_of=2, parts=choice),
            *last,
        ),
    )


def _criteria(*points: str) -> tuple[CriterionMark, ...]:
    return tuple(
        CriterionMark(criterion_id=criterion.id, points=Decimal(given))
        for criterion, given in zip(CRITERIA, points, strict=True)
    )


_MARKS = {
    # law, graph, sum, care, unit: 2 + 2 (the other method is left out) + 1 − 1
    "c01": ({"1": "4", "2": "1.5", "3.a": "3", "3.b": "1", "3.c": "2", "4": "4"}, _criteria("2", "2", "1", "1", "-1")),
    # 2 + 2 + 1: a bonus goes no further than the maximum
    "c02": ({"1": "4", "2": "3", "3.a": "0", "3.b": "3", "3.c": "3", "4": "2"}, _criteria("2", "0", "2", "1", "0")),
    "c03": ({"1": "0", "2": "2", "3.a": "1", "3.b": "1", "3.c": "1", "4": "5", "5": "1"}, _criteria(*"000", "0", "-1")),
}


def reviewed_session(language: Language = "fr", *, reveal: Reveal = Reveal.ALWAYS) -> GradedSession:
    """Three copies; the last is still under the first version of the scheme."""
    copies = [Copy(copy_id=i, student=Student(name=f"ÉLÈVE {i[-1]}", student_id=i[1:])) for i in _MARKS]
    attempts = [
        attempt(
            copy_id,
            label,
            [
                mark(i, points, criteria=criteria if i == "1" else (), feedback=f"{label} {i}")
                for i, points in of.items()
            ],
            scheme_version=1 if copy_id == "c03" else 2,
        )
        for copy_id, (of, criteria) in _MARKS.items()
        for label in "AB"
    ]
    versions = {"c01": 2, "c02": 2, "c03": 1}
    done = {i: CopyProgress(status=CopyStatus.COMPLETE, graded_at=AT, scheme_version=v) for i, v in versions.items()}
    session = session_of(_scheme(2), copies, attempts, language=language, decisions=_decisions(), progress=done)
    policy = session.policy.model_copy(update={"reveal": reveal})
    return session.model_copy(update={"earlier_schemes": (_scheme(1),), "policy": policy})


def _decisions() -> list[Decision]:
    def about(minutes: int, copy_id: str = "c01", **more: object) -> dict[str, object]:
        at = DECIDED_AT + timedelta(minutes=minutes)
        return {
            "author": "Mme Martin",
            "identity": "martin",
            "at": at,
            "scheme_version": 2,
            "evaluation_version": 2,
            "copy_id": copy_id,
            **more,
        }

    given: dict[str, object] = {"question_id": "2", "source": MarkSource.TEACHER, "points": "2.5", "previous": "1.5"}
    return [
        SchemeDecision.model_validate(
            {"author": "Mme Martin", "at": DECIDED_AT, "scheme_version": 2, "previous": 1, "copy_ids": ["c01", "c02"]}
        ),
        MarkDecision.model_validate({**about(1, reason="=lecture trop sévère"), **given}),
        FeedbackDecision.model_validate(
            {**about(2), "question_id": "2", "text": "Relisez $E = h\\nu$ ; très bien.", "previous": "A 2"}
        ),
        FeedbackDecision.model_validate({**about(3), "question_id": None, "text": "Bon travail.", "previous": ""}),
        StudentDecision.model_validate({**about(4, "c02"), "student": {"name": "ZOLA Émile"}, "previous": None}),
        CompletionDecision.model_validate({**about(5), "complete": True}),
    ]
