"""A class of typed copies that is graded by whichever of several processes answers."""

import asyncio
import time
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import httpx

from tests.contract.sessions import CONFIRMED, exam, graders, set_mark
from tests.e2e.dev_server import DevServer
from tests.e2e.driving import GRAPH

_PATIENCE = 150.0
_ENDED = {"interrupted", "success", "error"}
_MODE = {"stream_mode": ["custom"]}
"""As the app asks."""
type Json = dict[str, Any]


class Class:
    """A class of typed copies, asked about through whichever process answers."""

    def __init__(self, apis: Sequence[DevServer], key: str) -> None:
        self._apis = apis
        # A new client for each request would cost more than the request.
        self._client = httpx.AsyncClient(headers={"Authorization": f"Bearer {key}"}, timeout=20)
        self.thread_id = ""

    async def aclose(self) -> None:
        """Close its connections."""
        await self._client.aclose()

    async def ask(self, method: str, path: str, **sent: Any) -> Any:
        """Return what one of the processes answers, as soon as one does."""
        until, failures = time.monotonic() + _PATIENCE, list[str]()
        while True:
            for api in self._apis:
                try:
                    answer = await self._client.request(method, f"{api.url}{path}", **sent)
                    if answer.is_success:
                        return answer.json()
                    if answer.status_code < 500:
                        told = f"{method} {path}: {answer.status_code} {answer.text[:300]}, after {failures}"
                        raise AssertionError(told)
                    failures.append(str(answer.status_code))
                except httpx.HTTPError as error:
                    failures.append(type(error).__name__)
            if time.monotonic() > until:
                raise TimeoutError(f"nobody answers {method} {path}")
            await asyncio.sleep(0.1)

    async def begin(self, copies: int, *names: str) -> None:
        """Begin it, up to the question about its scale."""
        self.thread_id = (await self.ask("POST", "/threads", json={}))["thread_id"]
        body = {"assistant_id": GRAPH, "input": exam(copies), "context": graders(*names)}
        await self.ask("POST", f"/threads/{self.thread_id}/runs/wait", json=body)

    async def grade(self) -> None:
        """Confirm the scale, which begins the grading."""
        body = {"assistant_id": GRAPH, "command": CONFIRMED, **_MODE}
        await self.ask("POST", f"/threads/{self.thread_id}/runs", json=body)

    async def edit(self, copy_id: str, points: float) -> float:
        """Change a mark, and return the seconds until the session asks for the next decision."""
        body = {"assistant_id": GRAPH, "command": {"resume": {"actions": [set_mark(copy_id, points)]}}, **_MODE}
        began = time.monotonic()
        path = f"{self._apis[0].url}/threads/{self.thread_id}/runs/stream"
        async with self._client.stream("POST", path, json=body) as answer:
            answer.raise_for_status()
            async for _ in answer.aiter_lines():
                pass
        return time.monotonic() - began

    async def status(self) -> str:
        """Return the status of its newest run."""
        return str((await self._newest_run())["status"])

    async def end(self) -> float:
        """Wait until its newest run has ended, and return when the server says that was, in seconds since 1970."""
        while (run := await self._newest_run())["status"] not in _ENDED:  # noqa: ASYNC110 - asked over HTTP
            await asyncio.sleep(0.05)
        return datetime.fromisoformat(run["updated_at"]).timestamp()

    async def _newest_run(self) -> Json:
        runs = await self.ask("GET", f"/threads/{self.thread_id}/runs?limit=1")
        newest: Json = runs[0]
        return newest

    async def state(self) -> Json:
        """Return its state."""
        values: Json = (await self.ask("GET", f"/threads/{self.thread_id}/state"))["values"]
        return values
