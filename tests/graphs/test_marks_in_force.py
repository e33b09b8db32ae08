"""Status, counts, message, figures and files come from the marks in force, whoever gave them."""

from bareme.cli.display.json_output import describe_session
from bareme.exports import ExportFormat, unfinished, write_export
from bareme.exports.csv_wide import read_csv_wide
from bareme.graphs.session_snapshot import take_snapshot
from tests.graphs.conftest import Session, interrupt_of
from tests.provider.server import Json, Provider, prompt_of


def copies(count: int) -> list[Json]:
    return [{"student": {"name": f"Pupil {n:02}"}, "answers": {"1": f"copy {n:02}"}} for n in range(1, count + 1)]


def mark(copy_id: str, points: float) -> Json:
    return {"type": "set_mark", "copy_ids": copy_id, "question_id": "1", "points": points}


async def test_failed_copies_that_a_person_marked_are_complete(session: Session, provider: Provider) -> None:
    provider.script = lambda request: (
        400 if "copy 02" in prompt_of(request) or "copy 03" in prompt_of(request) else None
    )
    await session.send({"typed_copies": copies(3), "scheme": "1: 4"}, graders=["openai:one"], language="en")
    review = interrupt_of(await session.answer({"candidate": 0}))
    assert review["counts"] == {"total": 3, "completed": 1, "failed": 2, "remaining": 0}
    assert review["message"].startswith("2 of 3 copies are not graded")
    first = (await session.state())["results"][0]["total"]

    marks = [
        {"type": "set_mark", "copy_ids": i, "question_id": "1", "points": p} for i, p in [("c02", 1.5), ("c03", 3)]
    ]
    review = interrupt_of(await session.act(*marks, {"type": "mark_complete", "copy_ids": ["c02", "c03"]}))
    assert [outcome["status"] for outcome in review["outcomes"]] == ["applied"] * 4
    assert review["counts"] == {"total": 3, "completed": 3, "failed": 0, "remaining": 0}
    assert review["message"] == "The copies are graded. Look at what is flagged, decide, then finish."
    assert (review["statistics"]["graded"], review["statistics"]["left_out"]) == (3, 0)
    assert review["statistics"]["mean"] == round((first + 4.5) / 3, 2)

    state, snapshot = await session.state(), await take_snapshot(session.saver, "t")
    told = [(copy["status"], copy["grading_status"]) for copy in state["results"]]
    assert told == [("complete", "complete"), ("complete", "failed"), ("complete", "failed")]
    assert snapshot.material is not None
    assert unfinished(snapshot.material) == {}
    rows = read_csv_wide(write_export(snapshot.material, ExportFormat.CSV)).rows
    assert [float(row.total or -1) for row in rows] == [first, 1.5, 3]
    shown = describe_session(snapshot)
    assert (shown["failed"], shown["waiting"], shown["processing"]) == ([], [], [])


async def test_copies_that_wait_are_not_said_to_be_graded(session: Session, provider: Provider) -> None:
    settings = {"graders": ["openai:one"], "language": "en", "budget": {"calls": 16}}
    await session.send({"typed_copies": copies(30), "scheme": "1: 4"}, **settings)
    review = interrupt_of(await session.answer({"candidate": 0}))
    counts = review["counts"]
    assert counts["remaining"] >= 14
    assert counts["completed"] + counts["remaining"] == 30
    assert "some copies wait" in review["message"]
    assert "The copies are graded" not in review["message"]

    review = interrupt_of(await session.act(*(mark(f"c{n:02}", 1) for n in range(1, 31))))
    assert (review["counts"]["completed"], review["budget_reached"]) == (30, "calls")
    assert review["message"] == "The copies are graded. Look at what is flagged, decide, then finish."
