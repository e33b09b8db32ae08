"""A server with tokens: who may do what, and the routes beside the runs API."""

import asyncio
import base64
import hashlib
import io
import json
import uuid
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from openpyxl import load_workbook
from PIL import Image

from bareme.documents.page_urls import page_url
from bareme.domain.copies import Box, PageRef
from bareme.exports import read_csv_flat, read_csv_wide, read_json
from bareme.graphs.grading import build_grading_graph
from bareme.server.run_queue import MOST_WAITING
from bareme.settings import Settings, get_settings
from bareme.storage.checkpointer import open_checkpointer
from bareme.storage.stores import open_stores
from bareme.tables import read_workbook
from tests.attack_list import ATTACKS, send_attack
from tests.e2e.conftest import FIXTURES
from tests.e2e.dev_server import DevServer
from tests.mock_exams import sample_submission
from tests.school_files.workbooks import workbook as fill_workbook

pytestmark = [pytest.mark.server, pytest.mark.xdist_group("server")]

ANNE = {"Authorization": "Bearer secret-a"}
SECRET = "long and random"
LARGEST = 1_000_000
MOST_SESSIONS = 70
MOST_AT_ONCE = 8
CARLA = {"Authorization": "Bearer secret-c"}
DORA = {"Authorization": "Bearer secret-d"}
BRUNO = {"Authorization": "Bearer secret-b"}


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DevServer]:
    folder = tmp_path_factory.mktemp("guarded")
    tokens = "anne:secret-a, bruno:secret-b, carla:secret-c, dora:secret-d"
    server = DevServer(
        folder,
        BAREME_API_TOKENS=tokens,
        BAREME_SECRET=SECRET,
        BAREME_MAX_DOCUMENT_BYTES=str(LARGEST),
        BAREME_MAX_ARCHIVE_BYTES=str(LARGEST),
        BAREME_MAX_SESSIONS=str(MOST_SESSIONS),
        BAREME_MAX_SESSIONS_AT_ONCE=str(MOST_AT_ONCE),
    )
    server.start()
    yield server
    server.stop()


@pytest.fixture
def http(guarded: DevServer) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=guarded.url, timeout=30) as client:
        yield client


@pytest.mark.parametrize(
    "headers",
    [{}, {"Authorization": "Bearer wrong"}, {"Authorization": "Bearer"}, {"x-auth-scheme": "langsmith"}],
)
def test_without_a_token_nothing_is_answered(http: httpx.Client, headers: dict[str, str]) -> None:
    for method, path in [("POST", "/threads"), ("POST", "/assistants/search"), ("POST", "/documents")]:
        assert http.request(method, path, headers=headers, json={}).status_code in {401, 403}


def test_everybody_sees_their_own_threads_alone(http: httpx.Client) -> None:
    thread_id = http.post("/threads", headers=ANNE, json={}).json()["thread_id"]
    assert http.get(f"/threads/{thread_id}", headers=ANNE).status_code == 200
    assert http.get(f"/threads/{thread_id}", headers=BRUNO).status_code == 404
    assert http.get(f"/threads/{thread_id}/state", headers=BRUNO).status_code == 404
    found = http.post("/threads/search", headers=BRUNO, json={}).json()
    assert thread_id not in {thread["thread_id"] for thread in found}


def test_what_no_rule_allows_is_refused(http: httpx.Client) -> None:
    (graph,) = http.post("/assistants/search", headers=ANNE, json={"graph_id": "graph_grading"}).json()
    assert http.patch(f"/assistants/{graph['assistant_id']}", headers=ANNE, json={"name": "x"}).status_code == 403
    item = {"namespace": ["a"], "key": "k", "value": {"v": 1}}
    assert http.put("/store/items", headers=ANNE, json=item).status_code == 403


@pytest.mark.smoke
def test_the_wire_describes_itself(http: httpx.Client) -> None:
    schemas = http.get("/schemas", headers=ANNE).json()
    assert {"GradingRequest", "ConfirmScale", "ScaleConfirmation", "ReviewRequest", "Event"} <= set(schemas)
    assert len(schemas["Event"]["oneOf"]) == 9


