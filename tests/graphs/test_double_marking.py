"""Two people mark every copy blind: what one hands in is an attempt that the other does not see before both are in."""

import itertools
import json
from typing import Any

import pytest

from bareme.errors import InvalidInput
from bareme.exports import ExportFormat, write_export
from bareme.graphs.session_snapshot import take_snapshot
from bareme.graphs.state import GradingState
from tests.exports.formats import FROM_THE_SESSION
from tests.graphs.conftest import Session, interrupt_of
from tests.provider.server import Json, Provider

ROY, BLANC = "Mme Roy", "M. Blanc"
COPIES = [{"student": {"name": f"Pupil {n}"}, "answers": {"1": f"copy {n}", "2": "b"}} for n in range(1, 3)]
SECRET = 1.37
"""A mark that nothing else equals."""


async def begun(session: Session, **context: Any) -> Json:
    settings = {"graders": [], "markers": [ROY, BLANC], "language": "en", **context}
    await session.send({"typed_copies": COPIES, "scheme": "1: 2, 2: 3"}, **settings)
    return interrupt_of(await session.answer({"candidate": 0}))


def marks(copy_id: str, feedback: str = "", **points: float) -> Json:
    given = {question[1:]: {"points": value, "feedback": feedback} for question, value in points.items()}
    return {"type": "submit_marks", "copy_ids": copy_id, "marks": given}


def statuses(review: Json) -> list[str]:
    return [outcome["status"] for outcome in review["outcomes"]]


async def shown(session: Session) -> str:
    """All that a person can be shown: the question asked, the results and every file."""
    snapshot = await take_snapshot(session.saver, "t")
    assert snapshot.material is not None
    packed = {ExportFormat.XLSX, ExportFormat.SHEETS, ExportFormat.SHEETS_PRINT}
    packed |= {fmt for fmt in FROM_THE_SESSION if fmt.shows_pages}
    texts = [
        write_export(snapshot.material, fmt).decode(errors="ignore") for fmt in FROM_THE_SESSION if fmt not in packed
    ]
    state = await session.state()
    computed = {name: state[name] for name in ("results", "statistics", "calibration")}
    return json.dumps([snapshot.question, computed, texts], ensure_ascii=False)


async def test_two_people_mark_blind_and_decide_where_they_differ(session: Session, provider: Provider) -> None:
    review = await begun(session)
    assert review["markers"] == [{"name": ROY, "missing": 4}, {"name": BLANC, "missing": 4}]

    first = marks("c01", "secret words", _1=SECRET, _2=3)
    review = interrupt_of(await session.act(first, author=ROY))
    assert (statuses(review), review["markers"][0]["missing"], review["markers"][1]["missing"]) == (["applied"], 2, 4)
    assert "1.37" not in await shown(session)
    assert "1,37" not in await shown(session)
    assert "secret words" not in await shown(session)
    assert (await session.state())["results"][0]["status"] == "waiting"
    (chosen,) = statuses(interrupt_of(await session.act(choose("c01", "1", "A"), author=BLANC)))
    assert chosen == "refused"

    review = interrupt_of(await session.act(marks("c01", _1=1, _2=3), author=BLANC))
    (flagged,) = [f for f in review["flags"] if "disagreement" in f["flags"]]
    assert (flagged["copy_id"], flagged["question_id"], flagged["spread"]) == ("c01", "1", 0.37)
    state = await session.state()
    one, two = state["results"][0]["questions"].values()
    assert (one["source"], one["points"], two["source"], two["points"]) == ("none yet", None, "consensus", 3)
    assert state["results"][0]["grading_status"] == "complete"
    assert "secret words" in await shown(session)
    assert "1.37" in await shown(session)

    labels = {state["attempts"][key]["marks"]["1"]["points"]: key.split("/")[1] for key in state["attempts"]}
    review = interrupt_of(await session.act(choose("c01", "1", labels[SECRET]), author="Head"))
    state = await session.state()
    assert state["results"][0]["total"] == 4.37
    assert state["results"][0]["questions"]["1"]["author"] == "Head"
    snapshot = await take_snapshot(session.saver, "t")
    assert snapshot.grader_names()["c01"][labels[SECRET]] == ROY
    assert sorted(snapshot.grader_names()["c01"]) == ["A", "B"]
    assert provider.requests == []


def choose(copy_id: str, question_id: str, label: str) -> Json:
    return {"type": "choose_attempt", "copy_ids": copy_id, "question_id": question_id, "label": label}


