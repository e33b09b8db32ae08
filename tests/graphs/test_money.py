"""A session's money: estimated before, kept within its budget, told after; and prompts that a provider can cache."""

import json
import uuid
from pathlib import Path
from typing import Any

import pytest
from langgraph.types import Command

from bareme.graphs.grading import GradingGraph
from tests.graphs.conftest import document
from tests.provider.server import Provider, completion, prompt_of, usual_answer
from tests.provider.wire import Wire

type Json = dict[str, Any]

FIXTURES = Path(__file__).parents[2] / "fixtures"
SCHEME = "1: 2, 2: 3"
PRICES = """
[[price]]
models = ["openai:cheap", "openai:dear"]
input = 10
cached_input = 1
output = 100
date = 2026-01-01
source = "this test"
"""


@pytest.fixture(autouse=True)
def price_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "prices.toml").write_text(PRICES)
    monkeypatch.setenv("BAREME_PRICES", str(tmp_path / "prices.toml"))


def typed(count: int) -> list[Json]:
    return [{"answers": {"1": f"12,5 m/s, copie {n}", "2": "Elle augmente."}} for n in range(count)]


class Session:
    def __init__(self, graph: GradingGraph) -> None:
        self.graph = graph
        self.config: Any = {"configurable": {"thread_id": str(uuid.uuid4())}}

    async def begin(self, copies: int, **context: Any) -> Json:
        request = {"typed_copies": typed(copies), "scheme": SCHEME}
        state = await self.graph.ainvoke(request, self.config, context={"graders": ["openai:cheap"], **context})
        return state["__interrupt__"][0].value

    async def answer(self, value: Json, **context: Any) -> Json:
        state = await self.graph.ainvoke(Command(resume=value), self.config, context=context or None)
        return state["__interrupt__"][0].value

    async def values(self) -> Json:
        return (await self.graph.aget_state(self.config)).values

    async def statuses(self) -> list[str]:
        return [copy["status"] for copy in (await self.values())["results"]]


def with_usage(request: Json, **usage: object) -> Json:
    """Return the usual answer, with another usage."""
    answer = completion(request["model"], "Examination", usual_answer("Examination", prompt_of(request)))
    answer["usage"].update(usage)
    return answer


async def test_the_estimate_is_made_before_the_run(graph: GradingGraph, provider: Provider) -> None:
    question = await Session(graph).begin(4, graders=[{"model": "openai:cheap", "tries": 2}, "offline:lexical"])
    estimate = question["estimate"]
    assert provider.requests == []
    assert (estimate["calls"], estimate["most_calls"]) == (12, 24)
    assert estimate["input_tokens"] > 12 * 500
    assert 0 < estimate["dollars"] < estimate["most_dollars"] / 2
    assert estimate["unpriced"] == []


@pytest.mark.usefixtures("provider")
@pytest.mark.parametrize(("others", "most"), [(["offline:lexical"], 16), ([], 4)])
async def test_second_looks_are_in_the_worst_case_alone(others: list[str], most: int, graph: GradingGraph) -> None:
    """A grader alone has nobody to differ from."""
    graders = ["openai:cheap", *others]
    plain = (await Session(graph).begin(2, graders=graders))["estimate"]
    question = await Session(graph).begin(2, graders=graders, verification="disagreements")
    estimate = question["estimate"]
    assert (estimate["most_calls"], question["calls"]) == (most, 2 * len(graders))
    same = {"calls", "input_tokens", "output_tokens", "dollars"}
    assert {name: estimate[name] for name in same} == {name: plain[name] for name in same}
    assert estimate["most_dollars"] == pytest.approx(plain["most_dollars"] * (2 if others else 1))


async def test_an_unknown_price_is_said_and_not_guessed(graph: GradingGraph, provider: Provider) -> None:
    question = await Session(graph).begin(2, graders=["openai:unheard-of", "offline:lexical"])
    assert question["estimate"]["dollars"] is None
    assert question["estimate"]["unpriced"] == ["openai:unheard-of"]
    assert question["estimate"]["calls"] == 4


