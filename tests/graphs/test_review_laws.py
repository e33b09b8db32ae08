"""The laws of a review over the real graph, its checkpoints and a provider over HTTP: cut short, resumed, finished."""

import asyncio
import contextlib
import itertools
import json
import random
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.types import Command

from bareme.domain.decisions import MarkDecision
from bareme.domain.outcomes import ActionOutcome
from bareme.domain.review import ReviewCommand
from bareme.domain.session_result import SessionResult
from bareme.graphs.aggregation import aggregation
from bareme.graphs.early_decisions import decide_early
from bareme.graphs.grading import build_grading_graph
from bareme.graphs.review_question import review_question
from bareme.graphs.session_cache import SessionCache, session_cache
from bareme.graphs.state import ConfirmedState, GradingState
from bareme.models.registry import build_model
from bareme.runtime import close_runtime
from tests.marking_laws import MARKERS, MarkingLaws
from tests.provider.server import Provider, prompt_of, run_provider, scheme_of
from tests.review_laws import COPIES, FIRST, LEAVES, Json, ReviewLaws, dump, law_settings

MODELS = ["openai:one", "openai:two"]
COMPUTED = ["results", "absent", "statistics", "open_questions", "calibration", "usage"]
_threads = itertools.count()
_loop: asyncio.Runner
_provider: Provider


@pytest.fixture
def runtime() -> None:
    """Replaces the fixture of the other tests, which Hypothesis takes for a parameter; `around` closes the runtime."""


