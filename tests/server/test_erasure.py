"""The server that `bareme serve` starts in any folder: where a name and a key are while a session lives, and after."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from langgraph_sdk.client import LangGraphClient

from tests.e2e.conftest import FIXTURES
from tests.e2e.dev_server import DevServer
from tests.e2e.driving import GRAPH, interrupts, run, values
from tests.provider.held import Held
from tests.provider.server import Provider, run_provider

pytestmark = [pytest.mark.server, pytest.mark.xdist_group("erasure")]

NAMES = ("Zoé Canarival", "Ève Serinet", "Aël Pinsonneau")
NAME, KEY, TOKEN, OTHER_TOKEN = NAMES[0], "sk-canary-4711", "token-canary-0815", "another-canary-0816"
ANNE, BRUNO = {"Authorization": f"Bearer {TOKEN}"}, {"Authorization": f"Bearer {OTHER_TOKEN}"}
SCAN = (FIXTURES / "history-science-en" / "copies" / "anna-smith.pdf").read_bytes()


class Served(DevServer):
    """A server as its operator starts it."""

    @property
    def command(self) -> list[str]:
        return [sys.executable, "-m", "bareme.cli", "serve", "--port", str(self.port)]

    def run_command(self, *arguments: str) -> int:
        """Run `bareme` beside it, and return the exit code."""
        command = [sys.executable, "-m", "bareme.cli", *arguments]
        return subprocess.run(command, cwd=self.folder, env={**os.environ, **self.environment}, check=False).returncode


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with run_provider() as endpoint:
        yield endpoint


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, provider: Provider) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("served")
    (folder / ".env").write_text(f"OPENAI_API_KEY={KEY}\nOPENAI_BASE_URL={provider.base_url}\n")
    server = Served(
        folder, BAREME_API_TOKENS=f"anne:{TOKEN}, bruno:{OTHER_TOKEN}", BAREME_HOME="home", BAREME_LOG_FORMAT="json"
    )
    server.start()
    yield server
    server.stop()


def places_of(text: str | bytes, folder: Path) -> set[str]:
    """Return the files and folders, by the first part of their path, that hold a text in any of its spellings."""
    spellings = [text] if isinstance(text, bytes) else [text.encode(), json.dumps(text)[1:-1].encode()]
    files = [path for path in folder.rglob("*") if path.is_file() and path.name != ".env"]
    found = [path for path in files if any(spelling in path.read_bytes() for spelling in spellings)]
    places = {path.relative_to(folder).parts[:2] for path in found}
    return {"/".join(place).removesuffix("-wal") for place in places}


async def graded(client: LangGraphClient, http: httpx.AsyncClient, name: str) -> str:
    """Return a session that is graded and in review: a scan and a typed copy of the pupil, and her mark changed."""
    sent = (await http.post("/documents", headers=ANNE, content=SCAN)).json()["document_id"]
    given = {
        "documents": [{"role": "copies", "name": f"{name}.pdf", "document_id": sent}],
        "typed_copies": [{"student": {"name": name}, "answers": {"Q1": f"My name is {name}"}}],
        "scheme": "Q1: 5",
        "session_name": f"Class of {name}",
    }
    thread_id: str = (await client.threads.create())["thread_id"]
    await run(client, thread_id, input=given, context={"graders": ["openai:canary"], "budget": {"calls": 50}})
    await run(client, thread_id, command={"resume": {"candidate": 0}})
    (question,) = await interrupts(client, thread_id)
    copy_id = next(iter((await values(client, thread_id))["copies"]))
    mark: dict[str, Any] = {"type": "set_mark", "copy_id": copy_id, "question_id": "Q1", "points": 4, "reason": name}
    assert question["kind"] == "review"
    await run(client, thread_id, command={"resume": {"actions": [mark]}})
    return thread_id


async def provoke(http: httpx.AsyncClient, thread_id: str) -> None:
    """Have the server refuse what quotes the name and the key in every place of a request."""
    for headers in (ANNE, BRUNO, {}, {"Authorization": f"Bearer {KEY}", "X-Name": KEY, "Cookie": f"a={KEY}"}):
        await http.get(f"/documents/{KEY}/pages/0", params={NAME: KEY}, headers=headers)
        await http.get(f"/sessions/{thread_id}/exports/{KEY}", headers=headers)
        await http.get(f"/threads/{KEY}", headers=headers)
        await http.post(
            f"/sessions/{thread_id}/decisions", headers=headers, json={NAME: KEY, "actions": [{"type": NAME}]}
        )
        await http.post("/threads/search", headers=headers, json={NAME: {KEY: 1}})
        await http.post("/threads/search", headers=headers, content=f'{{"{NAME}')
    for wrong in (
        {"input": {NAME: 1}},
        {"input": {"typed_copies": [{"answers": {NAME: {KEY: 1}}}], "scheme": {NAME: KEY}}},
        {"input": {"documents": [{"role": NAME, "name": f"{NAME}.pdf", "data": KEY}]}},
        {"command": {"resume": {NAME: KEY}}},
    ):
        other = (await http.post("/threads", headers=ANNE, json={})).json()["thread_id"]
        await http.post(f"/threads/{other}/runs/wait", headers=ANNE, json={"assistant_id": GRAPH, **wrong}, timeout=60)
        assert (await http.delete(f"/sessions/{other}", headers=ANNE)).status_code == 204


async def refuse_while_running(client: LangGraphClient, http: httpx.AsyncClient, provider: Provider) -> None:
    """Begin a session whose call is not answered, and see that it is deleted only once its run is cancelled."""
    given = {"typed_copies": [{"answers": {"Q1": "An answer"}}], "scheme": "Q1: 5"}
    thread_id = (await client.threads.create())["thread_id"]
    await run(client, thread_id, input=given, context={"graders": ["openai:slow"]})
    provider.script = held = Held()
    going = await client.runs.create(thread_id, GRAPH, command={"resume": {"candidate": 0}})
    await held.until_holding(1)
    refused = await http.delete(f"/sessions/{thread_id}", headers=ANNE)
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/session-in-use")
    await client.runs.cancel(thread_id, going["run_id"], wait=True)
    held.released, provider.script = True, None
    assert (await http.delete(f"/sessions/{thread_id}", headers=ANNE)).status_code == 204


async def test_b9_d_where_a_name_and_a_key_are_and_that_nothing_stays(served: Served, provider: Provider) -> None:
    folder, home = served.folder, served.folder / "home"
    async with httpx.AsyncClient(base_url=served.url, timeout=30) as http, served.client(**ANNE) as client:
        first, second, third = [await graded(client, http, name) for name in NAMES]
        await provoke(http, second)
        served.kill()  # the platform's records are on disk as of the last ten seconds
        served.start()
        for session in (second, third):  # the first is deleted even if the server has lost its record
            await client.threads.create(thread_id=session, if_exists="do_nothing")
        # Living: the list of places, and no other. The platform's records have a name a second time.
        lives_in = {"home/checkpoints.sqlite", "home/documents", "home/answers.sqlite", "home/.langgraph_api"}
        for name in NAMES:
            assert {"home/checkpoints.sqlite"} <= places_of(name, folder) <= lives_in
        assert places_of(SCAN, folder) == {"home/documents"}
        for secret in (KEY, TOKEN, OTHER_TOKEN):
            assert places_of(secret, folder) == set()
        assert {path.name for path in folder.iterdir()} == {".env", "home", "server.log"}
        assert [path for path in home.rglob("*") if path.stat().st_mode & 0o077] == []

        # A file of it waits to be downloaded, and goes with it.
        stream = (await http.post(f"/sessions/{first}/exports/csv", headers=ANNE)).text
        file_id = json.loads(stream.rpartition("data: ")[2])["file_id"]
        file = f"/sessions/{first}/files/{file_id}"
        assert NAMES[0] in (await http.get(file, headers=ANNE)).text
        assert (await http.get(file, headers=BRUNO)).status_code == 404
        # Its owner deletes it, and nobody else.
        assert (await http.delete(f"/sessions/{first}", headers=BRUNO)).status_code == 404
        assert (await http.delete(f"/sessions/{first}")).status_code == 401
        assert (await http.delete(f"/sessions/{first}", headers=ANNE)).status_code == 204
        assert (await http.delete(f"/sessions/{first}", headers=ANNE)).status_code == 404
        assert places_of(NAMES[0], folder) == set()
        assert places_of(first, home) <= {"answers.sqlite"}  # in the receipt of an answer that the others use
        await refuse_while_running(client, http, provider)
        # Another session of the same owner over the same file goes on.
        await run(client, second, command={"resume": {"actions": [{"type": "regrade", "copy_id": "c01"}]}})
        assert (await http.get(f"/sessions/{second}/exports/json", headers=ANNE)).status_code == 200

    # By command, while no server runs: from the platform's records too.
    served.stop()
    assert "home/.langgraph_api" in places_of(NAMES[1], folder)
    assert served.run_command("delete", second, "--yes") == 0
    assert places_of(NAMES[1], folder) == set()
    assert places_of(NAMES[2], home)
    # By the server itself, after the time of retention: a second here.
    served.environment["BAREME_RETENTION_DAYS"] = "0.00001"
    served.start()
    async with served.client(**ANNE) as client, asyncio.timeout(60):
        while places_of(NAMES[2], home) or await client.threads.search():  # noqa: ASYNC110 - another process erases
            await asyncio.sleep(0.1)
    served.stop()
    for canary in (*NAMES, SCAN, third, KEY, TOKEN):
        assert places_of(canary, home) == set()
    assert [path.name for path in (home / "documents").rglob("*") if path.is_file()] == ["index.sqlite"]
    # The log speaks of the sessions by their ids alone.
    assert third in served.log
    for canary in (*NAMES, *(json.dumps(name)[1:-1] for name in NAMES), KEY, TOKEN, OTHER_TOKEN):
        assert canary not in served.log
