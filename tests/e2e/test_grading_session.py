"""A class set through `langgraph dev` and langgraph-sdk, as a frontend drives it."""

import asyncio
import json
import uuid
from typing import Any

import httpx
import pytest
from langgraph_sdk.client import LangGraphClient

from tests.e2e.dev_server import DevServer
from tests.e2e.driving import GRAPH, interrupts, run, start_grading, values
from tests.provider.server import Provider, prompt_of

pytestmark = [pytest.mark.server, pytest.mark.xdist_group("server")]

type Json = dict[str, Any]


async def test_a_teacher_grades_a_class_set(client: LangGraphClient, french_set: list[Json]) -> None:
    thread_id = (await client.threads.create())["thread_id"]
    await run(
        client,
        thread_id,
        input={"documents": french_set},
        context={"graders": ["offline:lexical", "offline:strict"]},
    )
    (question,) = await interrupts(client, thread_id)
    assert question["kind"] == "confirm_scale"
    assert question["candidates"][0]["total"] == 20
    assert question["calls"] == 16
    assert [len(copy["pages"]) for copy in question["students"]] == [2] * 8
    nameless = [copy for copy in question["students"] if copy["student"] is None]
    assert [copy["flags"] for copy in nameless] == [["name_uncertain"]]

    # The teacher makes the last exercise worth more, and names the nameless copy.
    edited = question["shorthands"][0].replace("4.b): 1,5", "4.b): 2,5").replace("Exercice 4: 4,", "Exercice 4: 5,")
    students = [
        {"copy_id": copy["copy_id"], "student": copy["student"] or {"name": "Sans Nom"}}
        for copy in question["students"]
    ]
    events = await run(client, thread_id, command={"resume": {"scheme": edited, "students": students}})

    kinds = [event["type"] for event in events]
    assert kinds[0] == "session_start"
    assert kinds[-1] == "session_complete"
    assert {kind: kinds.count(kind) for kind in set(kinds)} == {
        "session_start": 1,
        "copy_start": 8,
        "attempt_done": 16,
        "question_done": 8 * 12,
        "copy_done": 8,
        "session_complete": 1,
    }
    done = [event["counts"] for event in events if event["type"] == "copy_done"]
    assert sorted(count["completed"] for count in done) == list(range(1, 9))
    assert events[-1]["counts"] == {"total": 8, "completed": 8, "failed": 0, "remaining": 0}

    (review,) = await interrupts(client, thread_id)
    assert review["kind"] == "review"
    assert review["open_questions"] > 0
    worst = review["flags"][0]
    assert "disagreement" in worst["flags"]

    # Two reviewers saw the same version; the second is told.
    for author, points, outcome in [("Mme Durand", 0.5, "applied"), ("M. Petit", 1, "conflict")]:
        edit = {
            "type": "set_mark",
            "copy_ids": worst["copy_id"],
            "question_id": worst["question_id"],
            "points": points,
            "expected_version": 1,
        }
        await run(client, thread_id, command={"resume": {"author": author, "actions": [edit]}})
        (review,) = await interrupts(client, thread_id)
        assert [done["status"] for done in review["outcomes"]] == [outcome]
    assert [conflict["current_points"] for conflict in review["conflicts"]] == [0.5]

    await run(client, thread_id, command={"resume": {"actions": [{"type": "finish"}]}})
    (review,) = await interrupts(client, thread_id)
    assert [outcome["status"] for outcome in review["outcomes"]] == ["refused"]
    await run(client, thread_id, command={"resume": {"actions": [{"type": "finish", "force": True}]}})
    (review,) = await interrupts(client, thread_id)
    assert review["finished"] is True

    final = await values(client, thread_id)
    assert final["scheme"]["total"] == 21
    decided = next(copy for copy in final["results"] if copy["copy_id"] == worst["copy_id"])
    mark = decided["questions"][worst["question_id"]]
    assert (mark["points"], mark["source"], mark["author"]) == (0.5, "teacher", "Mme Durand")
    for copy in final["results"]:
        shown = [q["points"] if q["points"] is not None else q["provisional"] for q in copy["questions"].values()]
        assert copy["total"] == sum(shown)
    assert len(final["attempts"]) == 16
    assert next(c for c in final["copies"].values() if c["student"] and c["student"]["name"] == "Sans Nom")
    assert "data" not in json.dumps(final["documents"])


