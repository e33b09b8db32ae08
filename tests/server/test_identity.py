"""Who sends a request, told by its headers."""

import re
from collections.abc import Iterator

import httpx
import pytest
from fastapi.routing import APIRoute

from bareme.server.auth import authenticate
from bareme.server.identity import identify
from bareme.server.routes import app
from bareme.settings import get_settings

pytestmark = pytest.mark.anyio
ROUTES = [route for route in app.routes if isinstance(route, APIRoute)]


@pytest.fixture(autouse=True)
def two_users(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("BAREME_API_TOKENS", "anne:secret-a, bruno:clé")
    get_settings.cache_clear()
    yield
    get_settings.cache_clear()


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
async def test_no_route_of_ours_answers_nobody(route: APIRoute) -> None:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1") as client:
        for method in route.methods or ():
            path = re.sub(r"\{(\w+)(:\w+)?\}", "00000000-0000-0000-0000-000000000000", route.path)
            answer = await client.request(method, path, json={})
            assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")


@pytest.mark.parametrize(
    ("headers", "who"),
    [
        ({b"authorization": b"Bearer secret-a"}, "anne"),
        ({"authorization": "Bearer secret-a"}, "anne"),
        ({"Authorization": "bearer  secret-a "}, "anne"),
        ({b"authorization": "Bearer clé".encode()}, "bruno"),
        ({"authorization": "Bearer clé".encode().decode("latin-1")}, "bruno"),
        ({}, None),
        ({b"authorization": b"secret-a"}, None),
        ({b"authorization": b"Bearer"}, None),
        ({b"authorization": b"Basic secret-a"}, None),
        ({b"authorization": b"Bearer secret-a, Bearer x"}, None),
        ({b"x-auth-scheme": b"langsmith"}, None),
    ],
)
async def test_e_both_servers_headers_tell_who_it_is(headers: dict[bytes, bytes], who: str | None) -> None:
    caller = await identify(headers)
    assert (caller.identity if caller else None) == who
    if who:
        assert (await authenticate(headers))["identity"] == who
