"""What one edit of a graded class costs: it grows with the class no faster than the class itself, and stays small."""

import json
import sys
import threading
from typing import Any, Self

from langgraph.checkpoint.memory import InMemorySaver
from langgraph.types import Command

from bareme.graphs.grading import build_grading_graph
from bareme.graphs.session_cache import MOST_SESSIONS, MOST_VALUES, drop_sessions, session_cache
from bareme.graphs.state import ConfirmedState
from tests.graphs.test_loop_work import GRADERS, class_set

MOST_CALLS_A_COPY = 430
"""Calls of Python functions; 1,327 before results and validated values were kept, and 515 before what is flagged, the
graders' severities and the JSON of results were, and an edit was summed up in the step that applies it."""


class _Counter:
    """Counts the calls of Python functions in all threads."""

    def __init__(self) -> None:
        self.calls = 0

    def __enter__(self) -> Self:
        threading.setprofile_all_threads(self._count)
        sys.setprofile(self._count)
        return self

    def __exit__(self, *_: object) -> None:
        sys.setprofile(None)
        threading.setprofile_all_threads(None)

    def _count(self, _frame: Any, event: str, _argument: Any) -> None:
        self.calls += event == "call"


def _config(session_id: str) -> Any:
    return {"configurable": {"thread_id": session_id}}


async def _calls_of_an_edit(copies: int) -> int:
    graph, config = build_grading_graph(InMemorySaver()), _config(f"edit-{copies}")

    async def edit(number: int) -> None:
        action = {"type": "set_mark", "copy_ids": f"c{number:02}", "question_id": "0", "points": 1.25}
        await graph.ainvoke(Command(resume={"actions": [action]}), config)

    await graph.ainvoke(class_set(copies), config, context=GRADERS)
    await graph.ainvoke(Command(resume={"candidate": 0}), config)
    await edit(1)
    with _Counter() as counter:
        await edit(2)
    return counter.calls


async def test_an_edit_costs_little_and_grows_with_the_class_no_faster() -> None:
    small, large = await _calls_of_an_edit(10), await _calls_of_an_edit(40)
    print(f"{small:,} calls at 10 copies, {large:,} at 40")
    assert (large - small) / 30 < MOST_CALLS_A_COPY
    assert large < 4 * small


async def test_a_value_that_changed_is_validated_again_and_no_other() -> None:
    graph, config = build_grading_graph(InMemorySaver()), _config("validated")
    await graph.ainvoke(class_set(2), config, context=GRADERS)
    await graph.ainvoke(Command(resume={"candidate": 0}), config)
    values = (await graph.aget_state(config)).values
    drop_sessions(["validated"])
    first = ConfirmedState.model_validate(values)
    key, *others = first.attempts
    changed = {**values["attempts"], key: {**values["attempts"][key], "general_comment": "Un autre mot."}}
    second = ConfirmedState.model_validate(json.loads(json.dumps({**values, "attempts": changed})))
    assert second.attempts[key].general_comment == "Un autre mot."
    assert all(second.attempts[other] is first.attempts[other] for other in others)
    assert ConfirmedState.model_validate(values).attempts == first.attempts


async def test_nothing_is_kept_of_an_erased_session() -> None:
    graph, config = build_grading_graph(InMemorySaver()), _config("erased")
    await graph.ainvoke(class_set(2), config, context=GRADERS)
    await graph.ainvoke(Command(resume={"candidate": 0}), config)
    kept = session_cache("erased")
    assert len(kept)
    drop_sessions(["erased"])
    assert not len(session_cache("erased"))


def test_the_sessions_that_were_used_last_are_kept() -> None:
    for number in range(4):
        session_cache(f"large-{number}").channels["attempts"] = dict.fromkeys(range(MOST_VALUES // 2), ("", ""))
    assert [len(session_cache(f"large-{number}")) > 0 for number in (3, 2)] == [True, True]
    assert not len(session_cache("large-0"))
    drop_sessions(f"large-{number}" for number in range(4))


def test_questions_that_nobody_answers_do_not_pile_up() -> None:
    names = [f"asked-{number}" for number in range(MOST_SESSIONS + 1)]
    for name in names:
        session_cache(name).asked = ("state", "question")
    assert session_cache(names[-1]).asked
    assert session_cache(names[0]).asked is None
    drop_sessions(names)