async def test_a_bad_answer_asks_again_and_loses_nothing(client: LangGraphClient, french_set: list[Json]) -> None:
    thread_id = (await client.threads.create())["thread_id"]
    await run(client, thread_id, input={"documents": french_set})
    for answer, complaint in [
        ({"scheme": "Q1 cinq"}, "Q1 cinq"),
        ({"candidate": 7}, "7"),
        ({"candidate": 0, "scheme": "Q1: 5"}, "soit candidate, soit scheme"),
        ({"candidate": 0, "students": [{"copy_id": "c99"}]}, "c99"),
        ({"candidate": 0, "graders": ["nobody:none"]}, "nobody:none"),
        ("yes", "doit être un objet"),
    ]:
        await run(client, thread_id, command={"resume": answer})
        (question,) = await interrupts(client, thread_id)
        assert complaint in question["error"]
        assert question["candidates"][0]["total"] == 20
    await run(client, thread_id, command={"resume": {"candidate": 0}})
    await run(client, thread_id, command={"resume": {"actions": [{"type": "set_marks"}]}})
    (review,) = await interrupts(client, thread_id)
    assert review["kind"] == "review"
    assert "à choisir parmi 'set_mark'" in review["error"]


async def test_a_grader_that_fails_on_one_copy_fails_that_copy(
    client: LangGraphClient, endpoint: Provider, french_set: list[Json]
) -> None:
    def refuse_hugo(request: Json) -> int | None:
        return 400 if request["model"] == "b" and "Nguyen" in prompt_of(request) else None

    endpoint.script = refuse_hugo
    thread_id, answer = await start_grading(client, french_set, ["openai:a", "openai:b"])
    events = await run(client, thread_id, command={"resume": answer})
    errors = [event for event in events if event["type"] == "copy_error"]
    assert len(errors) == 1
    assert "400" in errors[0]["error"]
    assert events[-1]["counts"] == {"total": 8, "completed": 7, "failed": 1, "remaining": 0}

    state = await values(client, thread_id)
    failed = errors[0]["copy_id"]
    assert state["progress"][failed]["status"] == "failed"
    marks = next(copy for copy in state["results"] if copy["copy_id"] == failed)["questions"].values()
    # The other grader's marks are kept, and none of them passes for decided.
    assert all(mark["points"] is None and mark["provisional"] is not None for mark in marks)

    endpoint.script = None
    before = endpoint.calls.total()
    await run(client, thread_id, command={"resume": {"actions": [{"type": "regrade", "scope": "missing"}]}})
    assert endpoint.calls.total() == before + 1
    state = await values(client, thread_id)
    assert state["progress"][failed]["status"] == "complete"
    assert all(copy["total"] is not None and not copy["provisional"] for copy in state["results"])


async def test_a_broken_file_does_not_stop_the_others(client: LangGraphClient, french_set: list[Json]) -> None:
    thread_id = (await client.threads.create())["thread_id"]
    broken = {"role": "copies", "name": "vide.pdf", "data": ""}
    await run(client, thread_id, input={"documents": [*french_set, broken]})
    (question,) = await interrupts(client, thread_id)
    assert [d["refused"] for d in question["documents"]] == ["", "", "", "empty"]
    assert any("vide.pdf" in warning for warning in question["warnings"])
    *others, unread = question["students"]
    assert len(others) == 8
    assert (unread["pages"], "nothing_readable" in unread["flags"]) == ([], True)


