"""JSON Web Tokens of a school's identity provider, which publishes its keys on a loopback port."""

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

from bareme.errors import InvalidInput
from bareme.settings import get_settings
from tests.server.conftest import Configure

pytestmark = pytest.mark.anyio
ISSUER = "https://login.school.example"
RSA = rsa.generate_private_key(65537, 2048)
STRANGER = rsa.generate_private_key(65537, 2048)
CURVE = ec.generate_private_key(ec.SECP256R1())


class Publisher:
    """The provider's HTTP server: its keys as they are now, how often they were fetched, and whether it is down."""

    def __init__(self) -> None:
        self.keys: list[dict[str, Any]] = [
            {**json.loads(RSAAlgorithm.to_jwk(RSA.public_key())), "kid": "rsa", "use": "sig"},
            {**json.loads(ECAlgorithm.to_jwk(CURVE.public_key())), "kid": "ec", "use": "sig"},
        ]
        self.fetched = 0
        self.body: bytes | None = None
        publisher = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                publisher.fetched += 1
                body = publisher.body
                self.send_response(200)
                self.end_headers()
                self.wfile.write(json.dumps({"keys": publisher.keys}).encode() if body is None else body)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/keys"


@pytest.fixture
def publisher(configure: Configure) -> Iterator[Publisher]:
    publisher = Publisher()
    thread = threading.Thread(target=publisher.server.serve_forever, args=(0.01,))
    thread.start()
    configure(jwt_issuer=ISSUER, jwt_audience="bareme", jwt_jwks_url=publisher.url)
    yield publisher
    publisher.server.shutdown()
    publisher.server.server_close()
    thread.join()


def _claims(**changed: object) -> dict[str, Any]:
    claims = {"sub": "u-17", "iss": ISSUER, "aud": "bareme", "exp": time.time() + 600, "roles": ["teacher"], **changed}
    return {name: value for name, value in claims.items() if value is not None}


def _token(key: Any = RSA, algorithm: str = "RS256", kid: str | None = "rsa", **changed: object) -> str:
    return jwt.encode(_claims(**changed), key, algorithm, headers={"kid": kid} if kid else {})


async def _status(client: httpx.AsyncClient, token: str) -> int:
    return (await client.get("/me", headers={"authorization": f"Bearer {token}"})).status_code


async def test_a_token_of_the_provider_says_who_and_what_they_are(
    publisher: Publisher, app_client: httpx.AsyncClient
) -> None:
    for token, role in [
        (_token(), "teacher"),
        (_token(CURVE, "ES256", "ec", roles="reviewer"), "reviewer"),
        (_token(roles=["student", "admin"], aud=["other", "bareme"]), "admin"),
        (_token(exp=time.time() - 10), "teacher"),  # within the leeway of two clocks
    ]:
        me = await app_client.get("/me", headers={"authorization": f"Bearer {token}"})
        assert me.json() == {"identity": "u-17", "role": role, "through": "jwt", "authentication": True}
    assert publisher.fetched == 1


@pytest.mark.parametrize(
    "changed",
    [
        {"iss": "https://login.other.example"},
        {"iss": None},
        {"aud": "another app"},
        {"aud": None},
        {"exp": 1_000_000_000},
        {"exp": None},
        {"exp": "soon"},
        {"nbf": 33_000_000_000},
        {"sub": None},
        {"sub": ""},
        {"sub": "local"},
        {"sub": "u-17\n"},
        {"sub": "u" * 201},
        {"roles": None},
        {"roles": []},
        {"roles": ["student"]},
        {"roles": {"teacher": True}},
    ],
    ids=str,
)
async def test_claims_that_do_not_fit_are_refused(
    publisher: Publisher, app_client: httpx.AsyncClient, changed: dict[str, Any]
) -> None:
    assert await _status(app_client, _token(**changed)) == 401


async def test_signatures_that_do_not_fit_are_refused(publisher: Publisher, app_client: httpx.AsyncClient) -> None:
    public = RSA.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    header, payload, signature = _token().split(".")
    publisher.keys.append({"kty": "oct", "kid": "shared", "k": "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3JldA"})
    forged = {
        "alg none": _token(None, "none"),
        # The public key as the secret of an HMAC. PyJWT refuses to make one, so it is made by hand.
        "HS256 with the public key": _hmac_token(public),
        "HS256 with a published secret": _token("secret-secret-secret-secret-secret", "HS256", "shared"),
        "the key of a stranger": _token(STRANGER),
        "a key under the id of another": _token(CURVE, "ES256", "rsa"),
        "unknown kid": _token(STRANGER, kid="new"),
        "no kid": _token(kid=None),
        "another payload": ".".join(
            [header, jwt.utils.base64url_encode(json.dumps(_claims()).encode()).decode() + "x", signature]
        ),
        "no signature": f"{header}.{payload}.",
        "two parts": f"{header}.{payload}",
        "no token": "a.b.c",
    }
    assert {name: await _status(app_client, token) for name, token in forged.items()} == dict.fromkeys(forged, 401)


