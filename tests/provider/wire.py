"""What goes over the wire, byte by byte, and how a connection ends: what no framework would let a server do."""

import asyncio
import json
import socket
import struct
from dataclasses import dataclass, field
from typing import Any, Literal

type Json = dict[str, Any]

_REASONS = {200: "OK", 429: "Too Many Requests", 500: "Internal Server Error"}


@dataclass(frozen=True)
class Wire:
    """An answer in pieces, with a pause before each but the first, and what becomes of the connection."""

    pieces: tuple[bytes, ...]
    pause: float = 0.0
    ending: Literal["keep", "close", "reset"] = "keep"

    async def send(self, writer: asyncio.StreamWriter) -> bool:
        """Write it; return whether the connection lives on."""
        for number, piece in enumerate(self.pieces):
            if number and self.pause:
                await asyncio.sleep(self.pause)
            writer.write(piece)
            await writer.drain()
        if self.ending == "reset":
            # Linger of zero: the kernel sends RST and forgets what is not sent yet.
            writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            writer.transport.abort()
        return self.ending == "keep"


@dataclass(frozen=True)
class Reply:
    """An HTTP answer."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, value: Any, status: int = 200, **headers: str) -> "Reply":
        """Return `value` as JSON."""
        named = {name.replace("_", "-"): text for name, text in headers.items()}
        return cls(status, json.dumps(value).encode(), named)

    @property
    def head(self) -> bytes:
        """The status line and the headers, with the blank line after them."""
        headers = {"content-type": "application/json", "content-length": str(len(self.body)), **self.headers}
        lines = [f"{name}: {value}" for name, value in headers.items() if value]
        status = f"HTTP/1.1 {self.status} {_REASONS.get(self.status, 'Whatever')}"
        return ("\r\n".join([status, *lines]) + "\r\n\r\n").encode("latin-1")

    def wire(self) -> Wire:
        """Return it as it goes over the wire, whole."""
        return Wire((self.head + self.body,))


async def read_request(reader: asyncio.StreamReader) -> tuple[Json, dict[str, str]] | None:
    """Return a request's JSON body and its headers, or None where the client has gone."""
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        lines = head.split("\r\n")[1:-2]
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        body = await reader.readexactly(int(headers.get("content-length", "0")))
    except (asyncio.IncompleteReadError, ConnectionError):
        return None
    return json.loads(body or b"{}"), headers