def test_a_document_is_uploaded_once_and_looked_at(http: httpx.Client) -> None:
    data = (FIXTURES / "physics-fr" / "exam-paper.pdf").read_bytes()
    first = http.post("/documents", headers=ANNE, content=data)
    again = http.post("/documents", headers=ANNE, content=data)
    assert (first.status_code, first.json()) == (201, again.json())
    assert first.json()["size"] == len(data)
    document_id = first.json()["document_id"]
    page = http.get(f"/documents/{document_id}/pages/0", headers=ANNE)
    assert page.headers["content-type"] == "image/png"
    assert page.content.startswith(b"\x89PNG")
    assert http.get(f"/documents/{document_id}/pages/99", headers=ANNE).status_code == 404
    assert http.get(f"/documents/{'0' * 64}/pages/0", headers=ANNE).status_code == 404
    assert http.get("/documents/..%2f..%2fetc/pages/0", headers=ANNE).status_code in {404, 422}
    assert http.post("/documents", headers=ANNE, content=b"").status_code == 422


def test_b1_the_document_of_another_is_missing(http: httpx.Client) -> None:
    data = (FIXTURES / "physics-fr" / "copies.pdf").read_bytes()
    of_anne = http.post("/documents", headers=ANNE, content=data).json()["document_id"]
    for guess in (of_anne, hashlib.sha256(data).hexdigest()):
        assert http.get(f"/documents/{guess}/pages/0", headers=BRUNO).status_code == 404
        thread_id = http.post("/threads", headers=BRUNO, json={}).json()["thread_id"]
        request = {"documents": [{"role": "copies", "name": "a.pdf", "document_id": guess}], "scheme": "1: 2"}
        run = {"assistant_id": "graph_grading", "input": request, "context": {"graders": ["offline:lexical"]}}
        http.post(f"/threads/{thread_id}/runs/wait", headers=BRUNO, json=run)
        values = http.get(f"/threads/{thread_id}/state", headers=BRUNO).json()["values"]
        assert (values.get("session"), "Zo" in str(values)) == (None, False)
    of_bruno = http.post("/documents", headers=BRUNO, content=data).json()["document_id"]
    assert of_bruno != of_anne
    assert http.get(f"/documents/{of_bruno}/pages/0", headers=BRUNO).status_code == 200


def test_an_upload_that_is_too_large_is_refused(http: httpx.Client) -> None:
    answer = http.post("/documents", headers=ANNE, content=b"%PDF-1.7" + b"0" * LARGEST)
    assert (answer.status_code, str(LARGEST) in answer.text) == (413, True)


