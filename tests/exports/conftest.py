"""Two graded sessions made by hand: nothing here comes from a model."""

import io
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from bareme.domain.attempts import Attempt, AttemptStatus, CriterionMark, Flag, Mark, MarkStatus
from bareme.domain.copies import Copy, CopyFlag, CopyStatus, Student
from bareme.domain.criteria import Criterion
from bareme.domain.decisions import Decision, MarkDecision, MarkSource
from bareme.domain.points import Language
from bareme.domain.policy import Grader, Policy
from bareme.domain.scheme import GradingScheme, Question
from bareme.domain.session import CopyProgress, GradedSession
from bareme.exports import ExportFormat, export

AT = datetime(2026, 2, 27, 9, 30, tzinfo=UTC)
DECIDED_AT = datetime(2026, 2, 28, 18, 5, tzinfo=UTC)
EVIL = '=HYPERLINK("http://evil.example","cliquez")'

# The labels are dealt out the other way round on every second copy.
MODELS = ("openai:gpt-x", "offline:lexical")
NAMES = {f"c0{i}": dict(zip("AB" if i % 2 else "BA", MODELS, strict=True)) for i in range(1, 7)}

type Sheets = Callable[..., dict[str, list[list[object]]]]


def mark(question_id: str, points: object, status: MarkStatus = MarkStatus.GRADED, **fields: object) -> Mark:
    values: dict[str, object] = {"confidence": 0.9, **fields}
    return Mark.model_validate({"question_id": question_id, "status": status, "points": points, **values})


def attempt(copy_id: str, label: str, marks: Sequence[Mark], **fields: object) -> Attempt:
    values: dict[str, object] = {"status": AttemptStatus.GRADED, **fields}
    by_id = {one.question_id: one for one in marks}
    return Attempt.model_validate({"copy_id": copy_id, "label": label, "marks": by_id, **values})


def session_of(
    scheme: GradingScheme,
    copies: Sequence[Copy],
    attempts: Sequence[Attempt],
    *,
    language: Language = "fr",
    graders: int = 2,
    decisions: Sequence[Decision] = (),
    progress: Mapping[str, CopyProgress] | None = None,
) -> GradedSession:
    done = CopyProgress(status=CopyStatus.COMPLETE, graded_at=AT)
    models = tuple(Grader(model=f"offline:model-{i}") for i in range(graders))
    return GradedSession(
        session_id="abc123",
        name="Énergie & mouvement – 2026-02-27",
        created_at=AT,
        policy=Policy(graders=models, language=language),
        scheme=scheme,
        copies=tuple(copies),
        progress={copy.copy_id: done for copy in copies} | dict(progress or {}),
        attempts=tuple(attempts),
        decisions=tuple(decisions),
    )


def one_text_session(text: str, *, points: str = "1.25", language: Language = "fr") -> GradedSession:
    """A session of one copy whose every free text is `text`."""
    scheme = GradingScheme(name="s", questions=(Question(id="1", max_points=Decimal(3)),))
    only = mark("1", points, feedback=text, transcription=text, rationale=text, evidence=(text,), note=text)
    copies = [Copy(copy_id="c01", student=Student(name=text[:200] or "x", student_id=text[:100], group=text[:100]))]
    return session_of(scheme, copies, [attempt("c01", "A", [only], general_comment=text)], language=language, graders=1)


def _scheme() -> GradingScheme:
    return GradingScheme(
        name="Énergie",
        version=2,
        questions=(
            Question(
                id="1",
                label="Exercice 1",
                parts=(
                    Question(
                        id="1.a",
                        label="Énergie cinétique",
                        max_points=Decimal("2.5"),
                        criteria=(
                            Criterion(id="formula", name="Formule", points=Decimal("1.5")),
                            Criterion(id="unit", name="Unité", points=Decimal(1)),
                        ),
                    ),
                    Question(id="1.b", max_points=Decimal("1.5")),
                ),
            ),
            Question(
                id="2",
                max_points=Decimal(4),
                criteria=(
                    Criterion(id="method", name="=Méthode", points=Decimal(3)),
                    Criterion(id="result", name="Résultat", points=Decimal(1)),
                ),
            ),
            Question(id="3", label="Rédaction", max_points=Decimal(2)),
        ),
    )


