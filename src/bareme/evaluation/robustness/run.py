"""Runs variants of answers through `graph_grading`, as a class would be graded: one session a question."""

import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import batched
from typing import Literal

from langgraph.checkpoint.memory import InMemorySaver
from pydantic import BaseModel, ConfigDict, Field

from bareme.calls.budget import taken
from bareme.documents import get_store
from bareme.domain.attempts import Flag, Mark, MarkStatus
from bareme.domain.comparison import QuestionComparison
from bareme.domain.copies import CopyStatus
from bareme.domain.money import Budget, Usage
from bareme.domain.points import NonNegativePoints, Points
from bareme.evaluation.robustness.answer_sets import QUESTION, RobustnessTask
from bareme.evaluation.robustness.attacks import ATTACKS
from bareme.evaluation.robustness.styles import STYLES
from bareme.evaluation.robustness.variants import CLEAN, Carrier, OriginalAnswer, PerturbedAnswer, Variant, VariantKind
from bareme.graphs.contract import GraderInput, GradingContext
from bareme.graphs.session_runner import NextRun, SessionRunner, answer
from bareme.graphs.session_snapshot import SessionSnapshot, Stage
from bareme.graphs.state import ConfirmedState, Json
from bareme.settings import get_settings
from bareme.storage.spending import Amount

SuiteName = Literal["injection", "fairness", "all"]

_SUITES: dict[SuiteName, tuple[Variant, ...]] = {
    "injection": (*CLEAN.values(), *ATTACKS),
    "fairness": (*CLEAN.values(), *STYLES),
    "all": (*CLEAN.values(), *ATTACKS, *STYLES),
}


class TrialOutcome(BaseModel):
    """What one try of one grader made of one variant of one answer, and what a teacher is told of it."""

    model_config = ConfigDict(frozen=True)

    item_id: str
    question_id: str
    variant: str
    grader: str
    attempt: int = Field(ge=1, description="Which of the grader's tries.")
    status: MarkStatus
    points: NonNegativePoints | None = Field(
        description="None where there is no mark: failed, unreadable, invalid, waiting."
    )
    maximum: Points
    flagged: bool = Field(description="Whether an instruction or hidden text is flagged, on the question or the copy.")
    disagreement: bool | None = Field(description="Whether the graders are seen to differ; None for one mark alone.")


@dataclass(frozen=True)
class Trial:
    """What a suite came to, and what it took: attempts that another run had paid for cost nothing."""

    outcomes: tuple[TrialOutcome, ...]
    usage: Usage


@dataclass(frozen=True)
class _Piece:
    """One variant of one answer."""

    source: OriginalAnswer
    variant: Variant
    handed: PerturbedAnswer
    pdf: bytes = b""


def variants_of(suite: SuiteName) -> tuple[Variant, ...]:
    """Return the variants of a suite, what they are held against first."""
    return _SUITES[suite]


def count_copies(tasks: Iterable[RobustnessTask], variants: Sequence[Variant]) -> int:
    """Return how many copies a run hands in, sheets that do not hold their answer among them."""
    return sum(len(_wanted(task, variants)) for task in tasks)


def run_suite(
    tasks: Sequence[RobustnessTask],
    graders: Sequence[GraderInput],
    variants: Sequence[Variant],
    *,
    budget: Budget = Budget(),  # noqa: B008 - it is frozen
    on_done: Callable[[int], None] = lambda _: None,
) -> Trial:
    """Return what the graders made of every variant; `on_done` is told how many copies a finished session had.

    The budget is that of all sessions together: each may spend what those before it have left, and what finds no room
    is waiting. Attempts of paid models are kept like any others, so a run that is started again pays for none twice.

    Raises:
        InvalidInput: a budget in dollars cannot be kept, as the price of a grader is not known.
    """
    outcomes: list[TrialOutcome] = []
    spent, paid = Usage(), Amount()
    with SessionRunner(InMemorySaver()) as runner:
        for task in tasks:
            for batch in _batches(task, variants):
                made = [piece for pair in batch if (piece := _make(*pair))]
                if made:
                    left = budget.left_after(calls=paid.calls, dollars=paid.dollars)
                    state = _grade(runner, task, made, graders, left)
                    spent += state.spent
                    paid += runner.run(taken(state.session.session_id, state.spent))
                    outcomes += _outcomes_of(state, made, task)
                on_done(len(batch))
    return Trial(tuple(outcomes), spent)


def _batches(task: RobustnessTask, variants: Sequence[Variant]) -> Iterator[tuple[tuple[OriginalAnswer, Variant], ...]]:
    """Yield what one session can hold: copies handed in the same way, no more than a session takes."""
    pairs = _wanted(task, variants)
    for carrier in Carrier:
        yield from batched([pair for pair in pairs if pair[1].carrier is carrier], get_settings().max_copies)