@pytest.fixture(autouse=True)
def around(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """One loop and one provider for all sessions: the clients that are kept belong to them."""
    global _loop, _provider
    with run_provider() as _provider, asyncio.Runner() as _loop:
        monkeypatch.setenv("OPENAI_API_KEY", "test")
        monkeypatch.setenv("OPENAI_BASE_URL", _provider.base_url)
        build_model.cache_clear()
        yield
        _loop.run(close_runtime())


class _Crash(RuntimeError):
    pass


class GraphReview(ReviewLaws):
    """Two models that answer by dice, and sometimes not at all."""

    who_marks: Mapping[str, Any] = {"graders": MODELS}

    @initialize(seed=st.integers(0, 1000))
    def begin(self, seed: int) -> None:
        self.graph = build_grading_graph(InMemorySaver())
        self.config: Any = {"configurable": {"thread_id": f"laws-{next(_threads)}"}}
        self.crash: tuple[str, Json | None] | None = None
        self.asked, self.held = 0, False
        self.let_graders(seed, False)
        _provider.script = self.answer
        copies = [{"answers": dict.fromkeys(LEAVES, f"Réponse {seed} de {copy_id}")} for copy_id in COPIES]
        self.run({"typed_copies": copies, "scheme": dump(FIRST)}, **self.who_marks)
        self.run(Command(resume={"candidate": 0}))

    def run(self, value: Any, **context: Any) -> Json:
        running = self.graph.ainvoke(value, self.config, context=context or None)
        state: Json = _loop.run(running)
        self.look()
        return state

    def look(self) -> None:
        self.values: Json = _loop.run(self._values())
        self.session = ConfirmedState.model_validate(self.values).graded_session()
        self.what_is_shown_is_what_is_computed_anew()

    def what_is_shown_is_what_is_computed_anew(self) -> None:
        """Nothing that is kept of the session from one edit to the next makes a difference."""
        interrupts = _loop.run(self._state()).interrupts
        if not interrupts or interrupts[0].value["kind"] != "review":
            return
        cache = session_cache(self.session.session_id)
        kept = dict(vars(cache))
        vars(cache).update(vars(SessionCache()))
        try:
            state = ConfirmedState.model_validate(self.values)
            update, _ = aggregation(state)
            question = review_question(state)
        finally:
            vars(cache).update(kept)
        assert {name: self.values.get(name) for name in COMPUTED} == {name: update[name] for name in COMPUTED}
        assert interrupts[0].value == question

    async def _state(self) -> Any:
        return await self.graph.aget_state(self.config)

    async def _values(self) -> Json:
        values: Json = (await self._state()).values
        return values

    def let_graders(self, seed: int, stop: bool) -> None:
        self.seed, self.stop = seed, stop

    async def answer(self, request: Json) -> Json | int | None:
        """What a grader gives: any mark, for the questions that it is asked; one call in ten fails."""
        if request["tools"][0]["function"]["name"] != "Examination":
            return None  # the usual answer
        self.asked += 1
        while self.held:  # noqa: ASYNC110 - the provider has an event loop of its own
            await asyncio.sleep(0.001)
        if self.crash and self.crash[0] == "grading":
            self.crash_now()
        prompt = prompt_of(request)
        # Dice of the request's own: what is given does not depend on which of several requests comes first.
        dice = random.Random(f"{self.seed} {request['model']} {prompt}")  # noqa: S311 - dice, not secrets
        if dice.random() < 0.1:
            return 400
        only = re.search(r"Mark only these questions: (.*)\.", prompt)
        marks = []
        for question in scheme_of(prompt):
            if only and repr(question["id"]) not in only[1]:
                continue
            entry = {"question_id": question["id"], "feedback": f"Mot {dice.random()}", "confidence": 0.9}
            if question.get("criteria"):
                given = [{"criterion_id": c["criterion_id"], "points": 0} for c in question["criteria"]]
                marks.append({**entry, "criteria": given})
            else:
                marks.append({**entry, "points": dice.choice([0, 1, question["max_points"]])})
        return {"marks": marks, "general_comment": f"En somme {dice.random()}"}

    def send(self, author: str, *actions: Json) -> list[ActionOutcome]:
        command: Json = {"author": author, "actions": json.loads(json.dumps(actions))}
        context = {"stop": True} if self.stop else {}
        if self.crash is None:
            self.run(Command(resume=command), **context)
        else:
            self.cut_short(Command(resume=command), context)
        return [ActionOutcome.model_validate(outcome) for outcome in self.values["outcomes"]]

    @precondition(lambda self: not self.finished)
    @rule(where=st.sampled_from(["grading", "aggregate"]), how=st.sampled_from([None, {}]))
    def the_next_command_is_cut_short(self, where: str, how: Json | None) -> None:
        self.crash = (where, how)

    def cut_short(self, command: Command[Any], context: Json) -> None:
        """Send a command whose run ends in the middle, as by a cancelled run or a dead process, and go on."""
        assert self.crash is not None
        where, how = self.crash

        async def run() -> None:
            task = asyncio.create_task(self.graph.ainvoke(command, self.config, context=context or None))
            loop = asyncio.get_running_loop()
            self.crash_now = lambda: loop.call_soon_threadsafe(task.cancel)
            with contextlib.suppress(asyncio.CancelledError, _Crash):
                await task

        def stumble(*_: Any, **__: Any) -> SessionResult:
            raise _Crash

        with pytest.MonkeyPatch.context() as patch:
            if where == "aggregate":
                patch.setattr("bareme.graphs.aggregation.session_result", stumble)
            _loop.run(run())
        self.crash = None
        state = _loop.run(self._state())
        if not state.interrupts:
            self.run(how, **context)
        elif state.values.get("revision") == self.values.get("revision"):
            # Nothing of the command was written down, and the question is as before: a client answers it again.
            self.run(command, **context)
        self.look()

    @precondition(lambda self: not self.finished and not self.crash and self.who_marks["graders"])
    @rule(
        people=st.permutations(["Mme Roy", "M. Blanc"]),
        graded=st.sampled_from(COPIES),
        decided=st.lists(st.sampled_from(COPIES), min_size=1, max_size=3),
        question_id=st.sampled_from(LEAVES),
        points=st.sampled_from(["0", "1.37", "2", "5"]),
        is_cut_short=st.booleans(),
    )
    def decide_while_a_copy_is_graded_again(
        self,
        *,
        people: list[str],
        graded: str,
        decided: list[str],
        question_id: str,
        points: str,
        is_cut_short: bool,
    ) -> None:
        """Two people decide, through the inbox, while a copy is with its graders, and perhaps the run is cut short."""
        before, asked = len(self.session.decisions), self.asked
        outcomes: list[ActionOutcome] = []
        regrade = {"author": people[0], "actions": [{"type": "regrade", "copy_ids": graded}]}
        mark = {"type": "set_mark", "question_id": question_id, "points": points}

        async def run() -> None:
            run = asyncio.create_task(self.graph.ainvoke(Command(resume=regrade), self.config))
            while not run.done() and self.asked == asked:  # noqa: ASYNC110 - nothing tells of it
                await asyncio.sleep(0.001)
            # A copy that is closed, or whose answers are paid for already, is not with its graders.
            for author, copy_id in zip(itertools.cycle(people), () if run.done() else decided, strict=False):
                command = {"author": author, "actions": [{**mark, "copy_ids": copy_id}]}
                outcomes.extend(await decide_early(await self._values(), ReviewCommand.model_validate(command)))
            if is_cut_short:
                run.cancel()
            self.held = False
            with contextlib.suppress(asyncio.CancelledError):
                await run

        self.held = True
        try:
            _loop.run(run())
        finally:
            self.held = False
        if not _loop.run(self._state()).interrupts:
            self.run({})
        self.look()
        self.early_decisions_count_once(before, list(zip(decided, outcomes, strict=False)), question_id, points)

    def early_decisions_count_once(
        self, before: int, told: list[tuple[str, ActionOutcome]], question_id: str, points: str
    ) -> None:
        for copy_id, outcome in told:
            question = self.session.scheme_of(copy_id).question(question_id)
            fits = question is not None and self.bounded(copy_id, question, Decimal(points)) == Decimal(points)
            may_not = not fits or self.is_excused(copy_id, question_id) or self.is_closed(copy_id)
            assert outcome.status == ("refused" if may_not else "applied"), outcome.reason
        applied = [copy_id for copy_id, outcome in told if outcome.status == "applied"]
        made = [
            (f"{number:05}", decision)
            for number, decision in enumerate(self.session.decisions[before:], start=before + 1)
            if isinstance(decision, MarkDecision)
        ]
        assert [(d.copy_id, d.points) for _, d in made] == [(copy_id, Decimal(points)) for copy_id in applied]
        for number, decision in made:
            self.account("mark", decision.copy_id, question_id).decide(number, decision.points)

    @precondition(lambda self: self.finished)
    @rule()
    def another_exam_does_not_reopen_a_finished_session(self) -> None:
        before, asked = self.values, len(_provider.requests)
        state = self.run({"scheme": "1: 3"})
        assert state["__interrupt__"][0].value["finished"] is True
        assert state["__interrupt__"][0].value["error"]
        assert {**self.values, "error": ""} == {**before, "error": ""}
        assert len(_provider.requests) == asked

    @precondition(lambda self: self.finished)
    @rule()
    def an_empty_run_reopens_a_finished_session(self) -> None:
        before, asked = self.session, len(_provider.requests)
        state = self.run({})
        assert state["__interrupt__"][0].value["finished"] is False
        (decision,) = self.session.decisions[len(before.decisions) :]
        assert (decision.kind, self.session.attempts) == ("session", before.attempts)
        assert len(_provider.requests) == asked
        self.finished = False


class GraphMarking(MarkingLaws, GraphReview):
    """Two people who mark blind, and no model."""

    who_marks: Mapping[str, Any] = {"graders": [], "markers": MARKERS}

    def labels(self, copy_id: str) -> dict[str, int]:
        return GradingState.model_validate(self.values).labels[copy_id]


GraphReview.TestCase.settings = law_settings(8, steps=25)
TestGraphReview = GraphReview.TestCase
GraphMarking.TestCase.settings = law_settings(4, steps=25)
TestGraphMarking = GraphMarking.TestCase
