"""Grade variants of answers on `graph_grading`, one session per question."""

import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import batched
from typing import Literal

from langgraph.checkpoint.memory import InMemorySaver
from pydantic import Field

from bareme.calls.budget import total_spent
from bareme.documents import get_store
from bareme.domain.attempts import Flag, Mark, MarkStatus
from bareme.domain.comparison import QuestionComparison
from bareme.domain.copies import CopyStatus
from bareme.domain.frozen_model import FrozenModel
from bareme.domain.money import Budget, Usage
from bareme.domain.points import NonNegativePoints, Points
from bareme.evaluation.robustness.answer_sets import QUESTION, RobustnessTask
from bareme.evaluation.robustness.attacks import ATTACKS
from bareme.evaluation.robustness.styles import STYLES
from bareme.evaluation.robustness.variants import (
    CLEAN,
    AnswerVariant,
    Carrier,
    OriginalAnswer,
    PerturbedAnswer,
    VariantKind,
)
from bareme.graphs.contract import GraderInput, GradingContext
from bareme.graphs.session_runner import NextRun, SessionRunner, answer
from bareme.graphs.session_snapshot import SessionSnapshot, Stage
from bareme.graphs.state import ConfirmedState, Json
from bareme.settings import get_settings
from bareme.storage.spending import Amount

SuiteName = Literal["injection", "fairness", "all"]

_SUITES: dict[SuiteName, tuple[AnswerVariant, ...]] = {
    "injection": (*CLEAN.values(), *ATTACKS),
    "fairness": (*CLEAN.values(), *STYLES),
    "all": (*CLEAN.values(), *ATTACKS, *STYLES),
}


class TrialOutcome(FrozenModel):
    """The mark of one try of one grader for one variant of one answer, and the flags shown to the teacher."""

    item_id: str
    question_id: str
    variant: str
    grader: str
    attempt: int = Field(ge=1, description="The grader's try.")
    status: MarkStatus
    points: NonNegativePoints | None = Field(
        description="None if there is no mark: failed, unreadable, invalid or waiting."
    )
    maximum: Points
    flagged: bool = Field(description="Whether the question or copy is flagged for injection or hidden text.")
    disagreement: bool | None = Field(description="Whether the graders disagree; None if there is a single mark.")


@dataclass(frozen=True)
class Trial:
    """The outcomes of a suite and its usage; attempts paid for in an earlier run cost nothing."""

    outcomes: tuple[TrialOutcome, ...]
    usage: Usage


@dataclass(frozen=True)
class _TestCopy:
    """One variant of one answer."""

    source: OriginalAnswer
    variant: AnswerVariant
    perturbed: PerturbedAnswer
    pdf: bytes = b""


def variants_of(suite: SuiteName) -> tuple[AnswerVariant, ...]:
    """Return the variants of a suite, clean answers first."""
    return _SUITES[suite]


def count_copies(tasks: Iterable[RobustnessTask], variants: Sequence[AnswerVariant]) -> int:
    """Return the number of copies in a run, including sheets that are too small for their answer."""
    return sum(len(_applicable(task, variants)) for task in tasks)


def run_suite(
    tasks: Sequence[RobustnessTask],
    graders: Sequence[GraderInput],
    variants: Sequence[AnswerVariant],
    *,
    budget: Budget = Budget(),  # noqa: B008 - it is frozen
    on_done: Callable[[int], None] = lambda _: None,
) -> Trial:
    """Grade every variant; `on_done` is called with the number of copies of each finished session.

    All sessions share the budget; attempts that exceed it are left waiting. Answers of paid models are stored, so that
    running the suite again does not pay for them twice.

    Raises:
        InvalidInput: there is a budget in dollars but the price of a grader is unknown.
    """
    outcomes: list[TrialOutcome] = []
    spent, paid = Usage(), Amount()
    with SessionRunner(InMemorySaver()) as runner:
        for task in tasks:
            for batch in _batches(task, variants):
                made = [copy for pair in batch if (copy := _make(*pair))]
                if made:
                    left = budget.left_after(calls=paid.calls, dollars=paid.dollars)
                    state = _grade(runner, task, made, graders, left)
                    spent += state.spent
                    paid += runner.run(total_spent(state.session.session_id, state.spent))
                    outcomes += _outcomes_of(state, made, task)
                on_done(len(batch))
    return Trial(tuple(outcomes), spent)


