"""Refusals and failures as problem documents, in the language that the caller accepts."""

import inspect

import httpx
import pytest
from fastapi import FastAPI

from bareme import errors
from bareme.errors import BaremeError, DocumentRefused, InvalidInput, RefusalReason
from bareme.server import problem_kinds
from bareme.server.problem_kinds import ProblemKind
from bareme.server.problems import Problem, answer_with_problems, problem_of
from bareme.translation import Message

app = FastAPI()
answer_with_problems(app)


@app.get("/raise/{name}")
async def fail(name: str, number: int = 0) -> None:
    raise {
        "problem": Problem(
            409, problem_kinds.CONFLICT, Message("a document has at most {limit} bytes", limit=5), limit=5
        ),
        "error": InvalidInput("there is no session {session_id!r}", session_id=str(number)),
        "fault": ZeroDivisionError("a pupil's name"),
    }[name]


async def get(path: str, language: str = "") -> httpx.Response:
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://bareme.example") as client:
        return await client.get(path, headers={"accept-language": language} if language else {})


async def test_a_problem_has_its_type_and_its_members() -> None:
    answer = await get("/raise/problem", "en-GB,en;q=0.9")
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["content-language"] == "en"
    assert answer.json() == {
        "type": "/problems/conflict",
        "title": "The state does not allow this",
        "status": 409,
        "detail": "a document has at most 5 bytes",
        "instance": "/raise/problem",
        "limit": 5,
    }


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "fr"),
        ("*", "fr"),
        ("de", "fr"),
        ("en;q=0", "fr"),
        ("en", "en"),
        ("de, en;q=0.5", "en"),
        ("en;q=0.3, fr-CA;q=0.7", "fr"),
        ("en;q=x, ;;,", "fr"),
        ("en;q=nan", "fr"),
    ],
)
async def test_the_caller_reads_it_in_their_language(accepted: str, language: str) -> None:
    answer = await get("/raise/error?number=7", accepted)
    assert answer.status_code == 422
    assert answer.headers["content-language"] == language
    expected = {"en": "there is no session '7'", "fr": "il n\u2019y a pas de session '7'"}
    assert answer.json()["detail"] == expected[language]


async def test_a_fault_and_an_unknown_address_are_problems_too() -> None:
    fault = await get("/raise/fault")
    assert (fault.status_code, fault.json()["type"]) == (500, "/problems/fault")
    assert "pupil" not in fault.text
    assert (await get("/nowhere")).json()["type"] == "/problems/not-found"
    wrong = (await get("/raise/error?number=many", "en")).json()
    assert (wrong["type"], wrong["detail"]) == ("/problems/invalid-input", "'number': must be a whole number")


def test_every_error_and_every_refusal_has_a_kind() -> None:
    for error in (cls for _, cls in inspect.getmembers(errors, inspect.isclass) if issubclass(cls, BaremeError)):
        made = error.__new__(error)
        BaremeError.__init__(made, "what is wrong")
        vars(made).update(reason=RefusalReason.EMPTY, setting="")
        problem = problem_of(made)
        assert 400 <= problem.status < 600
        assert problem.kind is not problem_kinds.FAULT or error is BaremeError
    refused = {problem_of(DocumentRefused(reason, "x")).kind.type for reason in RefusalReason}
    assert len(refused) == len(RefusalReason)
    assert "/problems/document-too-large" in refused


def test_no_two_kinds_have_one_name() -> None:
    found = [kind.name for _, kind in inspect.getmembers(problem_kinds) if isinstance(kind, ProblemKind)]
    assert len(found) == len(set(found)) > 10
