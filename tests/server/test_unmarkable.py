"""Requests for a mock exam that are odd on purpose: each is refused or passed on, and none is a fault of the server."""

import json
from typing import Any

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from bareme.server.unmarkable import RefuseUnmarkable

DEEP = "[" * 100_000 + "]" * 100_000


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer with the body, as the platform would read it."""
    await Response(await Request(scope, receive).body())(scope, receive, send)


async def post(body: str) -> httpx.Response:
    transport = httpx.ASGITransport(RefuseUnmarkable(echo))
    async with httpx.AsyncClient(transport=transport, base_url="http://bareme.example") as browser:
        return await browser.post("/runs/wait", content=body)


def run_of(given: Any) -> str:
    return json.dumps({"assistant_id": "graph_mock_exam", "input": given})


@pytest.mark.parametrize(
    "body",
    [
        f'{{"assistant_id": "graph_mock_exam", "input": {DEEP}}}',
        f'{{"assistant_id": "graph_mock_exam", "input": {{"exam_submission": {DEEP}}}}}',
        '{"assistant_id": "graph_mock_exam", "input": ' + "9" * 5_000 + "}",
        '{"assistant_id": "graph_mock_exam", "input"',
    ],
    ids=["deep input", "deep submission", "long number", "cut off"],
)
async def test_what_is_no_readable_json_is_left_to_the_platform(body: str) -> None:
    response = await post(body)
    assert (response.status_code, response.text) == (200, body)


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        ({"messages": [{"role": "tool", "content": "{}"}]}, "'messages' holds something that is no message"),
        ({"messages": [{"role": "user", "content": DEEP}]}, "exam_submission: missing"),
        ({"exam_submission": 5}, "exam_submission: must be an object"),
    ],
    ids=["tool message without id", "deep message", "number"],
)
async def test_what_cannot_be_a_submission_is_refused_by_name(given: Any, complaint: str) -> None:
    response = await post(run_of(given))
    assert response.status_code == 422
    assert response.json()["detail"].startswith(complaint)
