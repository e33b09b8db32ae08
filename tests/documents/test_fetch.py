"""A document's URL comes from a client: whatever it is, it reaches allowed hosts alone, and only on the internet."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import example, given
from hypothesis import strategies as st

from bareme.documents.fetch import Network, fetch
from bareme.documents.public_address import is_public
from bareme.errors import DocumentRefused, RefusalReason
from bareme.settings import get_settings

HOST, PUBLIC, OTHER = "files.example", "93.184.216.34", "93.184.216.35"

_HOSTS = st.text(alphabet="[]:@%#?/\\.x1℀é\0 \t", max_size=12) | st.text(max_size=12)
_URLS = st.builds("{}://{}{}".format, st.sampled_from(["http", "https", "HTTP", ""]), _HOSTS, st.text(max_size=8))

type Answer = Callable[[httpx.Request], httpx.Response]


def answer(content: bytes, headers: dict[str, str] | None = None) -> httpx.Response:
    return httpx.Response(200, headers=headers, stream=httpx.ByteStream(content))


@pytest.fixture(autouse=True)
def allowed(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    monkeypatch.setenv("BAREME_FETCH_HOSTS", f"{HOST}, other.example:8443, Bücher.example, 127.0.0.1, [::1]")
    get_settings.cache_clear()
    yield monkeypatch
    get_settings.cache_clear()


class Internet:
    """A network without one: it says where a name leads, and records where connections go."""

    def __init__(self, *answers: list[str], respond: Answer = lambda _: answer(b"%PDF")) -> None:
        self.asked: list[str] = []
        self.requests: list[httpx.Request] = []
        self._answers = list(answers) or [[PUBLIC]]
        self._respond = respond

    @property
    def network(self) -> Network:
        return Network(resolve=self._resolve, connect=lambda: httpx.MockTransport(self._record))

    async def _resolve(self, host: str, port: int) -> list[str]:
        self.asked.append(f"{host}:{port}")
        return self._answers[min(len(self.asked), len(self._answers)) - 1]

    def _record(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        return self._respond(request)


async def refusal(url: str, internet: Internet, limit: int = 100) -> RefusalReason:
    with pytest.raises(DocumentRefused) as refused:
        await fetch(url, limit=limit, network=internet.network)
    return refused.value.reason


@given(url=_URLS | st.text())
@example("http://[x]/")
@example("http://[::1")
@example("https://exa℀mple/")
@example("http://a:b/")
@example("https://xn--a-ecp.ru/")
@example("http://a/\udce9")
@example("https://files.example:99999/")
async def test_a6_any_url_that_is_not_allowed_is_refused(url: str) -> None:
    internet = Internet()
    await refusal(url, internet)
    assert internet.requests == []


@pytest.mark.parametrize(
    ("url", "name", "port"),
    [
        (f"https://{HOST}/a?b=1#c", HOST, 443),
        (f"https://{HOST.upper()}./", HOST, 443),
        ("https://other.example:8443/", "other.example", 8443),
        ("https://bücher.example/", "xn--bcher-kva.example", 443),
    ],
)
async def test_an_allowed_host_is_asked_at_the_address_that_was_checked(url: str, name: str, port: int) -> None:
    internet = Internet()
    assert await fetch(url, limit=100, network=internet.network) == b"%PDF"
    (request,) = internet.requests
    assert (request.url.host, request.url.port or 443) == (PUBLIC, port)
    assert request.headers["host"] == (name if port == 443 else f"{name}:{port}")
    assert request.extensions["sni_hostname"] == name


@pytest.mark.parametrize(
    "url",
    [
        f"http://{HOST}/",
        f"ftp://{HOST}/",
        f"https://{HOST}:8443/",
        "https://other.example/",
        f"https://user:secret@{HOST}/",
        f"https://user@{HOST}/",
        f"https://{HOST}@elsewhere.example/",
        f"https://{HOST}.elsewhere.example/",
        f"https://elsewhere.example/{HOST}",
        f"https://{HOST}\\@elsewhere.example/",
    ],
)
async def test_another_scheme_port_host_or_credentials_are_refused(url: str) -> None:
    internet = Internet()
    assert await refusal(url, internet) is RefusalReason.UNREACHABLE
    assert internet.requests == []


PRIVATE = [
    *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0"),  # noqa: S104
    *("224.0.0.1", "255.255.255.255", "192.0.2.1", "::1", "::", "::127.0.0.1", "fe80::1", "fe80::1%eth0", "fc00::1"),
    *("ff02::1", "2001:db8::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::808:808"),
    *("2002:7f00:1::", "2002:808:808::", "2001:0:1::1"),
]


@pytest.mark.parametrize("address", PRIVATE)
async def test_a_name_that_leads_into_a_private_network_is_refused(address: str) -> None:
    # One such address among others is enough: which of them is used may change.
    for found in ([address], [PUBLIC, address]):
        internet = Internet(found)
        assert await refusal(f"https://{HOST}/", internet) is RefusalReason.UNREACHABLE
        assert internet.requests == []


@pytest.mark.parametrize("address", [PUBLIC, "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_an_address_on_the_internet_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("url", ["https://127.0.0.1/", "https://[::1]/"])
async def test_an_allowed_address_is_refused_too_if_it_is_private(url: str) -> None:
    internet = Internet([url.removeprefix("https://").strip("/[]")])
    assert await refusal(url, internet) is RefusalReason.UNREACHABLE
    assert internet.requests == []


async def test_a_name_that_resolves_anew_to_this_machine_gains_nothing() -> None:
    internet = Internet([PUBLIC], ["127.0.0.1"])  # DNS rebinding
    assert await fetch(f"https://{HOST}/", limit=100, network=internet.network) == b"%PDF"
    assert internet.asked == [f"{HOST}:443"]
    assert [request.url.host for request in internet.requests] == [PUBLIC]


async def test_the_next_address_is_tried_if_one_cannot_be_reached() -> None:
    def respond(request: httpx.Request) -> httpx.Response:
        if request.url.host == PUBLIC:
            raise httpx.ConnectError("no route")
        return answer(b"%PDF")

    internet = Internet([PUBLIC, OTHER], respond=respond)
    assert await fetch(f"https://{HOST}/", limit=100, network=internet.network) == b"%PDF"
    assert [request.url.host for request in internet.requests] == [PUBLIC, OTHER]


def redirecting(*places: str) -> Answer:
    left = list(places)
    return lambda _: httpx.Response(302, headers={"location": left.pop(0)}) if left else answer(b"%PDF")


async def test_a_redirect_is_followed_where_a_url_would_be() -> None:
    internet = Internet([PUBLIC], [OTHER], respond=redirecting("https://other.example:8443/b", "c"))
    assert await fetch(f"https://{HOST}/a", limit=100, network=internet.network) == b"%PDF"
    assert [str(request.url) for request in internet.requests] == [
        f"https://{PUBLIC}/a",
        f"https://{OTHER}:8443/b",
        f"https://{OTHER}:8443/c",
    ]


@pytest.mark.parametrize(
    "place",
    [
        f"http://{HOST}/",
        "https://elsewhere.example/",
        f"https://user:secret@{HOST}/",
        "//elsewhere.example",
        "http://[x]/",
    ],
)
async def test_a_redirect_elsewhere_is_refused(place: str) -> None:
    internet = Internet(respond=redirecting(place))
    assert await refusal(f"https://{HOST}/", internet) is RefusalReason.UNREACHABLE
    assert len(internet.requests) == 1


async def test_a_redirect_into_a_private_network_and_one_without_end_are_refused() -> None:
    internet = Internet([PUBLIC], ["127.0.0.1"], respond=redirecting("/b"))
    assert await refusal(f"https://{HOST}/", internet) is RefusalReason.UNREACHABLE
    assert len(internet.requests) == 1
    internet = Internet(respond=redirecting(*["/again"] * 9))
    assert await refusal(f"https://{HOST}/", internet) is RefusalReason.UNREACHABLE
    assert len(internet.requests) == 4


@pytest.mark.parametrize(
    ("response", "reason"),
    [
        (httpx.Response(404), RefusalReason.UNREACHABLE),
        (answer(b"x" * 101), RefusalReason.TOO_LARGE),
        (
            httpx.Response(200, headers={"content-encoding": "br"}, stream=httpx.ByteStream(b"x")),
            RefusalReason.UNREACHABLE,
        ),
    ],
)
async def test_what_is_no_document_or_too_large_is_refused(response: httpx.Response, reason: RefusalReason) -> None:
    assert await refusal(f"https://{HOST}/", Internet(respond=lambda _: response)) is reason


# On a loopback port, with a certificate of its own


def certificate(folder: Path, name: str) -> tuple[Path, Path]:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return folder / "cert.pem", folder / "key.pem"


class ToLoopback(httpx.AsyncHTTPTransport):
    """Makes the connections to any address to a port of this machine instead."""

    def __init__(self, port: int, trusted: Path) -> None:
        super().__init__(verify=ssl.create_default_context(cafile=str(trusted)), trust_env=False)
        self._port = port

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        request.url = request.url.copy_with(host="127.0.0.1", port=self._port)
        return await super().handle_async_request(request)


@asynccontextmanager
async def serving(
    folder: Path, name: str, respond: Callable[[asyncio.StreamWriter], Awaitable[None]]
) -> AsyncIterator[Network]:
    cert, key = certificate(folder, name)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(cert, key)

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reader.readuntil(b"\r\n\r\n")
            await respond(writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def resolve(_host: str, _port: int) -> list[str]:
        return [PUBLIC]

    async with await asyncio.start_server(handle, "127.0.0.1", 0, ssl=context) as server:
        port = server.sockets[0].getsockname()[1]
        yield Network(resolve=resolve, connect=lambda: ToLoopback(port, cert))


async def whole(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n%PDF")
    await writer.drain()


async def test_the_certificate_is_checked_against_the_name_and_not_the_address(tmp_path: Path) -> None:
    async with serving(tmp_path, HOST, whole) as network:
        assert await fetch(f"https://{HOST}/", limit=100, network=network) == b"%PDF"
    async with serving(tmp_path, "elsewhere.example", whole) as network:
        with pytest.raises(DocumentRefused):
            await fetch(f"https://{HOST}/", limit=100, network=network)


async def test_a_response_that_never_ends_is_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    loop, passed = asyncio.get_running_loop(), 0.0
    clock = loop.time
    monkeypatch.setattr(loop, "time", lambda: clock() + passed)

    async def drip(writer: asyncio.StreamWriter) -> None:
        nonlocal passed
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
        while True:
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(0.001)
            passed += get_settings().fetch_seconds / 20

    async with serving(tmp_path, HOST, drip) as network:
        with pytest.raises(DocumentRefused) as refused:
            await fetch(f"https://{HOST}/", limit=10_000_000, network=network)
    assert refused.value.reason is RefusalReason.UNREACHABLE
    assert passed >= get_settings().fetch_seconds * 0.9
