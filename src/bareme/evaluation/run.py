"""Grade a data set on the grading graph, session by session; an interrupted run is resumed."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import partial
from itertools import count

from bareme.agents.examiner_prompt import PROMPT
from bareme.calls.budget import total_spent
from bareme.documents import get_store
from bareme.domain.copies import Copy, CopyStatus, PageRef
from bareme.domain.money import Budget, CostEstimate
from bareme.domain.policy import Grader
from bareme.errors import InvalidInput
from bareme.evaluation.code_version import code_hash
from bareme.evaluation.session_plan import PlannedSession, plan_hash
from bareme.graphs.begin import make_brief
from bareme.graphs.contract import DocumentInput, GradingContext, GradingRequest, TypedCopy
from bareme.graphs.estimate import estimate_grading
from bareme.graphs.interrupts import ProposedCopy
from bareme.graphs.session_runner import EventListener, NextRun, SessionRunner, answer
from bareme.graphs.session_snapshot import SessionSnapshot, Stage
from bareme.graphs.state import ConfirmedState, Json, StartedState
from bareme.models.registry import is_paid
from bareme.settings import get_settings
from bareme.storage.spending import Amount

type Listener = Callable[[str, Json], None]
"""Called with the thread and each of its progress events."""

_RUNS_PER_SESSION = 6
"""Limit of runs per session: to the scale, to the end, and once more for failed attempts."""


@dataclass(frozen=True)
class GradedPart:
    """The graded state of a planned session."""

    thread_id: str
    plan: PlannedSession
    state: ConfirmedState


@dataclass(frozen=True)
class Run:
    """The sessions to grade and the graders."""

    sessions: tuple[PlannedSession, ...]
    context: GradingContext
    graders: tuple[Grader, ...]

    @property
    def run_id(self) -> str:
        """A hash of everything that the marks depend on, by which an interrupted run is found again.

        The offline examiner is code, so the hash includes the code; a model's answer depends only on its prompt.
        Human marks are excluded, so that correcting one does not require grading again.
        """
        code = "" if all(is_paid(grader.model) for grader in self.graders) else code_hash()
        parts = [
            plan_hash(self.sessions),
            *(grader.model_dump_json() for grader in self.graders),
            self.context.language,
            # Pages are rendered with this resolution.
            *([str(get_settings().render_dpi)] if any(session.has_pages for session in self.sessions) else []),
            # The limits of a session can be raised, but not added or removed.
            *(limit for limit, value in self.context.budget if value is not None),
            PROMPT.version,
            PROMPT.text,
            code,
        ]
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]

    @property
    def thread_ids(self) -> list[str]:
        """The threads of the sessions, in order."""
        run_id = self.run_id
        return [f"eval-{run_id}-{number:04}" for number in range(1, len(self.sessions) + 1)]

    @property
    def expected(self) -> int:
        """The number of marks if none fails."""
        return sum(session.items for session in self.sessions) * sum(grader.tries for grader in self.graders)

    @property
    def copies(self) -> int:
        """The number of copies."""
        return sum(len(session.copies) for session in self.sessions)


def estimate_run(runner: SessionRunner, run: Run) -> CostEstimate:
    """Run each session until its scale needs confirmation, and return the estimated cost of grading.

    Sessions whose scale was confirmed in an earlier run are not included.

    Raises:
        InvalidInput: a session was refused.
    """
    total = CostEstimate()
    nothing = Budget(**{limit: 0 for limit, value in run.context.budget if value is not None})
    for thread_id, plan in zip(run.thread_ids, run.sessions, strict=True):
        snapshot = _drive(runner, thread_id, plan, _context(run, plan, nothing), until=Stage.SCALE)
        if snapshot.stage is not Stage.SCALE:
            continue
        if plan.has_pages:  # the graph's own estimate is for the copies that it proposes
            total += runner.run(_estimate(StartedState.model_validate(snapshot.values), plan))
        elif snapshot.scale_question.estimate:
            total += snapshot.scale_question.estimate
    return total


async def _estimate(state: StartedState, plan: PlannedSession) -> CostEstimate:
    brief = await make_brief(state, plan.scheme)
    copies = [
        Copy(copy_id=str(number), pages=_stored(copy.pages), answers=copy.answers)
        for number, copy in enumerate(plan.copies, start=1)
    ]
    return await estimate_grading(brief, copies)


def grade_run(runner: SessionRunner, run: Run, *, on_event: Listener) -> Iterator[GradedPart]:
    """Grade the sessions one after the other and yield each when it is done.

    Finished attempts are never repeated; attempts that failed or were left waiting in an earlier run are tried once
    more. All sessions share the budget.

    Raises:
        InvalidInput: a session was refused.
    """
    spent = {thread_id: _spent(runner, runner.snapshot(thread_id)) for thread_id in run.thread_ids}
    for thread_id, plan in zip(run.thread_ids, run.sessions, strict=True):
        others = sum((amount for other, amount in spent.items() if other != thread_id), Amount())
        budget = run.context.budget.left_after(calls=others.calls, dollars=others.dollars)
        context = _context(run, plan, budget)
        snapshot = _drive(runner, thread_id, plan, context, until=Stage.FINISHED, on_event=on_event)
        spent[thread_id] = _spent(runner, snapshot)
        yield GradedPart(thread_id, plan, ConfirmedState.model_validate(snapshot.values))


def _context(run: Run, plan: PlannedSession, budget: Budget) -> GradingContext:
    """Return the session's settings: no calibration and no review, because only attempts are measured."""
    update = {"mark_step": plan.step, "review": False, "calibration": "off", "budget": budget}
    return run.context.model_copy(update=update)


