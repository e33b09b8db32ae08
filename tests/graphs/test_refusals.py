"""A run that is refused says so in the session's language, with the names that the teacher knows."""

from typing import Any

import pytest
from langgraph.types import Command

from bareme.errors import InvalidInput
from tests.graphs.conftest import Session, interrupt_of

COPY = {"answers": {"1": "12,5 m/s"}}


@pytest.mark.parametrize(
    ("sent", "context", "told"),
    [
        ({}, {}, "rien à noter"),
        ({}, {"language": "en"}, "nothing to grade"),
        (
            {"documents": [{"role": "copie", "name": "3e B.pdf", "data": ""}]},
            {},
            "document 1 («\xa03e B.pdf\xa0»), rôle\xa0: à choisir parmi",
        ),
        ({"documents": [{"name": "vide.pdf", "data": ""}]}, {}, "«\xa0vide.pdf\xa0» (Ce fichier est vide"),
        ({"typed_copies": [COPY]}, {"graders": [{"model": "gpt"}]}, "correcteur 1, modèle\xa0: doit être de la forme"),
        ({"typed_copies": [COPY]}, {"graderz": []}, "il n’y a pas de champ 'graderz'"),
        ({"typed_copies": [COPY]}, {"language": "en", "low_confidence": 3}, "low confidence: must be at most 1"),
        ({"typed_copies": [COPY]}, {"language": "xx"}, "il n’y a pas de langue 'xx'"),
        ({"typed_copies": [COPY]}, {"budget": {"dollars": "beaucoup"}}, "budget en dollars\xa0: les dollars doivent"),
    ],
)
async def test_a_refused_run(session: Session, sent: dict[str, Any], context: dict[str, Any], told: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        await session.send(sent, **context)
    assert told in str(refused.value).replace("\xa01 ", " 1 ")


async def test_a6_an_address_that_cannot_be_read_refuses_its_document_alone(session: Session) -> None:
    documents = [{"name": "ailleurs.pdf", "url": "http://[x]/"}]
    await session.send({"documents": documents, "typed_copies": [COPY], "scheme": "1: 3"})
    (summary,) = (await session.state())["documents"]
    assert (summary["name"], summary["refused"]) == ("ailleurs.pdf", "unreachable")
    assert len((await session.state())["typed_copies"]) == 1


async def test_a3_an_answer_whose_run_sets_max_concurrency(session: Session) -> None:
    asked = await session.send({"typed_copies": [COPY, COPY], "scheme": "1: 3"})
    limited: Any = {**session.config, "max_concurrency": 1}
    again = await session.graph.ainvoke(Command(resume={"candidate": 0}), limited)
    assert "max_concurrency" in interrupt_of(again)["error"]
    assert interrupt_of(again)["candidates"] == interrupt_of(asked)["candidates"]
    graded = await session.answer({"candidate": 0})
    assert len(graded["results"]) == 2
    regrade = {"actions": [{"type": "regrade", "scope": "all"}], "author": "teacher"}
    asked_again = await session.graph.ainvoke(Command(resume=regrade), limited)
    assert "max_concurrency" in interrupt_of(asked_again)["error"]
    assert asked_again["attempts"] == graded["attempts"]


def _questions(count: int) -> dict[str, Any]:
    return {"questions": [{"id": str(n), "max_points": 1} for n in range(count)]}


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"students": [{"name": f"Élève {n}"} for n in range(20_000)]}, "2000 au plus"),
        ({"scheme": _questions(20_000)}, "barème, questions\xa0: a trop d’éléments\xa0: 1000 au plus"),
        (
            {"scheme": {"questions": [{"id": f"G{n}", "parts": _questions(300)["questions"]} for n in range(4)]}},
            "barème\xa0: un barème a au plus 1000 questions",
        ),
        ({"scheme": "Q1: 1, " * 10_000}, "barème\xa0: est trop long\xa0: 50000 caractères au plus"),
        ({"typed_copies": [COPY] * 5000}, "2000 au plus"),
        ({"typed_copies": [{"answers": {"1": "x" * 20_000_000}}]}, "100000 caractères au plus"),
        ({"typed_copies": [{"answers": {str(n): "x" for n in range(5000)}}]}, "1000 au plus"),
    ],
    ids=["students", "questions", "parts", "shorthand", "copies", "answer", "answers"],
)
async def test_a2_a4_a_request_that_is_too_large(session: Session, sent: dict[str, Any], told: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        await session.send({"typed_copies": [COPY], **sent})
    assert told in str(refused.value)


@pytest.mark.parametrize("goto", [(), None])  # None is what langgraph-api makes of a command without it
@pytest.mark.parametrize("answer", [{"candidate": 0}, {"actions": []}, 7])
async def test_a7_an_answer_to_a_thread_without_a_session(session: Session, answer: Any, goto: Any) -> None:
    with pytest.raises(InvalidInput, match="rien à noter"):
        await session.send(Command(resume=answer, goto=goto))
    assert (await session.send({"typed_copies": [COPY], "scheme": "1: 3"}))["__interrupt__"]


@pytest.mark.parametrize("number", [2.0**64, -(2.0**70)])  # a server's JSON parser makes these of whole numbers
async def test_a7_a_number_of_more_than_64_bits(session: Session, number: float) -> None:
    await session.send({"typed_copies": [COPY], "scheme": "1: 3"})
    asked = interrupt_of(await session.answer({"candidate": number}))
    assert asked["error"] == "numéro du barème\xa0: est un nombre trop grand"