async def test_marks_may_be_replaced_until_they_are_shown(session: Session) -> None:
    await begun(session)
    await session.act(marks("c01", _1=1), author=ROY)
    await session.act(marks("c01", _1=2), author=ROY)
    attempts = (await session.state())["attempts"]
    assert sorted(a["marks"]["1"]["points"] for a in attempts.values()) == [1, 2]
    await session.act(marks("c01", _1=2), author=BLANC)
    assert (await session.state())["results"][0]["questions"]["1"]["points"] == 2
    review = interrupt_of(await session.act(marks("c01", _1=0), author=ROY))
    assert (statuses(review), "decided" in review["outcomes"][0]["reason"]) == (["refused"], True)
    assert len((await session.state())["attempts"]) == 3


async def test_what_cannot_be_handed_in_is_refused_whole_and_by_name(session: Session) -> None:
    await begun(session)
    for author, action, named in [
        ("Somebody", marks("c01", _1=1), "'M. Blanc'"),
        (ROY, marks("c01", _1=1, _2=3.5), "3.5"),
        (ROY, marks("c01", _1=1, _9=1), "'9'"),
        (ROY, marks("c09", _1=1), "'c09'"),
    ]:
        review = interrupt_of(await session.act(action, author=author))
        assert statuses(review) == ["refused"]
        assert named in review["outcomes"][0]["reason"]
    assert (await session.state())["attempts"] == {}
    decided = {"type": "set_mark", "copy_ids": "c01", "question_id": "1", "points": 2}
    review = interrupt_of(await session.act(decided, marks("c01", _1=1), author=ROY))
    assert statuses(review) == ["applied", "refused"]
    assert [marker["missing"] for marker in review["markers"]] == [3, 3]


async def test_a_decision_outlives_later_marks(session: Session) -> None:
    await begun(session)
    await session.act(marks("c01", _1=1, _2=1), author=ROY)
    await session.act({"type": "set_mark", "copy_ids": "c01", "question_id": "1", "points": 0.5}, author="Head")
    await session.act(marks("c01", _2=2), author=BLANC)
    questions = (await session.state())["results"][0]["questions"]
    assert (questions["1"]["points"], questions["2"]["points"], questions["2"]["provisional"]) == (0.5, None, 1.5)


async def test_who_has_seen_a_mark_cannot_hand_in_another(session: Session) -> None:
    await begun(session)
    await session.act(marks("c01", _1=1, _2=1), author=ROY)
    await session.act({"type": "set_mark", "copy_ids": "c01", "question_id": "1", "points": 2}, author=BLANC)
    review = interrupt_of(await session.act({"type": "undo", "decision": "00001"}, author=BLANC))
    assert review["markers"] == [{"name": ROY, "missing": 2}, {"name": BLANC, "missing": 3}]
    review = interrupt_of(await session.act(marks("c01", _1=1), author=BLANC))
    assert (statuses(review), "were shown" in review["outcomes"][0]["reason"]) == (["refused"], True)
    assert statuses(interrupt_of(await session.act(marks("c01", _1=2), author=ROY))) == ["applied"]


async def test_finishing_by_force_shows_no_half_marked_question(session: Session) -> None:
    await begun(session)
    await session.act(marks("c01", _1=SECRET), author=ROY)
    assert interrupt_of(await session.act({"type": "finish", "force": True}))["finished"]
    assert "1.37" not in await shown(session)
    await session.act({"type": "reopen_session"})
    await session.act(marks("c01", _1=SECRET), author=BLANC)
    assert (await session.state())["results"][0]["questions"]["1"]["points"] == SECRET


@pytest.mark.parametrize(
    ("context", "named"),
    [
        ({"graders": ["offline:lexical"]}, "'markers'"),
        ({"markers": [ROY, ROY]}, "'Mme Roy'"),
        ({"graders": None}, "'markers'"),
    ],
)
async def test_who_marks_beside_models_or_twice_is_refused(session: Session, context: Json, named: str) -> None:
    with pytest.raises(InvalidInput, match=named):
        await begun(session, **context)


async def test_labels_are_drawn_for_each_copy(session: Session) -> None:
    copies = [{"answers": {"1": "a"}} for _ in range(12)]
    await session.send({"typed_copies": copies, "scheme": "1: 2"}, graders=[], markers=[ROY, BLANC])
    await session.answer({"candidate": 0})
    key = GradingState.model_validate(await session.state()).labels
    assert {tuple(sorted(labels.items())) for labels in key.values()} == {
        tuple(zip("AB", order, strict=True)) for order in itertools.permutations(range(2))
    }