def _drive(
    runner: SessionRunner,
    thread_id: str,
    plan: PlannedSession,
    context: GradingContext,
    *,
    until: Stage,
    on_event: Listener = lambda thread_id, event: None,  # noqa: ARG005 - the signature of a listener
) -> SessionSnapshot:
    """Run a session until it waits for its scale, or is finished, wherever it was interrupted before."""
    runs = count(1)

    def decide(snapshot: SessionSnapshot) -> NextRun | None:
        number = next(runs)
        if number > _RUNS_PER_SESSION:
            raise RuntimeError(f"the session {thread_id!r} does not come to its end")
        # The data set determines the copies, so no model is needed to split the pages.
        analysed = snapshot.values.get("analysis") is not None
        now = context if analysed else context.model_copy(update={"stop": True})
        match snapshot.stage:
            case Stage.NEW:
                return NextRun(_request(plan), now)
            case Stage.SCALE if until is Stage.FINISHED:
                question = snapshot.scale_question
                if question.error:
                    raise InvalidInput(question.error)
                return answer(_confirmation(plan, question.students), now)
            case Stage.STOPPED if until is Stage.FINISHED or not snapshot.state.brief_id:
                return NextRun(None, now)
            case Stage.FINISHED if until is Stage.FINISHED and number == 1 and _has_gaps(snapshot):
                return NextRun({}, now)  # grades once more what failed or waits
            case _:
                return None

    def listening(_: SessionSnapshot) -> AbstractContextManager[EventListener]:
        return nullcontext(partial(on_event, thread_id))

    return runner.drive(thread_id, decide, listening=listening)


def _request(plan: PlannedSession) -> Json:
    # Students' names are left out, because graders do not need them and checkpoints should not contain them. File names
    # are replaced, because they may contain a name or a prompt injection.
    typed = tuple(TypedCopy(answers=copy.answers) for copy in plan.copies if copy.answers)
    ids = dict.fromkeys(page.document_id for copy in plan.copies for page in _stored(copy.pages))
    documents = tuple(DocumentInput(name=f"{n}", document_id=document_id) for n, document_id in enumerate(ids, start=1))
    return GradingRequest(typed_copies=typed, documents=documents, scheme=plan.scheme).model_dump(mode="json")


def _confirmation(plan: PlannedSession, proposed: Sequence[ProposedCopy]) -> Json:
    """Return the confirmation of the scale, with the copies as planned from the data set."""
    if not plan.has_pages:
        return {"candidate": 0}
    typed = (copy.copy_id for copy in proposed if copy.typed)
    students = [
        {"pages": [page.model_dump() for page in _stored(copy.pages)]} if copy.pages else {"copy_id": next(typed)}
        for copy in plan.copies
    ]
    return {"candidate": 0, "students": students}


def _stored(pages: Sequence[PageRef]) -> tuple[PageRef, ...]:
    """Return pages of contents as pages of the local user's documents."""
    store = get_store()
    return tuple(page.model_copy(update={"document_id": store.id_of(page.document_id)}) for page in pages)


def _has_gaps(snapshot: SessionSnapshot) -> bool:
    """Return whether any copy of a finished session failed or is waiting."""
    return any(copy.status is not CopyStatus.COMPLETE for copy in snapshot.state.progress.values())


def _spent(runner: SessionRunner, snapshot: SessionSnapshot) -> Amount:
    state = snapshot.state
    return runner.run(total_spent(state.session.session_id, state.spent)) if state.session else Amount()