def _hmac_token(secret: bytes) -> str:
    head = jwt.utils.base64url_encode(json.dumps({"alg": "HS256", "kid": "rsa", "typ": "JWT"}).encode())
    body = jwt.utils.base64url_encode(json.dumps(_claims()).encode())
    signed = jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256).sign(head + b"." + body, secret)
    return b".".join([head, body, jwt.utils.base64url_encode(signed)]).decode()


_JSON = st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.just(["RS256"]) | st.just({"kid": "rsa"})
_HEADERS = st.fixed_dictionaries(
    {"alg": st.sampled_from(["RS256", "ES256", "EdDSA", "PS256", "HS256", "none"]) | _JSON},
    optional={"kid": st.sampled_from(["rsa", "ec"]) | _JSON, "typ": _JSON, "crit": _JSON, "b64": _JSON, "jwk": _JSON},
)


_CLAIMS = st.dictionaries(st.sampled_from(list(_claims())), _JSON)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])  # one provider for all examples
@given(header=_HEADERS, claims=_CLAIMS, signature=st.binary(max_size=9))
async def test_what_is_no_signed_token_is_refused_and_raises_nothing(
    publisher: Publisher, app_client: httpx.AsyncClient, header: Any, claims: Any, signature: bytes
) -> None:
    parts = [json.dumps(header).encode(), json.dumps({**_claims(), **claims}).encode(), signature]
    token = b".".join(map(jwt.utils.base64url_encode, parts)).decode()
    assert await _status(app_client, token) == 401


async def test_tokens_with_unknown_keys_do_not_make_a_flood_of_fetches(
    publisher: Publisher, app_client: httpx.AsyncClient
) -> None:
    for number in range(5):
        assert await _status(app_client, _token(kid=f"unknown-{number}")) == 401
    assert publisher.fetched == 1


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b"\xff", b'{"keys": 3}'])
async def test_while_the_keys_cannot_be_had_nobody_is_told_that_a_token_is_wrong(
    publisher: Publisher, app_client: httpx.AsyncClient, body: bytes
) -> None:
    publisher.body = body
    for _ in range(3):
        answer = await app_client.get("/me", headers={"authorization": f"Bearer {_token()}"})
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "10")
    assert publisher.fetched == 1


async def test_who_was_known_stays_known_while_the_provider_is_down(
    publisher: Publisher, app_client: httpx.AsyncClient
) -> None:
    assert await _status(app_client, _token()) == 200
    publisher.body = b""
    assert await _status(app_client, _token(kid="new")) in {401, 503}
    assert await _status(app_client, _token()) == 200


async def test_a_browser_signed_in_by_a_token_is_signed_in_as_long_as_it_is_valid(
    publisher: Publisher, app_client: httpx.AsyncClient, configure: Configure
) -> None:
    answer = await app_client.post("/sign-in", json={"token": _token()})
    assert 590 < int(answer.headers["set-cookie"].split("Max-Age=")[1].split(";")[0]) <= 600
    assert (await app_client.get("/me")).json()["identity"] == "u-17"
    configure(jwt_issuer="https://login.other.example")
    assert (await app_client.get("/me")).status_code == 401


def test_half_a_provider_stops_the_server(configure: Configure) -> None:
    for given_settings, told in [
        ({"jwt_issuer": ISSUER}, "BAREME_JWT_JWKS_URL"),
        ({"jwt_audience": "bareme"}, "BAREME_JWT_JWKS_URL"),
        ({"jwt_issuer": ISSUER, "jwt_audience": "bareme", "jwt_jwks_url": "http://login.school.example"}, "https"),
        ({"jwt_issuer": ISSUER, "jwt_audience": "bareme", "jwt_jwks_url": "file:///etc/passwd"}, "https"),
    ]:
        configure(**{"jwt_issuer": "", "jwt_audience": "", "jwt_jwks_url": "", **given_settings})
        with pytest.raises(InvalidInput, match=told):
            get_settings()