def _copies() -> list[Copy]:
    def student(copy_id: str, name: str, number: str, *flags: CopyFlag) -> Copy:
        return Copy(copy_id=copy_id, student=Student(name=name, student_id=number, group="2de 4"), flags=flags)

    return [
        student("c01", "ABADIE Zoé", "00101"),
        student("c02", "BÉNARD Loïc", "00102", CopyFlag.NAME_UNCERTAIN),
        student("c03", EVIL, "@SUM(A1)"),
        student("c04", "DUPONT Jeanne-Marie", "00104"),
        student("c05", "ÉTIENNE Noah", "00105"),
        Copy(copy_id="c06"),
    ]


def _criteria(formula: str, unit: str) -> tuple[CriterionMark, ...]:
    return (
        CriterionMark(criterion_id="formula", points=Decimal(formula), evidence="E_c = ½mv²"),
        CriterionMark(criterion_id="unit", points=Decimal(unit), evidence="J"),
    )


def _attempts() -> list[Attempt]:
    latex = r"$E_c = \frac{1}{2} m v^2$"
    method = (CriterionMark(criterion_id="method", points=Decimal(2)),)
    return [
        attempt(  # both agree on everything
            "c01",
            "A",
            [
                mark(
                    "1.a", "2.5", transcription=latex, feedback=f"Très bien : {latex}", criteria=_criteria("1.5", "1")
                ),
                mark("1.b", "1.5", feedback="-2 m, et non 2 m", rationale="Signe correct."),
                mark("2", "0", MarkStatus.NOT_TREATED),
                mark("3", "2", feedback="Claire ;\nsoignée, « précise »."),
            ],
            general_comment="Très bon travail.",
        ),
        attempt(
            "c01",
            "B",
            [
                mark("1.a", "2.5", transcription=latex, criteria=_criteria("1.5", "1")),
                mark("1.b", "1.5"),
                mark("2", "0", MarkStatus.NOT_TREATED),
                mark("3", "2"),
            ],
        ),
        attempt(  # they differ on 1.a, where the teacher decides, and on 2, where nobody has
            "c02",
            "A",
            [
                mark("1.a", "2.5", feedback="Bien.", criteria=_criteria("1.5", "1"), transcription="E = 1/2 m v2"),
                mark("1.b", "0.75"),
                mark("2", "2", criteria=method, confidence=0.45, rationale="Méthode juste, résultat faux."),
                mark("3", "0", MarkStatus.MISSING),
            ],
            general_comment="=1+1",
        ),
        attempt(
            "c02",
            "B",
            [
                mark("1.a", "1.5", feedback="L’unité manque.", criteria=_criteria("1.5", "0"), transcription="E = mgh"),
                mark("1.b", "0.75"),
                mark("2", "3", criteria=(CriterionMark(criterion_id="method", points=Decimal(3)),)),
                mark("3", "0", MarkStatus.MISSING),
            ],
        ),
        attempt(  # an evil student
            "c03",
            "A",
            [
                mark("1.a", "0", MarkStatus.UNREADABLE, note="Illisible"),
                mark("1.b", "0.25", feedback=EVIL, transcription="+cmd|'calc'!A0", flags=(Flag.INJECTION_SUSPECTED,)),
                mark("2", "2", feedback="\x0crac{1}{2}\x00", criteria=method),
                mark("3", "1.25", feedback="'-déjà une apostrophe"),
            ],
            general_comment="@élève\r\n\ttabulée",
        ),
        attempt(
            "c03",
            "B",
            [
                mark("1.a", "0", MarkStatus.UNREADABLE, note="Illisible"),
                mark("1.b", "0.25"),
                mark("2", "2", criteria=method),
                mark("3", "1.25"),
            ],
        ),
        attempt(  # one question without a mark by anyone, one with a mark by one alone
            "c04",
            "A",
            [
                mark("1.a", "1.5", criteria=_criteria("0.5", "1")),
                mark("1.b", None, MarkStatus.INVALID_OUTPUT, note="trois"),
                mark("2", "4"),
                mark("3", "0.5"),
            ],
        ),
        attempt(
            "c04",
            "B",
            [
                mark("1.a", "1.5", criteria=_criteria("0.5", "1")),
                mark("1.b", None, MarkStatus.FAILED),
                mark("2", None, MarkStatus.FAILED),
                mark("3", "0.5"),
            ],
        ),
        attempt("c05", "A", [], status=AttemptStatus.FAILED, error="délai dépassé"),
    ]


