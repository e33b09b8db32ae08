"""A run that a server makes anew, because it died before it had noted the run's end, answers nothing a second time."""

from typing import Any

import pytest
from langgraph.types import Command

from tests.graphs.conftest import Session, interrupt_of

pytestmark = pytest.mark.anyio
GRADERS = ["offline:lexical"]
MARK = {"type": "set_mark", "copy_ids": "c01", "question_id": "1", "points": 1}


class Run:
    """One run, as a server makes it: with an id."""

    def __init__(self, session: Session, run_id: str) -> None:
        self.session = session
        configurable = {**session.config["configurable"], "run_id": run_id}
        self.config: Any = {"configurable": configurable}

    async def make(self, given: Any, **context: Any) -> Any:
        return await self.session.graph.ainvoke(given, self.config, context=context or None)


@pytest.fixture
async def asked(session: Session) -> Session:
    given = {"typed_copies": [{"answers": {"1": "a"}}, {"answers": {"1": "b"}}], "scheme": "1: 2"}
    question = interrupt_of(await Run(session, "first").make(given, graders=GRADERS, language="en"))
    assert interrupt_of(await Run(session, "first").make(given, graders=GRADERS, language="en")) == question
    return session


async def test_the_answer_to_one_question_is_not_given_to_the_next(asked: Session) -> None:
    confirm = Command[str](resume={"candidate": 0})
    review = interrupt_of(await Run(asked, "second").make(confirm))
    assert review["kind"] == "review"
    for _ in range(2):
        again = interrupt_of(await Run(asked, "second").make(confirm))
        assert (again["kind"], again["error"]) == ("review", "")


@pytest.mark.parametrize("action", [MARK, {"type": "regrade", "copy_ids": "c01"}])
async def test_an_action_is_applied_once_by_a_run_and_again_by_the_next(asked: Session, action: Any) -> None:
    await Run(asked, "second").make(Command(resume={"candidate": 0}))
    await Run(asked, "third").make(Command(resume={"actions": [MARK, {**MARK, "points": 2}], "author": "anne"}))
    answer = Command[str](resume={"actions": [action], "author": "anne"})
    await Run(asked, "fourth").make(answer)
    once = await asked.state()
    for _ in range(2):
        assert interrupt_of(await Run(asked, "fourth").make(answer))["kind"] == "review"
    again = await asked.state()
    assert (again["decisions"], again["revision"]) == (once["decisions"], once["revision"])
    assert again["attempts"].keys() == once["attempts"].keys()
    await Run(asked, "fifth").make(answer)
    assert (await asked.state())["revision"] == once["revision"] + 1


async def test_an_answer_that_was_refused_is_refused_once(asked: Session) -> None:
    wrong = Command[str](resume={"candidate": 7})
    first = interrupt_of(await Run(asked, "second").make(wrong))
    assert first["error"]
    assert interrupt_of(await Run(asked, "second").make(wrong)) == first