def test_a_signed_address_opens_its_page_and_nothing_else(http: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    data = (FIXTURES / "physics-fr" / "exam-paper.pdf").read_bytes()
    document_id = http.post("/documents", headers=ANNE, content=data).json()["document_id"]
    monkeypatch.setenv("BAREME_SECRET", SECRET)
    monkeypatch.setenv("BAREME_PUBLIC_URL", str(http.base_url))
    get_settings.cache_clear()
    url = page_url(PageRef(document_id=document_id, index=0))
    covered = page_url(PageRef(document_id=document_id, index=0, mask=(Box(x0=0, y0=0, x1=1, y1=1),)))
    get_settings.cache_clear()
    assert http.get(url).content.startswith(b"\x89PNG")
    dark = Image.open(io.BytesIO(http.get(covered).content)).convert("L").getextrema()
    assert dark == (0, 0)
    assert http.get(covered.replace("mask=", "shown=")).status_code in {401, 403}
    assert http.get(url.replace("/pages/0", "/pages/1")).status_code in {401, 403}
    assert http.get(url.replace("expires=", "expires=9")).status_code in {401, 403}
    assert http.get(f"/documents/{document_id}/pages/0").status_code in {401, 403}
    assert http.get(url.replace(f"/documents/{document_id}/pages/0", "/schemas")).status_code in {401, 403}


@pytest.fixture(scope="module")
def graded(guarded: DevServer) -> str:
    """A session of Anne's in review: two groups, and one copy that is complete."""
    students = [{"name": name, "group": group} for name, group in [("Zoé A", "3e É"), ("Loïc B", "3e B")]]
    request = {
        "scheme": {"questions": [{"id": "1", "max_points": 2, "expected_answer": "12 J"}]},
        "typed_copies": [{"student": student, "answers": {"1": "12 J"}} for student in students],
        "students": students,
    }
    with httpx.Client(base_url=guarded.url, headers=ANNE, timeout=60) as client:
        thread_id = str(client.post("/threads", json={}).json()["thread_id"])
        complete = {"type": "mark_complete", "copy_ids": "c01"}
        for payload in (
            {"input": request, "context": {"graders": ["offline:lexical"], "language": "fr"}},
            {"command": {"resume": {"candidate": 0}}},
            {"command": {"resume": {"actions": [complete]}}},
        ):
            run: Any = client.post(f"/threads/{thread_id}/runs/wait", json={"assistant_id": "graph_grading", **payload})
            assert run.status_code == 200, run.text
    return thread_id


def test_every_file_comes_under_its_name_and_type(http: httpx.Client, graded: str) -> None:
    types = {
        "csv": "text/csv; charset=utf-8",
        "csv-flat": "text/csv; charset=utf-8",
        "history": "text/csv; charset=utf-8",
        "attempts": "text/csv; charset=utf-8",
        "attempts-jsonl": "application/jsonl",
        "json": "application/json",
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "sheets": "application/zip",
        "sheets-print": "application/pdf",
        "marked": "application/zip",
        "marked-print": "application/pdf",
    }
    files = {fmt: http.get(f"/sessions/{graded}/exports/{fmt}", headers=ANNE) for fmt in types}
    assert {fmt: file.headers["content-type"] for fmt, file in files.items()} == types
    assert {file.headers["cache-control"] for file in files.values()} == {"private, no-store"}
    assert f"session-{graded}.csv" in files["csv"].headers["content-disposition"]
    assert {row.total for row in read_csv_wide(files["csv"].content).rows} == {2}
    assert {row.points_earned for row in read_csv_flat(files["csv-flat"].content)} == {2}
    assert len(read_json(files["json"].content).submissions) == 2
    assert len(load_workbook(io.BytesIO(files["xlsx"].content)).sheetnames) > 2
    rows = [json.loads(line) for line in files["attempts-jsonl"].text.splitlines()]
    assert [(row["label"], row["model"], row["points"]) for row in rows] == [("A", None, 2)] * 2
    assert files["attempts"].text.splitlines()[0].startswith("copy_id,")
    # As JSON and CSV of attempts, names are told only where they are asked for.
    packed = {"xlsx", "sheets", "sheets-print", "marked", "marked-print"}
    blind = [fmt for fmt, file in files.items() if fmt not in packed and "offline:lexical" in file.text]
    assert blind == []
    named = http.get(f"/sessions/{graded}/exports/attempts-jsonl", headers=ANNE, params={"reveal": True})
    assert {json.loads(line)["model"] for line in named.text.splitlines()} == {"offline:lexical"}


def test_a_part_of_a_session_is_exported_under_a_name_that_says_so(http: httpx.Client, graded: str) -> None:
    def rows(**params: str) -> tuple[list[str], str]:
        file = http.get(f"/sessions/{graded}/exports/csv", headers=ANNE, params=params)
        return [row.student_name for row in read_csv_wide(file.content).rows], file.headers["content-disposition"]

    assert rows(only="complete")[0] == ["Zoé A"]
    names, disposition = rows(group="3e É")
    assert names == ["Zoé A"]
    assert "-3e-E.csv\"; filename*=UTF-8''grading_" in disposition
    assert disposition.endswith("-3e-%C3%89.csv")
    assert rows(group="3e b")[0] == ["Loïc B"]
    url = f"/sessions/{graded}/exports/csv"
    plain, french = (http.get(url, headers=ANNE, params={"dialect": name}).text for name in ("plain", "fr"))
    assert (plain.startswith("Identifiant,"), french.startswith("\ufeffIdentifiant;")) == (True, True)


def test_what_cannot_be_exported_is_said(http: httpx.Client, graded: str) -> None:
    url = f"/sessions/{graded}/exports/csv"
    unknown = http.get(url, headers=ANNE, params={"group": "4e A"})
    assert (unknown.status_code, "3e B" in unknown.text, "groupe" in unknown.text) == (422, True, True)
    assert http.get(f"/sessions/{graded}/exports/pdf", headers=ANNE).status_code == 422
    assert http.get(url, headers=BRUNO).status_code == 404
    assert http.get(url).status_code in {401, 403}
    fresh = http.post("/threads", headers=ANNE, json={}).json()["thread_id"]
    assert http.get(f"/sessions/{fresh}/exports/csv", headers=ANNE).status_code == 409


def test_a_schools_file_comes_back_with_the_marks(http: httpx.Client, graded: str) -> None:
    url, workbook = f"/sessions/{graded}/fill", fill_workbook([["Nom", "Note /20"], ["Zoé A", None], ["X Y", 3]])
    body = http.post(url, headers=ANNE, content=workbook, params={"name": "3e B.xlsx", "provisional": True})
    assert body.status_code == 200, body.text
    answer = body.json()
    assert (answer["name"], answer["sheet"], answer["columns"]) == ("3e B-avec-notes.xlsx", "Élèves", ["Note /20"])
    assert (answer["maximum"], answer["exam_maximum"], answer["maximum_is_told"]) == (20, 2, True)
    shown = [(row["line"], row["name"], row["outcome"], row["before"], row["mark"]) for row in answer["rows"]]
    assert shown == [(2, "Zoé A", "written", "", "20"), (3, "X Y", "unknown", "3", "")]
    assert [(copy["copy_id"], copy["student"]["name"]) for copy in answer["missing"]] == [("c02", "Loïc B")]
    sheet, _ = read_workbook(base64.b64decode(answer["data"]))
    assert [record.cells for record in sheet.records] == [("Nom", "Note /20"), ("Zoé A", "20"), ("X Y", "3")]

    form = {"file": ("liste.csv", "Nom;Devoir 1;Devoir 2\nZoé A;;\n".encode())}
    unclear = http.post(url, headers=ANNE, files=form)
    assert (unclear.status_code, unclear.json()["columns"]) == (422, ["Devoir 1", "Devoir 2"])
    params: Any = {"mark": "Devoir 2", "bands": "1,5:A,0:B", "provisional": True}
    text = http.post(url, headers=ANNE, files=form, params=params).json()
    assert (text["name"], text["sheet"]) == ("liste-avec-notes.csv", "")
    assert base64.b64decode(text["data"]).decode() == "Nom;Devoir 1;Devoir 2\nZoé A;;A\n"
    for refused in ({"scale": "0"}, {"bands": "A"}, {"mark": "Devoir 1", "bands": "16:A"}):
        assert http.post(url, headers=ANNE, files=form, params=refused).status_code == 422
    assert http.post(url, headers=ANNE, content=b"").status_code == 422
    assert http.post(url, headers=BRUNO, files=form).status_code == 404


def test_nobody_decides_on_the_session_of_another(http: httpx.Client, graded: str) -> None:
    command = {"actions": [{"type": "set_mark", "copy_ids": "c02", "question_id": "1", "points": 0}]}
    answers = [http.post(f"/sessions/{graded}/decisions", headers=who, json=command) for who in (ANNE, BRUNO)]
    assert [answer.status_code for answer in answers] == [200, 404]


def test_an_edited_export_is_read_back_and_its_actions_are_taken_as_decisions(http: httpx.Client, graded: str) -> None:
    url = f"/sessions/{graded}/edited-file"
    written = http.get(f"/sessions/{graded}/exports/csv", headers=ANNE).text.removeprefix("\ufeff")
    header, *rows = written.split("\r\n")
    place = header.split(";").index("1 (/2)")

    def edited(points: str) -> bytes:
        cells = next(row for row in rows if "Loïc B" in row).split(";")
        return "\r\n".join([header, ";".join([*cells[:place], points, *cells[place + 1 :]])]).encode("cp1252")

    told = http.post(url, headers=ANNE, content=edited("0,75")).json()
    assert [(cell["copy_id"], cell["typed"], cell["action"]) for cell in told["changes"]] == [("c02", "0,75", 0)]
    assert (told["conflicts"], told["refused"], told["missing"]) == ([], [], ["c01"])
    assert told["actions"][0]["points"] == 0.75
    decided = http.post(f"/sessions/{graded}/decisions", headers=ANNE, json={"actions": told["actions"]})
    assert [outcome["status"] for outcome in decided.json()["outcomes"]] == ["applied"]
    # The same file says nothing more, and another edit of it is of a version that is gone.
    again, stale = (http.post(url, headers=ANNE, content=edited(points)).json() for points in ("0,75", "1"))
    assert (again["actions"], again["conflicts"]) == ([], [])
    assert [(cell["typed"], cell["current"]) for cell in stale["conflicts"]] == [("1", "0,75")]
    form = http.post(url, headers=ANNE, files={"file": ("notes.csv", edited("3"))}).json()
    assert (form["actions"], len(form["refused"])) == ([], 0)

    assert http.post(url, headers=BRUNO, content=edited("1")).status_code == 404
    foreign = http.post(url, headers=ANNE, content=b"Nom;Note\r\nA;12\r\n")
    assert (foreign.status_code, "Ne pas modifier" in foreign.json()["detail"]) == (422, True)
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 80_000_000)
    assert http.post(url, headers=ANNE, content=bomb.getvalue()).status_code == 422


