"""A session is its owner's: whoever else runs its thread learns nothing and changes nothing."""

import hashlib
import json
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.types import Command

from bareme.errors import SessionMissing
from bareme.graphs.grading import GradingGraph, build_grading_graph
from bareme.graphs.mock_exam.graph import build_mock_exam_graph
from bareme.graphs.owner import owner_of
from bareme.storage.checkpointer import open_checkpointer
from bareme.storage.erasure import erase_sessions
from tests.graphs.conftest import document
from tests.mock_exams import sample_submission

type Json = dict[str, Any]

REQUEST: Json = {"typed_copies": [{"answers": {"1": "12 J"}}], "scheme": "1: 2"}
FIXTURES = Path(__file__).parents[2] / "fixtures"
OFFLINE: Json = {"graders": ["offline:lexical"]}


def run_by(identity: str, thread_id: str = "t") -> Any:
    """The config of a run as the server makes it once it has authenticated `identity`."""
    return {"configurable": {"thread_id": thread_id, "langgraph_auth_user_id": identity}}


@pytest.mark.parametrize(
    ("configurable", "owner"),
    [
        ({"langgraph_auth_user_id": "anne", "langgraph_auth_user": SimpleNamespace(identity="anne")}, "anne"),
        ({"langgraph_auth_user": {"identity": "anne", "is_authenticated": True}}, "anne"),  # aegra
        ({"langgraph_auth_user": {"identity": "anne", "decider": "bruno"}}, "bruno"),  # aegra, of somebody invited
        ({"langgraph_auth_user": SimpleNamespace(identity="anne", decider="bruno")}, "bruno"),
        ({"langgraph_auth_user_id": "", "langgraph_auth_user": None}, "local"),
        ({}, "local"),
    ],
)
def test_b2_who_runs_is_what_either_server_says(configurable: Json, owner: str) -> None:
    assert owner_of({"configurable": configurable}) == owner


ENTRIES = [
    pytest.param(Command(resume={"candidate": 0}), id="answer"),
    pytest.param(REQUEST, id="input"),
    pytest.param(None, id="continue"),
]


@pytest.mark.parametrize("entry", ENTRIES)
async def test_b2_nobody_runs_the_session_of_another(graph: GradingGraph, entry: Any) -> None:
    await graph.ainvoke(REQUEST, run_by("anne"), context=OFFLINE)
    before = (await graph.aget_state(run_by("anne"))).values
    with pytest.raises(SessionMissing, match="there is no session 't'"):
        await graph.ainvoke(entry, run_by("bruno"))
    with pytest.raises(SessionMissing):
        await graph.ainvoke(entry, {"configurable": {"thread_id": "t"}})  # the command line
    kept = (await graph.aget_state(run_by("anne"))).values
    # A new input's channels are written before any node runs; the session reads its own copy of them.
    assert {**kept, "scheme": before["scheme"], "typed_copies": before["typed_copies"]} == before
    assert before["owner"] == "anne"
    await graph.ainvoke({}, run_by("anne"))
    state = await graph.ainvoke(Command(resume={"scheme": "1: 2"}), run_by("anne"))
    assert state["progress"]["c01"]["status"] == "complete"


async def test_b2_a_session_in_review_is_its_owners(graph: GradingGraph) -> None:
    await graph.ainvoke(REQUEST, run_by("anne"), context=OFFLINE)
    await graph.ainvoke(Command(resume={"candidate": 0}), run_by("anne"))

    def mark(points: int) -> Command[Any]:
        action = {"type": "set_mark", "copy_ids": "c01", "question_id": "1", "points": points}
        return Command(resume={"actions": [action]})

    with pytest.raises(SessionMissing):
        await graph.ainvoke(mark(0), run_by("bruno"))
    state = await graph.ainvoke(mark(1), run_by("anne"))
    assert [decision["points"] for decision in state["decisions"].values()] == [1]


