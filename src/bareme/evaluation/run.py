"""A run: a data set graded by models on the grading graph itself, session by session, from wherever it was cut."""

import hashlib
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from langgraph.types import Command, StateSnapshot

from bareme.agents.examiner import PROMPT
from bareme.calls.budget import taken
from bareme.documents import get_store
from bareme.domain.copies import Copy, CopyStatus
from bareme.domain.money import Budget, CostEstimate
from bareme.domain.policy import Grader
from bareme.errors import InvalidInput
from bareme.evaluation.code_version import code_hash
from bareme.evaluation.division import PlannedSession, plan_hash
from bareme.graphs.begin import make_brief
from bareme.graphs.contract import DocumentInput, GradingContext, GradingRequest, TypedCopy
from bareme.graphs.estimate import estimate_grading
from bareme.graphs.grading import GradingGraph
from bareme.graphs.state import ConfirmedState, GradingState, Json, StartedState
from bareme.models.registry import is_paid
from bareme.settings import get_settings
from bareme.storage.spending import Amount

type Listener = Callable[[str, Json], None]
"""Is told each progress event, with the thread that it is of."""

_RUNS_A_SESSION = 6
"""Runs that bring a session from anywhere to its end, at most: to the scale, to the end, once more for what failed."""

_DONE = object()


@dataclass(frozen=True)
class GradedPart:
    """What the graph made of a planned session."""

    thread_id: str
    plan: PlannedSession
    state: ConfirmedState


@dataclass(frozen=True)
class Run:
    """What is graded, by whom, and how the sessions of it are called."""

    sessions: tuple[PlannedSession, ...]
    context: GradingContext
    graders: tuple[Grader, ...]

    @property
    def run_id(self) -> str:
        """The hash of all that the marks depend on. The same command has the same, and so goes on where it was cut.

        An unpaid examiner is code, so the code is part of it; a model's answer depends on its prompt alone. People's
        marks are no part: correcting one grades nothing again.
        """
        code = "" if all(is_paid(grader.model) for grader in self.graders) else code_hash()
        asked = [
            plan_hash(self.sessions),
            *(grader.model_dump_json() for grader in self.graders),
            self.context.language,
            # Pages are shown as pictures of this resolution.
            *([str(get_settings().render_dpi)] if any(session.has_pages for session in self.sessions) else []),
            # A session keeps the limits that it began with; they can be raised, not set or lifted.
            *(limit for limit, value in self.context.budget if value is not None),
            PROMPT.version,
            PROMPT.text,
            code,
        ]
        return hashlib.sha256("\0".join(asked).encode()).hexdigest()[:16]

    @property
    def thread_ids(self) -> list[str]:
        """The threads of the sessions, in order."""
        run_id = self.run_id
        return [f"eval-{run_id}-{number:04}" for number in range(1, len(self.sessions) + 1)]

    @property
    def expected(self) -> int:
        """How many marks there will be if none fails."""
        return sum(session.items for session in self.sessions) * sum(grader.tries for grader in self.graders)

    @property
    def copies(self) -> int:
        """How many copies there are."""
        return sum(len(session.copies) for session in self.sessions)


async def estimate_run(graph: GradingGraph, run: Run) -> CostEstimate:
    """Bring each session to where a teacher confirms the scale; return what grading them from there on should take.

    Sessions that were begun before are not in it.

    Raises:
        InvalidInput: a session was refused.
    """
    total = CostEstimate()
    nothing = Budget(**{limit: 0 for limit, value in run.context.budget if value is not None})
    for thread_id, plan in zip(run.thread_ids, run.sessions, strict=True):
        stands = await _advance(graph, thread_id, plan, _context(run, plan, nothing), until="confirm_scale")
        if not stands.interrupts:
            continue
        if plan.has_pages:  # the graph's own is of the copies that it proposes
            total += await _estimate(StartedState.model_validate(stands.values), plan)
        elif stands.interrupts[0].value["estimate"]:
            total += CostEstimate.model_validate(stands.interrupts[0].value["estimate"])
    return total


async def _estimate(state: StartedState, plan: PlannedSession) -> CostEstimate:
    brief = await make_brief(state, plan.scheme, get_store())
    copies = [
        Copy(copy_id=str(number), pages=copy.pages, answers=copy.answers)
        for number, copy in enumerate(plan.copies, start=1)
    ]
    return await estimate_grading(brief, copies)