async def test_what_was_taken_is_told_by_copy(graph: GradingGraph, provider: Provider) -> None:
    provider.script = lambda request: with_usage(request, prompt_tokens_details={"cached_tokens": 800})
    session = Session(graph)
    await session.begin(3)
    review = await session.answer({"candidate": 0})
    # 200 × 10 + 800 × 1 + 100 × 100, a million, each of three times.
    assert review["usage"]["cost"] == 0.0384
    assert review["usage"]["cached_input_tokens"] == 2_400
    state = await session.values()
    assert [copy["usage"]["cost"] for copy in state["results"]] == [0.0128] * 3
    assert state["usage"] == review["usage"]


async def test_tokens_that_the_provider_keeps_to_itself_are_estimated(graph: GradingGraph, provider: Provider) -> None:
    def silent(request: Json) -> Json:
        answer = with_usage(request)
        del answer["usage"]
        return answer

    provider.script = silent
    session = Session(graph)
    await session.begin(1)
    usage = (await session.answer({"candidate": 0}))["usage"]
    assert usage["estimated"]
    assert usage["input_tokens"] > 50
    assert usage["cost"] > 0


async def test_a_budget_of_calls_leaves_the_rest_waiting_and_a_higher_one_finishes_it(
    graph: GradingGraph, provider: Provider
) -> None:
    session = Session(graph)
    await session.begin(8, budget={"calls": 5})
    review = await session.answer({"candidate": 0})
    assert sum(provider.calls.values()) == 4
    assert review["budget_reached"] == "calls"
    assert "budget" in review["message"]
    assert review["counts"]["failed"] == 0
    assert sorted(await session.statuses()) == ["complete"] * 4 + ["waiting"] * 4

    missing = {"actions": [{"type": "regrade", "scope": "missing"}]}
    again = await session.answer(missing)
    assert again["budget_reached"] == "calls"
    assert sum(provider.calls.values()) == 4

    done = await session.answer(missing, budget={"calls": 20})
    assert done["budget_reached"] is None
    assert await session.statuses() == ["complete"] * 8
    assert sum(provider.calls.values()) == 8
    assert provider.repeated == []
    assert (await session.values())["policy"]["budget"]["calls"] == 20
    # It can be raised, and not lowered.
    lower = await session.answer({"actions": []}, budget={"calls": 1})
    assert lower["budget"]["calls"] == 20


async def test_a_budget_of_dollars_is_kept(graph: GradingGraph, provider: Provider) -> None:
    provider.script = lambda request: with_usage(request, completion_tokens=4_000)
    one_at_worst = (await Session(graph).begin(10))["estimate"]["most_dollars"] / 10
    session = Session(graph)
    await session.begin(10, budget={"dollars": 2 * one_at_worst})
    review = await session.answer({"candidate": 0})
    # An answer takes 0.41 of the 1.1 that are set aside for it.
    assert one_at_worst < review["usage"]["cost"] <= 2 * one_at_worst
    assert review["usage"]["cost"] == pytest.approx(0.41 * sum(provider.calls.values()))
    assert review["budget_reached"] == "dollars"
    done = sum(provider.calls.values())
    assert sorted(await session.statuses()) == ["complete"] * done + ["waiting"] * (10 - done)


async def test_a_budget_of_dollars_needs_prices(graph: GradingGraph, provider: Provider) -> None:
    with pytest.raises(Exception, match="unheard-of"):
        await Session(graph).begin(1, graders=["openai:unheard-of"], budget={"dollars": 1})
    session = Session(graph)
    await session.begin(1, budget={"dollars": 1})
    question = await session.answer({"candidate": 0, "graders": ["openai:unheard-of"]})
    assert question["kind"] == "confirm_scale"
    assert "unheard-of" in question["error"]


async def test_reading_the_files_keeps_to_the_budget_too(graph: GradingGraph, provider: Provider) -> None:
    session = Session(graph)
    folder = FIXTURES / "physics-fr"
    request = {"documents": [document(folder / "exam-paper.pdf", "exam_paper"), document(folder / "copies.pdf")]}
    context = {"graders": ["openai:cheap"], "budget": {"calls": 1}}
    state = await graph.ainvoke(request, session.config, context=context)
    question = state["__interrupt__"][0].value
    assert provider.requests == []
    assert question["candidates"]
    assert any("budget" in warning for warning in question["warnings"])


