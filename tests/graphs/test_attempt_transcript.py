"""The prompt that `bareme show ID --prompt` prints is the one that was sent, to the letter."""

from pathlib import Path

import pytest

from bareme.errors import InvalidInput
from bareme.graphs.attempt_transcript import AttemptTranscript, transcript_of
from bareme.graphs.state import ConfirmedState
from tests.graphs.conftest import Session, document
from tests.provider.server import Json, Provider, schema_name

SCHEME = {"questions": [{"id": "1", "max_points": 2}, {"id": "2", "max_points": 2}]}
COPIES = [{"answers": {"1": f"copy {n}", "2": "b"}} for n in range(2)]
SCAN = Path(__file__).parents[2] / "fixtures" / "scan-fr" / "copies.pdf"


async def graded(session: Session, request: Json, **context: object) -> None:
    await session.send({"scheme": SCHEME, **request}, graders=["openai:one"], **context)
    await session.answer({"candidate": 0})


async def transcript(session: Session, copy_id: str = "c01", label: str = "A") -> AttemptTranscript:
    return await transcript_of(ConfirmedState.model_validate(await session.state()), copy_id, label)


def sent(provider: Provider) -> list[str]:
    """The texts of the first messages of each request for marks; how they are divided does not matter."""
    requests = [request for request in provider.requests if schema_name(request) == "Examination"]
    return [words("".join(map(_text, request["messages"][:2]))) for request in requests]


def words(text: str) -> str:
    return "".join(text.split())


def _text(message: Json) -> str:
    content = message["content"]
    return content if isinstance(content, str) else "".join(block.get("text", "") for block in content)


async def test_of_typed_answers(session: Session, provider: Provider) -> None:
    await graded(session, {"typed_copies": COPIES, "guidelines": "Be kind."})
    for copy_id in ("c01", "c02"):
        shown = await transcript(session, copy_id)
        assert words("".join([shown.system, *shown.texts])) in sent(provider)
        assert shown.is_exact
        assert shown.replies[0]["tool_calls"][0]["name"] == "Examination"


async def test_of_a_scan(session: Session, provider: Provider) -> None:
    await graded(session, {"documents": [document(SCAN)]})
    shown = await transcript(session)
    assert shown.is_exact
    assert words("".join([shown.system, *shown.texts])) in sent(provider)
    assert shown.pictures


async def test_of_a_regrade_of_one_question(session: Session, provider: Provider) -> None:
    await graded(session, {"typed_copies": COPIES})
    await session.act({"type": "regrade", "copy_ids": ["c01"], "question_ids": ["2"]})
    shown = await transcript(session)
    assert shown.is_exact
    assert words("".join([shown.system, *shown.texts])) == sent(provider)[-1]


async def test_after_the_scheme_was_amended(session: Session, provider: Provider) -> None:
    await graded(session, {"typed_copies": COPIES})
    await session.act({"type": "amend_scheme", "scheme": "1: 4, 2: 2"})
    shown = await transcript(session)
    assert shown.is_exact
    assert words("".join([shown.system, *shown.texts])) in sent(provider)


async def test_an_attempt_that_was_not_made_is_refused(session: Session, provider: Provider) -> None:
    await graded(session, {"typed_copies": COPIES})
    with pytest.raises(InvalidInput, match="grader 'B' at copy 'c01'"):
        await transcript(session, label="B")