def test_a_file_whose_encoding_cannot_be_told_is_refused_until_it_is_named(http: httpx.Client, graded: str) -> None:
    written = http.get(f"/sessions/{graded}/exports/csv", headers=ANNE).text.removeprefix("\ufeff")
    rows = [line.replace("Zoé A", "Élan").replace("Loïc B", "Éa").split(";") for line in written.splitlines()]
    columns = [cells for cells in zip(*rows, strict=True) if cells[0] == "Nom" or "".join(cells).isascii()]
    files = {
        "fill": ("Nom;Note\r\nÉric A;\r\n", {"mark": "Note"}),
        "edited-file": ("\r\n".join(";".join(cells) for cells in zip(*columns, strict=True)), {}),
    }
    for route, (text, params) in files.items():
        url, form = f"/sessions/{graded}/{route}", {"file": ("é.csv", text.encode("cp1252"))}
        refused = http.post(url, headers=ANNE, files=form, params=params)
        problem = refused.json()
        assert (refused.status_code, problem["reason"]) == (422, "uncertain_encoding"), route
        assert "cp1252" in problem["detail"], route
        named = http.post(url, headers=ANNE, files=form, params={**params, "encoding": "cp1252"})
        assert named.status_code == 200, named.text


async def interrupted_session(owner: str) -> str:
    """Return the thread of a session of which only the checkpoints are left, as after a kill."""
    thread_id = str(uuid.uuid4())
    request = {"typed_copies": [{"student": {"name": "Zoé A"}, "answers": {"1": "12 J"}}], "scheme": "1: 2"}
    config: Any = {"configurable": {"thread_id": thread_id, "langgraph_auth_user_id": owner}}
    async with open_checkpointer() as saver:
        await build_grading_graph(saver).ainvoke(request, config, context={"graders": ["offline:lexical"]})
    return thread_id