async def grade_run(graph: GradingGraph, run: Run, *, on_event: Listener) -> AsyncIterator[GradedPart]:
    """Grade the sessions one after the other, and yield each as it is done.

    What is finished is not graded again, however often this is started; what failed or was left waiting in an earlier
    run is tried once more. The budget is that of all sessions together: each may spend what the others have left.

    Raises:
        InvalidInput: a session was refused.
    """
    spent = {thread_id: await _spent(graph, thread_id) for thread_id in run.thread_ids}
    for thread_id, plan in zip(run.thread_ids, run.sessions, strict=True):
        others = sum((amount for other, amount in spent.items() if other != thread_id), Amount())
        budget = run.context.budget.left_after(calls=others.calls, dollars=others.dollars)
        context = _context(run, plan, budget)
        stands = await _advance(graph, thread_id, plan, context, until="end", on_event=on_event)
        state = ConfirmedState.model_validate(stands.values)
        spent[thread_id] = await taken(state.session.session_id, state.spent)
        yield GradedPart(thread_id, plan, state)


def _context(run: Run, plan: PlannedSession, budget: Budget) -> GradingContext:
    """Return the session's settings: no look across the copies and no teacher, as only attempts are measured."""
    update = {"mark_step": plan.step, "review": False, "calibration": "off", "budget": budget}
    return run.context.model_copy(update=update)


async def _advance(
    graph: GradingGraph,
    thread_id: str,
    plan: PlannedSession,
    context: GradingContext,
    *,
    until: Literal["confirm_scale", "end"],
    on_event: Listener = lambda thread_id, event: None,  # noqa: ARG005 - as a listener is called
) -> StateSnapshot:
    config = _config(thread_id)
    stands = await graph.aget_state(config)
    work: Any = {} if until == "end" and _has_gaps(stands) else _next(stands, plan, until)
    for _ in range(_RUNS_A_SESSION):
        if work is _DONE:
            return stands
        # Whose the pages are is known, so that no model is paid for looking at them before they are marked.
        looking = stands.values.get("analysis") is None
        now = context.model_copy(update={"stop": True}) if looking else context
        async for event in graph.astream(work, config, context=now, stream_mode="custom", durability="sync"):
            on_event(thread_id, event)
        stands = await graph.aget_state(config)
        work = _next(stands, plan, until)
    raise RuntimeError(f"the session {thread_id!r} does not come to its end")


def _next(stands: StateSnapshot, plan: PlannedSession, until: Literal["confirm_scale", "end"]) -> Any:
    """Return what a session goes on with, `_DONE` where it stands as far as it should."""
    if not stands.values.get("session"):
        # Cut before the session was written down: the request is sent again, as by any client that was told nothing.
        return _request(plan)
    if until == "confirm_scale" and (stands.interrupts or stands.values.get("brief_id")):
        return _DONE
    if stands.interrupts:
        question = stands.interrupts[0].value
        if question["error"]:
            raise InvalidInput(question["error"])
        return Command(resume=_confirmation(plan, question["students"]))
    # None goes on with what was cut short, and keeps what the step had finished.
    return None if stands.next else _DONE


def _request(plan: PlannedSession) -> Json:
    # The graph never learns whose answers these are: graders need no name, and a checkpoint should hold none. The
    # name of a file may be one, or say something to whoever marks.
    typed = tuple(TypedCopy(answers=copy.answers) for copy in plan.copies if copy.answers)
    ids = dict.fromkeys(page.document_id for copy in plan.copies for page in copy.pages)
    documents = tuple(DocumentInput(name=f"{n}", document_id=document_id) for n, document_id in enumerate(ids, start=1))
    return GradingRequest(typed_copies=typed, documents=documents, scheme=plan.scheme).model_dump(mode="json")


def _confirmation(plan: PlannedSession, proposed: Sequence[Json]) -> Json:
    """Return the scale as sent, and the copies as planned: the data set says which pages are whose."""
    if not plan.has_pages:
        return {"candidate": 0}
    typed = (copy["copy_id"] for copy in proposed if copy["typed"])
    students = [
        {"pages": [page.model_dump() for page in copy.pages]} if copy.pages else {"copy_id": next(typed)}
        for copy in plan.copies
    ]
    return {"candidate": 0, "students": students}


def _has_gaps(stands: StateSnapshot) -> bool:
    """Whether the session came to its end in an earlier run, with copies that failed or wait."""
    if stands.next or not stands.values.get("brief_id"):
        return False
    progress = GradingState.model_validate(stands.values).progress
    return any(copy.status is not CopyStatus.COMPLETE for copy in progress.values())


async def _spent(graph: GradingGraph, thread_id: str) -> Amount:
    state = GradingState.model_validate((await graph.aget_state(_config(thread_id))).values)
    return await taken(state.session.session_id, state.spent) if state.session else Amount()


def _config(thread_id: str) -> Any:
    return {"configurable": {"thread_id": thread_id}}
