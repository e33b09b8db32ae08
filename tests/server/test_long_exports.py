"""A file that takes long: its progress, where it is kept, and a client that goes away."""

import asyncio
import io
import json
from datetime import UTC, datetime
from typing import Any
from zipfile import ZipFile

import httpx
import pytest

from bareme.documents import stop_workers
from bareme.runtime import current_runtime
from bareme.server.long_exports import _places
from bareme.server.routes import app
from bareme.settings import get_settings
from bareme.storage.exported_files import FileLabel, drop_exported, drop_exported_before, keep_exported
from bareme.storage.folder_contents import FolderContents
from bareme.storage.stores import stores
from tests.server.conftest import Configure
from tests.server.session_platform import SESSION, Platform, graded

pytestmark = pytest.mark.anyio
STUDENTS = 12
REQUEST: dict[str, Any] = {
    "scheme": {"questions": [{"id": "1", "max_points": 2, "expected_answer": "oui"}]},
    "typed_copies": [{"student": {"name": f"Élève {n:02}"}, "answers": {"1": "oui"}} for n in range(STUDENTS)],
}
PATH = f"/sessions/{SESSION}/exports/sheets"
type Json = dict[str, Any]


@pytest.fixture
async def session(configure: Configure, monkeypatch: pytest.MonkeyPatch) -> None:
    """A class that is graded by rules; a mark decides nothing here."""
    configure()
    (await graded(REQUEST, graders=["offline:lexical"])).serve(monkeypatch)


def stored() -> set[str]:
    """The contents that are kept."""
    contents = stores().contents
    assert isinstance(contents, FolderContents)
    return {digest for digest, _ in contents.stored()}


def events_in(stream: str) -> list[tuple[str, Json]]:
    found = [part.split("\n") for part in stream.split("\n\n") if part.startswith("event: ")]
    return [(name.removeprefix("event: "), json.loads(data.removeprefix("data: "))) for name, data in found]


async def made(http: httpx.AsyncClient, path: str = PATH) -> tuple[str, Json]:
    """The last event."""
    return events_in((await http.post(path)).text)[-1]


@pytest.mark.usefixtures("session")
async def test_progress_is_told_and_the_file_is_kept_for_a_while(app_client: httpx.AsyncClient) -> None:
    answer = await app_client.post(PATH)
    assert answer.headers["content-type"].startswith("text/event-stream")
    *progress, (last, file) = events_in(answer.text)
    assert {name for name, _ in progress} == {"progress"}
    assert [counts["done"] for _, counts in progress] == sorted(counts["done"] for _, counts in progress)
    assert last == "file", file
    assert file["media_type"] == "application/zip"

    url = f"/sessions/{SESSION}/files/{file['file_id']}"
    downloaded = await app_client.get(url)
    assert file["name"] in downloaded.headers["content-disposition"]
    assert (len(downloaded.content), downloaded.headers["cache-control"]) == (file["size"], "private, no-store")
    with ZipFile(io.BytesIO(downloaded.content)) as archive:
        assert len(archive.namelist()) == STUDENTS + 1

    drop_exported_before(datetime(2000, 1, 1, tzinfo=UTC))
    assert (await app_client.get(url)).status_code == 200
    drop_exported_before(datetime.now(UTC))
    assert (await app_client.get(url)).status_code == 404


@pytest.mark.usefixtures("session")
async def test_files_go_with_their_session_and_the_oldest_first(app_client: httpx.AsyncClient) -> None:
    label = FileLabel("marks.csv", "text/csv")
    before = stored()
    urls = [f"/sessions/{SESSION}/files/{await keep_exported(SESSION, label, bytes([n]))}" for n in range(10)]
    assert [(await app_client.get(url)).status_code for url in urls] == [404] * 2 + [200] * 8
    await keep_exported("another", label, b"\x09")
    drop_exported(SESSION)
    assert {(await app_client.get(url)).status_code for url in urls} == {404}
    assert len(stored() - before) == 1