def test_b2_after_a_crash_nobody_takes_over_a_session(
    guarded: DevServer, http: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BAREME_HOME", str(guarded.folder / "home"))
    get_settings.cache_clear()
    thread_id = asyncio.run(interrupted_session("anne"))
    get_settings.cache_clear()
    thread = {"thread_id": thread_id, "if_exists": "do_nothing"}
    resumed = {"assistant_id": "graph_grading", "command": {"resume": {"candidate": 0}}}
    assert http.post("/threads", headers=BRUNO, json=thread).status_code == 409
    made = http.post(f"/threads/{thread_id}/runs/wait", headers=BRUNO, json={**resumed, "if_not_exists": "create"})
    assert (made.status_code, "Zoé" in made.text) == (422, False)
    assert http.get(f"/threads/{thread_id}/state", headers=BRUNO).status_code == 404
    assert http.post("/threads", headers=ANNE, json=thread).status_code == 200
    reviewed = http.post(f"/threads/{thread_id}/runs/wait", headers=ANNE, json=resumed)
    assert (reviewed.status_code, "Zoé A" in reviewed.text) == (200, True)


@pytest.mark.parametrize("where", ["config", "context"])
def test_b2_a_client_cannot_say_who_it_is(http: httpx.Client, where: str) -> None:
    thread_id = http.post("/threads", headers=BRUNO, json={}).json()["thread_id"]
    forged = {"langgraph_auth_user_id": "anne", "langgraph_auth_user": {"identity": "anne"}}
    run = {
        "assistant_id": "graph_grading",
        "input": {"typed_copies": [{"answers": {"1": "12 J"}}], "scheme": "1: 2"},
        where: {"configurable": forged} if where == "config" else forged,
    }
    made = http.post(f"/threads/{thread_id}/runs/wait", headers=BRUNO, json=run)
    state = http.get(f"/threads/{thread_id}/state", headers=BRUNO).json()
    assert (made.status_code, state["values"]) == (422, {})


@pytest.fixture(scope="module")
def reviewer(guarded: DevServer) -> dict[str, str]:
    _, key = open_stores(Settings(home=guarded.folder / "home")).api_keys.add("chloé", "reviewer")
    return {"Authorization": f"Bearer {key}"}


def _decide(http: httpx.Client, session: str, who: dict[str, str], *actions: object) -> httpx.Response:
    resumed = {"assistant_id": "graph_grading", "command": {"resume": {"actions": actions, "author": "Anne herself"}}}
    sent = {**resumed, "stream_mode": ["custom"]}
    return http.post(f"/threads/{session}/runs/stream", headers=who, json=sent)


def test_b6_an_invited_reviewer_decides_as_who_they_are_and_does_nothing_else(
    http: httpx.Client, graded: str, reviewer: dict[str, str]
) -> None:
    mark = {"type": "set_mark", "copy_ids": "c02", "question_id": "1", "points": 1}
    exports = f"/sessions/{graded}/exports"
    assert http.get(f"/threads/{graded}/state", headers=reviewer).status_code == 404
    assert _decide(http, graded, reviewer, mark).status_code in {403, 404}
    for who in (BRUNO, reviewer):  # only the owner invites
        assert http.post(f"/sessions/{graded}/reviewers", headers=who, json={"identity": "chloé"}).status_code == 404
    invited = http.post(f"/sessions/{graded}/reviewers", headers=ANNE, json={"identity": "chloé"})
    assert (invited.status_code, invited.json()) == (200, {"identities": ["chloé"]})

    reviewed = _decide(http, graded, reviewer, mark, {"type": "regrade", "copy_ids": "c02"}, {"type": "finish"})
    assert reviewed.status_code == 200, reviewed.text
    outcomes = http.get(f"/sessions/{graded}/review", headers=reviewer).json()["outcomes"]
    assert [outcome["status"] for outcome in outcomes] == ["applied", "refused", "refused"]
    state = http.get(f"/threads/{graded}/state", headers=ANNE).json()["values"]
    last = state["decisions"][max(state["decisions"])]
    assert (last["author"], last["identity"], last["points"]) == ("Anne herself", "chloé", 1)
    assert (state["owner"], state["finished"]) == ("anne", False)
    again = {"assistant_id": "graph_grading", "command": {"resume": {"actions": [mark]}}, "stream_mode": ["custom"]}
    run = http.post(f"/threads/{graded}/runs", headers=reviewer, json=again).json()["run_id"]
    for thread in (graded, graded.upper(), graded.replace("-", "")):  # the state holds what others marked blind
        raw = [http.get(f"/threads/{thread}{path}", headers=reviewer) for path in ("", "/state", f"/runs/{run}/join")]
        raw.append(http.post(f"/threads/{thread}/history", headers=reviewer, json={}))
        raw.append(http.post(f"/threads/{thread}/runs/wait", headers=reviewer, json=again))
        raw.append(http.post(f"/threads/{thread}/runs", headers=reviewer, json={**again, "stream_mode": "values"}))
        assert [answer.status_code for answer in raw] == [403] * 5 + [422]
        interrupting = {**again, "multitask_strategy": "interrupt"}  # it would stop a run of the owner's
        refusal = http.post(f"/threads/{thread}/runs", headers=reviewer, json=interrupting).json()
        assert refusal["option"] == "multitask_strategy"
    joined = f"/threads/{graded}/runs/{run}/stream?stream_mode=custom"
    assert [http.get(joined, headers=who).status_code for who in (reviewer, BRUNO)] == [200, 404]
    assert http.get(f"{exports}/csv", headers=reviewer).status_code == 200
    assert http.get(f"{exports}/json", headers=reviewer, params={"reveal": True}).status_code == 403
    history = http.get(f"{exports}/json", headers=ANNE).json()["history"]
    assert [history[0]["identity"], history[-1]["identity"]] == ["anne", "chloé"]

    begun = {"assistant_id": "graph_grading", "input": {"scheme": "1: 2"}}
    exam = {"assistant_id": "graph_mock_exam", "input": {"exam_submission": sample_submission()}}
    refused = [
        http.delete(f"/threads/{graded}", headers=reviewer),
        http.patch(f"/threads/{graded}", headers=reviewer, json={"metadata": {"owner": "chloé"}}),
        http.post(f"/threads/{graded}/runs", headers=reviewer, json={**begun, "stream_mode": ["custom"]}),
        http.post("/threads", headers=reviewer, json={}),
        http.post("/documents", headers=reviewer, content=b"%PDF-1.7"),
        http.post("/runs/wait", headers=reviewer, json=exam),
        http.post(f"/sessions/{graded}/reviewers", headers=reviewer, json={"identity": "bruno"}),
        http.delete(f"/sessions/{graded}/reviewers?identity=chloé", headers=reviewer),
    ]
    assert {answer.status_code for answer in refused} <= {403, 404}
    assert http.get(f"/threads/{graded}", headers=ANNE).json()["metadata"]["owner"] == "anne"
    assert _decide(http, graded, ANNE, {**mark, "points": 2}).status_code == 200  # it is still hers

    assert http.delete(f"/sessions/{graded}/reviewers?identity=chloé", headers=ANNE).status_code == 204
    assert http.get(f"/threads/{graded}/state", headers=reviewer).status_code == 404
    assert http.get(f"{exports}/csv", headers=reviewer).status_code == 404
    assert _decide(http, graded, reviewer, mark).status_code in {403, 404}


def test_b6_no_other_graph_runs_on_the_thread_of_a_session(
    http: httpx.Client, graded: str, reviewer: dict[str, str]
) -> None:
    http.post(f"/sessions/{graded}/reviewers", headers=ANNE, json={"identity": "chloé"})
    (exam,) = http.post("/assistants/search", headers=ANNE, json={"graph_id": "graph_mock_exam"}).json()
    answered = {"command": {"resume": {"actions": []}}, "stream_mode": ["custom"]}
    begun = {"input": {"exam_submission": sample_submission()}, "stream_mode": ["custom"]}
    for who, sent in ((reviewer, answered), (ANNE, answered), (ANNE, begun)):
        for assistant in ("graph_mock_exam", exam["assistant_id"]):
            run = {"assistant_id": assistant, **sent}
            for thread in (graded, graded.upper(), f"{{{graded}}}"):
                assert http.post(f"/threads/{thread}/runs/stream", headers=who, json=run).status_code == 409
    assert http.get(f"/sessions/{graded}/review", headers=ANNE).status_code == 200
    http.delete(f"/sessions/{graded}/reviewers?identity=chloé", headers=ANNE)


def test_a_reviewer_confirms_no_scale(http: httpx.Client, reviewer: dict[str, str]) -> None:
    session = http.post("/threads", headers=ANNE, json={}).json()["thread_id"]
    request = {"typed_copies": [{"student": {"name": "Zoé A"}, "answers": {"1": "12 J"}}], "scheme": "1: 2"}
    run = {"assistant_id": "graph_grading", "input": request, "context": {"graders": ["offline:lexical"]}}
    assert http.post(f"/threads/{session}/runs/wait", headers=ANNE, json=run).status_code == 200
    http.post(f"/sessions/{session}/reviewers", headers=ANNE, json={"identity": "chloé"})
    resumed = {"assistant_id": "graph_grading", "command": {"resume": {"candidate": 0}}, "stream_mode": ["custom"]}
    assert http.post(f"/threads/{session}/runs", headers=reviewer, json=resumed).status_code == 403
    (waiting,) = http.get(f"/threads/{session}/state", headers=ANNE).json()["interrupts"]
    assert waiting["value"]["kind"] == "confirm_scale"


def test_a5_sessions_are_limited_in_number_and_at_once(http: httpx.Client) -> None:
    made = [http.post("/threads", headers=DORA, json={}) for _ in range(MOST_SESSIONS)]
    assert {answer.status_code for answer in made} == {200}
    refused = http.post("/threads", headers=DORA, json={})
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/quota-reached")
    threads = [answer.json()["thread_id"] for answer in made]
    request = {"typed_copies": [{"student": {"name": "Zoé A"}, "answers": {"1": "12 J"}}], "scheme": "1: 2"}
    run = {"assistant_id": "graph_grading", "input": request, "context": {"graders": ["offline:lexical"]}}
    with ThreadPoolExecutor(MOST_AT_ONCE + 2) as together:
        places = [f"/threads/{thread}/runs" for thread in threads[: MOST_AT_ONCE + 2]]
        started = list(together.map(lambda place: http.post(place, headers=DORA, json=run), places))
    assert sorted(answer.status_code for answer in started) == [200] * MOST_AT_ONCE + [429] * 2
    refused = next(answer for answer in started if answer.status_code == 429)
    assert (refused.json()["type"], refused.headers["retry-after"]) == ("/problems/too-many-requests", "30")
    for place, answer in zip(places, started, strict=True):  # none of them is lost
        if answer.status_code == 200:
            assert http.get(f"{place}/{answer.json()['run_id']}/join", headers=DORA).status_code == 200
    assert http.post(str(refused.request.url), headers=DORA, json=run).status_code == 200
    assert http.delete(f"/sessions/{threads[-1]}", headers=DORA).status_code == 204
    assert http.post("/threads", headers=DORA, json={}).status_code == 200


NASTY_BODIES = [
    b"", b"null", b"[]", b"7", b'"x"', b"{", b"\x00", b"\xff\xfe", b'{"assistant_id": "graph_grading", "input": 1e999}',
    b'{"assistant_id": "graph_grading", "input": {"a": "\\ud800"}}', b'{"assistant_id": "graph_grading", "input": NaN}',
    b'{"assistant_id": "graph_grading", "input": {"scheme": 1' + b"0" * 5_000 + b"}}",
    b'{"assistant_id": "graph_grading", "input": {"typed_copies": [{"answers": {"1": "\\u0000"}}], "scheme": "1: 2"}}',
    b'{"assistant_id": "graph_grading", "input": {"' + b"k" * 100_000 + b'": 1}}',
    b'{"assistant_id": "graph_mock_exam", "input": {"messages": [{"role": "zz", "content": {}}]}}',
    b'{"assistant_id": "graph_mock_exam", "input": {"messages": [{"role": "human", "content": "{}"}] }}',
    b'{"assistant_id": "graph_mock_exam", "input": {"messages": 7, "exam_submission": []}}',
    b'{"assistant_id": "graph_grading", "command": {"resume": null}}',
    b'{"assistant_id": "graph_grading", "command": {"resume": {}}}',
    b'{"assistant_id": "graph_grading", "command": {"resume": [1, 2]}}',
    b'{"assistant_id": "graph_grading", "input": null}', b'{"assistant_id": ["x"], "input": {}}',
    b'{"assistant_id": "x"}', b'{"assistant_id": "graph_grading", "config": 7}',
    b'{"assistant_id": "graph_grading", "input": {}, "context": 7}',
]  # fmt: skip


def test_a1_a5_the_whole_attack_list_at_once_stops_nobody(guarded: DevServer, http: httpx.Client) -> None:
    async def attack() -> dict[str, list[int]]:
        answers = await asyncio.gather(*(send_attack(name, guarded.url, CARLA, 60) for name in ATTACKS))
        return dict(zip(ATTACKS, answers, strict=True))

    before = len(guarded.log)
    statuses = asyncio.run(attack())
    thread_id = http.post("/threads", headers=CARLA, json={}).json()["thread_id"]
    for body in NASTY_BODIES:
        for path in (f"/threads/{thread_id}/runs/wait", "/runs/wait"):
            answer = http.post(path, headers={**CARLA, "content-type": "application/json"}, content=body)
            statuses[f"{path[:9]} {body[:80]!r}"] = [answer.status_code]
    assert {name: got for name, got in statuses.items() if not got or max(got) >= 500} == {}
    assert http.post("/threads/search", headers=CARLA, json={"status": "busy"}).json() == []
    # The platform logs a refusal as the error of its run. Anything else would be a fault.
    failed = [line.partition("errors=[")[2] for line in guarded.log[before:].splitlines() if "errors=[" in line]
    assert [error for error in failed if not error.startswith("'InvalidInput")] == []


def test_a1_a_queue_of_one_session_keeps_nobody_waiting(guarded: DevServer, http: httpx.Client) -> None:
    thread = f"/threads/{http.post('/threads', headers=ANNE, json={}).json()['thread_id']}"
    sent: Any = {
        "assistant_id": "graph_grading",
        "input": {"typed_copies": [{"answers": {"1": "a"}}], "scheme": "1: 2"},
    }
    http.post(f"{thread}/runs/wait", headers=ANNE, json=sent)
    again: Any = {"assistant_id": "graph_grading", "command": {"resume": {"candidate": 99}}}

    async def enqueue() -> list[httpx.Response]:
        async with httpx.AsyncClient(base_url=guarded.url, headers=ANNE, timeout=60) as client:
            return await asyncio.gather(*(client.post(f"{thread}/runs", json=again) for _ in range(20)))

    answers = asyncio.run(enqueue())
    refused = [answer for answer in answers if answer.status_code == 429]
    assert {answer.status_code for answer in answers} == {200, 429}
    assert len(answers) - len(refused) <= MOST_WAITING + 1  # and one that is running
    assert refused[0].json()["limit"] == MOST_WAITING
    assert refused[0].headers["retry-after"]
    other = f"/threads/{http.post('/threads', headers=BRUNO, json={}).json()['thread_id']}"
    assert http.post(f"{other}/runs/wait", headers=BRUNO, json=sent).json()["__interrupt__"]


@pytest.mark.parametrize(("path", "most"), [("/threads/search", 20), ("/threads/{thread}/history", 20)])
def test_a4_no_answer_holds_any_number_of_whole_sessions(http: httpx.Client, path: str, most: int) -> None:
    thread_id = http.post("/threads", headers=ANNE, json={}).json()["thread_id"]
    path = path.format(thread=thread_id)
    assert http.post(path, headers=ANNE, json={"limit": most}).status_code == 200
    refused = http.post(path, headers=ANNE, json={"limit": most + 1})
    assert (refused.status_code, refused.json()["limit"]) == (422, most)
