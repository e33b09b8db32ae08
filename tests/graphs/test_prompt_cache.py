"""What a provider can cache of the prompts of a class, by the rules of each: what is marked, and who writes it."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from langgraph.types import Command

from tests.graphs.conftest import Session, document
from tests.models.test_native_clients import anthropic
from tests.provider.server import Provider, usual_answer
from tests.provider.wire import Reply

type Json = dict[str, Any]

FIXTURES = Path(__file__).parents[2] / "fixtures"
EXAM, SCANS = FIXTURES / "history-science-en", FIXTURES / "scan-fr"
SCHEME = "1: 2, 2: 3"
MARKS = ("cache_control", "prompt_cache_breakpoint")


@pytest.fixture(autouse=True)
def keys(provider: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    root = provider.base_url.removesuffix("/v1")
    for name, address in (("OPENROUTER", provider.base_url), ("ANTHROPIC", root)):
        monkeypatch.setenv(f"{name}_API_KEY", "test")
        monkeypatch.setenv(f"{name}_BASE_URL", address)


def said_in(request: Json) -> list[Json]:
    """Return the messages of a request, in whatever form it is."""
    return request["messages"] if "messages" in request else request["input"]


def text_of(request: Json) -> str:
    content = said_in(request)[-1]["content"]
    return content if isinstance(content, str) else "\n".join(block.get("text", "") for block in content)


def answered(request: Json) -> Reply | None:
    """Answer in Anthropic's form, or in that of OpenAI's Responses API, what is asked in it."""
    if not is_of_grader(request):
        return None
    marks = usual_answer("Examination", text_of(request))
    if "system" in request:
        return Reply.of(anthropic({"type": "tool_use", "id": "t", "name": "Examination", "input": marks}))
    if "input" in request:
        call = {
            "type": "function_call",
            "id": "f",
            "call_id": "c",
            "name": "Examination",
            "arguments": json.dumps(marks),
        }
        usage = {
            "input_tokens": 7,
            "output_tokens": 3,
            "total_tokens": 10,
            "input_tokens_details": {"cached_tokens": 4, "cache_write_tokens": 0},
            "output_tokens_details": {"reasoning_tokens": 0},
        }
        whole = {
            "id": "resp_1",
            "object": "response",
            "created_at": 1,
            "model": request["model"],
            "status": "completed",
        }
        return Reply.of({**whole, "output": [{**call, "status": "completed"}], "usage": usage})
    return None


def is_of_grader(request: Json) -> bool:
    return "<copy>" in text_of(request) and "<scheme>" in text_of(request)


async def grade(session: Session, provider: Provider, grader: Any, *, papers: bool = True) -> list[Json]:
    """Grade a class of typed copies, with scans for an answer key, and return the graders' requests in order."""
    provider.script = answered
    documents = [document(path) for path in sorted((EXAM / "copies").glob("*.pdf"))[:3]]
    if papers:
        key = {**document(SCANS / "copies.pdf", "answer_key"), "name": "key.pdf"}
        documents += [document(EXAM / "exam-paper.pdf", "exam_paper"), key]
    await session.send({"documents": documents, "scheme": SCHEME}, graders=[grader])
    state = await session.answer({"candidate": 0})
    assert {copy["status"] for copy in state["results"]} == {"complete"}
    return [one for one in provider.requests if is_of_grader(one)]


def question_of(request: Json) -> list[Json]:
    content = said_in(request)[-1]["content"]
    return [{"type": "text", "text": content}] if isinstance(content, str) else content


def marks_of(request: Json) -> list[str]:
    return [name for name in MARKS for _ in range(json.dumps(request).count(f'"{name}"'))]


def cached_beginning(request: Json) -> str:
    """Return what comes before the mark, in the order in which the providers read a request."""
    blocks = question_of(request)
    end = next(i for i, block in enumerate(blocks) if set(MARKS) & block.keys())
    rest = [request.get(name) for name in ("tools", "system")]
    return json.dumps([*rest, said_in(request)[:-1], blocks[: end + 1]])


@pytest.mark.parametrize(
    ("grader", "mark"),
    [
        ("anthropic:claude-sonnet-4-6", "cache_control"),
        ("anthropic:claude-haiku-4-5", "cache_control"),  # its minimum is reached with the pictures of the key
        ("openrouter:anthropic/claude-opus-5", "cache_control"),
        ("openrouter:openai/gpt-6-sol", "prompt_cache_breakpoint"),
        ("openai:gpt-5.6-sol", "prompt_cache_breakpoint"),
    ],
)
async def test_the_end_of_what_copies_share_is_marked(
    session: Session, provider: Provider, grader: str, mark: str
) -> None:
    requests = await grade(session, provider, grader)
    assert len(requests) == 3
    for request in requests:
        assert marks_of(request) == [mark]
        # OpenAI would write every copy to its cache besides, and charge for it.
        options = request.get("prompt_cache_options")
        assert options == ({"mode": "explicit"} if mark == "prompt_cache_breakpoint" else None)
    assert len({cached_beginning(request) for request in requests}) == 1
    blocks = question_of(requests[0])
    end = next(i for i, block in enumerate(blocks) if mark in block)
    # The pictures of the key are inside, and the copy begins right after them.
    assert blocks[end]["type"] in {"image", "image_url", "input_image"}
    assert blocks[end + 1]["text"].startswith("The copy to mark")
    # Nothing that the copies have in common, but for the words around a copy, is left outside.
    first, second = (json.dumps(question_of(request)[end + 1 :]) for request in requests[:2])
    common = next(i for i, (one, other) in enumerate(zip(first, second, strict=False)) if one != other)
    assert common < 0.05 * len(cached_beginning(requests[0]))