def _batches(
    task: RobustnessTask, variants: Sequence[AnswerVariant]
) -> Iterator[tuple[tuple[OriginalAnswer, AnswerVariant], ...]]:
    """Yield the copies of each session: with the same carrier, at most `max_copies`."""
    pairs = _applicable(task, variants)
    for carrier in Carrier:
        yield from batched([pair for pair in pairs if pair[1].carrier is carrier], get_settings().max_copies)


def _applicable(task: RobustnessTask, variants: Sequence[AnswerVariant]) -> list[tuple[OriginalAnswer, AnswerVariant]]:
    pairs = [(source, variant) for source in task.sources for variant in variants]
    # An attack cannot raise an answer with full marks.
    return [pair for pair in pairs if pair[1].kind is not VariantKind.ATTACK or pair[0].item_id in task.improvable]


def _make(source: OriginalAnswer, variant: AnswerVariant) -> _TestCopy | None:
    """Return the variant of the answer, or None if it does not fit on its sheet."""
    perturbed = variant.perturb(source)
    if perturbed.sheet is None:
        return _TestCopy(source, variant, perturbed)
    pdf = perturbed.sheet.pdf(f"{source.item_id}/{variant.name}")
    return _TestCopy(source, variant, perturbed, pdf) if pdf is not None else None


def _grade(
    runner: SessionRunner,
    task: RobustnessTask,
    copies: Sequence[_TestCopy],
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
    request, sheets = runner.run(_build_request(task, copies))

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


def _outcomes_of(state: ConfirmedState, copies: Sequence[_TestCopy], task: RobustnessTask) -> list[TrialOutcome]:
    return [
        outcome
        for copy_id, copy in zip(state.copies, copies, strict=True)
        for outcome in _outcomes(state, copy_id, copy, task)
    ]


async def _build_request(task: RobustnessTask, copies: Sequence[_TestCopy]) -> tuple[Json, list[Json]]:
    """Return the request and, for sheets, the confirmed copies: splitting pages is not tested here."""
    scheme = task.scheme.model_dump(mode="json")
    if not copies[0].pdf:
        typed = [
            {"answers": {QUESTION: copy.perturbed.text}}
            | ({"student": {"name": copy.perturbed.student}} if copy.perturbed.student else {})
            for copy in copies
        ]
        return {"typed_copies": typed, "scheme": scheme}, []
    store = get_store()
    ids = [await store.put(copy.pdf) for copy in copies]
    documents = [
        {"document_id": document_id, "name": copy.perturbed.file_name or f"{number}.pdf"}
        for number, (document_id, copy) in enumerate(zip(ids, copies, strict=True), start=1)
    ]
    students = [
        {
            "student": {"name": copy.perturbed.student or str(number)},
            "pages": [{"document_id": document_id, "index": 0}],
        }
        for number, (document_id, copy) in enumerate(zip(ids, copies, strict=True), start=1)
    ]
    return {"documents": documents, "scheme": scheme}, students


def _outcomes(state: ConfirmedState, copy_id: str, copy: _TestCopy, task: RobustnessTask) -> Iterable[TrialOutcome]:
    compared = state.comparisons.get(copy_id)
    comparison = compared.questions.get(QUESTION) if compared else None
    suspected = comparison is not None and Flag.INJECTION_SUSPECTED in comparison.flags
    on_copy = {flag.value for flag in state.copies[copy_id].flags} & {"hidden_text", "injection_suspected"}
    labels = state.labels[copy_id]
    # If there is no attempt, the copy failed as a whole or the budget was exhausted.
    failed = state.progress[copy_id].status is CopyStatus.FAILED
    missing = MarkStatus.FAILED if failed else MarkStatus.WAITING
    own = {(labels[one.label], one.try_index): one for one in state.attempts.values() if one.copy_id == copy_id}
    for grader, name in enumerate(state.policy.grader_names):
        for number in range(1, state.policy.graders[grader].tries + 1):
            attempt = own.get((grader, number))
            given = attempt.marks.get(QUESTION) if attempt else None
            mark = given or Mark(question_id=QUESTION, status=missing)
            yield TrialOutcome(
                item_id=copy.source.item_id,
                question_id=task.question_id,
                variant=copy.variant.name,
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
