"""A field that does not exist is refused by its name, wherever it stands: ignoring it would lose what was meant."""

from typing import Any

import pytest

from bareme.errors import InvalidInput
from tests.graphs.conftest import Session, interrupt_of

type Json = dict[str, Any]

QUESTION = {"id": "1", "max_points": 2, "expected_answer": "12,5 m/s"}
COPY = {"student": {"name": "Anne Roux"}, "answers": {"1": "12,5 m/s"}}


def request(**more: Any) -> Json:
    return {"typed_copies": [COPY], "scheme": {"questions": [QUESTION]}, **more}


@pytest.mark.parametrize(
    ("sent", "named"),
    [
        (request(studnets=[{"name": "Anne Roux"}]), "studnets"),
        (request(students=[{"name": "Anne Roux", "number": "12"}]), "élève 1\xa0: il n’y a pas de champ 'number'"),
        (
            request(typed_copies=[{**COPY, "student": {"name": "Anne Roux", "number": 12}}]),
            "copie saisie 1, élève\xa0: il n’y a pas de champ 'number'",
        ),
        (
            request(scheme={"questions": [{**QUESTION, "points": 2}]}),
            "barème, question 1\xa0: il n’y a pas de champ 'points'",
        ),
        (request(scheme={"questions": [QUESTION], "titel": "Physics"}), "titel"),
        (request(documents=[{"data": "", "kind": "copies"}]), "document 1\xa0: il n’y a pas de champ 'kind'"),
    ],
)
async def test_of_the_input(session: Session, sent: Json, named: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        await session.send(sent, graders=["offline:lexical"])
    assert named in str(refused.value)
    assert "Roux" not in str(refused.value)
    shown = interrupt_of(await session.send(request(), graders=["offline:lexical"]))
    assert shown["kind"] == "confirm_scale"


async def test_of_the_answers_of_the_teacher(session: Session) -> None:
    proposed = interrupt_of(await session.send(request(), graders=["offline:lexical"]))
    again = interrupt_of(await session.answer({"scheme": {"questions": [{**QUESTION, "points": 2}]}}))
    assert again["kind"] == "confirm_scale"
    assert "barème, question 1\xa0: il n’y a pas de champ 'points'" in again["error"]
    scheme = proposed["candidates"][0]
    again = interrupt_of(await session.answer({"candidate": 0, "students": [{"copy_id": "c01", "studnet": None}]}))
    assert "élève 1\xa0: il n’y a pas de champ 'studnet'" in again["error"]
    assert again["candidates"] == [scheme]
    review = interrupt_of(await session.answer({"candidate": 0}))
    assert review["kind"] == "review"
    again = interrupt_of(
        await session.answer({"actions": [{"type": "set_mark", "copy_ids": "c01", "question_id": "1", "mark": 1}]})
    )
    assert "mark" in again["error"]


async def test_a_scheme_that_was_received_can_be_sent_back(session: Session) -> None:
    await session.send(request(), graders=["offline:lexical"])
    interrupt_of(await session.answer({"candidate": 0}))
    scheme = (await session.state())["scheme"]
    assert scheme["total"] == 2
    amended = await session.act({"type": "amend_scheme", "scheme": scheme | {"name": "Physics"}})
    assert interrupt_of(amended)["error"] == ""