@pytest.mark.usefixtures("session")
async def test_what_cannot_be_made_is_said_before_or_within_the_stream(app_client: httpx.AsyncClient) -> None:
    name, problem = await made(app_client, f"{PATH}?group=9e")
    assert (name, problem["status"], "'9e'" in problem["detail"]) == ("problem", 422, True)
    unknown = await app_client.post(PATH.replace(SESSION, "00000000-0000-4000-8000-000000000002"))
    assert unknown.status_code == 404
    assert (await app_client.get(f"/sessions/{SESSION}/files/{'0' * 64}")).status_code == 404


@pytest.mark.usefixtures("session")
async def test_a_worksheet_tells_which_participants_get_their_feedback(app_client: httpx.AsyncClient) -> None:
    path = PATH.replace("sheets", "moodle-feedback") + "?provisional=true"
    _, problem = await made(app_client, path)
    assert (problem["status"], "feuille d" in problem["detail"]) == (422, True)
    rows = [f"Participant {n},Éleve {n:02},oui" for n in range(STUDENTS - 1)]
    worksheet = "\n".join(["Identifiant,Nom complet,Statut", *rows])
    form = {"file": ("devoir.csv", worksheet.encode("cp1252"))}
    doubtful = (await app_client.post(path, files=form)).json()
    assert (doubtful["status"], doubtful["reason"]) == (422, "uncertain_encoding")
    events = events_in((await app_client.post(f"{path}&encoding=cp1252", files=form)).text)
    name, file = events[-1]
    assert name == "file", file
    assert [(copy["copy_id"], copy["student"]["name"]) for copy in file["missing"]] == [("c12", "Élève 11")]
    content = (await app_client.get(f"/sessions/{SESSION}/files/{file['file_id']}")).content
    with ZipFile(io.BytesIO(content)) as archive:
        assert [member.split("_")[1] for member in archive.namelist()] == [str(n) for n in range(STUDENTS - 1)]

    refused = [
        await app_client.post(path, content=b"Nom,Note\nA,1\n"),
        await app_client.post(path, content=b"Nom,Participant\nJean Dupont,Participant 1\n"),
        await app_client.post(PATH, content=worksheet.encode()),
    ]
    details = [(answer.status_code, answer.json()["detail"]) for answer in refused]
    assert [status for status, _ in details] == [422] * 3
    assert ["Participant 4711" in details[0][1], "aucune ligne" in details[1][1]] == [True, True]
    assert "moodle-feedback" in details[2][1]


@pytest.mark.usefixtures("session")
async def test_of_a_session_that_is_deleted_meanwhile_no_file_stays(
    app_client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = stored()

    async def keep(session: str, label: FileLabel, content: bytes) -> str:
        file_id = await keep_exported(session, label, content)
        assert stored() != before
        monkeypatch.setattr(Platform, "get", missing)  # as if it was deleted just now
        return file_id

    async def missing(self: Platform, _thread_id: str) -> Any:
        return await get(self, "another")

    get = Platform.get
    monkeypatch.setattr("bareme.server.long_exports.keep_exported", keep)
    name, problem = await made(app_client)
    assert (name, problem["status"]) == ("problem", 404)
    assert stored() == before


@pytest.mark.usefixtures("session")
async def test_a_client_that_goes_away_ends_the_work() -> None:
    before = stored()
    sent: list[Any] = []
    left = asyncio.Event()
    asked = iter([{"type": "http.request", "body": b"", "more_body": False}])

    async def receive() -> Any:
        if message := next(asked, None):
            return message
        await left.wait()
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(message)
        if message.get("body"):  # the first event
            left.set()

    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": "POST",
        "path": PATH,
        "query_string": b"",
        "headers": [(b"host", b"127.0.0.1")],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
        "scheme": "http",
        "asgi": {"version": "3.0"},
    }
    await app(scope, receive, send)
    assert b"event: file" not in b"".join(message.get("body", b"") for message in sent)
    places = current_runtime().resource(_places)
    for _ in range(get_settings().document_workers):
        await asyncio.wait_for(places.acquire(), timeout=60)  # the thread has ended
    assert stored() == before
    stop_workers()