@pytest.mark.parametrize(
    ("grader", "papers"),
    [
        ("anthropic:claude-haiku-4-5", False),  # below its minimum
        ("openai:gpt-5.5", True),  # refuses marks, and caches by itself
        ("openrouter:google/gemini-2.5-pro", True),
    ],
)
async def test_nothing_else_is_marked(session: Session, provider: Provider, grader: str, papers: bool) -> None:
    requests = await grade(session, provider, grader, papers=papers)
    assert len(requests) == 3
    assert [marks_of(request) for request in requests] == [[]] * len(requests)
    assert not [request for request in requests if "prompt_cache_options" in request]


@pytest.mark.parametrize(
    ("grader", "name"),
    [("openai:gpt-5.4", "prompt_cache_key"), ("openrouter:google/gemini-2.5-pro", "session_id")],
)
async def test_all_copies_go_where_the_cache_is(session: Session, provider: Provider, grader: str, name: str) -> None:
    requests = await grade(session, provider, grader)
    keys = {request[name] for request in requests}
    assert len(keys) == 1
    assert len(keys.pop()) == 32
    assert [request for request in provider.requests if name in request] == requests


async def test_a_copy_alone_pays_for_no_cache(session: Session, provider: Provider) -> None:
    provider.script = answered
    copy = document(next(iter(sorted((EXAM / "copies").glob("*.pdf")))))
    key = {**document(SCANS / "copies.pdf", "answer_key"), "name": "k.pdf"}
    await session.send({"documents": [copy, key], "scheme": SCHEME}, graders=["anthropic:claude-sonnet-4-6"])
    await session.send(Command(resume={"candidate": 0}))
    assert [marks_of(request) for request in provider.requests if is_of_grader(request)] == [[]]


@pytest.mark.parametrize(("grader", "at_first"), [("openai:gpt-5.6-sol", 1), ("openai:gpt-5.4", 5)])
async def test_where_writing_costs_one_call_writes_first(
    session: Session, provider: Provider, grader: str, at_first: int
) -> None:
    """The others begin after it, all at once; where it costs nothing, nobody waits."""
    begun: list[int] = []

    async def script(request: Json) -> Reply | None:
        if is_of_grader(request):
            begun.append(0)
            number = len(begun)
            while len(begun) < (at_first if number == 1 else 5):  # noqa: ASYNC110 - what another request adds
                await asyncio.sleep(0.01)
            await asyncio.sleep(0.1)  # a moment, in which one that should wait could come
            begun[number - 1] = len(begun)
        return answered(request)

    provider.script = script
    copies = [{"answers": {"1": f"12,5 m/s, copie {n}", "2": "Elle augmente."}} for n in range(5)]
    text = "À quelle vitesse roule la voiture ? " * 60
    scheme = {"questions": [{"id": question, "max_points": 2, "text": text} for question in "12"]}
    await session.send({"typed_copies": copies, "scheme": scheme}, graders=[grader])
    await session.answer({"candidate": 0})
    # How many had begun when the first one and the last one ended.
    assert (begun[0], begun[-1]) == (at_first, 5)


async def test_a_regrade_of_one_question_begins_as_the_first_grading_did(session: Session, provider: Provider) -> None:
    """Also where the question has no criteria, and others have."""
    provider.script = answered
    criteria = [{"id": "c", "name": "Méthode", "points": 2}]
    text = "À quelle vitesse roule la voiture ? " * 40
    questions = [{"id": "1", "max_points": 2, "text": text, "criteria": criteria}, {"id": "2", "max_points": 3}]
    copies = [{"answers": {"1": f"12,5 m/s, copie {n}", "2": "Elle augmente."}} for n in range(2)]
    request = {"typed_copies": copies, "scheme": {"questions": questions}}
    await session.send(request, graders=["openrouter:anthropic/claude-opus-5"])
    await session.answer({"candidate": 0})
    first = [one for one in provider.requests if is_of_grader(one)]
    await session.act({"type": "regrade", "copy_ids": "c01", "question_ids": ["2"]})
    *_, again = (one for one in provider.requests if is_of_grader(one))
    assert "Mark only these questions: '2'." in text_of(again)
    assert again not in first
    assert {cached_beginning(one) for one in [*first, again]} == {cached_beginning(first[0])}
