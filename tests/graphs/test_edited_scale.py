"""An edited scale: what it does not name stays, what it drops is listed, and nothing starts early."""

from typing import Any

import pytest

from tests.graphs.conftest import Session, document, interrupt_of
from tests.papers import typed

SCHEME = {
    "name": "Contrôle 3",
    "questions": [
        {"id": "1", "max_points": 3, "expected_answer": "12", "criteria": [{"id": "k", "name": "law", "points": 3}]},
        {"id": "2", "max_points": 5, "expected_answer": "oui", "text": "Pourquoi ?"},
    ],
}
COPY = {"answers": {"1": "12", "2": "oui"}}


async def asked(session: Session, scheme: object = None, **request: Any) -> dict[str, Any]:
    rules = [{"model": "offline:lexical"}]
    sent = {"typed_copies": [COPY], "scheme": scheme or SCHEME, **request}
    return interrupt_of(await session.send(sent, graders=rules, language="en"))


def is_about_to_grade(found: dict[str, Any]) -> bool:
    return bool(found["kind"] != "confirm_scale")


@pytest.mark.parametrize("edit", ["1: 4, 2: 6", "2 = 6\n1 = 4", '"1": 4; "2": 6'])
async def test_a_shorthand_keeps_what_it_does_not_name(session: Session, edit: str) -> None:
    await asked(session)
    found = interrupt_of(await session.answer({"scheme": edit}))
    assert is_about_to_grade(found)
    scheme = (await session.state())["scheme"]
    questions = {question["id"]: question for question in scheme["questions"]}
    assert (scheme["name"], scheme["total"]) == ("Contrôle 3", 10)
    assert questions["1"]["criteria"][0]["name"] == "law"
    assert (questions["1"]["expected_answer"], questions["2"]["text"]) == ("12", "Pourquoi ?")


async def test_a_question_that_is_not_named_stays(session: Session) -> None:
    await asked(session)
    await session.answer({"scheme": "1: 4"})
    scheme = (await session.state())["scheme"]
    assert [(question["id"], question["max_points"]) for question in scheme["questions"]] == [("1", 4), ("2", 5)]


DROPS = [
    {"scheme": {"questions": [{"id": "1", "max_points": 4}]}},
    {"scheme": {**SCHEME, "questions": SCHEME["questions"][:1]}},
    {"scheme": {"name": "", "questions": SCHEME["questions"]}},
    {"scheme": "1.a: 2, 1.b: 2"},
]


@pytest.mark.parametrize("edit", DROPS)
async def test_what_an_edit_drops_is_listed_before_it_is_taken(session: Session, edit: dict[str, Any]) -> None:
    await asked(session)
    found = interrupt_of(await session.answer(edit))
    assert not is_about_to_grade(found)
    assert "drops parts" in found["error"]
    assert found["dropped"]
    assert found["candidates"][0]["witness"] == "teacher"
    taken = interrupt_of(await session.answer({"candidate": 0}))
    assert is_about_to_grade(taken)
    assert (await session.state())["scheme"]["total"] == found["candidates"][0]["total"]


async def test_what_is_meant_to_replace_is_taken_at_once(session: Session) -> None:
    await asked(session)
    assert is_about_to_grade(interrupt_of(await session.answer({"scheme": "1: 4", "replace": True})))
    assert [question["id"] for question in (await session.state())["scheme"]["questions"]] == ["1"]


async def test_the_scheme_that_was_sent_is_still_offered_beside_the_edit(session: Session) -> None:
    await asked(session)
    found = interrupt_of(await session.answer(DROPS[0]))
    assert [candidate["total"] for candidate in found["candidates"]] == [4, 8]
    await session.answer({"candidate": 1})
    assert (await session.state())["scheme"]["name"] == "Contrôle 3"


async def test_an_unconfirmed_edit_is_shown_with_its_sum(session: Session) -> None:
    await asked(session)
    found = interrupt_of(await session.answer({"scheme": "2: 6,5", "confirm": False}))
    assert not is_about_to_grade(found)
    assert (found["error"], found["dropped"]) == ("", [])
    assert found["candidates"][0]["total"] == 9.5
    assert found["shorthands"][0] == "1: 3, 2: 6.5"
    again = interrupt_of(await session.answer({"scheme": "2: six", "confirm": False}))
    assert "six" in again["error"]
    assert again["candidates"][0]["total"] == 9.5, "a bad answer loses nothing"
    wider = interrupt_of(await session.answer({"scheme": "1: 4", "confirm": False}))
    assert wider["shorthands"][0] == "1: 4, 2: 5", "an edit starts from the scheme that was sent"
    assert is_about_to_grade(interrupt_of(await session.answer({"candidate": 0})))


async def test_a_typed_scale_is_compared_with_the_printed_total(session: Session, tmp_path: Any) -> None:
    paper = tmp_path / "paper.pdf"
    paper.write_bytes(typed([["Exercise 1 (5 points)", "Why?", "Exercise 2 (7 points)", "How?", "Total: 20 points"]]))
    request = {"typed_copies": [COPY], "documents": [document(paper, "exam_paper")]}
    found = interrupt_of(await session.send(request, graders=["offline:lexical"], language="en"))
    assert any("20" in note and "12" in note for note in found["notes"][0])
    assert any(warning.startswith("total_not_sum") for warning in found["candidates"][0]["warnings"])
    edited = interrupt_of(await session.answer({"scheme": "Q1: 5, Q2: 9", "confirm": False}))
    assert "this scale adds up to 14, but the one read in the files to 12" in edited["notes"][0]


@pytest.mark.parametrize("answer", [{"confirm": True}, {"scheme": "1: 2", "candidate": 0}, {"confirm": "later"}])
async def test_an_answer_that_says_too_little_or_too_much_asks_again(session: Session, answer: dict[str, Any]) -> None:
    await asked(session)
    found = interrupt_of(await session.answer(answer))
    assert not is_about_to_grade(found)
    assert found["error"]


async def test_a_question_that_is_named_twice_is_numbered(session: Session) -> None:
    found = await asked(session, "Q1: 5, Q1: 3")
    assert [question["id"] for question in found["candidates"][0]["questions"]] == ["Q1", "Q1 (2)"]
    assert found["candidates"][0]["total"] == 8