@pytest.mark.parametrize(
    ("payload", "complaint"),
    [
        ({"input": {}}, "rien à noter"),
        (
            {"input": {"documents": [{"role": "exam", "name": "sujet.pdf", "data": "QQ=="}]}},
            "document 1 («\xa0sujet.pdf\xa0»), rôle\xa0: à choisir parmi",
        ),
        ({"input": {}, "context": {"language": "en", "default_tries": 99}}, "number of passes: must be at most 10"),
        ({"input": {"documents": [{"data": "QQ=="}]}, "context": {"graders": ["nobody:none"]}}, "nobody:none"),
    ],
)
async def test_what_cannot_be_used_is_refused_with_the_reason(
    client: LangGraphClient, payload: Json, complaint: str
) -> None:
    thread_id = (await client.threads.create())["thread_id"]
    answer: Any = await client.runs.wait(thread_id, GRAPH, raise_error=False, **payload)
    assert complaint in answer["__error__"]["message"]


async def test_the_schemas_describe_the_wire(client: LangGraphClient) -> None:
    (assistant,) = await client.assistants.search(graph_id=GRAPH)
    assert "blind" in (assistant["description"] or "")
    schemas: Any = await client.assistants.get_schemas(assistant["assistant_id"])
    assert set(schemas["input_schema"]["properties"]) == {
        "documents",
        "typed_copies",
        "scheme",
        "students",
        "session_name",
        "guidelines",
    }
    assert "graders" in schemas["context_schema"]["properties"]
    assert "results" in schemas["output_schema"]["properties"]


async def test_decisions_are_taken_while_copies_are_being_graded(
    client: LangGraphClient, server: DevServer, endpoint: Provider, french_set: list[Json]
) -> None:
    thread_id, answer = await start_grading(client, french_set, ["openai:slow"])  # no other test has its answers
    released = False

    async def hold_the_last(request: Json) -> None:
        while "Nguyen" in prompt_of(request) and not released:  # noqa: ASYNC110 - another thread's loop
            await asyncio.sleep(0.02)

    endpoint.script = hold_the_last
    started = await client.runs.create(thread_id, GRAPH, command={"resume": answer})
    while len((await values(client, thread_id)).get("comparisons", {})) < 7:  # noqa: ASYNC110 - nothing tells of it
        await asyncio.sleep(0.05)
    state = await values(client, thread_id)
    told = [progress["status"] for progress in state["progress"].values()]
    assert (told.count("complete"), told.count("processing")) == (7, 1)
    copy_id, questions = next((one, list(it["questions"])) for one, it in state["comparisons"].items())
    mark = {"type": "set_mark", "copy_ids": copy_id, "question_id": questions[0], "points": 1.5}
    command = {"author": "Mme Durand", "actions": [mark, {"type": "finish"}]}
    async with httpx.AsyncClient(base_url=server.url) as http:
        decided = await http.post(f"/sessions/{thread_id}/decisions", json=command)
        assert [one["status"] for one in decided.json()["outcomes"]] == ["applied", "refused"]
        faulty = await http.post(f"/sessions/{thread_id}/decisions", json={"actions": [{**mark, "pointz": 1}]})
        assert (faulty.status_code, "pointz" in faulty.text) == (422, True)
        unknown = await http.post(f"/sessions/{uuid.uuid4()}/decisions", json=command)
        assert unknown.status_code == 404
        released = True
        await client.runs.join(thread_id, started["run_id"])
        command["actions"] = [{**mark, "points": 0.5}, {"type": "finish"}]  # now that it is in review
        late = await http.post(f"/sessions/{thread_id}/decisions", json=command)
        assert [one["status"] for one in late.json()["outcomes"]] == ["applied", "refused"]
        shown = (await http.get(f"/sessions/{thread_id}/review")).json()
        copy = next(copy for copy in shown["copies"] if copy["copy_id"] == copy_id)
        assert copy["questions"][questions[0]]["points"] == 0.5
    await client.runs.wait(thread_id, GRAPH, command={"resume": {"actions": []}})
    state = await values(client, thread_id)
    assert [(d["author"], d["points"]) for d in state["decisions"].values()] == [
        ("Mme Durand", 1.5),
        ("Mme Durand", 0.5),
    ]
    result = next(copy for copy in state["results"] if copy["copy_id"] == copy_id)
    assert result["questions"][questions[0]]["points"] == 0.5
