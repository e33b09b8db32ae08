"""The server that `bareme serve` starts in any folder: where a name and a key are while a session lives, and after."""

import json
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
from tests.provider.server import Provider, run_provider

pytestmark = [pytest.mark.server, pytest.mark.xdist_group("erasure")]

NAME, KEY, TOKEN, OTHER_TOKEN = "Zoé Canarival", "sk-canary-4711", "token-canary-0815", "another-canary-0816"
ANNE, BRUNO = {"Authorization": f"Bearer {TOKEN}"}, {"Authorization": f"Bearer {OTHER_TOKEN}"}
SCAN = (FIXTURES / "history-science-en" / "copies" / "anna-smith.pdf").read_bytes()


class Served(DevServer):
    """A server as its operator starts it."""

    @property
    def command(self) -> list[str]:
        return [sys.executable, "-m", "bareme.cli", "serve", "--port", str(self.port)]


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with run_provider() as endpoint:
        yield endpoint


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, provider: Provider) -> Iterator[DevServer]:
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


async def graded(client: LangGraphClient, http: httpx.AsyncClient, title: str) -> str:
    """Return a session that is graded and in review: a scan and a typed copy of the pupil, and her mark changed."""
    sent = (await http.post("/documents", headers=ANNE, content=SCAN)).json()["document_id"]
    given = {
        "documents": [{"role": "copies", "name": f"{NAME}.pdf", "document_id": sent}],
        "typed_copies": [{"student": {"name": NAME}, "answers": {"Q1": f"My name is {NAME}"}}],
        "scheme": "Q1: 5",
        "session_name": title,
    }
    thread_id: str = (await client.threads.create())["thread_id"]
    await run(client, thread_id, input=given, context={"graders": ["openai:canary"], "budget": {"calls": 50}})
    await run(client, thread_id, command={"resume": {"candidate": 0}})
    (question,) = await interrupts(client, thread_id)
    copy_id = next(iter((await values(client, thread_id))["copies"]))
    mark: dict[str, Any] = {"type": "set_mark", "copy_id": copy_id, "question_id": "Q1", "points": 4, "reason": NAME}
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


async def test_b9_d_where_a_name_and_a_key_are_and_that_nothing_stays(served: DevServer) -> None:
    folder, home = served.folder, served.folder / "home"
    async with httpx.AsyncClient(base_url=served.url, timeout=30) as http, served.client(**ANNE) as client:
        first, second = await graded(client, http, "Canary one"), await graded(client, http, "Canary two")
        await provoke(http, second)
        served.kill()  # the platform's records are on disk as of the last ten seconds
        served.start()
        await client.threads.create(thread_id=second, if_exists="do_nothing")
        # Living: the list of places, and no other. The platform's records have a name a second time.
        lives_in = {"home/checkpoints.sqlite", "home/documents", "home/answers.sqlite", "home/.langgraph_api"}
        assert {"home/checkpoints.sqlite"} <= places_of(NAME, folder) <= lives_in
        assert places_of(SCAN, folder) == {"home/documents"}
        for secret in (KEY, TOKEN, OTHER_TOKEN):
            assert places_of(secret, folder) == set()
        assert {path.name for path in folder.iterdir()} == {".env", "home", "server.log"}
        assert [path for path in home.rglob("*") if path.stat().st_mode & 0o077] == []

        # Nobody else deletes it, and not while it runs.
        await client.threads.create(thread_id=first, if_exists="do_nothing")
        assert (await http.delete(f"/sessions/{first}", headers=BRUNO)).status_code == 404
        assert (await http.delete(f"/sessions/{first}")).status_code == 401
        assert (await http.delete(f"/sessions/{first}", headers=ANNE)).status_code == 204
        assert (await http.delete(f"/sessions/{first}", headers=ANNE)).status_code == 404
        assert places_of("Canary one", folder) == set()
        # The other session of the same owner over the same files goes on.
        (question,) = await interrupts(client, second)
        assert question["kind"] == "review"
        await run(client, second, command={"resume": {"actions": [{"type": "regrade", "copy_id": "c01"}]}})
        assert (await http.get(f"/sessions/{second}/exports/json", headers=ANNE)).status_code == 200

        assert (await http.delete(f"/sessions/{second}", headers=ANNE)).status_code == 204
        for canary in (NAME, SCAN, first, second, "Canary", KEY, TOKEN):
            assert places_of(canary, folder / "home") == set()
        assert [path for path in (home / "documents").rglob("*") if path.is_file()] == []
    # The log speaks of the sessions by their ids alone.
    assert second in served.log
    for canary in (NAME, json.dumps(NAME)[1:-1], KEY, TOKEN, OTHER_TOKEN):
        assert canary not in served.log
