import asyncio
import re
import threading
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import httpx2
import pytest

from bareme.domain.policy import Grader
from bareme.models.connections import LoopClient
from bareme.models.registry import build_model
from bareme.runtime import close_runtime
from tests.faults.laboratory import laboratory
from tests.provider.server import run_provider


async def test_a_proxy_that_the_environment_names_is_used(tmp_path: Path) -> None:
    with run_provider() as provider:
        # The laboratory restores the environment that it found, so it is changed only inside.
        async with laboratory(provider, tmp_path):
            message = {"role": "assistant", "content": "Hello."}
            provider.script = lambda _: {"choices": [{"index": 0, "message": message, "finish_reason": "stop"}]}
            with pytest.MonkeyPatch.context() as environment:
                environment.setenv("HTTP_PROXY", provider.base_url.removesuffix("/v1"))
                environment.setenv("OPENAI_API_BASE", "http://provider.invalid/v1")
                build_model.cache_clear()
                await close_runtime()  # whatever it has sent before
                answer = await build_model(Grader(model="openai:any")).ainvoke("Hello")
            build_model.cache_clear()
            assert answer.text == "Hello."
            assert provider.headers[0]["host"] == "provider.invalid"


async def test_one_model_serves_several_event_loops_at_once(tmp_path: Path) -> None:
    # Each loop calls, and calls again after the other has: on a connection that is its own.
    turn = threading.Barrier(2, timeout=20)
    answered: list[str] = []

    async def call_twice(name: str) -> None:
        model = build_model(Grader(model="openai:any"))
        for _ in range(2):
            await model.ainvoke("Hello")
            answered.append(name)
            await asyncio.to_thread(turn.wait)
        await close_runtime()

    with run_provider() as provider:
        async with laboratory(provider, tmp_path):
            message = {"role": "assistant", "content": "Hello."}
            provider.script = lambda _: {"choices": [{"index": 0, "message": message, "finish_reason": "stop"}]}
            await asyncio.gather(*(asyncio.to_thread(asyncio.run, call_twice(name)) for name in "ab"))
    assert sorted(answered) == ["a", "a", "b", "b"]


@pytest.mark.parametrize(
    "headers",
    [b"Content-Security-Policy: " + b"a" * 60_000 + b"\r\n", b"".join(b"X-%d: 1\r\n" % i for i in range(300))],
    ids=["long", "many"],
)
async def test_an_answer_with_large_headers_is_read(headers: bytes) -> None:
    # It is paid for: a gateway in between may add whatever it likes.
    async with _server(headers, on_close=lambda: None) as address:
        response = await LoopClient().send(httpx2.Request("POST", address, content=b"{}"))
        assert response.content == b"Hello."


async def test_a_copy_of_many_pages_is_sent_without_a_warning() -> None:
    async with _server(b"", on_close=lambda: None) as address:
        response = await LoopClient().send(httpx2.Request("POST", address, content=b"x" * 3_000_000))
        assert response.content == b"Hello."


async def test_nothing_is_sent_on_a_connection_that_the_server_has_closed() -> None:
    # It would count as a request that may have been paid for.
    closed = threading.Event()
    async with _server(b"", on_close=closed.set) as address:
        client = LoopClient()
        for _ in range(3):
            closed.clear()
            response = await client.send(httpx2.Request("POST", address, content=b"{}"))
            assert response.content == b"Hello."
            # Other work keeps the event loop, which does not learn meanwhile that the connection was closed.
            closed.wait(20)
            time.sleep(0.02)  # noqa: ASYNC251 - see above


@asynccontextmanager
async def _server(headers: bytes, *, on_close: Callable[[], object]) -> AsyncIterator[str]:
    """Yield the address of a server in a thread of its own, which closes each connection after its answer."""
    started: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    loop, done = asyncio.get_running_loop(), threading.Event()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        (length,) = re.findall(rb"content-length: (\d+)", head.lower())
        await reader.readexactly(int(length))
        writer.write(b"HTTP/1.1 200 OK\r\n" + headers + b"Content-Length: 6\r\n\r\nHello.")
        await writer.drain()
        writer.close()
        await writer.wait_closed()
        on_close()

    async def serve() -> None:
        async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
            host, port = server.sockets[0].getsockname()
            loop.call_soon_threadsafe(started.set_result, f"http://{host}:{port}/")
            await asyncio.to_thread(done.wait)

    thread = threading.Thread(target=asyncio.run, args=[serve()])
    thread.start()
    try:
        yield await started
    finally:
        done.set()
        thread.join()
        await close_runtime()
