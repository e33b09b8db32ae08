"""Copies that are corrected at `confirm_scale`: every page once, nothing lost after a bad answer, students kept."""

import random
from typing import Any

import pytest

from tests.graphs.conftest import Json, Session, document, interrupt_of
from tests.papers import typed

NAMES = ["MARTIN Léa", "DUBOIS Jean", "PETIT Zoé"]
ROSTER = [{"name": name, "student_id": str(number)} for number, name in enumerate(NAMES, start=1)]
PAGES = [page for name in NAMES for page in ([f"Nom : {name}", "Exercice 1 : 12"], ["Exercice 2 : oui"])]


@pytest.fixture
async def found(session: Session, tmp_path: Any) -> Json:
    """What is asked about a class set of three copies of two pages."""
    path = tmp_path / "class.pdf"
    path.write_bytes(typed(PAGES))
    request = {"documents": [document(path)], "scheme": "1: 5, 2: 5", "students": ROSTER}
    return interrupt_of(await session.send(request, graders=["offline:lexical"], language="en"))


def page(found: Json, number: int) -> Json:
    (read,) = (summary for summary in found["documents"] if summary["role"] == "copies")
    return {"document_id": read["document_id"], "index": number - 1}


def pages(found: Json, *numbers: int) -> list[Json]:
    return [page(found, number) for number in numbers]


def shown(found: Json) -> list[tuple[str, str, list[int]]]:
    return [
        (
            copy["copy_id"],
            copy["student"]["name"] if copy["student"] else "",
            [ref["index"] + 1 for ref in copy["pages"]],
        )
        for copy in found["students"]
    ]


FOUND = [("c01", "MARTIN Léa", [1, 2]), ("c02", "DUBOIS Jean", [3, 4]), ("c03", "PETIT Zoé", [5, 6])]


async def test_the_class_is_found(found: Json) -> None:
    assert shown(found) == FOUND
    assert found["left_out"] == []


async def test_copies_are_joined_split_put_in_order_and_left_out(session: Session, found: Json) -> None:
    edit = [
        {"copy_id": "c03"},
        {"copy_id": "c01", "pages": pages(found, 1, 2, 4)},
        {"pages": pages(found, 3)},
        {"copy_id": "c02", "pages": [], "left_out": True},
    ]
    after = interrupt_of(await session.answer({"confirm": False, "copies": edit}))
    assert after["error"] == ""
    assert shown(after) == [
        ("c03", "PETIT Zoé", [5, 6]),
        ("c01", "MARTIN Léa", [1, 2, 4]),
        ("c04", "DUBOIS Jean", [3]),
    ], "the new copy is its page's student's"
    assert after["calls"] == 3
    await session.answer({"candidate": 0})
    state = await session.state()
    assert list(state["copies"]) == ["c03", "c01", "c04"]
    assert [ref["index"] for ref in state["copies"]["c01"]["pages"]] == [0, 1, 3]


async def test_what_is_left_out_is_shown_and_can_come_back(session: Session, found: Json) -> None:
    edit = [{"copy_id": "c01"}, {"copy_id": "c02", "left_out": True}, {"copy_id": "c03", "pages": pages(found, 5)}]
    edit.append({"pages": pages(found, 6), "left_out": True})
    after = interrupt_of(await session.answer({"confirm": False, "copies": edit}))
    assert shown(after) == [FOUND[0], ("c03", "PETIT Zoé", [5])]
    assert shown({"students": after["left_out"]}) == [FOUND[1], ("c03", "PETIT Zoé", [6])]
    back = [{"copy_id": "c01"}, {"pages": pages(found, 3, 4)}, {"copy_id": "c03", "pages": pages(found, 5, 6)}]
    again = interrupt_of(await session.answer({"confirm": False, "copies": back}))
    assert [entry[1:] for entry in shown(again)] == [entry[1:] for entry in FOUND]
    assert again["left_out"] == []


async def test_a_copy_whose_first_page_goes_is_matched_again(session: Session, found: Json) -> None:
    swapped = [
        {"copy_id": "c01", "pages": pages(found, 3, 4)},
        {"copy_id": "c02", "pages": pages(found, 1, 2)},
        {"copy_id": "c03", "student": {"name": "BERNARD Luc"}, "pages": pages(found, 6, 5)},
    ]
    after = interrupt_of(await session.answer({"confirm": False, "copies": swapped}))
    assert [entry[1] for entry in shown(after)] == ["DUBOIS Jean", "MARTIN Léa", "BERNARD Luc"]


