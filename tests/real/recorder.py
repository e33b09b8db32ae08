"""A proxy on loopback that passes requests on to a model's server and records them with their answers."""

import json
import threading
import time
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


LOADING = b'{"error":{"message":"Loading model","type":"unavailable_error","code":503}}'
"""What llama.cpp answers with status 503 while it loads the model."""


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
    received: Counter[str] = field(default_factory=Counter)
    """How often each request came, answered or not."""
    longest_answer: int = LONGEST_ANSWER
    pause: float = 0.0
    """Seconds for which a request is held before it is passed on, as on a slower machine."""
    loading: int = 0
    """How many of the next requests are answered as llama.cpp does while it loads the model."""
    in_flight: int = 0
    most_in_flight: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def arrive(self, request: Json) -> bool:
        """Count a request; return whether the server is still loading the model for it."""
        with self._lock:
            self.received[json.dumps(request)] += 1
            self.in_flight += 1
            self.most_in_flight = max(self.most_in_flight, self.in_flight)
            loads = self.loading > 0
            self.loading -= loads
            return loads

    def leave(self) -> None:
        """Count a request that is no longer in flight."""
        with self._lock:
            self.in_flight -= 1

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
            asked = json.loads(body or b"{}")
            if "messages" not in asked:
                with self._upstream(body) as response:
                    self._send(response)
                return
            try:
                if recorder.arrive(asked):
                    self._start(503, "application/json; charset=utf-8")
                    self.wfile.write(LOADING)
                    return
                time.sleep(recorder.pause)
                with self._upstream(json.dumps({**asked, "max_tokens": recorder.longest_answer}).encode()) as response:
                    data = self._send(response)
            except OSError:  # who asked is gone
                return
            finally:
                recorder.leave()
            recorder.exchanges.append(Exchange(asked, response.status, data.decode()))

        def _upstream(self, body: bytes) -> Any:
            headers = {"content-type": "application/json"}
            request = urllib.request.Request(upstream + self.path, body or None, headers, method=self.command)  # noqa: S310
            try:
                return urllib.request.urlopen(request, timeout=120)  # noqa: S310
            except urllib.error.HTTPError as error:
                return error

        def _send(self, response: Any) -> bytes:
            """Pass an answer on as it comes, and return it whole."""
            self._start(response.status, response.headers["content-type"])
            data = bytearray()
            while piece := response.read1(65536):
                data += piece
                self.wfile.write(piece)
            return bytes(data)

        def _start(self, status: int, content_type: str) -> None:
            self.send_response(status)
            self.send_header("content-type", content_type)
            self.send_header("connection", "close")
            self.end_headers()

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
