"""The routes of a screen, and the events beside them: what they carry, and what they keep back."""

import asyncio
import json
import uuid
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from langgraph_sdk.client import LangGraphClient

from tests.e2e.dev_server import DevServer
from tests.e2e.driving import run
from tests.provider.conspicuous import POINTS, SCHEME, conspicuous, revealing
from tests.provider.server import Provider, prompt_of

pytestmark = [pytest.mark.server, pytest.mark.xdist_group("server")]

type Json = dict[str, Any]


@pytest.fixture
async def http(server: DevServer) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=server.url, timeout=30) as opened:
        yield opened


def typed(count: int) -> list[Json]:
    return [
        {"student": {"name": f"Élève {n}"}, "answers": {"1": f"réponse {n}", "2": f"suite {n}"}} for n in range(count)
    ]


async def read(http: httpx.AsyncClient, thread_id: str) -> dict[str, str]:
    """Return the bodies of all routes of a session that a browser may read."""
    paths = ["/progress", "/review", "/review?since=0", "/statistics", "/history", "/copies/c01", "/copies/c02"]
    paths += [f"/exports/{fmt}" for fmt in ("csv", "csv-flat", "history", "attempts", "attempts-jsonl", "json")]
    bodies = {path: (await http.get(f"/sessions/{thread_id}{path}")).raise_for_status().text for path in paths}
    return {**bodies, "/sessions": (await http.get("/sessions")).raise_for_status().text}


async def test_nothing_tells_hidden_marks_before_the_decision(
    client: LangGraphClient, http: httpx.AsyncClient, endpoint: Provider
) -> None:
    endpoint.script = conspicuous
    thread_id = (await client.threads.create())["thread_id"]
    graders = [f"openai:{uuid.uuid4().hex}", f"openai:{uuid.uuid4().hex}"]
    context = {"graders": graders, "reveal": "after_decision", "calibration": "rules"}
    events = await run(client, thread_id, input={"typed_copies": typed(2), "scheme": SCHEME}, context=context)
    events += await run(client, thread_id, command={"resume": {"candidate": 0}})
    custom = {f"event {n}": json.dumps(event) for n, event in enumerate(events)}
    assert revealing(custom | await read(http, thread_id)) == []
    hidden = await http.get(f"/sessions/{thread_id}/copies/c01/attempts/A")
    assert (hidden.status_code, hidden.json()["type"]) == (409, "/problems/conflict")

    decided = {"type": "set_mark", "copy_ids": "c01", "question_id": "1", "points": 3}
    events = await run(client, thread_id, command={"resume": {"actions": [decided], "author": "Mme Roy"}})
    (changed,) = [event for event in events if event["type"] == "copy_changed"]
    assert changed["copy_ids"] == ["c01"]
    bodies = await read(http, thread_id)
    assert "/copies/c01" in revealing(bodies)
    assert "/copies/c02" not in revealing(bodies)
    review = json.loads(bodies["/review"])
    marks = {
        (copy["copy_id"], question_id): question.get("marks", [])
        for copy in review["copies"]
        for question_id, question in copy["questions"].items()
    }
    assert review["revision"] == changed["revision"]
    listed = {entry["session_id"]: entry["open_questions"] for entry in json.loads(bodies["/sessions"])["sessions"]}
    assert listed[thread_id] == review["open_questions"] == 3  # of two copies with two questions, one is decided
    assert {mark["points"] for mark in marks.pop(("c01", "1"))} == {POINTS}
    assert set(map(len, marks.values())) == {0}
    # Who is behind a label is in none of them, decided or not.
    assert [path for path, body in bodies.items() if any(grader in body for grader in graders)] == []


