"""Who sends a request, told by its headers."""

import json
import re
import sys

import httpx
import pytest
from fastapi.routing import APIRoute
from hypothesis import given
from hypothesis import strategies as st

from bareme.errors import InvalidInput
from bareme.server.auth import authenticate
from bareme.server.identity import identify
from bareme.server.process import prepare_process
from bareme.server.routes import app
from bareme.server.web_app import get_app, get_asset
from bareme.settings import get_settings
from bareme.storage.stores import stores
from tests.server.conftest import Configure

pytestmark = pytest.mark.anyio
TELLS_NOTHING = {"/sign-in", "/sign-out", "/health", "/ready"}
ROUTES = [
    route
    for route in app.routes
    # The page of the app is the same for everybody: whoever is to sign in has to see it.
    if isinstance(route, APIRoute) and route.path not in TELLS_NOTHING and route.endpoint not in {get_app, get_asset}
]


@pytest.fixture(autouse=True)
def two_users(configure: Configure) -> None:
    configure(api_tokens="anne:secret-a, bruno:clé")


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
async def test_no_route_of_ours_answers_nobody(route: APIRoute, app_client: httpx.AsyncClient) -> None:
    for method in route.methods or ():
        path = re.sub(r"\{(\w+)(:\w+)?\}", "00000000-0000-0000-0000-000000000000", route.path)
        answer = await app_client.request(method, path, json={})
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
        ({b"authorization": b"Bearer bareme_unknown"}, None),
        ({b"x-auth-scheme": b"langsmith"}, None),
    ],
)
async def test_e_both_servers_headers_tell_who_it_is(
    headers: dict[bytes, bytes] | dict[str, str], who: str | None
) -> None:
    caller = await identify(headers)
    assert (caller.identity if caller else None) == who
    if who:
        assert (await authenticate(headers))["identity"] == who


@given(authorization=st.binary(max_size=60), cookie=st.binary(max_size=60), scheme=st.sampled_from([b"", b"Bearer "]))
async def test_what_proves_nothing_raises_nothing(authorization: bytes, cookie: bytes, scheme: bytes) -> None:
    named = b"bareme_sign_in=" + cookie
    assert await identify({b"authorization": scheme + authorization, b"cookie": cookie}) is None
    assert await identify({b"cookie": named}) is None
    assert await identify({"Authorization": (scheme + authorization).decode("latin-1")}) is None


async def test_a_key_says_who_and_what_they_are_until_it_is_revoked() -> None:
    keys = stores().api_keys
    key, text = keys.add("chloé", "reviewer")
    headers = {"authorization": f"Bearer {text}"}
    caller = await identify(headers)
    assert caller is not None
    assert (caller.identity, caller.role, caller.through) == ("chloé", "reviewer", "token")
    assert (await authenticate(headers))["permissions"] == ["reviewer", "token"]
    keys.revoke(key.id)
    assert await identify(headers) is None


async def test_revoking_the_last_key_does_not_open_the_server(configure: Configure) -> None:
    configure(api_tokens="")
    local = await identify({})
    assert local is not None
    assert (local.identity, local.role) == ("local", "admin")
    keys = stores().api_keys
    keys.add("anne", "teacher")
    keys.revoke("anne")
    assert await identify({}) is None


async def test_keys_that_cannot_be_read_let_nobody_in(app_client: httpx.AsyncClient) -> None:
    file = get_settings().api_keys_file
    file.parent.mkdir(parents=True)
    file.write_text("no database")
    answer = await app_client.get("/me", headers={"authorization": "Bearer bareme_x"})
    assert (answer.status_code, answer.json()["type"]) == (503, "/problems/store-unusable")


@pytest.mark.parametrize("named", [None, '{"path": "mine:auth"}', '{"path": "bareme.server.auth:auth"}'])
def test_e_a_server_that_asks_no_authentication_of_ours_does_not_start(
    monkeypatch: pytest.MonkeyPatch, named: str | None
) -> None:
    prepare_process.cache_clear()
    monkeypatch.setenv("LANGGRAPH_RUNTIME_EDITION", "inmem")
    if named:  # the last one without `disable_studio_auth`, which a header would pass
        monkeypatch.setenv("LANGGRAPH_AUTH", named)
    with pytest.raises(InvalidInput, match=r"bareme\.server\.auth:auth"):
        prepare_process()


def test_e_where_our_authentication_cannot_be_imported_nothing_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    prepare_process.cache_clear()
    monkeypatch.setitem(sys.modules, "bareme.server.auth", None)
    with pytest.raises(ImportError):
        prepare_process()


@pytest.mark.parametrize(("edition", "storage"), [("inmem", "cluster"), ("postgres", "local")])
def test_threads_and_what_belongs_to_them_are_in_one_place(
    configure: Configure, monkeypatch: pytest.MonkeyPatch, edition: str, storage: str
) -> None:
    monkeypatch.setenv("LANGGRAPH_RUNTIME_EDITION", edition)
    monkeypatch.setenv("LANGGRAPH_AUTH", json.dumps({"path": "bareme.server.auth:auth", "disable_studio_auth": True}))
    shared = {"database": "postgresql://db.example/b", "files": "file:///shared", "secret": "s" * 40}
    configure(storage=storage, **(shared if storage == "cluster" else {}))
    prepare_process.cache_clear()
    with pytest.raises(InvalidInput, match="BAREME_STORAGE=cluster"):
        prepare_process()
    prepare_process.cache_clear()
