"""A server with tokens: who may do what, and the routes beside the runs API."""

from collections.abc import Iterator

import httpx
import pytest

from bareme.documents.page_urls import page_url
from bareme.domain.copies import PageRef
from bareme.settings import get_settings
from tests.e2e.conftest import FIXTURES
from tests.e2e.dev_server import DevServer

pytestmark = [pytest.mark.server, pytest.mark.xdist_group("server")]

ANNE = {"Authorization": "Bearer secret-a"}
PAGE_SECRET = "long and random"
BRUNO = {"Authorization": "Bearer secret-b"}


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DevServer]:
    folder = tmp_path_factory.mktemp("guarded")
    tokens = "anne:secret-a, bruno:secret-b"
    server = DevServer(folder, BAREME_API_TOKENS=tokens, BAREME_PAGE_URL_SECRET=PAGE_SECRET)
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
    assert len(schemas["Event"]["oneOf"]) == 7


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
    assert http.post("/documents", headers=ANNE, content=b"").status_code == 400


def test_a_signed_address_opens_its_page_and_nothing_else(http: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    data = (FIXTURES / "physics-fr" / "exam-paper.pdf").read_bytes()
    document_id = http.post("/documents", headers=ANNE, content=data).json()["document_id"]
    monkeypatch.setenv("BAREME_PAGE_URL_SECRET", PAGE_SECRET)
    monkeypatch.setenv("BAREME_PUBLIC_URL", str(http.base_url))
    get_settings.cache_clear()
    url = page_url(PageRef(document_id=document_id, index=0))
    get_settings.cache_clear()
    assert http.get(url).content.startswith(b"\x89PNG")
    assert http.get(url.replace("/pages/0", "/pages/1")).status_code in {401, 403}
    assert http.get(url.replace("expires=", "expires=9")).status_code in {401, 403}
    assert http.get(f"/documents/{document_id}/pages/0").status_code in {401, 403}
    assert http.get(url.replace(f"/documents/{document_id}/pages/0", "/schemas")).status_code in {401, 403}