async def test_a_session_of_the_command_line_is_local(graph: GradingGraph) -> None:
    config: Any = {"configurable": {"thread_id": "t"}}
    await graph.ainvoke(REQUEST, config, context=OFFLINE)
    assert (await graph.aget_state(config)).values["owner"] == "local"
    with pytest.raises(SessionMissing):
        await graph.ainvoke(Command(resume={"candidate": 0}), run_by("anne"))


async def test_a_session_of_an_earlier_version_goes_on(graph: GradingGraph, home: Path) -> None:
    folder = FIXTURES / "physics-fr"
    sent = {"documents": [document(folder / "exam-paper.pdf", "exam_paper"), document(folder / "copies.pdf")]}
    await graph.ainvoke(sent, run_by("anne"), context=OFFLINE)
    values = as_in_an_earlier_version((await graph.aget_state(run_by("anne"))).values, home / "documents")
    await graph.aupdate_state(run_by("anne"), values, as_node="pre_analysis")
    asked = await graph.ainvoke(None, run_by("anne"))
    shorthand = asked["__interrupt__"][0].value["shorthands"][0]
    state = await graph.ainvoke(Command(resume={"scheme": shorthand}), run_by("anne"))
    assert {progress["status"] for progress in state["progress"].values()} == {"complete"}


async def test_b9_a_session_of_an_earlier_version_takes_its_documents_along(home: Path) -> None:
    folder = FIXTURES / "physics-fr"
    sent = {"documents": [document(folder / "exam-paper.pdf", "exam_paper"), document(folder / "copies.pdf")]}
    async with open_checkpointer() as saver:
        graph = build_grading_graph(saver)
        await graph.ainvoke(sent, run_by("anne", "first"), context=OFFLINE)
        values = as_in_an_earlier_version((await graph.aget_state(run_by("anne", "first"))).values, home / "documents")
        for thread_id in ("first", "second"):
            await graph.aupdate_state(run_by("anne", thread_id), values, as_node="pre_analysis")
    (home / "uses.sqlite").unlink()

    def contents() -> list[str]:
        return [path.name for path in (home / "documents").rglob("*") if path.is_file() and "index" not in path.name]

    kept = contents()
    await erase_sessions({"first": ""})
    assert contents() == kept
    await erase_sessions({"second": ""})
    assert (len(kept), contents()) == (4, [])


def as_in_an_earlier_version(values: Json, folder: Path) -> Json:
    """Return a state that names documents by the sha-256 of their bytes, and have the folder hold them so."""
    with closing(sqlite3.connect(folder / "index.sqlite")) as index:
        ids = dict(index.execute("SELECT document_id, digest FROM documents"))
    (folder / "index.sqlite").unlink()
    opened = {one["record_id"] for one in values["documents"]}
    for record_id in opened:
        place = folder / ids[record_id][:2] / ids[record_id][2:]
        data = with_ids(place.read_text(encoding="utf-8"), ids).encode()
        place.unlink()
        ids[record_id] = hashlib.sha256(data).hexdigest()
        place = folder / ids[record_id][:2] / ids[record_id][2:]
        place.parent.mkdir(exist_ok=True)
        place.write_bytes(data)
    earlier: Json = json.loads(with_ids(json.dumps(values), ids))
    return {**earlier, "owner": ""}


def with_ids(text: str, ids: Mapping[str, str]) -> str:
    for old, new in ids.items():
        text = text.replace(old, new)
    return text


async def test_b2_a_mock_exam_is_its_owners() -> None:
    graph = build_mock_exam_graph(InMemorySaver())
    sent: Any = {"messages": [], "exam_submission": sample_submission()}
    offline: Any = {"model": "offline:lexical"}
    await graph.ainvoke(sent, run_by("anne"), context=offline)
    with pytest.raises(SessionMissing):
        await graph.ainvoke({"messages": [("human", "Et la question 1 ?")]}, run_by("bruno"), context=offline)
    with pytest.raises(SessionMissing):
        await graph.ainvoke(sent, run_by("bruno"), context=offline)