async def test_drafting_a_rubric_keeps_to_the_budget_too(graph: GradingGraph, provider: Provider) -> None:
    session = Session(graph)
    await session.begin(1, rubric="generate", budget={"calls": 1})
    state = await graph.ainvoke(Command(resume={"candidate": 0}), session.config)
    # A draft may take two calls, and there is room for one: none is made, and the teacher writes the criteria herself.
    question = state["__interrupt__"][0].value
    assert question["kind"] == "confirm_rubric"
    assert any("budget" in warning for warning in question["warnings"])
    assert provider.requests == []


@pytest.mark.parametrize(("calls", "asked"), [(3, 0), (4, 1)])
async def test_comparing_answers_keeps_to_the_budget_too(
    calls: int, asked: int, graph: GradingGraph, provider: Provider
) -> None:
    answers = ["La voiture roule plus vite dans la descente", "La voiture roule plus vite dans une descente"]

    def differ(request: Json) -> Json | None:
        """Two copies that say nearly the same, marked differently: a case for the calibrator."""
        prompt = prompt_of(request)
        if "<scheme>" not in prompt:
            return {"groups": []}
        points = 2 if answers[0] in prompt else 0
        return {"marks": [{"question_id": q, "points": points, "confidence": 0.9} for q in ("1", "2")]}

    provider.script = differ
    session = Session(graph)
    request = {"typed_copies": [{"answers": {"1": text, "2": "x"}} for text in answers], "scheme": SCHEME}
    context = {"graders": ["openai:cheap"], "budget": {"calls": calls}}
    await graph.ainvoke(request, session.config, context=context)
    state = await graph.ainvoke(Command(resume={"candidate": 0}), session.config)
    # Each copy takes one call; comparing them may take two, for which there is room or there is not.
    assert len([r for r in provider.requests if "<scheme>" not in prompt_of(r)]) == asked
    assert state["usage"]["calls"] == 2 + asked
    warnings = state["__interrupt__"][0].value["calibration"]["warnings"]
    assert bool(warnings) is not bool(asked)


async def test_what_all_copies_share_comes_first_to_the_byte(graph: GradingGraph, provider: Provider) -> None:
    """A provider's cache serves a prefix: everything before the copy's own part is the same in every request."""
    session = Session(graph)
    exam, scans = FIXTURES / "history-science-en", FIXTURES / "scan-fr"
    request = {
        "documents": [
            document(exam / "exam-paper.pdf", "exam_paper"),
            # Pages without text go to the model as pictures: they are shared, and stand before the copy.
            {**document(scans / "copies.pdf", "answer_key"), "name": "key.pdf"},
            *(document(path) for path in sorted((exam / "copies").glob("*.pdf"))),
        ],
        "scheme": SCHEME,
    }
    await graph.ainvoke(request, session.config, context={"graders": [{"model": "openai:cheap", "tries": 2}]})
    await session.answer({"candidate": 0})
    sent = [r for r in provider.requests if r["tools"][0]["function"]["name"] == "Examination"]
    assert len(sent) > 4
    prefixes, copies = set(), set()
    for one in sent:
        system, human = one["messages"]
        texts = [block.get("text", "") for block in human["content"]]
        start = next(i for i, text in enumerate(texts) if "<copy>" in text)
        assert any(block["type"] == "image_url" for block in human["content"][1:start])
        settings = {name: value for name, value in one.items() if name != "messages"}
        prefixes.add(json.dumps([settings, system, human["content"][:start]]))
        copies.add(json.dumps(human["content"][start:]))
    assert len(prefixes) == 1
    assert len(copies) == len(sent) // 2


@pytest.mark.parametrize("answered", [True, False])
async def test_requests_without_an_answer_are_counted(graph: GradingGraph, provider: Provider, answered: bool) -> None:
    """They may be charged, so they are told, whether the request that follows is answered or not."""
    sent: list[Json] = []

    def script(request: Json) -> Any:
        sent.append(request)
        return Wire((), ending="close") if len(sent) == 1 or not answered else None

    session = Session(graph)
    await session.begin(1)
    provider.script = script
    review = await session.answer({"candidate": 0})
    values = await session.values()
    assert len(sent) == 2
    expected = (1, 1) if answered else (0, 2)
    for usage in (review["usage"], values["usage"], values["results"][0]["usage"]):
        assert (usage["calls"], usage["unanswered_calls"]) == expected
