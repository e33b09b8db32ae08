"""The network between a process and a service: a TCP proxy on a loopback port, which tests cut."""

import asyncio
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from tests.e2e.dev_server import free_port

type Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Line:
    """Passes bytes on to a port, but for while it is cut: then nothing comes through, and nobody is told."""

    def __init__(self, target: int) -> None:
        self.port = free_port()
        self._target = target
        self._whole = asyncio.Event()
        self._open: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()

    async def serve(self) -> None:
        """Take connections until the task is cancelled."""
        self._whole.set()
        server = await asyncio.start_server(self._connect, "127.0.0.1", self.port)
        async with server:
            await asyncio.Event().wait()

    @property
    def is_cut(self) -> bool:
        return not self._whole.is_set()

    def cut(self) -> None:
        """Let nothing through, and tell nobody."""
        self._loop.call_soon_threadsafe(self._whole.clear)

    def mend(self) -> None:
        """Let new connections through. The earlier ones have ended, as routers forget them."""
        self._loop.call_soon_threadsafe(self._renew)

    def run(self, work: Coroutine[Any, Any, None]) -> None:
        """Run a coroutine in the loop of this line, in the calling thread."""
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner, suppress(asyncio.CancelledError):
            runner.run(work)

    def stop(self) -> None:
        """End all connections, and serving."""
        self._loop.call_soon_threadsafe(lambda: [task.cancel() for task in asyncio.all_tasks(self._loop)])

    def _renew(self) -> None:
        for writer in self._open:
            writer.transport.abort()
        self._whole.set()

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        try:
            await self._whole.wait()
            beyond_reader, beyond = await asyncio.open_connection("127.0.0.1", self._target)
            self._open.add(beyond)
            try:
                await asyncio.gather(self._pass_on(reader, beyond), self._pass_on(beyond_reader, writer))
            finally:
                beyond.close()
                self._open.discard(beyond)
        except OSError:
            pass  # one of the ends has gone, and the other one is told
        finally:
            writer.close()
            self._open.discard(writer)

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(1 << 16):
            await self._whole.wait()
            writer.write(data)
            await writer.drain()
        writer.close()


@contextmanager
def run_line(target: int) -> Iterator[Line]:
    """Run a line to a port of this machine until the end of the block."""
    line = Line(target)
    thread = threading.Thread(target=lambda: line.run(line.serve()), daemon=True)
    thread.start()
    try:
        yield line
    finally:
        line.stop()
        thread.join(timeout=10)
