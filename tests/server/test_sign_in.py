"""A browser signs in: a token goes in once, a cookie comes out."""

import time
from http.cookies import SimpleCookie

import httpx
import jwt
import pytest

from bareme.server.sign_in_cookie import COOKIE
from bareme.storage.server_secret import derived_key
from bareme.storage.stores import stores
from tests.server.conftest import Configure

pytestmark = pytest.mark.anyio


@pytest.fixture(autouse=True)
def two_users(configure: Configure) -> None:
    configure(api_tokens="anne:secret-a, bruno:secret-b")


async def _sign_in(client: httpx.AsyncClient, token: str, url: str = "/sign-in") -> str:
    answer = await client.post(url, json={"token": token})
    assert answer.status_code == 200, answer.text
    client.cookies.clear()  # each request says itself what it sends
    return answer.headers["set-cookie"]


async def _me(client: httpx.AsyncClient, set_cookie: str) -> httpx.Response:
    value = SimpleCookie(set_cookie)[COOKIE].value
    return await client.get("/me", headers={"cookie": f"theme=dark; {COOKIE}={value}"})


async def test_the_cookie_tells_who_it_is_and_scripts_cannot_read_it(app_client: httpx.AsyncClient) -> None:
    cookie = await _sign_in(app_client, " secret-a ")
    assert (await _me(app_client, cookie)).json() == {
        "identity": "anne",
        "role": "teacher",
        "through": "cookie",
        "authentication": True,
    }
    facts = SimpleCookie(cookie)[COOKIE]
    assert (facts["httponly"], facts["samesite"], facts["path"], facts["secure"]) == (True, "strict", "/", "")
    assert facts["max-age"] == "43200"
    assert "secret-a" not in cookie


async def test_other_names_than_loopback_get_a_secure_cookie(app_client: httpx.AsyncClient) -> None:
    cookie = await _sign_in(app_client, "secret-a", "http://marks.school.example/sign-in")
    assert SimpleCookie(cookie)[COOKIE]["secure"] is True


async def test_a_page_that_was_loaded_for_somebody_else_is_answered_nothing(app_client: httpx.AsyncClient) -> None:
    cookie = f"{COOKIE}={SimpleCookie(await _sign_in(app_client, 'secret-b'))[COOKIE].value}"
    for meant, status in (("bruno", 200), ("anne", 401), ("br%75no", 200), ("%C3%A9", 401), ("", 200)):
        headers = {"cookie": cookie, "bareme-identity": meant}
        assert (await app_client.get("/me", headers=headers)).status_code == status, meant
    headers = {"authorization": "Bearer secret-b", "bareme-identity": "anne"}
    assert (await app_client.get("/me", headers=headers)).status_code == 401


async def test_who_proves_nothing_gets_no_cookie(app_client: httpx.AsyncClient) -> None:
    for token in ("wrong", "", "é", "secret-a2"):
        answer = await app_client.post("/sign-in", json={"token": token})
        assert (answer.status_code, answer.headers.get("set-cookie")) == (401, None)
    assert (await app_client.post("/sign-in", json={"token": "x" * 10_001})).status_code == 422


async def test_signing_out_deletes_the_cookie_and_makes_copies_worthless(app_client: httpx.AsyncClient) -> None:
    copy = await _sign_in(app_client, "secret-a")
    elsewhere = await _sign_in(app_client, "secret-a")
    await app_client.post("/sign-in", json={"token": "secret-a"})
    assert (await app_client.get("/me")).status_code == 200
    signed_out = await app_client.post("/sign-out")
    # Whoever uses the computer next finds no pictures of pages there.
    assert (signed_out.status_code, signed_out.headers["clear-site-data"]) == (204, '"cache"')
    assert (await app_client.get("/me")).status_code == 401
    value = SimpleCookie(copy)[COOKIE].value
    assert (await app_client.post("/sign-out", headers={"cookie": f"{COOKIE}={value}"})).status_code == 204
    assert [(await _me(app_client, cookie)).status_code for cookie in (copy, elsewhere)] == [401, 200]
    assert (await app_client.post("/sign-out", headers={"cookie": f"{COOKIE}=forged"})).status_code == 204


async def test_a_changed_or_removed_token_ends_its_cookies(app_client: httpx.AsyncClient, configure: Configure) -> None:
    cookie = await _sign_in(app_client, "secret-a")
    configure(api_tokens="anne:secret-a, bruno:changed")
    assert (await _me(app_client, cookie)).status_code == 200
    for tokens in ("anne:changed, bruno:secret-b", "bruno:secret-a", "bruno:secret-b"):
        configure(api_tokens=tokens)
        assert (await _me(app_client, cookie)).status_code == 401


async def test_a_revoked_key_ends_its_cookies(app_client: httpx.AsyncClient) -> None:
    keys = stores().api_keys
    _, text = keys.add("chloé", "admin")
    cookie = await _sign_in(app_client, text)
    me = (await _me(app_client, cookie)).json()
    assert (me["identity"], me["role"]) == ("chloé", "admin")
    keys.revoke("chloé")
    assert (await _me(app_client, cookie)).status_code == 401


async def test_a_cookie_of_anothers_making_proves_nothing(app_client: httpx.AsyncClient, configure: Configure) -> None:
    cookie = SimpleCookie(await _sign_in(app_client, "secret-a"))[COOKIE].value
    key = derived_key("sign-in cookie")
    claims = jwt.decode(cookie, key, ["HS256"])
    forged = {
        "expired": jwt.encode({**claims, "exp": time.time() - 1}, key, "HS256"),
        "another key": jwt.encode(claims, derived_key("something else"), "HS256"),
        "no signature": jwt.encode(claims, "", "none"),
        "another person": jwt.encode({**claims, "sub": "bruno"}, key, "HS256"),
        "without end": jwt.encode({name: value for name, value in claims.items() if name != "exp"}, key, "HS256"),
        "cut": cookie[:-1],
        "empty": "",
    }
    for value in forged.values():
        answer = await app_client.get("/me", headers={"cookie": f"{COOKIE}={value}"})
        assert answer.status_code == 401
    configure(secret="of another server")  # noqa: S106 - of a test
    assert (await app_client.get("/me", headers={"cookie": f"{COOKIE}={cookie}"})).status_code == 401


async def test_a_wrong_token_is_not_made_good_by_a_cookie(app_client: httpx.AsyncClient) -> None:
    await app_client.post("/sign-in", json={"token": "secret-a"})
    assert (await app_client.get("/me", headers={"authorization": "Bearer wrong"})).status_code == 401


async def test_without_authentication_nobody_needs_to_sign_in(
    app_client: httpx.AsyncClient, configure: Configure
) -> None:
    configure(api_tokens="")
    answer = await app_client.post("/sign-in", json={"token": ""})
    assert (answer.json()["identity"], answer.headers.get("set-cookie")) == ("local", None)
    assert (await app_client.get("/me")).json()["authentication"] is False