async def test_a_screen_reads_what_changed_and_no_more(
    client: LangGraphClient, http: httpx.AsyncClient, endpoint: Provider
) -> None:
    thread_id = (await client.threads.create())["thread_id"]
    model, review_url = f"openai:{uuid.uuid4().hex}", f"/sessions/{thread_id}/review"
    assert (await http.get(review_url)).json()["type"] == "/problems/conflict"
    request = {"typed_copies": typed(4), "scheme": SCHEME, "session_name": "Contrôle"}
    await run(client, thread_id, input=request, context={"graders": [model]})
    released = False

    async def hold_all_but_the_first(request: Json) -> None:
        while "réponse 0" not in prompt_of(request) and not released:  # noqa: ASYNC110 - another thread's loop
            await asyncio.sleep(0.02)

    endpoint.script = hold_all_but_the_first
    grading = asyncio.create_task(run(client, thread_id, command={"resume": {"candidate": 0}}))
    while not grading.done() and not released:
        progress = (await http.get(f"/sessions/{thread_id}/progress")).json()
        told = [copy["status"] for copy in progress["copies"]] if progress["stage"] == "grading" else []
        released = told == ["complete", "processing", "processing", "processing"]
        await asyncio.sleep(0.05)
    await grading
    assert released
    (entry,) = [e for e in (await http.get("/sessions")).json()["sessions"] if e["session_id"] == thread_id]
    assert (entry["name"], entry["stage"], entry["counts"]["completed"]) == ("Contrôle", "in_review", 4)

    first = await http.get(review_url)
    review = first.json()
    assert (len(review["copies"]), review["stage"], first.headers["content-encoding"]) == (4, "in_review", "gzip")
    assert review["copies"][0]["questions"]["1"]["marks"][0]["label"] == "A"
    again = await http.get(review_url, headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    edit = {"type": "set_mark", "copy_ids": "c02", "question_id": "1", "points": 3}
    comment = {"type": "set_feedback", "copy_ids": "c02", "question_id": "2", "text": "À relire."}
    await run(client, thread_id, command={"resume": {"actions": [edit, comment], "author": "Mme Roy"}})
    new = (await http.get(review_url, params={"since": review["revision"]})).json()
    assert [(copy["copy_id"], copy["evaluation_version"]) for copy in new["copies"]] == [("c02", 3)]
    told = new["copies"][0]["questions"]
    assert [told[q].get("comment") for q in ("1", "2")] == [None, "À relire."]
    assert (new["scheme"], new["revision"] > review["revision"]) == (None, True)
    assert (await http.get(review_url, params={"since": new["revision"]})).json()["copies"] == []

    copy = (await http.get(f"/sessions/{thread_id}/copies/c02")).json()
    assert [question["text"] for question in copy["questions"]] == ["Question 1?", "Question 2?"]
    assert copy["answers"]["1"] == "réponse 1"
    assert copy["questions"][0]["marks"][0]["transcription"]
    transcript = (await http.get(f"/sessions/{thread_id}/copies/c02/attempts/A")).json()
    assert (transcript["is_exact"], len(transcript["replies"])) == (True, 1)
    assert "réponse 1" in " ".join(transcript["texts"])
    assert model.partition(":")[2] not in json.dumps(transcript)
    history = (await http.get(f"/sessions/{thread_id}/history", params={"copy_id": "c02"})).json()
    made = [(decision["author"], decision["kind"]) for decision in history["decisions"].values()]
    assert made == [("Mme Roy", "mark"), ("Mme Roy", "feedback")]
    assert (await http.get(f"/sessions/{thread_id}/copies/c99")).json()["type"] == "/problems/not-found"


async def test_reading_files_is_told_as_it_goes_and_where_the_scale_was_read(
    client: LangGraphClient, http: httpx.AsyncClient, french_set: list[Json]
) -> None:
    thread_id = (await client.threads.create())["thread_id"]
    events = await run(client, thread_id, input={"documents": french_set}, context={"graders": ["offline:lexical"]})
    opened = [(event["done"], event["total"]) for event in events if event.get("step") == "opening"]
    assert (opened[0], opened[-1]) == ((0, 3), (3, 3))
    analysed = [(event["done"], event["total"]) for event in events if event.get("step") == "analysing"]
    assert analysed[0][0] == 0
    assert analysed[-1][0] == analysed[-1][1] > 0
    asked = (await http.get(f"/sessions/{thread_id}/question")).json()
    (places,) = asked["places"]
    assert list(places) == [question["id"] for question in asked["scale"]["candidates"][0]["questions"]]
    (paper,) = [one["document_id"] for one in asked["scale"]["documents"] if one["role"] == "exam_paper"]
    assert {place["document_id"] for place in places.values()} == {paper}
    order = [(place["page"], place["box"]["y0"]) for place in places.values()]
    assert order == sorted(order)  # as printed, from top to bottom


async def test_an_operator_reads_figures_without_names(
    client: LangGraphClient, http: httpx.AsyncClient, endpoint: Provider
) -> None:
    async def counted() -> dict[str, float]:
        text = (await http.get("/metrics/bareme")).raise_for_status().text
        return {
            name: float(value)
            for name, _, value in (line.rpartition(" ") for line in text.splitlines() if line[:1] != "#")
        }

    endpoint.script = lambda request: 401 if "réponse 1" in prompt_of(request) else None
    model, thread_id = f"openai:{uuid.uuid4().hex}", (await client.threads.create())["thread_id"]
    before = await counted()
    await run(client, thread_id, input={"typed_copies": typed(3), "scheme": SCHEME}, context={"graders": [model]})
    await run(client, thread_id, command={"resume": {"candidate": 0}})
    after = await counted()

    def risen(name: str) -> float:
        return after.get(name, 0) - before.get(name, 0)

    assert risen('bareme_attempts_total{outcome="graded"}') == 2
    assert risen('bareme_attempts_total{outcome="failed"}') == 1
    assert risen('bareme_copies_total{status="complete"}') == 2
    assert risen(f'bareme_calls_total{{model="{model}",outcome="RequestRefused"}}') == 1
    assert risen(f'bareme_call_seconds_count{{model="{model}"}}') == 3
    assert risen(f'bareme_tokens_total{{direction="input",model="{model}"}}') > 0
    assert after['bareme_calls_waiting{provider="openai"}'] == 0
    assert not [line for line in after if "Élève" in line or thread_id in line]

    assert (await http.get("/health")).json() == {"status": "ok"}
    assert (await http.get("/ready")).json()["stores"] == ["documents", "answers", "spending", "inbox", "threads"]
    offered = (await http.get("/models")).json()
    assert {"model": "offline:lexical", "follows_rules": True, "priced": True} in offered["models"]
    assert {"name": "openai", "configured": True} in offered["providers"]
    assert "test" not in json.dumps(offered)  # the key
