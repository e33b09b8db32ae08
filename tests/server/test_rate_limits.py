"""How often a caller may ask, and how much they may keep."""

from typing import Any

import httpx
import pytest
from limits.aio.storage import MemoryStorage

from bareme.errors import InvalidInput
from bareme.settings import Settings, get_settings
from tests.e2e.conftest import FIXTURES
from tests.server.conftest import Configure

pytestmark = pytest.mark.anyio
ANNE = {"authorization": "Bearer secret-a"}
BRUNO = {"authorization": "Bearer secret-b"}


@pytest.fixture(autouse=True)
def two_users(configure: Configure) -> None:
    configure(api_tokens="anne:secret-a, bruno:secret-b")


def _told(answer: httpx.Response) -> tuple[Any, ...]:
    return answer.status_code, answer.json()["type"], answer.json()["limit"]


async def test_a5_who_asks_too_often_is_told_when_to_come_back(
    app_client: httpx.AsyncClient, configure: Configure
) -> None:
    configure(requests_per_minute_of_a_caller=3)
    answers = [await app_client.get("/me", headers=ANNE) for _ in range(5)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429]
    assert _told(answers[-1]) == (429, "/problems/too-many-requests", 3)
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 60
    assert (await app_client.get("/me", headers=BRUNO)).status_code == 200


async def test_a5_changes_have_a_limit_of_their_own(configure: Configure, app_client: httpx.AsyncClient) -> None:
    configure(writes_per_minute_of_a_caller=1)
    closed = [await app_client.post("/store/items/search", headers=ANNE, json={}) for _ in range(2)]
    assert [answer.status_code for answer in closed] == [403, 429]
    assert (await app_client.get("/me", headers=ANNE)).status_code == 200


async def test_a5_documents_are_limited_in_number_and_in_bytes(
    app_client: httpx.AsyncClient, configure: Configure
) -> None:
    configure(uploads_per_hour=2)
    pages = [b"%PDF-1.7 " + bytes([number]) for number in range(3)]
    sent = [await app_client.post("/documents", headers=ANNE, content=page) for page in pages]
    assert [answer.status_code == 429 for answer in sent] == [False, False, True]
    configure(uploads_per_hour=100, max_stored_bytes=1)
    await app_client.post("/documents", headers=BRUNO, content=_page())
    assert _told(await app_client.post("/documents", headers=BRUNO, content=_page())) == (
        409,
        "/problems/quota-reached",
        1,
    )


def _page() -> bytes:
    return (FIXTURES / "physics-fr" / "exam-paper.pdf").read_bytes()


async def test_wrong_tokens_are_limited_and_do_not_lock_anybody_out(
    app_client: httpx.AsyncClient, configure: Configure
) -> None:
    configure(failed_sign_ins_per_minute=2)
    tried = [await app_client.post("/sign-in", json={"token": token}) for token in ("a", "b", "secret-a")]
    assert [answer.status_code for answer in tried] == [401, 401, 429]
    assert (await app_client.get("/me", headers=ANNE)).status_code == 200


async def test_the_own_machine_has_no_limits(app_client: httpx.AsyncClient, configure: Configure) -> None:
    configure(api_tokens="", requests_per_minute_of_a_caller=1)
    assert [(await app_client.get("/me")).status_code for _ in range(3)] == [200] * 3


class BrokenStorage(MemoryStorage):
    """A storage of the library that cannot be reached."""

    STORAGE_SCHEME = ["async+broken"]  # noqa: RUF012 - the library's own

    async def acquire_sliding_window_entry(self, *_: object) -> bool:
        raise ValueError("no connection")


async def test_where_requests_cannot_be_counted_people_work_on(
    app_client: httpx.AsyncClient, configure: Configure, caplog: pytest.LogCaptureFixture
) -> None:
    configure(rate_limit_storage="async+broken://", requests_per_minute_of_a_caller=1)
    assert [(await app_client.get("/me", headers=ANNE)).status_code for _ in range(2)] == [200, 200]
    assert "cannot be counted" in caplog.text


@pytest.mark.parametrize("storage", ["async+nowhere://", "memory://", "async+redis://127.0.0.1:1"])
def test_a_storage_that_cannot_be_used_stops_the_server(configure: Configure, storage: str) -> None:
    configure(rate_limit_storage=storage)  # the library for Redis is not installed here
    with pytest.raises(InvalidInput, match="BAREME_RATE_LIMIT_STORAGE"):
        get_settings()


@pytest.mark.parametrize(("given", "counted"), [(None, "async+redis://r:1/0"), ("async+memory://", "async+memory://")])
def test_a_cluster_counts_in_its_redis_unless_told_otherwise(given: str | None, counted: str) -> None:
    told: dict[str, Any] = {"rate_limit_storage": given} if given else {}
    cluster: dict[str, Any] = {
        "storage": "cluster",
        "database": "postgresql://db/bareme",
        "files": "s3://bucket/prefix",
        "secret": "s" * 32,
        "redis": "redis://r:1/0",
    }
    assert Settings(**cluster, **told).request_counters == counted
