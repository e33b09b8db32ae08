"""A proxy on loopback that passes requests on to a model's server and records them with their answers."""

import json
import threading
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

type Json = dict[str, Any]

LONGEST_ANSWER = 64
"""Tokens that the server is asked for: a small model that loops would hold its only slot for minutes."""


@dataclass(frozen=True)
class Exchange:
    """One request for a completion, and its answer."""

    request: Json
    status: int
    answer: str

    @property
    def pictures(self) -> int:
        """How many pictures the request has."""
        contents = [message["content"] for message in self.request["messages"]]
        return sum(block["type"] == "image_url" for one in contents if isinstance(one, list) for block in one)

    def says(self, words: str) -> bool:
        """Return whether the request, with its schema in whatever place, holds these words."""
        return words in json.dumps(self.request, ensure_ascii=False)


@dataclass
class Recorder:
    """Where the proxy listens, and what went through it."""

    base_url: str = ""
    exchanges: list[Exchange] = field(default_factory=list)

    @property
    def answered(self) -> Counter[str]:
        """How often each request was answered; the same question in another form, or with more room, is another."""
        return Counter(json.dumps(one.request) for one in self.exchanges if one.status == 200)


@contextmanager
def record(upstream: str) -> Iterator[Recorder]:
    """Record what goes to the server at `upstream`."""
    recorder = Recorder()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: object) -> None:
            """Print nothing."""

        def _pass_on(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            headers = {"content-type": "application/json"}
            asked = json.loads(body or b"{}")
            sent = json.dumps({**asked, "max_tokens": LONGEST_ANSWER}).encode() if "messages" in asked else body
            request = urllib.request.Request(upstream + self.path, sent or None, headers, method=self.command)  # noqa: S310
            try:
                response = urllib.request.urlopen(request, timeout=120)  # noqa: S310
            except urllib.error.HTTPError as error:
                response = error
            with response:
                data = self._send(response)
            if "messages" in asked:
                recorder.exchanges.append(Exchange(asked, response.status, data.decode()))

        def _send(self, response: Any) -> bytes:
            """Pass an answer on as it comes, and return it whole."""
            self.send_response(response.status)
            self.send_header("content-type", response.headers["content-type"])
            self.send_header("connection", "close")
            self.end_headers()
            data = bytearray()
            while piece := response.read1(65536):
                data += piece
                self.wfile.write(piece)
            return bytes(data)

        do_GET = do_POST = _pass_on  # noqa: N815

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    recorder.base_url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield recorder
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=10)
