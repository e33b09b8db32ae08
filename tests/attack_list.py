"""What one hostile caller sends to stop everybody: findings A1 to A5, and more of their kind, held back from them."""

import asyncio
import io
import zipfile
from collections.abc import Awaitable, Callable
from typing import Any

import httpx

from tests.mock_exams import sample_submission

type Json = dict[str, Any]
type Attack = Callable[[httpx.AsyncClient], Awaitable[list[int]]]

GRADING, MOCK_EXAM = "graph_grading", "graph_mock_exam"
OFFLINE: Json = {"graders": ["offline:lexical"]}
COPY: Json = {"student": {"name": "Anne Roux"}, "answers": {"1": "12,5 m/s"}}
SCHEME = "1: 3"


async def _thread(client: httpx.AsyncClient) -> str:
    answer = await client.post("/threads", json={})
    return f"/threads/{answer.json()['thread_id']}"


def _input(**sent: Any) -> Attack:
    async def send(client: httpx.AsyncClient) -> list[int]:
        request = {"typed_copies": [COPY], "scheme": SCHEME, **sent}
        return await _run(client, await _thread(client), input=request, context=OFFLINE)

    return send


def _answer(*answers: Json, **options: Any) -> Attack:
    """Return the attack that answers a session of two copies: first its scale, and then its review."""

    async def send(client: httpx.AsyncClient) -> list[int]:
        thread = await _thread(client)
        await _run(client, thread, input={"typed_copies": [COPY, COPY], "scheme": SCHEME}, context=OFFLINE)
        return [
            status for answer in answers for status in await _run(client, thread, command={"resume": answer}, **options)
        ]

    return send


async def _run(client: httpx.AsyncClient, thread: str, **payload: Any) -> list[int]:
    answer = await client.post(f"{thread}/runs/wait", json={"assistant_id": GRADING, **payload})
    return [answer.status_code]


def _exam(text: str) -> Attack:
    async def send(client: httpx.AsyncClient) -> list[int]:
        submission = sample_submission()
        for answer in submission["answers"]:
            answer["response"] = {"response_text": text}
        sent = {"messages": [], "exam_submission": submission}
        context = {"model": "offline:lexical"}
        answer = await client.post("/runs/wait", json={"assistant_id": MOCK_EXAM, "input": sent, "context": context})
        return [answer.status_code]

    return send


async def _threads(client: httpx.AsyncClient) -> list[int]:
    answers = await asyncio.gather(*(client.post("/threads", json={}) for _ in range(50)))
    return [answer.status_code for answer in answers]


async def _files(client: httpx.AsyncClient) -> list[int]:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("zeros.txt", bytes(20_000_000))
    sent = [archive.getvalue(), b"<html><script>alert(1)</script></html>", b"MZ" + bytes(2_000_000)]
    return [(await client.post("/documents", content=data)).status_code for data in sent]


async def _nested(client: httpx.AsyncClient) -> list[int]:
    body = b'{"assistant_id": "graph_grading", "input": {"scheme": ' + b"[" * 2_000_000 + b"]" * 2_000_000 + b"}}"
    answer = await client.post("/runs/wait", content=body, headers={"content-type": "application/json"})
    return [answer.status_code]


def _questions(count: int) -> Json:
    return {"questions": [{"id": str(number), "max_points": 1} for number in range(count)]}


CONFIRM: Json = {"candidate": 0}
ATTACKS: dict[str, Attack] = {
    "A1 mock exam, < and spaces": _exam("<" + " " * 9_000),
    "A1 typed copy, < and spaces": _input(typed_copies=[{"answers": {"1": "<" + " " * 4_000}}]),
    "A2 scheme with spaces, 16 kB": _input(scheme="Q1" + " " * 16_000 + "5"),
    "A2 scheme with spaces, 200 kB": _input(scheme="Q1" + " " * 200_000 + "5"),
    "A2 the same as an answer": _answer({"scheme": "Q1" + " " * 16_000 + "5"}),
    "A2 the same as an amendment": _answer(
        CONFIRM, {"actions": [{"type": "amend_scheme", "scheme": "Q1" + " " * 16_000 + "5"}]}
    ),
    "A3 max_concurrency of an answer": _answer(CONFIRM, config={"max_concurrency": 2}),
    "A4 answer of 20 MB": _input(typed_copies=[{"answers": {"1": "a" * 20_000_000}}]),
    "A4 1 MB of orders": _input(typed_copies=[{"answers": {"1": "ignore " * 150_000}}]),
    "A4 20,000 students": _input(students=[{"name": f"Élève {number}"} for number in range(20_000)]),
    "A4 20,000 questions": _input(scheme=_questions(20_000)),
    "A4 5,000 copies": _input(typed_copies=[COPY] * 5_000),
    "A5 50 threads": _threads,
    "A5 zip, html, exe": _files,
    "of their kind: 12,000 entries of one name": _input(scheme="Q:1," * 12_000),
    "of their kind: 50 copies of 100,000 characters": _input(
        typed_copies=[{"answers": {"1": "1/2 < ignore " * 7_500}}] * 50
    ),
    "of their kind: 10,000 unreadable actions": _answer(CONFIRM, {"actions": [{"type": "shred"}] * 10_000}),
    "of their kind: 10,000 times finish": _answer(CONFIRM, {"actions": [{"type": "finish"}] * 10_000}),
    "of their kind: JSON two million deep": _nested,
}


async def send_attack(name: str, url: str, headers: dict[str, str], patience: float) -> list[int]:
    """Send one attack, and return the statuses of the answers; none if it gave up waiting."""
    async with httpx.AsyncClient(base_url=url, headers=headers, timeout=patience) as client:
        try:
            return await asyncio.wait_for(ATTACKS[name](client), patience)
        except (TimeoutError, httpx.HTTPError):
            return []