async def test_a_new_copy_without_a_name_is_flagged(session: Session, found: Json) -> None:
    edit = [
        {"copy_id": "c01", "pages": pages(found, 1)},
        {"pages": pages(found, 2)},
        {"copy_id": "c02"},
        {"copy_id": "c03"},
    ]
    after = interrupt_of(await session.answer({"confirm": False, "copies": edit}))
    assert shown(after)[1] == ("c04", "", [2])
    assert after["students"][1]["flags"] == ["name_uncertain"]


BAD = [
    ([{"copy_id": "c01"}, {"copy_id": "c02"}], "Page 5 of 'class.pdf' (copy 'c03') is in no copy"),
    ([{"copy_id": "c01"}, {"copy_id": "c02"}, {"copy_id": "c03"}, {"copy_id": "c09"}], "There is no copy 'c09'"),
    ([{"copy_id": "c01"}, {"copy_id": "c01"}, {"copy_id": "c02"}, {"copy_id": "c03"}], "'c01' is sent twice"),
    ([{"copy_id": "c01"}, {"copy_id": "c02"}, {"copy_id": "c03"}, {"pages": []}], "neither pages nor answers"),
    ([{"copy_id": f"c0{n}", "left_out": True} for n in (1, 2, 3)], "There is no copy to grade"),
]


@pytest.mark.parametrize(("copies", "told"), BAD)
@pytest.mark.parametrize("confirm", [True, False])
async def test_a_bad_list_asks_again_and_loses_nothing(
    session: Session, found: Json, copies: list[Json], told: str, *, confirm: bool
) -> None:
    answer = {"copies": copies, "confirm": confirm, **({"candidate": 0} if confirm else {})}
    after = interrupt_of(await session.answer(answer))
    assert told in after["error"]
    assert shown(after) == FOUND


async def test_a_page_is_in_one_copy_alone(session: Session, found: Json) -> None:
    twice = [{"copy_id": "c01", "pages": pages(found, 1, 2, 3)}, {"copy_id": "c02"}, {"copy_id": "c03"}]
    after = interrupt_of(await session.answer({"candidate": 0, "copies": twice}))
    assert "Page 3 of 'class.pdf' is in two copies" in after["error"]
    beyond = [{"copy_id": "c01", "pages": pages(found, 1, 2, 7)}, {"copy_id": "c02"}, {"copy_id": "c03"}]
    assert (
        "'class.pdf' has no page 7" in interrupt_of(await session.answer({"candidate": 0, "copies": beyond}))["error"]
    )


async def test_typed_copies_keep_their_answers_in_another_order(session: Session) -> None:
    answers = [{"answers": {"1": f"answer {number}"}} for number in (1, 2, 3)]
    await session.send({"typed_copies": answers, "scheme": "1: 5"}, graders=["offline:lexical"], language="en")
    missing = interrupt_of(await session.answer({"candidate": 0, "copies": [{"copy_id": "c03"}, {"copy_id": "c01"}]}))
    assert "'c02' is missing" in missing["error"]
    edit = [{"copy_id": "c03", "student": {"name": "Zoé"}}, {"copy_id": "c02", "left_out": True}, {"copy_id": "c01"}]
    after = interrupt_of(await session.answer({"confirm": False, "copies": edit}))
    assert [copy["copy_id"] for copy in after["left_out"]] == ["c02"]
    await session.answer({"candidate": 0})
    copies = (await session.state())["copies"]
    assert [(copy_id, copy["answers"]["1"]) for copy_id, copy in copies.items()] == [
        ("c03", "answer 3"),
        ("c01", "answer 1"),
    ]
    assert copies["c03"]["student"]["name"] == "Zoé"


@pytest.mark.parametrize("seed", range(6))
async def test_any_order_and_any_choice_is_taken_as_it_is(session: Session, seed: int) -> None:
    draw = random.Random(seed)  # noqa: S311 - a choice of examples
    copies = [{"answers": {"1": str(number)}} for number in range(6)]
    await session.send({"typed_copies": copies, "scheme": "1: 5"}, graders=["offline:lexical"], language="en")
    order = draw.sample([f"c{number:02}" for number in range(1, 7)], 6)
    out = set(draw.sample(order, draw.randint(0, 5)))
    edit = [{"copy_id": copy_id, "left_out": copy_id in out} for copy_id in order]
    after = interrupt_of(await session.answer({"confirm": False, "copies": edit}))
    assert [copy["copy_id"] for copy in after["students"]] == [copy_id for copy_id in order if copy_id not in out]
    assert {copy["copy_id"] for copy in after["left_out"]} == out