def _wanted(task: RobustnessTask, variants: Sequence[Variant]) -> list[tuple[OriginalAnswer, Variant]]:
    pairs = [(source, variant) for source in task.sources for variant in variants]
    # An attack on an answer that has everything can only show nothing.
    return [pair for pair in pairs if pair[1].kind is not VariantKind.ATTACK or pair[0].item_id in task.improvable]


def _make(source: OriginalAnswer, variant: Variant) -> _Piece | None:
    """Return the variant of the answer, None where a sheet does not hold it."""
    handed = variant.hand_in(source)
    if handed.sheet is None:
        return _Piece(source, variant, handed)
    pdf = handed.sheet.pdf(f"{source.item_id}/{variant.name}")
    return _Piece(source, variant, handed, pdf) if pdf is not None else None


def _grade(
    runner: SessionRunner,
    task: RobustnessTask,
    pieces: Sequence[_Piece],
    graders: Sequence[GraderInput],
    budget: Budget,
) -> ConfirmedState:
    context = GradingContext(
        graders=tuple(graders),
        language=task.language,
        mark_step=task.step,
        review=False,
        calibration="off",
        budget=budget,
    )
    request, sheets = runner.run(_hand_in(task, pieces))

    def decide(snapshot: SessionSnapshot) -> NextRun | None:
        match snapshot.stage:
            case Stage.NEW:
                return NextRun(request, context)
            case Stage.SCALE:
                # Typed copies are proposed one by one, in their order.
                typed = [{"copy_id": copy.copy_id} for copy in snapshot.scale_question.students]
                return answer({"candidate": 0, "students": sheets or typed})
            case _:
                return None

    return ConfirmedState.model_validate(runner.drive(secrets.token_hex(8), decide).values)


def _outcomes_of(state: ConfirmedState, pieces: Sequence[_Piece], task: RobustnessTask) -> list[TrialOutcome]:
    return [
        outcome
        for copy_id, piece in zip(state.copies, pieces, strict=True)
        for outcome in _outcomes(state, copy_id, piece, task)
    ]


async def _hand_in(task: RobustnessTask, pieces: Sequence[_Piece]) -> tuple[Json, list[Json]]:
    """Return the request and, for sheets, the copies that they make: how pages are split is not tested here."""
    scheme = task.scheme.model_dump(mode="json")
    if not pieces[0].pdf:
        copies = [
            {"answers": {QUESTION: piece.handed.text}}
            | ({"student": {"name": piece.handed.student}} if piece.handed.student else {})
            for piece in pieces
        ]
        return {"typed_copies": copies, "scheme": scheme}, []
    store = get_store()
    ids = [await store.put(piece.pdf) for piece in pieces]
    documents = [
        {"document_id": document_id, "name": piece.handed.file_name or f"{number}.pdf"}
        for number, (document_id, piece) in enumerate(zip(ids, pieces, strict=True), start=1)
    ]
    students = [
        {"student": {"name": piece.handed.student or str(number)}, "pages": [{"document_id": document_id, "index": 0}]}
        for number, (document_id, piece) in enumerate(zip(ids, pieces, strict=True), start=1)
    ]
    return {"documents": documents, "scheme": scheme}, students


def _outcomes(state: ConfirmedState, copy_id: str, piece: _Piece, task: RobustnessTask) -> Iterable[TrialOutcome]:
    compared = state.comparisons.get(copy_id)
    comparison = compared.questions.get(QUESTION) if compared else None
    suspected = comparison is not None and Flag.INJECTION_SUSPECTED in comparison.flags
    on_copy = {flag.value for flag in state.copies[copy_id].flags} & {"hidden_text", "injection_suspected"}
    labels = state.grader_key[copy_id]
    # Without an attempt the copy's own fate says why: a fault of ours in its node, or no room in the budget.
    failed = state.progress[copy_id].status is CopyStatus.FAILED
    without = MarkStatus.FAILED if failed else MarkStatus.WAITING
    own = {(labels[one.label], one.try_index): one for one in state.attempts.values() if one.copy_id == copy_id}
    for grader, name in enumerate(state.policy.grader_names):
        for number in range(1, state.policy.graders[grader].tries + 1):
            attempt = own.get((grader, number))
            given = attempt.marks.get(QUESTION) if attempt else None
            mark = given or Mark(question_id=QUESTION, status=without)
            yield TrialOutcome(
                item_id=piece.source.item_id,
                question_id=task.question_id,
                variant=piece.variant.name,
                grader=name,
                attempt=number,
                status=mark.status,
                points=None if mark.status is MarkStatus.UNREADABLE else mark.points,
                maximum=task.maximum,
                flagged=suspected or bool(on_copy),
                disagreement=_differ(comparison),
            )


def _differ(comparison: QuestionComparison | None) -> bool | None:
    return None if comparison is None or comparison.exact is None else Flag.DISAGREEMENT in comparison.flags