def class_session(language: Language) -> GradedSession:
    """Six copies: agreed, half decided, hostile, incomplete, failed, waiting and without a name."""
    decision = MarkDecision(
        copy_id="c02",
        question_id="1.a",
        source=MarkSource.TEACHER,
        points=Decimal("1.75"),
        author="mme.martin@lycee.fr",
        at=DECIDED_AT,
        scheme_version=2,
        evaluation_version=2,
    )
    chosen = decision.model_copy(
        update={
            "copy_id": "c03",
            "question_id": "2",
            "source": MarkSource.MODEL,
            "points": Decimal("2.00"),
            "label": "B",
        }
    )
    return session_of(
        _scheme(),
        _copies(),
        _attempts(),
        language=language,
        decisions=[decision, chosen.model_copy(update={"try_index": 1})],
        progress={
            "c05": CopyProgress(status=CopyStatus.FAILED, error="Le fichier est abîmé."),
            "c06": CopyProgress(status=CopyStatus.WAITING),
        },
    )


@pytest.fixture(scope="session")
def at() -> datetime:
    return AT


@pytest.fixture(scope="session")
def french() -> GradedSession:
    return class_session("fr")


@pytest.fixture(scope="session")
def english() -> GradedSession:
    return class_session("en")


@pytest.fixture(scope="session", params=["fr", "en"])
def session(request: pytest.FixtureRequest) -> GradedSession:
    return class_session(request.param)


@pytest.fixture(scope="session")
def one_text() -> Callable[..., GradedSession]:
    return one_text_session


@pytest.fixture(scope="session")
def points_session() -> Callable[[list[list[Decimal | None]]], GradedSession]:
    """Make a session of one grader from its points, a list a copy; None is a failed mark. Each maximum is 20."""

    def make(points: list[list[Decimal | None]]) -> GradedSession:
        questions = tuple(Question(id=f"Q{i}", max_points=Decimal(20)) for i in range(len(points[0])))
        copies = [Copy(copy_id=f"c{i}") for i in range(len(points))]
        attempts = [
            attempt(
                copy.copy_id,
                "A",
                [
                    mark(f"Q{i}", value, MarkStatus.FAILED if value is None else MarkStatus.GRADED)
                    for i, value in enumerate(row)
                ],
            )
            for copy, row in zip(copies, points, strict=True)
        ]
        return session_of(GradingScheme(questions=questions), copies, attempts, graders=1)

    return make


@pytest.fixture
def sheets(at: datetime) -> Sheets:
    """The values of every sheet, by its name."""

    def open_(session: GradedSession, **options: object) -> dict[str, list[list[object]]]:
        data = export(session, ExportFormat.XLSX, generated_at=at, **options)  # type: ignore[arg-type]
        book = load_workbook(io.BytesIO(data), data_only=True)
        return {sheet.title: [list(row) for row in sheet.values] for sheet in book}

    return open_
